//! Connections out of the pool, and what it means when there is none to be had. Nothing here waits
//! without a limit: the client has no keepalive of its own that would notice a silent server.

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

/// How long the server may take to say that it is there.
const PING_LIMIT: Duration = Duration::from_secs(1);

/// How long the kept connection may take to say so before another one is tried.
const KEPT_LIMIT: Duration = Duration::from_millis(400);

/// How long a read is waited for: a second longer than the server lets it run, so that the server can say
/// so itself.
const READ_LIMIT: Duration = Duration::from_secs(31);

/// How long closing may take before the connections are just dropped.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// The pool, and one connection beside it that is kept for questions about the server itself. Asked
/// through the pool, they would wait behind calls that are merely slow, and a busy service would look
/// like a lost database.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    pool: PgPool,
    kept: Arc<Mutex<Option<PgConnection>>>,
    presence: Presence,
    measures: PoolMeasures,
}

impl Connections {
    /// `kept` is a connection that has just been made.
    pub(super) fn new(pool: PgPool, kept: PgConnection, measures: PoolMeasures) -> Self {
        Self {
            pool,
            kept: Arc::new(Mutex::new(Some(kept))),
            presence: Presence::new(),
            measures,
        }
    }

    /// A connection. [`sqlx::Error::PoolTimedOut`] means that others have them all, and nothing else.
    /// While the server is gone, the answer comes at once.
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

    /// Why there was no connection in time. The pool tries for as long to reach a server that is gone as
    /// it waits for one that is busy, and says the same.
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

    /// Whether the server answers. What it comes to decides for all whether the server is gone.
    pub(super) async fn ping(&self) -> Result<(), sqlx::Error> {
        let asked = self.presence.asks();
        let answer = self.aside(PING_LIMIT, |connection| {
            Box::pin(async { connection.execute("SELECT 1").await.map(|_| ()) })
        });
        let answer = answer.await;
        match answer {
            // It may just be too busy for another question.
            Err(_) if self.presence.answered_since(asked) => return Ok(()),
            Err(ref error) if is_full(error) => {}
            Err(ref error) => self.presence.lost(asked, &error.to_string()),
            Ok(()) => self.presence.found(),
        }
        answer
    }

    /// Since when calls have waited for a connection, each in vain, if it is still so.
    pub(super) async fn starved(&self) -> Option<Duration> {
        let since = self.presence.wanted_since()?;
        if since.elapsed() < PING_LIMIT {
            return None;
        }
        // Those who waited may have gone since.
        if let Ok(Ok(connection)) = timeout(PING_LIMIT, self.pool.acquire()).await {
            self.presence.served();
            drop(Lent::new(connection, self.presence.clone()));
            return None;
        }
        let still = self.presence.wanted_since() == Some(since);
        still.then(|| since.elapsed())
    }

    /// Asks the server something beside the pool, on the connection kept for that or on a new one.
    pub(super) async fn aside<T>(
        &self,
        limit: Duration,
        question: impl for<'c> Fn(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        let answer = async {
            let mut kept = self.kept.lock().await;
            // Taken out, so that a connection whose answer nobody waited for is not used again.
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

    /// Makes a connection outside of the pool.
    pub(super) async fn extra(&self) -> Result<PgConnection, sqlx::Error> {
        let options = self.pool.connect_options();
        within(ACQUIRE_LIMIT, PgConnection::connect_with(&options)).await
    }

    /// Closes them all; those in use when they are given back.
    pub(super) async fn close(&self) {
        let all = async {
            if let Some(connection) = self.kept.lock().await.take() {
                // The server notices by itself if this does not reach it.
                let _ = connection.close().await;
            }
            self.pool.close().await;
        };
        let _ = timeout(CLOSE_LIMIT, all).await;
    }
}

/// What `answer` comes to, or that it did not come in time.
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

/// Whether the server is there and has given out all its connections; the pool may have some.
fn is_full(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(said) if said.code().as_deref() == Some("53300"))
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
