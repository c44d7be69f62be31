//! Limits log lines about calls to a number in each second. When everything fails, one line for each call
//! would make it worse. The metrics count every call.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

const WINDOW: Duration = Duration::from_secs(1);
const LINES_PER_WINDOW: u32 = 20;

/// Lets some lines through and counts the others.
#[derive(Debug, Clone)]
pub struct Sampler(Arc<Mutex<Window>>);

#[derive(Debug)]
struct Window {
    began: Instant,
    lines: u32,
    omitted: u64,
}

impl Default for Sampler {
    fn default() -> Self {
        Self::new()
    }
}

impl Sampler {
    /// A sampler that has let no line through yet.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Window {
            began: Instant::now(),
            lines: 0,
            omitted: 0,
        })))
    }

    /// Writes a line, with the number of lines left out before it. It leaves the line out if there were too
    /// many in this second.
    pub fn line(&self, write: impl FnOnce(u64)) {
        let omitted = {
            let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            window.admit(Instant::now())
        };
        if let Some(omitted) = omitted {
            write(omitted);
        }
    }
}

impl Window {
    fn admit(&mut self, now: Instant) -> Option<u64> {
        if now - self.began >= WINDOW {
            (self.began, self.lines) = (now, 0);
        }
        if self.lines == LINES_PER_WINDOW {
            self.omitted += 1;
            return None;
        }
        self.lines += 1;
        Some(std::mem::take(&mut self.omitted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_second_has_twenty_lines_and_the_next_line_says_how_many_are_missing() {
        let sampler = Sampler::new();
        let mut written = Vec::new();
        for _ in 0..1_000 {
            sampler.line(|omitted| written.push(omitted));
        }
        assert_eq!(written, [0; 20]);
        tokio::time::advance(WINDOW).await;
        sampler.line(|omitted| written.push(omitted));
        sampler.line(|omitted| written.push(omitted));
        assert_eq!(written[20..], [980, 0]);
    }
}
