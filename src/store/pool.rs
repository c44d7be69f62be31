//! The connection to Postgres: one pool, its hooks, and the [`Store`] around it.

use std::time::Duration;

use sea_orm::{ConnAcquireErr, ConnectOptions, Database, DatabaseConnection, DbErr};
use sqlx::{Connection, Executor, PgConnection, PgPool, Row};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use super::connections::Connections;
use super::fault::{entity_error, read_error};
use super::migrate::NotReady;
use super::sql;
use super::unit::Units;
use crate::error::Error;

/// No statement runs longer, whoever waits for it; units of work set less.
pub(super) const STATEMENT_LIMIT: Duration = Duration::from_secs(30);

/// How long a call waits for a connection before it gives up.
const ACQUIRE_LIMIT: Duration = Duration::from_secs(2);

/// Connections idle for longer are tried before they are given out: the server may have gone.
const IDLE_UNTESTED: Duration = Duration::from_secs(1);

/// The Postgres that holds everything. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) rows: DatabaseConnection,
    pub(super) connections: Connections,
    pub(super) units: Units,
}

/// Whether the server has to keep what it acknowledged through a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A server that may forget is refused.
    Required,
    /// For tests on a throw-away server.
    Waived,
}

/// How to connect.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// `postgres://…`
    pub url: String,
    /// The most connections.
    pub pool_size: u32,
    /// No unit of work takes longer: its connection is closed then.
    pub unit_limit: Duration,
    /// Whether a server that may forget is refused.
    pub durability: Durability,
}

impl StoreOptions {
    /// The defaults for `url`: 16 connections, 30 seconds, durable.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            pool_size: 16,
            unit_limit: Duration::from_secs(30),
            durability: Durability::Required,
        }
    }
}

impl Store {
    /// Connects. The schema is neither looked at nor changed.
    ///
    /// # Errors
    /// The server cannot be reached, or it may forget what it acknowledged.
    pub async fn connect(options: &StoreOptions) -> Result<Self, NotReady> {
        let rows = connect(options).await?;
        let pool = rows.get_postgres_connection_pool();
        if options.durability == Durability::Required {
            refuse_forgetful(pool).await?;
        }
        let connections = Connections::new(pool.clone());
        let units = Units::new(connections.clone(), options.unit_limit);
        Ok(Self {
            rows,
            connections,
            units,
        })
    }

    /// Whether the database answers, however busy the pool is.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.connections.ping().await.map_err(read_error)
    }

    /// The units of work under way; a server that stops waits for them.
    pub fn units(&self) -> TaskTracker {
        self.units.tracker()
    }

    /// Lets `future` run to its end as a unit of its own, so that a caller who goes away cuts nothing.
    pub fn detached(&self, future: impl Future<Output = ()> + Send + 'static) {
        self.units.detached(future);
    }

    /// Closes all connections; those in use when they are given back.
    pub async fn close(&self) {
        self.connections.close().await;
    }

    pub(super) fn pool(&self) -> &Connections {
        &self.connections
    }

    /// What a read through entities came to.
    pub(super) async fn entities<T>(
        &self,
        read: impl Future<Output = Result<T, DbErr>> + Send,
    ) -> Result<T, Error> {
        match read.await {
            Ok(found) => Ok(found),
            Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) => {
                Err(read_error(self.connections.none_free().await))
            }
            Err(error) => Err(entity_error(&error)),
        }
    }
}

/// A pool with the hooks that this service relies on.
///
/// # Errors
/// The server cannot be reached.
pub async fn connect(options: &StoreOptions) -> Result<DatabaseConnection, NotReady> {
    let mut connect = ConnectOptions::new(&options.url);
    connect
        .max_connections(options.pool_size)
        .acquire_timeout(ACQUIRE_LIMIT)
        .idle_timeout(Duration::from_mins(5))
        .max_lifetime(Duration::from_mins(30))
        .test_before_acquire_if_idle_for(IDLE_UNTESTED)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .set_application_name("customer-quality")
        .map_sqlx_postgres_pool_opts(with_hooks);
    match Database::connect(connect).await {
        Ok(rows) => Ok(rows),
        Err(error) => {
            let cause = cause(&options.url).await;
            Err(NotReady::Unreachable(cause.unwrap_or(error.to_string())))
        }
    }
}

/// Why no connection could be made. The pool tries until its time is up, and then only says that.
async fn cause(url: &str) -> Option<String> {
    let tried = timeout(ACQUIRE_LIMIT, PgConnection::connect(url)).await;
    match tried {
        Ok(Ok(_)) => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(_) => Some(format!("no answer within {ACQUIRE_LIMIT:?}")),
    }
}

type PoolOptions = sqlx::pool::PoolOptions<sqlx::Postgres>;

/// sqlx 0.9.0 counts a transaction only after the server has answered BEGIN. A future dropped before
/// that leaves the transaction open and the count at zero, so the connection goes back to the pool as
/// if it were free: what later callers write there is acknowledged, and lost with the next rollback
/// (transact-rs/sqlx#4385, mended by #4394). Nothing here begins a transaction that a caller can drop,
/// yet one careless `begin()` would lose the writes of others. The hook ends any transaction left
/// open: inside one, BEGIN is a warning and ROLLBACK ends it; outside, both together do nothing, and
/// unlike a lone ROLLBACK they warn nobody; inside a failed one BEGIN is an error, and the connection
/// is closed. It can go once sqlx has the mended `begin`, and the test that cuts `begin` short passes
/// without it.
fn with_hooks(options: PoolOptions) -> PoolOptions {
    options
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(sql::PREPARE_SESSION).await.map(|_| ()) })
        })
        .after_release(|connection, _| {
            Box::pin(async move { connection.execute("BEGIN; ROLLBACK").await.map(|_| true) })
        })
}

async fn refuse_forgetful(pool: &PgPool) -> Result<(), NotReady> {
    let unreachable = |error: sqlx::Error| NotReady::Unreachable(error.to_string());
    let row = pool.fetch_one(sql::DURABILITY).await.map_err(unreachable)?;
    for setting in ["fsync", "full_page_writes"] {
        let value: String = row.try_get(setting).map_err(unreachable)?;
        if value == "off" {
            return Err(NotReady::Forgetful { setting });
        }
    }
    Ok(())
}
