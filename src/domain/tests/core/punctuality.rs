//! Do they pay on time? The grace, the worth of a late invoice, and the shrunken share.

use crate::given::{Told, alone, business, model, time, with};
use domain::evaluation::Evaluation;
use domain::payments::Payments;
use domain::portfolio::Basis;
use domain::score::State;
use domain::signal::Observed;
use proptest::prelude::*;

fn observed(answer: &Evaluation, id: &str) -> Option<Observed> {
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

/// How many that speak were paid within the grace, and how many there are.
fn counts(told: &Told, at: &str) -> (i64, i64) {
    let history = told.history();
    let payments = Payments::of(history.at(time(at)), &model("default").settings);
    (payments.on_time, payments.due)
}

/// (2 + .65) / (2 + 1.09), on the curve between .7 and .9.
#[test]
fn two_of_two_on_time_are_shrunken_to_858_thousandths() {
    let told = business()
        .billed("1", "2026-01-01", "2026-01-31", "2026-01-31")
        .billed("2", "2026-02-01", "2026-02-28", "2026-02-20");
    let answer = told.evaluated(&model("default"), "2026-04-01");
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
            let paid = if at < late { "2026-02-15" } else { "2026-01-31" };
            told.billed(&at.to_string(), "2026-01-01", "2026-01-31", paid)
        });
        let answer = told.evaluated(&model("default"), "2026-04-01");
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
    let good = settings.numbers.punctuality_prior_on_time as f64 / 1e6;
    let all = settings.numbers.punctuality_prior_due as f64 / 1e6;
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
    assert_eq!(
        rest("2026-02-05T23:59:59Z"),
        (1, 1),
        "the grace of five days"
    );
    assert_eq!(rest("2026-02-06T00:00:00Z"), (0, 1));
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
fn an_invoice_speaks_once_it_is_paid_or_the_grace_is_over() {
    let told = business().invoice("1", "2026-01-01", "2026-01-31", 100);
    assert_eq!(counts(&told, "2026-02-05T23:59:59Z"), (0, 0));
    assert_eq!(counts(&told, "2026-02-06T00:00:00Z"), (0, 1));
    let paid = told.paid("1", "2026-01-20", 100);
    assert_eq!(counts(&paid, "2026-01-31T23:59:59Z"), (0, 0), "not due yet");
    assert_eq!(counts(&paid, "2026-02-01T00:00:00Z"), (1, 1));
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
    let of = |before: &str| {
        let told = (0..3).fold(business(), |told, at| {
            told.billed(&at.to_string(), "2025-03-01", "2025-03-01", "2025-03-01")
        });
        told.billed("x", before, before, before)
    };
    assert_eq!(counts(&of("2025-02-28"), "2026-03-15"), (3, 3));
    assert_eq!(counts(&of("2025-03-01"), "2026-03-15"), (4, 4));
}

#[test]
fn where_fewer_than_three_fell_due_in_twelve_months_the_last_three_ever_speak() {
    let told = ["2023-01-01", "2023-02-01", "2023-03-01", "2026-01-01"]
        .iter()
        .enumerate()
        .fold(business(), |told, (at, due)| {
            told.billed(&at.to_string(), due, due, due)
        });
    assert_eq!(counts(&told, "2026-03-15"), (3, 3));
    let history = told.history();
    let payments = Payments::of(history.at(time("2026-03-15")), &model("default").settings);
    assert!(!payments.of_the_year);
    assert_eq!(payments.ever_due, 4);
}

/// The worth of one invoice paid so many days late, without a prior.
fn worth_of(days_late: i64) -> i64 {
    let model = with(
        "default",
        &[
            ("punctuality_prior_on_time", "0"),
            ("punctuality_prior_due", "0"),
        ],
    );
    let paid = domain::time::add_days(crate::given::day("2026-01-31"), days_late);
    let told = business().billed("1", "2026-01-01", "2026-01-31", &paid.to_string());
    let answer = told.evaluated(&model, "2026-05-01");
    observed(&answer, "punctuality").unwrap().value.unwrap()
}

#[test]
fn an_invoice_is_worth_less_the_later_it_is_paid() {
    let table = [
        (-3, 1_000_000),
        (0, 1_000_000),
        (1, 750_000),
        (5, 750_000),
        (6, 500_000),
    ];
    for (days, worth) in table.into_iter().chain([(14, 500_000), (15, 0), (60, 0)]) {
        assert_eq!(worth_of(days), worth, "{days} days late");
    }
}

/// One late invoice of three days: (3/4 + .65) / 2.09, not nothing.
#[test]
fn one_invoice_three_days_late_is_worth_more_than_half() {
    let told = business().billed("1", "2026-01-01", "2026-01-31", "2026-02-03");
    let answer = told.evaluated(&model("default"), "2026-05-01");
    assert_eq!(
        observed(&answer, "punctuality").unwrap().value,
        Some(669_856)
    );
    assert!(answer.score.points.unwrap() > 450);
}

#[test]
fn where_payments_are_not_recorded_punctuality_is_missing() {
    let told = business().invoice("1", "2026-01-01", "2026-01-31", 100);
    let of = |told: &Told| {
        let nothing = |boundary, peers| Basis::empty(boundary, peers);
        let answer = alone(
            &told.history(),
            &model("default"),
            time("2026-05-01"),
            nothing,
        );
        observed(&answer, "punctuality").map(|one| one.count)
    };
    assert_eq!(of(&told), None);
    assert_eq!(
        of(&told.paid("1", "2026-01-05", 10)),
        Some(1),
        "one of theirs is told"
    );
}
