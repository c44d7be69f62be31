//! A company's own model, which the document writes out in full.

use super::document::TEXT;
use domain::class::decide;
use domain::customer::{BuysAs, Customer, CustomerKind, Mode, Standing};
use domain::finding::{Finding, Findings};
use domain::model::{Answer, Circumstances, Model, Question, Sign};
use domain::payments::Payments;
use std::collections::BTreeMap;

fn gardeners() -> Model {
    let (_, text) = TEXT.split_once("```yaml\n").unwrap();
    let (text, _) = text.split_once("```").unwrap();
    Model::parse(text).unwrap()
}

fn finding(question: Question, answer: Answer, words: &str) -> Finding {
    Finding {
        question,
        answer,
        words: words.to_owned(),
        sentence: String::new(),
        evidence: Vec::new(),
    }
}

/// Class and sentence of somebody with these findings, by the gardeners' rules.
fn sorted(all: Vec<Finding>, contract: Option<&str>) -> (&'static str, String) {
    let contract = contract.map(|value| ("contract".to_owned(), vec![value.to_owned()]));
    let customer = Customer {
        customer_id: "c".to_owned(),
        name: String::new(),
        kind: CustomerKind::NotGiven,
        onboard_date: None,
        acquisition_source: String::new(),
        buys_as: BuysAs::EndUser,
        attributes: contract.into_iter().collect::<BTreeMap<_, _>>(),
        prospect: false,
    };
    let about = Circumstances {
        customer: &customer,
        mode: Mode::Invoiced,
        standing: Standing::Active,
        only_people_have_spoken: false,
    };
    let findings = Findings {
        all,
        signs: [Sign::SomethingKnown].into(),
        payments: Payments::default(),
    };
    let decision = decide(&gardeners().classes, &about, &findings, None, None);
    (decision.class.name(), decision.sentence().to_owned())
}

#[test]
fn the_model_of_your_own_is_read_as_it_is_written() {
    let model = gardeners();
    let ids: Vec<&str> = model
        .classes
        .rules
        .iter()
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(ids, ["own_sort", "not_nice_and_late", "a_year", "the_rest"]);
    assert_eq!(model.settings.numbers.grace_days, 10);
    assert_eq!(model.settings.lines.pays_from, 700_000);
}

#[test]
fn rules_of_your_own_sort_as_the_document_says() {
    let nice = || finding(Question::Nice, Answer::Yes, "nice");
    let rude = || {
        finding(
            Question::Nice,
            Answer::No,
            "they do not respect you (anna 1)",
        )
    };
    let late = || finding(Question::Pays, Answer::No, "owes you 200.00 EUR");
    let (class, sentence) = sorted(vec![nice()], Some("year"));
    assert_eq!(
        (class, sentence.as_str()),
        ("GOOD", "nice, and with you for the year")
    );
    assert_eq!(sorted(vec![nice()], None).0, "OK");
    assert_eq!(sorted(vec![nice(), late()], Some("year")).0, "OK");
    assert_eq!(sorted(vec![rude()], None).0, "OK");
    let (class, sentence) = sorted(vec![rude(), late()], None);
    let said = "they do not respect you (anna 1), owes you 200.00 EUR: let them go";
    assert_eq!((class, sentence.as_str()), ("BAD", said));
}
