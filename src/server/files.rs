//! The files that this process may have open. Every connection needs one.

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use thiserror::Error;
use tracing::warn;

use super::admin;
use crate::config::Config;

/// Files besides connections: the program's own, the log, pipes to the private Postgres, the settings and
/// token files, and a reserve.
const OTHER_FILES: u64 = 64;

/// The system allows too few open files for the settings.
#[derive(Debug, Error)]
#[error(
    "the system lets this process open `{limit}` files, and `{needed}` are needed before the first \
     connection: raise the limit (`ulimit -n`, `LimitNOFILE=`), or lower `--pool-size`"
)]
pub struct TooFewFiles {
    limit: u64,
    needed: u64,
}

/// The number of connections: the number in the settings, or fewer if the system's limit on open files cannot
/// be raised far enough.
pub(super) fn connections_that_fit(config: &Config) -> Result<usize, TooFewFiles> {
    fit(open_files(), config.pool_size, config.max_connections)
}

fn fit(limit: u64, pool_size: u32, wanted: usize) -> Result<usize, TooFewFiles> {
    let needed = OTHER_FILES + admin::MAX_CONNECTIONS as u64 + u64::from(pool_size);
    let left = usize::try_from(limit.saturating_sub(needed)).unwrap_or(usize::MAX);
    if left == 0 {
        return Err(TooFewFiles { limit, needed });
    }
    if left < wanted {
        warn!(
            limit,
            "the system lets this process open too few files for `--max-connections` {wanted}: at \
             most {left} connections are taken; raise the limit (`ulimit -n`, `LimitNOFILE=`)"
        );
    }
    Ok(left.min(wanted))
}

/// Raises the limit on open files as far as the system allows, and returns it.
fn open_files() -> u64 {
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return u64::MAX;
    };
    match setrlimit(Resource::RLIMIT_NOFILE, hard, hard) {
        Ok(()) => hard,
        Err(_) => soft,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_as_many_as_wanted_or_as_there_are_files_for() {
        assert_eq!(fit(1_048_576, 10, 1_024).unwrap(), 1_024);
        assert_eq!(fit(1_024, 10, 1_024).unwrap(), 918);
        assert_eq!(fit(107, 10, 1_024).unwrap(), 1);
        let refused = fit(106, 10, 1_024).unwrap_err().to_string();
        assert!(refused.contains("`106` files") && refused.contains("ulimit -n"));
    }
}
