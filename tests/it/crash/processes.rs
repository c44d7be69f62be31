//! Processes seen from outside: the private Postgres of a data folder, and the ways to kill it.

use std::fs;
use std::path::Path;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// The postmaster of a data folder, as its own file says.
pub(super) fn postmaster(data: &Path) -> Option<Pid> {
    let text = fs::read_to_string(data.join("postgres/postmaster.pid")).ok()?;
    text.lines().next()?.parse().ok().map(Pid::from_raw)
}

/// Kills the Postgres of a data folder and all its children, without a warning to any of them.
pub(super) fn kill_postgres(data: &Path) {
    if let Some(postmaster) = postmaster(data) {
        kill_family(postmaster);
    }
}

/// Kills a process and its children.
pub(super) fn kill_family(parent: Pid) {
    let family: Vec<Pid> = [parent].into_iter().chain(children(parent)).collect();
    for process in family {
        // Some may have gone with their parent.
        let _ = kill(process, Signal::SIGKILL);
    }
}

/// Halts the process of a Postgres that writes the log for those who do not wait for it.
pub(super) fn halt_wal_writer(data: &Path) {
    let family = postmaster(data).map(children).unwrap_or_default();
    let is_it = |process: &Pid| {
        let command_line = fs::read_to_string(format!("/proc/{process}/cmdline"));
        command_line.is_ok_and(|text| text.contains("walwriter"))
    };
    for process in family.into_iter().filter(is_it) {
        kill(process, Signal::SIGSTOP).expect("it runs");
    }
}

/// Whether a process still does something: one that has ended may wait for its parent for ever.
pub(super) fn lives(process: Pid) -> bool {
    match fs::read_to_string(format!("/proc/{process}/stat")) {
        Ok(stat) => !stat.contains(") Z "),
        Err(_) => !Path::new("/proc/self/stat").exists() && kill(process, None).is_ok(),
    }
}

/// The children of a process. Where they cannot be found they see for themselves that it is gone.
fn children(parent: Pid) -> Vec<Pid> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let is_child = |pid: &i32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // After the name, in brackets, follow the state and the parent.
        let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let of: Option<i32> = after_name
            .split_whitespace()
            .nth(1)
            .and_then(|text| text.parse().ok());
        of == Some(parent.as_raw())
    };
    pids.filter(is_child).map(Pid::from_raw).collect()
}
