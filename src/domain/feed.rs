//! Feeds: a feed is the facts of one kind from one source. A regular feed that goes quiet looks as if every
//! customer had left, so the service must notice it, but without false alarms.
//!
//! Only days on which facts were recorded count, so an import in one go is one day. The window of days ends
//! with the last such day, so the rhythm does not fade while the silence lasts.

use crate::fact::FactKind;
use crate::time::{Day, Time, add_days, days_between};
use crate::words;
use chrono::{Datelike, Weekday};
use std::cmp::Reverse;

/// Days in the window, up to the last day with facts. A feed that comes each quarter has five days in it.
pub const WINDOW_DAYS: i64 = 400;

/// With fewer days, there is no rhythm yet.
const DAYS_MIN: usize = 5;

/// Within a shorter time there is no rhythm either: a first import may well take a working week.
const SPAN_MIN: i64 = 28;

/// A silence is unusual if it exceeds the usual gap by half of that gap, and by at least this many days. The
/// reason is that nobody sends from 23 December to 7 January.
const HOLIDAYS: i64 = 12;

/// Days of silence after which a feed counts as ended, and not as a failure that nobody has noticed yet.
const ENDED_DAYS: i64 = 200;

/// The facts of one kind from one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// The source that sends the facts.
    pub source: String,
    /// The kind of the facts.
    pub kind: FactKind,
    /// The UTC days on which facts were recorded, in order, each once.
    pub days: Vec<Day>,
    /// When the last fact was recorded.
    pub last_record_time: Time,
}

/// How regularly a feed comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// The longest of its usual gaps, in days from one day with facts to the next.
    pub gap_days: i64,
    /// Whether it comes on most working days and seldom on other days.
    on_weekdays: bool,
}

impl Rhythm {
    /// The rhythm of a feed that came on `days`; `None` before there is a pattern.
    ///
    /// Gaps longer than the usual one take up at most a tenth of the time. So neither a holiday nor an outage
    /// makes a rhythm slow, and a feed that comes in bursts has the gap between the bursts.
    ///
    /// ```
    /// use domain::feed::Rhythm;
    /// let days = ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"];
    /// let rhythm = Rhythm::of(&days.map(|day| day.parse().unwrap())).unwrap();
    /// assert_eq!(rhythm.gap_days, 7);
    /// ```
    #[must_use]
    pub fn of(days: &[Day]) -> Option<Self> {
        let days = recent(days);
        let (first, last) = (*days.first()?, *days.last()?);
        let span = days_between(first, last);
        if days.len() < DAYS_MIN || span < SPAN_MIN {
            return None;
        }
        let gaps = days.windows(2).map(|pair| days_between(pair[0], pair[1]));
        let mut gaps: Vec<i64> = gaps.collect();
        gaps.sort_unstable_by_key(|gap| Reverse(*gap));
        let mut longer = 0;
        let gap_days = gaps.into_iter().find(|gap| {
            longer += gap;
            longer * 10 > span
        })?;
        let weekend = days.iter().filter(|day| is_weekend(**day)).count();
        let working_days = span * 5 / 7;
        Some(Self {
            gap_days,
            on_weekdays: weekend * 10 <= days.len() && days.len() as i64 * 2 >= working_days,
        })
    }

    /// The longest silence that is not unusual, in days since the last day with facts.
    #[must_use]
    pub fn patience_days(self) -> i64 {
        self.gap_days + HOLIDAYS.max(self.gap_days / 2)
    }

    fn words(self) -> &'static str {
        match self.gap_days {
            ..=5 if self.on_weekdays => "almost every weekday",
            ..=2 => "almost every day",
            3..=5 => "every few days",
            6..=10 => "almost every week",
            11..=18 => "about every two weeks",
            19..=35 => "almost every month",
            36..=65 => "about every two months",
            66..=100 => "almost every quarter",
            _ => "now and then",
        }
    }
}

/// The state of a feed on a given day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The feed.
    pub feed: Feed,
    /// Days with facts within [`WINDOW_DAYS`].
    pub days_seen: i64,
    /// How regularly it comes; `None` before there is a pattern.
    pub rhythm: Option<Rhythm>,
    /// Days since the last day with facts.
    pub silence_days: i64,
    /// Whether it came regularly, has been silent for much longer than usual, and was not replaced.
    pub is_quiet: bool,
}

