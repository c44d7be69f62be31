//! Random batches against a plain list of facts. After any order of recording and retracting, the store
//! answers as if it folded the remaining facts.

use std::collections::BTreeMap;

use customer_quality::store::{Cut, Knowledge, RecordBatch};
use domain::customer::{BuysAs, Customer, CustomerKind};
use domain::fact::{Body, EffortKind, Event, Fact, FactKey};
use domain::history::{History, months_of};
use domain::time::{Month, Time, Window};

use crate::support::facts::{
    cost, credit_note, effort, effort_of, euro, fact_at, invoice, invoice_void, payment,
    payment_return, purchase, referral, retraction, voice,
};
use crate::support::random::Random;
use crate::support::store::{TestStore, fresh_store};

const IDS: [&str; 4] = ["a", "b", "c", "d"];

/// A recording of a fact, and since and until when it was known.
struct Known {
    fact: Fact,
    since: Time,
    until: Option<Time>,
}

/// What was told, in order.
#[derive(Default)]
struct Told(Vec<Known>);

impl Told {
    fn known(&self, customer_id: &str, at: Time) -> Vec<Event> {
        let known = self.0.iter().filter(|it| {
            let is_known = it.since <= at && it.until.is_none_or(|until| until > at);
            it.fact.key.customer_id == customer_id && is_known
        });
        known.map(|it| it.fact.clone().into()).collect()
    }

    /// The newest recording under a key.
    fn newest(&mut self, key: &FactKey) -> Option<&mut Known> {
        let of_key = |it: &&mut Known| it.fact.key == *key;
        self.0.iter_mut().rev().find(of_key)
    }

    /// Whether the fact is an invoice that is known under another key.
    fn has_invoice(&self, fact: &Fact) -> bool {
        let same = |it: &Known| {
            let other = &it.fact;
            let key = other.key.customer_id == fact.key.customer_id && other.key != fact.key;
            let content = (other.occur_time, &other.body) == (fact.occur_time, &fact.body);
            key && content && it.until.is_none()
        };
        matches!(fact.body, Body::Invoice(_)) && self.0.iter().any(same)
    }
}

fn some_fact(random: &mut Random) -> Fact {
    let customer_id = random.pick(&IDS);
    let numbers = ["I-1", "I-2", "I-3"];
    let units = random.below(50) as i64 + 1;
    let body = match random.below(12) {
        0 => purchase(units),
        1 => cost(units),
        2 => effort(units * 60),
        3 => effort_of(units, EffortKind::Accounting),
        4 => invoice(random.pick(&numbers), euro(units)),
        5 => payment(random.pick(&numbers), euro(units)),
        6 => credit_note(None, euro(units)),
        7 => credit_note(Some(random.pick(&numbers)), euro(units)),
        8 => referral(random.pick(&IDS)),
        9 => payment_return(random.pick(&numbers), euro(units)),
        10 => invoice_void(random.pick(&numbers)),
        _ => voice("hm"),
    };
    let (month, day) = (random.below(12) + 1, random.below(28) + 1);
    let at = format!("2024-{month:02}-{day:02}T12:00:00Z");
    fact_at(customer_id, &random.below(90).to_string(), &at, body)
}

async fn tell(test: &TestStore, random: &mut Random, told: &mut Told) -> Time {
    let facts: Vec<Fact> = (0..random.below(6)).map(|_| some_fact(random)).collect();
    let retractions: Vec<_> = (0..random.below(3))
        .map(|_| retraction(random.pick(&IDS), &random.below(90).to_string()))
        .collect();
    let again = random.below(2) == 0;
    let batch = RecordBatch {
        facts: facts.clone(),
        retractions: retractions.clone(),
        create_missing_customers: true,
        allow_partial_success: true,
        record_retracted_again: again,
        ..RecordBatch::default()
    };
    let recorded = test.record(batch).await.unwrap();
    let failed = |place: usize| recorded.failures.iter().any(|failure| failure.0 == place);
    for (place, retraction) in retractions.iter().enumerate() {
        if !failed(facts.len() + place) {
            let known = told.newest(&retraction.key).unwrap();
            known.until.get_or_insert(recorded.record_time);
        }
    }
    for (place, fact) in facts.into_iter().enumerate() {
        if failed(place) {
            continue;
        }
        match told.newest(&fact.key) {
            Some(known) if known.until.is_none() => {
                assert_eq!(known.fact.content_hash(), fact.content_hash());
                continue;
            }
            Some(_) => assert!(again, "a retracted key: {fact:?}"),
            None => {}
        }
        if !told.has_invoice(&fact) {
            told.0.push(Known {
                fact,
                since: recorded.record_time,
                until: None,
            });
        }
    }
    recorded.record_time
}

