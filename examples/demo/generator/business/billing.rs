//! The records of the billing department: contracts, invoices, payments, credit notes and small sales.
use super::calendar::workday;
use super::chance::Chance;
use super::journal::{Bill, Deal, Journal};
use super::plan::{Billing, Plan, Tardy};
use customer_quality::pb::v1::EndedBy;

const PURPOSE: u64 = 1;

/// An invoice and its payment.
#[derive(Clone)]
pub(super) struct Settled {
    /// Its number.
    pub(super) invoice_id: String,
    /// Its due day.
    pub(super) due: i32,
    /// The day of the full payment, if there is one.
    pub(super) paid: Option<i32>,
}

impl Settled {
    /// The days from the due day without full payment, as seen on the day `seen`.
    pub(super) fn days_late(&self, seen: i32) -> i32 {
        self.paid.unwrap_or(seen).min(seen) - self.due
    }
}

/// Records all income and returns the invoices with their payments.
pub(super) fn tell(plan: &Plan, journal: &mut Journal) -> Vec<Settled> {
    let mut chance = plan.chance(PURPOSE);
    contracts(plan, journal);
    let settled = if plan.billing == Billing::Yearly {
        years(plan, journal, &mut chance)
    } else {
        plan.months()
            .enumerate()
            .filter_map(|(number, days)| Some((plan.months_done(number)?, days)))
            .map(|month| bill_of(plan, month, journal, &mut chance))
            .collect()
    };
    sales(plan, journal, &mut chance);
    settled
}

/// A contract from the first day. Fixed prices get a new contract every year. Customers who pay by the job
/// have none.
fn contracts(plan: &Plan, journal: &mut Journal) {
    if plan.billing == Billing::Jobs {
        return;
    }
    let months = if plan.billing == Billing::Yearly {
        12
    } else {
        1
    };
    let mut start = plan.joined;
    while plan.active(start) && start <= 0 {
        let ends = plan.billing != Billing::Hourly;
        let cents = plan.fee_on(start) * i64::from(months);
        let end = ends.then_some(start + 364);
        journal.contract(Deal {
            start,
            end,
            months,
            cents,
        });
        if !ends {
            return;
        }
        start += 365;
    }
}

fn years(plan: &Plan, journal: &mut Journal, chance: &mut Chance) -> Vec<Settled> {
    let mut settled = Vec::new();
    for year in 0..4 {
        let first = plan.joined + 365 * year;
        let day = workday(first + 10);
        if day > -3 || !plan.active(first) {
            break;
        }
        let cents = plan.fee_on(first) / 100 * 1_200;
        let bill = Bill {
            day,
            terms: 30,
            cents,
            service: Some((first, first + 364)),
        };
        settled.push(settle(plan, bill, journal, chance));
    }
    settled
}

/// The invoice at the end of a month, for one or more months of work.
fn bill_of(
    plan: &Plan,
    (times, (first, last)): (i64, (i32, i32)),
    journal: &mut Journal,
    chance: &mut Chance,
) -> Settled {
    let fee = plan.fee_on(first) * times;
    let (cents, service) = match plan.billing {
        Billing::Hourly | Billing::Jobs => (fee * chance.between(930, 1_070) / 1_000, None),
        Billing::Fixed | Billing::Yearly => (fee / 100 * 100, Some((first, last))),
    };
    let bill = Bill {
        day: workday(last - 4),
        terms: 14,
        cents,
        service,
    };
    settle(plan, bill, journal, chance)
}

/// Sends an invoice. The customer pays it or not.
fn settle(plan: &Plan, bill: Bill, journal: &mut Journal, chance: &mut Chance) -> Settled {
    let id = journal.invoice(bill);
    let due = bill.day + bill.terms;
    let late = chance.hits(plan.late);
    let mut open = bill.cents;
    if chance.hits(22) {
        let credited = open * chance.between(5, 25) / 100;
        journal.credit(workday(bill.day + 8).min(0), &id, credited);
        open -= credited;
    }
    let settled = |paid| Settled {
        invoice_id: id.clone(),
        due,
        paid,
    };
    if never_pays(plan, bill.day) {
        return settled(None);
    }
    let paid = if late {
        due + late_days(plan.tardy, chance)
    } else {
        workday(bill.day + chance.day(2, bill.terms))
            .max(bill.day)
            .min(-1)
    };
    if paid > 0 {
        return settled(None);
    }
    if chance.hits(if late { 160 } else { 40 }) {
        let part = open * chance.between(3, 7) / 10;
        let early = workday(bill.day + 5).clamp(bill.day, paid);
        journal.payment(early, &id, part);
        open -= part;
    }
    journal.payment(paid, &id, open);
    settled(Some(paid))
}

/// Days after the due day.
fn late_days(tardy: Tardy, chance: &mut Chance) -> i32 {
    let (rarely, long, usual) = match tardy {
        Tardy::Days => (90, (6, 12), (1, 5)),
        Tardy::Weeks => (110, (40, 85), (6, 34)),
        Tardy::Months => (450, (40, 85), (15, 40)),
    };
    let (least, most) = if chance.hits(rarely) { long } else { usual };
    chance.day(least, most)
}

/// Whether this invoice stays open: the firm ended the contract and it is one of the last invoices, or the
/// customer has stopped paying.
fn never_pays(plan: &Plan, day: i32) -> bool {
    plan.stops_paying.is_some_and(|stops| day >= stops)
        || plan
            .leaving
            .is_some_and(|l| l.by == EndedBy::Us && day > l.day - 60)
}

/// An occasional mouse or disk over the counter. Rarely, one comes back.
fn sales(plan: &Plan, journal: &mut Journal, chance: &mut Chance) {
    for (first, last) in plan.months() {
        if !chance.hits(45) {
            continue;
        }
        let day = workday(chance.day(first + 2, last - 6));
        let cents = chance.between(19, 240) * 100 + 90;
        journal.purchase(day, cents);
        if chance.hits(120) {
            journal.credit(day + 3, "", cents);
        }
    }
}
