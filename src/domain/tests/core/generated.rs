//! Random customers: facts of every kind at random times around a random moment.

use crate::given::{Told, euros, fact, named, rating_body};
use domain::customer::CustomerKind;
use domain::fact::{
    Action, ActionKind, Body, Comeback, Contract, Cost, CostKind, CreditNote, Departure, Effort,
    EffortBilling, EffortKind, EndedBy, Fact, Invoice, InvoiceVoid, Negotiation, NegotiationMoment,
    Payment, PaymentReturn, Purchase, Referral, Service, Trait, Usage, Voice, VoiceKind,
    WalletEstimate,
};
use domain::time::{Day, Time, add_days, start_of};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The first day of all random histories.
fn origin() -> Day {
    "2024-01-10".parse().unwrap()
}

const DAYS: i64 = 1_000;

pub(crate) fn any_time() -> impl Strategy<Value = Time> {
    (0..DAYS, 0i64..86_400).prop_map(|(days, seconds)| {
        start_of(add_days(origin(), days)) + chrono::TimeDelta::seconds(seconds)
    })
}

/// A moment late enough that something is known.
pub(crate) fn any_moment() -> impl Strategy<Value = Time> {
    any_time().prop_map(|time| time + chrono::TimeDelta::days(60))
}

fn any_trait() -> impl Strategy<Value = Trait> {
    prop::sample::select(vec![
        Trait::LooksAhead,
        Trait::Delegates,
        Trait::SetsPriorities,
        Trait::HoldsResponsible,
        Trait::HasDestination,
        Trait::KnowsTheWay,
        Trait::PaysOnTime,
        Trait::PutsUsFirst,
        Trait::PaysFairPrice,
        Trait::ChallengesUs,
        Trait::PlaysToOurStrengths,
        Trait::OpensDoors,
        Trait::ValuesOurWork,
        Trait::RespectsUs,
        Trait::RealisticExpectations,
        Trait::AbleToPay,
        Trait::MoodFits,
        Trait::GladToHearFrom,
        Trait::OwnSort,
    ])
}

fn any_person() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["ann", "bob", "eve"])
}

fn any_rating() -> impl Strategy<Value = Body> {
    let person = prop::sample::select(vec!["", "", "", "boss", "new boss"]);
    (any_person(), any_trait(), 1..=5, person)
        .prop_map(|(who, subject, rating, person)| rating_body(who, subject, rating, person))
}

/// Payments, credits, returned payments and voids for invoices by number, the invoices themselves come apart.
fn any_money() -> impl Strategy<Value = Body> {
    let number = (0u8..8).prop_map(|number| number.to_string());
    let maybe = prop::option::weighted(0.7, (0u8..8).prop_map(|number| number.to_string()));
    let cost_kind = prop::sample::select(vec![
        CostKind::Direct,
        CostKind::Acquisition,
        CostKind::Gift,
    ]);
    prop_oneof![
        6 => (number.clone(), 1i64..900).prop_map(|(invoice_id, units)| {
            Body::Payment(Payment { invoice_id, amount: euros(units) })
        }),
        1 => (number.clone(), 1i64..900).prop_map(|(invoice_id, units)| {
            let reason = String::new();
            Body::PaymentReturn(PaymentReturn { invoice_id, amount: euros(units), reason })
        }),
        1 => number.clone().prop_map(|invoice_id| {
            Body::InvoiceVoid(InvoiceVoid { invoice_id, reason: String::new() })
        }),
        2 => (maybe, 1i64..300).prop_map(|(invoice_id, units)| {
            Body::CreditNote(CreditNote { invoice_id, amount: euros(units) })
        }),
        6 => (0i64..900).prop_map(|units| Body::Purchase(Purchase { amount: euros(units) })),
        2 => (0i64..200, cost_kind).prop_map(|(units, kind)| {
            Body::Cost(Cost { amount: euros(units), kind })
        }),
    ]
}

fn any_effort() -> impl Strategy<Value = Body> {
    let kind = prop::sample::select(domain::history::EFFORT_KINDS.to_vec());
    let billing = prop::sample::select(vec![
        EffortBilling::Billed,
        EffortBilling::Included,
        EffortBilling::Unbilled,
    ]);
    (1i64..20_000, kind, billing).prop_map(|(seconds, kind, billing): (_, EffortKind, _)| {
        Body::Effort(Effort {
            seconds,
            kind,
            billing,
        })
    })
}

