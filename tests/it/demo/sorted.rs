//! The owner's own sorts, and the new, quiet, past and indebted customers, by the facts alone.
use super::data::{Dataset, SEEDS, firm};
use super::generator::business;
use super::ledger::{Account, accounts, occurred};
use customer_quality::pb::v1::fact::Body;
use customer_quality::pb::v1::{Assessment, EndedBy, NegotiationMoment, Trait};
use std::collections::{BTreeMap, BTreeSet};

/// Days of grace.
const GRACE: i32 = 5;

/// The own sorts of each customer in order of time.
fn sorts(data: &Dataset) -> BTreeMap<&str, Vec<(i32, &Assessment)>> {
    let mut sorts: BTreeMap<&str, Vec<(i32, &Assessment)>> = BTreeMap::new();
    for fact in &data.facts {
        if let Some(Body::Assessment(a)) = &fact.body
            && a.assessed_trait() == Trait::OwnSort
        {
            sorts
                .entry(&fact.customer_id)
                .or_default()
                .push((occurred(fact), a));
        }
    }
    for theirs in sorts.values_mut() {
        theirs.sort_by_key(|(day, _)| *day);
    }
    sorts
}

/// Invoices that fell due in the last year, and those of them that were not paid within the grace.
fn late_of_year(account: &Account, last: i32) -> (usize, usize) {
    let year = account
        .invoices
        .values()
        .filter(|(due, ..)| (last - 365..last).contains(due));
    let late = |(due, _, paid): &&(i32, f64, Option<i32>)| paid.unwrap_or(last) > due + GRACE;
    (year.clone().filter(late).count(), year.count())
}

#[test]
fn the_owner_has_sorted_about_half_of_them_and_says_why_each_time() {
    for seed in SEEDS {
        let data = firm(seed);
        let sorts = sorts(data);
        let share = sorts.len() as f64 / accounts(seed).0.len() as f64;
        assert!((0.35..=0.6).contains(&share), "seed {seed}: {share}");
        let all = || sorts.values().flatten().map(|(_, a)| *a);
        assert!(
            all().all(|a| a.note.chars().count() >= 10),
            "seed {seed}: a sort without a why"
        );
        for sort in [1, 2, 3, 4, 5] {
            assert!(
                all().any(|a| a.rating == sort),
                "seed {seed}: nobody is sorted {sort}"
            );
        }
        let by_owner = all().filter(|a| a.assessor == "ruth").count();
        assert!(
            by_owner < all().count(),
            "seed {seed}: no colleague sorts anybody"
        );
        assert!(
            sorts
                .values()
                .all(|s| s.last().unwrap().1.assessor == "ruth"),
            "the last word"
        );
    }
}

#[test]
fn sorts_go_with_what_the_owner_feels_and_not_with_the_invoices() {
    for seed in SEEDS {
        let data = firm(seed);
        let sorts = sorts(data);
        let (accounts, last) = accounts(seed);
        let (mut dear_and_late, mut bad_and_prompt) = (0, 0);
        for account in &accounts {
            let Some((_, sort)) = sorts.get(account.id.as_str()).and_then(|s| s.last()) else {
                continue;
            };
            let low = low_words(data, &account.id, &sort.assessor);
            if sort.rating >= 4 {
                assert!(
                    low == 0,
                    "{}: good, and the owner rated them {low} times low",
                    account.id
                );
            }
            let (late, due) = late_of_year(account, last);
            dear_and_late += usize::from(sort.rating >= 4 && 5 * late > due);
            bad_and_prompt += usize::from(sort.rating <= 2 && due >= 3 && 5 * late <= due);
        }
        assert!(
            dear_and_late + bad_and_prompt >= 1,
            "seed {seed}: the sorts know the invoices"
        );
    }
}

/// How often somebody rated respect or gladness 2 or less.
fn low_words(data: &Dataset, id: &str, who: &str) -> usize {
    let low = |a: &Assessment| {
        let near = matches!(
            a.assessed_trait(),
            Trait::RespectsUs | Trait::GladToHearFrom
        );
        near && a.assessor == who && a.rating <= 2
    };
    data.facts
        .iter()
        .filter(|fact| fact.customer_id == id)
        .filter(|fact| matches!(&fact.body, Some(Body::Assessment(a)) if low(a)))
        .count()
}

