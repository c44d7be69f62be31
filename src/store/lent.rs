//! A connection lent by the pool: runs statements and decides whether the connection goes back.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgQueryResult, PgRow, PgStatement, PgTypeInfo};
use sqlx::{Either, Execute, Executor, Postgres, SqlStr};
use tokio::runtime::Handle;
use tokio::time::timeout;
use tracing::{Instrument, Span};

use super::presence::Presence;
use super::statement::{Statement, note_failure};

/// How long the server may take to show that a connection given back is free.
const BACK_LIMIT: Duration = Duration::from_secs(1);

/// How long the server may take if nobody waited for the answer of the last statement. Most statements have ended by then, and the
/// connection is kept. Otherwise it is closed, which frees its place in the pool, and the server ends the
/// statement when it notices (see `CHECK_CLIENT`).
const CUT_LIMIT: Duration = Duration::from_millis(100);

/// A connection of the pool. When dropped, it goes back if the server shows in time that no statement runs
/// on it, and is closed otherwise. The pool itself would wait for that without a limit and keep the place
/// taken.
///
/// All statements that serve a request run here, so this is where each gets its span.
#[derive(Debug)]
pub(super) struct Lent {
    connection: PoolConnection<Postgres>,
    presence: Presence,
    limit: Duration,
}

impl Lent {
    pub(super) fn new(connection: PoolConnection<Postgres>, presence: Presence) -> Self {
        Self {
            connection,
            presence,
            limit: CUT_LIMIT,
        }
    }

    /// Passes on the result of the last statement, and notes that the server has answered unless the
    /// connection broke.
    pub(super) fn heard<T>(&mut self, answer: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if !matches!(answer, Err(sqlx::Error::Io(_))) {
            self.presence.answered();
            self.limit = BACK_LIMIT;
        }
        answer
    }

    /// Runs a statement and returns all its rows and ends.
    pub(super) async fn all<'q>(
        &mut self,
        query: impl Execute<'q, Postgres> + 'q,
    ) -> Result<Vec<Step>, sqlx::Error> {
        let statement = Statement::of(query);
        let span = statement.span();
        let steps = (**self).fetch_many(statement).try_collect();
        seen(span, steps).await
    }

    /// Runs a statement and returns its first row.
    pub(super) async fn first<'q>(
        &mut self,
        query: impl Execute<'q, Postgres> + 'q,
    ) -> Result<Option<PgRow>, sqlx::Error> {
        let statement = Statement::of(query);
        let span = statement.span();
        let row = (**self).fetch_optional(statement);
        seen(span, row).await
    }

    /// Marks the connection to be closed when dropped, which ends its transaction. Used when the state of
    /// the server there is unknown.
    pub(super) fn abandon(&mut self) {
        self.limit = Duration::ZERO;
    }
}

/// A row, or the end of a statement.
type Step = Either<PgQueryResult, PgRow>;

/// Runs a statement within its span.
async fn seen<T>(
    span: Span,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let answer = answer.instrument(span.clone()).await;
    if let Err(error) = &answer {
        note_failure(&span, error);
    }
    answer
}

impl<'c> Executor<'c> for &'c mut Lent {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Step, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let steps = async move {
            let steps = self.all(query).await?;
            Ok::<_, sqlx::Error>(stream::iter(steps).map(Ok))
        };
        stream::once(steps).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        Box::pin(self.first(query))
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        (**self).prepare_with(sql, parameters)
    }
}

impl Deref for Lent {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Lent {
    /// Gives access for the next statement. Until its answer is heard, the shorter limit holds.
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.limit = CUT_LIMIT;
        &mut self.connection
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let back = self.connection.return_to_pool();
        // Dropping `back` before it is done closes the connection and frees its place.
        if let Ok(runtime) = Handle::try_current()
            && !self.limit.is_zero()
        {
            drop(runtime.spawn(timeout(self.limit, back)));
        }
    }
}