fn customer(customer_id: &str) -> Customer {
    Customer {
        customer_id: customer_id.to_owned(),
        name: String::new(),
        kind: CustomerKind::NotGiven,
        onboard_date: None,
        acquisition_source: String::new(),
        buys_as: BuysAs::EndUser,
        attributes: BTreeMap::new(),
        prospect: false,
    }
}

#[tokio::test]
async fn the_store_answers_as_if_it_folded_the_facts_that_are_left() {
    let test = fresh_store().await;
    let ids = IDS.map(str::to_owned);
    for seed in 0..3 {
        let mut random = Random(seed);
        let mut told = Told::default();
        let test = if seed == 0 {
            &test
        } else {
            &fresh_store().await
        };
        let mut times = Vec::new();
        for _ in 0..60 {
            times.push(tell(test, &mut random, &mut told).await);
            assert_eq!(test.store.differences(&ids).await.unwrap(), []);
        }
        check_now(test, &told, *times.last().unwrap()).await;
        for _ in 0..20 {
            check_known(test, &told, random.pick(&times)).await;
        }
    }
}

/// As known now, at moments in several months: the same as from the facts alone.
async fn check_now(test: &TestStore, told: &Told, now: Time) {
    let ids = IDS.map(str::to_owned);
    for at in [
        "2024-03-10T00:00:00Z",
        "2024-07-28T12:00:00Z",
        "2025-01-01T00:00:00Z",
    ] {
        let at: Time = at.parse().unwrap();
        let cut = Cut {
            months: vec![Month::at(at)],
            six_month_verdicts: ids.iter().map(|id| (id.clone(), at)).collect(),
            now: at,
        };
        let loaded = test
            .store
            .histories(&ids, &cut, Knowledge::Now)
            .await
            .unwrap();
        assert_eq!(loaded.len(), ids.len());
        for (id, loaded) in loaded {
            let events = told.known(&id, now);
            assert_eq!(loaded.history.months(), &months_of(&events));
            let folded = History::fold(customer(&id), events);
            let (loaded, folded) = (loaded.history.at(at), folded.at(at));
            let window = Window::trailing(12, at.date_naive());
            assert_eq!(loaded.flow(window), folded.flow(window));
            assert_eq!(loaded.revenue(window, 90), folded.revenue(window, 90));
            assert_eq!(
                loaded.ledgers().collect::<Vec<_>>(),
                folded.ledgers().collect::<Vec<_>>()
            );
            assert_eq!(loaded.accounting(), folded.accounting());
            assert_eq!(loaded.referrals(), folded.referrals());
            assert_eq!(loaded.onboard_day(), folded.onboard_day());
            // Day 182 as well: its month was read with its facts.
            if let Some(day) = folded.onboard_day() {
                let verdict = domain::time::end_of(domain::time::add_days(day, 182));
                let window = Window::until(verdict.date_naive());
                let (loaded, folded) = (loaded.moved_to(verdict), folded.moved_to(verdict));
                assert_eq!(loaded.flow(window), folded.flow(window));
            }
        }
    }
}

/// As known at a past time: exactly the history of the facts known then.
async fn check_known(test: &TestStore, told: &Told, known: Time) {
    let ids = IDS.map(str::to_owned);
    let cut = Cut::default();
    let loaded = test
        .store
        .histories(&ids, &cut, Knowledge::At(known))
        .await
        .unwrap();
    for (id, loaded) in loaded {
        let folded = History::fold(customer(&id), told.known(&id, known));
        assert_eq!(loaded.history, folded, "{id} as known at {known}");
    }
}
