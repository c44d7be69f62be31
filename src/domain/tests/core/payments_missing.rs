//! If payments are not recorded, or no longer, no customer is said to owe.

use crate::given::{Told, alone, business, day, found, model, time, usual};
use crate::pays::{AT, unpaid};
use domain::class::Class;
use domain::customer::Peers;
use domain::evaluation::Evaluation;
use domain::fact::{EffortBilling, Trait};
use domain::model::{Answer, Question, Sign};
use domain::portfolio::Basis;
use domain::time::Month;

/// The answer in a portfolio with these figures.
fn among(told: &Told, figures: impl Fn(Basis) -> Basis) -> Evaluation {
    let figures = |boundary: Month, peers: Peers| figures(usual(boundary, peers));
    alone(&told.history(), &model("default"), time(AT), figures)
}

fn none_recorded(basis: Basis) -> Basis {
    Basis {
        recorded: [].into(),
        ..basis
    }
}

#[test]
fn where_payments_are_not_recorded_and_none_of_theirs_is_told_nobody_is_a_debtor() {
    let told = unpaid("2026-01-01", 0);
    let answer = among(&told, none_recorded);
    let pays = found(&answer, Question::Pays);
    assert_eq!(
        (pays.answer, pays.words.as_str()),
        (Answer::Unknown, "no payments are recorded")
    );
    assert!(!answer.findings.signs.contains(&Sign::Owes));
    assert_ne!(answer.class(), Some(Class::Bad));
    assert_eq!(
        (answer.outlook.due, answer.outlook.late_probability),
        (0, None)
    );
    let part = told.paid("x", "2026-01-05", 1);
    let answer = among(&part, none_recorded);
    assert_eq!(
        answer.class(),
        Some(Class::Bad),
        "one payment of theirs is told"
    );
}

fn feed_ends(day_of_last: &'static str) -> impl Fn(Basis) -> Basis {
    move |basis| Basis {
        last_payment: Some(day(day_of_last)),
        ..basis
    }
}

#[test]
fn a_quiet_feed_of_payments_is_said_before_anyone_owes() {
    let told = unpaid("2026-03-17", 2);
    let quiet = among(&told, feed_ends("2026-04-16"));
    assert_eq!(
        found(&quiet, Question::Pays).words,
        "no payment of anybody is recorded since 16 April 2026: whether they pay is not known"
    );
    assert_ne!(quiet.class(), Some(Class::Bad));
    let lively = among(&told, feed_ends("2026-04-17"));
    assert_eq!(
        lively.class(),
        Some(Class::Bad),
        "45 days before the first of June"
    );
    let since = told.invoice("y", "2026-05-01", "2026-05-31", 10);
    let paid = among(&since.paid("y", "2026-05-20", 10), feed_ends("2026-04-16"));
    assert_ne!(
        found(&paid, Question::Pays).answer,
        Answer::Unknown,
        "theirs came in since"
    );
}

/// Twelve invoices of which no payment is told, and some hours.
#[test]
fn invoices_imported_alone_make_no_loss() {
    let told = (0..12).fold(business().since("2020-01-01"), |told, at| {
        told.invoice(&at.to_string(), "2025-08-01", "2025-08-31", 100)
    });
    let told = told.support("2025-09-01", 600, EffortBilling::Unbilled);
    let answer = among(&told, none_recorded);
    assert_ne!(found(&answer, Question::Earns).answer, Answer::No);
    assert_ne!(answer.class(), Some(Class::Bad));
    let recorded = among(&told, |basis| basis);
    assert_eq!(
        found(&recorded, Question::Earns).answer,
        Answer::No,
        "they never paid"
    );
}

#[test]
fn what_people_say_still_counts_where_payments_are_not_recorded() {
    let told = unpaid("2026-01-01", 0).rated("2026-06-01", "ann", Trait::PaysOnTime, 5);
    let answer = among(&told, none_recorded);
    let pays = found(&answer, Question::Pays);
    assert_eq!(
        (pays.answer, pays.sentence.as_str()),
        (Answer::Yes, "they pay on time (ann 5)")
    );
    let late = unpaid("2026-01-01", 0).rated("2026-06-01", "ann", Trait::PaysOnTime, 1);
    let answer = among(&late, none_recorded);
    assert_eq!(found(&answer, Question::Pays).answer, Answer::No);
    assert_eq!(
        answer.class(),
        Some(Class::Ok),
        "nobody is a debtor by that"
    );
}
