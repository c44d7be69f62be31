//! Are they nice? Ratings of respect and gladness: by whom, how many, how low, and how long ago.

use crate::given::{Told, business, found, model, rating_body, with};
use domain::class::Class;
use domain::fact::Trait;
use domain::model::{Answer, Model, Question, Sign};

const GLAD: Trait = Trait::GladToHearFrom;
const RESPECT: Trait = Trait::RespectsUs;
const AT: &str = "2026-06-15";

/// A rating: the day, the assessor, the trait and the number.
type Word<'a> = (&'a str, &'a str, Trait, i32);

fn told(words: &[Word<'_>]) -> Told {
    words
        .iter()
        .fold(business(), |told, (when, who, about, rating)| {
            told.rated(when, who, *about, *rating)
        })
}

fn by(model: &Model, words: &[Word<'_>], at: &str) -> (Answer, String) {
    let answer = told(words).evaluated(model, at);
    let found = found(&answer, Question::Nice);
    (found.answer, found.words.clone())
}

fn nice(words: &[Word<'_>]) -> Answer {
    by(&model("default"), words, AT).0
}

fn one(rating: i32) -> [Word<'static>; 1] {
    [("2026-06-01", "anna", GLAD, rating)]
}

#[test]
fn nobody_s_word_is_unknown() {
    let (answer, words) = by(&model("default"), &[], AT);
    assert_eq!(
        (answer, words.as_str()),
        (Answer::Unknown, "nobody said if they are nice")
    );
}

#[test]
fn from_three_and_a_half_on_they_are_nice() {
    let of = |glad, respect| {
        nice(&[
            ("2026-06-01", "anna", GLAD, glad),
            ("2026-06-01", "anna", RESPECT, respect),
        ])
    };
    assert_eq!(of(4, 3), Answer::Yes);
    assert_eq!(of(3, 3), Answer::Mixed);
    assert_eq!(nice(&one(4)), Answer::Yes, "one of the two speaks for both");
    assert_eq!(nice(&one(3)), Answer::Mixed);
    assert_eq!(
        by(&model("default"), &one(3), AT).1,
        "neither glad nor sorry"
    );
    let kinder = with("default", &[("nice_from", "3")]);
    assert_eq!(by(&kinder, &one(3), AT).0, Answer::Yes);
}

#[test]
fn a_one_of_the_only_person_who_says_it_is_enough() {
    let (answer, words) = by(&model("default"), &one(1), AT);
    assert_eq!(answer, Answer::No);
    assert_eq!(words, "your heart sinks when they call (anna 1)");
}

#[test]
fn a_two_needs_a_second_low_word() {
    assert_eq!(nice(&one(2)), Answer::Mixed);
    let first: Word<'_> = ("2026-05-31", "anna", GLAD, 2);
    assert_eq!(
        nice(&[first, ("2026-06-01", "anna", GLAD, 2)]),
        Answer::No,
        "another day"
    );
    assert_eq!(
        nice(&[first, ("2026-05-31", "jonas", GLAD, 2)]),
        Answer::No,
        "another person"
    );
    assert_eq!(
        nice(&[first, ("2026-05-31", "anna", RESPECT, 2)]),
        Answer::No,
        "another trait"
    );
    assert_eq!(nice(&[first, first]), Answer::Mixed, "the same word twice");
}

#[test]
fn what_is_low_and_what_is_lowest_are_numbers_of_the_document() {
    let stern = with("default", &[("low_to", "3")]);
    assert_eq!(
        by(&stern, &[("2026-05-01", "anna", GLAD, 3), one(3)[0]], AT).0,
        Answer::No
    );
    let quick = with("default", &[("lowest", "2")]);
    assert_eq!(by(&quick, &one(2), AT).0, Answer::No);
}

#[test]
fn more_than_half_of_those_who_rate_one_of_the_two_must_rate_it_low() {
    let anna: Word<'_> = ("2026-06-01", "anna", GLAD, 1);
    let jonas: Word<'_> = ("2026-06-01", "jonas", GLAD, 5);
    let mia: Word<'_> = ("2026-06-01", "mia", GLAD, 2);
    let (answer, words) = by(&model("default"), &[anna, jonas], AT);
    assert_eq!(answer, Answer::Mixed, "one of two");
    assert_eq!(
        words,
        "you smile when they call (jonas 5), your heart sinks when they call (anna 1)"
    );
    assert_eq!(nice(&[anna, jonas, mia]), Answer::No, "two of three");
    let respected: Word<'_> = ("2026-06-01", "jonas", RESPECT, 5);
    assert_eq!(
        nice(&[anna, respected]),
        Answer::No,
        "each of the two is asked alone"
    );
}

#[test]
fn the_latest_word_of_each_counts() {
    let before: Word<'_> = ("2026-01-01", "anna", GLAD, 1);
    assert_eq!(nice(&[before, one(4)[0]]), Answer::Yes);
    assert_eq!(
        nice(&[("2026-01-01", "anna", GLAD, 5), one(1)[0]]),
        Answer::No
    );
}

#[test]
fn one_low_word_alone_is_asked_again_after_ninety_days() {
    let words = [("2026-01-01", "anna", GLAD, 1)];
    let sentence = |model: &Model, at: &str| {
        let answer = told(&words).evaluated(model, at);
        found(&answer, Question::Nice).sentence.clone()
    };
    let model = model("default");
    let plain = "your heart sinks when they call (anna 1)";
    assert_eq!(sentence(&model, "2026-04-01"), plain, "day 90");
    let again = format!("{plain}; said once, on 1 January 2026: ask again");
    assert_eq!(sentence(&model, "2026-04-02"), again, "day 91");
    let sooner = with("default", &[("ask_again_after_days", "10")]);
    assert_eq!(sentence(&sooner, "2026-01-12"), again);
    let twice = told(&words).rated("2026-01-02", "anna", GLAD, 1);
    let answer = twice.evaluated(&model, "2026-05-01");
    let before = format!("{plain}; said before, on 1 January 2026");
    assert_eq!(found(&answer, Question::Nice).sentence, before);
}

#[test]
fn one_low_word_alone_decides_for_twelve_months() {
    let words = [("2025-06-01", "anna", GLAD, 1)];
    let of = |model: &Model, at: &str| {
        let answer = told(&words).evaluated(model, at);
        (
            found(&answer, Question::Nice).answer,
            answer.class().unwrap(),
        )
    };
    let usual = model("default");
    assert_eq!(of(&usual, "2026-06-01"), (Answer::No, Class::Bad));
    assert_eq!(of(&usual, "2026-06-02"), (Answer::Mixed, Class::Ok));
    let answer = told(&words).evaluated(&usual, "2026-06-02");
    assert_eq!(
        answer.sentence(),
        "seen as not nice once, on 1 June 2025, and not again since"
    );
    assert!(!answer.findings.signs.contains(&Sign::NobodySaysNotNice));
    let longer = with("default", &[("alone_for_months", "13")]);
    assert_eq!(of(&longer, "2026-06-02").0, Answer::No);
    let twice = [words[0], ("2025-06-02", "anna", GLAD, 1)];
    assert_eq!(
        by(&usual, &twice, "2026-06-03").0,
        Answer::No,
        "a second word stands"
    );
}

#[test]
fn words_older_than_24_months_are_forgotten() {
    let words = [
        ("2024-06-01T00:00:00Z", "anna", GLAD, 1),
        ("2024-06-01T00:00:00Z", "jonas", GLAD, 1),
    ];
    assert_eq!(
        by(&model("default"), &words, "2026-05-31T23:59:59Z").0,
        Answer::No
    );
    assert_eq!(
        by(&model("default"), &words, "2026-06-01T00:00:00Z").0,
        Answer::Unknown
    );
    let shorter = with("default", &[("rating_max_age_months", "12")]);
    assert_eq!(by(&shorter, &words, "2025-06-02").0, Answer::Unknown);
}

#[test]
fn an_old_second_word_no_longer_stands_behind_a_low_one() {
    let words = [
        ("2024-01-01", "anna", GLAD, 2),
        ("2025-12-01", "anna", GLAD, 2),
    ];
    assert_eq!(by(&model("default"), &words, "2025-12-15").0, Answer::No);
    assert_eq!(by(&model("default"), &words, "2026-01-15").0, Answer::Mixed);
}

#[test]
fn a_finding_names_everybody_with_their_word_and_why() {
    let told = told(&[("2026-06-01", "jonas", RESPECT, 5)])
        .told("2026-06-02", rating_body("anna", GLAD, 5, ""));
    let answer = told.evaluated(&model("default"), AT);
    let nice = found(&answer, Question::Nice);
    assert_eq!(nice.words, "nice");
    assert_eq!(
        nice.sentence,
        "you smile when they call (anna 5), they respect you (jonas 5)"
    );
    let who: Vec<&str> = nice.evidence.iter().map(|one| one.by.as_str()).collect();
    assert_eq!(who, ["anna", "jonas"]);
    assert!(
        nice.evidence
            .iter()
            .all(|one| one.unit == "rating" && one.time.is_some())
    );
}

#[test]
fn anybodys_low_word_is_in_the_way_of_good() {
    let kind: [Word<'_>; 3] = [
        ("2026-06-01", "anna", GLAD, 5),
        ("2026-06-01", "jonas", GLAD, 5),
        ("2026-06-01", "mia", GLAD, 2),
    ];
    assert_eq!(nice(&kind), Answer::Mixed, "nobody's are 2 or less");
    let good = told(&kind).rated("2026-06-01", "anna", Trait::OpensDoors, 5);
    let good = good.rated("2026-06-01", "anna", Trait::PaysOnTime, 5);
    assert_eq!(
        good.evaluated(&model("default"), AT).class(),
        Some(Class::Ok)
    );
    let glad = good.rated("2026-06-02", "mia", GLAD, 3);
    assert_eq!(
        glad.evaluated(&model("default"), AT).class(),
        Some(Class::Good)
    );
}
