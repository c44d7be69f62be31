//! The ratings of every trait at quarterly rounds, with an occasional note. The firm's people rate bad
//! customers less often and on fewer traits, because nobody likes to. This gap is not at random.
use super::chance::Chance;
use super::feeling::{BOSS, Feeling, NEAR, OWNER};
use super::journal::Journal;
use super::plan::{Plan, Tardy};
use super::words::{Deck, seen};
use customer_quality::pb::v1::{AssessedRole, Assessment, Trait};

const PURPOSE: u64 = 4;

/// Records all ratings.
pub(super) fn tell(plan: &Plan, feeling: &Feeling, deck: &mut Deck, journal: &mut Journal) {
    let mut chance = plan.chance(PURPOSE);
    let team: &[&str] = if feeling.known {
        &[plan.keeper(), BOSS]
    } else {
        &[plan.keeper()]
    };
    for (first, _) in plan.months().skip(2).step_by(3) {
        if !chance.hits(430 + plan.quality / 2) {
            continue;
        }
        for assessor in team {
            let mut round = Round {
                plan,
                feeling,
                deck,
                chance: &mut chance,
            };
            round.rate((first + 4, assessor), journal);
        }
    }
}

/// One round of ratings by one person.
struct Round<'a> {
    plan: &'a Plan,
    feeling: &'a Feeling,
    deck: &'a mut Deck,
    chance: &'a mut Chance,
}

impl Round<'_> {
    fn rate(&mut self, (day, assessor): (i32, &str), journal: &mut Journal) {
        let share = 300 + self.plan.quality * 340 / 999;
        let mut traits: Vec<(Trait, i64)> = self.feeling.traits(assessor).collect();
        if self.plan.place.is_multiple_of(5) {
            traits.push((Trait::PaysOnTime, punctual(self.plan, day)));
        }
        for (what, opinion) in traits {
            // If the boss disagrees about them, she says so each time.
            let says = assessor == BOSS && self.feeling.divides_us() && NEAR.contains(&what);
            if !self.chance.hits(share) && !says {
                continue;
            }
            let owner = OWNER.contains(&what);
            let changed = owner && self.feeling.has_new_owner(day);
            let shift = if changed { 900 } else { 0 };
            // Gladness about a customer does not change from one quarter to the next.
            let mood = if NEAR.contains(&what) {
                0
            } else {
                self.chance.bell() / 4
            };
            let rating = (opinion + shift + mood + 500) / 1_000;
            let rating = rating.clamp(1, 5) as i32;
            let person = match (owner, changed) {
                (true, true) => "second-owner",
                (true, false) => "first-owner",
                (false, _) => "",
            };
            let assessment = Assessment {
                assessed_trait: what.into(),
                rating,
                assessor: assessor.to_owned(),
                about: self.about(owner).into(),
                person_key: person.to_owned(),
                note: self.note(what, rating),
            };
            journal.assessment(day + self.chance.day(0, 9), &assessment);
        }
    }

    fn about(&mut self, owner: bool) -> AssessedRole {
        match (owner, self.chance.below(6)) {
            (true, _) => AssessedRole::Owner,
            (_, 0) => AssessedRole::EconomicBuyer,
            (_, 1) => AssessedRole::Champion,
            (_, 2) => AssessedRole::Other,
            _ => AssessedRole::Unspecified,
        }
    }

    /// People give a reason for a high or low rating, but not every time.
    fn note(&mut self, what: Trait, rating: i32) -> String {
        let (low, high) = seen::notes(what);
        let (notes, often) = match rating {
            ..=2 => (low, 400),
            5.. => (high, 110),
            _ => return String::new(),
        };
        if self.chance.hits(often) {
            self.deck.deal(self.plan, notes, self.chance)
        } else {
            String::new()
        }
    }
}

/// How punctual they seem to the bookkeepers. A few days late do not count.
fn punctual(plan: &Plan, day: i32) -> i64 {
    if plan.stops_paying.is_some_and(|stopped| day > stopped + 20) {
        return 1_000;
    }
    let late = if plan.tardy == Tardy::Days {
        plan.late / 4
    } else {
        plan.late
    };
    5_000 - late * 4
}
