//! Do they send others, and do they bring good people?

use crate::given::{Told, business, found, model, named, of_tree, person, time, usual, with};
use domain::class::Class;
use domain::customer::CustomerKind;
use domain::evaluation::Evaluation;
use domain::fact::{EffortBilling, Trait};
use domain::history::History;
use domain::model::{Answer, Model, Question, Sign};
use domain::money::UNIT;
use domain::portfolio::Basis;
use domain::tree::{Member, Tree};

const AT: &str = "2026-06-15";

/// The answer about `root`, who brought each of `brought` in January 2026.
fn answer(model: &Model, root: &Told, brought: &[Told], figures: fn(Basis) -> Basis) -> Evaluation {
    let root = brought
        .iter()
        .enumerate()
        .fold(root.clone(), |root, (at, _)| {
            root.referred("2026-01-01", &format!("b{at}"))
        });
    let histories: Vec<History> = std::iter::once(&root)
        .chain(brought)
        .map(Told::history)
        .collect();
    let members = histories.iter().enumerate().map(|(at, history)| Member {
        history,
        referrer: (at > 0).then_some(0),
        referral_time: (at > 0).then(|| time("2026-01-01")),
        would_have_come_anyway_bps: None,
    });
    let tree = Tree::new(members.collect());
    of_tree(&tree, model, time(AT), |boundary, peers| {
        figures(usual(boundary, peers))
    })
}

fn same(basis: Basis) -> Basis {
    basis
}

fn sends(root: &Told, brought: &[Told]) -> (Answer, String, String) {
    let answer = answer(&model("default"), root, brought, same);
    let found = found(&answer, Question::SendsOthers);
    (found.answer, found.words.clone(), found.sentence.clone())
}

fn buyer(units: i64) -> Told {
    named("b", CustomerKind::Individual).bought("2026-02-01", units)
}

fn debtor() -> Told {
    named("b", CustomerKind::Business).invoice("1", "2026-01-05", "2026-01-31", 500)
}

#[test]
fn who_sends_nobody_is_unknown_and_never_worse() {
    let (answer, words, _) = sends(&business(), &[]);
    assert_eq!(
        (answer, words.as_str()),
        (Answer::Unknown, "sent nobody so far")
    );
}

#[test]
fn somebody_who_pays_their_way_is_enough() {
    let (answer, words, sentence) = sends(&business(), &[buyer(10), debtor(), debtor()]);
    assert_eq!((answer, words.as_str()), (Answer::Yes, "sends others"));
    assert_eq!(sentence, "sent 3 customers, 1 of whom pays their way");
    assert_eq!(
        sends(&business(), &[buyer(10)]).2,
        "sent 1 customer, who pays their way"
    );
    assert_eq!(
        sends(&business(), &[buyer(10), buyer(20)]).2,
        "sent 2 customers, who all pay their way"
    );
    assert_eq!(
        sends(&business(), &[buyer(10), buyer(20), debtor()]).2,
        "sent 3 customers, 2 of whom pay their way"
    );
}

#[test]
fn who_sends_only_people_who_do_not_pay_is_mixed() {
    let (answer, words, sentence) = sends(&business(), &[debtor(), debtor()]);
    assert_eq!(
        (answer, words.as_str()),
        (Answer::Mixed, "sends people who do not pay their way")
    );
    assert_eq!(sentence, "sent 2 customers, none of whom pays their way");
    assert_eq!(
        sends(&business(), &[debtor()]).2,
        "sent 1 customer, who does not pay their way"
    );
    let costly = buyer(10).support("2026-03-01", 60, EffortBilling::Unbilled);
    assert_eq!(
        sends(&business(), &[costly]).0,
        Answer::Mixed,
        "they cost more than they pay"
    );
}

#[test]
fn who_was_never_billed_says_nothing() {
    let (answer, words, sentence) = sends(&business(), &[named("b", CustomerKind::NotGiven)]);
    assert_eq!(answer, Answer::Unknown);
    assert_eq!(words, "sent others who have not bought yet");
    assert_eq!(sentence, "sent 1 customer, who has not bought yet");
}

#[test]
fn where_payments_are_not_recorded_nobody_sends_debtors() {
    let none = |basis: Basis| Basis {
        recorded: [].into(),
        ..basis
    };
    let answer = answer(&model("default"), &business(), &[debtor(), debtor()], none);
    let found = found(&answer, Question::SendsOthers);
    assert_eq!(found.answer, Answer::Unknown);
    assert_eq!(found.words, "sent others; whether they pay is not known");
    assert_eq!(
        found.sentence,
        "sent 2 customers, of whom it is not known if they pay"
    );
}

