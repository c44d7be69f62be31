//! Tells a connection pooler that gives each transaction another session: what one caller sets or locks
//! there, another one gets. Nothing is changed to find out.

use sqlx::postgres::PgConnection;
use sqlx::{Executor, Row};

use super::not_ready::NotReady;

/// So often the sessions are compared: while others use the pooler too, it may take a while until it
/// mixes up ours.
const ROUNDS: u32 = 5;

/// Process and start of the server, in the simple protocol: a pooler may refuse prepared statements.
const SESSION: &str = "SELECT pg_backend_pid() || ' ' || pg_postmaster_start_time()";

/// Refuses two connections, open at the same time, that do not keep each a session of its own.
///
/// # Errors
/// [`NotReady::Pooled`], or the server does not answer.
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
