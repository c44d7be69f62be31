//! One invoice with the money received for it: when it was covered, how much is open, and its revenue.

use crate::fact::{Invoice, Service};
use crate::model::Numbers;
use crate::money::{Micros, RATE_ONE, saturate};
use crate::ratio::ONE;
use crate::time::{Day, Time, Window, add_days, day_of, days_between};

/// The kind of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptKind {
    /// Money was paid.
    Paid,
    /// Money was credited.
    Credited,
    /// Money that was paid came back.
    Returned,
}

/// Money received or credited for an invoice, or a payment that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// When it happened.
    pub time: Time,
    /// The amount, in the invoice's own currency.
    pub micros: i64,
    /// The same amount in the reporting currency, at the rate of the receipt.
    pub reporting: Micros,
    /// What happened.
    pub kind: ReceiptKind,
}

/// The sum of receipts.
#[derive(Clone, Copy, Debug, Default)]
struct Received {
    /// Payments less those that came back. It is below zero while a payment is not recorded that came back.
    paid: i128,
    credited: i128,
}

impl Received {
    fn of<'r>(receipts: impl Iterator<Item = &'r Receipt>) -> Self {
        let mut received = Self::default();
        for receipt in receipts {
            received.add(receipt);
        }
        received
    }

    fn add(&mut self, receipt: &Receipt) {
        let micros = i128::from(receipt.micros);
        match receipt.kind {
            ReceiptKind::Paid => self.paid += micros,
            ReceiptKind::Credited => self.credited += micros,
            ReceiptKind::Returned => self.paid -= micros,
        }
    }

    fn sum(self) -> i128 {
        self.paid.max(0) + self.credited
    }
}

/// A time in which payments and credits cover an invoice: from its first moment until a payment comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Covered {
    from: Time,
    until: Option<Time>,
}

/// An invoice and its receipts in order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The invoice.
    pub invoice: Invoice,
    /// When the invoice occurred.
    pub occur_time: Time,
    /// Payments, credit notes and payments that came back.
    pub receipts: Vec<Receipt>,
    /// When the invoice was voided.
    pub(super) voided: Option<Time>,
    /// The times in which the invoice is covered, in order.
    covered: Vec<Covered>,
    /// Whether any of the receipts is a credit note.
    has_credits: bool,
}

impl Ledger {
    /// The ledger of `invoice`, which occurred at `occur_time`, with its receipts in order of time.
    pub(super) fn new(
        invoice: Invoice,
        occur_time: Time,
        receipts: Vec<Receipt>,
        voided: Option<Time>,
    ) -> Self {
        let covered = covered(&receipts, i128::from(invoice.amount.micros));
        let has_credits = receipts
            .iter()
            .any(|receipt| receipt.kind == ReceiptKind::Credited);
        Self {
            invoice,
            occur_time,
            receipts,
            voided,
            covered,
            has_credits,
        }
    }

    fn receipts_until(&self, at: Time) -> impl Iterator<Item = &Receipt> {
        self.receipts
            .iter()
            .take_while(move |receipt| receipt.time <= at)
    }

    /// Whether credit notes cover the whole invoice by `at`. Nothing is then left to be paid on time.
    #[must_use]
    pub fn fully_credited(&self, at: Time) -> bool {
        self.credited(at) >= i128::from(self.invoice.amount.micros)
    }

    /// The amount credited by `at`, in the invoice's own currency.
    fn credited(&self, at: Time) -> i128 {
        if !self.has_credits {
            return 0;
        }
        Received::of(self.receipts_until(at)).credited
    }

    /// When payments and credits covered the invoice, as seen at `at`. If a payment came back and left it
    /// open, this is when they covered it again.
    #[must_use]
    pub fn covered_time(&self, at: Time) -> Option<Time> {
        let last = self.covered.iter().rev().find(|span| span.from <= at)?;
        let is_over = last.until.is_some_and(|until| until <= at);
        (!is_over).then_some(last.from)
    }

