//! The columns of every kind of row: the table that the importer reads by and that `import --columns`
//! and `docs/import.md` show.

use std::fmt::Write as _;

use crate::{
    import::{columns_of_money as money, columns_of_people as people},
    paper::{hang, left},
};

/// A column: its name, what it holds, and an example.
pub type Column = (&'static str, &'static str, &'static str);

/// A kind of row and its columns.
#[derive(Debug)]
pub struct Kind {
    /// Its name in the column `kind`.
    pub name: &'static str,
    /// What it tells.
    pub what: &'static str,
    /// Its own columns, besides those of all facts.
    pub columns: &'static [Column],
}

/// The columns of every fact.
pub const OF_ALL_FACTS: &[Column] = &[
    (
        "customer_id",
        "the customer it concerns; required",
        "C-1042",
    ),
    (
        "occur_time",
        "when it happened; a date alone is its midnight UTC; required",
        "2026-03-31",
    ),
    (
        "fact_id",
        "your own id of the fact [default: <label>:<record number>]",
        "inv-117",
    ),
    (
        "source",
        "the system that tells it [default: --source]",
        "billing",
    ),
    ("author", "the person who tells it", "anna"),
    (
        "source_record_time",
        "when the source learnt of it",
        "2026-04-01",
    ),
];

/// All kinds, in the order in which they are shown.
pub const KINDS: &[Kind] = &[
    money::CUSTOMER,
    money::INVOICE,
    money::CONTRACT,
    money::PAYMENT,
    money::CREDIT_NOTE,
    money::PURCHASE,
    money::COST,
    money::EFFORT,
    people::NEGOTIATION,
    people::USAGE,
    people::ASSESSMENT,
    people::WALLET_ESTIMATE,
    people::VOICE,
    people::ACTION,
    people::REFERRAL,
    people::DEPARTURE,
    people::COMEBACK,
];

impl Kind {
    /// Whether rows of this kind have such a column.
    pub fn takes(&self, name: &str) -> bool {
        let common = if self.name == "customer" {
            &[]
        } else {
            OF_ALL_FACTS
        };
        self.columns
            .iter()
            .chain(common)
            .any(|column| matches(column.0, name))
    }
}

fn matches(column: &str, name: &str) -> bool {
    match column.split_once('<') {
        Some((prefix, _)) => name.len() > prefix.len() && name.starts_with(prefix),
        None => column == name,
    }
}

/// The kind of this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Whether any kind has such a column.
pub fn is_known(name: &str) -> bool {
    name == "kind" || KINDS.iter().any(|kind| kind.takes(name))
}

/// What to say about a kind that is none.
pub fn unknown_kind(name: &str) -> String {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    format!(
        "`{name}` is no kind of row; the kinds are {}",
        names.join(", ")
    )
}

/// All kinds and columns with an example each, for a terminal.
pub fn describe(width: usize) -> String {
    let mut text = String::from("Every row has a column `kind`. Every fact has:\n\n");
    text.push_str(&table(OF_ALL_FACTS, width));
    text.push_str("\nAnd by kind:\n");
    for kind in KINDS {
        let _ = writeln!(text, "\n{}: {}", kind.name, kind.what);
        text.push_str(&table(kind.columns, width));
    }
    text
}

fn table(columns: &[Column], width: usize) -> String {
    let mut text = String::new();
    for (name, what, example) in columns {
        let lead = format!("  {} ", left(name, 26));
        text.push_str(&hang(&lead, &format!("{what} (example: {example})"), width));
    }
    text
}
