//! The records of the firm's people never contradict the events. They thank nobody for something that did
//! not happen, ask nobody in debt for more, and praise no customer whom they rate rude.
use super::data::{Dataset, SEEDS, SHIFT, firm, read};
use super::ledger::{day_of, occurred};
use commands::demo::files::STORIES;
use customer_quality::pb::v1::fact::Body;
use customer_quality::pb::v1::{
    Action, ActionKind, EffortBilling, EndedBy, Fact, NegotiationMoment, Trait, VoiceKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// The people of the firm.
const TEAM: [&str; 4] = ["anna", "jonas", "mila", "ruth"];
/// The traits that say whether somebody is nice.
const NICE: [Trait; 2] = [Trait::RespectsUs, Trait::GladToHearFrom];

fn firms() -> impl Iterator<Item = &'static Dataset> {
    SEEDS.into_iter().map(firm)
}

fn everybody() -> Vec<Dataset> {
    let firms = firms().cloned();
    firms.chain([read(&STORIES, SHIFT)]).collect()
}

fn by_customer(data: &Dataset) -> BTreeMap<&str, Vec<&Fact>> {
    let mut facts: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in &data.facts {
        facts.entry(&fact.customer_id).or_default().push(fact);
    }
    facts
}

fn actions<'a>(facts: &[&'a Fact], kind: ActionKind) -> Vec<(i32, &'a Action)> {
    let action = |fact: &&'a Fact| match fact.body.as_ref().unwrap() {
        Body::Action(action) if action.kind() == kind => Some((occurred(fact), action)),
        _ => None,
    };
    facts.iter().filter_map(action).collect()
}

/// The lowest rating of the traits; 5 where nobody rated them.
fn lowest(facts: &[&Fact], traits: &[Trait]) -> i32 {
    let rating = |fact: &&Fact| match fact.body.as_ref().unwrap() {
        Body::Assessment(a) if traits.contains(&a.assessed_trait()) => Some(a.rating),
        _ => None,
    };
    facts.iter().filter_map(rating).min().unwrap_or(5)
}

fn ratings_of(facts: &[&Fact], what: Trait) -> Vec<i32> {
    let rating = |fact: &&Fact| match fact.body.as_ref().unwrap() {
        Body::Assessment(a) if a.assessed_trait() == what => Some(a.rating),
        _ => None,
    };
    facts.iter().filter_map(rating).collect()
}

/// Each invoice's due day and the day on which it was covered.
fn invoices<'a>(facts: &[&'a Fact]) -> BTreeMap<&'a str, (i32, Option<i32>)> {
    let mut open: BTreeMap<&str, (i32, i64)> = BTreeMap::new();
    let cents = |m: Option<&customer_quality::pb::google_type::Money>| super::ledger::cents(m);
    for fact in facts {
        if let Body::Invoice(i) = fact.body.as_ref().unwrap() {
            let due = day_of(i.due_date.unwrap());
            open.insert(&i.invoice_id, (due, cents(i.amount.as_ref())));
        }
    }
    let mut covered: BTreeMap<&str, (i32, Option<i32>)> = open
        .iter()
        .map(|(id, (due, _))| (*id, (*due, None)))
        .collect();
    let mut paid: Vec<(i32, &str, i64)> = facts
        .iter()
        .filter_map(|fact| match fact.body.as_ref().unwrap() {
            Body::Payment(p) => Some((
                occurred(fact),
                p.invoice_id.as_str(),
                cents(p.amount.as_ref()),
            )),
            Body::CreditNote(c) if !c.invoice_id.is_empty() => Some((
                occurred(fact),
                c.invoice_id.as_str(),
                cents(c.amount.as_ref()),
            )),
            _ => None,
        })
        .collect();
    paid.sort_unstable();
    for (day, id, amount) in paid {
        let (_, rest) = open.get_mut(id).unwrap();
        *rest -= amount;
        if *rest <= 0 {
            covered.get_mut(id).unwrap().1.get_or_insert(day);
        }
    }
    covered
}

