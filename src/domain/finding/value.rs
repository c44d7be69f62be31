//! Do they see the value? The answer rests on how the price was agreed, on questioned invoices, and on
//! ratings.

use super::{Evidence, Finding, Inquiry, low_by_majority, mean};
use crate::fact::{NegotiationMoment, Trait};
use crate::model::{Answer, Question};
use crate::ratio::ONE;
use crate::signal::{Deal, deal, ratings, said};
use crate::time::{Time, Window};
use crate::words::{counted, list, month, percent};
use std::collections::BTreeMap;

const ASKED: [Trait; 2] = [Trait::PaysFairPrice, Trait::ValuesOurWork];

/// The sentences for and against them, and the evidence they rest on.
#[derive(Default)]
struct Heard {
    no: Vec<String>,
    yes: Vec<String>,
    neither: Vec<String>,
    evidence: Vec<Evidence>,
}

pub(super) fn find(inquiry: &Inquiry<'_>) -> Finding {
    let mut heard = Heard::default();
    heard.ratings(inquiry);
    heard.deal(inquiry, &deal(inquiry.now));
    heard.questioned(inquiry);
    let (answer, words) = match (heard.no.first(), heard.neither.first(), heard.yes.first()) {
        (Some(_), _, _) => (Answer::No, "does not see the value"),
        (None, Some(_), _) => (Answer::Mixed, "sees the value only partly"),
        (None, None, Some(_)) => (Answer::Yes, "sees the value"),
        (None, None, None) => (Answer::Unknown, "whether they see the value is not known"),
    };
    let said = match answer {
        Answer::No => heard.no,
        Answer::Mixed => [heard.neither, heard.yes].concat(),
        _ => heard.yes,
    };
    let finding = Finding::new(Question::SeesValue, answer, words);
    if said.is_empty() {
        return finding;
    }
    finding.said(said.join("; ")).resting_on(heard.evidence)
}

impl Heard {
    fn ratings(&mut self, inquiry: &Inquiry<'_>) {
        let lines = inquiry.lines();
        for rated in ASKED {
            let by = inquiry.ratings(rated);
            let Some(mean) = mean(&by) else {
                continue;
            };
            let sentence = said(rated, &by);
            let low = by
                .iter()
                .any(|verdict| i64::from(verdict.rating) <= lines.low_to);
            if low_by_majority(&by, lines) {
                self.no.push(sentence);
            } else if mean >= lines.value_from && !low {
                self.yes.push(sentence);
            } else {
                self.neither.push(sentence);
            }
            self.evidence.extend(by.iter().map(|verdict| {
                Evidence::of(crate::signal::meaning(rated, verdict.rating), verdict)
            }));
        }
    }

    fn deal(&mut self, inquiry: &Inquiry<'_>, deal: &Deal) {
        let lines = inquiry.lines();
        let saw = deal.recognition.map(|(rating, _)| rating);
        let no_value = saw.is_some_and(|rating| rating <= lines.low_to);
        let Some((hard, time)) = hard_words(inquiry, deal) else {
            self.easy(inquiry, deal);
            return;
        };
        self.evidence.push(Evidence {
            by: String::new(),
            note: String::new(),
            time: Some(time),
            value: None,
            unit: "",
            about: hard.clone(),
        });
        if no_value || !is_forgotten(inquiry, time) {
            self.no.push(hard);
        }
    }

    /// Adds the sentence about a deal that was not hard.
    fn easy(&mut self, inquiry: &Inquiry<'_>, deal: &Deal) {
        let lines = inquiry.lines();
        let recognised = deal
            .recognition
            .filter(|(rating, _)| *rating >= lines.high_from);
        let small = deal
            .discount
            .filter(|(bps, _)| *bps < lines.discount_small_bps);
        let quick = deal
            .rounds
            .is_none_or(|(rounds, _)| rounds <= lines.rounds_few);
        let sentence = match (recognised, small) {
            (Some((rating, time)), _) => Some((
                format!("saw the value {} ({rating} of 5)", talked(time)),
                time,
            )),
            (None, Some((0, time))) if quick => {
                Some((format!("asked for no discount {}", talked(time)), time))
            }
            (None, Some((bps, time))) if quick => Some((
                format!(
                    "asked for only {} off {}",
                    percent(bps * ONE / 10_000),
                    talked(time)
                ),
                time,
            )),
            _ => None,
        };
        if let Some((sentence, time)) = sentence {
            self.evidence.push(Evidence {
                by: String::new(),
                note: String::new(),
                time: Some(time),
                value: None,
                unit: "",
                about: sentence.clone(),
            });
            self.yes.push(sentence);
        } else {
            self.neither.extend(middling(inquiry, deal));
        }
    }

