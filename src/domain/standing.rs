//! Where a customer stands with us: prospect, new, active, quiet or past. Every evaluation begins with it.

use crate::customer::{Mode, Standing};
use crate::fact::NegotiationMoment;
use crate::history::{FlowKind, View};
use crate::model::{Circumstances, Numbers};
use crate::ratio::ONE;
use crate::time::{Day, Month, Time, Window, days_between, end_of};

/// Where a customer stands, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stands {
    /// The standing.
    pub standing: Standing,
    /// For a past customer, the time they left; for a quiet customer, the end of the day they last bought.
    pub since: Option<Time>,
    /// For a past customer, the end of the day of the last sale, because the last bill may come after they
    /// left.
    pub last_sold: Option<Time>,
}

impl Stands {
    /// Derives it from `view`: the first that holds of past, prospect, new, quiet and active.
    #[must_use]
    pub fn of(view: View<'_>, numbers: &Numbers) -> Self {
        let none = |standing| Self {
            standing,
            since: None,
            last_sold: None,
        };
        if let Some(left) = view.departed() {
            return Self {
                standing: Standing::Past,
                since: Some(left),
                last_sold: view.last_sold().map(end_of),
            };
        }
        if is_prospect(view) {
            return none(Standing::Prospect);
        }
        if view
            .tenure_days()
            .is_some_and(|days| days < numbers.new_for_days)
        {
            return none(Standing::New);
        }
        match quiet_since(view, numbers) {
            Some(day) => Self {
                standing: Standing::Quiet,
                since: Some(end_of(day)),
                last_sold: None,
            },
            None => none(Standing::Active),
        }
    }

    /// The moment that the class speaks for. For past and quiet customers it is the moment they left or last
    /// bought, so that mere silence is no fault.
    #[must_use]
    pub fn moment(&self, asked: Time) -> Time {
        self.since.max(self.last_sold).unwrap_or(asked).min(asked)
    }
}

/// The properties of the customer of `view` that a model's conditions test.
#[must_use]
pub fn circumstances<'a>(view: View<'a>, numbers: &Numbers) -> Circumstances<'a> {
    Circumstances {
        customer: view.customer(),
        mode: view.mode(),
        standing: Stands::of(view, numbers).standing,
        only_people_have_spoken: view.only_people_have_spoken(),
    }
}

/// Whether they are a prospect: nothing was sold to them yet, and they are recorded as a prospect or a first
/// deal was talked about.
fn is_prospect(view: View<'_>) -> bool {
    let first_deal = view
        .negotiations()
        .iter()
        .any(|talk| talk.value.moment == NegotiationMoment::FirstDeal);
    let talked = first_deal && view.onboard_day().is_none();
    let talked = talked && view.contracts().is_empty();
    !view.has_revenue() && (view.customer().prospect || talked)
}

/// The day they last bought, if they have been silent for long since then.
fn quiet_since(view: View<'_>, numbers: &Numbers) -> Option<Day> {
    match view.mode() {
        Mode::None => None,
        Mode::Purchasing => quiet_buyer(view, numbers),
        Mode::Invoiced => quiet_invoiced(view, numbers),
    }
}

fn is_silent(view: View<'_>, last: Day, usual: i64, numbers: &Numbers) -> bool {
    // After a comeback, the silence counts from the comeback.
    let last = view
        .came_back()
        .map_or(last, |time| last.max(time.date_naive()));
    days_between(last, view.day()) > usual.max(numbers.quiet_min_days)
}

fn quiet_buyer(view: View<'_>, numbers: &Numbers) -> Option<Day> {
    let days = view.days_bought();
    let (first, last) = (days.first()?.value, days.last()?.value);
    let span = numbers.gap_prior_days + days_between(first, last);
    // They must be silent for longer than so many usual gaps, each of span / days.
    let usual = numbers.quiet_after_gaps * span / (ONE * days.len() as i64);
    is_silent(view, last, usual, numbers).then_some(last)
}

fn quiet_invoiced(view: View<'_>, numbers: &Numbers) -> Option<Day> {
    let last = view.last_sold()?;
    if !is_silent(view, last, 0, numbers) {
        return None;
    }
    let interval = view.invoice_interval().unwrap_or(numbers.gap_prior_days);
    let usual = numbers.quiet_after_intervals * interval / ONE;
    let worked_since = Window {
        first: Month::of(last).plus(1).first_day(),
        last: view.day(),
    };
    let busy = view.contract_in_force()
        || view
            .last_month_with(worked_since, FlowKind::EffortCount)
            .is_some();
    (!busy && is_silent(view, last, usual, numbers)).then_some(last)
}
