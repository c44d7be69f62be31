//! Every sentence that the core can print: plain English, true to its numbers, without codes.

use crate::generated::{any_moment, any_told};
use crate::given::{Told, alone, business, model, of_tree, person, shipped, time, usual};
use domain::company::Company;
use domain::evaluation::Evaluation;
use domain::fact::{CostKind, EffortBilling};
use domain::history::History;
use domain::money::Currency;
use domain::portfolio::Basis;
use domain::score::CriterionScore;
use domain::tree::{Member, Tree};
use domain::words;
use proptest::prelude::*;

/// Everything that is said in an answer.
pub(crate) fn all_said(answer: &Evaluation) -> Vec<String> {
    let decisions = [&answer.decision, &answer.by_numbers];
    let steps = decisions.into_iter().flatten().flat_map(|one| &one.steps);
    let findings = &answer.findings.all;
    let mut said: Vec<String> = steps.map(|step| step.sentence.clone()).collect();
    said.extend(findings.iter().map(|one| one.words.clone()));
    said.extend(findings.iter().map(|one| one.sentence.clone()));
    let evidence = findings.iter().flat_map(|one| &one.evidence);
    said.extend(evidence.map(|one| one.about.clone()));
    said.extend(answer.score.criteria.iter().map(CriterionScore::sentence));
    said.push(answer.stay.sentence.clone());
    said.push(answer.outlook.sentence.clone());
    let answers = &answer.answers;
    said.extend([&answers.want, &answers.stay].map(Clone::clone));
    said.extend(
        [&answers.how_long, &answers.disagree]
            .into_iter()
            .flatten()
            .cloned(),
    );
    let next = answer.next_class.iter().flat_map(|next| &next.steps);
    said.extend(next.map(|step| step.sentence.to_owned()));
    said
}

const ONE_OF_MANY: [&str; 8] = [
    "invoices",
    "customers",
    "days",
    "rounds",
    "minutes",
    "months",
    "vendors",
    "hours",
];

/// What is wrong with a sentence, if anything is.
fn fault(sentence: &str) -> Option<&'static str> {
    let words: Vec<&str> = sentence
        .split(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != '-')
        .filter(|word| !word.is_empty())
        .collect();
    let is_code = |word: &&str| {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        word.len() > 2 && word != "EUR" && word.chars().all(|letter| letter.is_ascii_uppercase())
    };
    let is_below_zero = |word: &&str| word.starts_with('-') && word.len() > 1;
    // `1 of 3 customers` is fine, `1 customers` is not.
    let is_plural = |pair: &[&str]| pair[0] == "1" && ONE_OF_MANY.contains(&pair[1]);
    let doubled = [
        "  ", ": :", ", ,", "; ;", ",,", "::", " ,", " ;", " :", "()",
    ];
    if sentence.is_empty() || sentence.trim() != sentence {
        Some("nothing, or spaces around it")
    } else if sentence.contains('_') || words.iter().any(is_code) {
        Some("a code")
    } else if words.iter().any(is_below_zero) {
        Some("a number below zero")
    } else if words.windows(2).any(is_plural) {
        Some("one of many")
    } else if doubled.iter().any(|wrong| sentence.contains(wrong)) {
        Some("commas or spaces that do not belong")
    } else if sentence.ends_with(',') || sentence.ends_with(':') || sentence.ends_with(';') {
        Some("no end")
    } else {
        None
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn every_sentence_reads_well(
        told in any_told(50),
        other in any_told(20),
        at in any_moment(),
        recorded in any::<bool>(),
    ) {
        let histories: [History; 2] = [told.history(), other.history()];
        let member = |place: usize| Member {
            history: &histories[place],
            referrer: place.checked_sub(1),
            referral_time: (place > 0).then_some(at - chrono::TimeDelta::days(40)),
            would_have_come_anyway_bps: None,
        };
        let tree = Tree::new(vec![member(0), member(1)]);
        let figures = |boundary, peers| {
            let usual = usual(boundary, peers);
            if recorded { usual } else { Basis { recorded: [].into(), ..usual } }
        };
        for model in shipped() {
            for sentence in all_said(&of_tree(&tree, model, at, figures)) {
                prop_assert!(fault(&sentence).is_none(), "{:?}: {}", fault(&sentence), sentence);
            }
        }
    }
}

#[test]
fn a_bad_sentence_is_found() {
    let bad = [
        "",
        " x",
        "cost -20.00 EUR",
        "RESPECTS_US",
        "a BAD one",
        "1 invoices",
        "x, , y",
        "x:",
        "-121 %",
    ];
    for sentence in bad {
        assert!(fault(sentence).is_some(), "{sentence}");
    }
    for sentence in ["1 of 3 customers, 1,234.50 EUR", "OK", "50/50: fine"] {
        assert_eq!(fault(sentence), None, "{sentence}");
    }
}

fn criterion(told: &Told, id: &str, at: &str) -> String {
    let answer = told.evaluated(&model("default"), at);
    let found = answer.score.criteria.iter().find(|one| one.id == id);
    found.unwrap().sentence()
}

