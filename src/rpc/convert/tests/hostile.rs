//! Tests that every message gets an answer: it is refused with a reason, or accepted and returned unchanged.

use proptest::{option, prelude::*, sample::select};
use prost_types::Duration;

use super::*;
use crate::store::StoredFact;

fn number() -> impl Strategy<Value = i64> {
    let edges = vec![i64::MIN, -1, 0, 1, 10_000_000_000, i64::MAX];
    prop_oneof![any::<i64>(), -100..100i64, select(edges)]
}

fn small_number() -> impl Strategy<Value = i32> {
    let edges = vec![i32::MIN, -999_999_999, -1, 0, 1_000, 999_999_000, i32::MAX];
    prop_oneof![any::<i32>(), -40..40i32, 1960..2030i32, select(edges)]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-z]{1,3}", Just("\0".repeat(5_000))]
}

fn any_money() -> impl Strategy<Value = (Option<Money>, String)> {
    let code = prop_oneof![Just("EUR".to_owned()), Just("USD".to_owned()), text()];
    let rate = prop_oneof![Just(String::new()), "[0-9]{0,12}[.]?[0-9]{0,10}", text()];
    (code, number(), small_number(), rate)
        .prop_map(|(code, units, nanos, rate)| (money(&code, units, nanos), rate))
}

fn any_date() -> impl Strategy<Value = Option<Date>> {
    option::of((small_number(), small_number(), small_number()))
        .prop_map(|ymd| ymd.and_then(|(year, month, day)| date(year, month, day)))
}

fn body() -> impl Strategy<Value = Body> {
    let dates = (any_date(), any_date(), any_date(), any_date());
    let invoice = (text(), any_money(), dates).prop_map(|(invoice_id, money, dates)| {
        Body::Invoice(pb::Invoice {
            invoice_id,
            amount: money.0,
            issue_date: dates.0,
            due_date: dates.1,
            service_start_date: dates.2,
            service_end_date: dates.3,
            exchange_rate: money.1,
        })
    });
    let paid = any_money().prop_map(|(amount, rate)| Body::Purchase(purchase(amount, &rate)));
    let effort = (number(), small_number(), small_number());
    let effort = effort.prop_map(|(seconds, nanos, kind)| {
        Body::Effort(pb::Effort {
            duration: Some(Duration { seconds, nanos }),
            kind,
            billing: kind,
        })
    });
    let rating = (small_number(), small_number(), text(), text());
    let rating = rating.prop_map(|(subject, rating, assessor, note)| {
        Body::Assessment(pb::Assessment {
            assessed_trait: subject,
            rating,
            assessor,
            about: rating,
            person_key: String::new(),
            note,
        })
    });
    let usage = (text(), number()).prop_map(|(name, value)| {
        Body::Usage(pb::Usage {
            measures: [(name, value)].into(),
        })
    });
    prop_oneof![invoice, paid, effort, rating, usage]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn nothing_breaks_the_reader_and_what_passes_comes_back(
        body in body(),
        source in text(),
        seconds in number(),
        nanos in small_number(),
    ) {
        let mut wire = fact(body);
        wire.source = source;
        wire.occur_time = Some(Timestamp { seconds, nanos });
        if let Ok(read) = read_fact(wire) {
            let stored = StoredFact { fact: read.clone(), recording: 1, record_time: terms().now, retraction: None };
            let written = fact::to_wire(stored, terms().reporting_currency).fact.unwrap();
            prop_assert_eq!(read_fact(written), Ok(read));
        }
    }
}
