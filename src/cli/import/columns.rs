//! The columns of every kind of row: the table that the importer reads by and that `import --columns`
//! and `docs/import.md` show.

use std::fmt::Write as _;

use crate::cli::paper::{hang, left};

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

const AMOUNT: Column = (
    "amount",
    "a decimal, up to six decimals; required",
    "1200.00",
);
const CURRENCY: Column = ("currency", "three letters [default: --currency]", "EUR");
const RATE: Column = (
    "exchange_rate",
    "reporting currency per unit, if it is another one",
    "0.9234",
);
const INVOICE_ID: Column = ("invoice_id", "the invoice's number; required", "2026-0117");

/// All kinds, in the order in which they are shown.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "customer",
        what: "a customer's own fields; only those with a column are replaced",
        columns: &[
            (
                "customer_id",
                "your own id, never given to somebody else; required",
                "C-1042",
            ),
            ("name", "the name to show to people", "Hofmann Joinery"),
            (
                "customer_kind",
                "business or individual; required for a new customer",
                "business",
            ),
            (
                "onboard_date",
                "the day the relationship began",
                "2024-03-01",
            ),
            ("acquisition_source", "how they found you", "trade-fair"),
            ("buys_as", "end_user or middleman", "end_user"),
            (
                "attribute.<key>",
                "values of an attribute, `;` between them",
                "carpentry;furniture",
            ),
        ],
    },
    Kind {
        name: "invoice",
        what: "an invoice sent; occur_time is its issue_date where not given",
        columns: &[
            INVOICE_ID,
            AMOUNT,
            CURRENCY,
            (
                "issue_date",
                "the day it was issued; required",
                "2026-03-31",
            ),
            ("due_date", "the last day in time; required", "2026-04-14"),
            (
                "service_start_date",
                "first day of the service it pays for",
                "2026-01-01",
            ),
            (
                "service_end_date",
                "last day of the service it pays for",
                "2026-03-31",
            ),
            RATE,
        ],
    },
    Kind {
        name: "contract",
        what: "a contract agreed; occur_time is its start_date where not given",
        columns: &[
            ("contract_id", "the contract's number; required", "SUP-77"),
            ("start_date", "the first day; required", "2025-01-01"),
            (
                "end_date",
                "the last day [default: an open end]",
                "2026-12-31",
            ),
            (
                "billing_period_months",
                "months between two bills; required",
                "12",
            ),
            ("amount", "the amount of one period; required", "3600.00"),
            CURRENCY,
            RATE,
        ],
    },
    Kind {
        name: "payment",
        what: "money received for an invoice; partial ones add up",
        columns: &[INVOICE_ID, AMOUNT, CURRENCY, RATE],
    },
    Kind {
        name: "credit_note",
        what: "money credited or refunded",
        columns: &[
            (
                "invoice_id",
                "the invoice it credits [default: none, a refund]",
                "2026-0117",
            ),
            AMOUNT,
            CURRENCY,
            RATE,
        ],
    },
    Kind {
        name: "purchase",
        what: "a sale paid on the spot",
        columns: &[AMOUNT, CURRENCY, RATE],
    },
    Kind {
        name: "cost",
        what: "money spent on the customer",
        columns: &[
            AMOUNT,
            CURRENCY,
            (
                "cost_kind",
                "direct, acquisition or gift; required",
                "direct",
            ),
            RATE,
        ],
    },
    Kind {
        name: "effort",
        what: "time spent on the customer; exactly one of minutes, hours and seconds",
        columns: &[
            (
                "minutes",
                "minutes, decimals allowed, rounded to the second",
                "90",
            ),
            (
                "hours",
                "hours, decimals allowed, rounded to the second",
                "1.5",
            ),
            ("seconds", "seconds", "5400"),
            (
                "effort_kind",
                "accounting, support, delivery or rework; required",
                "support",
            ),
            (
                "billing",
                "billed, included or unbilled; required",
                "unbilled",
            ),
        ],
    },
    Kind {
        name: "negotiation",
        what: "how talking about the price went",
        columns: &[
            (
                "moment",
                "first_deal, renewal or invoice_questioned; required",
                "first_deal",
            ),
            (
                "discount_asked_bps",
                "discount asked, in basis points or as 10%",
                "1000",
            ),
            ("discount_granted_bps", "discount given, likewise", "500"),
            ("rounds", "rounds until both agreed", "2"),
            (
                "value_recognition",
                "1 sees only the price, 5 sees the whole value",
                "4",
            ),
        ],
    },
    Kind {
        name: "usage",
        what: "a snapshot of how much of the product they use",
        columns: &[(
            "usage.<measure>",
            "a whole number: users, features, licences, storage_bytes or your own",
            "12",
        )],
    },
    Kind {
        name: "assessment",
        what: "a person's rating of one trait",
        columns: &[
            (
                "trait",
                "looks_ahead, pays_fair_price, respects_us ...; required",
                "respects_us",
            ),
            ("rating", "1 to 5; required", "4"),
            ("assessor", "who rates; required", "anna"),
            ("about", "owner, economic_buyer, champion or other", "owner"),
            (
                "person_key",
                "a key of the person it is about",
                "mr-hofmann",
            ),
            ("note", "why", "asked for a plan for next year"),
        ],
    },
    Kind {
        name: "wallet_estimate",
        what: "your share of what they spend in your field",
        columns: &[
            (
                "our_share_bps",
                "your share, in basis points or as 60%",
                "6000",
            ),
            ("other_vendor_count", "other vendors they buy from", "2"),
        ],
    },
    Kind {
        name: "voice",
        what: "what the customer said",
        columns: &[
            (
                "voice_kind",
                "wish, need, praise or complaint; required",
                "wish",
            ),
            (
                "words",
                "their words; required",
                "I wish you did our payroll too",
            ),
        ],
    },
    Kind {
        name: "action",
        what: "what you did for or about the customer",
        columns: &[
            (
                "action_kind",
                "thanked, called, asked_for_referral ...; required",
                "called",
            ),
            ("by", "who did it; required", "anna"),
            (
                "note",
                "a note, or the text agreed for agreed_destination",
                "about the renewal",
            ),
            ("outcome", "what came of it", "will think about it"),
        ],
    },
    Kind {
        name: "referral",
        what: "the customer recommended you to another one",
        columns: &[
            (
                "referred_customer_id",
                "the customer who came; required",
                "C-2001",
            ),
            (
                "would_have_come_anyway_bps",
                "chance, in basis points or as 25%",
                "2500",
            ),
        ],
    },
    Kind {
        name: "departure",
        what: "the customer left",
        columns: &[
            ("ended_by", "them, us or circumstance; required", "them"),
            ("reason", "why", "moved abroad"),
        ],
    },
    Kind {
        name: "return",
        what: "the customer came back after a departure",
        columns: &[("reason", "why", "the other one never answered")],
    },
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
