//! Do they pay on time: what counts as in time, the shrunken share, and the chain for floors.

use crate::given::{Told, business, model, time};
use domain::assessment::Assessment;
use domain::fact::Trait;
use domain::score::State;
use domain::signal::{Observed, pays_on_time, punctuality_counts};
use domain::time::Window;
use proptest::prelude::*;

fn observed(answer: &Assessment, id: &str) -> Option<Observed> {
    let criterion = answer
        .score
        .criteria
        .iter()
        .find(|one| one.id == id)
        .unwrap();
    match &criterion.state {
        State::Observed(observed) => Some(observed.clone()),
        State::NotApplicable | State::Missing => None,
    }
}

fn counts(told: &Told, at: &str) -> (i64, i64) {
    let history = told.history();
    let view = history.at(time(at));
    punctuality_counts(view, Window::trailing(12, view.day()))
}

fn pays(told: &Told, at: &str) -> bool {
    pays_on_time(told.history().at(time(at)), 800_000)
}

/// (2 + .65) / (2 + 1.09), on the curve between .7 and .9.
#[test]
fn two_of_two_on_time_are_shrunken_to_858_thousandths() {
    let told = business()
        .billed("1", "2026-01-01", "2026-01-31", "2026-01-31")
        .billed("2", "2026-02-01", "2026-02-28", "2026-02-20");
    let answer = told.assessed(&model("default"), "2026-04-01");
    let seen = observed(&answer, "punctuality").unwrap();
    assert_eq!(seen.value, Some(857_605));
    assert_eq!(seen.count, 2);
    let criterion = answer
        .score
        .criteria
        .iter()
        .find(|one| one.id == "punctuality")
        .unwrap();
    assert_eq!(criterion.worth, 715_210);
}

proptest! {
    /// The prior counts for about one invoice: .65 of 1.09 on time.
    #[test]
    fn the_share_is_the_closed_form(late in 0usize..7, good in 0usize..7) {
        prop_assume!(late + good > 0);
        let told = (0..late + good).fold(business(), |told, at| {
            let paid = if at < late { "2026-02-01" } else { "2026-01-31" };
            told.billed(&at.to_string(), "2026-01-01", "2026-01-31", paid)
        });
        let answer = told.assessed(&model("default"), "2026-04-01");
        let value = observed(&answer, "punctuality").unwrap().value.unwrap();
        let exact = (good as f64 + 0.65) / ((good + late) as f64 + 1.09);
        prop_assert!((value as f64 / 1e6 - exact).abs() < 1.1e-6);
    }
}

/// The chance of `on_time` of `due` where the chance of each is drawn from Beta(`good`, `poor`).
fn beta_binomial(on_time: i32, due: i32, good: f64, poor: f64) -> f64 {
    let rising = |from: f64, steps: i32| (0..steps).map(|at| from + f64::from(at)).product::<f64>();
    let ways = rising(1.0, due) / rising(1.0, on_time) / rising(1.0, due - on_time);
    ways * rising(good, on_time) * rising(poor, due - on_time) / rising(good + poor, due)
}

/// Over customers whose chances are spread as the prior says, the shrunken share is nearer to the truth
/// than one late and one in time added to everybody, and that nearer than the raw share.
#[test]
fn few_invoices_are_better_judged_by_the_prior_than_by_themselves() {
    let settings = model("default").settings;
    let good = settings.punctuality_prior_on_time as f64 / 1e6;
    let all = settings.punctuality_prior_due as f64 / 1e6;
    for due in 1..=5 {
        let error = |estimate: &dyn Fn(f64) -> f64| -> f64 {
            let one = |on_time: i32| {
                let known = f64::from(on_time);
                let mean = (known + good) / (f64::from(due) + all);
                beta_binomial(on_time, due, good, all - good) * (estimate(known) - mean).powi(2)
            };
            (0..=due).map(one).sum()
        };
        let count = f64::from(due);
        let shrunken = error(&|known| (known + good) / (count + all));
        let laplace = error(&|known| (known + 1.0) / (count + 2.0));
        let raw = error(&|known| known / count);
        assert!(
            shrunken < laplace && laplace < raw,
            "{due}: {shrunken} {laplace} {raw}"
        );
    }
}

