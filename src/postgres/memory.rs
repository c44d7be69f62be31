//! Chooses the memory settings of the private Postgres from the memory of this machine or container.

use std::fs;
use std::path::{Path, PathBuf};

const MIB: u64 = 1024 * 1024;

/// The limits of the server's own cache.
const BUFFERS_MIN: u64 = 128 * MIB;
const BUFFERS_MAX: u64 = 2048 * MIB;

/// The memory settings of a durable server. A quarter of the memory becomes its own cache, because the
/// system's cache holds the files too. More room for the write-ahead log means fewer checkpoints. After a
/// checkpoint each page is logged in full when it first changes; those pages are compressed.
pub(super) fn settings() -> [String; 3] {
    let memory = Machine::this().memory();
    [
        format!("shared_buffers={}MB", buffers(memory) / MIB),
        "max_wal_size=4GB".to_owned(),
        "wal_compression=on".to_owned(),
    ]
}

/// The size of the server's own cache; the minimum if the amount of memory is unknown.
fn buffers(memory: Option<u64>) -> u64 {
    memory.map_or(BUFFERS_MIN, |memory| {
        (memory / 4).clamp(BUFFERS_MIN, BUFFERS_MAX)
    })
}

/// The files in which Linux reports the amount of memory.
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

    /// The memory in bytes: that of the machine, or the container's limit if it is lower.
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

    /// The lowest limit of this process's control group and the groups above it. Inside a container the
    /// outer groups are invisible, and its own group is the root of the visible ones.
    fn of_group(&self) -> Option<u64> {
        let own = fs::read_to_string(self.processes.join("self/cgroup")).unwrap_or_default();
        let path = own.lines().find_map(|line| line.strip_prefix("0::/"));
        let groups = Path::new(path.unwrap_or_default()).ancestors();
        let limits = groups.map(|group| self.groups.join(group).join("memory.max"));
        // The path in the first version of control groups, as a container sees it.
        let first_version = self.groups.join("memory/memory.limit_in_bytes");
        limits.chain([first_version]).filter_map(number).min()
    }
}

/// The number in a file; `None` if the file contains `max`.
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

    /// The memory of a machine with these files and contents.
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
            // In a container the own group is the root.
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
            // The group above has a lower limit than the own group.
            (
                vec![
                    MEMINFO,
                    own,
                    (service, "2147483648\n"),
                    ("cgroup/system.slice/memory.max", "1073741824\n"),
                ],
                Some(GIB),
            ),
            // In the first version a missing limit is a number larger than any memory.
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
