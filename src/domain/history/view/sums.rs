//! Sums of a history within a window: by kind, and as revenue.

use super::View;
use crate::history::records::Timed;
use crate::history::{Flow, FlowKind};
use crate::money::{Micros, saturate};
use crate::time::{Day, Month, Window};

impl<'a> View<'a> {
    /// The sums of `window` by kind. The window must begin on the first day of a month, and end at the end of
    /// a month or on the view's day.
    #[must_use]
    pub fn flow(self, window: Window) -> Flow {
        let mut sum = Flow::default();
        for (month, flow) in self.flow_months(window) {
            match self.cut_short(month, flow) {
                Some(flow) => sum.add(&flow),
                None => sum.add(flow),
            }
        }
        sum
    }

    /// One of the sums of [`View::flow`].
    #[must_use]
    pub fn sum(self, window: Window, kind: FlowKind) -> i64 {
        self.flow_months(window)
            .map(|(month, flow)| self.sum_of(month, flow, kind))
            .fold(0, i64::saturating_add)
    }

    /// The sum of `kind` by the view's moment, where `flow` holds the sums of the whole `month`.
    fn sum_of(self, month: Month, flow: &Flow, kind: FlowKind) -> i64 {
        let whole = flow.get(kind);
        if month != Month::of(self.day) {
            return whole;
        }
        let later = self.later_this_month();
        let later = later.map(|movement| movement.value.get(kind));
        later.fold(whole, |sum, one| sum.saturating_add(-one))
    }

    /// The last month of the window in which `kind` is not zero.
    #[must_use]
    pub fn last_month_with(self, window: Window, kind: FlowKind) -> Option<Month> {
        self.flow_months(window)
            .rev()
            .find(|(month, flow)| self.sum_of(*month, flow, kind) != 0)
            .map(|found| found.0)
    }

    /// The months of the window up to the view's month, each with the sums of the whole month.
    fn flow_months(self, window: Window) -> impl DoubleEndedIterator<Item = (Month, &'a Flow)> {
        let present = Month::of(self.day());
        let last = Month::of(window.last).min(present);
        let first = if window.first == Day::MIN {
            present.plus(-12_000)
        } else {
            Month::of(window.first)
        };
        let range = if first <= last {
            Some(self.history.months.range(first..=last))
        } else {
            None
        };
        range
            .into_iter()
            .flatten()
            .map(|(month, flow)| (*month, flow))
    }

    /// The sums of the view's own month less what occurred after the moment; `None` for other months.
    fn cut_short(self, month: Month, flow: &Flow) -> Option<Flow> {
        (month == Month::of(self.day())).then(|| {
            let mut flow = *flow;
            self.later_this_month()
                .for_each(|movement| flow.subtract(&movement.value));
            flow
        })
    }

    fn later_this_month(self) -> impl Iterator<Item = &'a Timed<Flow>> {
        let movements = &self.history.movements;
        let after = movements.partition_point(|movement| movement.time <= self.at);
        let month = Month::of(self.day());
        movements[after..]
            .iter()
            .take_while(move |movement| Month::at(movement.time) == month)
    }

    /// Revenue within `window`: invoices over their service days and purchases, less credits and refunds.
    #[must_use]
    pub fn revenue(self, window: Window, written_off_after: i64) -> Micros {
        let invoiced: i128 = self
            .ledgers()
            .map(|ledger| {
                i128::from(ledger.revenue(self.cut(window), self.at, written_off_after))
                    - i128::from(ledger.credits(window, self.at))
            })
            .sum();
        let sum = |kind| self.sum(window, kind);
        let bought = sum(FlowKind::PurchaseMicros) - sum(FlowKind::RefundMicros);
        saturate(invoiced + i128::from(bought))
    }

    fn cut(self, window: Window) -> Window {
        Window {
            first: window.first,
            last: window.last.min(self.day()),
        }
    }
}
