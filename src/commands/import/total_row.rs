//! Rows of totals. A spreadsheet or a report ends with one, and it is no customer.

use crate::explain::Refusal;

/// The words in the place of a customer that say that the row is a total.
const WORDS: [&str; 14] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sub total",
    "sum",
    "sums",
    "summe",
    "summen",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "zwischensumme",
    "endsumme",
];
/// The beginnings of such words: `Total for Hofmann Joinery`.
const BEGINNINGS: [&str; 3] = ["total for ", "summe für ", "gesamt für "];

/// Whether an id or a name is a word for a total.
pub(super) fn is_one(text: &str) -> bool {
    let text = text.to_lowercase().replace(['-', '_'], " ");
    let text = text.trim_matches(|sign: char| sign.is_whitespace() || sign == ':');
    WORDS.contains(&text) || BEGINNINGS.iter().any(|begin| text.starts_with(begin))
}

/// The refusal of a row that would make a total a customer.
pub(super) fn refusal() -> Refusal {
    let remedy = "this looks like a row of totals: delete it, or `skip` it in the mapping; if it is a \
                  customer, import the customer first and this file without --create-customers";
    Refusal::new("customer_id", "TOTAL_ROW", remedy)
}
