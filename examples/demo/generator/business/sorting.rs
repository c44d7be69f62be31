//! The customers that the firm's owner sorts as good, OK or bad, with her reasons. She sorts the customers
//! she knows, by her feelings: how pleasant they are, whether she hides from them, whether they send
//! others, and roughly how much they bring. She does not look at the invoices. So a nice late payer is good
//! to her, and the numbers disagree.
use super::chance::Chance;
use super::feeling::{BOSS, Feeling};
use super::journal::Journal;
use super::plan::Plan;
use super::words::{Deck, sorted};
use customer_quality::pb::v1::{Assessment, Trait};

const PURPOSE: u64 = 10;
/// Days of business before she has an opinion.
const KNOWN_AFTER: i32 = 200;
/// The first day on which she sorted anybody.
const FIRST: i32 = -620;
/// The monthly fee from which she notices a customer's size.
const LARGE: i64 = 1_200;
/// Limits for how much she likes contact with them. Below the first she hides; from the second on she is
/// glad.
const HIDES: i64 = 2_500;
const GLAD: i64 = 3_400;

/// Records the own sorts of a customer.
pub(super) fn tell(
    (plan, plans): (&Plan, &[Plan]),
    feeling: &Feeling,
    deck: &mut Deck,
    journal: &mut Journal,
) {
    let mut chance = plan.chance(PURPOSE);
    let earliest = (plan.joined + KNOWN_AFTER).max(FIRST);
    let latest = (plan.end() - 25).min(-16);
    if !feeling.known || earliest > latest || chance.hits(60) {
        return;
    }
    let day = match plan.weaned {
        Some(weaned) => (weaned - 40).max(earliest),
        None => chance.day(earliest, latest),
    };
    let sorts = Sorts {
        plan,
        plans,
        feeling,
    };
    if feeling.divides_us() {
        // A colleague sorted before her, and came to another result.
        sorts.tell((day - 30, plan.keeper()), deck, &mut chance, journal);
    }
    sorts.tell((day, BOSS), deck, &mut chance, journal);
    let again = plan.weaned.map_or(day + 350, |weaned| weaned + 75);
    if again <= latest && (plan.weaned.is_some() || chance.hits(500)) {
        sorts.tell((again, BOSS), deck, &mut chance, journal);
    }
}

struct Sorts<'a> {
    plan: &'a Plan,
    plans: &'a [Plan],
    feeling: &'a Feeling,
}

impl Sorts<'_> {
    fn tell(
        &self,
        (day, who): (i32, &str),
        deck: &mut Deck,
        chance: &mut Chance,
        journal: &mut Journal,
    ) {
        let (rating, whys) = self.of(day, who);
        // She speaks for the keeper only if both feel the same. The keeper never speaks for her.
        let both = who == BOSS && !self.feeling.divides_us();
        let whys: Vec<&str> = whys
            .iter()
            .copied()
            .filter(|why| both || !why.contains("{keeper}"))
            .collect();
        let mut note = deck.deal(self.plan, &whys, chance);
        if let Some(last) = self.brought(day).last() {
            note = note.replace("{brought}", last.part.0);
        }
        // Each sort also records the ratings that it rests on.
        for what in [Trait::GladToHearFrom, Trait::RespectsUs] {
            let opinion = self.feeling.traits(who).find(|(t, _)| *t == what);
            let rating = (opinion.map_or(3_000, |(_, o)| o) + 500) / 1_000;
            journal.rate(day, who, what, rating.clamp(1, 5) as i32);
        }
        journal.assessment(
            day,
            &Assessment {
                assessed_trait: Trait::OwnSort.into(),
                rating,
                assessor: who.to_owned(),
                note,
                ..Assessment::default()
            },
        );
    }

    /// The customers they had brought by a day, in order of joining.
    fn brought(&self, day: i32) -> impl Iterator<Item = &Plan> {
        self.plans
            .iter()
            .filter(move |p| p.referrer == Some(self.plan.place) && p.joined <= day)
    }

    /// The sort that the person `who` gives on a day, with the possible reasons.
    fn of(&self, day: i32, who: &str) -> (i32, &'static [&'static str]) {
        let (lower, near) = self.feeling.near(who);
        if lower < HIDES {
            return (if lower < 2_000 { 1 } else { 2 }, &sorted::HIDE);
        }
        match (self.plan.squeaky, self.plan.weaned) {
            (true, Some(weaned)) if day > weaned => return (3, &sorted::WEANED),
            (true, _) => return (2, &sorted::TIME),
            (false, _) => {}
        }
        let about = |what| self.feeling.about(what);
        let values = about(Trait::PaysFairPrice) >= 3_500 && about(Trait::ValuesOurWork) >= 2_900;
        let glad = near >= GLAD && lower >= 3_000;
        match if glad && values {
            self.merit(day)
        } else {
            None
        } {
            Some(whys) => (if near >= 4_300 { 5 } else { 4 }, whys),
            None => (3, self.fair(near, day)),
        }
    }

    /// The reasons why a liked customer counts as good.
    fn merit(&self, day: i32) -> Option<&'static [&'static str]> {
        let (credentials, owner) = (self.feeling.credentials(), self.feeling.owner());
        if self.brought(day).next().is_some() {
            Some(&sorted::BRINGS)
        } else if self.plan.fee_on(day) >= LARGE * 100 {
            Some(&sorted::LARGE)
        } else if credentials >= 3_600 && credentials >= owner {
            Some(&sorted::CREDENTIALS)
        } else if owner >= 3_500 {
            Some(&sorted::OWNER)
        } else {
            None
        }
    }

    /// The reasons for a customer who is neither good nor bad.
    fn fair(&self, near: i64, day: i32) -> &'static [&'static str] {
        let nice = near >= 3_000;
        let about = |what| self.feeling.about(what);
        if nice && about(Trait::AbleToPay) < 3_200 && self.plan.fee_on(day) < 60_000 {
            &sorted::SHORT
        } else if nice && about(Trait::PaysFairPrice) < 2_900 {
            &sorted::PRICE
        } else if nice && !self.plan.is_person() && self.feeling.owner() < 3_200 {
            &sorted::TODAY
        } else {
            &sorted::PLAIN
        }
    }
}
