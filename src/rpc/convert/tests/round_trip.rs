//! Tests that a fact of any kind is returned as it was sent, except for what the contract normalises.

use domain::time::Time;
use proptest::{collection::btree_map, option, prelude::*, sample::select};
use prost_types::Duration;

use super::*;
use crate::store::StoredFact;

fn id() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9äß/_.-]{1,20}"
}

fn line() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 äß'/_.-]{0,20}"
}

fn words() -> impl Strategy<Value = String> {
    "[a-z\n]{1,5}[a-zA-Z0-9 äß\t\n!?]{0,40}"
}

/// An amount above zero, with its exchange rate if it needs one.
fn amount() -> impl Strategy<Value = (Option<Money>, String)> {
    let currency = select(vec!["EUR", "USD"]);
    let rate = select(vec!["0.9234", "1", "1.50", "0.000000001", "00.9"]);
    (currency, 1..1_000_000i64, 0..1_000_000i32, rate).prop_map(|(code, units, micros, rate)| {
        let rate = if code == "EUR" { "" } else { rate };
        (money(code, units, micros * 1_000), rate.to_owned())
    })
}

fn day() -> impl Strategy<Value = Option<Date>> {
    (2000..2027, 1..=12, 1..=28).prop_map(|(year, month, day)| date(year, month, day))
}

fn bps() -> impl Strategy<Value = Option<i32>> {
    option::of(0..=10_000)
}

fn with_money() -> impl Strategy<Value = Body> {
    let invoice =
        (id(), amount(), day(), any::<bool>()).prop_map(|(invoice_id, money, first, served)| {
            let (amount, exchange_rate) = money;
            let service = if served { first } else { None };
            Body::Invoice(pb::Invoice {
                invoice_id,
                amount,
                issue_date: first,
                due_date: first,
                service_start_date: service,
                service_end_date: service,
                exchange_rate,
            })
        });
    let contract = (id(), amount(), day(), 1..=120, any::<bool>());
    let contract = contract.prop_map(|(contract_id, money, start_date, months, ends)| {
        let (amount, exchange_rate) = money;
        Body::Contract(pb::Contract {
            contract_id,
            start_date,
            end_date: if ends { start_date } else { None },
            billing_period_months: months,
            amount,
            exchange_rate,
        })
    });
    let other = (0..6, id(), amount(), 1..=3).prop_map(|(which, invoice_id, money, kind)| {
        let (amount, exchange_rate) = money;
        match which {
            0 => Body::Payment(pb::Payment {
                invoice_id,
                amount,
                exchange_rate,
            }),
            1 => Body::CreditNote(pb::CreditNote {
                invoice_id,
                amount,
                exchange_rate,
            }),
            2 => Body::PaymentReturn(pb::PaymentReturn {
                reason: format!("because of {invoice_id}"),
                invoice_id,
                amount,
                exchange_rate,
            }),
            3 => Body::InvoiceVoid(pb::InvoiceVoid {
                reason: String::new(),
                invoice_id,
            }),
            4 => Body::Purchase(pb::Purchase {
                amount,
                exchange_rate,
            }),
            _ => Body::Cost(pb::Cost {
                amount,
                kind,
                exchange_rate,
            }),
        }
    });
    prop_oneof![invoice, contract, other]
}

fn of_conduct() -> impl Strategy<Value = Body> {
    let effort = (1..3_600_000i64, 1..=4, 1..=3).prop_map(|(seconds, kind, billing)| {
        Body::Effort(pb::Effort {
            duration: Some(Duration { seconds, nanos: 0 }),
            kind,
            billing,
        })
    });
    let negotiation = (1..=3, bps(), bps(), 1..=100, option::of(1..=5));
    let negotiation = negotiation.prop_map(|(moment, asked, granted, rounds, value)| {
        Body::Negotiation(pb::Negotiation {
            moment,
            discount_asked_bps: asked,
            discount_granted_bps: granted,
            rounds: Some(rounds),
            value_recognition: value,
        })
    });
    let usage =
        btree_map(id(), 0..i64::MAX, 1..5).prop_map(|measures| Body::Usage(pb::Usage { measures }));
    let wallet = (0..=10_000, option::of(0..=10_000)).prop_map(|(share, vendors)| {
        Body::WalletEstimate(pb::WalletEstimate {
            our_share_bps: Some(share),
            other_vendor_count: vendors,
        })
    });
    prop_oneof![effort, negotiation, usage, wallet]
}

