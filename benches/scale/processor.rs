//! Processor time: the time that a task takes on the cores, whatever else the machine does meanwhile.

use std::fs;
use std::path::Path;

/// The ticks per second in which the system counts processor time.
const TICKS: f64 = 100.0;

/// Seconds of processor time since the start.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Processor {
    /// This process: the callers, the echoes, and the computations of floors.
    pub(crate) callers: f64,
    /// The service's process.
    pub(crate) service: f64,
    /// The Postgres processes.
    pub(crate) postgres: f64,
}

impl Processor {
    /// Reads the times of this process, the service, and the Postgres whose data is in `data`.
    pub(crate) fn read(service: u32, data: &Path) -> Self {
        let postmaster = fs::read_to_string(data.join("postgres/postmaster.pid"));
        let postmaster = postmaster.unwrap_or_default();
        let postmaster = postmaster.lines().next().unwrap_or_default();
        let own = |stat: Stat| stat.own;
        Self {
            callers: stat("self").map_or(0.0, own),
            service: stat(&service.to_string()).map_or(0.0, own),
            postgres: postgres(postmaster),
        }
    }

    pub(crate) fn since(self, before: Self) -> Self {
        Self {
            callers: self.callers - before.callers,
            service: self.service - before.service,
            postgres: self.postgres - before.postgres,
        }
    }

    pub(crate) fn all(self) -> f64 {
        self.callers + self.service + self.postgres
    }

    /// Microseconds per unit of `count`.
    pub(crate) fn each(self, count: usize) -> String {
        let micros = |seconds: f64| seconds * 1e6 / count as f64;
        format!(
            "processor time of each: service {:.0} µs, Postgres {:.0} µs",
            micros(self.service),
            micros(self.postgres)
        )
    }
}

/// The server with its children, including those that have ended.
fn postgres(postmaster: &str) -> f64 {
    let Some(server) = stat(postmaster) else {
        return 0.0;
    };
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let names = processes.filter_map(|process| process.file_name().into_string().ok());
    let children = names
        .filter_map(|name| stat(&name))
        .filter(|stat| stat.parent == postmaster)
        .map(|stat| stat.own);
    server.own + server.ended_children + children.sum::<f64>()
}

struct Stat {
    parent: String,
    own: f64,
    ended_children: f64,
}

fn stat(process: &str) -> Option<Stat> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program is in brackets and may contain blanks.
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place)?.parse::<f64>().ok();
    Some(Stat {
        parent: (*fields.get(1)?).to_owned(),
        own: (ticks(11)? + ticks(12)?) / TICKS,
        ended_children: (ticks(13)? + ticks(14)?) / TICKS,
    })
}
