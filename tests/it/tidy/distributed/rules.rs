//! The distribution of each table over the machines, as data. A new table gets a line here. A distributed
//! table is also named in the command of `docs/scaling.md`.

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
    ("portfolio_shares", Kept::Distributed),
    ("referral_figures", Kept::Distributed),
    ("referral_queue", Kept::Distributed),
    ("class_changes", Kept::Distributed),
    // Walks go over it from customer to customer, wherever they lie.
    ("referrals", Kept::Reference),
    // Every statement about a customer asks for their ids.
    ("merged_customers", Kept::Reference),
    ("_sqlx_migrations", Kept::Local),
    ("hours", Kept::Local),
    ("models", Kept::Local),
    ("feed_days", Kept::Local),
    // Numbered under an advisory lock, which is given back only after the workers have committed.
    ("portfolio_publications", Kept::Local),
    ("settings", Kept::Local),
];

/// Queues, each with a table that its marks stand for. Whoever sees a mark has to see that row too.
pub(super) const MARKS: &[(&str, &str)] = &[
    ("dirty_customers", "facts"),
    ("referral_queue", "standings"),
];

/// Statements that break a rule all the same, each for a reason.
pub(super) const EXCEPTED: &[&str] = &[];

/// How a table is kept; none if it is no table of ours.
pub(super) fn kept(table: &str) -> Option<Kept> {
    let found = TABLES.iter().find(|(name, _)| *name == table);
    found.map(|(_, kept)| *kept)
}
