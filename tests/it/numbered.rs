//! Invoices and contracts are known by their numbers: the same one under another key counts once.

use customer_quality::pb::v1::{Contract, ErrorReason, Fact, Invoice, fact::Body};
use tonic::Code;

use crate::{
    record_facts::{app_with_c1, live, recorded, refused},
    support::{
        app::{App, NOW},
        bodies::contract,
        build::{at, date, fact, invoice, money, record, retraction},
        fault::Fault,
    },
};

fn changed_invoice(change: impl FnOnce(&mut Invoice)) -> Body {
    let Body::Invoice(mut invoice) = invoice("2026-1") else {
        panic!("an invoice")
    };
    change(&mut invoice);
    Body::Invoice(invoice)
}

fn changed_contract(change: impl FnOnce(&mut Contract)) -> Body {
    let Body::Contract(mut contract) = contract("SUP-77", "2026-01-01", 12, 3_600) else {
        panic!("a contract")
    };
    change(&mut contract);
    Body::Contract(contract)
}

/// The same fact from another file of another program.
fn elsewhere(fact_id: &str, body: Body) -> Fact {
    Fact {
        source: "books".to_owned(),
        label: "year.csv".to_owned(),
        author: "anna".to_owned(),
        ..fact(fact_id, body)
    }
}

async fn counts(app: &mut App, facts: Vec<Fact>) -> (i32, i32) {
    let response = recorded(app, record(facts)).await;
    (response.recorded_count, response.duplicate_count)
}

#[tokio::test]
async fn an_invoice_and_a_contract_under_another_key_are_duplicates() {
    let mut app = app_with_c1().await;
    let yearly = || contract("SUP-77", "2026-01-01", 12, 3_600);
    let first = vec![fact("f-1", invoice("2026-1")), fact("f-2", yearly())];
    assert_eq!(counts(&mut app, first).await, (2, 0));
    let again = vec![
        elsewhere("g-1", invoice("2026-1")),
        elsewhere("g-2", yearly()),
    ];
    assert_eq!(counts(&mut app, again.clone()).await, (0, 2));
    assert_eq!(counts(&mut app, again).await, (0, 2));
    assert_eq!(live(&mut app).await, ["f-1", "f-2"]);
}

#[tokio::test]
async fn also_within_one_call() {
    let mut app = app_with_c1().await;
    let facts = vec![
        fact("f-1", invoice("2026-1")),
        elsewhere("g-1", invoice("2026-1")),
        fact("f-2", invoice("2026-2")),
    ];
    assert_eq!(counts(&mut app, facts).await, (2, 1));
}

#[tokio::test]
async fn an_invoice_with_other_content_is_refused_with_both_values() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", invoice("2026-1"))])).await;
    let dearer = changed_invoice(|invoice| {
        invoice.amount = money("EUR", 1_300);
        invoice.due_date = date(2026, 6, 20);
        invoice.service_start_date = date(2026, 6, 1);
        invoice.service_end_date = date(2026, 6, 30);
    });
    let fault = refused(&mut app, record(vec![elsewhere("g-1", dearer)])).await;
    let metadata = [
        ("customer_id", "C-1"),
        ("invoice_id", "2026-1"),
        ("source", "billing"),
        ("fact_id", "f-1"),
        ("field", "facts[0].invoice.amount"),
    ];
    fault.is(Code::AlreadyExists, ErrorReason::InvoiceExists, &metadata);
    let differences = "amount is `1200.00 EUR` there and `1300.00 EUR` here, due_date is `2026-06-14` \
                       there and `2026-06-20` here, service_start_date is `none` there and \
                       `2026-06-01` here, service_end_date is `none` there and `2026-06-30` here";
    assert!(fault.message.contains(differences), "{}", fault.message);
    assert!(fault.message.contains("retract"), "{}", fault.message);
    assert_eq!(live(&mut app).await, ["f-1"]);
}

