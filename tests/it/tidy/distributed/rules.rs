//! How each table is kept where the database is spread over machines, as data. A new table gets a line here
//! and, if it is distributed, a word in the command of `docs/scaling.md`.

/// How a table is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// Spread by `customer_id`: all rows of a customer lie together.
    Distributed,
    /// Whole on every machine.
    Reference,
    /// On the coordinator alone.
    Local,
}

/// Every table.
pub(super) const TABLES: &[(&str, Kept)] = &[
    ("customers", Kept::Distributed),
    ("customer_versions", Kept::Distributed),
    ("facts", Kept::Distributed),
    ("retractions", Kept::Distributed),
    ("invoices", Kept::Distributed),
    ("customer_months", Kept::Distributed),
    ("standings", Kept::Distributed),
    ("dirty_customers", Kept::Distributed),
    // Walks go over it from customer to customer, wherever they lie.
    ("referrals", Kept::Reference),
    ("_sqlx_migrations", Kept::Local),
    ("hours", Kept::Local),
    ("models", Kept::Local),
    // Marked under an advisory lock, which is given back only after the workers have committed.
    ("portfolio_bases", Kept::Local),
    ("settings", Kept::Local),
];

/// Queues, each with a table that its marks stand for. Whoever sees a mark has to see that row too.
pub(super) const MARKS: &[(&str, &str)] = &[("dirty_customers", "facts")];

/// Statements that break a rule all the same, each for a reason.
pub(super) const EXCEPTED: &[&str] = &[
    // The pass over the forest is refused on Citus (`SELECT FROM` in a CTE) until something else does its
    // work.
    "src/store/sql/put_forest.sql",
];

/// How a table is kept; none if it is no table of ours.
pub(super) fn kept(table: &str) -> Option<Kept> {
    let found = TABLES.iter().find(|(name, _)| *name == table);
    found.map(|(_, kept)| *kept)
}
