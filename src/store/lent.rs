//! A connection lent by the pool, and what becomes of it afterwards.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::Postgres;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgConnection;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::presence::Presence;

/// How long a connection that is given back may take to prove that it is free.
const BACK_LIMIT: Duration = Duration::from_secs(1);

/// The same, where nobody has waited for the last answer. Most statements are over by then, and their
/// connection is kept. One that is not loses its connection, which frees the place, and ends when the
/// server notices: see `CHECK_CLIENT`.
const CUT_LIMIT: Duration = Duration::from_millis(100);

/// A connection of the pool. Dropped, it goes back if the server says in time that nothing runs there any
/// more, and is closed if not: the pool by itself waits for that without a limit, and keeps the place.
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

    /// Nobody knows what the server is doing there: the connection is closed at once, which ends its
    /// transaction.
    pub(super) fn abandon(&mut self) {
        self.limit = Duration::ZERO;
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
