//! Starts one server on the data folder, whatever state the folder is in: no server, a server that a killed
//! service left running, a server that is stopping, or the remains of a killed server.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::Signal;
use nix::unistd::Pid;
use tokio::process::Child;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::error::{EmbeddedError, io_error};
use crate::find::Programs;
use crate::folder::DataFolder;
use crate::postmaster::{self, Answer, PidFile, Process};
use crate::server_log;

/// Replaying the write-ahead log after a crash can take minutes.
const START_LIMIT: Duration = Duration::from_mins(5);
/// The time for the last checkpoint. A slower server is stopped without it and replays its log at the next
/// start, so nothing is lost.
const FAST_STOP_LIMIT: Duration = Duration::from_secs(10);
const QUICK_STOP_LIMIT: Duration = Duration::from_secs(3);
const KILL_LIMIT: Duration = Duration::from_secs(1);
/// The longest time that a stop takes.
pub const STOP_LIMIT: Duration = Duration::from_secs(
    FAST_STOP_LIMIT.as_secs() + QUICK_STOP_LIMIT.as_secs() + KILL_LIMIT.as_secs(),
);
const READY_POLL: Duration = Duration::from_millis(5);
const BUSY_POLL: Duration = Duration::from_millis(50);
const ALIVE_POLL: Duration = Duration::from_millis(100);

/// Everything that is needed to start the server repeatedly.
#[derive(Debug)]
pub(super) struct Launcher {
    pub(super) folder: DataFolder,
    pub(super) programs: Programs,
    pub(super) socket_folder: PathBuf,
    /// `name=value` settings.
    pub(super) settings: Vec<String>,
    /// Cancelled when no server is wanted any more.
    pub(super) unwanted: CancellationToken,
}

/// A server that took a connection.
#[derive(Debug)]
pub(super) enum Server {
    /// A child of this process.
    Child(Child, Pid),
    /// A server that an earlier service started.
    Adopted(Pid),
}

/// The state of the data folder.
enum Situation {
    /// There is no server, so one can be started.
    Free,
    /// Our server runs with our settings.
    Adoptable(Pid),
    /// Our server runs with other settings.
    Outdated(Pid),
    /// A server is starting or stopping.
    Busy(String),
}

impl Launcher {
    /// Starts or adopts the server and waits until it accepts connections. If the future is dropped or
    /// `unwanted` is cancelled, no new server is left running.
    pub(super) async fn launch(&self) -> Result<Server, EmbeddedError> {
        let deadline = Instant::now() + START_LIMIT;
        loop {
            let last = match self.look().await? {
                Situation::Adoptable(pid) => return Ok(Server::Adopted(pid)),
                Situation::Outdated(pid) => {
                    let mut server = Server::Adopted(pid);
                    self.stop(&mut server).await;
                    "it was started with other settings".to_owned()
                }
                Situation::Free => match self.spawn(deadline).await? {
                    Ok(server) => return Ok(server),
                    Err(busy) => busy,
                },
                Situation::Busy(reason) => reason,
            };
            if self.gives_up(deadline) {
                return Err(self.not_ready(last));
            }
            sleep(BUSY_POLL).await;
        }
    }

    async fn look(&self) -> Result<Situation, EmbeddedError> {
        let cluster = self.folder.cluster();
        let Some(found) = PidFile::read(&cluster) else {
            return Ok(Situation::Free);
        };
        match postmaster::process(found.pid, &cluster) {
            Process::Possible => {}
            Process::Gone => return Ok(Situation::Free),
            Process::Another => {
                // Postgres would mistake that process for its server. Without the file it still detects
                // orphaned backends by their shared memory, and does not start beside them.
                let path = PidFile::path(&cluster);
                fs::remove_file(&path).map_err(io_error("remove", &path))?;
                return Ok(Situation::Free);
            }
        }
        let socket_folder = found.socket_folder.as_ref().unwrap_or(&self.socket_folder);
        let mut connection = match postmaster::ask(socket_folder).await {
            Answer::Ready(connection) => connection,
            Answer::NotYet(reason) => {
                return Ok(Situation::Busy(format!("process {}: {reason}", found.pid)));
            }
        };
        let served = "SELECT current_setting('data_directory')";
        let served: String = match sqlx::query_scalar(served).fetch_one(&mut connection).await {
            Ok(served) => served,
            Err(reason) => return Ok(Situation::Busy(reason.to_string())),
        };
        if Path::new(&served) != cluster {
            let other = format!("the socket `{}` serves `{served}`", socket_folder.display());
            return Ok(Situation::Busy(other));
        }
        if self.started_the_same(&cluster) {
            Ok(Situation::Adoptable(found.pid))
        } else {
            Ok(Situation::Outdated(found.pid))
        }
    }

    /// Whether the running server was started with our arguments, by the record that it keeps itself.
    fn started_the_same(&self, cluster: &Path) -> bool {
        let noted = fs::read_to_string(cluster.join("postmaster.opts")).unwrap_or_default();
        let quoted = |argument: &OsString| format!(" \"{}\"", argument.to_string_lossy());
        let ours: String = self.arguments().iter().map(quoted).collect();
        noted.trim_end() == format!("{}{ours}", self.programs.postgres().display())
    }

