//! Every fact of the demonstration follows the contract's rules. Together the facts use all of the
//! contract.
use super::data::{Dataset, SHIFT, read};
use super::ledger::{cents, day_of};
use commands::demo::files::{FIRM, STORIES};
use customer_quality::pb::google_type::Money;
use customer_quality::pb::v1::fact::Body;
use customer_quality::pb::v1::{
    ActionKind, AssessedRole, Assessment, BuysAs, CostKind, Customer, CustomerKind, EffortBilling,
    EffortKind, EndedBy, Fact, Invoice, NegotiationMoment, Trait, VoiceKind,
};
use std::collections::{BTreeMap, BTreeSet};

fn data() -> Dataset {
    let mut all = read(&STORIES, SHIFT);
    all.extend(read(&FIRM, SHIFT));
    all
}

fn text(value: &str, least: usize, most: usize) {
    assert!((least..=most).contains(&value.chars().count()), "`{value}`");
}

fn amount(money: Option<&Money>, least: i64) -> i64 {
    let money = money.unwrap();
    assert_eq!(money.currency_code, "EUR");
    assert_eq!(money.nanos % 10_000_000, 0, "at most two decimals");
    let cents = cents(Some(money));
    assert!(cents >= least, "{money:?}");
    cents
}

#[test]
fn customers_have_ids_kinds_and_allowed_attributes() {
    let mut ids = BTreeSet::new();
    for customer in data().customers {
        let Customer {
            customer_id,
            name,
            kind,
            acquisition_source,
            attributes,
            ..
        } = customer;
        text(&customer_id, 1, 128);
        text(&name, 1, 256);
        text(&acquisition_source, 1, 128);
        assert_ne!(
            CustomerKind::try_from(kind).unwrap(),
            CustomerKind::Unspecified
        );
        assert!(attributes.len() <= 32);
        for (key, attribute) in attributes {
            text(&key, 1, 64);
            assert!(
                key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{key}"
            );
            assert!((1..=32).contains(&attribute.values.len()));
            attribute
                .values
                .iter()
                .for_each(|value| text(value, 1, 128));
        }
        assert!(ids.insert(customer_id));
    }
}

#[test]
fn every_fact_has_a_key_of_its_own_a_known_customer_and_a_body() {
    let data = data();
    let ids: BTreeSet<&str> = data
        .customers
        .iter()
        .map(|c| c.customer_id.as_str())
        .collect();
    let mut keys = BTreeSet::new();
    for fact in &data.facts {
        assert!(ids.contains(fact.customer_id.as_str()), "{fact:?}");
        text(&fact.source, 1, 128);
        text(&fact.fact_id, 1, 128);
        assert!(
            keys.insert((&fact.customer_id, &fact.source, &fact.fact_id)),
            "{fact:?}"
        );
        body(fact);
    }
}

fn body(fact: &Fact) {
    match fact.body.as_ref().unwrap() {
        Body::Invoice(i) => invoice(i),
        Body::Contract(c) => {
            amount(c.amount.as_ref(), 0);
            assert!((1..=120).contains(&c.billing_period_months));
            assert!(
                c.end_date
                    .is_none_or(|end| day_of(end) > day_of(c.start_date.unwrap()))
            );
        }
        Body::Payment(p) => _ = amount(p.amount.as_ref(), 1),
        Body::PaymentReturn(p) => _ = amount(p.amount.as_ref(), 1),
        Body::CreditNote(c) => _ = amount(c.amount.as_ref(), 1),
        Body::Purchase(p) => _ = amount(p.amount.as_ref(), 0),
        Body::Cost(c) => {
            amount(c.amount.as_ref(), 0);
            assert_ne!(c.kind(), CostKind::Unspecified);
        }
        Body::Effort(e) => {
            assert!((1..=3_600_000).contains(&e.duration.unwrap().seconds));
            assert_ne!(e.kind(), EffortKind::Unspecified);
            assert_ne!(e.billing(), EffortBilling::Unspecified);
        }
        Body::Negotiation(n) => {
            assert_ne!(n.moment(), NegotiationMoment::Unspecified);
            let said = n.discount_asked_bps.or(n.rounds).or(n.value_recognition);
            assert!(said.is_some(), "nothing was negotiated");
            assert!((0..=10_000).contains(&n.discount_asked_bps.unwrap_or(0)));
            assert!((0..=10_000).contains(&n.discount_granted_bps.unwrap_or(0)));
            assert!((1..=100).contains(&n.rounds.unwrap_or(1)));
            assert!((1..=5).contains(&n.value_recognition.unwrap_or(1)));
        }
        Body::Usage(u) => assert!(u.measures.values().all(|v| *v >= 0) && u.measures.len() == 4),
        Body::Assessment(a) => assessment(a),
        Body::WalletEstimate(w) => {
            assert!((0..=10_000).contains(&w.our_share_bps.unwrap()));
            assert!((0..=10_000).contains(&w.other_vendor_count.unwrap_or(0)));
        }
        Body::Voice(v) => {
            assert_ne!(v.kind(), VoiceKind::Unspecified);
            text(&v.words, 1, 4_000);
        }
        Body::Action(a) => {
            assert_ne!(a.kind(), ActionKind::Unspecified);
            text(&a.by, 1, 128);
            text(
                &a.note,
                usize::from(a.kind() == ActionKind::AgreedDestination),
                2_000,
            );
        }
        Body::Referral(r) => {
            assert!((0..=10_000).contains(&r.would_have_come_anyway_bps.unwrap_or(0)));
        }
        Body::Departure(d) => assert_ne!(d.ended_by(), EndedBy::Unspecified),
        Body::Comeback(_) | Body::InvoiceVoid(_) | Body::Merge(_) => {}
    }
}

