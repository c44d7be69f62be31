//! The schema: the migrations in order, run by one process at a time, and the check that they were.

use std::time::Duration;

use sha2::{Digest, Sha256};
use sqlx::error::DatabaseError;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor, SqlSafeStr};
use thiserror::Error;
use tokio::time::{Instant, sleep};
use tracing::info;

use super::Store;
use super::sql;

/// The migrations, in order. One that was released is never changed; it is followed by another.
const MIGRATIONS: [(&str, &str); 6] = [
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
];

/// How long to wait for another process that migrates.
const PATIENCE: Duration = Duration::from_mins(2);
const POLL: Duration = Duration::from_millis(200);

/// So often a migration is tried that cannot get its lock within two seconds.
const ATTEMPTS: u32 = 10;

/// Why the store cannot be used as it is. The text is for the operator.
#[derive(Debug, Error)]
pub enum NotReady {
    /// The server cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The server may forget what it acknowledged.
    #[error(
        "this Postgres runs with `{setting} = off` and would lose facts in a crash: \
         set it to `on`, or use another server"
    )]
    Forgetful {
        /// The setting that is off.
        setting: &'static str,
    },
    /// Migrations have not been run.
    #[error(
        "the database has schema version {found} and this program needs {needed}: \
         run `customer-quality migrate`, or start with `--migrate`"
    )]
    Older {
        /// The version of the database.
        found: i64,
        /// The version of this program.
        needed: i64,
    },
    /// A newer program has migrated it, to what this one cannot live with.
    #[error(
        "the database has schema version {found}, which needs a program that knows {oldest}, and this \
         one knows {known}: use a newer program"
    )]
    Newer {
        /// The version of the database.
        found: i64,
        /// The version that a program must know at least.
        oldest: i64,
        /// The version of this program.
        known: i64,
    },
    /// Another process is at it, for too long.
    #[error("another process has been migrating this database for {} seconds", PATIENCE.as_secs())]
    Busy,
    /// A migration failed.
    #[error("a migration failed: {0}")]
    Failed(String),
}

impl Store {
    /// Runs the migrations that have not been run. Any number of processes may try at once: one does
    /// it, the others wait for it without holding anything that could stop it. A newer schema that this
    /// program can live with stays as it is.
    ///
    /// # Errors
    /// The schema is too new for this program, or the database does not take a migration.
    pub async fn migrate(&self) -> Result<(), NotReady> {
        // A connection of its own, which takes the lock with it when it goes.
        let mut connection = self.connections.extra().await.map_err(unreachable)?;
        wait_for_turn(&mut connection).await?;
        let migrated = match standing_of(&mut connection).await {
            Ok(Standing::Newer) => Ok(()),
            Ok(Standing::Older(_) | Standing::Same) => run(&mut connection).await,
            Err(refused) => Err(refused),
        };
        connection.close().await.map_err(unreachable)?;
        migrated
    }

    /// Whether the schema is one that this program can live with.
    ///
    /// # Errors
    /// It is older, or too new; the text says what to do.
    pub async fn check_schema(&self) -> Result<(), NotReady> {
        let mut connection = self.connections.acquire().await.map_err(unreachable)?;
        match standing_of(&mut connection).await? {
            Standing::Older(found) => Err(NotReady::Older {
                found,
                needed: newest(),
            }),
            Standing::Same | Standing::Newer => Ok(()),
        }
    }
}

/// How the schema of the database stands to that of this program.
enum Standing {
    /// It has this version.
    Older(i64),
    Same,
    /// The next programs' schema, which this one can live with.
    Newer,
}

async fn standing_of(connection: &mut PgConnection) -> Result<Standing, NotReady> {
    let exists: bool = sqlx::query_scalar(sql::SCHEMA_EXISTS)
        .fetch_one(&mut *connection)
        .await
        .map_err(unreachable)?;
    if !exists {
        return Ok(Standing::Older(0));
    }
    let known = newest();
    let found: i64 = sqlx::query_scalar(sql::SCHEMA_VERSION)
        .fetch_one(&mut *connection)
        .await
        .map_err(unreachable)?;
    if found <= known {
        let same = found == known;
        return Ok(if same {
            Standing::Same
        } else {
            Standing::Older(found)
        });
    }
    let oldest: i64 = sqlx::query_scalar(sql::OLDEST_SCHEMA)
        .fetch_one(connection)
        .await
        .map_err(unreachable)?;
    if known < oldest {
        return Err(NotReady::Newer {
            found,
            oldest,
            known,
        });
    }
    info!(
        found,
        known, "the database has a newer schema, which this program can live with"
    );
    Ok(Standing::Newer)
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

fn newest() -> i64 {
    MIGRATIONS.len() as i64
}

/// Polls for the lock. Waiting inside `pg_advisory_lock` would hold a snapshot, which an index built
/// concurrently waits for: neither would end.
async fn wait_for_turn(connection: &mut PgConnection) -> Result<(), NotReady> {
    let start = Instant::now();
    loop {
        let turn = sqlx::query_scalar(sql::TRY_MIGRATION_LOCK)
            .fetch_one(&mut *connection)
            .await;
        if turn.map_err(unreachable)? {
            return Ok(());
        }
        if start.elapsed() > PATIENCE {
            return Err(NotReady::Busy);
        }
        sleep(POLL).await;
    }
}

async fn run(connection: &mut PgConnection) -> Result<(), NotReady> {
    // A migration that waits for a lock makes everybody behind it wait: rather give up and try again.
    connection
        .execute("SET lock_timeout = '2s'")
        .await
        .map_err(unreachable)?;
    let mut migrator = Migrator::with_migrations(migrations());
    migrator.set_locking(false);
    let mut attempt = 0;
    loop {
        attempt += 1;
        match migrator.run_direct(None, connection, false).await {
            Ok(()) => return Ok(()),
            Err(error) if attempt < ATTEMPTS && is_lock_timeout(&error) => sleep(POLL).await,
            Err(error) => return Err(NotReady::Failed(error.to_string())),
        }
    }
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

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
fn unreachable(error: sqlx::Error) -> NotReady {
    NotReady::Unreachable(error.to_string())
}
