//! Keeps the server running: if it dies, it is started again with growing pauses, until it is stopped on
//! purpose.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use nix::sys::signal::Signal;
use nix::unistd::Pid;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::launch::{Launcher, Server};
use crate::postmaster;

const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);
/// A server that ran this long was healthy, and the next restart begins with the shortest pause.
const HEALTHY: Duration = Duration::from_secs(10);
const NO_SERVER: i32 = 0;

/// The state of the embedded server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerState {
    /// The server accepts connections.
    Running,
    /// The server died and is being started again.
    Restarting {
        /// The number of the attempt, from 1.
        attempt: u32,
    },
    /// The server was stopped on purpose.
    Stopped,
}

/// The task that watches one server. If it is dropped without [`Supervisor::stop`], it still asks the
/// server to shut down.
#[derive(Debug)]
pub(super) struct Supervisor {
    state: watch::Receiver<ServerState>,
    pid: Arc<AtomicI32>,
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

struct Watch {
    launcher: Launcher,
    state: watch::Sender<ServerState>,
    pid: Arc<AtomicI32>,
}

impl Supervisor {
    /// Starts watching a running server.
    #[expect(
        clippy::disallowed_methods,
        reason = "the task writes nothing to the store, and its handle is kept and awaited"
    )]
    pub(super) fn start(launcher: Launcher, server: Server) -> Self {
        let (sender, state) = watch::channel(ServerState::Running);
        let pid = Arc::new(AtomicI32::new(server.pid().as_raw()));
        let stop = launcher.unwanted.clone();
        let watch = Watch {
            launcher,
            state: sender,
            pid: pid.clone(),
        };
        let task = Some(tokio::spawn(watch.run(server)));
        Self {
            state,
            pid,
            stop,
            task,
        }
    }

    /// The state of the server, now and as it changes.
    pub(super) fn state(&self) -> watch::Receiver<ServerState> {
        self.state.clone()
    }

    /// Stops the server and waits until it is gone.
    pub(super) async fn stop(mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the watch over Postgres failed");
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.stop.cancel();
        let pid = self.pid.load(Ordering::Acquire);
        if pid != NO_SERVER {
            postmaster::send(Pid::from_raw(pid), Signal::SIGINT);
        }
    }
}

impl Watch {
    async fn run(self, server: Server) {
        let mut server = server;
        loop {
            let since = Instant::now();
            tokio::select! {
                biased;
                () = self.launcher.unwanted.cancelled() => {
                    self.launcher.stop(&mut server).await;
                    break;
                }
                status = self.launcher.ended(&mut server) => {
                    tracing::warn!(status, "Postgres died, starting it again");
                }
            }
            self.pid.store(NO_SERVER, Ordering::Release);
            let lived = since.elapsed();
            match self.restart(lived).await {
                Some(next) => server = next,
                None => break,
            }
        }
        self.pid.store(NO_SERVER, Ordering::Release);
        let launcher = &self.launcher;
        launcher
            .folder
            .remove_socket_folder(&launcher.socket_folder);
        self.state.send_replace(ServerState::Stopped);
    }

    /// Starts the server again, with any number of attempts. Returns `None` if it was stopped on purpose
    /// first.
    async fn restart(&self, lived: Duration) -> Option<Server> {
        let mut attempt = 1;
        // A server that died soon after its start is not started again at once.
        let mut pause = if lived < HEALTHY {
            PAUSE_MIN
        } else {
            Duration::ZERO
        };
        loop {
            self.state.send_replace(ServerState::Restarting { attempt });
            let unwanted = &self.launcher.unwanted;
            unwanted.run_until_cancelled(sleep(pause)).await?;
            match self.launcher.launch().await {
                Ok(server) => {
                    self.pid.store(server.pid().as_raw(), Ordering::Release);
                    self.state.send_replace(ServerState::Running);
                    return Some(server);
                }
                Err(_) if unwanted.is_cancelled() => return None,
                Err(error) => tracing::error!(%error, attempt, "Postgres could not be started"),
            }
            attempt += 1;
            pause = (pause * 2).clamp(PAUSE_MIN, PAUSE_MAX);
        }
    }
}
