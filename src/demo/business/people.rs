//! What our people think of them: ratings of every trait at quarterly rounds. Bad customers are rated
//! less often and on fewer traits, because nobody likes to: a gap that is not at random.
use super::plan::Plan;
use crate::demo::chance::Chance;
use crate::demo::journal::Journal;
use crate::pb::v1::{AssessedRole, Assessment, Trait};

const PURPOSE: u64 = 4;
/// The owner's traits; they do not apply to a private person.
const OWNER: [Trait; 4] = [
    Trait::LooksAhead,
    Trait::Delegates,
    Trait::SetsPriorities,
    Trait::HoldsResponsible,
];
const OTHERS: [Trait; 13] = [
    Trait::GladToHearFrom,
    Trait::RespectsUs,
    Trait::ValuesOurWork,
    Trait::PaysFairPrice,
    Trait::HasDestination,
    Trait::OpensDoors,
    Trait::RealisticExpectations,
    Trait::MoodFits,
    Trait::PutsUsFirst,
    Trait::ChallengesUs,
    Trait::PlaysToOurStrengths,
    Trait::AbleToPay,
    Trait::KnowsTheWay,
];

/// Tells all ratings.
pub(super) fn tell(plan: &Plan, journal: &mut Journal) {
    let mut chance = plan.chance(PURPOSE);
    let opinions = Opinions::of(plan, &mut chance);
    let second = plan.place % 5 < 3;
    let team: &[&str] = if second {
        &[plan.keeper(), "ruth"]
    } else {
        &[plan.keeper()]
    };
    let mut round = 0;
    for (first, _) in plan.months().skip(2).step_by(3) {
        round += 1;
        if chance.hits(430 + plan.quality / 2) {
            for assessor in team {
                opinions.rate((first + 4, assessor), plan, journal, &mut chance);
            }
        }
        if round % 4 == 2 && chance.hits(700) {
            let sort = match opinions.level {
                ..2_700 => 1,
                2_700..3_700 => 3,
                _ => 5,
            };
            let assessment = Assessment {
                assessed_trait: Trait::OwnSort.into(),
                rating: sort,
                assessor: plan.keeper().to_owned(),
                note: sort_note(sort).to_owned(),
                ..Assessment::default()
            };
            journal.assessment(first + 5, assessment);
        }
    }
}

const fn sort_note(sort: i32) -> &'static str {
    match sort {
        1 => "every call takes an hour and ends with the price",
        3 => "nice people, could be more of a plan",
        _ => "I would like ten more like them",
    }
}

/// What there is to think of a customer, in thousandths of a rating.
struct Opinions {
    level: i64,
    traits: Vec<(Trait, i64)>,
    /// From this day on somebody else owns the business.
    new_owner: Option<i32>,
}

impl Opinions {
    fn of(plan: &Plan, chance: &mut Chance) -> Self {
        let level = 1_950 + plan.quality * 3_450 / 999;
        let owner = level + chance.bell() * 7 / 10;
        let mut traits: Vec<(Trait, i64)> = Vec::new();
        if !plan.is_person() {
            traits.extend(OWNER.map(|t| (t, owner + chance.bell() * 4 / 10)));
        }
        traits.extend(OTHERS.map(|t| (t, level + chance.bell() * 6 / 10)));
        if plan.place.is_multiple_of(5) {
            traits.push((Trait::PaysOnTime, 5_000 - plan.late * 4));
        }
        let new_owner = (!plan.is_person() && plan.place % 30 == 7).then_some(plan.joined / 2);
        Self {
            level,
            traits,
            new_owner,
        }
    }

    fn rate(
        &self,
        (day, assessor): (i32, &str),
        plan: &Plan,
        journal: &mut Journal,
        chance: &mut Chance,
    ) {
        let bias = if assessor == "ruth" { -150 } else { 100 };
        let share = 300 + plan.quality * 340 / 999;
        for (what, opinion) in &self.traits {
            if !chance.hits(share) {
                continue;
            }
            let owner = OWNER.contains(what);
            let changed = owner && self.new_owner.is_some_and(|from| day >= from);
            let shift = if changed { 900 } else { 0 };
            let rating = (opinion + bias + shift + chance.bell() / 4 + 500) / 1_000;
            let about = match (owner, chance.below(6)) {
                (true, _) => AssessedRole::Owner,
                (_, 0) => AssessedRole::EconomicBuyer,
                (_, 1) => AssessedRole::Champion,
                (_, 2) => AssessedRole::Other,
                _ => AssessedRole::Unspecified,
            };
            let person = if changed {
                "second-owner"
            } else {
                "first-owner"
            };
            journal.assessment(
                day + chance.day(0, 9),
                Assessment {
                    assessed_trait: (*what).into(),
                    rating: rating.clamp(1, 5) as i32,
                    assessor: assessor.to_owned(),
                    about: about.into(),
                    person_key: if owner {
                        person.to_owned()
                    } else {
                        String::new()
                    },
                    note: String::new(),
                },
            );
        }
    }
}
