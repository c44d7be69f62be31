//! Payments that came back, and invoices that are void.

use crate::generated::{any_moment, any_time, any_told};
use crate::given::{Told, alone, business, euros, fact, model, time, usual};
use domain::economics::Economics;
use domain::fact::{Body, InvoiceVoid, Payment, PaymentReturn};
use domain::history::View;
use domain::money::{Micros, UNIT};
use domain::payments::Payments;
use domain::time::{Time, Window, add_days};
use proptest::prelude::*;

fn payments(told: &Told, at: &str) -> Payments {
    let history = told.history();
    Payments::of(history.at(time(at)), &model("default").settings)
}

/// What is open, what is overdue, and by how many days.
fn open(told: &Told, at: &str) -> (Micros, Micros, i64) {
    let payments = payments(told, at);
    (
        payments.open / UNIT,
        payments.overdue.amount / UNIT,
        payments.overdue.days,
    )
}

#[test]
fn a_payment_that_came_back_opens_its_invoice_again_from_that_day_on() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 120)
        .paid("1", "2026-01-20", 120)
        .paid_back("1", "2026-03-03", 120)
        .paid("1", "2026-03-20", 120);
    assert_eq!(open(&told, "2026-03-02T23:59:59Z"), (0, 0, 0));
    assert_eq!(open(&told, "2026-03-03"), (120, 120, 31));
    assert_eq!(open(&told, "2026-03-20"), (0, 0, 0));
    let on_time = |at: &str| (payments(&told, at).on_time, payments(&told, at).due);
    assert_eq!(on_time("2026-03-02"), (1, 1));
    assert_eq!(on_time("2026-03-03"), (0, 1));
    assert_eq!(on_time("2026-03-20"), (0, 1));
    let late = payments(&told, "2026-04-01").usual_days_late;
    assert_eq!(late, Some(48), "to the payment that stayed");
}

#[test]
fn a_payment_that_came_back_in_time_and_was_made_again_in_time_is_on_time() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 120)
        .paid("1", "2026-01-10", 120)
        .paid_back("1", "2026-01-15", 120)
        .paid("1", "2026-01-30", 120);
    let payments = payments(&told, "2026-03-01");
    assert_eq!((payments.on_time, payments.due), (1, 1));
}

#[test]
fn a_part_that_came_back_is_open_and_the_rest_stays_paid() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 120)
        .paid("1", "2026-01-20", 70)
        .paid("1", "2026-01-21", 50)
        .paid_back("1", "2026-02-03", 50);
    assert_eq!(open(&told, "2026-02-10"), (50, 50, 10));
}

#[test]
fn what_came_back_without_its_payment_never_makes_more_open_than_the_invoice() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 120)
        .credited(Some("1"), "2026-01-05", 20)
        .paid_back("1", "2026-02-03", 500);
    assert_eq!(open(&told, "2026-02-10"), (100, 100, 10));
}

#[test]
fn waiting_for_money_that_came_back_costs_money_only_while_it_is_open() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 36_500)
        .paid("1", "2026-01-31", 36_500)
        .paid_back("1", "2026-02-11", 36_500)
        .paid("1", "2026-02-21", 36_500);
    let history = told.history();
    let settings = &model("default").settings;
    let february = Window {
        first: crate::given::day("2026-02-01"),
        last: crate::given::day("2026-02-28"),
    };
    let cost = Economics::of(history.at(time("2026-04-01")), february, settings).late_cost;
    // Ten days of 36,500 at 8 % a year.
    assert_eq!(cost, 80 * UNIT);
}

#[test]
fn somebody_whose_only_payment_came_back_has_paid_nothing() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 120)
        .paid("1", "2026-01-20", 120)
        .paid_back("1", "2026-03-03", 120);
    assert!(payments(&told, "2026-03-02").has_payment);
    assert!(!payments(&told, "2026-03-03").has_payment);
}

#[test]
fn a_void_invoice_is_no_revenue_and_not_due_from_its_day_on() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 120)
        .invoice("2", "2026-01-01", "2026-01-31", 7)
        .voided("1", "2026-03-03");
    let revenue = |at: &str| {
        let history = told.history();
        let view = history.at(time(at));
        view.revenue(Window::until(view.day()), 90) / UNIT
    };
    assert_eq!(revenue("2026-03-02T23:59:59Z"), 127);
    assert_eq!(revenue("2026-03-03"), 7);
    assert_eq!(open(&told, "2026-03-02"), (127, 127, 30));
    assert_eq!(open(&told, "2026-03-03"), (7, 7, 31));
    assert_eq!(payments(&told, "2026-03-02").due, 2);
    assert_eq!(payments(&told, "2026-03-03").due, 1);
}

