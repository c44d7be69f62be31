//! Do they pay? Invoices speak before purchases, and these before what people say.

use super::{Evidence, Finding, Inquiry, mean};
use crate::fact::Trait;
use crate::model::{Answer, Question};
use crate::payments::Payments;
use crate::portfolio::Recorded;
use crate::ratio::ONE;
use crate::signal::said;
use crate::time::start_of;
use crate::words::{counted, day};

pub(super) fn find(inquiry: &Inquiry<'_>, payments: &Payments) -> Finding {
    if let Some(missing) = payments_missing(inquiry, payments) {
        return missing;
    }
    let invoices = by_invoices(inquiry, payments);
    let found = invoices
        .or_else(|| by_purchases(inquiry))
        .or_else(|| by_word(inquiry));
    found.unwrap_or_else(|| unknown(inquiry, payments))
}

/// Whether they owe: never where payments are not recorded.
pub(super) fn owes(inquiry: &Inquiry<'_>, payments: &Payments) -> bool {
    payments_missing(inquiry, payments).is_none() && payments.owes(inquiry.subject.settings)
}

/// That payments are not recorded, or no longer: then nothing is said about who owes.
fn payments_missing(inquiry: &Inquiry<'_>, payments: &Payments) -> Option<Finding> {
    inquiry.now.ledgers().next()?;
    let basis = inquiry.subject.basis;
    let unknown = |words: String| Finding::new(Question::Pays, Answer::Unknown, words);
    if !payments.has_payment && !basis.recorded.contains(&Recorded::Payment) {
        return Some(unknown("no payments are recorded".to_owned()));
    }
    let quiet = basis.payments_quiet_since(inquiry.lines().feed_quiet_after_days)?;
    let paid_since = inquiry.now.ledgers().any(|ledger| {
        let last = ledger.last_payment(inquiry.now.time());
        last.is_some_and(|time| time.date_naive() > quiet)
    });
    (!paid_since).then(|| {
        unknown(format!(
            "no payment of anybody is recorded since {}: whether they pay is not known",
            day(quiet)
        ))
    })
}

fn by_invoices(inquiry: &Inquiry<'_>, payments: &Payments) -> Option<Finding> {
    let (lines, settings) = (inquiry.lines(), inquiry.subject.settings);
    if payments.owes(settings) {
        return Some(overdue(inquiry, payments, "owes you"));
    }
    if payments.is_long_overdue(settings) {
        return Some(overdue(inquiry, payments, "does not pay: owes you"));
    }
    let needed = if inquiry.is_new() {
        lines.invoices_min_new
    } else {
        1
    };
    let (due, on_time) = (payments.due, payments.on_time);
    let few = due < lines.invoices_min;
    if due < needed || (few && on_time < due) {
        return None;
    }
    let share = |line: i64| on_time * ONE >= due * line;
    let late_now = payments.begun_late(settings);
    let (answer, words) = if !share(lines.pays_not_below) {
        (Answer::No, pays_late(payments))
    } else if late_now && payments.paid_before(settings) {
        (Answer::Mixed, "no longer pays on time".to_owned())
    } else if late_now || !share(lines.pays_from) {
        (Answer::Mixed, "pays late now and then".to_owned())
    } else {
        (Answer::Yes, "pays on time".to_owned())
    };
    let last = payments.late_of_last_three;
    let sentence = [
        Some(counts(payments)),
        late_now.then(|| format!("{last} of the last 3 late")),
        open(inquiry, payments),
    ];
    let sentence: Vec<String> = sentence.into_iter().flatten().collect();
    Some(
        Finding::new(Question::Pays, answer, words)
            .said(sentence.join("; "))
            .resting_on(evidence(payments)),
    )
}

fn pays_late(payments: &Payments) -> String {
    match payments.usual_days_late {
        Some(days) => format!("pays late, {} as a rule", counted(days, "day")),
        None => "pays late".to_owned(),
    }
}

/// `5 of 12 invoices late in the last twelve months, then usually 21 days`.
fn counts(payments: &Payments) -> String {
    let when = if payments.of_the_year {
        "in the last twelve months"
    } else if payments.due == payments.ever_due {
        "so far"
    } else {
        "lately"
    };
    let due = counted(payments.due, "invoice");
    let days = counted(payments.usual_days_late.unwrap_or(0), "day");
    match (payments.late(), payments.due) {
        (0, 1) => format!("the only invoice due {when} paid on time"),
        (0, _) => format!("all {due} due {when} paid on time"),
        (_, 1) => format!("the only invoice due {when} {days} late"),
        (1, _) => format!("1 of {due} late {when}, by {days}"),
        (late, _) => format!("{late} of {due} late {when}, then usually {days}"),
    }
}

