//! The reaction of the process to signals. Signals that would end it by default, and leave the private
//! Postgres running, have a meaning here; `docs/operating.md` lists them.

use std::{
    future::poll_fn,
    io::{self, IsTerminal},
    process,
    task::Poll,
    thread,
    time::Duration,
};

use futures::{Stream, stream};
use nix::sys::signal::Signal;
use tokio::signal::unix::{self, SignalKind};
use tracing::{error, info, warn};

/// The exit code of a process that could not stop in time. `docs/operating.md` lists all exit codes.
const STUCK: i32 = 70;

/// The meaning of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The first one asks for a graceful stop, the second one for an immediate stop.
    Stop,
    /// Asks to read the token file again (`Auth` listens for it by itself). If the service ran in a terminal
    /// that was closed, it asks for a stop.
    Reload,
    /// The signal is ignored.
    Nothing,
}

/// The signals that are handled. SIGPIPE is not among them, because the Rust runtime ignores it already. A
/// log line about SIGPIPE would raise it again if the log itself is the broken pipe.
const MEANINGS: &[(Signal, Meaning)] = &[
    (Signal::SIGTERM, Meaning::Stop),
    (Signal::SIGINT, Meaning::Stop),
    (Signal::SIGQUIT, Meaning::Stop),
    (Signal::SIGXCPU, Meaning::Stop),
    #[cfg(target_os = "linux")]
    (Signal::SIGPWR, Meaning::Stop),
    (Signal::SIGHUP, Meaning::Reload),
    (Signal::SIGUSR1, Meaning::Nothing),
    (Signal::SIGUSR2, Meaning::Nothing),
    (Signal::SIGALRM, Meaning::Nothing),
    (Signal::SIGVTALRM, Meaning::Nothing),
    (Signal::SIGPROF, Meaning::Nothing),
    (Signal::SIGIO, Meaning::Nothing),
];

/// The signals of the process, from its start to its end.
#[derive(Debug)]
pub struct Signals {
    taken: Vec<Taken>,
    last_moment: Option<Duration>,
    /// Whether the log goes to a terminal, which may be closed.
    in_terminal: bool,
}

#[derive(Debug)]
struct Taken {
    signal: Signal,
    meaning: Meaning,
    arrivals: unix::Signal,
}

impl Signals {
    /// Replaces the system's default reactions to the signals. The process ends `last_moment` after the first
    /// request to stop, even if nothing in it works any more.
    ///
    /// # Errors
    /// The system refuses.
    pub fn new(last_moment: Duration) -> io::Result<Self> {
        // With a handler for SIGXFSZ, a write beyond the file size limit fails instead of ending the process.
        // As for SIGPIPE, it must not be logged.
        drop(arrivals(Signal::SIGXFSZ)?);
        let take = |(signal, meaning): &(Signal, Meaning)| {
            Ok(Taken {
                signal: *signal,
                meaning: *meaning,
                arrivals: arrivals(*signal)?,
            })
        };
        Ok(Self {
            taken: MEANINGS.iter().map(take).collect::<io::Result<_>>()?,
            last_moment: Some(last_moment),
            in_terminal: io::stderr().is_terminal(),
        })
    }

    /// One item for each signal that asks for a stop.
    pub fn stream(self) -> impl Stream<Item = ()> + Send {
        stream::unfold(self, |mut signals| async move {
            signals.stop_asked().await;
            if let Some(last_moment) = signals.last_moment.take() {
                exit_after(last_moment);
            }
            Some(((), signals))
        })
    }

    async fn stop_asked(&mut self) {
        loop {
            let (signal, meaning) = self.next().await;
            match meaning {
                Meaning::Stop => {
                    info!(%signal, "asked to stop");
                    return;
                }
                Meaning::Reload if self.in_terminal && !io::stderr().is_terminal() => {
                    info!(%signal, "the terminal was closed: stopping");
                    return;
                }
                Meaning::Reload => info!(%signal, "reading the token file again, if there is one"),
                Meaning::Nothing => warn!(%signal, "this signal means nothing here: ignored"),
            }
        }
    }

    async fn next(&mut self) -> (Signal, Meaning) {
        poll_fn(|context| {
            let mut arrived = |taken: &mut Taken| {
                let arrived = taken.arrivals.poll_recv(context).is_ready();
                arrived.then_some((taken.signal, taken.meaning))
            };
            let first = self.taken.iter_mut().find_map(&mut arrived);
            first.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}

fn arrivals(signal: Signal) -> io::Result<unix::Signal> {
    unix::signal(SignalKind::from_raw(signal as i32))
}

/// Runs on a thread of its own, because a runtime that is stuck would not run a task.
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

    use futures::{FutureExt, StreamExt};
    use nix::sys::signal::raise;

    use super::*;

    #[tokio::test]
    async fn each_signal_that_asks_for_a_stop_is_one_item_and_the_others_are_none() {
        let mut signals = pin!(Signals::new(Duration::from_hours(1)).unwrap().stream());
        for (signal, meaning) in MEANINGS {
            raise(*signal).unwrap();
            if *meaning != Meaning::Stop {
                // If the signal before had given an item, there would be two now.
                raise(Signal::SIGTERM).unwrap();
            }
            signals.next().await.unwrap();
            assert_eq!(signals.next().now_or_never(), None, "{signal}");
        }
        raise(Signal::SIGXFSZ).unwrap();
    }
}
