//! What every call carries: its request id, the time of its arrival, and its deadline.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task_local;

task_local! {
    static CURRENT: RequestId;
}

/// The id of a call in the log. The caller may choose it with the metadata `x-request-id`, and the answer
/// carries it under the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The metadata key.
    pub const KEY: &'static str = "x-request-id";
    const MAX_LEN: usize = 64;

    /// Reads a caller's id. It must have 1 to 64 characters of letters, digits, `.`, `_` and `-`.
    pub fn parse(text: &str) -> Option<Self> {
        let sane = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let fits = (1..=Self::MAX_LEN).contains(&text.len());
        (fits && text.chars().all(sane)).then(|| Self(text.into()))
    }

    /// Makes a new id.
    pub fn random() -> Self {
        Self(format!("{:032x}", rand::random::<u128>()).into())
    }

    /// The id of the present call; empty outside of a call.
    pub fn current() -> Self {
        CURRENT
            .try_with(Clone::clone)
            .unwrap_or_else(|_| Self("".into()))
    }

    /// Runs a future as part of this call.
    pub async fn scope<F: Future>(self, future: F) -> F::Output {
        CURRENT.scope(self, future).await
    }

    /// Runs a function as part of this call.
    pub fn enter<R>(&self, function: impl FnOnce() -> R) -> R {
        CURRENT.sync_scope(self.clone(), function)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The deadline of a call. The server puts it into the request's extensions, so that a handler can limit its
/// statements to the time that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The moment at which the caller gets `DEADLINE_EXCEEDED`.
    pub at: Instant,
    /// The time that the call had when it arrived.
    pub budget: Duration,
}

impl Deadline {
    /// The time that is left; zero after the deadline.
    pub fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callers_id_is_taken_only_if_it_is_harmless() {
        for (text, taken) in [
            ("billing-2026.07_1", true),
            ("", false),
            ("two words", false),
            ("line\nbreak", false),
            (&"a".repeat(64), true),
            (&"a".repeat(65), false),
        ] {
            assert_eq!(RequestId::parse(text).is_some(), taken, "{text:?}");
        }
    }

    #[test]
    fn random_ids_differ_and_are_sane() {
        let (one, two) = (RequestId::random(), RequestId::random());
        assert_ne!(one, two);
        assert_eq!(RequestId::parse(one.as_str()), Some(one));
    }
}