#[test]
fn whoever_rates_acts_or_writes_is_one_of_us_and_signs_it() {
    for data in everybody() {
        for fact in &data.facts {
            let who = match fact.body.as_ref().unwrap() {
                Body::Assessment(a) => &a.assessor,
                Body::Action(a) => {
                    assert!(!a.note.is_empty(), "{fact:?}");
                    &a.by
                }
                _ => continue,
            };
            assert!(TEAM.contains(&who.as_str()), "{fact:?}");
            assert_eq!(*who, fact.author, "{fact:?}");
        }
    }
}

#[test]
fn nobody_praises_us_whom_one_of_us_calls_rude() {
    for data in everybody() {
        let mut heard = 0;
        for (id, facts) in by_customer(&data) {
            let is_praise = |f: &&&Fact| matches!(f.body.as_ref(), Some(Body::Voice(v)) if v.kind() == VoiceKind::Praise);
            let count = facts.iter().filter(is_praise).count();
            assert!(count == 0 || lowest(&facts, &NICE) > 2, "{id}");
            heard += count;
        }
        assert!(heard > 0);
    }
}

#[test]
fn nobody_is_asked_for_a_favour_whom_we_hide_from_or_who_owes_us() {
    for data in everybody() {
        for (id, facts) in by_customer(&data) {
            let invoices = invoices(&facts);
            let asked = [ActionKind::AskedForReferral, ActionKind::InvitedToTrial];
            for (day, action) in asked.into_iter().flat_map(|kind| actions(&facts, kind)) {
                assert!(lowest(&facts, &NICE) > 2, "{id}: {action:?}");
                let owes = |(due, paid): &(i32, Option<i32>)| {
                    due + 40 < day && paid.is_none_or(|paid| paid > day)
                };
                assert!(!invoices.values().any(owes), "{id}: {action:?}");
            }
        }
    }
}

#[test]
fn who_is_thanked_for_paying_in_time_did_so_all_year() {
    for data in firms() {
        let mut thanked = 0;
        for (id, facts) in by_customer(data) {
            let invoices = invoices(&facts);
            for (day, action) in actions(&facts, ActionKind::Thanked) {
                if !action.note.contains("paid in time") {
                    continue;
                }
                thanked += 1;
                let year = invoices
                    .values()
                    .filter(|(due, _)| (day - 360..day).contains(due));
                let in_time = |(due, paid): &(i32, Option<i32>)| paid.is_some_and(|p| p <= *due);
                assert!(
                    year.clone().count() >= 10 && year.into_iter().all(in_time),
                    "{id}"
                );
            }
        }
        assert!(thanked > 0, "nobody pays in time all year");
    }
}

#[test]
fn a_call_about_an_invoice_is_made_while_it_is_overdue() {
    for data in firms() {
        let mut calls = 0;
        for (id, facts) in by_customer(data) {
            let invoices = invoices(&facts);
            for (day, action) in actions(&facts, ActionKind::Called) {
                let about = |invoice: &&&str| action.note.contains(**invoice);
                let Some(invoice) = invoices.keys().find(about) else {
                    continue;
                };
                calls += 1;
                let (due, paid) = invoices[*invoice];
                assert!(due + 14 < day, "{id}: {action:?}");
                assert!(
                    paid.is_none_or(|paid| paid >= day),
                    "{id}: {action:?} {paid:?}"
                );
            }
        }
        assert!(calls > 10);
    }
}

