//! Inspects a running server from outside: its pid file, its process, its socket.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions, Connection, Error};
use tokio::time::timeout;

/// The superuser of the cluster and the name of its database.
pub(super) const OWNER: &str = "customer_quality";
/// The port is part of the socket's name. It is always given, because otherwise `PGPORT` of the environment
/// would apply.
pub(super) const PORT: u16 = 5432;
const ANSWER_LIMIT: Duration = Duration::from_secs(2);

/// The content of the `postmaster.pid` of a running server.
#[derive(Debug)]
pub(super) struct PidFile {
    pub(super) pid: Pid,
    pub(super) socket_folder: Option<PathBuf>,
}

/// Whether the process named in a pid file can be the server of these data.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Process {
    /// It may be the server; only Postgres itself can confirm it.
    Possible,
    /// Another program has this process number now.
    Another,
    /// The process is gone.
    Gone,
}

impl PidFile {
    /// The path of the pid file of the server of `cluster`.
    pub(super) fn path(cluster: &Path) -> PathBuf {
        cluster.join("postmaster.pid")
    }

    /// Reads the file; `None` if there is no server, or if the file is still being written.
    pub(super) fn read(cluster: &Path) -> Option<Self> {
        let text = fs::read_to_string(Self::path(cluster)).ok()?;
        let mut lines = text.lines();
        let number: i32 = lines.next()?.trim().parse().ok()?;
        // The next lines are the data folder, the start time, the port and the socket's folder.
        let socket_folder = lines
            .nth(3)
            .filter(|line| !line.is_empty())
            .map(PathBuf::from);
        (number > 1).then(|| Self {
            pid: Pid::from_raw(number),
            socket_folder,
        })
    }
}

/// The lock file with which a server reserves its socket in `folder`.
pub(super) fn socket_lock(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}.lock"))
}

/// The process named in a lock file; `None` if there is no file.
pub(super) fn holder(lock: &Path) -> Option<Pid> {
    let text = fs::read_to_string(lock).ok()?;
    let number: i32 = text.lines().next()?.trim().parse().ok()?;
    (number > 1).then(|| Pid::from_raw(number))
}

/// Checks the process `pid`. Process numbers are reused, above all in a restarted container.
pub(super) fn process(pid: Pid, cluster: &Path) -> Process {
    if !exists(pid) {
        Process::Gone
    } else if may_serve(&command_line(pid), cluster) {
        Process::Possible
    } else {
        Process::Another
    }
}

fn exists(pid: Pid) -> bool {
    matches!(kill(pid, None), Ok(()) | Err(Errno::EPERM))
}

/// Sends `signal`. An error is ignored, because the server is then already gone.
pub(super) fn send(pid: Pid, signal: Signal) {
    let _ = kill(pid, signal);
}

/// The arguments of a process, zero-terminated on Linux. They are empty for a process that has ended and
/// waits for its parent.
fn command_line(pid: Pid) -> Vec<u8> {
    if Path::new("/proc/self/cmdline").exists() {
        return fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    }
    let output = Command::new("ps")
        .args(["-ww", "-o", "command=", "-p", &pid.to_string()])
        .output();
    output.map(|output| output.stdout).unwrap_or_default()
}

/// Whether a process with this command line may be the server of `cluster`. The server's own children do
/// not count; they have names such as `postgres: checkpointer`.
fn may_serve(command_line: &[u8], cluster: &Path) -> bool {
    let cluster = cluster.as_os_str().as_encoded_bytes();
    if !command_line.contains(&0) {
        return command_line
            .windows(cluster.len())
            .any(|window| window == cluster);
    }
    let mut arguments = command_line.split(|byte| *byte == 0);
    let program = arguments.next().unwrap_or_default();
    let serves = program.ends_with(b"postgres") || program.ends_with(b"postmaster");
    match arguments.skip_while(|argument| *argument != b"-D").nth(1) {
        Some(folder) if folder.starts_with(b"/") => serves && folder == cluster,
        // Such a server was started by hand, in the data folder or with PGDATA.
        _ => serves,
    }
}

/// The answer of a server.
#[derive(Debug)]
pub(super) enum Answer {
    /// The server accepts statements.
    Ready(PgConnection),
    /// The server accepts no statements, or not yet, for this reason.
    NotYet(Error),
}

/// Tries to connect to the server whose socket is in `socket_folder`.
pub(super) async fn ask(socket_folder: &Path) -> Answer {
    let options = PgConnectOptions::new_without_pgpass()
        .socket(socket_folder)
        .port(PORT)
        .username(OWNER)
        .database("postgres")
        .ssl_mode(PgSslMode::Disable)
        .disable_statement_logging();
    match timeout(ANSWER_LIMIT, PgConnection::connect_with(&options)).await {
        Ok(Ok(connection)) => Answer::Ready(connection),
        Ok(Err(error)) => Answer::NotYet(error),
        Err(_) => Answer::NotYet(Error::Io(io::ErrorKind::TimedOut.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_server_of_these_data_may_be_theirs() {
        let cases: [(&[u8], bool); 8] = [
            (
                b"/usr/bin/postgres\0-D\0/data/postgres\0-c\0fsync=off\0",
                true,
            ),
            (b"/usr/bin/postgres\0-D\0/data/postgres-2\0", false),
            (b"/usr/bin/postgres\0-D\0postgres\0", true),
            (b"postgres\0", true),
            (b"postgres: checkpointer \0", false),
            (b"/usr/bin/tail\0-f\0/data/postgres/log\0", false),
            (b"/usr/bin/postgres -D /data/postgres", true),
            (b"", false),
        ];
        for (command_line, expected) in cases {
            let shown = String::from_utf8_lossy(command_line);
            assert_eq!(
                may_serve(command_line, Path::new("/data/postgres")),
                expected,
                "{shown}"
            );
        }
    }
}
