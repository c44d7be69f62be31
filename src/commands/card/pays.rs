//! Draws how they pay.

use crate::{
    amount,
    card::{Card, heading::heading, recent::with_reason},
    day,
    terminal::{Terminal, clean, hang},
};
use client::pb::v1::{CustomerStanding, HalfVerdict, PaymentOutlook, RecordedFact, fact::Body};

/// The most payments that came back and void invoices that are shown.
const SHOWN: usize = 3;

/// Draws how they pay, as far as the service knows it.
pub(super) fn draw(card: &Card, terminal: Terminal) -> String {
    let Some(outlook) = &card.classification.payment_outlook else {
        return String::new();
    };
    let beside = match outlook.verdict() {
        HalfVerdict::ChecksOut => "on time",
        HalfVerdict::DoesNot => "not as they should",
        _ => "not known",
    };
    let mut text = heading(terminal, "How they pay", beside);
    text.push_str(&hang("  ", &outlook.sentence, terminal.width));
    let has_left = card.standing() == CustomerStanding::Past;
    let taken_back = card.recent.iter().filter_map(taken_back).take(SHOWN);
    for line in lines(outlook, has_left).into_iter().chain(taken_back) {
        text.push_str(&hang("  ", &line, terminal.width));
    }
    text
}

fn lines(outlook: &PaymentOutlook, has_left: bool) -> Vec<String> {
    let mut lines = vec![];
    if let Some(date) = &outlook.last_invoice_date {
        lines.push(format!("last invoice on {}", day::date_in_words(date)));
    }
    let open = outlook
        .open
        .as_ref()
        .filter(|money| amount::micros(money) > 0);
    if let Some(open) = open {
        let overdue = outlook
            .overdue
            .as_ref()
            .filter(|money| amount::micros(money) > 0);
        lines.push(match overdue {
            Some(overdue) => format!(
                "open {}, of it overdue {}",
                amount::show(open),
                amount::show(overdue)
            ),
            None => format!("open {}, nothing of note overdue", amount::show(open)),
        });
    }
    if let Some(late) = outlook.next_late_probability.filter(|_| !has_left) {
        lines.push(format!(
            "the next invoice is late: about {} in 100",
            (late * 100.0).round()
        ));
    }
    lines
}

/// A payment that came back, or an invoice that is void, in words.
fn taken_back(recorded: &RecordedFact) -> Option<String> {
    let fact = recorded.fact.as_ref()?;
    let (what, reason) = match fact.body.as_ref()? {
        Body::PaymentReturn(back) => {
            let amount = amount::show(back.amount.as_ref()?);
            (format!("a payment of {amount} came back"), &back.reason)
        }
        Body::InvoiceVoid(void) => {
            let invoice_id = clean(&void.invoice_id);
            (format!("invoice {invoice_id} became void"), &void.reason)
        }
        _ => return None,
    };
    let when = day::in_words(fact.occur_time.as_ref()?);
    Some(with_reason(&format!("{what} on {when}"), reason))
}
