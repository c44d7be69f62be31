//! The whole chain for one customer at one moment: signals, score, class, and what surrounds them.

use crate::class::{Candidate, Held, NextClass, Past, RawClass, classify, held, next_class};
use crate::customer::{Mode, Peers, Status};
use crate::economics::{Economics, Overdue};
use crate::history::View;
use crate::model::Model;
use crate::portfolio::Basis;
use crate::score::{Half, Score, SixMonths, six_months};
use crate::signal::{SIX_MONTHS_DAYS, Subject, TRAILING_MONTHS};
use crate::time::{Day, Month, Time, Window, add_days, end_of, months_earlier};
use crate::tree::{Brought, Tree};
use std::collections::BTreeMap;

/// Months after which the trend looks back.
const TREND_MONTHS: u32 = 3;

/// Portfolio figures by boundary and group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bases(BTreeMap<(Month, Peers), Basis>);

/// Figures that were not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the portfolio figures of {peers:?} at {boundary:?} were not given")]
pub struct MissingBasis {
    /// Their boundary.
    pub boundary: Month,
    /// Their group.
    pub peers: Peers,
}

impl Bases {
    /// Takes `basis` in.
    pub fn insert(&mut self, basis: Basis) {
        self.0.insert((basis.boundary, basis.peers), basis);
    }

    /// All figures.
    pub fn all(&self) -> impl Iterator<Item = &Basis> {
        self.0.values()
    }

    /// The figures that an answer at `time` is compared with.
    ///
    /// # Errors
    /// [`MissingBasis`] if they were not given.
    pub fn at(&self, time: Time, peers: Peers) -> Result<&Basis, MissingBasis> {
        let boundary = Month::at(time);
        self.0
            .get(&(boundary, peers))
            .ok_or(MissingBasis { boundary, peers })
    }
}

/// Whom to assess, by what, compared with whom.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The customer with everyone they brought.
    pub tree: &'a Tree<'a>,
    /// The model.
    pub model: &'a Model,
    /// The figures of [`months_needed`].
    pub bases: &'a Bases,
}

/// Everything there is to say about a customer at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The moment that it speaks for: that asked about, of past customers that of their departure.
    pub time: Time,
    /// How they pay us.
    pub mode: Mode,
    /// Where they stand with us.
    pub status: Status,
    /// The figures it was compared with.
    pub basis: Basis,
    /// Points with their contributions.
    pub score: Score,
    /// Whether they will last six months.
    pub six_months: SixMonths,
    /// How the first six months stand or went; `None` before they began.
    pub first_six_months: Option<FirstSixMonths>,
    /// Against three months before.
    pub trend: Trend,
    /// Money and hours of the trailing twelve months.
    pub economics: Economics,
    /// Money and hours to the moment that it speaks for.
    pub to_date: Economics,
    /// Money and hours to the moment asked about, also of past customers: for what they are worth, late
    /// payments still count.
    pub to_asked: Economics,
    /// Money past its due date.
    pub overdue: Overdue,
    /// What those they brought are worth.
    pub brought: Brought,
    /// The class that the moment's figures alone give.
    pub raw: RawClass,
    /// The class that is held.
    pub held: Held,
    /// What it takes to reach the next class up.
    pub next_class: Option<NextClass>,
}

/// The first 182 days of a relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstSixMonths {
    /// Days since it began.
    pub day: i64,
    /// Whether the 182 days are over.
    pub over: bool,
    /// How the money looks, or looked on day 182.
    pub money: Half,
    /// How the owner looks, or looked on day 182.
    pub owner: Half,
}

/// Points then and the difference to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trend {
    /// When.
    pub time: Time,
    /// Points then.
    pub points: Option<i64>,
    /// Points now less points then.
    pub change: Option<i64>,
}

/// The moment that an answer at `view` speaks for: past customers keep what they were when they left.
#[must_use]
pub fn effective_time(view: View<'_>) -> Time {
    view.departed().unwrap_or_else(|| view.time())
}

/// The months whose portfolio figures an assessment that speaks for `time` needs.
#[must_use]
pub fn months_needed(model: &Model, time: Time) -> Vec<Month> {
    let look_back = add_days(time.date_naive(), -model.classes.held_days);
    let mut months = vec![
        Month::at(months_earlier(time, TREND_MONTHS)),
        Month::of(look_back),
        Month::at(time),
    ];
    months.dedup();
    months
}

