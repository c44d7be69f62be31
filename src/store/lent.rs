//! A connection lent by the pool, what runs on it, and what becomes of it afterwards.

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

/// How long a connection that is given back may take to prove that it is free.
const BACK_LIMIT: Duration = Duration::from_secs(1);

/// The same, where nobody has waited for the last answer. Most statements are over by then, and their
/// connection is kept. One that is not loses its connection, which frees the place, and ends when the
/// server notices: see `CHECK_CLIENT`.
const CUT_LIMIT: Duration = Duration::from_millis(100);

/// A connection of the pool. Dropped, it goes back if the server says in time that nothing runs there any
/// more, and is closed if not: the pool by itself waits for that without a limit, and keeps the place.
///
/// Everything that the service asks of the database on behalf of somebody runs here, so here each statement
/// gets its span.
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

    /// What came of the last statement: unless the connection broke, the server has answered it.
    pub(super) fn heard<T>(&mut self, answer: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if !matches!(answer, Err(sqlx::Error::Io(_))) {
            self.presence.answered();
            self.limit = BACK_LIMIT;
        }
        answer
    }

    /// All that a statement comes to.
    pub(super) async fn all<'q>(
        &mut self,
        query: impl Execute<'q, Postgres> + 'q,
    ) -> Result<Vec<Step>, sqlx::Error> {
        let statement = Statement::of(query);
        let span = statement.span();
        let steps = (**self).fetch_many(statement).try_collect();
        seen(span, steps).await
    }

    /// The first row that a statement comes to.
    pub(super) async fn first<'q>(
        &mut self,
        query: impl Execute<'q, Postgres> + 'q,
    ) -> Result<Option<PgRow>, sqlx::Error> {
        let statement = Statement::of(query);
        let span = statement.span();
        let row = (**self).fetch_optional(statement);
        seen(span, row).await
    }

    /// Nobody knows what the server is doing there: the connection is closed at once, which ends its
    /// transaction.
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
    /// For another statement, which has no answer yet.
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
