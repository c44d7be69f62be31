//! Money and hours of one customer within a window.
//!
//! contribution = revenue - direct cost - effort at the cost of an hour - cost of late money - gifts.
//! Realised value = contribution to date - acquisition cost.

use crate::fact::EffortBilling;
use crate::history::{Flow, FlowKind, Ledger, View};
use crate::model::{Numbers, Settings};
use crate::money::{Micros, saturate};
use crate::time::Window;

/// Money and hours of one customer within a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Economics {
    /// The window. Its first day is the first day of a month.
    pub window: Window,
    /// Revenue less credits and refunds.
    pub revenue: Micros,
    /// The cost of their orders.
    pub direct_cost: Micros,
    /// The hours spent, at the cost of an hour.
    pub effort_cost: Micros,
    /// The cost of waiting for their money.
    pub late_cost: Micros,
    /// The cost of gifts.
    pub gift_cost: Micros,
    /// The cost of winning them; not part of contribution.
    pub acquisition_cost: Micros,
    /// Seconds spent.
    pub seconds: i64,
    /// The part of these seconds that was billed.
    pub billed_seconds: i64,
    /// The part of these seconds that was given away.
    pub unbilled_seconds: i64,
}

impl Economics {
    /// Computes them from `view`.
    #[must_use]
    pub fn of(view: View<'_>, window: Window, settings: &Settings) -> Self {
        Self::of_flow(view, window, &view.flow(window), settings)
    }

    /// Computes them from `view` and `flow`, the sums within `window`.
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

    /// All costs that reduce contribution.
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

    /// Contribution before gifts, because gifts are thanks.
    #[must_use]
    pub fn earned(&self) -> Micros {
        self.contribution().saturating_add(self.gift_cost)
    }

    /// Revenue less the cost of their orders and hours alone.
    #[must_use]
    pub fn after_own_costs(&self) -> Micros {
        self.revenue
            .saturating_sub(self.direct_cost)
            .saturating_sub(self.effort_cost)
    }

    /// Contribution less acquisition cost. Over all time, this is the realised value of the customer.
    #[must_use]
    pub fn value(&self) -> Micros {
        self.contribution().saturating_sub(self.acquisition_cost)
    }

    /// Contribution for each hour spent; `None` without hours.
    #[must_use]
    pub fn contribution_per_hour(&self) -> Option<Micros> {
        let seconds = i128::from(self.seconds);
        let earned = i128::from(self.contribution()) * 3600;
        (seconds > 0).then(|| saturate(crate::ratio::floor_div(earned, seconds)))
    }
}

/// The realised value up to the view's day: contribution to date less acquisition cost.
#[must_use]
pub fn realised_value(view: View<'_>, settings: &Settings) -> Micros {
    Economics::of(view, Window::until(view.day()), settings).value()
}

/// The hours at the cost of an hour, rounded down to the micro once; zero if no cost is set.
fn effort_cost(flow: &Flow, settings: &Settings) -> Micros {
    let cost = settings.company.hour.map_or(0, |hour| hour.cost);
    saturate(i128::from(flow.seconds()) * i128::from(cost) / 3600)
}

/// Money past its due date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overdue {
    /// The amount that is overdue.
    pub amount: Micros,
    /// Days that the oldest of it is overdue.
    pub days: i64,
}

impl Overdue {
    /// Computes it from `view`.
    #[must_use]
    pub fn of(view: View<'_>) -> Self {
        Self::sum(view, |days, _| days > 0)
    }

    /// The same for invoices that are overdue by more than the grace, with more than a trifle open.
    #[must_use]
    pub fn beyond(view: View<'_>, numbers: &Numbers) -> Self {
        Self::sum(view, |days, ledger| {
            days > numbers.grace_days && ledger.paid_time(view.time(), numbers).is_none()
        })
    }

    fn sum(view: View<'_>, counts: impl Fn(i64, &Ledger) -> bool) -> Self {
        let mut overdue = Self::default();
        for ledger in view.ledgers() {
            let days = ledger.overdue_days(view.time());
            if counts(days, ledger) {
                overdue.amount = overdue
                    .amount
                    .saturating_add(ledger.outstanding(view.time()));
                overdue.days = overdue.days.max(days);
            }
        }
        overdue
    }
}

/// The open amount of invoices that are overdue by more than `after_days`. Revenue leaves it out until it is
/// paid.
#[must_use]
pub fn left_out(view: View<'_>, after_days: i64) -> Micros {
    let open = view
        .ledgers()
        .filter(|ledger| ledger.overdue_days(view.time()) > after_days)
        .map(|ledger| i128::from(ledger.outstanding(view.time())));
    saturate(open.sum())
}
