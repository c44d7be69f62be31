//! The class that one moment's figures alone give.

use super::rules::BRINGS_GOOD_PEOPLE;
use super::{Candidate, Class, Rule};
use crate::fact::Trait;
use crate::history::View;
use crate::model::Classes;
use crate::ratio::ONE;
use crate::score::Score;
use crate::signal::latest_ratings;

/// What decided a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    /// The points.
    Points,
    /// The owner's own sort.
    OwnSort,
    /// A floor.
    Floor,
    /// A cap.
    Cap,
    /// The last step to IDEAL.
    Ideal,
    /// Too little is known.
    Coverage,
}

/// Why a customer is IDEAL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdealBy {
    /// Contribution in the top fifth.
    Profit,
    /// The value of everyone they brought.
    Referrals,
    /// Both.
    Both,
}

/// One step on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// A stable code.
    pub code: &'static str,
    /// The class after it.
    pub class: Class,
    /// In words.
    pub sentence: String,
}

/// A class with the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawClass {
    /// The class.
    pub class: Class,
    /// The class by points alone; `None` without points.
    pub by_points: Option<Class>,
    /// What decided.
    pub decided_by: DecidedBy,
    /// What it would be, were enough known.
    pub provisional: Option<Class>,
    /// The steps in order.
    pub steps: Vec<Step>,
    /// The floors that hold.
    pub floors: Vec<Rule>,
    /// The caps that hold.
    pub caps: Vec<Rule>,
    /// Why IDEAL.
    pub ideal_by: Option<IdealBy>,
    /// The owner's own sort.
    pub own_sort: Option<Class>,
}

/// Finds the class of `candidate`, whose score is `score`.
#[must_use]
pub fn classify(candidate: &Candidate<'_>, score: &Score) -> RawClass {
    let classes = &candidate.model.classes;
    let by_points = score.points.map(|points| Class::by_points(points, classes));
    let own_sort = own_sort(candidate.subject.view);
    let covered = score.coverage.reaches(classes.min_coverage) && score.points.is_some();
    let mut raw = RawClass {
        class: Class::InsufficientData,
        by_points,
        decided_by: DecidedBy::Coverage,
        provisional: None,
        steps: Vec::new(),
        floors: candidate.floors(),
        caps: candidate.caps(),
        ideal_by: None,
        own_sort,
    };
    if covered {
        raw.start_from_points(score, classes);
        raw.lift();
    } else {
        raw.start_from_little(score, classes);
    }
    raw.lower();
    raw.raise_to_ideal(candidate);
    raw
}

/// The owner's own sort: the mean of each assessor's latest word, 4 and more GOOD, 2 and less BAD. It
/// never grows old.
fn own_sort(view: View<'_>) -> Option<Class> {
    let latest = latest_ratings(view, Trait::OwnSort, None);
    let sum: i64 = latest.iter().map(|verdict| i64::from(verdict.rating)).sum();
    let count = latest.len() as i64;
    if count == 0 {
        None
    } else if sum >= 4 * count {
        Some(Class::Good)
    } else if sum <= 2 * count {
        Some(Class::Bad)
    } else {
        Some(Class::Ok)
    }
}

impl RawClass {
    fn step(&mut self, code: &'static str, class: Class, decided_by: DecidedBy, sentence: String) {
        self.class = class;
        self.decided_by = decided_by;
        self.steps.push(Step {
            code,
            class,
            sentence,
        });
    }

    fn start_from_points(&mut self, score: &Score, classes: &Classes) {
        let (Some(points), Some(class)) = (score.points, self.by_points) else {
            return;
        };
        let band = band(class, classes);
        let sentence = format!("{points} points: {} is {band}", class.name());
        self.step("CLASS_BY_POINTS", class, DecidedBy::Points, sentence);
    }

    fn start_from_little(&mut self, score: &Score, classes: &Classes) {
        let share = score.coverage.share() / 10_000;
        let needed = classes.min_coverage / 10_000;
        let little = format!("only {share} % is known, {needed} % are needed");
        if let Some(class) = self.own_sort {
            let sentence = format!("{little}: your own sort decides");
            self.step("OWN_SORT", class, DecidedBy::OwnSort, sentence);
            return;
        }
        let fine = self.by_points.is_some_and(|class| class >= Class::Ok);
        if fine && score.coverage.reaches(classes.min_coverage_for_ok) {
            let sentence = format!("{little}, but what is known is fine: OK for now");
            self.step("LITTLE_BUT_FINE", Class::Ok, DecidedBy::Points, sentence);
            return;
        }
        self.provisional = self.by_points;
        self.step(
            "INSUFFICIENT_DATA",
            Class::InsufficientData,
            DecidedBy::Coverage,
            little,
        );
    }

    fn lift(&mut self) {
        for floor in self.floors.clone() {
            if floor.class > self.class {
                let sentence = format!("at least {}: {}", floor.class.name(), floor.sentence);
                self.step("FLOOR", floor.class, DecidedBy::Floor, sentence);
            }
        }
    }

    fn lower(&mut self) {
        for cap in self.caps.clone() {
            let unknown = self.class == Class::InsufficientData;
            if cap.class < self.class || (unknown && cap.class == Class::Bad) {
                let sentence = format!("at most {}: {}", cap.class.name(), cap.sentence);
                self.step("CAP", cap.class, DecidedBy::Cap, sentence);
                self.provisional = None;
            }
        }
    }

    fn raise_to_ideal(&mut self, candidate: &Candidate<'_>) {
        if self.class != Class::Good {
            return;
        }
        let earns = candidate.earns_much();
        let brings = self
            .floors
            .iter()
            .find(|rule| rule.id == BRINGS_GOOD_PEOPLE);
        let brings = brings.map(|rule| rule.sentence.clone());
        let (ideal_by, why) = match (earns, brings) {
            (Some(earns), Some(brings)) => (IdealBy::Both, format!("{earns}; {brings}")),
            (Some(earns), None) => (IdealBy::Profit, earns),
            (None, Some(brings)) => (IdealBy::Referrals, brings),
            (None, None) => return,
        };
        self.ideal_by = Some(ideal_by);
        self.step(
            "IDEAL",
            Class::Ideal,
            DecidedBy::Ideal,
            format!("IDEAL: {why}"),
        );
    }

    /// Whether the class rests on a floor, so that points do not matter to it.
    pub(super) fn rests_on_floor(&self) -> bool {
        let lifted = self.steps.iter().any(|step| step.code == "FLOOR");
        lifted
            && self
                .by_points
                .is_none_or(|by_points| self.class > by_points)
    }
}

fn band(class: Class, classes: &Classes) -> String {
    match class {
        Class::Bad | Class::InsufficientData => format!("below {}", classes.ok_from),
        Class::Ok => format!("from {} to {}", classes.ok_from, classes.good_from - 1),
        Class::Good | Class::Ideal => format!("from {} on", classes.good_from),
    }
}

/// One in millionths is a hundred percent.
const _: () = assert!(ONE == 1_000_000);
