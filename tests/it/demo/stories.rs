//! The nine stories contain the facts that matter.
use super::data::{self, Dataset, SHIFT};
use super::expected::STORIES;
use super::ledger::{cents, day_of, occurred};
use commands::demo::files;
use customer_quality::pb::v1::fact::Body;
use customer_quality::pb::v1::{EffortBilling, Fact, Trait};
use std::collections::{BTreeMap, BTreeSet};

fn data() -> Dataset {
    data::read(&files::STORIES, SHIFT)
}

fn facts<'a>(data: &'a Dataset, id: &'a str) -> impl Iterator<Item = &'a Fact> {
    data.facts.iter().filter(move |fact| fact.customer_id == id)
}

fn ratings(data: &Dataset, id: &str, what: Trait) -> Vec<(String, i32)> {
    facts(data, id)
        .filter_map(|fact| match &fact.body {
            Some(Body::Assessment(a)) if a.assessed_trait() == what => {
                Some((a.assessor.clone(), a.rating))
            }
            _ => None,
        })
        .collect()
}

fn on_time_of_all(data: &Dataset, id: &str) -> (usize, usize) {
    let mut due = BTreeMap::new();
    let mut paid = BTreeMap::new();
    for fact in facts(data, id) {
        match fact.body.as_ref().unwrap() {
            Body::Invoice(i) => _ = due.insert(&i.invoice_id, day_of(i.due_date.unwrap())),
            Body::Payment(p) => _ = paid.insert(&p.invoice_id, occurred(fact)),
            _ => {}
        }
    }
    (
        due.iter().filter(|(id, day)| paid[*id] <= **day).count(),
        due.len(),
    )
}

#[test]
fn nine_customers_have_a_story_and_each_is_told() {
    let data = data();
    let ids: BTreeSet<&str> = STORIES.iter().map(|story| story.id).collect();
    assert_eq!(ids.len(), 9);
    for story in STORIES {
        assert!(
            data.customers.iter().any(|c| c.customer_id == story.id),
            "{}",
            story.id
        );
        assert!(!story.expected_classes.is_empty() && !story.expected_advice.is_empty());
        assert!(!story.title.is_empty() && !story.note.is_empty());
    }
}

#[test]
fn the_penny_pincher_pays_6_of_12_on_time_and_the_squeaky_wheel_8() {
    let data = data();
    assert_eq!(on_time_of_all(&data, "story-penny-pincher"), (6, 12));
    assert_eq!(on_time_of_all(&data, "story-squeaky-wheel"), (8, 12));
    assert_eq!(on_time_of_all(&data, "story-nice-but-short"), (12, 12));
    let asked = facts(&data, "story-penny-pincher").find_map(|fact| match &fact.body {
        Some(Body::Negotiation(n)) => Some((n.discount_asked_bps, n.rounds, n.value_recognition)),
        _ => None,
    });
    assert_eq!(asked, Some((Some(2_500), Some(6), Some(1))));
}

#[test]
fn the_squeaky_wheel_gets_a_minute_per_euro_and_pays_for_two_in_five() {
    let data = data();
    let (mut minutes, mut unbilled, mut revenue) = (0, 0, 0);
    for fact in facts(&data, "story-squeaky-wheel") {
        match fact.body.as_ref().unwrap() {
            Body::Effort(e) => {
                let spent = e.duration.unwrap().seconds / 60;
                minutes += spent;
                unbilled += if e.billing() == EffortBilling::Unbilled {
                    spent
                } else {
                    0
                };
            }
            Body::Invoice(i) => revenue += cents(i.amount.as_ref()) / 100,
            _ => {}
        }
    }
    assert_eq!(
        (minutes * 1_000 / revenue, unbilled * 100 / minutes),
        (1_000, 60)
    );
}

#[test]
fn two_people_hide_from_the_three_million_account() {
    let data = data();
    for what in [
        Trait::RespectsUs,
        Trait::GladToHearFrom,
        Trait::ValuesOurWork,
    ] {
        let who = ratings(&data, "story-three-million", what);
        assert_eq!(who, [("anna".to_owned(), 1), ("jonas".to_owned(), 1)]);
    }
    let billed: i64 = facts(&data, "story-three-million")
        .filter_map(|fact| match &fact.body {
            Some(Body::Invoice(i)) => Some(cents(i.amount.as_ref())),
            _ => None,
        })
        .sum();
    assert!((300_000_000..301_000_000).contains(&billed), "{billed}");
}

#[test]
fn the_small_spender_brought_eight_over_two_levels() {
    let data = data();
    let brought = |by: &str| -> Vec<String> {
        facts(&data, by)
            .filter_map(|fact| match &fact.body {
                Some(Body::Referral(r)) => Some(r.referred_customer_id.clone()),
                _ => None,
            })
            .collect()
    };
    let first = brought("story-small-spender");
    let second: Vec<String> = first.iter().flat_map(|id| brought(id)).collect();
    assert_eq!((first.len(), second.len()), (4, 4));
    assert!(second.iter().all(|id| brought(id).is_empty()));
}

#[test]
fn the_dog_owner_comes_every_six_weeks_and_never_gets_an_invoice() {
    let data = data();
    let days: Vec<i32> = facts(&data, "story-dog-owner")
        .filter(|fact| matches!(fact.body, Some(Body::Purchase(_))))
        .map(occurred)
        .collect();
    assert_eq!(days.len(), 27);
    assert!(days.windows(2).all(|pair| pair[1] - pair[0] == 42));
    let invoiced = |fact: &Fact| matches!(fact.body, Some(Body::Invoice(_) | Body::Contract(_)));
    assert!(!facts(&data, "story-dog-owner").any(invoiced));
}

#[test]
fn owners_differ_as_their_stories_say() {
    let data = data();
    let one = |id, what| ratings(&data, id, what).first().map(|(_, rating)| *rating);
    for what in [
        Trait::LooksAhead,
        Trait::Delegates,
        Trait::SetsPriorities,
        Trait::HoldsResponsible,
    ] {
        assert_eq!(one("story-groundhog-day", what), Some(1));
    }
    assert_eq!(one("story-groundhog-day", Trait::HasDestination), Some(2));
    let lost = "story-lost-with-a-destination";
    assert_eq!(
        (
            one(lost, Trait::HasDestination),
            one(lost, Trait::KnowsTheWay)
        ),
        (Some(5), Some(1))
    );
    assert_eq!(one("story-undecided", Trait::HasDestination), Some(1));
    assert_eq!(one("story-nice-but-short", Trait::AbleToPay), Some(2));
}