#[test]
fn a_why_that_names_another_customer_names_one_they_had_sent() {
    for seed in SEEDS {
        let data = firm(seed);
        let sent: BTreeMap<&str, (&str, i32)> = data
            .facts
            .iter()
            .filter_map(|fact| match fact.body.as_ref().unwrap() {
                Body::Referral(r) => {
                    let by = (fact.customer_id.as_str(), occurred(fact));
                    Some((r.referred_customer_id.as_str(), by))
                }
                _ => None,
            })
            .collect();
        let mut named = 0;
        for (id, sorts) in sorts(data) {
            for (day, sort) in sorts {
                let others = data
                    .customers
                    .iter()
                    .filter(|c| sort.note.contains(&c.name));
                for other in others {
                    named += 1;
                    let (by, when) = sent[other.customer_id.as_str()];
                    assert!(by == id && when <= day, "{id}: {}", sort.note);
                }
            }
        }
        assert!(named > 0, "seed {seed}");
    }
}

#[test]
fn some_are_new_some_are_quiet_and_some_have_left_for_each_reason() {
    for seed in SEEDS {
        let (accounts, last) = accounts(seed);
        let present = |a: &&Account| a.left.is_none();
        let new = accounts
            .iter()
            .filter(present)
            .filter(|a| last - a.joined < 182);
        assert!((5..=15).contains(&new.count()), "seed {seed}: new");
        let quiet = accounts
            .iter()
            .filter(present)
            .filter(|a| a.silent_since(last).is_some());
        assert!((1..=6).contains(&quiet.count()), "seed {seed}: quiet");
        let left: BTreeSet<i32> = accounts
            .iter()
            .filter_map(|a| a.left)
            .map(|(_, by)| by as i32)
            .collect();
        let all = [EndedBy::Them, EndedBy::Us, EndedBy::Circumstance].map(|by| by as i32);
        assert_eq!(left, BTreeSet::from(all), "seed {seed}");
    }
    let data = firm(business::SEED);
    for fact in &data.facts {
        if let Some(Body::Departure(d)) = &fact.body {
            assert!(d.reason.chars().count() >= 10, "{fact:?}");
        }
    }
}

#[test]
fn invoices_are_paid_in_time_days_late_weeks_late_and_by_some_no_more() {
    for seed in SEEDS {
        let (accounts, last) = accounts(seed);
        let paid: Vec<i32> = accounts
            .iter()
            .flat_map(|a| a.invoices.values())
            .filter_map(|(due, _, paid)| paid.map(|paid| paid - due))
            .collect();
        let share = |from: i32, to: i32| {
            paid.iter()
                .filter(|days| (from..=to).contains(days))
                .count()
                * 100
                / paid.len()
        };
        assert!(share(-40, 0) >= 50, "seed {seed}: in time");
        assert!(share(1, GRACE) >= 4, "seed {seed}: a few days late");
        assert!(share(GRACE + 1, 39) >= 10, "seed {seed}: weeks late");
        assert!(share(40, 90) >= 2, "seed {seed}: very late");
        let owes = |a: &&Account| {
            let year = a
                .invoices
                .values()
                .filter(|(due, ..)| (last - 365..last).contains(due));
            let open: Vec<i32> = year
                .clone()
                .filter_map(|(due, _, paid)| paid.is_none().then_some(*due))
                .collect();
            let oldest = open.iter().min().copied().unwrap_or(last);
            oldest + 90 <= last && 3 * open.len() >= year.count()
        };
        let present = accounts.iter().filter(|a| a.left.is_none());
        let debtors = present.filter(owes).count();
        assert!((1..=4).contains(&debtors), "seed {seed}: {debtors} owe");
        let told = |a: &&Account| a.invoices.values().any(|(_, _, paid)| paid.is_some());
        let silent = accounts
            .iter()
            .filter(|a| a.months(last) >= 4.0 && !told(a))
            .count();
        assert!(
            silent <= 3,
            "seed {seed}: payments of {silent} are not recorded"
        );
    }
}

#[test]
fn every_prospect_had_a_first_talk_about_the_price_and_no_two_are_alike() {
    let data = firm(business::SEED);
    let bought: BTreeSet<String> = accounts(business::SEED)
        .0
        .into_iter()
        .map(|account| account.id)
        .collect();
    let mut deals = BTreeSet::new();
    for prospect in data
        .customers
        .iter()
        .filter(|c| !bought.contains(&c.customer_id))
    {
        let theirs = data
            .facts
            .iter()
            .filter(|f| f.customer_id == prospect.customer_id);
        let deal = theirs
            .clone()
            .find_map(|fact| match fact.body.as_ref().unwrap() {
                Body::Negotiation(n) => Some(n),
                _ => None,
            });
        let deal = deal.unwrap();
        assert_eq!(deal.moment(), NegotiationMoment::FirstDeal);
        deals.insert((deal.discount_asked_bps, deal.rounds, deal.value_recognition));
        let revenue =
            |b: &Body| matches!(b, Body::Invoice(_) | Body::Purchase(_) | Body::Contract(_));
        assert!(!theirs.filter_map(|f| f.body.as_ref()).any(revenue));
    }
    assert_eq!(deals.len(), 5);
}