#[test]
fn a_payment_of_a_void_invoice_has_no_effect() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 120)
        .paid("1", "2026-01-20", 120)
        .credited(Some("1"), "2026-01-21", 20)
        .voided("1", "2026-02-03");
    let history = told.history();
    let view = history.at(time("2026-02-10"));
    assert_eq!(view.revenue(Window::until(view.day()), 90), 0);
    assert_eq!(open(&told, "2026-02-10"), (0, 0, 0));
}

/// Everything about money that is open, owed or earned.
fn sums(view: View<'_>) -> (Micros, Micros, Micros, Micros, i64) {
    let settings = &model("default").settings;
    let payments = Payments::of(view, settings);
    let revenue = view.revenue(Window::until(view.day()), 90);
    let (overdue, days) = (payments.overdue.amount, payments.overdue.days);
    (revenue, payments.open, payments.billed, overdue, days)
}

/// Adds a fact at `time`.
fn and(told: &Told, fact_id: &str, time: Time, body: Body) -> Told {
    let mut more = told.clone();
    more.facts.push(fact("c", fact_id, time, body));
    more
}

/// The same facts without the invoice of this number.
fn without_invoice(told: &Told, number: &str) -> Told {
    let mut rest = told.clone();
    rest.facts.retain(|fact| {
        let Body::Invoice(invoice) = &fact.body else {
            return true;
        };
        invoice.invoice_id != number
    });
    rest
}

fn void(number: &str) -> Body {
    Body::InvoiceVoid(InvoiceVoid {
        invoice_id: number.to_owned(),
        reason: String::new(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_return_cancels_its_payment_to_the_cent(
        told in any_told(40),
        (units, paid, back, later) in (1i64..900, any_time(), 0i64..200, 0i64..300),
        number in 0u8..8,
    ) {
        let (invoice_id, amount) = (number.to_string(), euros(units));
        let reason = String::new();
        let returned = paid + chrono::TimeDelta::days(back);
        let payment = Payment { invoice_id: invoice_id.clone(), amount };
        let with = and(&told, "x-1", paid, Body::Payment(payment));
        let back = PaymentReturn { invoice_id, amount, reason };
        let with = and(&with, "x-2", returned, Body::PaymentReturn(back));
        let at = returned + chrono::TimeDelta::days(later);
        let (with, without) = (with.history(), told.history());
        prop_assert_eq!(sums(with.at(at)).0, sums(without.at(at)).0);
        prop_assert_eq!(sums(with.at(at)).1, sums(without.at(at)).1);
        let after = Window { first: add_days(returned.date_naive(), 1), last: at.date_naive() };
        prop_assume!(after.first <= after.last);
        let cost = |view| Economics::of(view, after, &model("default").settings).late_cost;
        prop_assert_eq!(cost(with.at(at)), cost(without.at(at)));
    }

    #[test]
    fn after_a_void_the_sums_are_those_without_the_invoice(
        told in any_told(40),
        at in any_moment(),
        number in 0u8..8,
        before in 0i64..300,
    ) {
        let number = number.to_string();
        let when = at - chrono::TimeDelta::days(before);
        let voided = and(&told, "x-1", when, void(&number)).history();
        let never = without_invoice(&told, &number).history();
        prop_assert_eq!(sums(voided.at(at)), sums(never.at(at)));
        let before = when - chrono::TimeDelta::microseconds(1);
        prop_assert_eq!(sums(voided.at(before)), sums(told.history().at(before)));
    }

    #[test]
    fn an_invoice_void_from_its_first_moment_was_never_written(
        told in any_told(40),
        at in any_moment(),
        number in 0u8..8,
    ) {
        let number = number.to_string();
        let issued = told.facts.iter().find_map(|fact| match &fact.body {
            Body::Invoice(invoice) if invoice.invoice_id == number => Some(fact.occur_time),
            _ => None,
        });
        prop_assume!(issued.is_some());
        let voided = and(&told, "x-1", issued.unwrap(), void(&number)).history();
        let never = without_invoice(&told, &number).history();
        let model = model("default");
        let answer = |history| format!("{:?}", alone(history, &model, at, usual));
        prop_assert_eq!(answer(&voided), answer(&never));
    }
}