/// The months whose single facts must be in the history for an assessment asked for at `asked` that
/// speaks for `time`, beside the month of day 182 (see [`FirstSixMonths`]).
#[must_use]
pub fn months_cut(model: &Model, asked: Time, time: Time) -> Vec<Month> {
    let mut months = months_needed(model, time);
    months.push(Month::at(asked));
    months.dedup();
    months
}

/// Assesses the customer of `case` at `at`.
///
/// # Errors
/// [`MissingBasis`] if portfolio figures of [`months_needed`] are not in the case.
pub fn assess(case: Case<'_>, at: Time) -> Result<Assessment, MissingBasis> {
    let asked = case.tree.root().at(at);
    let time = effective_time(asked);
    let view = asked.moved_to(time);
    let now = case.moment(time)?;
    let score = now.score();
    let raw = classify(&now.candidate(), &score);
    let held = case.hold(&raw, &score, time)?;
    let settings = &case.model.settings;
    Ok(Assessment {
        time,
        mode: view.mode(),
        status: asked.status(),
        basis: now.basis.clone(),
        six_months: six_months(&score),
        first_six_months: now.first_six_months(),
        trend: case.trend(&score, time)?,
        economics: Economics::of(
            view,
            Window::trailing(TRAILING_MONTHS, view.day()),
            settings,
        ),
        to_date: Economics::of(view, Window::until(view.day()), settings),
        to_asked: Economics::of(asked, Window::until(asked.day()), settings),
        overdue: Overdue::of(view),
        brought: now.brought,
        next_class: next_class(case.model, &score, &raw),
        score,
        raw,
        held,
    })
}

/// One moment of a case.
#[derive(Clone, Copy, Debug)]
struct Moment<'a> {
    case: Case<'a>,
    view: View<'a>,
    brought: Brought,
    basis: &'a Basis,
}

impl<'a> Case<'a> {
    fn moment(self, time: Time) -> Result<Moment<'a>, MissingBasis> {
        let view = self.tree.root().at(time);
        let brought = self.tree.brought(time, &self.model.settings);
        let basis = self.bases.at(time, view.mode().peers())?;
        Ok(Moment {
            case: self,
            view,
            brought,
            basis,
        })
    }

    fn trend(self, score: &Score, time: Time) -> Result<Trend, MissingBasis> {
        let before = months_earlier(time, TREND_MONTHS);
        let points = self.moment(before)?.score().points;
        let change = score.points.zip(points).map(|(now, before)| now - before);
        Ok(Trend {
            time: before,
            points,
            change,
        })
    }

    /// Looks back over the days on which a better class may have been reached.
    fn hold(self, raw: &RawClass, score: &Score, time: Time) -> Result<Held, MissingBasis> {
        let today = time.date_naive();
        let mut missing = None;
        let past = (1..=self.model.classes.held_days).map_while(|days| {
            let day = add_days(today, -days);
            self.past(day).map_err(|error| missing = Some(error)).ok()
        });
        let held = held(raw, score.points, today, &self.model.classes, past);
        missing.map_or(Ok(held), Err)
    }

    fn past(self, day: Day) -> Result<Past, MissingBasis> {
        let moment = self.moment(end_of(day))?;
        let score = moment.score();
        let raw = classify(&moment.candidate(), &score);
        Ok(Past::of(day, &raw, score.points))
    }
}

impl<'a> Moment<'a> {
    fn subject(&self) -> Subject<'a> {
        Subject {
            view: self.view,
            brought: self.brought,
            basis: self.basis,
            settings: &self.case.model.settings,
        }
    }

    fn candidate(&self) -> Candidate<'a> {
        Candidate {
            subject: self.subject(),
            tree: self.case.tree,
            model: self.case.model,
        }
    }

    fn score(&self) -> Score {
        Score::of(self.case.model, &self.subject())
    }

    /// The halves now, or as they were on day 182, compared with the same figures as the answer.
    fn first_six_months(&self) -> Option<FirstSixMonths> {
        let onboard = self.view.onboard_day()?;
        let day = self.view.tenure_days()?;
        let over = day > SIX_MONTHS_DAYS;
        let view = if over {
            self.view
                .moved_to(end_of(add_days(onboard, SIX_MONTHS_DAYS)))
        } else {
            self.view
        };
        let brought = if over {
            Brought::default()
        } else {
            self.brought
        };
        let subject = Subject {
            view,
            brought,
            ..self.subject()
        };
        let SixMonths { money, owner, .. } = six_months(&Score::of(self.case.model, &subject));
        Some(FirstSixMonths {
            day,
            over,
            money,
            owner,
        })
    }
}
