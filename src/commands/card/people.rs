//! Draws the origin of a customer and the customers they referred.

use crate::{
    amount,
    card::{Card, heading::heading},
    day,
    terminal::{Terminal, clean, hang},
};
use client::pb::v1::{BuysAs, ReferralValue};

/// Draws the origin of the customer and the customers they referred.
pub(super) fn draw(card: &Card, terminal: Terminal) -> String {
    let mut lines = vec![];
    lines.extend(came(card));
    if card.customer.buys_as() == BuysAs::Middleman {
        lines.push("buys for others or sells it on".to_owned());
    }
    lines.extend(names(&card.sent));
    lines.extend(sent(&card.referral_value));
    if lines.is_empty() {
        return String::new();
    }
    let mut text = heading(terminal, "Where they came from, whom they sent", "");
    for line in lines {
        text.push_str(&hang("  ", &line, terminal.width));
    }
    text
}

/// `with you since 2024-03-01, through the trade fair, sent by C-17`.
fn came(card: &Card) -> Option<String> {
    let customer = &card.customer;
    let since = customer
        .onboard_date
        .as_ref()
        .map(|date| format!("with you since {}", day::date_in_words(date)));
    let source = Some(clean(&customer.acquisition_source)).filter(|source| !source.is_empty());
    let sent_by = clean(&card.sent_by);
    // The line that names the referrer already shows the referral.
    let is_said = source.as_deref() == Some("referral") && !sent_by.is_empty();
    let source = source
        .filter(|_| !is_said)
        .map(|source| format!("found you through: {source}"));
    let referrer = (!sent_by.is_empty()).then(|| format!("sent by {sent_by}"));
    let parts: Vec<String> = [since, source, referrer].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The most names that are listed.
const NAMED: usize = 6;

/// `sent you Wetherden Windows (story-tree-1) and Coppinger Eye Clinic (story-tree-2)`.
fn names(sent: &[String]) -> Option<String> {
    let mut shown: Vec<String> = sent.iter().take(NAMED).map(|name| clean(name)).collect();
    match sent.len().saturating_sub(NAMED) {
        0 => {}
        more => shown.push(format!("{more} more")),
    }
    (!shown.is_empty()).then(|| format!("sent you {}", domain::words::list(&shown)))
}

/// Their value together with everyone they brought.
fn sent(value: &ReferralValue) -> Option<String> {
    if value.brought_count == 0 {
        return None;
    }
    let total = value
        .total_lifetime_value
        .as_ref()
        .map(amount::show)
        .unwrap_or_default();
    let people = if value.brought_count == 1 {
        "customer".to_owned()
    } else {
        format!(
            "{} customers",
            amount::grouped(i128::from(value.brought_count))
        )
    };
    let rank = match (value.rank_by_own_spending, value.rank_by_total) {
        (Some(_), Some(_)) => format!(
            " ({})",
            value.sentence.split(';').next().unwrap_or_default()
        ),
        _ => String::new(),
    };
    Some(format!(
        "With the {people} they brought: worth {total}{rank}"
    ))
}