#[test]
fn a_loss_is_said_as_what_it_costs() {
    let told = person().since("2020-01-01").bought("2026-01-01", 100);
    let costly = told.cost("2026-01-02", CostKind::Direct, 221);
    assert_eq!(
        criterion(&costly, "margin", "2026-06-15"),
        "every 1.00 they pay costs you 2.21"
    );
    let answer = costly.evaluated(&model("shop"), "2026-06-15");
    let value = answer
        .score
        .criteria
        .iter()
        .find(|one| one.id == "value")
        .unwrap();
    assert_eq!(
        value.sentence(),
        "cost you 121.00 EUR more than they paid so far"
    );
}

#[test]
fn nothing_recorded_is_said_so() {
    let told = business().since("2020-01-01").bought("2026-01-01", 100);
    let said = |id: &str| criterion(&told, id, "2026-06-15");
    assert_eq!(
        said("margin"),
        "no costs and no hours recorded since June 2025"
    );
    assert_eq!(
        said("minutes_per_revenue"),
        "no hours recorded since June 2025"
    );
    assert_eq!(
        said("accounting_effort"),
        "no work on their invoices recorded in the first six months"
    );
}

#[test]
fn reasons_say_trait_and_rater() {
    use domain::fact::Trait::GladToHearFrom;
    let told = business()
        .rated("2026-06-01", "anna", GladToHearFrom, 1)
        .rated("2026-06-01", "jonas", GladToHearFrom, 1);
    assert_eq!(
        criterion(&told, "glad_to_hear_from", "2026-06-15"),
        "your heart sinks when they call (anna 1, jonas 1)"
    );
}

#[test]
fn use_and_spending_are_compared_in_everyday_words() {
    let stored = |from: i64, to: i64| {
        let told = business()
            .since("2020-01-01")
            .used("2026-01-01", "storage_bytes", from);
        criterion(
            &told.used("2026-06-01", "storage_bytes", to),
            "expansion_storage",
            "2026-06-15",
        )
    };
    assert_eq!(stored(100, 120), "storage up by a fifth");
    assert_eq!(stored(100, 101), "storage about as before");
    assert_eq!(stored(100, 50), "storage down by half");
    assert_eq!(stored(100, 0), "nothing stored any more");
    assert_eq!(stored(100, 200), "storage doubled");
    assert_eq!(stored(100, 350), "storage 3.5 times as large");
    let spent = |before: i64, now: i64| {
        let told = business().since("2020-01-01").bought("2024-09-01", before);
        criterion(
            &told.bought("2025-09-01", now),
            "spend_growth",
            "2026-06-15",
        )
    };
    assert_eq!(spent(100, 75), "spend a quarter less than the year before");
    assert_eq!(spent(100, 50), "spend half as much as the year before");
    assert_eq!(
        spent(100, 150),
        "spend half as much again as the year before"
    );
    assert_eq!(spent(100, 133), "spend a third more than the year before");
    assert_eq!(spent(100, 200), "spend twice as much as the year before");
    assert_eq!(spent(100, 100), "spend about as much as the year before");
    assert_eq!(
        spent(100, 0),
        "spend nothing any more, unlike the year before"
    );
}

#[test]
fn money_is_written_in_the_digits_of_its_currency() {
    let yen = Company::new(Currency::parse("JPY").unwrap());
    let shop = model("shop").of_company(yen);
    let told = person().bought("2026-05-01", 123_456);
    let answer = alone(&told.history(), &shop, time("2026-06-15"), usual);
    let value = answer
        .score
        .criteria
        .iter()
        .find(|one| one.id == "value")
        .unwrap();
    assert_eq!(
        value.sentence(),
        "worth 123,456 JPY so far, 123.46 times the median customer"
    );
    let dinar = Currency::parse("KWD").unwrap();
    assert_eq!(words::money(1_234_500_000, dinar), "1,234.500 KWD");
    assert_eq!(words::money(1_234_500_000, Currency::EUR), "1,234.50 EUR");
}

#[test]
fn numbers_are_written_one_way() {
    assert_eq!(words::percent(999_999), "99 %", "less than all is not all");
    assert_eq!(words::percent(1), "1 %", "something is not nothing");
    assert_eq!(words::percent(0), "0 %");
    assert_eq!(words::hours(3600), "1 hour");
    assert_eq!(words::hours(5400), "1.5 hours");
    assert_eq!(words::hours(45_000), "13 hours");
    assert_eq!(words::counted(1, "day"), "1 day");
    assert_eq!(words::counted(1_200, "day"), "1,200 days");
    assert_eq!(words::list(&["a", "b", "c"]), "a, b and c");
    assert_eq!(words::decimal(2_500_000), "2.5");
    assert_eq!(words::day(crate::given::day("2026-08-03")), "3 August 2026");
}

#[test]
fn hours_are_said_with_what_came_in_for_them() {
    let told = business()
        .bought("2026-01-01", 2000)
        .support("2026-01-02", 60, EffortBilling::Unbilled)
        .support("2026-01-03", 120, EffortBilling::Billed);
    let said = |id: &str| criterion(&told, id, "2026-06-15");
    assert_eq!(said("unbilled"), "1 of 3 hours not billed so far");
    assert_eq!(
        said("minutes_per_revenue"),
        "1 hour not billed by the hour, for 2,000.00 EUR that came in"
    );
}
