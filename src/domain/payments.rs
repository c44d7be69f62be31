//! How a customer's invoices were paid. It is counted once for all code that needs it.

use crate::economics::Overdue;
use crate::history::{Ledger, View};
use crate::model::Settings;
use crate::money::{Micros, saturate};
use crate::ratio::{ONE, Ppm};
use crate::time::{Day, Time, Window};

/// Counts of settled invoices: those that fell due and were paid, or that are past the grace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payments {
    /// How many invoices count: those of the last twelve months, or the last ones ever if these are few.
    pub due: i64,
    /// Whether there are enough of them, and all fell due in the last twelve months.
    pub of_the_year: bool,
    /// How many of them were paid within the grace.
    pub on_time: i64,
    /// The median days late of the late invoices. For open invoices, the days up to now count.
    pub usual_days_late: Option<i64>,
    /// The weight of all invoices that count, and of the late ones. The newest weighs one, and older ones
    /// weigh less.
    pub weight: (Ppm, Ppm),
    /// How many of the last three were late.
    pub late_of_last_three: i64,
    /// How many invoices that count come before the last three, and how many of these were on time.
    pub before: (i64, i64),
    /// How many invoices ever fell due and are settled.
    pub ever_due: i64,
    /// The amount of the invoices that count, less credits.
    pub billed: Micros,
    /// The open amount of all invoices, due or not.
    pub open: Micros,
    /// Money past its due date by more than the grace, trifles left aside.
    pub overdue: Overdue,
    /// Whether they paid anything that did not come back.
    pub has_payment: bool,
    /// When the newest invoice that counts fell due.
    pub newest_due: Option<Day>,
    /// When the last invoice was issued.
    pub last_invoice: Option<Day>,
}

impl Payments {
    /// Counts the invoices as seen at `view`.
    #[must_use]
    pub fn of(view: View<'_>, settings: &Settings) -> Self {
        let (at, numbers) = (view.time(), &settings.numbers);
        let grace = numbers.grace_days;
        let mut settled: Vec<&Ledger> = view
            .ledgers()
            .filter(|ledger| ledger.invoice.due_date < view.day() && !ledger.fully_credited(at))
            .filter(|ledger| ledger.is_settled(at, numbers))
            .collect();
        settled.sort_by_key(|ledger| (ledger.invoice.due_date, ledger.occur_time));
        let months = settings.numbers.look_back_months as i32;
        let speaking = speaking(&settled, view, months, settings.lines.invoices_min as usize);
        let of_the_year = speaking.len() >= settings.lines.invoices_min as usize
            && is_in(&speaking, Window::trailing(months, view.day()));
        let late = |ledger: &&&Ledger| ledger.days_late(at, numbers) > grace;
        let mut days_late: Vec<i64> = speaking
            .iter()
            .filter(late)
            .map(|ledger| ledger.days_late(at, numbers))
            .collect();
        days_late.sort_unstable();
        let (before, last) = speaking.split_at(speaking.len().saturating_sub(3));
        let early = before.iter().filter(|ledger| !late(ledger)).count() as i64;
        let sum =
            |amounts: &mut dyn Iterator<Item = Micros>| saturate(amounts.map(i128::from).sum());
        Self {
            due: speaking.len() as i64,
            of_the_year,
            on_time: (speaking.len() - days_late.len()) as i64,
            usual_days_late: days_late.get(days_late.len() / 2).copied(),
            weight: weight(&speaking, at, settings),
            late_of_last_three: last.iter().filter(late).count() as i64,
            before: (before.len() as i64, early),
            ever_due: settled.len() as i64,
            billed: sum(&mut speaking.iter().map(|ledger| ledger.billed(at))),
            open: sum(&mut view.ledgers().map(|ledger| ledger.outstanding(at))),
            overdue: Overdue::beyond(view, numbers),
            has_payment: view.ledgers().any(|ledger| ledger.has_payment(at)),
            last_invoice: view.ledgers().map(|ledger| ledger.invoice.issue_date).max(),
            newest_due: speaking.last().map(|ledger| ledger.invoice.due_date),
        }
    }

    /// How many of the invoices that count were late.
    #[must_use]
    pub fn late(&self) -> i64 {
        self.due - self.on_time
    }

    /// Whether so much has been overdue for so long that they owe.
    #[must_use]
    pub fn owes(&self, settings: &Settings) -> bool {
        let lines = &settings.lines;
        self.overdue.days >= lines.owes_days && self.overdue_reaches(lines.owes_share)
    }

    /// Whether much has been overdue for long.
    #[must_use]
    pub fn is_long_overdue(&self, settings: &Settings) -> bool {
        let lines = &settings.lines;
        self.overdue.days > lines.overdue_days && self.overdue_reaches(lines.overdue_share)
    }

    fn overdue_reaches(&self, share: i64) -> bool {
        let overdue = i128::from(self.overdue.amount);
        overdue > 0 && overdue * i128::from(ONE) >= i128::from(self.billed) * i128::from(share)
    }

    /// Whether they have begun to pay late: two of the last three invoices were late.
    #[must_use]
    pub fn begun_late(&self, settings: &Settings) -> bool {
        self.late_of_last_three >= settings.lines.late_of_last_three
            && self.due >= settings.lines.invoices_min
    }

    /// Whether they paid on time before the last three invoices.
    #[must_use]
    pub fn paid_before(&self, settings: &Settings) -> bool {
        let (due, on_time) = self.before;
        due > 0 && on_time * ONE >= due * settings.lines.pays_from
    }
}

/// The weight of all invoices and of the late ones. Every `late_half_life_invoices` newer invoices halve the
/// weight of an invoice.
fn weight(speaking: &[&Ledger], at: Time, settings: &Settings) -> (Ppm, Ppm) {
    let numbers = &settings.numbers;
    let half_life = numbers.late_half_life_invoices as f64;
    let newest_first = speaking.iter().rev().enumerate();
    newest_first.fold((0, 0), |(all, late), (age, ledger)| {
        let weight = libm::round(libm::exp2(-(age as f64) / half_life) * 1e6) as Ppm;
        let is_late = ledger.days_late(at, numbers) > numbers.grace_days;
        (all + weight, late + if is_late { weight } else { 0 })
    })
}

/// The invoices of the last `months`, or the last `least` ever if these are fewer.
fn speaking<'a>(
    settled: &[&'a Ledger],
    view: View<'_>,
    months: i32,
    least: usize,
) -> Vec<&'a Ledger> {
    let year = Window::trailing(months, view.day());
    let from = settled.partition_point(|ledger| ledger.invoice.due_date < year.first);
    let from = from.min(settled.len().saturating_sub(least));
    settled[from..].to_vec()
}

fn is_in(ledgers: &[&Ledger], window: Window) -> bool {
    ledgers
        .iter()
        .all(|ledger| window.contains(ledger.invoice.due_date))
}
