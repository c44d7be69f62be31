//! The sessions of the pool: their address, their settings and the hooks around their use. Each hook has a
//! time limit, because the pool waits for hooks without one.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor};
use tokio::time::{Instant, sleep};

use super::connections::within;
use super::limits::ACQUIRE_LIMIT;
use super::not_ready::NotReady;
use super::sql;

/// A connection idle for longer than this is tested before it is given out, because the server may be gone.
/// A pool under load pays nothing for it, since its connections are never idle for long.
const IDLE_UNTESTED: Duration = Duration::from_millis(100);

/// How long such a test may take before another connection is made instead.
const TEST_LIMIT: Duration = Duration::from_millis(400);

/// How long a hook may take to prepare a new session or to end an open transaction.
const HOOK_LIMIT: Duration = Duration::from_secs(1);

/// How long to wait before the next attempt to reach a server that is starting.
const POLL: Duration = Duration::from_millis(100);

/// The address that `url` names. It omits start-up settings that a connection pooler may not know.
///
/// # Errors
/// Fails if `url` is not an address.
pub(super) fn address(url: &str) -> Result<PgConnectOptions, NotReady> {
    let address =
        PgConnectOptions::from_str(url).map_err(|error| NotReady::NoAddress(error.to_string()))?;
    Ok(address
        .application_name("customer-quality")
        // We read no floating-point values, so the server's default precision is fine.
        .extra_float_digits(None)
        .disable_statement_logging())
}

/// Makes a connection outside any pool. It waits for a server that is starting, as the pool does.
///
/// # Errors
/// Fails if no connection can be made.
pub(super) async fn reach(address: &PgConnectOptions) -> Result<PgConnection, NotReady> {
    let start = Instant::now();
    loop {
        let error = match within(ACQUIRE_LIMIT, PgConnection::connect_with(address)).await {
            Ok(connection) => return Ok(connection),
            Err(error) => error,
        };
        let not_yet = matches!(&error, sqlx::Error::Database(said) if said.is_transient_in_connect_phase())
            || matches!(&error, sqlx::Error::Io(cause) if cause.kind() == std::io::ErrorKind::ConnectionRefused);
        if !not_yet || start.elapsed() > ACQUIRE_LIMIT {
            return Err(error.into());
        }
        sleep(POLL).await;
    }
}

/// Makes a pool; it opens its connections when they are needed.
pub(super) fn pool(address: PgConnectOptions, size: u32) -> PgPool {
    let options = PgPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE_LIMIT)
        .idle_timeout(Duration::from_mins(5))
        .max_lifetime(Duration::from_mins(30))
        .test_before_acquire(false)
        .before_acquire(|connection, found| {
            Box::pin(async move {
                if found.idle_for >= IDLE_UNTESTED {
                    within(TEST_LIMIT, connection.ping()).await?;
                }
                Ok(true)
            })
        })
        .after_connect(|connection, _| Box::pin(within(HOOK_LIMIT, prepare(connection))))
        .after_release(|connection, _| {
            Box::pin(async move {
                within(HOOK_LIMIT, connection.execute(END_TRANSACTION)).await?;
                Ok(true)
            })
        });
    options.connect_lazy_with(address)
}

/// Ends a transaction that a caller left open. sqlx 0.9.0 counts a transaction only after the server has
/// answered BEGIN. If a future is dropped before that answer, the transaction stays open, the count stays
/// zero, and the connection returns to the pool as if it were free. Later writes on it are then
/// acknowledged, and lost with the next rollback (transact-rs/sqlx#4385, fixed by #4394). Nothing here
/// begins a transaction that a caller can drop, but a single careless `begin()` would lose the writes of
/// others. Inside an open transaction BEGIN is only a warning and ROLLBACK ends it. Outside one, the pair
/// does nothing and, unlike a lone ROLLBACK, causes no warning. Inside a failed transaction BEGIN is an
/// error and the connection is closed. Remove this once sqlx has the fixed `begin` and the test that cuts
/// `begin` short passes without it.
const END_TRANSACTION: &str = "BEGIN; ROLLBACK";

async fn prepare(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(sql::PREPARE_SESSION).await?;
    match connection.execute(sql::CHECK_CLIENT).await {
        // Servers on some systems do not support this setting.
        Ok(_) | Err(sqlx::Error::Database(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
