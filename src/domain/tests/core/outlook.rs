//! The payment outlook, for billing.

use crate::given::{Told, business, model, person, with};
use domain::economics::Overdue;
use domain::fact::Trait;
use domain::money::UNIT;
use domain::outlook::PaymentOutlook;
use domain::portfolio::Half;
use domain::ratio::ppm;
use proptest::prelude::*;

const AT: &str = "2026-06-15";

fn outlook(told: &Told) -> PaymentOutlook {
    told.evaluated(&model("default"), AT).outlook
}

/// `late` invoices paid 20 days late and `good` ones paid in time.
fn paid(late: usize, good: usize) -> Told {
    (0..late + good).fold(business().since("2020-01-01"), |told, at| {
        let day = if at < late {
            "2026-02-20"
        } else {
            "2026-01-31"
        };
        told.billed(&at.to_string(), "2026-01-01", "2026-01-31", day)
    })
}

proptest! {
    /// The prior counts for about one invoice: .44 of 1.09 late. Each invoice before the newest weighs less, by
    /// half after eight; those that were late are the oldest here.
    #[test]
    fn the_chance_that_the_next_is_late_is_the_closed_form(late in 0usize..5, good in 0usize..5) {
        prop_assume!(late + good > 0);
        let found = outlook(&paid(late, good)).late_probability.unwrap();
        let weight = |from: usize, to: usize| -> f64 {
            (from..to).map(|age| (-(age as f64) / 8.0).exp2()).sum()
        };
        let late_weight = weight(good, good + late);
        let exact = (late_weight + 0.44) / (weight(0, late + good) + 1.09);
        prop_assert!((found - ppm(exact)).abs() <= 20, "{} {}", found, exact);
    }
}

#[test]
fn the_prior_is_a_number_of_the_document() {
    let other = with(
        "default",
        &[
            ("punctuality_prior_due", "2"),
            ("punctuality_prior_on_time", "1"),
        ],
    );
    let found = paid(0, 2).evaluated(&other, AT).outlook.late_probability;
    assert_eq!(found, Some(255_297), "1 of 2 and the weights of two");
}

#[test]
fn without_an_invoice_due_there_is_no_chance() {
    assert_eq!(outlook(&business()).late_probability, None);
    let open = business().invoice("1", "2026-06-01", "2026-06-30", 100);
    let found = outlook(&open);
    assert_eq!(
        (found.due, found.late_probability, found.open),
        (0, None, 100 * UNIT)
    );
    assert_eq!(
        outlook(&person().bought("2026-06-01", 5)).late_probability,
        None
    );
}

#[test]
fn the_outlook_counts_what_is_due_late_open_and_overdue() {
    let told = paid(3, 7)
        .invoice("x", "2026-04-01", "2026-04-30", 500)
        .paid("x", "2026-05-20", 100)
        .invoice("y", "2026-05-01", "2026-05-31", 50)
        .invoice("z", "2026-06-01", "2026-06-30", 70);
    let found = outlook(&told);
    assert_eq!((found.due, found.on_time), (12, 7));
    assert_eq!(found.usual_days_late, Some(20));
    assert_eq!((found.open, found.overdue), (520 * UNIT, 450 * UNIT));
    assert_eq!(found.oldest_overdue_days, 46);
    assert_eq!(
        found.sentence,
        "5 of 12 invoices late since June 2025, then usually 20 days; \
         2 of the last 3 late; 450.00 EUR overdue, the oldest 46 days"
    );
}

#[test]
fn the_verdict_is_that_of_the_finding() {
    assert_eq!(outlook(&paid(0, 5)).verdict, Half::ChecksOut);
    assert_eq!(outlook(&paid(1, 2)).verdict, Half::DoesNot, "mixed");
    assert_eq!(outlook(&paid(5, 0)).verdict, Half::DoesNot);
    assert_eq!(outlook(&paid(1, 0)).verdict, Half::Unknown);
    let says = business().rated("2026-06-01", "ann", Trait::PaysOnTime, 5);
    assert_eq!(outlook(&says).verdict, Half::ChecksOut);
    let spot = person().bought("2025-01-01", 5).bought("2026-01-01", 5);
    assert_eq!(outlook(&spot).verdict, Half::ChecksOut);
}

#[test]
fn money_within_the_grace_is_overdue_and_not_yet_late() {
    let told = paid(0, 3).invoice("x", "2026-05-01", "2026-06-12", 500);
    let answer = told.evaluated(&model("default"), AT);
    assert_eq!(
        answer.overdue,
        Overdue {
            amount: 500 * UNIT,
            days: 3
        }
    );
    assert_eq!(
        (answer.outlook.due, answer.outlook.verdict),
        (3, Half::ChecksOut)
    );
}
