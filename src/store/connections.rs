//! Connections out of the pool, and what it means when there is none to be had.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgPool, PgQueryResult, PgRow, PgStatement, PgTypeInfo};
use sqlx::{Connection, Either, Execute, Executor, Postgres, SqlStr};
use tokio::sync::Mutex;
use tokio::time::timeout;

/// How long the server may take to say that it is there.
const PING_LIMIT: Duration = Duration::from_secs(1);

/// The pool, and one connection beside it that is kept for a single question: is the server there?
/// Asked through the pool, it would wait behind calls that are merely slow, and a busy service would
/// look like a lost database.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    pool: PgPool,
    pulse: Arc<Mutex<Option<PgConnection>>>,
}

impl Connections {
    pub(super) fn new(pool: PgPool) -> Self {
        Self {
            pool,
            pulse: Arc::default(),
        }
    }

    /// A connection. [`sqlx::Error::PoolTimedOut`] means that others have them all, and nothing else.
    pub(super) async fn acquire(&self) -> Result<PoolConnection<Postgres>, sqlx::Error> {
        match self.pool.acquire().await {
            Err(sqlx::Error::PoolTimedOut) => Err(self.none_free().await),
            acquired => acquired,
        }
    }

    /// Why there was no connection in time. The pool tries for as long to reach a server that is gone as
    /// it waits for one that is busy, and says the same.
    pub(super) async fn none_free(&self) -> sqlx::Error {
        let cause = match timeout(PING_LIMIT, self.ping()).await {
            Ok(Ok(())) => return sqlx::Error::PoolTimedOut,
            Ok(Err(cause)) => cause.to_string(),
            Err(_) => format!("no answer within {PING_LIMIT:?}"),
        };
        sqlx::Error::Io(io::Error::other(cause))
    }

    /// Whether the server answers.
    pub(super) async fn ping(&self) -> Result<(), sqlx::Error> {
        let mut kept = self.pulse.lock().await;
        // Taken out, so that a connection whose answer nobody waited for is not used again.
        if let Some(mut connection) = kept.take()
            && connection.execute("SELECT 1").await.is_ok()
        {
            *kept = Some(connection);
            return Ok(());
        }
        let mut fresh = self.extra().await?;
        fresh.execute("SELECT 1").await?;
        *kept = Some(fresh);
        Ok(())
    }

    /// Makes a connection outside of the pool.
    pub(super) async fn extra(&self) -> Result<PgConnection, sqlx::Error> {
        PgConnection::connect_with(&self.pool.connect_options()).await
    }

    /// Closes them all; those in use when they are given back.
    pub(super) async fn close(&self) {
        let kept = self.pulse.lock().await.take();
        if let Some(connection) = kept {
            // The server notices by itself if it cannot be told.
            let _ = connection.close().await;
        }
        self.pool.close().await;
    }
}

/// One statement on any connection.
impl<'c> Executor<'c> for &'_ Connections {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let connections = self.clone();
        let answer = async move {
            let mut connection = connections.acquire().await?;
            let steps: Vec<_> = connection.fetch_many(query).collect().await;
            Ok::<_, sqlx::Error>(stream::iter(steps))
        };
        stream::once(answer).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let connections = self.clone();
        Box::pin(async move { connections.acquire().await?.fetch_optional(query).await })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        let connections = self.clone();
        Box::pin(async move {
            let mut connection = connections.acquire().await?;
            connection.prepare_with(sql, parameters).await
        })
    }
}
