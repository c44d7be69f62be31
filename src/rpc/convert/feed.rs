//! The state of a feed in wire form.

use domain::feed::Heard;

use super::{name::Named, time::timestamp};
use crate::pb::v1 as pb;

/// The wire form of one feed.
pub(crate) fn to_wire(heard: &Heard) -> pb::Feed {
    let count = |days: i64| i32::try_from(days).unwrap_or(i32::MAX);
    pb::Feed {
        source: heard.feed.source.clone(),
        kind: heard.feed.kind.number(),
        last_record_time: Some(timestamp(heard.feed.last_record_time)),
        days_seen: count(heard.days_seen),
        usual_gap_days: heard.rhythm.map(|rhythm| count(rhythm.gap_days)),
        quiet: heard.is_quiet,
    }
}
