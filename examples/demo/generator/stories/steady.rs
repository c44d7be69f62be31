//! The monthly events between the firm and a customer of a story.
use super::journal::{Bill, Deal, Journal};
use customer_quality::pb::v1::{CostKind, EffortBilling, EffortKind, Trait};

/// The day on which the last invoice was issued, relative to day 0. Its due date, two weeks later, has
/// passed.
const LAST_ISSUE: i32 = -20;
/// Days until an invoice is due.
const TERMS: i32 = 14;

/// A customer with the same events every month.
#[derive(Clone, Copy)]
pub(super) struct Steady {
    /// Months with us, one invoice each.
    pub(super) months: i32,
    /// The monthly fee in euros.
    pub(super) fee: i64,
    /// The invoices that are paid six days late, one day more than the grace period. Each is given by its
    /// age in months.
    pub(super) late: &'static [i32],
    /// Minutes of paid work a month, and whether it is billed by the hour.
    pub(super) work: (i64, EffortBilling),
    /// Unpaid minutes a month.
    pub(super) given_away: i64,
    /// Minutes of work on their invoices a month, in the first half year.
    pub(super) invoicing: i64,
}

impl Steady {
    /// An ordinary customer: pays on time, and half of the fee is spent on hours.
    pub(super) const fn ordinary(months: i32, fee: i64) -> Self {
        let work = (fee / 2, EffortBilling::Included);
        Self {
            months,
            fee,
            late: &[],
            work,
            given_away: 0,
            invoicing: 10,
        }
    }

    /// The first day.
    pub(super) const fn joined(&self) -> i32 {
        issue_day(self.months) + 1
    }

    /// Records the contract, invoices, payments and hours.
    pub(super) fn tell(&self, journal: &mut Journal) {
        let (start, cents) = (self.joined(), self.fee * 100);
        journal.contract(Deal {
            start,
            end: None,
            months: 1,
            cents,
        });
        for ago in (0..self.months).rev() {
            let (first, day) = (issue_day(ago + 1) + 1, issue_day(ago));
            self.work_on(first, journal);
            if first - start < 180 {
                let what = (EffortKind::Accounting, EffortBilling::Included);
                journal.effort(first + 24, self.invoicing, what);
            }
            let bill = Bill {
                day,
                terms: TERMS,
                cents,
                service: Some((first, day)),
            };
            let id = journal.invoice(bill);
            let late = self.late.contains(&ago);
            journal.payment(if late { day + TERMS + 6 } else { day + 9 }, &id, cents);
            if ago % 3 == 0 {
                // Three months of licences at 4 % of the fee.
                journal.cost(day - 1, CostKind::Direct, self.fee * 12);
            }
        }
    }

    /// Four pieces of paid work in a month, and three unpaid ones.
    fn work_on(&self, first: i32, journal: &mut Journal) {
        let (minutes, billing) = self.work;
        for (day, kind) in [
            (3, EffortKind::Delivery),
            (9, EffortKind::Support),
            (16, EffortKind::Delivery),
            (23, EffortKind::Delivery),
        ] {
            spend(journal, first + day, minutes / 4, (kind, billing));
        }
        for (day, kind) in [
            (5, EffortKind::Support),
            (12, EffortKind::Support),
            (19, EffortKind::Rework),
        ] {
            spend(
                journal,
                first + day,
                self.given_away / 3,
                (kind, EffortBilling::Unbilled),
            );
        }
    }
}

/// Records time in entries of at most 160 hours, which is a month of one person.
fn spend(journal: &mut Journal, day: i32, minutes: i64, what: (EffortKind, EffortBilling)) {
    let mut rest = minutes;
    while rest > 0 {
        let part = rest.min(9_600);
        journal.effort(day, part, what);
        rest -= part;
    }
}

/// The day of the invoice from `ago` months ago.
const fn issue_day(ago: i32) -> i32 {
    LAST_ISSUE - ago * 487 / 16
}

/// Several ratings by one person on one day.
pub(super) fn rate(journal: &mut Journal, (day, who): (i32, &str), ratings: &[(&[Trait], i32)]) {
    for (traits, rating) in ratings {
        for what in *traits {
            journal.rate(day, who, *what, *rating);
        }
    }
}

/// The four traits of a customer's owner.
pub(super) const OWNER: &[Trait] = &[
    Trait::LooksAhead,
    Trait::Delegates,
    Trait::SetsPriorities,
    Trait::HoldsResponsible,
];
/// The three traits behind the findings about hiding and about not seeing the value.
pub(super) const NEAR: &[Trait] = &[
    Trait::GladToHearFrom,
    Trait::RespectsUs,
    Trait::ValuesOurWork,
];
/// The other traits of a relationship, without the four rare ones.
pub(super) const FAIR: &[Trait] = &[
    Trait::PaysFairPrice,
    Trait::RealisticExpectations,
    Trait::MoodFits,
];
/// The four rare ones.
pub(super) const RARE: &[Trait] = &[
    Trait::PutsUsFirst,
    Trait::ChallengesUs,
    Trait::PlaysToOurStrengths,
    Trait::AbleToPay,
];
