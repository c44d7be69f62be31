//! The migrations in order, run by one process at a time and one statement at a time.

use std::time::Duration;

use sha2::{Digest, Sha256};
use sqlx::error::DatabaseError;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor, SqlSafeStr};
use tokio::time::{Instant, sleep};
use tracing::info;

use super::not_ready::NotReady;
use super::schema::{Found, Standing};
use super::{Store, script, sql};

/// The migrations, in order. One that was released is never changed; it is followed by another.
pub(super) const MIGRATIONS: [(&str, &str); 11] = [
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
];

/// Where it is recorded which of them were run, in the form of sqlx.
const RECORD: &str = "_sqlx_migrations";

/// How long to wait for another process that migrates.
pub(super) const PATIENCE: Duration = Duration::from_mins(2);
const POLL: Duration = Duration::from_millis(200);

/// So often a migration is tried that cannot get its lock within two seconds.
const ATTEMPTS: u32 = 10;

impl Store {
    /// Runs the migrations that have not been run. Any number of processes may try at once: one does
    /// it, the others wait for it without holding anything that could stop it. A newer schema that this
    /// program can live with stays as it is.
    ///
    /// # Errors
    /// The schema is too new for this program, or the database does not take a migration.
    pub async fn migrate(&self) -> Result<(), NotReady> {
        // A connection of its own, which takes the lock with it when it goes.
        let mut connection = self.connections.extra().await?;
        wait_for_turn(&mut connection).await?;
        let migrated = async {
            match Found::read(&mut connection).await?.standing()? {
                Standing::Same => Ok(()),
                Standing::Newer(found) => {
                    let known = newest();
                    info!(
                        found,
                        known, "the database has a newer schema, which this program can live with"
                    );
                    Ok(())
                }
                Standing::Older(_) => run(&mut connection).await,
            }
        };
        let migrated = migrated.await;
        connection.close().await?;
        migrated
    }
}

/// A short name for exactly this schema.
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

/// Polls for the lock. Waiting inside `pg_advisory_lock` would hold a snapshot, which an index built
/// concurrently waits for: neither would end.
async fn wait_for_turn(connection: &mut PgConnection) -> Result<(), NotReady> {
    let start = Instant::now();
    loop {
        let turn = sqlx::query_scalar(sql::TRY_MIGRATION_LOCK)
            .fetch_one(&mut *connection)
            .await;
        if turn? {
            return Ok(());
        }
        if start.elapsed() > PATIENCE {
            return Err(NotReady::Busy);
        }
        sleep(POLL).await;
    }
}

/// Runs those that are not recorded. Those that are were compared with their files before
/// ([`Found::standing`]).
async fn run(connection: &mut PgConnection) -> Result<(), NotReady> {
    // A migration that waits for a lock makes everybody behind it wait: rather give up and try again.
    connection.execute("SET lock_timeout = '2s'").await?;
    connection.ensure_migrations_table(RECORD).await?;
    if let Some(version) = connection.dirty_version(RECORD).await? {
        return Err(MigrateError::Dirty(version).into());
    }
    let recorded = connection.list_applied_migrations(RECORD).await?;
    let is_recorded = |step: &Migration| recorded.iter().any(|run| run.version == step.version);
    for (step, (name, script)) in migrations().iter().zip(MIGRATIONS) {
        if is_recorded(step) {
            continue;
        }
        let statements = script::statements(script)
            .map_err(|refused| NotReady::Failed(format!("{name}: {refused}")))?;
        let mut attempt = 1;
        loop {
            match apply(connection, step, &statements).await {
                Ok(()) => break,
                Err(error) if attempt < ATTEMPTS && is_lock_timeout(&error) => sleep(POLL).await,
                Err(error) => return Err(error.into()),
            }
            attempt += 1;
        }
    }
    Ok(())
}

/// Runs a migration and records it, both or nothing.
async fn apply(
    connection: &mut PgConnection,
    step: &Migration,
    statements: &[&'static str],
) -> Result<(), MigrateError> {
    let mut transaction = connection.begin().await?;
    for statement in statements {
        let done = transaction.execute(*statement).await;
        done.map_err(|error| MigrateError::ExecuteMigration(error, step.version))?;
    }
    // Records it without running it: that is done.
    transaction.skip(RECORD, step).await?;
    transaction.commit().await?;
    Ok(())
}

fn migrations() -> Vec<Migration> {
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

fn is_lock_timeout(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| code == "55P03")
}
