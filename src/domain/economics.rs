//! Money and hours of one customer within a window.
//!
//! contribution = revenue - direct cost - effort at the cost of an hour - cost of late money - gifts.
//! Realised value = contribution to date - acquisition cost.

use crate::fact::EffortBilling;
use crate::history::{Flow, FlowKind, Ledger, View};
use crate::model::Settings;
use crate::money::{Micros, saturate};
use crate::time::Window;

/// Money and hours of one customer within a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Economics {
    /// The window. Its first day is the first of a month.
    pub window: Window,
    /// Revenue less credits and refunds.
    pub revenue: Micros,
    /// What their orders cost.
    pub direct_cost: Micros,
    /// Hours at the cost of an hour.
    pub effort_cost: Micros,
    /// What waiting for their money cost.
    pub late_cost: Micros,
    /// Gifts.
    pub gift_cost: Micros,
    /// What winning them cost; not part of contribution.
    pub acquisition_cost: Micros,
    /// Seconds spent.
    pub seconds: i64,
    /// Seconds of these that were billed.
    pub billed_seconds: i64,
    /// Seconds of these that were given away.
    pub unbilled_seconds: i64,
}

impl Economics {
    /// Reads them from `view`.
    #[must_use]
    pub fn of(view: View<'_>, window: Window, settings: &Settings) -> Self {
        Self::of_flow(view, window, &view.flow(window), settings)
    }

    /// The same where `flow` is what added up within `window`.
    #[must_use]
    pub fn of_flow(view: View<'_>, window: Window, flow: &Flow, settings: &Settings) -> Self {
        let numbers = &settings.numbers;
        let late = |ledger: &Ledger| {
            i128::from(ledger.late_cost(window, view.time(), numbers.late_money_rate))
        };
        let late = view.ledgers().map(late).sum();
        Self {
            window,
            revenue: view.revenue(window, numbers.written_off_after_days),
            direct_cost: flow.get(FlowKind::DirectCostMicros),
            effort_cost: effort_cost(flow, settings),
            late_cost: saturate(late),
            gift_cost: flow.get(FlowKind::GiftCostMicros),
            acquisition_cost: flow.get(FlowKind::AcquisitionCostMicros),
            seconds: flow.seconds(),
            billed_seconds: flow.seconds_billed_as(EffortBilling::Billed),
            unbilled_seconds: flow.seconds_billed_as(EffortBilling::Unbilled),
        }
    }

    /// Everything that contribution is reduced by.
    #[must_use]
    pub fn costs(&self) -> Micros {
        self.direct_cost
            .saturating_add(self.effort_cost)
            .saturating_add(self.late_cost)
            .saturating_add(self.gift_cost)
    }

    /// Revenue less costs.
    #[must_use]
    pub fn contribution(&self) -> Micros {
        self.revenue.saturating_sub(self.costs())
    }

    /// Contribution with gifts left out: they are thanks.
    #[must_use]
    pub fn earned(&self) -> Micros {
        self.contribution().saturating_add(self.gift_cost)
    }

    /// What is left of revenue after their orders and hours alone.
    #[must_use]
    pub fn after_own_costs(&self) -> Micros {
        self.revenue
            .saturating_sub(self.direct_cost)
            .saturating_sub(self.effort_cost)
    }

    /// Contribution less acquisition cost: over all time, what they have been worth so far.
    #[must_use]
    pub fn value(&self) -> Micros {
        self.contribution().saturating_sub(self.acquisition_cost)
    }

    /// Contribution of an hour spent; `None` without hours.
    #[must_use]
    pub fn contribution_per_hour(&self) -> Option<Micros> {
        let seconds = i128::from(self.seconds);
        let earned = i128::from(self.contribution()) * 3600;
        (seconds > 0).then(|| saturate(crate::ratio::floor_div(earned, seconds)))
    }
}

/// What they have been worth to the view's day: contribution to date less acquisition cost.
#[must_use]
pub fn realised_value(view: View<'_>, settings: &Settings) -> Micros {
    Economics::of(view, Window::until(view.day()), settings).value()
}

/// Hours at the cost of an hour, rounded down to the micro once; nothing where no cost is set.
fn effort_cost(flow: &Flow, settings: &Settings) -> Micros {
    let cost = settings.company.hour.map_or(0, |hour| hour.cost);
    saturate(i128::from(flow.seconds()) * i128::from(cost) / 3600)
}

/// Money past its due date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overdue {
    /// How much.
    pub amount: Micros,
    /// Days the oldest of it is overdue.
    pub days: i64,
}

impl Overdue {
    /// Reads it from `view`.
    #[must_use]
    pub fn of(view: View<'_>) -> Self {
        Self::beyond(view, 0)
    }

    /// The same of money overdue by more than so many days.
    #[must_use]
    pub fn beyond(view: View<'_>, grace: i64) -> Self {
        let mut overdue = Self::default();
        for ledger in view.ledgers() {
            let days = ledger.overdue_days(view.time());
            if days > grace {
                overdue.amount = overdue
                    .amount
                    .saturating_add(ledger.outstanding(view.time()));
                overdue.days = overdue.days.max(days);
            }
        }
        overdue
    }
}

/// What is open of invoices overdue by more than `after_days`: it is left out of revenue until it is paid.
#[must_use]
pub fn left_out(view: View<'_>, after_days: i64) -> Micros {
    let open = view
        .ledgers()
        .filter(|ledger| ledger.overdue_days(view.time()) > after_days)
        .map(|ledger| i128::from(ledger.outstanding(view.time())));
    saturate(open.sum())
}
