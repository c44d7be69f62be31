//! Ends calls at their deadline with `DEADLINE_EXCEEDED`, and gives the handler its deadline. An answer that
//! its caller has not read by then is broken off. A stream ends at its caller's deadline; without one it has
//! no time limit.

use std::time::Duration;

use http::HeaderMap;
use tokio::time::{Instant, timeout_at};

use super::{Arrival, Inner, Next, Request, Response, Step, refuse};
use crate::{
    config::Config,
    error::Error,
    rpc::call::Deadline,
    server::{end, methods::Methods},
};

#[derive(Debug)]
pub(super) struct Deadlines {
    methods: Methods,
    default: Duration,
    longest: Duration,
}

impl Deadlines {
    pub(super) fn new(config: &Config, methods: Methods) -> Self {
        Self {
            methods,
            default: config.default_deadline,
            longest: config.max_deadline,
        }
    }
}

impl Step for Deadlines {
    async fn run<S: Inner>(&self, mut request: Request, next: Next<S>) -> Response {
        let method = self.methods.get(request.uri().path());
        let asked = asked(request.headers());
        let arrival = request.extensions().get::<Arrival>();
        let arrival = arrival.map_or_else(Instant::now, |arrival| arrival.0);
        if method.streaming {
            if let Some(asked) = asked {
                end::set(arrival + asked);
            }
            return next.run(request).await;
        }
        let budget = asked.unwrap_or(self.default).min(self.longest);
        let at = arrival + budget;
        end::set(at);
        if method.health {
            return next.run(request).await;
        }
        request.extensions_mut().insert(Deadline {
            at: at.into_std(),
            budget,
        });
        match timeout_at(at, next.run(request)).await {
            Ok(response) => response,
            Err(_) => refuse(&Error::DeadlineExceeded { budget }),
        }
    }
}

/// The caller's deadline: at most eight digits and a unit. An invalid one counts as none.
fn asked(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(number * 3_600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_deadline_is_read_as_the_protocol_writes_it() {
        let second = Some(Duration::from_secs(1));
        for (text, expected) in [
            ("1S", second),
            ("1000m", second),
            ("1000000u", second),
            ("99999999n", Some(Duration::from_nanos(99_999_999))),
            ("1M", Some(Duration::from_mins(1))),
            ("99999999H", Some(Duration::from_hours(99_999_999))),
            ("123456789m", None),
            ("S", None),
            ("", None),
            ("-1S", None),
            ("1s", None),
            ("1.5S", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", HeaderValue::from_static(text));
            assert_eq!(asked(&headers), expected, "{text:?}");
        }
        assert_eq!(asked(&HeaderMap::new()), None);
    }
}
