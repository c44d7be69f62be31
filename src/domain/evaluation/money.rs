//! The money of an evaluation.

use crate::economics::{Economics, Overdue, left_out};
use crate::history::View;
use crate::model::Settings;
use crate::money::Micros;
use crate::signal::Subject;
use crate::time::Window;

/// Money and hours, as an evaluation shows them.
#[derive(Debug)]
pub(super) struct Money {
    pub(super) year: Economics,
    pub(super) to_date: Economics,
    pub(super) to_as_of: Economics,
    pub(super) overdue: Overdue,
    pub(super) left_out: Micros,
}

impl Money {
    /// Counts the money at the moment of `subject`, for an evaluation at `now`. `missing` gives other
    /// settings to count with where payments are not recorded.
    pub(super) fn of(now: View<'_>, subject: &Subject<'_>, missing: Option<&Settings>) -> Self {
        let view = subject.view;
        let counted = missing.unwrap_or(subject.settings);
        let to_date = ever(view, counted);
        Self {
            year: match missing {
                Some(counted) => Economics::of(view, subject.year(), counted),
                None => subject.economics,
            },
            to_date,
            // Counted with the same settings as the values that are summed over customers.
            to_as_of: if view.time() == now.time() && missing.is_none() {
                to_date
            } else {
                ever(now, subject.settings)
            },
            overdue: if missing.is_some() {
                Overdue::default()
            } else {
                Overdue::of(now)
            },
            left_out: left_out(view, counted.numbers.written_off_after_days),
        }
    }
}

fn ever(view: View<'_>, settings: &Settings) -> Economics {
    Economics::of(view, Window::until(view.day()), settings)
}