#[test]
fn most_who_rate_it_must_say_that_they_open_doors() {
    let rated = |ratings: &[(&str, i32)]| {
        let told = ratings.iter().fold(business(), |told, (who, rating)| {
            told.rated("2026-06-01", who, Trait::OpensDoors, *rating)
        });
        sends(&told, &[]).0
    };
    assert_eq!(rated(&[("ann", 4)]), Answer::Yes);
    assert_eq!(rated(&[("ann", 3)]), Answer::Unknown);
    assert_eq!(rated(&[("ann", 1)]), Answer::Unknown, "never no");
    assert_eq!(
        rated(&[("ann", 5), ("bob", 3)]),
        Answer::Unknown,
        "half is no majority"
    );
    assert_eq!(rated(&[("ann", 5), ("bob", 3), ("eve", 4)]), Answer::Yes);
    let told = business().rated("2026-06-01", "ann", Trait::OpensDoors, 4);
    let high = with("default", &[("high_from", "5")]);
    let answer = answer(&high, &told, &[], same);
    assert_eq!(
        found(&answer, Question::SendsOthers).answer,
        Answer::Unknown
    );
}

fn brings_good(model: &Model, brought: &[Told], figures: fn(Basis) -> Basis) -> bool {
    let answer = answer(model, &person().bought("2025-01-01", 10), brought, figures);
    answer.findings.signs.contains(&Sign::BringsGoodPeople)
}

/// The top fifth by value brought begins at 5,000, the median customer is worth 1,000.
#[test]
fn value_brought_in_the_top_fifth_and_twice_the_median_is_good_people() {
    let usual = model("shop");
    assert!(brings_good(&usual, &[buyer(5000)], same));
    assert!(!brings_good(&usual, &[buyer(4999)], same));
    let low = |basis: Basis| Basis {
        brought_cutoff: Some(UNIT),
        ..basis
    };
    assert!(brings_good(&usual, &[buyer(2000)], low));
    assert!(!brings_good(&usual, &[buyer(1999)], low));
    assert!(brings_good(
        &with("shop", &[("brought_times_median", "1")]),
        &[buyer(1000)],
        low
    ));
    let none = |basis: Basis| Basis {
        median_value: None,
        ..basis
    };
    assert!(!brings_good(&usual, &[buyer(5000)], none));
    let no_top = |basis: Basis| Basis {
        brought_cutoff: None,
        ..basis
    };
    assert!(!brings_good(&usual, &[buyer(5000)], no_top));
}

#[test]
fn value_brought_since_the_figures_were_taken_makes_nobody_ideal_before_the_next() {
    let told = named("b", CustomerKind::Individual).bought("2026-06-02", 9000);
    assert!(!brings_good(&model("shop"), &[told], same));
}

#[test]
fn who_brings_good_people_is_ideal_and_who_is_not_rated_is_asked_about() {
    let root = person().bought("2025-01-01", 10).bought("2026-06-01", 10);
    let of = |root: &Told| {
        let answer = answer(&model("shop"), root, &[buyer(6000)], same);
        (answer.class().unwrap(), answer.sentence().to_owned())
    };
    let (class, sentence) = of(&root);
    assert_eq!(class, Class::Ideal);
    assert_eq!(sentence, "brings good people. Do you smile when they call?");
    let (class, sentence) = of(&root.rated("2026-06-01", "ann", Trait::GladToHearFrom, 5));
    assert_eq!(
        (class, sentence.as_str()),
        (Class::Ideal, "brings good people")
    );
}

#[test]
fn who_brings_much_that_is_not_paid_brings_no_good_people() {
    let unpaid = named("b", CustomerKind::Business);
    let unpaid = unpaid.invoice("1", "2026-05-01", "2026-05-31", 9000);
    assert!(!brings_good(
        &model("shop"),
        std::slice::from_ref(&unpaid),
        same
    ));
    let paid = unpaid.paid("1", "2026-05-20", 9000);
    assert!(brings_good(&model("shop"), &[paid], same));
}

#[test]
fn who_paid_something_and_owes_does_not_pay_their_way() {
    let part = |units: i64| debtor().paid("1", "2026-01-20", units);
    assert_eq!(
        sends(&business(), &[part(300)]).0,
        Answer::Mixed,
        "200 of 500 are open"
    );
    assert_eq!(
        sends(&business(), &[part(340)]).0,
        Answer::Yes,
        "160 of 500"
    );
}
