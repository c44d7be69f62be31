//! The hidden opinion of the firm's people about a customer, before anybody writes it down. Ratings, own
//! sorts, words and deeds come from it, so that they never contradict each other. It knows nothing about
//! payment.
use super::plan::Plan;
use customer_quality::pb::v1::Trait;

const PURPOSE: u64 = 9;
/// The owner of the firm. She does not know every customer.
pub(super) const BOSS: &str = "ruth";
/// The traits of a customer's owner. They do not apply to a private person.
pub(super) const OWNER: [Trait; 4] = [
    Trait::LooksAhead,
    Trait::Delegates,
    Trait::SetsPriorities,
    Trait::HoldsResponsible,
];
/// The traits of a relationship.
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
/// The traits about contact with them.
pub(super) const NEAR: [Trait; 3] = [Trait::GladToHearFrom, Trait::RespectsUs, Trait::MoodFits];
/// The five credentials.
const CREDENTIALS: [Trait; 5] = [
    Trait::PutsUsFirst,
    Trait::PaysFairPrice,
    Trait::ChallengesUs,
    Trait::PlaysToOurStrengths,
    Trait::OpensDoors,
];

/// Opinions of every trait, in thousandths of a rating.
pub(super) struct Feeling {
    traits: Vec<(Trait, i64)>,
    /// Whether the boss knows them.
    pub(super) known: bool,
    squeaky: bool,
    /// The difference between the boss's and the keeper's opinion about contact with them.
    apart: i64,
    /// The day from which somebody else owns their business.
    new_owner: Option<i32>,
}

impl Feeling {
    /// The opinion about a customer.
    pub(super) fn of(plan: &Plan, plans: &[Plan]) -> Self {
        let mut chance = plan.chance(PURPOSE);
        let level = 2_350 + plan.quality * 3_050 / 999;
        let owner = level + chance.bell() * 7 / 10;
        let mut traits: Vec<(Trait, i64)> = Vec::new();
        if !plan.is_person() {
            traits.extend(OWNER.map(|t| (t, owner + chance.bell() * 4 / 10)));
        }
        traits.extend(OTHERS.map(|t| (t, level + chance.bell() * 6 / 10)));
        let brings = plans.iter().any(|p| p.referrer == Some(plan.place));
        for (what, opinion) in &mut traits {
            match what {
                Trait::RealisticExpectations if plan.squeaky => *opinion -= 900,
                // Nobody rates a customer who sent somebody as one who keeps the firm to themselves.
                Trait::OpensDoors if brings => *opinion = (*opinion + 400).max(3_600),
                _ => {}
            }
        }
        let apart = match plan.place % 13 {
            6 => -1_500,
            9 => 900,
            _ => 0,
        };
        let new_owner = (!plan.is_person() && plan.place % 30 == 7).then_some(plan.joined / 2);
        Self {
            traits,
            known: plan.known_to_boss(),
            squeaky: plan.squeaky,
            apart,
            new_owner,
        }
    }

    /// All traits that the person `who` may rate, with the opinions.
    pub(super) fn traits(&self, who: &str) -> impl Iterator<Item = (Trait, i64)> + '_ {
        let boss = who == BOSS;
        self.traits
            .iter()
            .map(move |(what, opinion)| (*what, opinion + self.bias(*what, boss)))
    }

    fn bias(&self, what: Trait, boss: bool) -> i64 {
        match (boss, NEAR.contains(&what)) {
            (true, true) => self.apart,
            (true, false) => -100,
            (false, true) => 0,
            (false, false) => 100,
        }
    }

    /// The keeper's opinion of a trait.
    pub(super) fn about(&self, what: Trait) -> i64 {
        let found = self.traits.iter().find(|(known, _)| *known == what);
        found.map_or(3_000, |(_, opinion)| *opinion)
    }

    /// How much the person `who` likes contact with them: the lower of gladness and respect, and the mean
    /// of both.
    pub(super) fn near(&self, who: &str) -> (i64, i64) {
        let bias = self.bias(Trait::GladToHearFrom, who == BOSS);
        let glad = self.about(Trait::GladToHearFrom) + bias;
        let respect = self.about(Trait::RespectsUs) + bias;
        (glad.min(respect), i64::midpoint(glad, respect))
    }

    /// Whether the boss and the keeper see them differently.
    pub(super) const fn divides_us(&self) -> bool {
        self.apart != 0
    }

    /// Whether everyone who knows them likes them. Nobody feels slighted, and they leave the firm time for
    /// its work.
    pub(super) fn is_warm(&self) -> bool {
        let lowest = self
            .about(Trait::GladToHearFrom)
            .min(self.about(Trait::RespectsUs));
        let apart = if self.known { self.apart.min(0) } else { 0 };
        lowest + apart >= 3_350 && !self.squeaky
    }

    /// Whether the firm's people would rather not hear from them.
    pub(super) fn is_cold(&self) -> bool {
        self.near("").1 < 2_900
    }

    /// The mean of the credentials.
    pub(super) fn credentials(&self) -> i64 {
        CREDENTIALS.map(|t| self.about(t)).iter().sum::<i64>() / 5
    }

    /// The mean of the traits of the customer's owner.
    pub(super) fn owner(&self) -> i64 {
        OWNER.map(|t| self.about(t)).iter().sum::<i64>() / 4
    }

    /// Whether somebody else runs the business by that day. The new owner is better at it.
    pub(super) fn has_new_owner(&self, day: i32) -> bool {
        self.new_owner.is_some_and(|from| day >= from)
    }
}
