//! The signals that ask the process to stop.

use std::{io, process, thread, time::Duration};

use futures::{Stream, stream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::error;

/// The exit code of a process that could not stop in time; `docs/operating.md` lists them all.
const STUCK: i32 = 70;

/// SIGTERM and SIGINT: the first asks for a polite stop, the second for one at once.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    last_moment: Option<Duration>,
}

impl Signals {
    /// Takes the signals over from the system's defaults. The process ends `last_moment` after the
    /// first one, even if nothing in it works any more.
    ///
    /// # Errors
    /// The system refuses.
    pub fn new(last_moment: Duration) -> io::Result<Self> {
        let terminate = signal(SignalKind::terminate())?;
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Self {
            terminate,
            interrupt,
            last_moment: Some(last_moment),
        })
    }

    /// The signals as they come.
    pub fn stream(self) -> impl Stream<Item = ()> + Send {
        stream::unfold(self, |mut signals| async move {
            tokio::select! {
                _ = signals.terminate.recv() => {}
                _ = signals.interrupt.recv() => {}
            }
            if let Some(last_moment) = signals.last_moment.take() {
                exit_after(last_moment);
            }
            Some(((), signals))
        })
    }
}

/// A thread of its own, because a runtime that is stuck would not run a task.
fn exit_after(last_moment: Duration) {
    thread::spawn(move || {
        thread::sleep(last_moment);
        error!("could not stop in time");
        process::exit(STUCK);
    });
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures::StreamExt;
    use nix::sys::signal::{Signal::SIGTERM, raise};

    use super::*;

    #[tokio::test]
    async fn each_signal_is_one_item() {
        let mut signals = pin!(Signals::new(Duration::from_hours(1)).unwrap().stream());
        for _ in 0..2 {
            raise(SIGTERM).unwrap();
            signals.next().await.unwrap();
        }
    }
}
