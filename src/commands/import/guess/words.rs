//! What headings and words mean: the table `words.yaml`, in English and German.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

/// The meaning of a column.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "snake_case")]
pub(super) enum Meaning {
    CustomerId,
    CustomerName,
    /// The customer, by id or by name: the cells decide.
    Customer,
    InvoiceId,
    FactId,
    Amount,
    PaidAmount,
    Currency,
    IssueDate,
    DueDate,
    PaidDate,
    Date,
    /// The time of day that belongs to a date.
    Time,
    Duration,
    Hours,
    Minutes,
    Billable,
    Author,
    /// The kind of the row.
    Type,
    Status,
    /// A known column that no fact needs.
    Ignored,
}

/// The table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    headings: BTreeMap<Meaning, Vec<String>>,
    kinds: BTreeMap<String, Vec<String>>,
    left_out: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

static WORDS: LazyLock<Result<Words, String>> = LazyLock::new(|| {
    serde_saphyr::from_str(include_str!("words.yaml")).map_err(|error| error.to_string())
});

/// The table, or what is wrong with it.
pub(super) fn words() -> Result<&'static Words, String> {
    WORDS.as_ref().map_err(Clone::clone)
}

/// How well a heading matches. Smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Match {
    /// It is one of the words; the number is its place in their list.
    Whole(usize),
    /// One of the words is a part of it.
    Part(usize),
}

impl Words {
    /// The meanings that a heading may have, the best first.
    pub(super) fn meanings(&self, heading: &str) -> Vec<(Match, Meaning)> {
        let plain = plain(heading);
        let padded = format!(" {plain} ");
        let mut found: Vec<(Match, Meaning)> = vec![];
        for (meaning, words) in &self.headings {
            let whole = words
                .iter()
                .position(|word| *word == plain)
                .map(Match::Whole);
            let part = || {
                let parts = words.iter().enumerate();
                let mut parts = parts.filter(|(_, word)| padded.contains(&format!(" {word} ")));
                parts.next().map(|(at, _)| Match::Part(at))
            };
            if let Some(quality) = whole.or_else(part) {
                found.push((quality, *meaning));
            }
        }
        // A heading that is a word of one list is no part of another.
        let is_whole = |quality: &Match| matches!(quality, Match::Whole(_));
        if found.iter().any(|(quality, _)| is_whole(quality)) {
            found.retain(|(quality, _)| is_whole(quality));
        }
        found.sort_unstable();
        found
    }

    /// The kind of row that a word of a column of types means.
    pub(super) fn kind(&self, word: &str) -> Option<&str> {
        let plain = plain(word);
        let mut kinds = self.kinds.iter();
        let found = kinds.find(|(_, words)| words.contains(&plain));
        found.map(|(kind, _)| kind.as_str())
    }

    /// Whether a row with this status is nothing that happened.
    pub(super) fn is_left_out(&self, status: &str) -> bool {
        self.left_out.contains(&plain(status))
    }

    /// Whether the word is a yes (true) or a no (false).
    pub(super) fn answer(&self, word: &str) -> Option<bool> {
        let plain = match word.trim() {
            "-" => "-".to_owned(),
            word => plain(word),
        };
        if self.yes.contains(&plain) {
            Some(true)
        } else {
            self.no.contains(&plain).then_some(false)
        }
    }
}

/// A heading without case, signs and what stands in parentheses.
fn plain(heading: &str) -> String {
    let mut text = String::with_capacity(heading.len());
    let mut depth = 0_u32;
    for letter in heading.to_lowercase().chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            letter if letter.is_alphanumeric() => text.push(letter),
            _ => text.push(' '),
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
