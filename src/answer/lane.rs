//! Work that many wait for and that is done once, for all who asked before it began.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::time::Month;
use futures::future::BoxFuture;
use tokio::sync::watch;

use crate::error::Error;

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
    /// `detach` lets a round run to its end by itself.
    ///
    /// # Errors
    /// What the work comes to, and `Internal` if it was lost.
    pub(super) async fn join<W, F>(
        &self,
        detach: impl FnOnce(BoxFuture<'static, ()>),
        (key, months): (K, &BTreeSet<Month>),
        work: W,
    ) -> Result<V, Error>
    where
        W: FnOnce(BTreeSet<Month>) -> F + Send + 'static,
        F: Future<Output = Result<V, Error>> + Send + 'static,
    {
        let (mut done, first) = self.enter(&key, months);
        if first {
            let lane = self.clone();
            detach(Box::pin(async move {
                let _turn = lane.turn.lock().await;
                let round = lane.rounds().remove(&key);
                if let Some(round) = round.filter(|round| round.done.receiver_count() > 0) {
                    round.done.send_replace(Some(work(round.months).await));
                }
            }));
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Day;
    use futures::future::join_all;
    use std::pin::{Pin, pin};
    use tokio::sync::Semaphore;
    use tokio::task::yield_now;

    /// Rounds that wait to be let go, and the months of those that have begun.
    #[derive(Clone)]
    struct Rounds {
        lane: Lane<&'static str, usize>,
        gate: Arc<Semaphore>,
        begun: Arc<Mutex<Vec<BTreeSet<Month>>>>,
    }

    impl Rounds {
        fn new() -> Self {
            Self {
                lane: Lane::default(),
                gate: Arc::new(Semaphore::new(0)),
                begun: Arc::default(),
            }
        }

        /// Joins a round; it comes to its number.
        async fn join(&self, month: u32) -> Result<usize, Error> {
            let months = BTreeSet::from([month_of(month)]);
            let (gate, begun) = (self.gate.clone(), self.begun.clone());
            let work = async move |months| {
                begun.lock().unwrap().push(months);
                gate.acquire().await.unwrap().forget();
                Ok(begun.lock().unwrap().len())
            };
            self.lane.join(detach, ("key", &months), work).await
        }

        fn begun(&self) -> usize {
            self.begun.lock().unwrap().len()
        }

        async fn wait_until_begun(&self, rounds: usize) {
            while self.begun() < rounds {
                yield_now().await;
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the round ends with the test")]
    fn detach(round: BoxFuture<'static, ()>) {
        drop(tokio::spawn(round));
    }

    /// Lets somebody ask, who is not answered yet.
    async fn ask(asking: Pin<&mut impl Future<Output: std::fmt::Debug>>) {
        tokio::select! {
            biased;
            answer = asking => panic!("answered before the round ended: {answer:?}"),
            () = async {} => {}
        }
    }

    fn month_of(month: u32) -> Month {
        Month::of(Day::from_ymd_opt(2026, month, 1).unwrap())
    }

    #[tokio::test]
    async fn all_who_ask_during_a_round_share_the_next_one() {
        let rounds = Rounds::new();
        let mut first = pin!(rounds.join(1));
        ask(first.as_mut()).await;
        rounds.wait_until_begun(1).await;
        let mut others = pin!(join_all([1, 2, 2, 3].map(|month| rounds.join(month))));
        ask(others.as_mut()).await;
        rounds.gate.add_permits(2);
        assert_eq!(first.await, Ok(1));
        assert_eq!(others.await, vec![Ok(2); 4]);
        let begun = rounds.begun.lock().unwrap();
        assert_eq!(begun[1], BTreeSet::from([1, 2, 3].map(month_of)));
        assert_eq!(begun.len(), 2);
    }

    #[tokio::test]
    async fn a_round_that_has_begun_ends_and_one_that_nobody_waits_for_does_not_begin() {
        let rounds = Rounds::new();
        {
            let mut gone = pin!(rounds.join(1));
            ask(gone.as_mut()).await;
            rounds.wait_until_begun(1).await;
            let mut never = pin!(rounds.join(2));
            ask(never.as_mut()).await;
        }
        rounds.gate.add_permits(1);
        while !rounds.lane.rounds().is_empty() {
            yield_now().await;
        }
        assert_eq!(rounds.begun(), 1);
        rounds.gate.add_permits(1);
        assert_eq!(rounds.join(3).await, Ok(2));
    }
}
