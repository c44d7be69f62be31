//! Money by hand: revenue over service days, credits, written-off money, the cost of waiting, and rates.

use crate::given::{Told, business, day, euros, model, time};
use domain::economics::{Economics, Overdue, realised_value};
use domain::fact::{Body, CostKind, EffortBilling, EffortKind, Invoice, Payment, Service};
use domain::money::{Amount, Currency, UNIT};
use domain::payments::Payments;
use domain::time::{Month, Window};
use proptest::prelude::*;

fn economics(told: &Told, window: Window, at: &str) -> Economics {
    let history = told.history();
    Economics::of(history.at(time(at)), window, &model("default").settings)
}

fn month(text: &str) -> Window {
    Window::complete_before(Month::of(day(text)).plus(1), 1)
}

fn ever(at: &str) -> Window {
    Window::until(day(at))
}

fn service(told: Told, first: &str, last: &str, micros: i64) -> Told {
    let amount = Amount { micros, ..euros(0) };
    let invoice = Invoice {
        invoice_id: "s".to_owned(),
        amount,
        issue_date: day(first),
        due_date: day("2027-12-31"),
        service: Some(Service {
            first: day(first),
            last: day(last),
        }),
    };
    told.told(first, Body::Invoice(invoice))
}

#[test]
fn an_invoice_counts_in_its_issue_month_whenever_it_is_paid() {
    let told = business()
        .invoice("1", "2026-01-20", "2026-02-20", 500)
        .paid("1", "2026-03-01", 500);
    assert_eq!(
        economics(&told, month("2026-01-01"), "2026-06-01").revenue,
        500 * UNIT
    );
    assert_eq!(
        economics(&told, month("2026-03-01"), "2026-06-01").revenue,
        0
    );
}

/// 100 micros over 31 + 28 + 31 = 90 days: 1 a day, the 10 left on the last day.
#[test]
fn revenue_is_spread_over_the_days_of_service_with_the_rest_on_the_last() {
    let told = service(business(), "2026-01-01", "2026-03-31", 100);
    let in_month = |text: &str| economics(&told, month(text), "2026-06-01").revenue;
    assert_eq!(in_month("2026-01-01"), 31);
    assert_eq!(in_month("2026-02-01"), 28);
    assert_eq!(in_month("2026-03-01"), 41);
}

proptest! {
    #[test]
    fn the_months_of_a_service_sum_to_the_invoice(micros in 0i64..10_000_000_000, days in 0i64..800, offset in 0i64..60) {
        let first = domain::time::add_days(day("2024-01-01"), offset);
        let last = domain::time::add_days(first, days);
        let told = service(business(), &first.to_string(), &last.to_string(), micros);
        let history = told.history();
        let view = history.at(time("2027-06-01"));
        let months = (0..30).map(|at| month("2024-01-01").first.checked_add_months(chrono::Months::new(at)).unwrap());
        let sum: i64 = months.map(|first| view.revenue(month(&first.to_string()), 90)).sum();
        prop_assert_eq!(sum, micros);
        prop_assert_eq!(view.revenue(ever("2027-06-01"), 90), micros);
    }

    #[test]
    fn service_to_come_is_not_yet_revenue(passed in 0i64..100) {
        let told = service(business(), "2026-01-01", "2026-04-10", 100);
        let today = domain::time::add_days(day("2025-12-31"), passed);
        let history = told.history();
        let view = history.at(domain::time::end_of(today).max(time("2026-01-01")));
        prop_assert_eq!(view.revenue(Window::until(today), 90), passed);
    }
}

#[test]
fn a_credit_note_lowers_revenue_in_its_own_month_and_a_refund_a_purchase() {
    let told = business()
        .invoice("1", "2026-01-20", "2026-12-20", 500)
        .credited(Some("1"), "2026-03-05", 200)
        .bought("2026-01-07", 90)
        .credited(None, "2026-03-06", 40);
    assert_eq!(
        economics(&told, month("2026-01-01"), "2026-06-01").revenue,
        590 * UNIT
    );
    assert_eq!(
        economics(&told, month("2026-03-01"), "2026-06-01").revenue,
        -240 * UNIT
    );
}

#[test]
fn open_money_leaves_revenue_more_than_ninety_days_past_due_until_it_is_paid() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 500)
        .paid("1", "2026-02-10", 100)
        .credited(Some("1"), "2026-02-11", 50)
        .paid("1", "2026-08-01", 350);
    let ever_at = |at: &str| economics(&told, ever(at), at).revenue;
    assert_eq!(ever_at("2026-05-01"), 450 * UNIT, "day 90");
    assert_eq!(ever_at("2026-05-02"), 100 * UNIT, "day 91");
    assert_eq!(ever_at("2026-07-31"), 100 * UNIT);
    assert_eq!(ever_at("2026-08-01"), 450 * UNIT);
}

