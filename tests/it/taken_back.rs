//! Payments that came back, and invoices that are void, from the call to the answer.

use customer_quality::pb::v1::{ErrorReason, FactKind, ListFactsRequest, PaymentOutlook};
use tonic::Code;

use crate::{
    get_classification::{book_of_c1, told},
    record_facts::{app_with_c1, live, recorded, refused},
    support::{
        app::App,
        ask::{as_of, now},
        bodies::{make_void, pay, pay_back},
        book::{bill, euro},
        build::{fact, invoice, money, record, retraction},
    },
};

async fn outlook(app: &mut App, day: &str) -> PaymentOutlook {
    let options = as_of(&format!("{day}T23:59:59Z"));
    app.score("C-1", options).await.payment_outlook.unwrap()
}

async fn paid_on_time() -> App {
    let mut book = book_of_c1();
    book.half_year("C-1", 100, [-4; 6]);
    let open = bill("R-9", 120, "2026-02-01", "2026-02-15");
    book.tell("2026-02-01", "C-1", open);
    book.tell("2026-02-10", "C-1", pay("R-9", 120));
    told(&book).await
}

#[tokio::test]
async fn a_payment_that_came_back_is_open_again_from_its_day_on() {
    let mut app = paid_on_time().await;
    app.add("back", "2026-03-03", "C-1", pay_back("R-9", 120))
        .await;
    let before = outlook(&mut app, "2026-03-02").await;
    assert_eq!((before.open, before.overdue), (euro(0), euro(0)));
    let after = outlook(&mut app, "2026-03-03").await;
    assert_eq!(after.overdue, euro(120));
    assert_eq!(after.oldest_overdue_days, 16);

    app.add("again", "2026-03-20", "C-1", pay("R-9", 120)).await;
    let paid = outlook(&mut app, "2026-06-30").await;
    assert_eq!((paid.due_count, paid.on_time_count), (7, 6));
    assert_eq!(paid.usual_days_late, Some(33));
    assert_eq!(paid.open, euro(0));
}

#[tokio::test]
async fn a_void_invoice_is_neither_revenue_nor_due() {
    let mut app = paid_on_time().await;
    let revenue = async |app: &mut App, options| {
        let money = app.score("C-1", options).await.economics.unwrap();
        money.revenue
    };
    assert_eq!(revenue(&mut app, now()).await, euro(720));
    app.add("void", "2026-04-02", "C-1", make_void("R-9")).await;
    assert_eq!(revenue(&mut app, now()).await, euro(600));
    let before = as_of("2026-04-01T23:59:59Z");
    assert_eq!(revenue(&mut app, before).await, euro(420));
    assert_eq!(outlook(&mut app, "2026-06-30").await.due_count, 6);
    app.retract("C-1", "void").await;
    assert_eq!(revenue(&mut app, now()).await, euro(720));
}

#[tokio::test]
async fn an_invoice_that_nobody_knows_cannot_become_void() {
    let mut app = app_with_c1().await;
    let void = record(vec![fact("f-2", make_void("2026-1"))]);
    let fault = refused(&mut app, void.clone()).await;
    let metadata = [
        ("customer_id", "C-1"),
        ("invoice_id", "2026-1"),
        ("field", "facts[0].invoice_void.invoice_id"),
    ];
    fault.is(Code::NotFound, ErrorReason::InvoiceNotFound, &metadata);
    recorded(&mut app, record(vec![fact("f-1", invoice("2026-1"))])).await;
    recorded(&mut app, void).await;
    assert_eq!(live(&mut app).await, ["f-1", "f-2"]);
    let mut gone = record(vec![fact("f-3", make_void("2026-1"))]);
    gone.retractions.push(retraction("f-1"));
    let fault = refused(&mut app, gone).await;
    fault.is(Code::NotFound, ErrorReason::InvoiceNotFound, &metadata);
}

#[tokio::test]
async fn a_payment_that_came_back_is_in_its_invoices_currency() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", invoice("2026-1"))])).await;
    let customer_quality::pb::v1::fact::Body::PaymentReturn(mut back) = pay_back("2026-1", 1)
    else {
        panic!("a payment that came back")
    };
    back.amount = money("USD", 1);
    back.exchange_rate = "0.9".to_owned();
    let body = customer_quality::pb::v1::fact::Body::PaymentReturn(back);
    let fault = refused(&mut app, record(vec![fact("f-2", body)])).await;
    let metadata = [
        ("currency", "USD"),
        ("expected_currency", "EUR"),
        ("source", "billing"),
        ("fact_id", "f-1"),
        ("field", "facts[0].payment_return.amount.currency_code"),
    ];
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::CurrencyMismatch,
        &metadata,
    );
}

#[tokio::test]
async fn both_are_listed_as_they_were_sent() {
    let mut app = app_with_c1().await;
    let facts = vec![
        fact("f-1", invoice("2026-1")),
        fact("f-2", pay_back("2026-1", 5)),
        fact("f-3", make_void("2026-1")),
    ];
    recorded(&mut app, record(facts.clone())).await;
    let request = ListFactsRequest {
        customer_id: "C-1".to_owned(),
        kinds: vec![FactKind::PaymentReturn.into(), FactKind::InvoiceVoid.into()],
        ..ListFactsRequest::default()
    };
    let listed = app.records.list_facts(request).await.unwrap().into_inner();
    let bodies = listed.facts.into_iter().map(|it| it.fact.unwrap().body);
    let expected = [facts[2].body.clone(), facts[1].body.clone()];
    assert_eq!(bodies.collect::<Vec<_>>(), expected);
}
