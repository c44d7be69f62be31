//! Runs the migrations in order, in one process at a time and one statement at a time.

use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::migrate::{Migrate, MigrateError, Migration};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};
use tokio::time::{Instant, sleep};
use tracing::info;

use super::limits::MIGRATION_PATIENCE;
use super::migrations::{MIGRATIONS, migrations, newest};
use super::not_ready::NotReady;
use super::schema::{Found, Standing};
use super::{Store, script, sql};

/// Where it is recorded which of them were run, in the form of sqlx.
const RECORD: &str = "_sqlx_migrations";

const POLL: Duration = Duration::from_millis(200);

/// How often a migration is tried that cannot get a lock within two seconds.
const ATTEMPTS: u32 = 10;

impl Store {
    /// Runs the migrations that have not been run. Any number of processes may call this at once: one of
    /// them migrates, and the others wait without holding anything that could block it. A newer schema that
    /// this program can use stays as it is.
    ///
    /// # Errors
    /// Fails if the schema is too new for this program, or if the database refuses a migration.
    pub async fn migrate(&self) -> Result<(), NotReady> {
        // The lock belongs to this extra connection and ends with it.
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

/// Polls for the lock. Waiting inside `pg_advisory_lock` would hold a snapshot. An index built concurrently
/// waits for all snapshots to end, so both processes would wait for ever.
async fn wait_for_turn(connection: &mut PgConnection) -> Result<(), NotReady> {
    let start = Instant::now();
    loop {
        let turn = sqlx::query_scalar(sql::TRY_MIGRATION_LOCK)
            .fetch_one(&mut *connection)
            .await;
        if turn? {
            return Ok(());
        }
        if start.elapsed() > MIGRATION_PATIENCE {
            return Err(NotReady::Busy);
        }
        sleep(POLL).await;
    }
}

/// Runs the migrations that are not recorded. [`Found::standing`] has already compared the recorded ones
/// with their files.
async fn run(connection: &mut PgConnection) -> Result<(), NotReady> {
    // A migration that waits for a lock blocks every later statement on that table, so it gives up soon and
    // tries again.
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

/// Runs a migration and records it in the same transaction.
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
    // This only records the migration: its statements have run above.
    transaction.skip(RECORD, step).await?;
    transaction.commit().await?;
    Ok(())
}

fn is_lock_timeout(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| code == "55P03")
}