    fn arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["-D".into(), self.folder.cluster().into()];
        for setting in &self.settings {
            arguments.extend(["-c".into(), setting.into()]);
        }
        arguments
    }

    /// Starts a server. After an inner error the caller looks again; an outer error is final.
    async fn spawn(&self, deadline: Instant) -> Result<Result<Server, String>, EmbeddedError> {
        self.folder.make_socket_folder(&self.socket_folder)?;
        self.free_socket()?;
        let path = self.folder.log();
        let (log, start) = server_log::open(&path).map_err(io_error("open", &path))?;
        let second = log.try_clone().map_err(io_error("open", &path))?;
        let program = self.programs.postgres();
        let mut command = self.folder.user().command(&program);
        // The server gets a process group of its own, so Ctrl-C reaches only the service, which then stops
        // the server in order.
        command.args(self.arguments()).process_group(0);
        command.stdin(Stdio::null()).stdout(log).stderr(second);
        let child = command.spawn().map_err(io_error("run", &program))?;
        let mut unready = Unready(Some(child));
        loop {
            let reason = match postmaster::ask(&self.socket_folder).await {
                Answer::Ready(_) => return Ok(unready.ready()),
                Answer::NotYet(reason) => reason.to_string(),
            };
            if let Some(status) = unready.exit().map_err(io_error("wait for", &program))? {
                let tail = server_log::tail(&path, start);
                return if will_pass(&tail) {
                    Ok(Err(tail))
                } else {
                    Err(EmbeddedError::ServerEnded {
                        status: status.to_string(),
                        log: path,
                        tail,
                    })
                };
            }
            if self.gives_up(deadline) {
                if let Ok(mut server) = unready.ready() {
                    self.stop(&mut server).await;
                }
                return Err(self.not_ready(reason));
            }
            sleep(READY_POLL).await;
        }
    }

    /// Removes a stale lock of the socket. Postgres would mistake any process that now has the number in it
    /// for a server, even a dead process that its parent has not waited for. Only servers of these data
    /// have their socket there, and only this process starts them.
    fn free_socket(&self) -> Result<(), EmbeddedError> {
        let path = postmaster::socket_lock(&self.socket_folder);
        let is_stale =
            |holder| postmaster::process(holder, &self.folder.cluster()) != Process::Possible;
        if postmaster::holder(&path).is_some_and(is_stale) {
            fs::remove_file(&path).map_err(io_error("remove", &path))?;
        }
        Ok(())
    }

    /// Stops a server: first in good order, then quickly without a checkpoint, then by force.
    pub(super) async fn stop(&self, server: &mut Server) {
        let steps = [
            (Signal::SIGINT, FAST_STOP_LIMIT),
            (Signal::SIGQUIT, QUICK_STOP_LIMIT),
            (Signal::SIGKILL, KILL_LIMIT),
        ];
        for (signal, limit) in steps {
            postmaster::send(server.pid(), signal);
            if timeout(limit, self.ended(server)).await.is_ok() {
                break;
            }
            tracing::warn!(%signal, "Postgres did not stop in time");
        }
    }

    /// Waits until the server is gone and returns how it ended.
    pub(super) async fn ended(&self, server: &mut Server) -> String {
        match server {
            Server::Child(child, _) => match child.wait().await {
                Ok(status) => status.to_string(),
                Err(error) => error.to_string(),
            },
            Server::Adopted(pid) => {
                let cluster = self.folder.cluster();
                while postmaster::process(*pid, &cluster) == Process::Possible {
                    sleep(ALIVE_POLL).await;
                }
                "gone".to_owned()
            }
        }
    }

    fn gives_up(&self, deadline: Instant) -> bool {
        self.unwanted.is_cancelled() || Instant::now() > deadline
    }

    fn not_ready(&self, last: String) -> EmbeddedError {
        EmbeddedError::NotReady {
            seconds: START_LIMIT.as_secs(),
            log: self.folder.log(),
            last,
        }
    }
}

/// A child that accepts no connections yet. Nobody else knows of it, so dropping it shuts it down.
struct Unready(Option<Child>);

impl Unready {
    fn pid(&self) -> Option<Pid> {
        let id = self.0.as_ref()?.id()?;
        i32::try_from(id).ok().map(Pid::from_raw)
    }

    fn exit(&mut self) -> io::Result<Option<ExitStatus>> {
        self.0.as_mut().map_or(Ok(None), Child::try_wait)
    }

    fn ready(&mut self) -> Result<Server, String> {
        let pid = self.pid();
        let ready = self
            .0
            .take()
            .zip(pid)
            .map(|(child, pid)| Server::Child(child, pid));
        ready.ok_or_else(|| "it has ended".to_owned())
    }
}

impl Drop for Unready {
    fn drop(&mut self) {
        if let Some(pid) = self.pid() {
            postmaster::send(pid, Signal::SIGINT);
        }
    }
}

impl Server {
    /// The process number of the server.
    pub(super) fn pid(&self) -> Pid {
        match self {
            Self::Child(_, pid) | Self::Adopted(pid) => *pid,
        }
    }
}

/// Whether a server that ended with this text may start a little later. Orphaned backends of a killed
/// server hold its shared memory until they notice its end, or another server may still be stopping.
fn will_pass(tail: &str) -> bool {
    let locked = ["postmaster.pid\" already exists", ".lock\" already exists"];
    tail.contains("shared memory block") || locked.iter().any(|words| tail.contains(words))
}
