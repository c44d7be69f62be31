//! Work that many wait for and that is done once, for all who asked before it began.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::time::Month;
use tokio::sync::watch;

use crate::error::Error;
use crate::store::Store;

/// Rounds of work, one at a time. Who asks joins the next round of their key that has not begun, so that
/// its result includes whatever was committed before they asked. A round that has begun runs to its end,
/// whether or not anybody still waits for it; one that nobody waits for does not begin.
#[derive(Debug)]
pub(super) struct Lane<K, V> {
    turn: Arc<tokio::sync::Mutex<()>>,
    rounds: Arc<Mutex<BTreeMap<K, Round<V>>>>,
}

impl<K, V> Clone for Lane<K, V> {
    fn clone(&self) -> Self {
        Self {
            turn: self.turn.clone(),
            rounds: self.rounds.clone(),
        }
    }
}

impl<K, V> Default for Lane<K, V> {
    fn default() -> Self {
        Self {
            turn: Arc::default(),
            rounds: Arc::default(),
        }
    }
}

/// A round that has not begun.
#[derive(Debug)]
struct Round<V> {
    /// What those who wait want to have, together.
    months: BTreeSet<Month>,
    done: watch::Sender<Option<Result<V, Error>>>,
}

impl<K, V> Lane<K, V>
where
    K: Clone + Ord + Send + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// What `work` comes to for at least these `months`. Everybody must bring the same work for a key.
    ///
    /// # Errors
    /// What the work comes to, and `Internal` if it was lost.
    pub(super) async fn join<W, F>(
        &self,
        store: &Store,
        (key, months): (K, &BTreeSet<Month>),
        work: W,
    ) -> Result<V, Error>
    where
        W: FnOnce(BTreeSet<Month>) -> F + Send + 'static,
        F: Future<Output = Result<V, Error>> + Send,
    {
        let (mut done, first) = self.enter(&key, months);
        if first {
            let lane = self.clone();
            store.detached(async move {
                let _turn = lane.turn.lock().await;
                let round = lane.rounds().remove(&key);
                if let Some(round) = round.filter(|round| round.done.receiver_count() > 0) {
                    round.done.send_replace(Some(work(round.months).await));
                }
            });
        }
        let result = done.wait_for(Option::is_some).await;
        result
            .ok()
            .and_then(|result| result.clone())
            .unwrap_or_else(|| Err(Error::Internal("a computation was lost".to_owned())))
    }

    /// Joins the next round of `key`, and says whether it is a new one.
    fn enter(
        &self,
        key: &K,
        months: &BTreeSet<Month>,
    ) -> (watch::Receiver<Option<Result<V, Error>>>, bool) {
        let mut rounds = self.rounds();
        if let Some(round) = rounds.get_mut(key) {
            round.months.extend(months);
            return (round.done.subscribe(), false);
        }
        let (done, receiver) = watch::channel(None);
        let months = months.clone();
        rounds.insert(key.clone(), Round { months, done });
        (receiver, true)
    }

    fn rounds(&self) -> MutexGuard<'_, BTreeMap<K, Round<V>>> {
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