impl Heard {
    fn of(feed: Feed, today: Day) -> Self {
        let rhythm = Rhythm::of(&feed.days);
        let last = feed.days.last();
        let silence_days = last.map_or(0, |last| days_between(*last, today).max(0));
        let patience = rhythm.map_or(i64::MAX, Rhythm::patience_days);
        Self {
            days_seen: recent(&feed.days).len() as i64,
            rhythm,
            silence_days,
            is_quiet: silence_days > patience && silence_days <= ENDED_DAYS,
            feed,
        }
    }

    /// Whether `other` replaced this feed: it sends the same kind, began at about the time this feed fell
    /// silent, and is not silent itself.
    fn is_replaced_by(&self, other: &Self) -> bool {
        let ends = self.feed.days.last().zip(other.feed.days.first());
        let Some(((last, began), rhythm)) = ends.zip(self.rhythm) else {
            return false;
        };
        let patience = rhythm.patience_days();
        other.feed.kind == self.feed.kind
            && days_between(*last, *began).abs() <= patience
            && other.silence_days <= patience
    }

    /// A warning about a quiet feed, if its silence changes the answers about customers.
    ///
    /// A customer who has left causes no more invoices, contracts, purchases and usage. Without payments and
    /// credit notes, everybody seems to be late. All other kinds come from people at any time, or (costs and
    /// hours) make nobody look worse when they are missing.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let (facts, looks_like) = in_words(self.feed.kind)?;
        let rhythm = self.rhythm.filter(|_| self.is_quiet)?;
        Some(format!(
            "{} sent {facts} {} until {}; nothing since, for {}: this silence looks like {looks_like}",
            self.feed.source,
            rhythm.words(),
            words::day(*self.feed.days.last()?),
            words::counted(self.silence_days, "day"),
        ))
    }
}

/// The state of `feeds` on `today`. The quiet feeds come first: those that change answers before others, and
/// then the longest silence first. The other feeds follow, those seen on most days first.
#[must_use]
pub fn listen(feeds: Vec<Feed>, today: Day) -> Vec<Heard> {
    let feeds = feeds.into_iter().map(|feed| Heard::of(feed, today));
    let mut heard: Vec<Heard> = feeds.collect();
    let replaced: Vec<bool> = heard
        .iter()
        .map(|one| one.is_quiet && heard.iter().any(|other| one.is_replaced_by(other)))
        .collect();
    for (one, replaced) in heard.iter_mut().zip(replaced) {
        one.is_quiet &= !replaced;
    }
    heard.sort_by_cached_key(|one| {
        let silence = if one.is_quiet { one.silence_days } else { 0 };
        (
            Reverse((one.is_quiet, one.warning().is_some())),
            Reverse((silence, one.days_seen)),
            (one.feed.source.clone(), one.feed.kind),
        )
    });
    heard
}

/// The days within the window that ends with the last day.
fn recent(days: &[Day]) -> &[Day] {
    let Some(last) = days.last() else {
        return days;
    };
    let first = add_days(*last, -WINDOW_DAYS);
    &days[days.partition_point(|day| *day < first)..]
}

fn is_weekend(day: Day) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The name of the facts of a kind, and the event that their silence resembles.
fn in_words(kind: FactKind) -> Option<(&'static str, &'static str)> {
    const LEAVING: &str = "customers leaving";
    const NOT_PAYING: &str = "customers not paying";
    match kind {
        FactKind::Invoice => Some(("invoices", LEAVING)),
        FactKind::Contract => Some(("contracts", LEAVING)),
        FactKind::Purchase => Some(("purchases", LEAVING)),
        FactKind::Usage => Some(("usage", LEAVING)),
        FactKind::Payment => Some(("payments", NOT_PAYING)),
        FactKind::CreditNote => Some(("credit notes", NOT_PAYING)),
        // Nobody would mistake the silence of the other kinds for news about customers.
        _ => None,
    }
}