fn of_people() -> impl Strategy<Value = Body> {
    let assessment = (1..=19, 1..=5, id(), 0..=4, line(), words());
    let assessment = assessment.prop_map(|(subject, rating, assessor, about, person_key, note)| {
        Body::Assessment(pb::Assessment {
            assessed_trait: subject,
            rating,
            assessor,
            about,
            person_key,
            note,
        })
    });
    let voice =
        (1..=4, "[a-z]{1,20}").prop_map(|(kind, words)| Body::Voice(pb::Voice { kind, words }));
    let action = (1..=9, id(), "[a-z]{1,20}", words());
    let action = action.prop_map(|(kind, by, note, outcome)| {
        Body::Action(pb::Action {
            kind,
            by,
            note,
            outcome,
        })
    });
    let referral = ("R-[0-9]{1,5}", bps()).prop_map(|(referred_customer_id, anyway)| {
        Body::Referral(pb::Referral {
            referred_customer_id,
            would_have_come_anyway_bps: anyway,
        })
    });
    let departure = (1..=3, words())
        .prop_map(|(ended_by, reason)| Body::Departure(pb::Departure { ended_by, reason }));
    let comeback = words().prop_map(|reason| Body::Comeback(pb::Comeback { reason }));
    let merge = ("M-[0-9]{1,5}", words()).prop_map(|(into_customer_id, reason)| {
        Body::Merge(pb::Merge {
            into_customer_id,
            reason,
        })
    });
    prop_oneof![
        assessment, voice, action, referral, departure, comeback, merge
    ]
}

fn moment() -> impl Strategy<Value = Timestamp> {
    (0..NOW, 0..1_000_000_000).prop_map(|(seconds, nanos)| Timestamp { seconds, nanos })
}

fn any_fact() -> impl Strategy<Value = pb::Fact> {
    let body = prop_oneof![with_money(), of_conduct(), of_people()];
    let key = ("C-[0-9]{1,5}", id(), id());
    let told = (moment(), option::of(moment()), line(), line());
    (key, told, body).prop_map(|(key, told, body)| pb::Fact {
        customer_id: key.0,
        source: key.1,
        fact_id: key.2,
        occur_time: Some(told.0),
        record_time: None,
        source_record_time: told.1,
        author: told.2,
        label: told.3,
        body: Some(body),
    })
}

/// The fact as the contract says it is kept: microseconds, the shortest form of the rate, the usual role.
fn normalised(mut wire: pb::Fact, record_time: Time) -> pb::Fact {
    wire.record_time = Some(seconds(record_time.timestamp()));
    for time in [&mut wire.occur_time, &mut wire.source_record_time]
        .into_iter()
        .flatten()
    {
        time.nanos -= time.nanos % 1_000;
    }
    match wire.body.as_mut().unwrap() {
        Body::Invoice(pb::Invoice { exchange_rate, .. })
        | Body::Contract(pb::Contract { exchange_rate, .. })
        | Body::Payment(pb::Payment { exchange_rate, .. })
        | Body::PaymentReturn(pb::PaymentReturn { exchange_rate, .. })
        | Body::CreditNote(pb::CreditNote { exchange_rate, .. })
        | Body::Purchase(pb::Purchase { exchange_rate, .. })
        | Body::Cost(pb::Cost { exchange_rate, .. }) => {
            let plain = match exchange_rate.as_str() {
                "1.50" => "1.5",
                "00.9" => "0.9",
                other => other,
            };
            *exchange_rate = plain.to_owned();
        }
        Body::Assessment(assessment) if assessment.about == 0 => {
            // The first four traits are about the owner.
            let role = match assessment.assessed_trait {
                1..=4 => pb::AssessedRole::Owner,
                _ => pb::AssessedRole::Other,
            };
            assessment.about = role.into();
        }
        _ => {}
    }
    wire
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn a_fact_comes_back_as_it_was_told(wire in any_fact()) {
        let read = read_fact(wire.clone());
        prop_assert!(read.is_ok(), "{:?}", read);
        let record_time = terms().now;
        let stored = StoredFact { fact: read.unwrap(), recording: 1, record_time, retraction: None };
        let hash = stored.fact.content_hash();
        let written = fact::to_wire(stored, terms().reporting_currency).fact.unwrap();
        prop_assert_eq!(&written, &normalised(wire, record_time));
        // Sending what was read records the same fact.
        prop_assert_eq!(read_fact(written).unwrap().content_hash(), hash);
    }
}