    /// Whether it was paid on time, as seen at `at`, a moment after its due date.
    #[must_use]
    pub fn on_time(&self, at: Time) -> bool {
        self.covered_time(at)
            .is_some_and(|time| day_of(time) <= self.invoice.due_date)
    }

    /// Since when no more than a trifle of the invoice has been open, as seen at `at`. How promptly they pay
    /// is judged by this, because nobody is late for a cent.
    #[must_use]
    pub fn paid_time(&self, at: Time, numbers: &Numbers) -> Option<Time> {
        let amount = i128::from(self.invoice.amount.micros);
        let needed = amount - amount * i128::from(numbers.trifle_share) / i128::from(ONE);
        let until = self.receipts.partition_point(|receipt| receipt.time <= at);
        let moments = self.receipts[..until].chunk_by(|a, b| a.time == b.time);
        let (mut received, mut since) = (Received::default(), None);
        for moment in moments {
            for receipt in moment {
                received.add(receipt);
            }
            since = since
                .or(Some(moment[0].time))
                .filter(|_| received.sum() >= needed);
        }
        since
    }

    /// Days from the due date to the day the invoice was paid but for a trifle, or to `at` if it is not paid
    /// yet. Zero or less is on time.
    #[must_use]
    pub fn days_late(&self, at: Time, numbers: &Numbers) -> i64 {
        let until = self.paid_time(at, numbers).unwrap_or(at);
        days_between(self.invoice.due_date, day_of(until))
    }

    /// Whether it is known at `at` if the invoice was paid within the grace after the due date: it was paid,
    /// or these days are over.
    #[must_use]
    pub fn is_settled(&self, at: Time, numbers: &Numbers) -> bool {
        self.paid_time(at, numbers).is_some() || self.days_late(at, numbers) > numbers.grace_days
    }

    /// Whether anything was paid for it by `at` that had not come back.
    #[must_use]
    pub fn has_payment(&self, at: Time) -> bool {
        Received::of(self.receipts_until(at)).paid > 0
    }

    /// When the last payment for it occurred, as seen at `at`. A payment that came back counts too, because
    /// it shows that payments are recorded.
    #[must_use]
    pub fn last_payment(&self, at: Time) -> Option<Time> {
        self.receipts_until(at)
            .filter(|receipt| receipt.kind == ReceiptKind::Paid)
            .map(|receipt| receipt.time)
            .last()
    }

    /// The amount of the invoice less the credits by `at`, in the reporting currency.
    #[must_use]
    pub fn billed(&self, at: Time) -> Micros {
        let left = i128::from(self.invoice.amount.micros) - self.credited(at);
        self.to_reporting(saturate(left.max(0)))
    }

    /// The open amount at `at`, in the invoice's own currency. It is zero if too much was paid.
    fn open(&self, at: Time) -> i64 {
        if self.covered_time(at).is_some() {
            return 0;
        }
        let received = Received::of(self.receipts_until(at)).sum();
        saturate((i128::from(self.invoice.amount.micros) - received).max(0))
    }

    /// The open amount at `at`, in the reporting currency at the invoice's own rate.
    #[must_use]
    pub fn outstanding(&self, at: Time) -> Micros {
        self.to_reporting(self.open(at))
    }

    /// Days past the due date if an amount is open at `at`, otherwise 0.
    #[must_use]
    pub fn overdue_days(&self, at: Time) -> i64 {
        let today = day_of(at);
        if self.invoice.due_date < today && self.open(at) > 0 {
            days_between(self.invoice.due_date, today)
        } else {
            0
        }
    }

    /// The revenue of the invoice in `window`, as seen at `at`, before credit notes. Money that is overdue by
    /// more than `written_off_after` days is left out until it is paid.
    #[must_use]
    pub fn revenue(&self, window: Window, at: Time, written_off_after: i64) -> Micros {
        let issued = self.invoice.issue_date;
        if self.invoice.service.is_none() && !window.contains(issued) {
            return 0;
        }
        let open = if self.overdue_days(at) > written_off_after {
            self.open(at)
        } else {
            0
        };
        let amount = self.to_reporting(self.invoice.amount.micros - open);
        match self.invoice.service {
            Some(service) => spread(amount, service, window),
            None => amount,
        }
    }

