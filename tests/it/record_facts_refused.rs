//! `RecordFacts`: facts that are refused because of earlier facts, each with its reason.

use customer_quality::pb::v1::{
    CreditNote, ErrorReason, Fact, Payment, Purchase, RecordFactsRequest, fact::Body,
};
use tonic::Code;

use crate::{
    record_facts::{app_with_c1, live, recorded, refused},
    support::{
        app::App,
        bodies::{buy, refer},
        build::{fact, invoice, money, record, retraction},
        fault::Fault,
    },
};

/// A referral by a customer, with an id of its own.
fn brings(customer_id: &str, referred: &str) -> Fact {
    let fact_id = format!("{customer_id} brings {referred}");
    Fact {
        customer_id: customer_id.to_owned(),
        ..fact(&fact_id, refer(referred, None))
    }
}

/// Records facts of customers that need not be known.
async fn told(app: &mut App, facts: Vec<Fact>) {
    recorded(app, creating(facts)).await;
}

async fn refused_of_any(app: &mut App, facts: Vec<Fact>) -> Fault {
    refused(app, creating(facts)).await
}

fn creating(facts: Vec<Fact>) -> RecordFactsRequest {
    RecordFactsRequest {
        create_missing_customers: true,
        ..record(facts)
    }
}

#[tokio::test]
async fn an_amount_in_another_currency_than_an_earlier_payment_is_refused_with_its_path() {
    let mut app = app_with_c1().await;
    let pay = |fact_id: &str, currency: &str| {
        let payment = Payment {
            invoice_id: "I-9".to_owned(),
            amount: money(currency, 5),
            exchange_rate: if currency == "EUR" { "" } else { "0.9" }.to_owned(),
        };
        fact(fact_id, Body::Payment(payment))
    };
    recorded(&mut app, record(vec![pay("f-1", "EUR")])).await;
    let both = record(vec![fact("f-2", buy(1)), pay("f-3", "USD")]);
    let fault = refused(&mut app, both).await;
    let metadata = [
        ("currency", "USD"),
        ("expected_currency", "EUR"),
        ("source", "billing"),
        ("fact_id", "f-1"),
        ("field", "facts[1].payment.amount.currency_code"),
    ];
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::CurrencyMismatch,
        &metadata,
    );
}

#[tokio::test]
async fn a_retracted_key_cannot_be_told_again() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", buy(1))])).await;
    let mut request = record(vec![]);
    request.retractions.push(retraction("f-1"));
    recorded(&mut app, request).await;
    let fault = refused(&mut app, record(vec![fact("f-1", buy(1))])).await;
    let metadata = [
        ("customer_id", "C-1"),
        ("source", "billing"),
        ("fact_id", "f-1"),
        ("field", "facts[0]"),
    ];
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::FactRetracted,
        &metadata,
    );
}

#[tokio::test]
async fn a_retraction_of_what_was_never_told_is_refused() {
    let mut app = app_with_c1().await;
    let mut request = record(vec![fact("f-1", buy(1))]);
    request.retractions.push(retraction("f-404"));
    let fault = refused(&mut app, request).await;
    let metadata = [
        ("customer_id", "C-1"),
        ("source", "billing"),
        ("fact_id", "f-404"),
        ("field", "retractions[0]"),
    ];
    fault.is(Code::NotFound, ErrorReason::FactNotFound, &metadata);
    assert!(live(&mut app).await.is_empty());
}

#[tokio::test]
async fn an_amount_in_another_currency_needs_a_rate() {
    let mut app = app_with_c1().await;
    let dollars = |rate: &str| {
        let exchange_rate = rate.to_owned();
        Body::Purchase(Purchase {
            amount: money("USD", 1),
            exchange_rate,
        })
    };
    let fault = refused(&mut app, record(vec![fact("f-1", dollars(""))])).await;
    let metadata = [
        ("currency", "USD"),
        ("expected_currency", "EUR"),
        ("field", "facts[0].purchase"),
    ];
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::CurrencyMismatch,
        &metadata,
    );
    recorded(&mut app, record(vec![fact("f-1", dollars("0.9234"))])).await;
}

