//! The owner, the five credentials, and the findings that decide no class.

use crate::given::{Told, business, found, model, named, person, with};
use domain::class::Class;
use domain::customer::CustomerKind;
use domain::fact::{EffortBilling, EffortKind, Trait};
use domain::finding::Finding;
use domain::model::{Answer, Model, Question};

const AT: &str = "2026-06-15";

const OWNER: [Trait; 4] = [
    Trait::LooksAhead,
    Trait::Delegates,
    Trait::SetsPriorities,
    Trait::HoldsResponsible,
];

const CREDENTIALS: [Trait; 5] = [
    Trait::PutsUsFirst,
    Trait::PaysFairPrice,
    Trait::ChallengesUs,
    Trait::PlaysToOurStrengths,
    Trait::OpensDoors,
];

fn rated(told: Told, traits: &[Trait], rating: i32) -> Told {
    traits.iter().fold(told, |told, about| {
        told.rated("2026-06-01", "ann", *about, rating)
    })
}

fn finding(model: &Model, told: &Told, question: Question) -> Finding {
    found(&told.evaluated(model, AT), question).clone()
}

fn ahead(traits: usize, rating: i32) -> Answer {
    let told = rated(business(), &OWNER[..traits], rating);
    finding(&model("default"), &told, Question::LooksAhead).answer
}

#[test]
fn an_owner_rated_two_lives_for_today_and_a_three_is_no_fault() {
    assert_eq!(ahead(4, 1), Answer::No);
    assert_eq!(ahead(4, 2), Answer::No);
    assert_eq!(ahead(4, 3), Answer::Mixed);
    assert_eq!(ahead(4, 4), Answer::Yes);
    // One person's 2 is read as 2.5, worth .375; a 4 as 3.5, worth .675.
    let told = rated(business(), &OWNER, 2);
    let line = |name: &str, value: &str| with("default", &[(name, value)]);
    let looks = |model: &Model, told: &Told| finding(model, told, Question::LooksAhead).answer;
    assert_eq!(
        looks(&line("owner_not_below", "0.375"), &told),
        Answer::Mixed
    );
    assert_eq!(looks(&line("owner_not_below", "0.376"), &told), Answer::No);
    let told = rated(business(), &OWNER, 4);
    assert_eq!(
        looks(&line("half_checks_out_from", "0.675"), &told),
        Answer::Yes
    );
    assert_eq!(
        looks(&line("half_checks_out_from", "0.676"), &told),
        Answer::Mixed
    );
}

#[test]
fn half_of_the_owners_traits_must_be_rated() {
    assert_eq!(ahead(1, 1), Answer::Unknown);
    assert_eq!(ahead(2, 1), Answer::No);
    let told = rated(business(), &OWNER[..1], 1);
    let quarter = with("default", &[("half_known_from", "0.25")]);
    assert_eq!(
        finding(&quarter, &told, Question::LooksAhead).answer,
        Answer::No
    );
}

#[test]
fn only_businesses_are_asked_about_their_owner_and_where_they_want_to_go() {
    let traits = [&OWNER[..], &[Trait::HasDestination]].concat();
    for told in [person(), named("x", CustomerKind::NotGiven)] {
        let answer = rated(told, &traits, 1).evaluated(&model("default"), AT);
        assert!(answer.findings.get(Question::LooksAhead).is_none());
        assert!(answer.findings.get(Question::Destination).is_none());
        assert_eq!(answer.class(), Some(Class::InsufficientData));
    }
}

#[test]
fn an_owner_who_lives_for_today_is_at_most_ok() {
    let told = rated(business(), &OWNER, 1);
    let answer = told.evaluated(&model("default"), AT);
    assert_eq!(answer.class(), Some(Class::Ok));
    assert_eq!(answer.sentence(), "the owner lives for today");
}

