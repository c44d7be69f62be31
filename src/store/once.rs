//! A unit of work from a closure, for writes that are one or two statements.

use super::Store;
use super::fault::Fault;
use super::unit::{Outcome, Work};
use crate::error::Error;
use futures::future::BoxFuture;
use sqlx::postgres::PgConnection;
use std::time::Duration;

/// Time for a write that nobody waits for.
const BACKGROUND_BUDGET: Duration = Duration::from_secs(30);

struct Once<F>(F);

impl<F, T> Work for Once<F>
where
    F: for<'c> Fn(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>>
        + Send
        + Sync
        + 'static,
    T: Send + 'static,
{
    type Output = T;

    async fn attempt(&self, transaction: &mut PgConnection) -> Result<Outcome<T>, Fault> {
        Ok(Outcome::Keep((self.0)(transaction).await?))
    }
}

impl Store {
    /// Does `work` in a transaction of its own.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl for<'c> Fn(&'c mut PgConnection) -> BoxFuture<'c, Result<T, sqlx::Error>>
        + Send
        + Sync
        + 'static,
    ) -> Result<T, Error> {
        self.units.run(BACKGROUND_BUDGET, Once(work)).await
    }
}
