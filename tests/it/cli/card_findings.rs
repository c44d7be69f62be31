//! Findings of sample customers for the card.

use customer_quality::pb::v1::{Evidence, Finding, FindingAnswer, FindingQuestion};

use super::card_samples::SAID;

fn finding(
    question: FindingQuestion,
    answer: FindingAnswer,
    (words, sentence): (&str, &str),
    evidence: Vec<Evidence>,
) -> Finding {
    Finding {
        question: question.into(),
        answer: answer.into(),
        words: words.into(),
        sentence: sentence.into(),
        evidence,
        decides_class: true,
    }
}

fn rating(said_by: &str, note: &str) -> Evidence {
    Evidence {
        said_by: said_by.into(),
        note: note.into(),
        evidence_time: Some(SAID),
        ..Evidence::default()
    }
}

pub(super) fn good_findings() -> Vec<Finding> {
    use FindingAnswer::{Mixed, Unknown, Yes};
    use FindingQuestion as Q;
    vec![
        finding(
            Q::Nice,
            Yes,
            (
                "nice",
                "you smile when they call (anna 5), they respect you (anna 4)",
            ),
            vec![rating("anna", "brings cake at Christmas")],
        ),
        finding(
            Q::Pays,
            Yes,
            (
                "pays on time",
                "1 of 12 invoices late in the last twelve months, by 9 days",
            ),
            vec![Evidence::default()],
        ),
        finding(
            Q::SendsOthers,
            Yes,
            (
                "sends others",
                "brought 14 customers, 12 of whom pay their way",
            ),
            vec![Evidence::default()],
        ),
        finding(
            Q::Earns,
            Unknown,
            (
                "not among the most profitable",
                "left you 16,200.00 EUR from March 2025 to February 2026 after hours at 60.00 EUR",
            ),
            vec![Evidence::default()],
        ),
        finding(
            Q::Grows,
            Mixed,
            (
                "about as before",
                "about as before: spend 3 % more than the year before",
            ),
            vec![Evidence::default()],
        ),
        finding(
            Q::LooksAhead,
            Unknown,
            ("too little is known about the owner", ""),
            vec![],
        ),
        finding(
            Q::AffordsUs,
            Unknown,
            ("nobody said if they can afford you", ""),
            vec![],
        ),
    ]
}