    /// The credit notes for the invoice in `window`, as seen at `at`.
    #[must_use]
    pub fn credits(&self, window: Window, at: Time) -> Micros {
        if !self.has_credits {
            return 0;
        }
        let credits = self.receipts_until(at).filter(|receipt| {
            receipt.kind == ReceiptKind::Credited && window.contains(day_of(receipt.time))
        });
        saturate(credits.map(|receipt| i128::from(receipt.reporting)).sum())
    }

    /// The cost of waiting for the money within `window`, as seen at `at`. Each day after the due date costs
    /// interest on the amount that was open at its end, at `rate_ppm` a year of 365 days.
    #[must_use]
    pub fn late_cost(&self, window: Window, at: Time, rate_ppm: i64) -> Micros {
        let covered = self.covered_time(at).map(day_of);
        if covered.is_some_and(|day| day <= self.invoice.due_date) {
            return 0;
        }
        let first = window.first.max(add_days(self.invoice.due_date, 1));
        let last = window.last.min(day_of(at));
        if first > last || covered.is_some_and(|day| day <= first) {
            return 0;
        }
        let amount = i128::from(self.invoice.amount.micros);
        let mut received = Received::default();
        let mut from = first;
        let mut micro_days = 0i128;
        for receipt in self.receipts_until(at) {
            let day = day_of(receipt.time).clamp(first, add_days(last, 1));
            let open = (amount - received.sum()).max(0);
            micro_days += open * i128::from(days_between(from, day).max(0));
            from = from.max(day);
            received.add(receipt);
        }
        let open = (amount - received.sum()).max(0);
        micro_days += open * i128::from(days_between(from, last) + 1);
        if micro_days == 0 {
            return 0;
        }
        let cost = micro_days * i128::from(rate_ppm) / (365 * 1_000_000);
        self.to_reporting(saturate(cost))
    }

    fn to_reporting(&self, micros: i64) -> Micros {
        let rate = i128::from(self.invoice.amount.rate_nanos);
        if rate == i128::from(RATE_ONE) {
            return micros;
        }
        crate::money::Amount {
            micros,
            ..self.invoice.amount
        }
        .reporting()
    }
}

/// The times in which `receipts`, which are in order of time, cover `amount`. Receipts of one moment count
/// together.
fn covered(receipts: &[Receipt], amount: i128) -> Vec<Covered> {
    let mut received = Received::default();
    let mut covered: Vec<Covered> = Vec::new();
    for moment in receipts.chunk_by(|a, b| a.time == b.time) {
        for receipt in moment {
            received.add(receipt);
        }
        let is_covered = received.sum() >= amount;
        let time = moment[0].time;
        match covered.last_mut().filter(|span| span.until.is_none()) {
            Some(span) if !is_covered => span.until = Some(time),
            None if is_covered => covered.push(Covered {
                from: time,
                until: None,
            }),
            _ => {}
        }
    }
    covered
}

/// The part of `amount` that falls into `window`, if it is spread evenly over the days of `service`. The
/// parts are integers, and the last day gets the remainder.
fn spread(amount: Micros, service: Service, window: Window) -> Micros {
    let days = days_between(service.first, service.last) + 1;
    let inside = window.overlap_days(service.first, service.last);
    let a_day = amount / days;
    let remainder = if window.contains(service.last) {
        amount - a_day * days
    } else {
        0
    };
    a_day * inside + remainder
}

/// The first day on which an invoice counts as revenue.
#[must_use]
pub(super) fn revenue_start(invoice: &Invoice) -> Day {
    invoice
        .service
        .map_or(invoice.issue_date, |service| service.first)
}