fn any_talk() -> impl Strategy<Value = Body> {
    let moment = prop::sample::select(vec![
        NegotiationMoment::FirstDeal,
        NegotiationMoment::Renewal,
        NegotiationMoment::InvoiceQuestioned,
    ]);
    let discount = prop::option::of(0..4000);
    (
        moment,
        discount,
        prop::option::of(1..8),
        prop::option::of(1..=5),
    )
        .prop_map(|(moment, discount_asked_bps, rounds, value_recognition)| {
            Body::Negotiation(Negotiation {
                moment,
                discount_asked_bps,
                discount_granted_bps: None,
                rounds,
                value_recognition,
            })
        })
}

fn any_action() -> impl Strategy<Value = Body> {
    prop::sample::select(vec![ActionKind::Thanked, ActionKind::Weaned]).prop_map(|kind| {
        Body::Action(Action {
            kind,
            by: "ann".to_owned(),
            note: String::new(),
            outcome: String::new(),
        })
    })
}

fn any_other() -> impl Strategy<Value = Body> {
    let measures = (0i64..50, 0i64..50).prop_map(|(users, features)| {
        let measures = [
            ("users".to_owned(), users),
            ("storage_bytes".to_owned(), features),
        ];
        Body::Usage(Usage {
            measures: BTreeMap::from(measures),
        })
    });
    let wallet = (prop::option::of(0..=10_000), prop::option::of(0..5)).prop_map(
        |(our_share_bps, other_vendor_count)| {
            Body::WalletEstimate(WalletEstimate {
                our_share_bps,
                other_vendor_count,
            })
        },
    );
    let contract = (1..13).prop_map(|billing_period_months| {
        Body::Contract(Contract {
            contract_id: "k".to_owned(),
            start_date: origin(),
            end_date: None,
            billing_period_months,
            amount: euros(10),
        })
    });
    prop_oneof![
        4 => measures,
        4 => wallet,
        1 => contract,
        1 => Just(Body::Voice(Voice { kind: VoiceKind::Wish, words: "more".to_owned() })),
        1 => any_action(),
        1 => Just(Body::Referral(Referral {
            referred_customer_id: "other".to_owned(),
            would_have_come_anyway_bps: None,
        })),
        1 => Just(Body::Departure(Departure { ended_by: EndedBy::Them, reason: String::new() })),
        2 => Just(Body::Comeback(Comeback { reason: String::new() })),
    ]
}

fn any_body() -> impl Strategy<Value = Body> {
    prop_oneof![4 => any_rating(), 3 => any_money(), 2 => any_effort(), 1 => any_talk(), 1 => any_other()]
}

/// Up to eight invoices with numbers of their own, some with days of service.
fn any_invoices() -> impl Strategy<Value = Vec<(Time, Body)>> {
    let one = (
        0..DAYS,
        0i64..60,
        0i64..900,
        prop::option::weighted(0.3, 0i64..400),
    );
    prop::collection::vec(one, 0..8).prop_map(|invoices| {
        let numbered = invoices.into_iter().enumerate();
        numbered
            .map(|(number, (days, terms, units, service))| {
                let issue_date = add_days(origin(), days);
                let invoice = Invoice {
                    invoice_id: number.to_string(),
                    amount: euros(units),
                    issue_date,
                    due_date: add_days(issue_date, terms),
                    service: service.map(|days| Service {
                        first: issue_date,
                        last: add_days(issue_date, days),
                    }),
                };
                (start_of(issue_date), Body::Invoice(invoice))
            })
            .collect()
    })
}

/// A customer with up to `most` random facts beside the invoices.
pub(crate) fn any_told(most: usize) -> impl Strategy<Value = Told> {
    let kind = prop::sample::select(vec![
        CustomerKind::Business,
        CustomerKind::Individual,
        CustomerKind::NotGiven,
    ]);
    let prospect = prop::bool::weighted(0.1);
    let onboard = prop::option::of((0..DAYS).prop_map(|days| add_days(origin(), days)));
    let others = prop::collection::vec((any_time(), any_body()), 0..most);
    (kind, prospect, onboard, any_invoices(), others).prop_map(
        |(kind, prospect, onboard, invoices, others)| {
            let mut told = named("c", kind);
            told.customer.onboard_date = onboard;
            told.customer.prospect = prospect;
            let all = invoices.into_iter().chain(others).enumerate();
            told.facts = all
                .map(|(at, (time, body))| numbered(at, time, body))
                .collect();
            told
        },
    )
}

fn numbered(at: usize, time: Time, body: Body) -> Fact {
    fact("c", &format!("{at:05}"), time, body)
}
