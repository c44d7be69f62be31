//! Detects a connection pooler that gives each transaction another session, so that one caller gets the
//! settings and locks of another. The check changes nothing in the database.

use sqlx::postgres::PgConnection;
use sqlx::{Executor, Row};

use super::not_ready::NotReady;

/// How often the sessions are compared. While others use the pooler too, it may take several rounds until
/// it mixes up our sessions.
const ROUNDS: u32 = 5;

/// Reads the process and the start time of the server. It uses the simple protocol, because a pooler may
/// refuse prepared statements.
const SESSION: &str = "SELECT pg_backend_pid() || ' ' || pg_postmaster_start_time()";

/// Checks that two connections, open at the same time, each keep a session of their own.
///
/// # Errors
/// Returns [`NotReady::Pooled`] if they do not, and fails if the server does not answer.
pub(super) async fn refuse(
    first: &mut PgConnection,
    second: &mut PgConnection,
) -> Result<(), NotReady> {
    let own = session(first).await?;
    for _ in 0..ROUNDS {
        if session(second).await? == own || session(first).await? != own {
            return Err(NotReady::Pooled);
        }
    }
    Ok(())
}

async fn session(connection: &mut PgConnection) -> Result<String, sqlx::Error> {
    connection.fetch_one(SESSION).await?.try_get(0)
}
