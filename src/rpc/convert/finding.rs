//! Findings, outlook and standing on the wire.

use super::basis::AnswerContext;
use super::name::Named;
use super::number::number;
use super::time::{timestamp, wire_date};
use crate::pb::v1 as pb;
use domain::customer::Standing;
use domain::evaluation::Evaluation;
use domain::finding::{Evidence, Finding, Findings};
use domain::model::Numbers;
use domain::outlook::PaymentOutlook;
use domain::words::{date, month};

fn whole(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// All findings.
pub(crate) fn findings(context: &AnswerContext, findings: &Findings) -> Vec<pb::Finding> {
    findings
        .all
        .iter()
        .map(|one| finding(context, one))
        .collect()
}

fn finding(context: &AnswerContext, finding: &Finding) -> pb::Finding {
    pb::Finding {
        question: finding.question.number(),
        answer: finding.answer.number(),
        words: finding.words.clone(),
        sentence: finding.sentence.clone(),
        evidence: finding
            .evidence
            .iter()
            .map(|one| evidence(context, one))
            .collect(),
        decides_class: finding.question.decides(),
    }
}

fn evidence(context: &AnswerContext, evidence: &Evidence) -> pb::Evidence {
    let is_money = evidence.unit == "money";
    pb::Evidence {
        said_by: evidence.by.clone(),
        value: evidence.value.filter(|_| !is_money).map(number),
        unit: evidence.unit.to_owned(),
        amount: evidence
            .value
            .filter(|_| is_money)
            .and_then(|value| context.money(value)),
        evidence_time: evidence.time.map(timestamp),
        about: evidence.about.clone(),
        note: evidence.note.clone(),
    }
}

/// The payment outlook.
pub(crate) fn outlook(context: &AnswerContext, outlook: &PaymentOutlook) -> pb::PaymentOutlook {
    pb::PaymentOutlook {
        verdict: outlook.verdict.number(),
        due_count: whole(outlook.due),
        on_time_count: whole(outlook.on_time),
        usual_days_late: outlook.usual_days_late.map(whole),
        open: context.money(outlook.open),
        overdue: context.money(outlook.overdue),
        oldest_overdue_days: whole(outlook.oldest_overdue_days),
        next_late_probability: outlook.late_probability.map(number),
        sentence: outlook.sentence.clone(),
        last_invoice_date: outlook.last_invoice.map(wire_date),
    }
}

/// The standing: where the customer stands.
pub(crate) fn standing(evaluation: &Evaluation, numbers: &Numbers) -> pb::Standing {
    let stands = evaluation.stands;
    let is_new = stands.standing == Standing::New;
    pb::Standing {
        customer_standing: stands.standing.number(),
        since_date: stands.since.map(|time| wire_date(time.date_naive())),
        day: evaluation.day.filter(|_| is_new).map(whole),
        sentence: standing_words(evaluation, numbers),
    }
}

fn standing_words(evaluation: &Evaluation, numbers: &Numbers) -> String {
    let stands = evaluation.stands;
    match (stands.standing, stands.since, evaluation.day) {
        (Standing::Prospect, _, _) => "a prospect, no customer yet".to_owned(),
        (Standing::New, _, Some(day)) => format!("new, day {day} of {}", numbers.new_for_days),
        (Standing::New, _, None) => "new".to_owned(),
        (Standing::Active, _, _) => "a customer".to_owned(),
        (Standing::Quiet, Some(since), _) => format!("quiet since {}", month(since.date_naive())),
        (Standing::Quiet, None, _) => "quiet".to_owned(),
        (Standing::Past, Some(since), _) => format!("left on {}", date(since)),
        (Standing::Past, None, _) => "left".to_owned(),
    }
}
