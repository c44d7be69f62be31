//! The time at which the present call must be over, even if its answer is not sent completely.
//!
//! The transport asks for the body of an answer only while the peer reads it, so a body cannot watch the time
//! by itself. Each call therefore runs inside [`bounded`], which drops it at that time, wherever it is. The
//! transport then resets the call's stream.

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

/// The extra time that lets the layer that answers `DEADLINE_EXCEEDED` act first.
const GRACE: Duration = Duration::from_millis(100);

task_local! {
    static END: Arc<OnceLock<Instant>>;
}

/// Sets the end of the present call. Only the first end counts, and outside of [`bounded`] it has no effect.
pub(super) fn set(at: Instant) {
    // Outside of a call there is nothing to end.
    let _ = END.try_with(|end| end.set(at));
}

/// Whether the end of the present call has passed.
pub(super) fn has_passed() -> bool {
    let passed = |end: &Arc<OnceLock<Instant>>| end.get().is_some_and(|at| Instant::now() >= *at);
    END.try_with(passed).unwrap_or(false)
}

/// Runs a call until it is done, or drops it at its end.
pub(super) async fn bounded(call: impl Future<Output = ()>) {
    let end = Arc::<OnceLock<Instant>>::default();
    // Only the call sets its end, while it is polled. This future is polled right after it and sees the
    // change.
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
