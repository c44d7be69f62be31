//! The gauges of feeds: the silence of each feed, and the number of quiet feeds.

use std::collections::BTreeSet;

use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

use super::Feeds;

/// The most sources with a gauge of their own. Callers choose the names of sources, and the number of labels
/// must be bounded.
const SOURCES_MAX: usize = 50;

/// Registers the gauges. They show the result of the last check, with the silence up to the moment of
/// reading.
pub fn show(meter: &Meter, feeds: &Feeds) {
    let heard = feeds.clone();
    meter
        .f64_observable_gauge("customerquality.feed.silence")
        .with_unit("s")
        .with_description(
            "How long ago the last fact of this source and kind was recorded; of at most 50 \
             sources: those of quiet feeds first, then those seen on most days.",
        )
        .with_callback(move |gauge| {
            let now = heard.now();
            let mut sources = BTreeSet::new();
            for one in heard.heard().iter() {
                let feed = &one.feed;
                if sources.len() == SOURCES_MAX && !sources.contains(&feed.source) {
                    continue;
                }
                sources.insert(feed.source.clone());
                let silence = now.signed_duration_since(feed.last_record_time);
                let source = KeyValue::new("source", feed.source.clone());
                let kind = KeyValue::new("kind", feed.kind.name());
                gauge.observe(silence.as_seconds_f64().max(0.0), &[source, kind]);
            }
        })
        .build();
    let heard = feeds.clone();
    meter
        .u64_observable_gauge("customerquality.feeds.quiet")
        .with_description(
            "Feeds (one source, one kind of fact) that came regularly and have gone quiet.",
        )
        .with_callback(move |gauge| {
            let quiet = heard.heard().iter().filter(|one| one.is_quiet).count();
            gauge.observe(quiet as u64, &[]);
        })
        .build();
}