fn open(inquiry: &Inquiry<'_>, payments: &Payments) -> Option<String> {
    let overdue = payments.overdue;
    (overdue.amount > 0).then(|| {
        format!(
            "{} overdue, the oldest {}",
            inquiry.money(overdue.amount),
            counted(overdue.days, "day")
        )
    })
}

fn overdue(inquiry: &Inquiry<'_>, payments: &Payments, words: &str) -> Finding {
    let overdue = payments.overdue;
    let words = format!(
        "{words} {}, the oldest {} overdue",
        inquiry.money(overdue.amount),
        counted(overdue.days, "day")
    );
    let sentence = if payments.due > 0 {
        format!("{words}; {}", counts(payments))
    } else {
        words.clone()
    };
    Finding::new(Question::Pays, Answer::No, words)
        .said(sentence)
        .resting_on(evidence(payments))
}

fn evidence(payments: &Payments) -> Vec<Evidence> {
    let newest = payments.newest_due.map(start_of);
    let mut evidence = vec![
        Evidence::counted("invoices due", payments.due * ONE, "invoices", newest),
        Evidence::counted("paid on time", payments.on_time * ONE, "invoices", newest),
    ];
    if let Some(days) = payments.usual_days_late {
        evidence.push(Evidence::counted(
            "usually late by",
            days * ONE,
            "days",
            newest,
        ));
    }
    if payments.overdue.amount > 0 {
        evidence.push(Evidence::counted(
            "overdue",
            payments.overdue.amount,
            "money",
            None,
        ));
        let days = payments.overdue.days * ONE;
        evidence.push(Evidence::counted("oldest overdue", days, "days", None));
    }
    evidence
}

fn by_purchases(inquiry: &Inquiry<'_>) -> Option<Finding> {
    if inquiry.now.ledgers().next().is_some() {
        return None;
    }
    let days = inquiry.now.days_bought();
    let needed = if inquiry.is_new() {
        inquiry.lines().invoices_min_new
    } else {
        1
    };
    if (days.len() as i64) < needed {
        return None;
    }
    let last = days.last().copied();
    let sentence = last.map_or_else(String::new, |last| {
        let bought = if days.len() == 1 {
            "once".to_owned()
        } else {
            format!("on {}", counted(days.len() as i64, "day"))
        };
        format!(
            "pays on the spot: bought {bought}, the last time on {}",
            day(last)
        )
    });
    let count = days.len() as i64 * ONE;
    let evidence = Evidence::counted("days with a purchase", count, "days", last.map(start_of));
    Some(
        Finding::new(Question::Pays, Answer::Yes, "pays on the spot")
            .said(sentence)
            .resting_on(vec![evidence]),
    )
}

fn by_word(inquiry: &Inquiry<'_>) -> Option<Finding> {
    let by = inquiry.ratings(Trait::PaysOnTime);
    let mean = mean(&by)?;
    let lines = inquiry.lines();
    let (answer, words) = if mean >= lines.high_from * ONE {
        (Answer::Yes, "pays on time")
    } else if mean <= lines.low_to * ONE {
        (Answer::No, "pays late")
    } else {
        (Answer::Mixed, "pays on time only sometimes")
    };
    let evidence = by
        .iter()
        .map(|verdict| Evidence::of("pays on time", verdict))
        .collect();
    Some(
        Finding::new(Question::Pays, answer, words)
            .said(said(Trait::PaysOnTime, &by))
            .resting_on(evidence),
    )
}

fn unknown(inquiry: &Inquiry<'_>, payments: &Payments) -> Finding {
    let known = [
        (payments.due > 0).then(|| counts(payments)),
        open(inquiry, payments),
    ];
    let known: Vec<String> = known.into_iter().flatten().collect();
    let words = if known.is_empty() {
        "nothing has fallen due yet".to_owned()
    } else {
        known.join("; ")
    };
    Finding::new(Question::Pays, Answer::Unknown, words).resting_on(if payments.due > 0 {
        evidence(payments)
    } else {
        Vec::new()
    })
}
