//! The data that must be loaded for an evaluation.

use crate::history::View;
use crate::model::Model;
use crate::standing::Stands;
use crate::time::{Month, Time, add_days, months_earlier};

/// The moment that the class of an evaluation at `view` speaks for.
#[must_use]
pub fn effective_time(view: View<'_>, model: &Model) -> Time {
    Stands::of(view, &model.settings.numbers).moment(view.time())
}

/// The months for which the history must hold single facts, for an evaluation as of `as_of` whose class
/// speaks for `time`. The month of day 182 comes in addition (see [`FirstSixMonths`](super::FirstSixMonths)).
#[must_use]
pub fn months_cut(model: &Model, as_of: Time, time: Time) -> Vec<Month> {
    let numbers = &model.settings.numbers;
    let trend = numbers.trend_months as u32;
    let mut months = vec![
        Month::at(months_earlier(time, trend)),
        Month::at(months_earlier(as_of, trend)),
        Month::of(add_days(as_of.date_naive(), -numbers.held_days)),
        Month::of(add_days(time.date_naive(), -numbers.held_days)),
        Month::at(time),
        Month::at(as_of),
    ];
    months.sort_unstable();
    months.dedup();
    months
}
