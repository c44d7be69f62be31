//! Invoices: one live fact per number, and one currency for the invoice and its payments.

use customer_quality::error::Error;
use customer_quality::store::RecordBatch;
use domain::fact::FactKind;

use crate::support::facts::{
    credit_note, euro, fact, invoice, money, payment, payment_return, retraction,
};
use crate::support::store::fresh_store;

#[tokio::test]
async fn a_second_live_invoice_of_one_number_is_refused_unless_it_is_the_same() {
    let test = fresh_store().await;
    test.tell(vec![fact("a", "1", invoice("I-1", euro(100)))])
        .await
        .unwrap();
    let refused = test
        .tell(vec![fact("a", "2", invoice("I-1", euro(90)))])
        .await
        .unwrap_err();
    assert!(
        matches!(refused.parts().1, Error::InvoiceExists { .. }),
        "{refused:?}"
    );
    let same = fact("a", "2", invoice("I-1", euro(100)));
    let recorded = test.tell(vec![same]).await.unwrap();
    assert_eq!((recorded.recorded_count, recorded.duplicate_count), (0, 1));
    test.tell(vec![fact("b", "1", invoice("I-1", euro(100)))])
        .await
        .unwrap();
    let two = vec![
        fact("c", "1", invoice("I", euro(1))),
        fact("c", "2", invoice("I", euro(2))),
    ];
    let refused = test.tell(two).await.unwrap_err();
    assert_eq!(refused.place(), Some(1));
}

#[tokio::test]
async fn a_payment_has_its_invoices_currency() {
    let test = fresh_store().await;
    test.tell(vec![fact("a", "1", invoice("I-1", euro(100)))])
        .await
        .unwrap();
    for body in [
        payment("I-1", money(50, "USD")),
        payment_return("I-1", money(50, "USD")),
        credit_note(Some("I-1"), money(50, "USD")),
    ] {
        let kind = body.kind();
        let refused = test.tell(vec![fact("a", "2", body)]).await.unwrap_err();
        assert_eq!(refused.parts().1, &in_the_way(kind, "USD", "EUR"));
    }
    test.tell(vec![fact("a", "2", payment("I-1", euro(50)))])
        .await
        .unwrap();
}

#[tokio::test]
async fn payments_may_come_before_their_invoice_and_then_decide_its_currency() {
    let test = fresh_store().await;
    test.tell(vec![fact("a", "1", payment("I-1", euro(50)))])
        .await
        .unwrap();
    let dollars = vec![fact("a", "2", invoice("I-1", money(100, "USD")))];
    let refused = test.tell(dollars.clone()).await.unwrap_err();
    assert_eq!(refused.place(), Some(0));
    assert_eq!(
        refused.parts().1,
        &in_the_way(FactKind::Invoice, "USD", "EUR")
    );

    let more = vec![fact("a", "3", payment("I-1", money(50, "USD")))];
    let refused = test.tell(more).await.unwrap_err();
    assert_eq!(refused.place(), Some(0));
    assert_eq!(
        refused.parts().1,
        &in_the_way(FactKind::Payment, "USD", "EUR")
    );
    let words = refused.to_string();
    assert!(words.contains("fact `1` from source"), "{words}");
    assert!(
        words.contains("retract it and record it in `USD`"),
        "{words}"
    );

    let batch = RecordBatch {
        facts: dollars,
        retractions: vec![retraction("a", "1")],
        ..RecordBatch::default()
    };
    test.record(batch).await.unwrap();
    let both = vec![
        fact("b", "1", payment("I-1", euro(50))),
        fact("b", "2", invoice("I-1", euro(100))),
        fact("b", "3", payment("I-1", money(50, "USD"))),
    ];
    let refused = test.tell(both).await.unwrap_err();
    assert_eq!(refused.place(), Some(2));
}

fn in_the_way(kind: FactKind, currency: &str, expected_currency: &str) -> Error {
    let key = fact("a", "1", payment("I-1", euro(50))).key;
    Error::ReceiptCurrency {
        currency: currency.into(),
        expected_currency: expected_currency.into(),
        source: key.source,
        fact_id: key.fact_id,
        kind,
    }
}

#[tokio::test]
async fn a_payment_told_first_counts_once_the_invoice_is_there() {
    let test = fresh_store().await;
    test.tell(vec![fact("a", "1", payment("I-1", euro(100)))])
        .await
        .unwrap();
    test.tell(vec![fact("a", "2", invoice("I-1", euro(100)))])
        .await
        .unwrap();
    let history = test.history("a").await.unwrap();
    let at = crate::support::facts::time("2025-04-01T00:00:00Z");
    let ledgers: Vec<_> = history.at(at).ledgers().collect();
    assert_eq!(ledgers.len(), 1);
    assert!(ledgers[0].on_time(at));
}