#[test]
fn the_weaned_get_less_unpaid_time_afterwards_unless_it_led_to_parting() {
    for data in firms() {
        let (mut better, mut parted) = (0, 0);
        let last = data.facts.iter().map(occurred).max().unwrap();
        for (id, facts) in by_customer(data) {
            for (day, _) in actions(&facts, ActionKind::Weaned) {
                let given_away = |from: i32, to: i32| -> i64 {
                    let minutes = |fact: &&Fact| match fact.body.as_ref().unwrap() {
                        Body::Effort(e) if (from..to).contains(&occurred(fact)) => {
                            let unpaid = e.billing() == EffortBilling::Unbilled;
                            unpaid.then_some(e.duration.unwrap().seconds / 60)
                        }
                        _ => None,
                    };
                    facts.iter().filter_map(minutes).sum()
                };
                let before = given_away(day - 90, day);
                assert!(before > 60, "{id}: weaned of nothing");
                // The month under way ends as it began.
                let after = given_away(day + 31, (day + 121).min(last));
                if !actions(&facts, ActionKind::LetGoConfirmed).is_empty() {
                    parted += 1;
                } else if day + 60 < last {
                    assert!(3 * after < before, "{id}: {before} {after}");
                    better += 1;
                }
            }
        }
        assert!(better >= 1 && parted >= 1, "{better} {parted}");
    }
}

#[test]
fn who_was_let_go_was_told_by_a_person_and_only_they() {
    for data in firms() {
        for (id, facts) in by_customer(data) {
            let told = actions(&facts, ActionKind::LetGoConfirmed);
            let left: Vec<i32> = facts
                .iter()
                .filter_map(|fact| match fact.body.as_ref().unwrap() {
                    Body::Departure(d) if d.ended_by() == EndedBy::Us => Some(occurred(fact)),
                    _ => None,
                })
                .collect();
            assert_eq!(told.len(), left.len(), "{id}");
            assert!(
                told.iter().zip(&left).all(|((told, _), left)| told <= left),
                "{id}"
            );
        }
    }
}

#[test]
fn a_destination_is_agreed_only_with_who_has_one() {
    for data in firms() {
        for (id, facts) in by_customer(data) {
            let agreed = !actions(&facts, ActionKind::AgreedDestination).is_empty();
            let lowest = lowest(&facts, &[Trait::HasDestination]);
            assert!(!agreed || lowest > 1, "{id}");
        }
    }
}

#[test]
fn an_invoice_is_questioned_by_those_who_have_one_and_find_us_dear() {
    for data in firms() {
        let mut asked = 0;
        for (id, facts) in by_customer(data) {
            let invoices = invoices(&facts);
            for fact in &facts {
                let Body::Negotiation(n) = fact.body.as_ref().unwrap() else {
                    continue;
                };
                if n.moment() == NegotiationMoment::InvoiceQuestioned {
                    asked += 1;
                    let fresh = |(due, _): &(i32, Option<i32>)| (due - occurred(fact)).abs() < 45;
                    assert!(invoices.values().any(fresh), "{id}");
                    let rated = ratings_of(&facts, Trait::PaysFairPrice);
                    assert!(rated.is_empty() || rated.iter().any(|r| *r <= 3), "{id}");
                }
            }
        }
        assert!(asked > 10);
    }
}

#[test]
fn words_are_rarely_heard_twice_and_never_from_the_same_mouth() {
    for data in everybody() {
        let mut heard: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let mut said: BTreeSet<(&str, &str)> = BTreeSet::new();
        for fact in &data.facts {
            let texts: Vec<(&str, &str, usize)> = match fact.body.as_ref().unwrap() {
                Body::Assessment(a) if a.assessed_trait() == Trait::OwnSort => {
                    vec![("why", &a.note, 2)]
                }
                Body::Assessment(a) => vec![("note", &a.note, 8)],
                Body::Voice(v) => vec![("words", &v.words, 6)],
                Body::Action(a) => vec![("action", &a.note, 8), ("outcome", &a.outcome, 20)],
                _ => continue,
            };
            for (what, text, most) in texts.into_iter().filter(|(_, text, _)| !text.is_empty()) {
                assert!(!text.contains(['{', '}']), "{text}");
                let count = heard.entry((what, text)).or_default();
                *count += 1;
                assert!(
                    *count <= most,
                    "{what} `{text}` is there more than {most} times"
                );
                if matches!(what, "words" | "why") {
                    assert!(
                        said.insert((&fact.customer_id, text)),
                        "{}: {text}",
                        fact.customer_id
                    );
                }
            }
        }
    }
}
