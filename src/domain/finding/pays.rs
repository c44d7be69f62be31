//! Do they pay? Invoices count before purchases, and purchases before ratings.

use super::{Evidence, Finding, Inquiry, mean};
use crate::fact::Trait;
use crate::model::{Answer, Question};
use crate::payments::Payments;
use crate::ratio::ONE;
use crate::signal::{meaning, said};
use crate::time::start_of;
use crate::words::{counted, day};

pub(super) fn find(inquiry: &Inquiry<'_>, payments: &Payments) -> Finding {
    if let Some(missing) = inquiry.payments_missing {
        let unknown = || Finding::new(Question::Pays, Answer::Unknown, missing.sentence());
        return by_word(inquiry).unwrap_or_else(unknown);
    }
    let invoices = by_invoices(inquiry, payments);
    let found = invoices
        .or_else(|| by_purchases(inquiry))
        .or_else(|| by_word(inquiry));
    found.unwrap_or_else(|| unknown(inquiry, payments))
}

/// How their invoices were paid; empty if payments are not recorded, or no longer.
pub(super) fn payments(inquiry: &Inquiry<'_>) -> Payments {
    match inquiry.payments_missing {
        Some(_) => Payments::default(),
        None => Payments::of(inquiry.now, inquiry.subject.settings),
    }
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
    let words = match answer {
        Answer::Yes => words,
        _ => naming_open(words, inquiry, payments),
    };
    let sentence = [
        Some(counts(inquiry, payments)),
        (late_now && on_time > 0).then(|| begun_late(inquiry, payments, answer)),
        open(inquiry, payments),
    ];
    let sentence: Vec<String> = sentence.into_iter().flatten().collect();
    Some(
        Finding::new(Question::Pays, answer, words)
            .said(sentence.join("; "))
            .resting_on(evidence(payments)),
    )
}

/// The words for two late invoices among the last three. They are news for customers who paid on time before.
fn begun_late(inquiry: &Inquiry<'_>, payments: &Payments, answer: Answer) -> String {
    let late = format!("{} of the last 3 late", payments.late_of_last_three);
    let is_news = payments.paid_before(inquiry.subject.settings);
    if answer == Answer::No && is_news {
        format!("no longer pays on time, {late}")
    } else {
        late
    }
}

/// The words with what is overdue now, because a class may rest on it.
fn naming_open(words: String, inquiry: &Inquiry<'_>, payments: &Payments) -> String {
    let overdue = payments.overdue;
    if overdue.amount == 0 {
        return words;
    }
    let amount = inquiry.money(overdue.amount);
    format!(
        "{words} ({amount} overdue, {})",
        counted(overdue.days, "day")
    )
}

fn pays_late(payments: &Payments) -> String {
    match payments.usual_days_late {
        Some(days) => format!("pays late, {} as a rule", counted(days, "day")),
        None => "pays late".to_owned(),
    }
}

/// The counts in words: `5 of 12 invoices late in the last twelve months, then usually 21 days`.
fn counts(inquiry: &Inquiry<'_>, payments: &Payments) -> String {
    let (due, late) = (payments.due, payments.late());
    let is_all = payments.due == payments.ever_due;
    let when = match (payments.of_the_year, is_all) {
        (true, _) => format!(" {}", inquiry.subject.settings.lately(inquiry.now)),
        (false, true) => " so far".to_owned(),
        (false, false) => String::new(),
    };
    let (all, of) = if when.is_empty() {
        ("all of the last", "of the last")
    } else {
        ("all", "of")
    };
    let days = payments
        .usual_days_late
        .map(|days| counted(days, "day"))
        .unwrap_or_default();
    match (late, due) {
        (0, 1) => format!("the only invoice due{when} paid on time"),
        (1, 1) => format!("the only invoice due{when} {days} late"),
        (0, 2) => format!("both invoices due{when} paid on time"),
        (0, _) => format!("{all} {due} invoices due{when} paid on time"),
        _ if late == due => format!("{all} {due} invoices late{when}, usually {days}"),
        (1, _) => format!("1 {of} {due} invoices late{when}, by {days}"),
        _ => format!("{late} {of} {due} invoices late{when}, then usually {days}"),
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
        format!("{words}; {}", counts(inquiry, payments))
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
    let last = days.last().map(|day| day.value);
    let sentence = last.map_or_else(String::new, |last| match days.len() {
        1 => format!("pays on the spot: bought once, on {}", day(last)),
        count => format!(
            "pays on the spot: bought on {}, the last time on {}",
            counted(count as i64, "day"),
            day(last)
        ),
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
        .map(|verdict| Evidence::of(meaning(Trait::PaysOnTime, verdict.rating), verdict))
        .collect();
    Some(
        Finding::new(Question::Pays, answer, words)
            .said(said(Trait::PaysOnTime, &by))
            .resting_on(evidence),
    )
}

fn unknown(inquiry: &Inquiry<'_>, payments: &Payments) -> Finding {
    let unknown = |words: String| Finding::new(Question::Pays, Answer::Unknown, words);
    if inquiry.now.ledgers().next().is_none() {
        return match inquiry.now.days_bought().last() {
            Some(last) => unknown(format!("bought once, on {}", day(last.value))),
            None => unknown("how they pay is not known".to_owned()),
        };
    }
    if payments.due == 0 {
        let open = open(inquiry, payments);
        return unknown(open.unwrap_or_else(|| "nothing has fallen due yet".to_owned()));
    }
    let known = [Some(counts(inquiry, payments)), open(inquiry, payments)];
    let known: Vec<String> = known.into_iter().flatten().collect();
    let words = known.join("; ");
    let sentence = format!("too little to say: {words}");
    unknown(words).said(sentence).resting_on(evidence(payments))
}
