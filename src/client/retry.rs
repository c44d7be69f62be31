//! The rules for repeated calls.

use std::{
    error::Error,
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use tonic::{Code, Status, TimeoutExpired};
use tonic_types::StatusExt;

/// The number of tries of a call and the waits between them.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The most tries, including the first one.
    pub tries_max: u32,
    /// The wait after the first try. It doubles with each further try.
    pub wait_min: Duration,
    /// The longest wait, even if the server asks for more. A random part of up to one half is added to it.
    pub wait_max: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let wait_min = Duration::from_millis(500);
        Self {
            tries_max: 5,
            wait_min,
            wait_max: Duration::from_secs(30),
        }
    }
}

/// Whether the same call may succeed later.
pub fn worth_another_try(status: &Status) -> bool {
    match status.code() {
        Code::Unavailable => true,
        Code::Aborted => reason(status).as_deref() == Some("WRITE_CONFLICT"),
        Code::Unknown | Code::Internal | Code::Cancelled => is_broken_connection(status),
        _ => false,
    }
}

/// The reason in the error's details without its prefix, for example `WRITE_CONFLICT`.
pub fn reason(status: &Status) -> Option<String> {
    let info = status.get_details_error_info()?;
    Some(bare_reason(&info.reason).to_owned())
}

/// A reason without the prefix that all reasons have.
pub fn bare_reason(reason: &str) -> &str {
    reason.strip_prefix("ERROR_REASON_").unwrap_or(reason)
}

/// Whether the answer was lost on its way, for example because the service was killed. An error that the
/// transport has found has a source, an error that the service has sent has none. Timeouts do not count.
fn is_broken_connection(status: &Status) -> bool {
    status.source().is_some() && !is_timeout(status)
}

pub(super) fn is_timeout(status: &Status) -> bool {
    let mut cause = status.source();
    while let Some(error) = cause {
        if error.is::<TimeoutExpired>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The wait after `tries` tries. It doubles with each try and is at least what the server asks for. A random
/// part of up to one half is added, so that callers do not come back all at once.
pub fn wait(patience: Patience, tries: u32, status: &Status) -> Duration {
    let doubled = patience
        .wait_min
        .saturating_mul(1 << tries.saturating_sub(1).min(16));
    let asked = status
        .get_details_retry_info()
        .and_then(|info| info.retry_delay);
    let base = doubled
        .max(asked.unwrap_or_default())
        .min(patience.wait_max);
    base + base.mul_f64(0.5 * chance())
}

/// A number from 0 to 1, different at every call. It is random enough to spread retries, and for nothing
/// else.
fn chance() -> f64 {
    (RandomState::new().hash_one(0_u8) >> 11) as f64 / (1_u64 << 53) as f64
}