#[test]
fn partial_payments_add_up_and_the_last_one_decides() {
    let invoice = business()
        .invoice("1", "2026-01-01", "2026-01-31", 100)
        .paid("1", "2026-01-10", 60);
    let rest = |when: &str| counts(&invoice.clone().paid("1", when, 40), "2026-03-01");
    assert_eq!(rest("2026-01-31T23:59:59Z"), (1, 1));
    assert_eq!(rest("2026-02-01T00:00:00Z"), (0, 1));
    assert_eq!(counts(&invoice, "2026-03-01"), (0, 1));
}

#[test]
fn a_credit_note_helps_to_cover_and_one_over_everything_takes_the_invoice_out() {
    let invoice = business().invoice("1", "2026-01-01", "2026-01-31", 100);
    let half = invoice
        .clone()
        .credited(Some("1"), "2026-01-05", 50)
        .paid("1", "2026-01-06", 50);
    assert_eq!(counts(&half, "2026-03-01"), (1, 1));
    let all = invoice.credited(Some("1"), "2026-02-15", 100);
    assert_eq!(counts(&all, "2026-02-14"), (0, 1));
    assert_eq!(counts(&all, "2026-03-01"), (0, 0));
}

#[test]
fn an_invoice_is_due_from_the_day_after_its_due_date() {
    let told = business().invoice("1", "2026-01-01", "2026-01-31", 100);
    assert_eq!(counts(&told, "2026-01-31T23:59:59Z"), (0, 0));
    assert_eq!(counts(&told, "2026-02-01T00:00:00Z"), (0, 1));
}

#[test]
fn a_payment_may_come_before_its_invoice() {
    let told =
        business()
            .paid("1", "2025-12-20", 100)
            .invoice("1", "2026-01-01", "2026-01-31", 100);
    assert_eq!(counts(&told, "2026-03-01"), (1, 1));
}

#[test]
fn invoices_due_twelve_complete_months_ago_count_and_older_ones_do_not() {
    let told = business()
        .billed("1", "2025-02-01", "2025-02-28", "2025-02-10")
        .billed("2", "2025-03-01", "2025-03-01", "2025-03-01");
    assert_eq!(counts(&told, "2026-03-15"), (1, 1));
}

#[test]
fn four_of_five_pay_on_time_and_three_of_four_do_not() {
    let of = |late: usize, all: usize| {
        (0..all).fold(business(), |told, at| {
            let paid = if at < late {
                "2026-03-01"
            } else {
                "2026-01-31"
            };
            told.billed(&at.to_string(), "2026-01-01", "2026-01-31", paid)
        })
    };
    assert!(pays(&of(1, 5), "2026-04-01"));
    assert!(!pays(&of(1, 4), "2026-04-01"));
}

#[test]
fn without_an_invoice_due_in_six_months_the_last_three_decide() {
    let old = business()
        .billed("1", "2025-01-01", "2025-01-31", "2025-03-01")
        .billed("2", "2025-02-01", "2025-02-28", "2025-02-10")
        .billed("3", "2025-03-01", "2025-03-31", "2025-03-10")
        .billed("4", "2025-04-01", "2025-04-30", "2025-04-10");
    assert!(pays(&old, "2026-04-01"));
    let late = old.billed("5", "2025-05-01", "2025-05-31", "2025-06-20");
    assert!(!pays(&late, "2026-04-01"));
    let lately = late.billed("6", "2026-01-01", "2026-01-31", "2026-01-20");
    assert!(pays(&lately, "2026-04-01"));
}

#[test]
fn purchases_without_any_invoice_are_paid_on_time() {
    let told = business().bought("2026-01-01", 10);
    assert!(pays(&told, "2026-04-01"));
    let billed = told.invoice("1", "2026-03-01", "2026-04-30", 10);
    assert!(
        !pays(&billed, "2026-04-01"),
        "with an invoice that is not due, the worksheet decides"
    );
}

#[test]
fn with_neither_the_worksheet_says() {
    assert!(!pays(&business(), "2026-04-01"));
    let says = |rating| business().rated("2026-01-01", "ann", Trait::PaysOnTime, rating);
    assert!(pays(&says(4), "2026-04-01"));
    assert!(!pays(&says(3), "2026-04-01"));
    assert!(!pays(
        &says(5).rated("2026-02-01", "bob", Trait::PaysOnTime, 2),
        "2026-04-01"
    ));
}
