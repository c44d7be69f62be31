//! Shows the progress of a long task: a bar on a terminal, else a line every few seconds.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::out;

const LINE_EVERY: Duration = Duration::from_secs(5);

/// The progress of a task.
#[derive(Debug)]
pub struct Progress {
    what: String,
    bar: Option<ProgressBar>,
    whole: u64,
    shown: Instant,
}

impl Progress {
    /// Starts to show a task of `whole` steps.
    pub fn new(what: &str, whole: u64) -> Self {
        let bar = out::remarks_to_terminal().then(|| {
            let bar = ProgressBar::new(whole);
            let style = ProgressStyle::with_template("{prefix} {wide_bar} {percent:>3} %  {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_prefix(what.to_owned());
            bar
        });
        Self {
            what: what.to_owned(),
            bar,
            whole,
            shown: Instant::now(),
        }
    }

    /// Shows that `done` steps are done, with a text about them.
    pub fn show(&mut self, done: u64, words: &str) {
        if let Some(bar) = &self.bar {
            bar.set_position(done.min(self.whole));
            bar.set_message(words.to_owned());
        } else if self.shown.elapsed() >= LINE_EVERY {
            let percent = done.min(self.whole) * 100 / self.whole.max(1);
            out::remark(&format!("{}: {percent} %, {words}", self.what));
            self.shown = Instant::now();
        }
    }

    /// Prints a line without disturbing the bar.
    pub fn remark(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| out::remark(line)),
            None => out::remark(line),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
