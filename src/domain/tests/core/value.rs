//! Do they see the value? The deal, questioned invoices and ratings.

use crate::given::{Told, business, found, model, with};
use domain::fact::{NegotiationMoment, Trait};
use domain::model::{Answer, Model, Question};

const AT: &str = "2026-06-15";
const FAIR: Trait = Trait::PaysFairPrice;
const VALUE: Trait = Trait::ValuesOurWork;

fn by(model: &Model, told: &Told) -> (Answer, String) {
    let answer = told.evaluated(model, AT);
    let found = found(&answer, Question::SeesValue);
    (found.answer, found.sentence.clone())
}

fn sees(told: &Told) -> Answer {
    by(&model("default"), told).0
}

fn deal(asked: Option<i32>, rounds: Option<i32>, recognition: Option<i32>) -> Told {
    business().negotiated(
        "2026-01-10",
        NegotiationMoment::FirstDeal,
        (asked, rounds, recognition),
    )
}

fn set(name: &str, value: &str, told: &Told) -> Answer {
    by(&with("default", &[(name, value)]), told).0
}

#[test]
fn without_a_deal_or_a_word_it_is_unknown() {
    let (answer, words) = by(&model("default"), &business());
    assert_eq!(answer, Answer::Unknown);
    assert_eq!(words, "whether they see the value is not known");
}

#[test]
fn under_five_percent_in_at_most_two_rounds_they_see_it() {
    assert_eq!(sees(&deal(Some(499), Some(2), None)), Answer::Yes);
    assert_eq!(sees(&deal(Some(500), Some(2), None)), Answer::Mixed);
    assert_eq!(sees(&deal(Some(499), Some(3), None)), Answer::Mixed);
    assert_eq!(sees(&deal(Some(0), None, None)), Answer::Yes);
    assert_eq!(
        sees(&deal(None, Some(2), None)),
        Answer::Unknown,
        "few rounds alone do not say"
    );
    assert_eq!(sees(&deal(None, Some(3), None)), Answer::Mixed);
    assert_eq!(
        by(&model("default"), &deal(Some(300), Some(4), None)).1,
        "took 4 rounds when the price was talked about in January 2026"
    );
    assert_eq!(
        by(&model("default"), &deal(Some(800), Some(4), None)).1,
        "asked for 8 % off and took 4 rounds when the price was talked about in January 2026"
    );
    assert_eq!(
        set("discount_small_bps", "501", &deal(Some(500), Some(2), None)),
        Answer::Yes
    );
    assert_eq!(
        set("rounds_few", "3", &deal(Some(499), Some(3), None)),
        Answer::Yes
    );
}

#[test]
fn from_fifteen_percent_or_five_rounds_on_they_do_not() {
    assert_eq!(sees(&deal(Some(1499), None, None)), Answer::Mixed);
    assert_eq!(sees(&deal(Some(1500), None, None)), Answer::No);
    assert_eq!(sees(&deal(Some(0), Some(4), None)), Answer::Mixed);
    assert_eq!(sees(&deal(Some(0), Some(5), None)), Answer::No);
    assert_eq!(
        set("discount_large_bps", "1501", &deal(Some(1500), None, None)),
        Answer::Mixed
    );
    assert_eq!(
        set("rounds_many", "6", &deal(Some(0), Some(5), None)),
        Answer::Mixed
    );
    assert_eq!(
        by(&model("default"), &deal(Some(2000), Some(6), None)).1,
        "asked for 20 % off and took 6 rounds when the price was talked about in January 2026"
    );
}

#[test]
fn value_recognised_from_four_on_is_yes_and_up_to_two_no() {
    assert_eq!(sees(&deal(None, None, Some(4))), Answer::Yes);
    assert_eq!(sees(&deal(Some(800), Some(3), Some(4))), Answer::Yes);
    assert_eq!(sees(&deal(None, None, Some(3))), Answer::Unknown);
    assert_eq!(sees(&deal(None, None, Some(2))), Answer::No);
    assert_eq!(
        set("high_from", "5", &deal(None, None, Some(4))),
        Answer::Unknown
    );
    assert_eq!(
        set("low_to", "1", &deal(None, None, Some(2))),
        Answer::Unknown
    );
    assert_eq!(
        by(&model("default"), &deal(None, None, Some(2))).1,
        "did not see the value (2 of 5) when the price was talked about in January 2026"
    );
}

