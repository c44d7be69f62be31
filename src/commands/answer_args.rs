//! Flags that several commands share: the time, the model and the form of the answer.

use prost_types::Timestamp;

use crate::date::Dates;
use client::pb::v1::{AnswerOptions, RecordedFact};

/// The time and the model to answer by.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct AnswerArgs {
    /// Count only what had occurred by then: 2026-03-31 (its beginning in UTC) or 2026-03-31T10:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub as_of: Option<Timestamp>,
    /// Count only what was recorded by then, written in the same way
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub as_known: Option<Timestamp>,
    /// The model to answer by [default: the active one]
    #[arg(long, value_name = "ID")]
    pub model: Option<String>,
    /// The model's version [default: the newest active one]
    #[arg(long, value_name = "N", requires = "model")]
    pub model_version: Option<i32>,
}

impl AnswerArgs {
    /// The same options as a message of the wire.
    pub fn options(&self) -> AnswerOptions {
        AnswerOptions {
            as_of_time: self.as_of,
            as_known_time: self.as_known,
            model_id: self.model.clone().unwrap_or_default(),
            model_version: self.model_version.unwrap_or_default(),
        }
    }
}

impl AnswerArgs {
    /// Whether the answer describes the present, not the past.
    pub fn is_about_now(&self) -> bool {
        self.as_of.is_none() && self.as_known.is_none()
    }

    /// Whether `recorded` had occurred by `asked` and the service knew it at the time asked about.
    pub fn covers(&self, recorded: &RecordedFact, asked: Option<&Timestamp>) -> bool {
        let until = |limit: Option<&Timestamp>, time: Option<&Timestamp>| match (limit, time) {
            (Some(limit), Some(time)) => (time.seconds, time.nanos) <= (limit.seconds, limit.nanos),
            _ => true,
        };
        let known = self.as_known.as_ref();
        let occurred = recorded
            .fact
            .as_ref()
            .and_then(|fact| fact.occur_time.as_ref());
        until(asked, occurred)
            && until(
                known,
                recorded
                    .fact
                    .as_ref()
                    .and_then(|fact| fact.record_time.as_ref()),
            )
    }
}

fn time(text: &str) -> Result<Timestamp, String> {
    let time = Dates::default().time(text);
    time.map_err(|_| format!("`{text}` is no time such as 2026-03-31 or 2026-03-31T10:00:00Z"))
}