#[test]
fn three_credentials_of_four_on_average_are_the_credentials() {
    let of = |model: &Model, count: usize, rating: i32| {
        let told = rated(business(), &CREDENTIALS[..count], rating);
        finding(model, &told, Question::Credentials).answer
    };
    let usual = model("default");
    assert_eq!(of(&usual, 2, 5), Answer::Unknown);
    assert_eq!(of(&usual, 3, 4), Answer::Yes);
    assert_eq!(of(&usual, 3, 3), Answer::Mixed);
    assert_eq!(of(&usual, 5, 1), Answer::Mixed, "never no");
    assert_eq!(
        of(&with("default", &[("credentials_min", "2")]), 2, 4),
        Answer::Yes
    );
    assert_eq!(
        of(&with("default", &[("credentials_from", "4.1")]), 3, 4),
        Answer::Mixed
    );
    assert_eq!(
        of(&with("default", &[("credentials_from", "3")]), 3, 3),
        Answer::Yes
    );
}

#[test]
fn the_credentials_and_paying_are_good() {
    let told = rated(business(), &CREDENTIALS[2..], 4);
    assert_eq!(
        told.evaluated(&model("default"), AT).class(),
        Some(Class::Ok)
    );
    let pays = told.rated("2026-06-01", "ann", Trait::PaysOnTime, 4);
    let strong = rated(pays, &[Trait::OpensDoors], 3);
    let strong = strong.rated("2026-06-02", "ann", Trait::ChallengesUs, 5);
    let answer = strong.evaluated(&model("default"), AT);
    assert_eq!(answer.class(), Some(Class::Good));
    assert_eq!(answer.decision.as_ref().unwrap().rule(), "credentials");
    assert_eq!(answer.sentence(), "pays on time, has the credentials");
}

fn going(goal: i32, way: Option<i32>) -> Finding {
    let told = business().rated("2026-06-01", "ann", Trait::HasDestination, goal);
    let told = way.iter().fold(told, |told, way| {
        told.rated("2026-06-01", "ann", Trait::KnowsTheWay, *way)
    });
    finding(&model("default"), &told, Question::Destination)
}

#[test]
fn the_lost_know_where_and_not_how_and_are_not_undecided() {
    assert_eq!(going(2, None).answer, Answer::No);
    assert_eq!(going(2, Some(5)).answer, Answer::No);
    assert_eq!(going(3, Some(1)).answer, Answer::Mixed);
    assert_eq!(going(4, Some(3)).answer, Answer::Yes);
    assert_eq!(going(4, None).answer, Answer::Yes);
    let lost = going(4, Some(2));
    assert_eq!(lost.answer, Answer::Mixed);
    assert_eq!(
        lost.sentence,
        "lost, not undecided, guide them: they know where they want to go (ann 4), \
         they do not know the way (ann 2)"
    );
    assert_eq!(
        going(5, None).sentence,
        "they know where they want to go (ann 5)"
    );
    assert_eq!(
        going(3, None).sentence,
        "they half know where they want to go (ann 3)"
    );
    assert_eq!(
        going(1, None).sentence,
        "undecided, agree on a destination: they do not know where they want to go (ann 1)"
    );
    let nobody = finding(&model("default"), &business(), Question::Destination);
    assert_eq!(nobody.words, "nobody said where they want to go");
}

#[test]
fn what_they_can_afford_and_expect_is_said_in_the_words_of_the_answer() {
    let both = [
        (
            Question::AffordsUs,
            Trait::AbleToPay,
            [
                "they cannot afford you",
                "they can just about afford you",
                "they can afford you",
            ],
        ),
        (
            Question::Expectations,
            Trait::RealisticExpectations,
            [
                "they expect more than was agreed",
                "they mostly expect what was agreed",
                "they expect what was agreed",
            ],
        ),
    ];
    for (question, about, words) in both {
        let of = |ratings: [i32; 2]| {
            let told = business().rated("2026-06-01", "ann", about, ratings[0]);
            let told = told.rated("2026-06-01", "bob", about, ratings[1]);
            let found = finding(&model("default"), &told, question);
            (found.answer, found.words)
        };
        assert_eq!(of([2, 2]), (Answer::No, words[0].to_owned()));
        assert_eq!(of([2, 3]), (Answer::Mixed, words[1].to_owned()));
        assert_eq!(of([4, 3]), (Answer::Mixed, words[1].to_owned()));
        assert_eq!(of([4, 4]), (Answer::Yes, words[2].to_owned()));
    }
}