/// Due 31 January; 500 open for 10 days (1 to 10 February), then 365 for 10 days: 8,650 unit-days at
/// 8 % a year of 365 days are 1.8958904...
#[test]
fn waiting_costs_eight_percent_a_year_by_the_day() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 500)
        .paid("1", "2026-02-11", 135)
        .paid("1", "2026-02-21", 365);
    let late = |window: Window, at: &str| economics(&told, window, at).late_cost;
    assert_eq!(late(ever("2026-06-01"), "2026-06-01"), 1_895_890);
    assert_eq!(late(month("2026-01-01"), "2026-06-01"), 0);
    assert_eq!(late(month("2026-02-01"), "2026-06-01"), 1_895_890);
    assert_eq!(late(month("2026-03-01"), "2026-06-01"), 0);
    assert_eq!(
        late(ever("2026-02-01"), "2026-02-01"),
        500 * UNIT * 8 / 100 / 365
    );
}

#[test]
fn paid_on_the_due_date_costs_nothing_and_the_next_day_nothing_but_the_day() {
    let due = "2026-01-31";
    let paid = |when: &str| {
        let told = business()
            .invoice("1", "2026-01-01", due, 365)
            .paid("1", when, 365);
        economics(&told, ever("2026-06-01"), "2026-06-01").late_cost
    };
    assert_eq!(paid("2026-01-31"), 0);
    assert_eq!(paid("2026-02-01"), 0);
    assert_eq!(paid("2026-02-02"), 80_000);
}

#[test]
fn money_in_another_currency_counts_at_its_rate_and_rate_gains_are_never_late() {
    let dollars = |units: i64, rate_nanos: i64| Amount {
        micros: units * UNIT,
        currency: Currency::parse("USD").unwrap(),
        rate_nanos,
    };
    let invoice = Invoice {
        invoice_id: "1".to_owned(),
        amount: dollars(100, 900_000_000),
        issue_date: day("2026-01-01"),
        due_date: day("2026-01-31"),
        service: None,
    };
    let payment = Payment {
        invoice_id: "1".to_owned(),
        amount: dollars(100, 500_000_000),
    };
    let told = business()
        .told("2026-01-01", Body::Invoice(invoice))
        .told("2026-01-30", Body::Payment(payment));
    let history = told.history();
    let view = history.at(time("2026-02-20"));
    assert_eq!(view.revenue(ever("2026-02-20"), 90), 90 * UNIT);
    assert_eq!(Overdue::of(view), Overdue::default());
    let payments = Payments::of(view, &model("default").settings);
    assert_eq!((payments.on_time, payments.due), (1, 1));
}

#[test]
fn rates_round_half_away_from_zero() {
    let converted = |micros: i64| {
        let currency = Currency::parse("USD").unwrap();
        let rate_nanos = 500_000_000;
        Amount {
            micros,
            currency,
            rate_nanos,
        }
        .reporting()
    };
    assert_eq!(
        [converted(1), converted(-1), converted(3), converted(4)],
        [1, -1, 2, 2]
    );
}

#[test]
fn contribution_is_revenue_less_cost_hours_late_money_and_gifts() {
    let told = business()
        .bought("2026-02-01", 1000)
        .cost("2026-02-02", CostKind::Direct, 200)
        .cost("2026-02-03", CostKind::Gift, 30)
        .cost("2026-02-04", CostKind::Acquisition, 70)
        .minutes(
            "2026-02-05",
            90,
            EffortKind::Delivery,
            EffortBilling::Billed,
        )
        .minutes(
            "2026-02-06",
            30,
            EffortKind::Rework,
            EffortBilling::Unbilled,
        );
    let economics = economics(&told, ever("2026-03-01"), "2026-03-01");
    // Two hours cost 120, whether billed or not.
    assert_eq!(economics.contribution(), (1000 - 200 - 30 - 120) * UNIT);
    assert_eq!(economics.value(), (1000 - 200 - 30 - 120 - 70) * UNIT);
    assert_eq!(economics.contribution_per_hour(), Some(325 * UNIT));
    let history = told.history();
    let settings = model("default").settings;
    assert_eq!(
        realised_value(history.at(time("2026-03-01")), &settings),
        580 * UNIT
    );
}

#[test]
fn overdue_says_how_much_and_since_when() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 500)
        .paid("1", "2026-03-01", 100)
        .invoice("2", "2026-02-01", "2026-02-28", 80)
        .invoice("3", "2026-03-01", "2026-03-31", 70);
    let history = told.history();
    let overdue = Overdue::of(history.at(time("2026-03-31")));
    assert_eq!((overdue.amount, overdue.days), (480 * UNIT, 59));
}

#[test]
fn excess_is_without_effect() {
    let told = business()
        .invoice("1", "2026-01-01", "2026-01-31", 500)
        .paid("1", "2026-01-05", 900);
    let history = told.history();
    let view = history.at(time("2026-03-01"));
    assert_eq!(view.revenue(ever("2026-03-01"), 90), 500 * UNIT);
    let ledger = view.ledgers().next().unwrap();
    assert_eq!(ledger.outstanding(view.time()), 0);
}