fn invoice(invoice: &Invoice) {
    amount(invoice.amount.as_ref(), 0);
    text(&invoice.invoice_id, 1, 128);
    assert!(day_of(invoice.due_date.unwrap()) >= day_of(invoice.issue_date.unwrap()));
    match (invoice.service_start_date, invoice.service_end_date) {
        (None, None) => {}
        (Some(start), Some(end)) => assert!((0..3_650).contains(&(day_of(end) - day_of(start)))),
        half => panic!("{half:?}"),
    }
}

fn assessment(assessment: &Assessment) {
    assert_ne!(assessment.assessed_trait(), Trait::Unspecified);
    assert!((1..=5).contains(&assessment.rating));
    text(&assessment.assessor, 1, 128);
}

#[test]
fn an_invoice_number_is_used_once_and_no_invoice_is_paid_twice() {
    let mut open: BTreeMap<(String, String), i64> = BTreeMap::new();
    let facts = data().facts;
    for fact in &facts {
        if let Some(Body::Invoice(i)) = &fact.body {
            let key = (fact.customer_id.clone(), i.invoice_id.clone());
            assert_eq!(open.insert(key, cents(i.amount.as_ref())), None);
        }
    }
    for fact in facts {
        let (invoice_id, paid) = match fact.body {
            Some(Body::Payment(p)) => (p.invoice_id, cents(p.amount.as_ref())),
            Some(Body::CreditNote(c)) => (c.invoice_id, cents(c.amount.as_ref())),
            _ => continue,
        };
        if !invoice_id.is_empty() {
            *open.get_mut(&(fact.customer_id, invoice_id)).unwrap() -= paid;
        }
    }
    assert!(open.values().all(|rest| *rest >= 0));
}

#[test]
fn nobody_has_two_referrers_and_no_circle_is_closed() {
    let data = data();
    let ids: BTreeSet<&str> = data
        .customers
        .iter()
        .map(|c| c.customer_id.as_str())
        .collect();
    let mut referrer: BTreeMap<&str, &str> = BTreeMap::new();
    for fact in &data.facts {
        if let Some(Body::Referral(r)) = &fact.body {
            assert!(ids.contains(r.referred_customer_id.as_str()));
            assert_eq!(
                referrer.insert(&r.referred_customer_id, &fact.customer_id),
                None
            );
        }
    }
    for mut customer in ids {
        for steps in 0.. {
            assert!(steps < 50, "a circle at {customer}");
            let Some(by) = referrer.get(customer) else {
                break;
            };
            customer = by;
        }
    }
}

#[test]
fn every_word_of_the_contract_is_used() {
    let data = data();
    let mut used: BTreeSet<(&str, i32)> = BTreeSet::new();
    for fact in &data.facts {
        match fact.body.as_ref().unwrap() {
            Body::Cost(c) => _ = used.insert(("cost", c.kind)),
            Body::Effort(e) => {
                used.insert(("effort", e.kind));
                used.insert(("billing", e.billing));
            }
            Body::Negotiation(n) => _ = used.insert(("moment", n.moment)),
            Body::Assessment(a) => {
                used.insert(("assessed trait", a.assessed_trait));
                used.insert(("about", a.about));
            }
            Body::Voice(v) => _ = used.insert(("voice", v.kind)),
            Body::Action(a) => _ = used.insert(("action", a.kind)),
            Body::Departure(d) => _ = used.insert(("departure", d.ended_by)),
            Body::Invoice(i) if i.service_start_date.is_some() => _ = used.insert(("service", 1)),
            Body::CreditNote(c) if c.invoice_id.is_empty() => _ = used.insert(("refund", 1)),
            _ => {}
        }
    }
    used.extend(data.customers.iter().map(|c| ("kind", c.kind)));
    used.extend(data.customers.iter().map(|c| ("buys as", c.buys_as)));
    for (word, last) in [
        ("cost", CostKind::Gift as i32),
        ("effort", EffortKind::Rework as i32),
        ("billing", EffortBilling::Unbilled as i32),
        ("moment", NegotiationMoment::InvoiceQuestioned as i32),
        ("assessed trait", Trait::OwnSort as i32),
        ("about", AssessedRole::Other as i32),
        ("voice", VoiceKind::Complaint as i32),
        ("action", ActionKind::Called as i32),
        ("departure", EndedBy::Circumstance as i32),
        ("kind", CustomerKind::Individual as i32),
        ("buys as", BuysAs::Middleman as i32),
        ("service", 1),
        ("refund", 1),
    ] {
        for value in 1..=last {
            assert!(
                used.contains(&(word, value)),
                "{word} {value} is never used"
            );
        }
    }
}
