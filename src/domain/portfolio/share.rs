//! One customer's share of the portfolio figures of a month boundary.

use super::{BASIS_MONTHS, Fate, boundary_time};
use crate::customer::{Peers, Standing};
use crate::economics::Economics;
use crate::history::{FlowKind, View};
use crate::model::Settings;
use crate::money::Micros;
use crate::standing::Stands;
use crate::time::{Day, Month, Window};

/// One customer's share of the portfolio figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The group they belong to; `None` if they were not a customer then, or had no revenue.
    pub peers: Option<Peers>,
    /// The contribution of the twelve months before the boundary, with gifts left out.
    pub contribution: Micros,
    /// Realised value up to the boundary.
    pub value: Micros,
    /// Revenue up to the boundary.
    pub revenue: Micros,
    /// Acquisition cost up to the boundary.
    pub acquisition_cost: Micros,
    /// The kinds that were recorded, in the order of [`RecordedKind::ALL`](super::RecordedKind::ALL):
    /// acquisition cost at any time, the others within the twelve months.
    pub recorded: [bool; 4],
    /// The day of their last payment.
    pub last_payment: Option<Day>,
    /// Their outcome in the six months before the boundary, and their group then; `None` if they were not a
    /// customer then.
    pub fate: Option<(Fate, Peers)>,
}

impl Share {
    /// Computes the share of the customer of `view` in the figures of `boundary`. The view must stand at
    /// [`boundary_time`].
    #[must_use]
    pub fn of(view: View<'_>, boundary: Month, settings: &Settings) -> Self {
        let year = Window::complete_before(boundary, BASIS_MONTHS);
        let to_date = Economics::of(view, Window::until(view.day()), settings);
        let standing = Stands::of(view, &settings.numbers).standing;
        let is_customer = !matches!(standing, Standing::Prospect | Standing::Past);
        Self {
            peers: (is_customer && view.has_revenue()).then(|| view.mode().peers()),
            contribution: Economics::of(view, year, settings).earned(),
            value: to_date.value(),
            revenue: to_date.revenue,
            acquisition_cost: to_date.acquisition_cost,
            recorded: recorded(view, year),
            last_payment: view
                .ledgers()
                .filter_map(|ledger| ledger.last_payment(view.time()))
                .max()
                .map(|time| time.date_naive()),
            fate: None,
        }
    }
}

fn recorded(view: View<'_>, year: Window) -> [bool; 4] {
    let flow = view.flow(year);
    let paid = view.ledgers().any(|ledger| {
        let last = ledger.last_payment(view.time());
        last.is_some_and(|time| year.contains(time.date_naive()))
    });
    let to_date = view.flow(Window::until(view.day()));
    [
        flow.get(FlowKind::EffortCount) > 0,
        flow.get(FlowKind::CostCount) > 0,
        to_date.get(FlowKind::AcquisitionCostMicros) > 0,
        paid,
    ]
}

/// The contribution of the twelve months before `boundary`, as seen then, with gifts left out. It decides on
/// the top fifth.
#[must_use]
pub fn contribution_at_boundary(view: View<'_>, boundary: Month, settings: &Settings) -> Micros {
    let view = view.moved_to(boundary_time(boundary));
    Economics::of(
        view,
        Window::complete_before(boundary, BASIS_MONTHS),
        settings,
    )
    .earned()
}
