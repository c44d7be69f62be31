//! Reads the inputs that answers rest on, for many callers in one statement.

use super::fault::read_error;
use super::{Store, sql};
use crate::error::Error;
use domain::time::Time;
use sqlx::Row;
use sqlx::postgres::PgRow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The inputs that an answer about one customer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The customer's revision.
    pub revision: i64,
    /// When the customer's referral figures were published.
    pub referrals: Option<Time>,
    /// The number of the newest portfolio figures; 0 before the first.
    pub publication: i64,
}

type Answered = Result<Option<State>, Error>;

/// Callers who wait for the next statement.
#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<(String, oneshot::Sender<Answered>)>,
    /// Whether a task is reading for them.
    is_read: bool,
}

/// Shares one statement among callers: those that ask while a statement runs share the next one. Cheap to
/// clone.
#[derive(Clone, Debug, Default)]
pub(super) struct States(Arc<Mutex<Queue>>);

impl Store {
    /// The inputs of an answer about `id`, read after the call began; `None` if there is no such customer.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn state(&self, id: &str) -> Result<Option<State>, Error> {
        let (answer, answered) = oneshot::channel();
        let first = {
            let mut queue = self.states.lock();
            queue.waiting.push((id.to_owned(), answer));
            !std::mem::replace(&mut queue.is_read, true)
        };
        if first {
            let store = self.clone();
            self.detached(async move { store.read_states().await });
        }
        answered
            .await
            .unwrap_or_else(|_| Err(Error::Internal("a read was lost".to_owned())))
    }

    /// Reads for the waiting callers until none is left.
    async fn read_states(&self) {
        loop {
            let waiting = {
                let mut queue = self.states.lock();
                queue.is_read = !queue.waiting.is_empty();
                std::mem::take(&mut queue.waiting)
            };
            if waiting.is_empty() {
                return;
            }
            let ids: Vec<&str> = waiting.iter().map(|(id, _)| id.as_str()).collect();
            let states = self.states_of(&ids).await;
            for (id, answer) in waiting {
                let state = states.as_ref().map(|states| states.get(&id).copied());
                let _ = answer.send(state.map_err(Clone::clone));
            }
        }
    }

    async fn states_of(&self, ids: &[&str]) -> Result<BTreeMap<String, State>, Error> {
        let rows = sqlx::query(sql::STATES).bind(ids).fetch_all(self.pool());
        let rows = rows.await.map_err(read_error)?;
        let read = |row: &PgRow| -> Result<(String, State), sqlx::Error> {
            let state = State {
                revision: row.try_get(1)?,
                referrals: row.try_get(2)?,
                publication: row.try_get::<Option<i64>, _>(3)?.unwrap_or_default(),
            };
            Ok((row.try_get(0)?, state))
        };
        rows.iter()
            .map(|row| read(row).map_err(read_error))
            .collect()
    }
}

impl States {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