#[tokio::test]
async fn a_payment_is_in_its_invoices_currency() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", invoice("2026-1"))])).await;
    let (invoice_id, exchange_rate) = ("2026-1".to_owned(), "0.9234".to_owned());
    let amount = money("USD", 1);
    let payment = Payment {
        invoice_id: invoice_id.clone(),
        amount: amount.clone(),
        exchange_rate: exchange_rate.clone(),
    };
    let credit = CreditNote {
        invoice_id,
        amount,
        exchange_rate,
    };
    for (kind, body) in [
        ("payment", Body::Payment(payment)),
        ("credit_note", Body::CreditNote(credit)),
    ] {
        let fault = refused(&mut app, record(vec![fact("f-2", body)])).await;
        let field = format!("facts[0].{kind}.amount.currency_code");
        let metadata = [
            ("currency", "USD"),
            ("expected_currency", "EUR"),
            ("source", "billing"),
            ("fact_id", "f-1"),
            ("field", &field),
        ];
        fault.is(
            Code::FailedPrecondition,
            ErrorReason::CurrencyMismatch,
            &metadata,
        );
    }
}

#[tokio::test]
async fn a_customer_cannot_refer_itself() {
    let mut app = app_with_c1().await;
    let fault = refused(&mut app, record(vec![brings("C-1", "C-1")])).await;
    let metadata = [("customer_id", "C-1"), ("field", "facts[0].referral")];
    fault.is(Code::InvalidArgument, ErrorReason::SelfReferral, &metadata);
}

#[tokio::test]
async fn the_first_referrer_stays_until_its_referral_is_retracted() {
    let mut app = app_with_c1().await;
    told(&mut app, vec![brings("C-1", "C-2")]).await;
    let fault = refused_of_any(&mut app, vec![brings("C-3", "C-2")]).await;
    let metadata = [
        ("referred_customer_id", "C-2"),
        ("referrer_customer_id", "C-1"),
        ("field", "facts[0]"),
    ];
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::ReferrerAlreadySet,
        &metadata,
    );
    let mut request = creating(vec![brings("C-3", "C-2")]);
    request.retractions.push(retraction("C-1 brings C-2"));
    assert_eq!(recorded(&mut app, request).await.recorded_count, 1);
}

#[tokio::test]
async fn referrals_never_close_a_circle() {
    let mut app = app_with_c1().await;
    told(&mut app, vec![brings("C-1", "C-2"), brings("C-2", "C-3")]).await;
    let fault = refused(&mut app, record(vec![brings("C-3", "C-1")])).await;
    let metadata = [
        ("customer_id", "C-3"),
        ("referred_customer_id", "C-1"),
        ("field", "facts[0]"),
    ];
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::ReferralCycle,
        &metadata,
    );
}

#[tokio::test]
async fn a_tree_is_at_most_1000_levels_deep() {
    let mut app = app_with_c1().await;
    let chain = |from: usize, to: usize| -> Vec<Fact> {
        let name = |level: usize| format!("L-{level}");
        (from..to)
            .map(|level| brings(&name(level), &name(level + 1)))
            .collect()
    };
    told(&mut app, chain(0, 500)).await;
    told(&mut app, chain(500, 1_000)).await;
    let fault = refused_of_any(&mut app, chain(1_000, 1_001)).await;
    let metadata = [("max_depth", "1000"), ("field", "facts[0]")];
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::ReferralTooDeep,
        &metadata,
    );
}

#[tokio::test]
async fn a_sum_that_would_no_longer_fit_is_refused_before_it_is_written() {
    const LARGEST: i64 = 10_000_000_000;
    let mut app = app_with_c1().await;
    let facts = |from: usize, to: usize| -> Vec<Fact> {
        (from..to)
            .map(|n| fact(&format!("f-{n}"), buy(LARGEST)))
            .collect()
    };
    recorded(&mut app, record(facts(0, 500))).await;
    let fault = refused(&mut app, record(facts(500, 1_000))).await;
    // 2^63 micros hold 922 of these.
    let metadata = [("customer_id", "C-1"), ("field", "facts[422]")];
    fault.is(Code::OutOfRange, ErrorReason::AmountOverflow, &metadata);
    assert_eq!(
        recorded(&mut app, record(facts(500, 922)))
            .await
            .recorded_count,
        422
    );
}
