//! How much memory the private Postgres may take, by what this machine or container has.

use std::fs;
use std::path::{Path, PathBuf};

const MIB: u64 = 1024 * 1024;

/// The least and the most for the server's own cache.
const BUFFERS_MIN: u64 = 128 * MIB;
const BUFFERS_MAX: u64 = 2048 * MIB;

/// The settings of a server that keeps what it acknowledged. A quarter of the memory is its own cache, as
/// the system's cache holds the files too. With more room for the log there are fewer checkpoints, after
/// each of which every page is logged whole when it first changes; those pages are compressed.
pub(super) fn settings() -> [String; 3] {
    let memory = Machine::this().memory();
    [
        format!("shared_buffers={}MB", buffers(memory) / MIB),
        "max_wal_size=4GB".to_owned(),
        "wal_compression=on".to_owned(),
    ]
}

/// The size of the server's own cache; the least where it is not known how much memory there is.
fn buffers(memory: Option<u64>) -> u64 {
    memory.map_or(BUFFERS_MIN, |memory| {
        (memory / 4).clamp(BUFFERS_MIN, BUFFERS_MAX)
    })
}

/// Where Linux says how much memory there is.
struct Machine {
    /// `/proc`.
    processes: PathBuf,
    /// `/sys/fs/cgroup`.
    groups: PathBuf,
}

impl Machine {
    fn this() -> Self {
        Self {
            processes: PathBuf::from("/proc"),
            groups: PathBuf::from("/sys/fs/cgroup"),
        }
    }

    /// Bytes of memory: those of the machine, or of the container if it may have fewer.
    fn memory(&self) -> Option<u64> {
        [self.of_machine(), self.of_group()]
            .into_iter()
            .flatten()
            .min()
    }

    fn of_machine(&self) -> Option<u64> {
        let text = fs::read_to_string(self.processes.join("meminfo")).ok()?;
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("MemTotal:"))?;
        let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kilobytes * 1024)
    }

    /// The least that this process's control group, or one above it, may have. Within a container the
    /// groups above it are not to be seen, and its own is the root of those that are.
    fn of_group(&self) -> Option<u64> {
        let own = fs::read_to_string(self.processes.join("self/cgroup")).unwrap_or_default();
        let path = own.lines().find_map(|line| line.strip_prefix("0::/"));
        let groups = Path::new(path.unwrap_or_default()).ancestors();
        let limits = groups.map(|group| self.groups.join(group).join("memory.max"));
        // The first version of control groups, as a container sees it.
        let first_version = self.groups.join("memory/memory.limit_in_bytes");
        limits.chain([first_version]).filter_map(number).min()
    }
}

/// The number in a file; none where it says `max`.
fn number(path: PathBuf) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1024 * MIB;

    #[test]
    fn the_server_gets_a_quarter_of_the_memory_within_limits() {
        for (memory, expected) in [
            (None, 128 * MIB),
            (Some(256 * MIB), 128 * MIB),
            (Some(2 * GIB), 512 * MIB),
            (Some(8 * GIB), 2 * GIB),
            (Some(64 * GIB), 2 * GIB),
        ] {
            assert_eq!(buffers(memory), expected, "{memory:?}");
        }
    }

    /// The memory of a machine where these files hold these texts.
    fn memory_where(files: &[(&str, &str)]) -> Option<u64> {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let machine = Machine {
            processes: folder.path().join("proc"),
            groups: folder.path().join("cgroup"),
        };
        machine.memory()
    }

    const MEMINFO: (&str, &str) = (
        "proc/meminfo",
        "MemTotal:        8388608 kB\nMemFree:  1 kB\n",
    );

    #[test]
    fn a_containers_limit_counts_where_it_is_lower_than_the_machines_memory() {
        let own = ("proc/self/cgroup", "0::/system.slice/quality.service\n");
        let service = "cgroup/system.slice/quality.service/memory.max";
        for (files, expected) in [
            (vec![], None),
            (vec![MEMINFO], Some(8 * GIB)),
            // In a container its own group is the root.
            (
                vec![
                    MEMINFO,
                    ("proc/self/cgroup", "0::/\n"),
                    ("cgroup/memory.max", "1073741824\n"),
                ],
                Some(GIB),
            ),
            (vec![MEMINFO, ("cgroup/memory.max", "max\n")], Some(8 * GIB)),
            (vec![MEMINFO, own, (service, "2147483648\n")], Some(2 * GIB)),
            // The group above has less than the own one.
            (
                vec![
                    MEMINFO,
                    own,
                    (service, "2147483648\n"),
                    ("cgroup/system.slice/memory.max", "1073741824\n"),
                ],
                Some(GIB),
            ),
            // No limit in the first version is a number larger than any memory.
            (
                vec![
                    MEMINFO,
                    (
                        "cgroup/memory/memory.limit_in_bytes",
                        "9223372036854771712\n",
                    ),
                ],
                Some(8 * GIB),
            ),
            (
                vec![
                    MEMINFO,
                    ("cgroup/memory/memory.limit_in_bytes", "1073741824\n"),
                ],
                Some(GIB),
            ),
        ] {
            assert_eq!(memory_where(&files), expected, "{files:?}");
        }
    }
}
