//! Those who have not bought yet: a first talk, some words, a few impressions, and for two of them a
//! recommendation.
use super::cast::{PROSPECT_PARTS, SOURCES, with_values};
use super::firm::LABEL;
use super::plan::Plan;
use super::talk::bargain;
use super::words;
use crate::demo::chance::Chance;
use crate::demo::dataset::Dataset;
use crate::demo::journal::Journal;
use crate::demo::shift::Calendar;
use crate::pb::v1::{
    ActionKind, BuysAs, Customer, CustomerKind, NegotiationMoment, Trait, VoiceKind,
};

/// Which prospects were recommended, and which of the customers who recommend us did it, counted from
/// the newest.
const RECOMMENDED: [(usize, usize); 2] = [(0, 2), (3, 9)];

/// The prospects and their facts.
pub(super) fn dataset(seed: u64, calendar: Calendar) -> Dataset {
    let mut all = Dataset::default();
    for (number, part) in PROSPECT_PARTS.into_iter().enumerate() {
        let mut chance = Chance::new(seed, 500 + number as u64);
        let id = id(number);
        let mut journal = Journal::new(&id, LABEL, calendar);
        talks(number as i32, &mut journal, &mut chance);
        all.facts.extend(journal.into_facts());
        let recommended = RECOMMENDED.iter().any(|(n, _)| *n == number);
        let source = if recommended {
            "referral"
        } else {
            SOURCES[number % SOURCES.len()].0
        };
        let industry = vec![part.1];
        all.customers.push(Customer {
            customer_id: id,
            name: part.0.to_owned(),
            kind: CustomerKind::Business.into(),
            acquisition_source: source.to_owned(),
            buys_as: BuysAs::EndUser.into(),
            attributes: with_values(vec![
                ("data_set", vec!["service-business"]),
                ("industry", industry),
                ("region", vec!["river-valley"]),
                ("size", vec![["small", "medium", "large"][number % 3]]),
            ]),
            ..Customer::default()
        });
    }
    all
}

fn id(number: usize) -> String {
    format!("prospect-{}", number + 1)
}

fn talks(number: i32, journal: &mut Journal, chance: &mut Chance) {
    let day = -12 - 9 * number;
    let quality = chance.between(200, 950);
    journal.action(
        day,
        ActionKind::Called,
        ("first call", "asked for an offer"),
    );
    journal.voice(
        day + 1,
        VoiceKind::Need,
        words::NEEDS[number as usize % words::NEEDS.len()],
    );
    journal.negotiation(
        day + 4,
        bargain(quality, NegotiationMoment::FirstDeal, chance),
    );
    let rating = (1 + quality / 220).clamp(1, 5) as i32;
    let seen = [
        Trait::RespectsUs,
        Trait::LooksAhead,
        Trait::HasDestination,
        Trait::AbleToPay,
    ];
    for what in seen.into_iter().take(1 + number as usize) {
        journal.rate(day + 5, "anna", what, rating);
    }
}

/// Tells that a customer recommended us to a prospect.
pub(super) fn tell_referrals(plan: &Plan, plans: &[Plan], journal: &mut Journal) {
    let mut recommending: Vec<usize> = plans
        .iter()
        .filter(|p| p.active(0) && plans.iter().any(|other| other.referrer == Some(p.place)))
        .map(|p| p.place)
        .collect();
    recommending.reverse();
    for (number, turn) in RECOMMENDED {
        if recommending.get(turn) == Some(&plan.place) {
            journal.referral(-20 - 9 * number as i32, &id(number), None);
        }
    }
}
