//! What can be known of a running server from outside: its pid file, its process, its socket.

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
/// The port names the socket; it is given everywhere, or `PGPORT` of the environment would count.
pub(super) const PORT: u16 = 5432;
const ANSWER_LIMIT: Duration = Duration::from_secs(2);

/// What the running server has written into its `postmaster.pid`.
#[derive(Debug)]
pub(super) struct PidFile {
    pub(super) pid: Pid,
    pub(super) socket_folder: Option<PathBuf>,
}

/// Whether the process that a pid file names can be the server of these data.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Process {
    /// It may be: Postgres has to be asked.
    Possible,
    /// Another program has that number now.
    Another,
    /// It is gone.
    Gone,
}

impl PidFile {
    /// Where the server of `cluster` writes it.
    pub(super) fn path(cluster: &Path) -> PathBuf {
        cluster.join("postmaster.pid")
    }

    /// Reads it; none if there is no server, or if it is only just being written.
    pub(super) fn read(cluster: &Path) -> Option<Self> {
        let text = fs::read_to_string(Self::path(cluster)).ok()?;
        let mut lines = text.lines();
        let number: i32 = lines.next()?.trim().parse().ok()?;
        // Then follow the data folder, the start time, the port and the socket's folder.
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

/// The file by which a server keeps others from its socket in `folder`.
pub(super) fn socket_lock(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}.lock"))
}

/// The process that a lock file names; none if there is no file.
pub(super) fn holder(lock: &Path) -> Option<Pid> {
    let text = fs::read_to_string(lock).ok()?;
    let number: i32 = text.lines().next()?.trim().parse().ok()?;
    (number > 1).then(|| Pid::from_raw(number))
}

/// Looks at process `pid`. Numbers are given out again, above all in a restarted container.
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

/// Sends `signal`; a server that is gone already has what it needs.
pub(super) fn send(pid: Pid, signal: Signal) {
    let _ = kill(pid, signal);
}

/// The arguments of a process, zero-terminated on Linux; none for one that has ended and waits for
/// its parent.
fn command_line(pid: Pid) -> Vec<u8> {
    if Path::new("/proc/self/cmdline").exists() {
        return fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    }
    let output = Command::new("ps")
        .args(["-ww", "-o", "command=", "-p", &pid.to_string()])
        .output();
    output.map(|output| output.stdout).unwrap_or_default()
}

/// Whether a process started with this command line may be the server of `cluster`. The server's
/// own children do not count: they call themselves `postgres: checkpointer` and the like.
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
        // Started by hand, in the data folder or by PGDATA.
        _ => serves,
    }
}

/// How a server answered.
#[derive(Debug)]
pub(super) enum Answer {
    /// It takes statements.
    Ready(PgConnection),
    /// It does not, or not yet, for this reason.
    NotYet(Error),
}

/// Tries to connect to the server with its socket in `socket_folder`.
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