#[test]
fn people_see_it_from_three_on_where_nobody_says_two_or_less() {
    let rated = |ratings: &[(Trait, &str, i32)]| {
        ratings
            .iter()
            .fold(business(), |told, (about, who, rating)| {
                told.rated("2026-01-01", who, *about, *rating)
            })
    };
    assert_eq!(sees(&rated(&[(FAIR, "ann", 3)])), Answer::Yes);
    assert_eq!(
        sees(&rated(&[(FAIR, "ann", 5), (VALUE, "bob", 3)])),
        Answer::Yes
    );
    assert_eq!(sees(&rated(&[(VALUE, "ann", 2)])), Answer::No);
    assert_eq!(
        sees(&rated(&[(VALUE, "ann", 2), (VALUE, "bob", 5)])),
        Answer::Mixed,
        "no majority"
    );
    assert_eq!(
        sees(&rated(&[
            (VALUE, "ann", 2),
            (VALUE, "bob", 5),
            (VALUE, "eve", 1)
        ])),
        Answer::No
    );
    assert_eq!(
        sees(&rated(&[(FAIR, "ann", 2), (VALUE, "ann", 5)])),
        Answer::No
    );
    assert_eq!(
        set("value_from", "3.5", &rated(&[(FAIR, "ann", 3)])),
        Answer::Mixed
    );
    let word = rated(&[(FAIR, "ann", 5), (FAIR, "bob", 1)]).evaluated(&model("default"), AT);
    let about: Vec<&str> = found(&word, Question::SeesValue)
        .evidence
        .iter()
        .map(|one| one.about.as_str())
        .collect();
    assert_eq!(
        about,
        [
            "they gladly pay what it is worth",
            "they question the price"
        ]
    );
}

#[test]
fn something_against_them_beats_what_is_for_them() {
    let told = deal(Some(0), Some(1), Some(5)).rated("2026-02-01", "ann", FAIR, 2);
    assert_eq!(sees(&told), Answer::No);
    let told = deal(Some(1500), None, None).rated("2026-01-01", "ann", VALUE, 5);
    assert_eq!(sees(&told), Answer::No);
}

/// Invoices of 2026, so many of them questioned.
fn questioned(invoices: usize, questions: usize) -> Told {
    let told = (0..invoices).fold(business(), |told, at| {
        told.billed(&at.to_string(), "2026-02-01", "2026-02-28", "2026-02-20")
    });
    (0..questions).fold(told, |told, _| {
        told.negotiated(
            "2026-03-01",
            NegotiationMoment::InvoiceQuestioned,
            (None, None, None),
        )
    })
}

#[test]
fn two_questioned_invoices_and_every_third_are_no() {
    assert_eq!(sees(&questioned(6, 2)), Answer::No);
    assert_eq!(sees(&questioned(7, 2)), Answer::Mixed, "2 of 7");
    assert_eq!(
        sees(&questioned(3, 1)),
        Answer::Unknown,
        "once says nothing"
    );
    assert_eq!(set("questioned_min", "1", &questioned(3, 1)), Answer::No);
    assert_eq!(set("questioned_one_of", "4", &questioned(7, 2)), Answer::No);
    assert_eq!(
        by(&model("default"), &questioned(6, 2)).1,
        "questioned 2 of 6 invoices so far"
    );
    assert_eq!(
        by(&model("default"), &questioned(0, 2)).1,
        "questioned 2 invoices since June 2025"
    );
}

#[test]
fn questions_of_more_than_twelve_months_ago_are_forgotten() {
    let told = |when: &str| {
        (0..2).fold(business().since("2020-01-01"), |told, _| {
            told.negotiated(
                when,
                NegotiationMoment::InvoiceQuestioned,
                (None, None, None),
            )
        })
    };
    assert_eq!(sees(&told("2025-06-01")), Answer::No);
    assert_eq!(sees(&told("2025-05-31")), Answer::Unknown);
    assert_eq!(
        set("look_back_months", "13", &told("2025-05-31")),
        Answer::No
    );
}

#[test]
fn a_hard_deal_is_forgotten_once_everybody_says_that_they_gladly_pay() {
    let hard = deal(Some(2000), Some(6), None);
    let ann = hard.clone().rated("2026-02-01", "ann", FAIR, 4);
    assert_eq!(sees(&ann), Answer::Yes);
    assert_eq!(set("high_from", "5", &ann), Answer::No);
    assert_eq!(
        sees(&hard.clone().rated("2026-02-01", "ann", FAIR, 3)),
        Answer::No
    );
    assert_eq!(
        sees(&hard.clone().rated("2026-01-01", "ann", FAIR, 5)),
        Answer::No,
        "before it"
    );
    assert_eq!(
        sees(&ann.clone().rated("2026-02-01", "bob", FAIR, 3)),
        Answer::No,
        "not everybody"
    );
    assert_eq!(
        sees(&ann.rated("2026-03-01", "ann", FAIR, 3)),
        Answer::No,
        "the latest of each"
    );
    let blind = deal(Some(2000), Some(6), Some(2)).rated("2026-02-01", "ann", FAIR, 5);
    assert_eq!(sees(&blind), Answer::No, "they recognised no value");
}

#[test]
fn a_later_renewal_speaks_before_the_first_deal() {
    let told = deal(Some(2000), Some(6), None).negotiated(
        "2026-03-01",
        NegotiationMoment::Renewal,
        (Some(0), Some(1), None),
    );
    assert_eq!(sees(&told), Answer::Yes);
}