fn users(from: i64, to: i64) -> Told {
    business()
        .since("2020-01-01")
        .used("2026-01-01", "users", from)
        .used("2026-06-01", "users", to)
}

#[test]
fn from_a_fifth_more_they_expand_and_with_a_fifth_less_they_shrink() {
    let of = |from, to| finding(&model("default"), &users(from, to), Question::Grows);
    assert_eq!(of(100, 120).answer, Answer::Yes);
    assert_eq!(of(100, 119).answer, Answer::Mixed);
    assert_eq!(of(100, 80).answer, Answer::Mixed);
    assert_eq!(of(100, 79).answer, Answer::No);
    assert_eq!(of(4, 12).sentence, "expanding: users went from 4 to 12");
    assert_eq!(of(10, 5).sentence, "shrinking: users went from 10 to 5");
    let line = |name: &str, value: &str, told: &Told| {
        finding(&with("default", &[(name, value)]), told, Question::Grows).answer
    };
    assert_eq!(line("expands_from", "1.3", &users(100, 120)), Answer::Mixed);
    assert_eq!(line("shrinks_below", "0.7", &users(100, 79)), Answer::Mixed);
    assert_eq!(
        line("snapshots_apart_days", "152", &users(100, 120)),
        Answer::Unknown
    );
    assert_eq!(
        line("snapshots_apart_days", "151", &users(100, 120)),
        Answer::Yes
    );
    let unknown = finding(&model("default"), &business(), Question::Grows);
    assert_eq!(unknown.words, "whether they grow with you is not known");
    let both = users(4, 8)
        .used("2026-01-02", "seats", 9)
        .used("2026-06-02", "seats", 3);
    let both = finding(&model("default"), &both, Question::Grows);
    assert_eq!(both.words, "more of one thing, less of another");
}

#[test]
fn work_on_their_invoices_is_little_up_to_an_hour_a_month_and_a_lot_from_two() {
    // 182 days are 5.987 months: 359 minutes are 59.97 a month, 719 are 120.1.
    let of = |model: &Model, minutes: i64| {
        let told = business().since("2025-01-01").minutes(
            "2025-02-01",
            minutes,
            EffortKind::Accounting,
            EffortBilling::Included,
        );
        finding(model, &told, Question::AccountingTime)
    };
    let usual = model("default");
    assert_eq!(of(&usual, 359).answer, Answer::Yes);
    assert_eq!(of(&usual, 360).answer, Answer::Mixed);
    assert_eq!(of(&usual, 718).answer, Answer::Mixed);
    assert_eq!(of(&usual, 719).answer, Answer::No);
    assert_eq!(of(&usual, 719).words, "their invoices are a lot of work");
    assert_eq!(
        of(&usual, 719).sentence,
        "120 minutes a month on their invoices in the first six months, last on 1 February 2025"
    );
    assert_eq!(
        of(&with("default", &[("accounting_little", "61")]), 360).answer,
        Answer::Yes
    );
    assert_eq!(
        of(&with("default", &[("accounting_much", "119")]), 718).answer,
        Answer::No
    );
    let none = finding(
        &usual,
        &business().since("2020-01-01"),
        Question::AccountingTime,
    );
    assert_eq!(none.words, "no work on their invoices is recorded");
}

#[test]
fn what_decides_no_class_decides_none() {
    let told = going_nowhere();
    let answer = told.evaluated(&model("default"), AT);
    let no: Vec<Question> = answer
        .findings
        .all
        .iter()
        .filter(|finding| finding.answer == Answer::No)
        .map(|finding| finding.question)
        .collect();
    assert_eq!(no.len(), 5, "{no:?}");
    assert!(no.iter().all(|question| !question.decides()));
    assert_eq!(answer.findings.against().count(), 0);
    assert_eq!(answer.class(), Some(Class::InsufficientData));
}

/// Undecided, shrinking, poor, expecting too much, and a lot of work.
fn going_nowhere() -> Told {
    let traits = [
        Trait::HasDestination,
        Trait::AbleToPay,
        Trait::RealisticExpectations,
    ];
    rated(users(10, 2), &traits, 1).minutes(
        "2020-02-01",
        6000,
        EffortKind::Accounting,
        EffortBilling::Included,
    )
}