async fn field_at_fault(app: &mut App, fact: Fact) -> String {
    let fault: Fault = refused(app, record(vec![fact])).await;
    fault.metadata["field"].clone()
}

#[tokio::test]
async fn every_field_of_an_invoice_and_its_time_are_compared() {
    let mut app = app_with_c1().await;
    let dollars = || {
        changed_invoice(|it| {
            it.amount = money("USD", 5);
            it.exchange_rate = "0.9".to_owned();
        })
    };
    recorded(&mut app, record(vec![fact("f-1", dollars())])).await;
    let later = Fact {
        occur_time: at(NOW - 1),
        ..fact("g-1", dollars())
    };
    assert_eq!(field_at_fault(&mut app, later).await, "facts[0].occur_time");
    let rate = changed_invoice(|it| {
        it.amount = money("USD", 5);
        it.exchange_rate = "0.91".to_owned();
    });
    let field = field_at_fault(&mut app, fact("g-1", rate)).await;
    assert_eq!(field, "facts[0].invoice.exchange_rate");
    let issued = changed_invoice(|it| {
        it.amount = money("USD", 5);
        it.exchange_rate = "0.9".to_owned();
        it.issue_date = date(2026, 5, 30);
    });
    let field = field_at_fault(&mut app, fact("g-1", issued)).await;
    assert_eq!(field, "facts[0].invoice.issue_date");
}

#[tokio::test]
async fn a_contract_with_other_content_is_refused_and_a_renewal_is_recorded() {
    let mut app = app_with_c1().await;
    let first = fact("f-1", changed_contract(|_| ()));
    recorded(&mut app, record(vec![first])).await;
    let ended = changed_contract(|contract| contract.end_date = date(2026, 12, 31));
    let fault = refused(&mut app, record(vec![elsewhere("g-1", ended)])).await;
    let metadata = [
        ("customer_id", "C-1"),
        ("contract_id", "SUP-77"),
        ("source", "billing"),
        ("fact_id", "f-1"),
        ("field", "facts[0].contract.end_date"),
    ];
    fault.is(Code::AlreadyExists, ErrorReason::ContractExists, &metadata);
    let differences = "end_date is `none` there and `2026-12-31` here";
    assert!(fault.message.contains(differences), "{}", fault.message);

    let renewed = changed_contract(|contract| contract.start_date = date(2027, 1, 1));
    assert_eq!(
        counts(&mut app, vec![elsewhere("g-2", renewed)]).await,
        (1, 0)
    );
}

#[tokio::test]
async fn a_retracted_one_frees_its_number() {
    let mut app = app_with_c1().await;
    let facts = vec![
        fact("f-1", invoice("2026-1")),
        fact("f-2", changed_contract(|_| ())),
    ];
    recorded(&mut app, record(facts)).await;
    let monthly = changed_contract(|contract| contract.billing_period_months = 1);
    let mut request = record(vec![
        fact("f-3", invoice("2026-1")),
        fact("f-4", monthly.clone()),
    ]);
    request.retractions = vec![retraction("f-1"), retraction("f-2")];
    assert_eq!(recorded(&mut app, request).await.recorded_count, 2);
    assert_eq!(
        counts(&mut app, vec![elsewhere("g-4", monthly)]).await,
        (0, 1)
    );
    let mut request = record(vec![]);
    request.retractions.push(retraction("f-3"));
    recorded(&mut app, request).await;
    let again = vec![elsewhere("g-1", invoice("2026-1"))];
    assert_eq!(counts(&mut app, again).await, (1, 0));
}

#[tokio::test]
async fn the_same_numbers_of_another_customer_are_others() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", invoice("2026-1"))])).await;
    let mut other = fact("f-2", invoice("2026-1"));
    other.customer_id = "C-2".to_owned();
    let mut request = record(vec![other]);
    request.create_missing_customers = true;
    assert_eq!(recorded(&mut app, request).await.recorded_count, 1);
}
