//! Takes connections from the pool, and finds out why there is none. Nothing here waits without a limit,
//! because the client has no keepalive of its own that would notice a silent server.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use sqlx::postgres::{PgConnection, PgPool, PgQueryResult, PgRow, PgStatement, PgTypeInfo};
use sqlx::{Connection, Either, Execute, Executor, Postgres, SqlStr};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::fault::Gone;
use super::lent::Lent;
use super::limits::ACQUIRE_LIMIT;
use super::presence::Presence;
use crate::measures::PoolMeasures;

/// How long the server may take to answer a ping.
const PING_LIMIT: Duration = Duration::from_secs(1);

/// How long the kept connection may take to answer before another one is tried.
const KEPT_LIMIT: Duration = Duration::from_millis(400);

/// How long a read waits. It is a second longer than the server's own limit, so that the server can report
/// the timeout itself.
const READ_LIMIT: Duration = Duration::from_secs(31);

/// How long closing may take before the connections are dropped.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// The pool, and one connection beside it that is kept for questions about the server itself. In the pool
/// such questions would wait behind slow calls, and a busy service would look like a lost database.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    pool: PgPool,
    kept: Arc<Mutex<Option<PgConnection>>>,
    presence: Presence,
    measures: PoolMeasures,
}

impl Connections {
    /// Takes the pool, and in `kept` a connection that was just made.
    pub(super) fn new(pool: PgPool, kept: PgConnection, measures: PoolMeasures) -> Self {
        Self {
            pool,
            kept: Arc::new(Mutex::new(Some(kept))),
            presence: Presence::new(),
            measures,
        }
    }

    /// Takes a connection from the pool. [`sqlx::Error::PoolTimedOut`] always means that other callers hold
    /// all of them. While the server is known to be gone, the error comes at once.
    pub(super) async fn acquire(&self) -> Result<Lent, sqlx::Error> {
        match self.presence.admit() {
            Err(cause) => return Err(Gone::error(cause)),
            Ok(true) => self.ping().await?,
            Ok(false) => {}
        }
        self.presence.wants();
        let began = Instant::now();
        let acquired = async {
            match self.pool.acquire().await {
                Err(sqlx::Error::PoolTimedOut) => {
                    self.measures.gave_up();
                    Err(self.none_free().await)
                }
                acquired => acquired,
            }
        };
        let connection = tokio::select! {
            biased;
            acquired = acquired => acquired?,
            cause = self.presence.gone() => return Err(Gone::error(cause)),
        };
        self.presence.served();
        self.measures.waited(began.elapsed());
        Ok(Lent::new(connection, self.presence.clone()))
    }

    /// Why no connection came in time. The pool waits equally long for an unreachable server and for a busy
    /// one, and returns the same error for both.
    async fn none_free(&self) -> sqlx::Error {
        let lately = Instant::now().checked_sub(PING_LIMIT);
        if lately.is_some_and(|lately| self.presence.answered_since(lately)) {
            return sqlx::Error::PoolTimedOut;
        }
        match self.ping().await {
            Ok(()) => sqlx::Error::PoolTimedOut,
            Err(cause) => cause,
        }
    }

    /// Whether the server answers. The result updates the shared knowledge whether the server is gone.
    pub(super) async fn ping(&self) -> Result<(), sqlx::Error> {
        let asked = self.presence.asks();
        let answer = self.aside(PING_LIMIT, |connection| {
            Box::pin(async { connection.execute("SELECT 1").await.map(|_| ()) })
        });
        let answer = answer.await;
        match answer {
            // The server has answered others meanwhile: it may only be too busy for one more question.
            Err(_) if self.presence.answered_since(asked) => return Ok(()),
            Err(ref error) if is_full(error) => {}
            Err(ref error) => self.presence.lost(asked, &error.to_string()),
            Ok(()) => self.presence.found(),
        }
        answer
    }

    /// How long calls have waited for a connection without any getting one; `None` if calls get
    /// connections.
    pub(super) async fn starved(&self) -> Option<Duration> {
        let since = self.presence.wanted_since()?;
        if since.elapsed() < PING_LIMIT {
            return None;
        }
        // The waiting callers may have given up, so this tries to get a connection itself.
        if let Ok(Ok(connection)) = timeout(PING_LIMIT, self.pool.acquire()).await {
            self.presence.served();
            drop(Lent::new(connection, self.presence.clone()));
            return None;
        }
        let still = self.presence.wanted_since() == Some(since);
        still.then(|| since.elapsed())
    }

    /// Asks the server a question outside the pool, on the kept connection or on a new one.
    pub(super) async fn aside<T>(
        &self,
        limit: Duration,
        question: impl for<'c> Fn(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        let answer = async {
            let mut kept = self.kept.lock().await;
            // The connection is taken out, so that it is not used again if this future is dropped before
            // the answer.
            if let Some(mut connection) = kept.take()
                && let Ok(Ok(answer)) = timeout(KEPT_LIMIT, question(&mut connection)).await
            {
                *kept = Some(connection);
                return Ok(answer);
            }
            let mut fresh = self.extra().await?;
            let answer = question(&mut fresh).await?;
            *kept = Some(fresh);
            Ok(answer)
        };
        within(limit, Box::pin(answer)).await
    }

    /// Makes a connection outside the pool.
    pub(super) async fn extra(&self) -> Result<PgConnection, sqlx::Error> {
        let options = self.pool.connect_options();
        within(ACQUIRE_LIMIT, PgConnection::connect_with(&options)).await
    }

    /// Closes all connections. A connection in use is closed when it is given back.
    pub(super) async fn close(&self) {
        let all = async {
            if let Some(connection) = self.kept.lock().await.take() {
                // If this message is lost, the server notices the closed connection by itself.
                let _ = connection.close().await;
            }
            self.pool.close().await;
        };
        let _ = timeout(CLOSE_LIMIT, all).await;
    }
}

/// Waits for `answer`, at most as long as `limit`; after that it returns a timeout error.
pub(super) async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let silent = |_| {
        let words = format!("no answer within {limit:?}");
        Err(io::Error::new(ErrorKind::TimedOut, words).into())
    };
    timeout(limit, answer).await.unwrap_or_else(silent)
}

/// Whether the server has given out all its connections. The pool may still hold some.
fn is_full(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(said) if said.code().as_deref() == Some("53300"))
}

/// Runs one statement on any connection of the pool.
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
            let steps = within(READ_LIMIT, connection.all(query)).await;
            let steps = connection.heard(steps)?;
            Ok::<_, sqlx::Error>(stream::iter(steps).map(Ok))
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
        Box::pin(async move {
            let mut connection = connections.acquire().await?;
            let row = within(READ_LIMIT, connection.first(query)).await;
            connection.heard(row)
        })
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
            let prepared = within(READ_LIMIT, connection.prepare_with(sql, parameters)).await;
            connection.heard(prepared)
        })
    }
}
