//! The migrations, as this program was built with them.

use sha2::{Digest, Sha256};
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType};

/// The migrations, in order. A released migration is never changed; another one follows it.
pub(super) const MIGRATIONS: [(&str, &str); 15] = [
    (
        "0001_customers.sql",
        include_str!("../../migrations/0001_customers.sql"),
    ),
    (
        "0002_facts.sql",
        include_str!("../../migrations/0002_facts.sql"),
    ),
    (
        "0003_derived.sql",
        include_str!("../../migrations/0003_derived.sql"),
    ),
    (
        "0004_models.sql",
        include_str!("../../migrations/0004_models.sql"),
    ),
    (
        "0005_standings.sql",
        include_str!("../../migrations/0005_standings.sql"),
    ),
    (
        "0006_forest_pass.sql",
        include_str!("../../migrations/0006_forest_pass.sql"),
    ),
    (
        "0007_owners_words.sql",
        include_str!("../../migrations/0007_owners_words.sql"),
    ),
    (
        "0008_published_figures.sql",
        include_str!("../../migrations/0008_published_figures.sql"),
    ),
    (
        "0009_feeds.sql",
        include_str!("../../migrations/0009_feeds.sql"),
    ),
    (
        "0010_distributed_queue.sql",
        include_str!("../../migrations/0010_distributed_queue.sql"),
    ),
    (
        "0011_fewer_indexes.sql",
        include_str!("../../migrations/0011_fewer_indexes.sql"),
    ),
    (
        "0012_further_kinds.sql",
        include_str!("../../migrations/0012_further_kinds.sql"),
    ),
    (
        "0013_corrections.sql",
        include_str!("../../migrations/0013_corrections.sql"),
    ),
    (
        "0014_words_of_names.sql",
        include_str!("../../migrations/0014_words_of_names.sql"),
    ),
    (
        "0015_merged_customers.sql",
        include_str!("../../migrations/0015_merged_customers.sql"),
    ),
];

pub(super) fn migrations() -> Vec<Migration> {
    let migration = |(version, (name, sql)): (i64, &(&'static str, &'static str))| {
        Migration::new(
            version,
            (*name).into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    };
    (1..).zip(&MIGRATIONS).map(migration).collect()
}

/// A short fingerprint of exactly this schema.
pub fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for (_, sql) in MIGRATIONS {
        hash.update(sql);
    }
    let hash = hash.finalize();
    let first = hash.iter().take(8);
    first
        .fold(0u64, |number, byte| number << 8 | u64::from(*byte))
        .to_string()
}

/// The version of this program's schema.
pub(super) fn newest() -> i64 {
    MIGRATIONS.len() as i64
}

/// Each migration's number and checksum, in order.
pub(super) fn checksums() -> impl Iterator<Item = (i64, Vec<u8>)> {
    migrations()
        .into_iter()
        .map(|step| (step.version, step.checksum.into_owned()))
}
