//! When the call that is in work here must be over, its answer sent or not.
//!
//! The transport asks for an answer's body only while the peer takes it in, so a body cannot watch the
//! time by itself. Each call therefore runs inside [`bounded`], which drops it at its end, wherever it
//! is; the transport then resets the call's stream.

use std::{
    future::poll_fn,
    sync::{Arc, OnceLock},
    task::Poll,
    time::Duration,
};

use tokio::{
    task_local,
    time::{Instant, sleep_until},
};

/// The layer that answers `DEADLINE_EXCEEDED` goes first.
const GRACE: Duration = Duration::from_millis(100);

task_local! {
    static END: Arc<OnceLock<Instant>>;
}

/// Sets the end of the call in work here. The first one counts; without [`bounded`] there is none.
pub(super) fn set(at: Instant) {
    // Outside of a call nothing has to end.
    let _ = END.try_with(|end| end.set(at));
}

/// Whether the end of the call in work here has passed.
pub(super) fn has_passed() -> bool {
    let passed = |end: &Arc<OnceLock<Instant>>| end.get().is_some_and(|at| Instant::now() >= *at);
    END.try_with(passed).unwrap_or(false)
}

/// Runs a call until it is done, or drops it when its end comes.
pub(super) async fn bounded(call: impl Future<Output = ()>) {
    let end = Arc::<OnceLock<Instant>>::default();
    // It is set by the call, so it can only change while the call is polled, just before this is.
    let set = poll_fn(|_| end.get().map_or(Poll::Pending, |at| Poll::Ready(*at)));
    let reached = async { sleep_until(set.await + GRACE).await };
    tokio::select! {
        biased;
        () = END.scope(Arc::clone(&end), call) => {}
        () = reached => {}
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_call_that_waits_for_ever_ends_at_its_end_and_knows_it() {
        struct OnDrop(Arc<OnceLock<bool>>);
        impl Drop for OnDrop {
            fn drop(&mut self) {
                self.0.set(has_passed()).unwrap();
            }
        }
        let dropped = Arc::<OnceLock<bool>>::default();
        let noted = Arc::clone(&dropped);
        let began = Instant::now();
        bounded(async move {
            let _noted = OnDrop(noted);
            set(began + Duration::from_secs(2));
            pending::<()>().await;
        })
        .await;
        assert_eq!(began.elapsed().as_secs(), 2);
        assert_eq!(dropped.get(), Some(&true));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_without_an_end_goes_on() {
        let began = Instant::now();
        bounded(tokio::time::sleep(Duration::from_hours(1))).await;
        assert_eq!(began.elapsed(), Duration::from_hours(1));
    }
}
