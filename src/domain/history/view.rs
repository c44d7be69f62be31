//! A history as it stood at one moment. Later events are invisible.

mod sums;

use super::records::{Parting, Records, Timed};
use super::{History, Ledger};
use crate::customer::{Customer, Mode};
use crate::fact::{ActionKind, Trait};
use crate::money::Micros;
use crate::time::{Day, Time, Window, day_of, days_between, months_between};

/// A history at one moment.
///
/// Months before the month of the moment come from the monthly sums. For the month of the moment, the view
/// subtracts what occurred after the moment from the monthly sum, so the history must hold the facts of that
/// month.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    history: &'a History,
    at: Time,
    day: Day,
}

impl<'a> View<'a> {
    pub(super) fn new(history: &'a History, at: Time) -> Self {
        let day = day_of(at);
        Self { history, at, day }
    }

    /// The same history at another moment.
    #[must_use]
    pub fn moved_to(self, at: Time) -> Self {
        Self::new(self.history, at)
    }

    /// The moment.
    #[must_use]
    pub fn time(self) -> Time {
        self.at
    }

    /// The moment's day.
    #[must_use]
    pub fn day(self) -> Day {
        self.day
    }

    /// The customer's own fields.
    #[must_use]
    pub fn customer(self) -> &'a Customer {
        &self.history.customer
    }

    fn records(self) -> &'a Records {
        &self.history.records
    }

    /// The `items` that had occurred by the moment, in order of time.
    fn occurred<T>(self, items: &'a [Timed<T>]) -> &'a [Timed<T>] {
        &items[..items.partition_point(|item| item.time <= self.at)]
    }

    /// Invoices that had occurred by the moment and were not void then.
    pub fn ledgers(self) -> impl Iterator<Item = &'a Ledger> {
        let occurred = self.records().ledgers.iter();
        occurred
            .take_while(move |ledger| ledger.occur_time <= self.at)
            .filter(move |ledger| ledger.voided.is_none_or(|time| self.at < time))
    }

    /// Purchases, in order of time.
    #[must_use]
    pub fn purchases(self) -> &'a [Timed<Micros>] {
        self.occurred(&self.records().purchases)
    }

    /// Accounting effort in seconds, in order of time.
    #[must_use]
    pub fn accounting(self) -> &'a [Timed<i64>] {
        self.occurred(&self.records().accounting)
    }

    /// Contracts, in order of time.
    #[must_use]
    pub fn contracts(self) -> &'a [Timed<crate::fact::Contract>] {
        self.occurred(&self.records().contracts)
    }

    /// Talks about the price, in order of time.
    #[must_use]
    pub fn negotiations(self) -> &'a [Timed<crate::fact::Negotiation>] {
        self.occurred(&self.records().negotiations)
    }

    /// Snapshots of use, in order of time.
    #[must_use]
    pub fn usages(self) -> &'a [Timed<crate::fact::Usage>] {
        self.occurred(&self.records().usages)
    }

    /// Ratings, in order of time.
    #[must_use]
    pub fn assessments(self) -> &'a [Timed<crate::fact::Assessment>] {
        self.occurred(&self.records().assessments)
    }

    /// Ratings of one trait, in order of time.
    pub fn ratings(
        self,
        rated: Trait,
    ) -> impl DoubleEndedIterator<Item = &'a Timed<crate::fact::Assessment>> + Clone {
        let (all, own) = (&self.records().assessments, self.records().rated(rated));
        let occurred = own.partition_point(|at| all[*at].time <= self.at);
        own[..occurred].iter().map(|at| &all[*at])
    }

    /// When the person who is now in the owner's chair was first rated; `None` if nobody else was rated
    /// before.
    #[must_use]
    pub fn chair_taken(self) -> Option<Time> {
        let changes = &self.records().chairs_taken;
        let until = changes.partition_point(|time| *time <= self.at);
        changes[..until].last().copied()
    }

    /// Estimates of their wallet, in order of time.
    #[must_use]
    pub fn wallets(self) -> &'a [Timed<crate::fact::WalletEstimate>] {
        self.occurred(&self.records().wallets)
    }

    /// Referrals they made, in order of time.
    #[must_use]
    pub fn referrals(self) -> &'a [Timed<crate::fact::Referral>] {
        self.occurred(&self.records().referrals)
    }

    /// Our actions, in order of time.
    #[must_use]
    pub fn actions(self) -> &'a [Timed<crate::fact::Action>] {
        self.occurred(&self.records().actions)
    }

    /// Their words, in order of time.
    #[must_use]
    pub fn voices(self) -> &'a [Timed<crate::fact::Voice>] {
        self.occurred(&self.records().voices)
    }

    /// The day the relationship began: the given day, or else the day of the first revenue.
    #[must_use]
    pub fn onboard_day(self) -> Option<Day> {
        let given = self.customer().onboard_date;
        let invoiced = self
            .ledgers()
            .map(|ledger| super::ledger::revenue_start(&ledger.invoice))
            .min();
        let bought = self
            .purchases()
            .first()
            .map(|purchase| day_of(purchase.time));
        given
            .or_else(|| invoiced.into_iter().chain(bought).min())
            .filter(|day| *day <= self.day())
    }

    /// Whether anything was ever sold to them.
    #[must_use]
    pub fn has_revenue(self) -> bool {
        self.ledgers().next().is_some() || !self.purchases().is_empty()
    }

    /// Whether anything was ever sold to them for more than zero.
    #[must_use]
    pub fn ever_spent(self) -> bool {
        self.ledgers()
            .any(|ledger| ledger.invoice.amount.micros > 0)
            || self.purchases().iter().any(|purchase| purchase.value > 0)
    }

    /// Complete calendar months since the relationship began.
    #[must_use]
    pub fn tenure_months(self) -> Option<i64> {
        self.onboard_day()
            .map(|day| months_between(day, self.day()))
    }

    /// Days since the relationship began.
    #[must_use]
    pub fn tenure_days(self) -> Option<i64> {
        self.onboard_day().map(|day| days_between(day, self.day()))
    }

    /// How they pay us.
    #[must_use]
    pub fn mode(self) -> Mode {
        if self.ledgers().next().is_some() || !self.contracts().is_empty() {
            Mode::Invoiced
        } else if self.purchases().is_empty() {
            Mode::None
        } else {
            Mode::Purchasing
        }
    }

    /// Whether nothing is recorded except ratings, the customer's words, our actions and their referrals.
    #[must_use]
    pub fn only_people_have_spoken(self) -> bool {
        self.mode() == Mode::None
            && self.negotiations().is_empty()
            && self.usages().is_empty()
            && self.wallets().is_empty()
            && self.flow(Window::until(self.day())).is_zero()
    }

    /// The days on which they bought for more than zero, in order.
    #[must_use]
    pub fn days_bought(self) -> &'a [Timed<Day>] {
        self.occurred(&self.records().days_bought)
    }

    /// The last day for which anything was sold to them: an invoice was issued, its service ended, or they
    /// bought. It is not after the view's day.
    #[must_use]
    pub fn last_sold(self) -> Option<Day> {
        let invoiced = self.ledgers().map(|ledger| {
            let issued = ledger.invoice.issue_date;
            let until = ledger
                .invoice
                .service
                .map_or(issued, |service| service.last);
            issued.max(until).min(self.day())
        });
        let bought = self.days_bought().last().map(|day| day.value);
        invoiced.chain(bought).max()
    }

    /// The median number of days from one invoice to the next; `None` with fewer than two.
    #[must_use]
    pub fn invoice_interval(self) -> Option<i64> {
        let mut issued: Vec<Day> = self
            .ledgers()
            .map(|ledger| ledger.invoice.issue_date)
            .collect();
        issued.sort_unstable();
        issued.dedup();
        let mut gaps: Vec<i64> = issued
            .windows(2)
            .map(|pair| days_between(pair[0], pair[1]))
            .collect();
        gaps.sort_unstable();
        gaps.get(gaps.len() / 2).copied()
    }

    /// Whether any contract has begun and has not ended.
    #[must_use]
    pub fn contract_in_force(self) -> bool {
        self.contracts().iter().any(|contract| {
            let has_ended = contract.value.end_date.is_some_and(|end| end < self.day());
            contract.value.start_date <= self.day() && !has_ended
        })
    }

    /// The day the last contract ended; `None` without contracts or while one is in force.
    #[must_use]
    pub fn contracts_ended(self) -> Option<Day> {
        if self.contract_in_force() {
            return None;
        }
        let ends = self
            .contracts()
            .iter()
            .map(|contract| contract.value.end_date);
        ends.flatten().filter(|end| *end < self.day()).max()
    }

    /// When they were last weaned.
    #[must_use]
    pub fn weaned(self) -> Option<Time> {
        let actions = self.actions().iter().rev();
        let mut weaned = actions.filter(|action| action.value.kind == ActionKind::Weaned);
        weaned.next().map(|action| action.time)
    }

    /// When they left; `None` if they have come back since.
    #[must_use]
    pub fn departed(self) -> Option<Time> {
        match self.occurred(&self.records().partings).last() {
            Some(Timed {
                time,
                value: Parting::Departure(_),
            }) => Some(*time),
            _ => None,
        }
    }

    /// When they came back; `None` if they have left since.
    #[must_use]
    pub fn came_back(self) -> Option<Time> {
        match self.occurred(&self.records().partings).last() {
            Some(Timed {
                time,
                value: Parting::Comeback(_),
            }) => Some(*time),
            _ => None,
        }
    }
}
