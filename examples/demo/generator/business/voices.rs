//! The customers' words: wishes and needs of their trade, praise where both sides like each other, and
//! complaints from customers who look at the price or press.
use super::chance::Chance;
use super::feeling::Feeling;
use super::journal::Journal;
use super::plan::{Plan, Service};
use super::words::{Deck, said, trades};
use customer_quality::pb::v1::{ActionKind, Trait, VoiceKind};

const PURPOSE: u64 = 11;
/// The chance in thousandths that a customer says something worth recording in a month.
const OFTEN: i64 = 170;

/// Records their words.
pub(super) fn tell(plan: &Plan, feeling: &Feeling, deck: &mut Deck, journal: &mut Journal) {
    let mut chance = plan.chance(PURPOSE);
    let often = if plan.squeaky { 2 * OFTEN } else { OFTEN };
    for (first, _) in plan.months() {
        if !chance.hits(often) {
            continue;
        }
        let day = first + chance.day(2, 22);
        let (kind, lists) = words(plan, feeling, day, &mut chance);
        let phrases: Vec<&str> = lists.concat();
        let words = deck.deal(plan, &phrases, &mut chance);
        journal.voice(day, kind, &words);
        if kind == VoiceKind::Praise && chance.hits(300) {
            let note = format!("for the kind words: \u{201c}{words}\u{201d}");
            journal.action(day + 1, ActionKind::Thanked, (&note, ""));
        }
    }
}

/// Their wish, for a year in which they were asked.
pub(super) fn wish(plan: &Plan, deck: &mut Deck, chance: &mut Chance) -> String {
    deck.deal(plan, &wishes(plan).concat(), chance)
}

type Lists = Vec<&'static [&'static str]>;

fn words(plan: &Plan, feeling: &Feeling, day: i32, chance: &mut Chance) -> (VoiceKind, Lists) {
    let weaned = plan.weaned.is_some_and(|weaned| day > weaned);
    match chance.below(5) {
        0..=2 if plan.squeaky && !weaned => (VoiceKind::Complaint, vec![&said::PRESSING]),
        0 | 1 if feeling.is_warm() => (VoiceKind::Praise, praise(plan)),
        0 if feeling.is_cold() => (VoiceKind::Complaint, vec![&said::PRESSING]),
        0 | 1 if feeling.about(Trait::ValuesOurWork) < 2_900 => {
            (VoiceKind::Complaint, vec![&said::DEAR])
        }
        0 => (VoiceKind::Complaint, vec![&said::PLAIN]),
        1..=3 => (VoiceKind::Wish, wishes(plan)),
        _ => (VoiceKind::Need, vec![trades::words(plan.part.1).0]),
    }
}

fn wishes(plan: &Plan) -> Lists {
    by_service(plan, [&said::WISHES, &said::WISHES_BOOKS, &said::WISHES_IT])
}

fn praise(plan: &Plan) -> Lists {
    by_service(plan, [&said::PRAISE, &said::PRAISE_BOOKS, &said::PRAISE_IT])
}

fn by_service(plan: &Plan, [all, books, it]: [&'static [&'static str]; 3]) -> Lists {
    match plan.service {
        Service::Books => vec![all, books],
        Service::It => vec![all, it],
        Service::Both => vec![all, books, it],
    }
}
