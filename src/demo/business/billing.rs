//! What the billing department tells: contracts, invoices, payments, credit notes and small sales.
use super::plan::{Billing, Plan};
use crate::demo::chance::Chance;
use crate::demo::journal::{Bill, Deal, Journal};
use crate::demo::shift::workday;
use crate::pb::v1::EndedBy;

const PURPOSE: u64 = 1;

/// Tells all money that comes in.
pub(super) fn tell(plan: &Plan, journal: &mut Journal) {
    let mut chance = plan.chance(PURPOSE);
    contracts(plan, journal);
    if plan.billing == Billing::Yearly {
        years(plan, journal, &mut chance);
    } else {
        for (first, last) in plan.months() {
            month(plan, (first, last), journal, &mut chance);
        }
    }
    sales(plan, journal, &mut chance);
}

/// A contract from the first day; with a fixed price a new one every year.
fn contracts(plan: &Plan, journal: &mut Journal) {
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

fn years(plan: &Plan, journal: &mut Journal, chance: &mut Chance) {
    for year in 0..4 {
        let first = plan.joined + 365 * year;
        let day = workday(first + 10);
        if day > -3 || !plan.active(first) {
            return;
        }
        let cents = plan.fee_on(first) / 100 * 1_200;
        let bill = Bill {
            day,
            terms: 30,
            cents,
            service: Some((first, first + 364)),
        };
        settle(plan, bill, journal, chance);
    }
}

fn month(plan: &Plan, (first, last): (i32, i32), journal: &mut Journal, chance: &mut Chance) {
    let day = workday(last - 4);
    let (cents, service) = match plan.billing {
        Billing::Hourly => (
            plan.fee_on(first) * chance.between(930, 1_070) / 1_000,
            None,
        ),
        Billing::Fixed | Billing::Yearly => (plan.fee_on(first) / 100 * 100, Some((first, last))),
    };
    settle(
        plan,
        Bill {
            day,
            terms: 14,
            cents,
            service,
        },
        journal,
        chance,
    );
}

/// Sends an invoice and lets the customer pay it.
fn settle(plan: &Plan, bill: Bill, journal: &mut Journal, chance: &mut Chance) {
    let id = journal.invoice(bill);
    let due = bill.day + bill.terms;
    let late = chance.hits(plan.late);
    let mut open = bill.cents;
    if chance.hits(22) {
        let credited = open * chance.between(5, 25) / 100;
        journal.credit(workday(bill.day + 8).min(0), &id, credited);
        open -= credited;
    }
    if leaves_owing(plan, bill.day) {
        return;
    }
    let paid = if late {
        due + late_days(chance)
    } else {
        bill.day + chance.day(2, bill.terms)
    };
    let paid = if late {
        paid
    } else {
        workday(paid).max(bill.day).min(-1)
    };
    if paid > 0 {
        return;
    }
    if chance.hits(if late { 160 } else { 40 }) {
        let part = open * chance.between(3, 7) / 10;
        let early = workday(bill.day + 5).clamp(bill.day, paid);
        journal.payment(early, &id, part);
        open -= part;
    }
    journal.payment(paid, &id, open);
}

/// Mostly a few weeks, sometimes months.
fn late_days(chance: &mut Chance) -> i32 {
    if chance.hits(110) {
        chance.day(40, 85)
    } else {
        chance.day(2, 34)
    }
}

/// Customers we parted with leave their last invoices open.
fn leaves_owing(plan: &Plan, day: i32) -> bool {
    plan.leaving
        .is_some_and(|l| l.by == EndedBy::Us && day > l.day - 60)
}

/// Now and then a mouse or a disk over the counter, and once in a while one comes back.
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
