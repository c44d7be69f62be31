//! Amounts that simply add up, per customer and month: money by kind, and time by kind and billing.

use crate::fact::{Body, CostKind, EffortBilling, EffortKind};

/// A kind of amount that adds up. Money is in micros of the reporting currency, time in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum FlowKind {
    PurchaseMicros,
    RefundMicros,
    DirectCostMicros,
    AcquisitionCostMicros,
    GiftCostMicros,
    AccountingBilledSeconds,
    AccountingIncludedSeconds,
    AccountingUnbilledSeconds,
    SupportBilledSeconds,
    SupportIncludedSeconds,
    SupportUnbilledSeconds,
    DeliveryBilledSeconds,
    DeliveryIncludedSeconds,
    DeliveryUnbilledSeconds,
    ReworkBilledSeconds,
    ReworkIncludedSeconds,
    ReworkUnbilledSeconds,
    PurchaseCount,
    CostCount,
    EffortCount,
}

/// The number of kinds.
pub const FLOW_KINDS: usize = 20;

const FIRST_SECONDS: usize = FlowKind::AccountingBilledSeconds as usize;

/// The sums of one customer in one month, by [`FlowKind`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow(pub [i64; FLOW_KINDS]);

impl Flow {
    /// The amounts that a fact with this body adds; all zero for kinds that do not add up.
    #[must_use]
    pub fn of(body: &Body) -> Self {
        let mut flow = Self::default();
        match body {
            Body::Purchase(purchase) => {
                flow.0[FlowKind::PurchaseMicros as usize] = purchase.amount.reporting();
                flow.0[FlowKind::PurchaseCount as usize] = 1;
            }
            Body::CreditNote(credit) if credit.invoice_id.is_none() => {
                flow.0[FlowKind::RefundMicros as usize] = credit.amount.reporting();
            }
            Body::Cost(cost) => {
                flow.0[cost_kind(cost.kind) as usize] = cost.amount.reporting();
                flow.0[FlowKind::CostCount as usize] = 1;
            }
            Body::Effort(effort) => {
                flow.0[seconds_at(effort.kind, effort.billing)] = effort.seconds;
                flow.0[FlowKind::EffortCount as usize] = 1;
            }
            _ => {}
        }
        flow
    }

    /// Whether all sums are zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|sum| *sum == 0)
    }

    /// Adds `other`. Amounts are limited when they are recorded, so sums cannot overflow. If one did, it
    /// would stop at the limit, and the store would refuse it.
    pub fn add(&mut self, other: &Self) {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum = sum.saturating_add(more);
        }
    }

    /// Subtracts `other`.
    pub fn subtract(&mut self, other: &Self) {
        self.add(&other.negative());
    }

    /// The sums with the opposite sign, as a retraction adds them.
    #[must_use]
    pub fn negative(&self) -> Self {
        Self(self.0.map(|sum| -sum))
    }

    /// The sum of one kind.
    #[must_use]
    pub fn get(&self, kind: FlowKind) -> i64 {
        self.0[kind as usize]
    }

    /// The seconds of one kind of work, with any billing.
    #[must_use]
    pub fn seconds_of(&self, kind: EffortKind) -> i64 {
        [
            EffortBilling::Billed,
            EffortBilling::Included,
            EffortBilling::Unbilled,
        ]
        .iter()
        .map(|billing| self.0[seconds_at(kind, *billing)])
        .sum()
    }

    /// The seconds with one billing, for any kind of work.
    #[must_use]
    pub fn seconds_billed_as(&self, billing: EffortBilling) -> i64 {
        EFFORT_KINDS
            .iter()
            .map(|kind| self.0[seconds_at(*kind, billing)])
            .sum()
    }

    /// All seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        EFFORT_KINDS.iter().map(|kind| self.seconds_of(*kind)).sum()
    }
}

/// All kinds of effort, in stored order.
pub const EFFORT_KINDS: [EffortKind; 4] = [
    EffortKind::Accounting,
    EffortKind::Support,
    EffortKind::Delivery,
    EffortKind::Rework,
];

fn seconds_at(kind: EffortKind, billing: EffortBilling) -> usize {
    FIRST_SECONDS + kind as usize * 3 + billing as usize
}

fn cost_kind(kind: CostKind) -> FlowKind {
    match kind {
        CostKind::Direct => FlowKind::DirectCostMicros,
        CostKind::Acquisition => FlowKind::AcquisitionCostMicros,
        CostKind::Gift => FlowKind::GiftCostMicros,
    }
}
