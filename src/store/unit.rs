//! Units of work: everything that writes. Each has its own task and transaction, so that a caller who
//! goes away never cuts it. This is the only place that spawns, apart from connections on their way back
//! to the pool (`lent`).

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

/// So often a unit of work is tried while its budget lasts.
const ATTEMPTS_MAX: u32 = 10;

/// What keeps derived tables up to date may take this long.
pub(super) const BACKGROUND: Duration = Duration::from_secs(20);

/// How much longer than its budget a unit may take before its connection is closed: time for the
/// server to say itself that the budget is spent.
const GRACE: Duration = Duration::from_secs(1);

/// Something to do in one transaction.
pub(super) trait Work: Send + Sync + 'static {
    /// What comes of it.
    type Output: Send + 'static;

    /// Does it. May be called again after a failure that left no trace. A failed statement must end
    /// the attempt: a unit that swallows it would commit nothing and
    /// not hear of it.
    fn attempt(
        &self,
        transaction: &mut Lent,
    ) -> impl Future<Output = Result<Outcome<Self::Output>, Fault>> + Send;

    /// The customers whose answers it may change. Asked once it is about to be committed, and after every
    /// outcome.
    fn concerned(&self) -> Vec<String> {
        Vec::new()
    }

    /// Called once when all attempts are over, whether or not anybody still waits.
    fn ended(&self, _outcome: &Result<Self::Output, Error>) {}
}

/// How a transaction ends.
pub(super) enum Outcome<T> {
    /// It is committed.
    Keep(T),
    /// It is rolled back.
    Discard(T),
}

/// A unit of work that is one statement; it comes to the rows that the statement returns.
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

    /// Lets `future` run to its end, whether or not anybody waits for it.
    pub(super) fn detached(&self, future: impl Future<Output = ()> + Send + 'static) {
        drop(self.tracker.spawn(future.in_current_span()));
    }

    /// Does `work` to its end, whether or not the caller waits for it.
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

    /// Does one statement, which nobody waits for impatiently. The future is boxed, because the compiler
    /// cannot see through the statement's type that it may be sent between threads.
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

/// Commits. The server answers COMMIT of a failed transaction with `ROLLBACK` and no error, and the
/// client does not look at that answer. Therefore a receipt is selected first: in a failed transaction
/// that is an error, and COMMIT is not reached.
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

/// A random pause before the next attempt: up to 10 ms at first, doubling up to 160 ms.
fn jitter(attempt: u32) -> Duration {
    // Every RandomState has other keys.
    let random = std::hash::RandomState::new().hash_one(attempt);
    let most = 10_000 << attempt.saturating_sub(1).min(4);
    Duration::from_micros(1_000 + random % most)
}
