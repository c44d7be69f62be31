//! The sessions of the pool: how they are opened, what they are set to, and the hooks around their use.
//! Each hook has a limit: the pool waits for them without one.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor};
use tokio::time::{Instant, sleep};

use super::connections::within;
use super::limits::ACQUIRE_LIMIT;
use super::not_ready::NotReady;
use super::sql;

/// Connections idle for longer are tried before they are given out: the server may have gone. A pool under
/// load does not notice: its connections are never idle for long.
const IDLE_UNTESTED: Duration = Duration::from_millis(100);

/// How long such a try may take before another connection is made instead.
const TEST_LIMIT: Duration = Duration::from_millis(400);

/// How long it may take to set a new session, or to end what was left in one.
const HOOK_LIMIT: Duration = Duration::from_secs(1);

/// How long to wait before another try to reach a server that is just starting.
const POLL: Duration = Duration::from_millis(100);

/// Where `url` leads. Nothing is sent at the start of a session that a connection pooler may not know.
///
/// # Errors
/// It is no address.
pub(super) fn address(url: &str) -> Result<PgConnectOptions, NotReady> {
    let address =
        PgConnectOptions::from_str(url).map_err(|error| NotReady::NoAddress(error.to_string()))?;
    Ok(address
        .application_name("customer-quality")
        // We read no floating point.
        .extra_float_digits(None)
        .disable_statement_logging())
}

/// A connection that no pool holds. A server that is starting is waited for, as the pool does.
///
/// # Errors
/// There is none to be had.
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

/// A pool without connections yet.
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

/// sqlx 0.9.0 counts a transaction only after the server has answered BEGIN. A future dropped before
/// that leaves the transaction open and the count at zero, so the connection goes back to the pool as
/// if it were free: what later callers write there is acknowledged, and lost with the next rollback
/// (transact-rs/sqlx#4385, mended by #4394). Nothing here begins a transaction that a caller can drop,
/// yet one careless `begin()` would lose the writes of others. This ends any transaction left
/// open: inside one, BEGIN is a warning and ROLLBACK ends it; outside, both together do nothing, and
/// unlike a lone ROLLBACK they warn nobody; inside a failed one BEGIN is an error, and the connection
/// is closed. It can go once sqlx has the mended `begin`, and the test that cuts `begin` short passes
/// without it.
const END_TRANSACTION: &str = "BEGIN; ROLLBACK";

async fn prepare(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(sql::PREPARE_SESSION).await?;
    match connection.execute(sql::CHECK_CLIENT).await {
        // Servers on some systems cannot.
        Ok(_) | Err(sqlx::Error::Database(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
