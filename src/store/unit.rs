//! Units of work do everything that writes. Each has its own task and transaction, so a caller who goes
//! away never interrupts it. This is the only place that spawns tasks, except for connections on their way
//! back to the pool (`lent`).

use std::hash::BuildHasher;
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{Executor, Postgres};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::connections::{Connections, within};
use super::fault::Fault;
use super::freshness::Freshness;
use super::lent::Lent;
use super::sql;
use crate::error::Error;
use crate::measures::Measures;

/// The maximum number of attempts of a unit of work within its budget.
const ATTEMPTS_MAX: u32 = 10;

/// The budget of units that keep derived tables up to date.
pub(super) const BACKGROUND: Duration = Duration::from_secs(20);

/// How much longer than its budget a unit may take before its connection is closed. The server uses this
/// time to report the spent budget itself.
const GRACE: Duration = Duration::from_secs(1);

/// Work that runs in one transaction.
pub(super) trait Work: Send + Sync + 'static {
    /// The result of the work.
    type Output: Send + 'static;

    /// Does the work. It may be called again after a failure that left no trace. A failed statement must
    /// end the attempt. A unit that ignores the failure would commit nothing, and would not notice.
    fn attempt(
        &self,
        transaction: &mut Lent,
    ) -> impl Future<Output = Result<Outcome<Self::Output>, Fault>> + Send;

    /// The customers whose answers the work may change. It is called just before the commit and after every
    /// outcome.
    fn concerned(&self) -> Vec<String> {
        Vec::new()
    }

    /// Called once after all attempts, even if no caller waits any more.
    fn ended(&self, _outcome: &Result<Self::Output, Error>) {}
}

/// How a transaction ends.
pub(super) enum Outcome<T> {
    /// The transaction is committed.
    Keep(T),
    /// The transaction is rolled back.
    Discard(T),
}

/// A unit of work with a single statement. Its result is the rows of that statement.
pub(super) struct Statement<F>(pub(super) F);

impl<F> Work for Statement<F>
where
    F: Fn() -> Query<'static, Postgres, PgArguments> + Send + Sync + 'static,
{
    type Output = Vec<PgRow>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Vec<PgRow>>, Fault> {
        Ok(Outcome::Keep((self.0)().fetch_all(transaction).await?))
    }
}

/// Runs units of work.
#[derive(Clone, Debug)]
pub(super) struct Units {
    connections: Connections,
    tracker: TaskTracker,
    limit: Duration,
    freshness: Freshness,
    measures: Measures,
}

impl Units {
    pub(super) fn new(connections: Connections, limit: Duration, measures: Measures) -> Self {
        Self {
            connections,
            tracker: TaskTracker::new(),
            limit,
            freshness: Freshness::default(),
            measures,
        }
    }

    pub(super) fn tracker(&self) -> TaskTracker {
        self.tracker.clone()
    }

    pub(super) fn freshness(&self) -> &Freshness {
        &self.freshness
    }

    /// Runs `future` to its end, even if no caller waits for it.
    pub(super) fn detached(&self, future: impl Future<Output = ()> + Send + 'static) {
        drop(self.tracker.spawn(future.in_current_span()));
    }

    /// Runs `work` to its end, even if the caller stops waiting.
    pub(super) async fn run<W: Work>(&self, budget: Duration, work: W) -> Result<W::Output, Error> {
        let units = self.clone();
        let unit = async move {
            let outcome = units.attempts(budget, &work).await;
            work.ended(&outcome);
            outcome
        };
        let task = self.tracker.spawn(unit.in_current_span());
        task.await
            .unwrap_or_else(|lost| Err(Error::Internal(format!("a unit of work was lost: {lost}"))))
    }

    /// Runs one statement with the budget of background work. The future is boxed, because the compiler
    /// cannot see through the statement's type that the future is `Send`.
    pub(super) fn execute<F>(&self, statement: F) -> BoxFuture<'static, Result<Vec<PgRow>, Error>>
    where
        F: Fn() -> Query<'static, Postgres, PgArguments> + Send + Sync + 'static,
    {
        let units = self.clone();
        Box::pin(async move { units.run(BACKGROUND, Statement(statement)).await })
    }

    async fn attempts<W: Work>(&self, budget: Duration, work: &W) -> Result<W::Output, Error> {
        let deadline = Instant::now() + budget;
        let mut attempt = 1;
        loop {
            let remaining = deadline.saturating_duration_since(Instant::now());
            if remaining.is_zero() {
                return Err(Error::DeadlineExceeded { budget });
            }
            match self.attempt(remaining, work).await {
                Ok(output) => return Ok(output),
                Err(fault) if fault.is_transient() && attempt < ATTEMPTS_MAX => {
                    self.measures.retried(fault.name());
                    sleep(jitter(attempt).min(remaining)).await;
                    attempt += 1;
                }
                Err(fault) => return Err(fault.into_error(budget)),
            }
        }
    }

    async fn attempt<W: Work>(&self, remaining: Duration, work: &W) -> Result<W::Output, Fault> {
        let acquired = timeout(remaining, self.connections.acquire()).await;
        let mut connection = acquired.map_err(|_| Fault::TimedOut)??;
        let limit = self.limit.min(remaining + GRACE);
        let transaction = transaction(&mut connection, remaining, work, &self.freshness);
        let ended = timeout(limit, transaction).await;
        self.freshness.touch(&work.concerned());
        let fault = match ended {
            Ok(Ok(output)) => {
                let _ = connection.heard(Ok(()));
                return Ok(output);
            }
            Ok(Err(fault)) => fault,
            Err(_) => Fault::TimedOut,
        };
        let rolled_back = !matches!(fault, Fault::TimedOut) && {
            let rolled_back = within(GRACE, connection.execute("ROLLBACK")).await;
            connection.heard(rolled_back).is_ok()
        };
        if !rolled_back {
            self.freshness.doubt(&work.concerned());
            connection.abandon();
        }
        Err(fault)
    }
}

async fn transaction<W: Work>(
    connection: &mut Lent,
    remaining: Duration,
    work: &W,
    freshness: &Freshness,
) -> Result<W::Output, Fault> {
    let begun = connection.execute(sql::begin(remaining)).await;
    begun.map_err(Fault::NotBegun)?;
    match work.attempt(connection).await? {
        Outcome::Keep(output) => {
            freshness.touch(&work.concerned());
            commit(connection).await?;
            Ok(output)
        }
        Outcome::Discard(output) => {
            connection.execute("ROLLBACK").await?;
            Ok(output)
        }
    }
}

/// Commits. The server answers the COMMIT of a failed transaction with `ROLLBACK` and no error, and the
/// client does not check that answer. A receipt is therefore selected first: in a failed transaction the
/// receipt is an error, and COMMIT is not reached.
async fn commit(connection: &mut Lent) -> Result<(), Fault> {
    let receipt = connection.fetch_all(sql::COMMIT).await?;
    if receipt.len() == 1 {
        Ok(())
    } else {
        Err(Fault::Refused(Error::Internal(
            "a commit gave no receipt".to_owned(),
        )))
    }
}

/// A random pause before the next attempt, up to about 10 ms at first and doubling up to about 160 ms.
fn jitter(attempt: u32) -> Duration {
    // Every `RandomState` has other keys, so the hash is random.
    let random = std::hash::RandomState::new().hash_one(attempt);
    let most = 10_000 << attempt.saturating_sub(1).min(4);
    Duration::from_micros(1_000 + random % most)
}