    fn questioned(&mut self, inquiry: &Inquiry<'_>) {
        let (lines, view) = (inquiry.lines(), inquiry.subject.view);
        let year = Window::trailing(inquiry.subject.settings.look_back_months(), view.day());
        let questioned = view.negotiations().iter().filter(|talk| {
            talk.value.moment == NegotiationMoment::InvoiceQuestioned
                && year.contains(talk.time.date_naive())
        });
        let times: Vec<Time> = questioned.map(|talk| talk.time).collect();
        let count = times.len() as i64;
        let invoices = view
            .ledgers()
            .filter(|ledger| year.contains(ledger.invoice.issue_date))
            .count() as i64;
        if count == 0 {
            return;
        }
        let lately = inquiry.subject.settings.lately(view);
        let questioned = if invoices >= count {
            match (count, invoices) {
                (1, 1) => "the only invoice".to_owned(),
                _ => format!("{count} of {invoices} invoices"),
            }
        } else {
            counted(count, "invoice")
        };
        let sentence = format!("questioned {questioned} {lately}");
        let newest = times.last().copied();
        let evidence = Evidence::counted("invoices questioned", count * ONE, "invoices", newest);
        self.evidence.push(evidence);
        if count >= lines.questioned_min && count * lines.questioned_one_of >= invoices {
            self.no.push(sentence);
        } else if count >= lines.questioned_min {
            self.neither.push(sentence);
        }
    }
}

/// The words for a deal that was neither hard nor easy: the discount was not small, or it took more than a
/// few rounds.
fn middling(inquiry: &Inquiry<'_>, deal: &Deal) -> Option<String> {
    let lines = inquiry.lines();
    let discount = deal
        .discount
        .filter(|(bps, _)| *bps >= lines.discount_small_bps);
    let rounds = deal.rounds.filter(|(rounds, _)| *rounds > lines.rounds_few);
    let words: Vec<String> = [
        discount.map(|(bps, _)| format!("asked for {} off", percent(bps * ONE / 10_000))),
        rounds.map(|(rounds, _)| format!("took {}", counted(rounds, "round"))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let times = [discount, rounds].into_iter().flatten();
    let time = times.map(|(_, time)| time).max()?;
    Some(format!("{} {}", list(&words), talked(time)))
}

fn talked(time: Time) -> String {
    format!(
        "when the price was talked about in {}",
        month(time.date_naive())
    )
}

/// The words for a hard deal, and the time of its latest hard part; `None` if the deal was not hard.
fn hard_words(inquiry: &Inquiry<'_>, deal: &Deal) -> Option<(String, Time)> {
    let lines = inquiry.lines();
    let discount = deal
        .discount
        .filter(|(bps, _)| *bps >= lines.discount_large_bps);
    let rounds = deal
        .rounds
        .filter(|(rounds, _)| *rounds >= lines.rounds_many);
    let blind = deal
        .recognition
        .filter(|(rating, _)| *rating <= lines.low_to);
    let words: Vec<String> = [
        discount.map(|(bps, _)| format!("asked for {} off", percent(bps * ONE / 10_000))),
        rounds.map(|(rounds, _)| format!("took {}", counted(rounds, "round"))),
        blind.map(|(rating, _)| format!("did not see the value ({rating} of 5)")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let times = [discount, rounds, blind].into_iter().flatten();
    let time = times.map(|(_, time)| time).max()?;
    Some((format!("{} {}", list(&words), talked(time)), time))
}

/// Whether people have rated the price after `since`, and all of them say that the customer gladly pays it.
fn is_forgotten(inquiry: &Inquiry<'_>, since: Time) -> bool {
    let months = inquiry.subject.settings.rating_max_age();
    let later =
        ratings(inquiry.now, Trait::PaysFairPrice, months).filter(|rating| rating.time > since);
    let mut latest: BTreeMap<&str, i32> = BTreeMap::new();
    for rating in later {
        latest.insert(&rating.value.assessor, rating.value.rating);
    }
    let high = |rating: &i32| i64::from(*rating) >= inquiry.lines().high_from;
    !latest.is_empty() && latest.values().all(high)
}
