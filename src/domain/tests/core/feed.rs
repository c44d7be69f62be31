//! Feeds that have gone quiet, and feeds that only seem so.

use chrono::{Datelike, Months};
use domain::fact::FactKind;
use domain::feed::{Feed, Heard, Rhythm, listen};
use domain::time::{Day, add_days, days_between, start_of};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Every `step` days from `first` to `last`.
fn every(step: usize, first: &str, last: &str) -> Vec<Day> {
    let (first, last) = (day(first), day(last));
    let days = (0..=days_between(first, last)).step_by(step);
    days.map(|days| add_days(first, days)).collect()
}

fn weekdays(first: &str, last: &str) -> Vec<Day> {
    let mut days = every(1, first, last);
    days.retain(|day| day.weekday().number_from_monday() <= 5);
    days
}

/// The same day of each `step`th month, `count` times.
fn monthly(step: u32, first: &str, count: u32) -> Vec<Day> {
    let month = |at: u32| day(first) + Months::new(at * step);
    (0..count).map(month).collect()
}

fn feed(source: &str, kind: FactKind, days: &[Day]) -> Feed {
    Feed {
        source: source.to_owned(),
        kind,
        days: days.to_vec(),
        last_record_time: start_of(*days.last().unwrap()),
    }
}

fn heard(days: &[Day], today: Day) -> Heard {
    let feeds = vec![feed("billing", FactKind::Invoice, days)];
    listen(feeds, today).remove(0)
}

/// After how many days of silence the feed is first called quiet.
#[track_caller]
fn is_quiet_after(days: &[Day], expected: Option<i64>) {
    let last = *days.last().unwrap();
    let quiet = (0..200).find(|silence| heard(days, add_days(last, *silence)).is_quiet);
    assert_eq!(quiet, expected);
}

#[test]
fn a_feed_of_weekdays_is_quiet_after_sixteen_days() {
    is_quiet_after(&weekdays("2026-03-02", "2026-11-12"), Some(16));
}

#[test]
fn a_weekly_feed_is_quiet_when_it_was_missed_twice() {
    is_quiet_after(&every(7, "2026-03-02", "2026-11-09"), Some(20));
}

#[test]
fn a_monthly_feed_is_quiet_when_it_is_half_a_month_late() {
    is_quiet_after(&monthly(1, "2025-11-01", 13), Some(47));
}

#[test]
fn a_quarterly_feed_is_quiet_when_it_is_half_a_quarter_late() {
    is_quiet_after(&monthly(3, "2025-10-01", 5), Some(139));
}

#[test]
fn a_run_over_several_days_each_month_is_a_monthly_feed() {
    let runs = monthly(1, "2026-01-01", 10).into_iter();
    let days: Vec<Day> = runs
        .flat_map(|first| (0..12).map(move |day| add_days(first, day)))
        .collect();
    is_quiet_after(&days, Some(33));
}

#[test]
fn the_end_of_the_year_is_no_silence() {
    let days = weekdays("2026-03-02", "2026-12-23");
    assert!(!heard(&days, day("2027-01-07")).is_quiet);
    let mut next = days;
    next.extend(weekdays("2027-01-07", "2027-03-31"));
    assert_eq!(Rhythm::of(&next).map(|rhythm| rhythm.gap_days), Some(3));
}

#[test]
fn one_outage_does_not_make_a_rhythm_slow() {
    let mut days = weekdays("2026-01-05", "2026-06-05");
    days.extend(weekdays("2026-07-06", "2026-12-31"));
    is_quiet_after(&days, Some(16));
}

#[test]
fn an_import_in_one_go_is_no_rhythm() {
    is_quiet_after(&[day("2026-03-02")], None);
}

#[test]
fn an_import_that_takes_a_week_is_no_rhythm() {
    is_quiet_after(&every(1, "2026-03-02", "2026-03-08"), None);
}

#[test]
fn a_first_import_and_one_correction_much_later_are_no_rhythm_that_ends_soon() {
    let mut days = every(1, "2026-03-02", "2026-03-06");
    days.push(day("2026-06-01"));
    assert_eq!(Rhythm::of(&days).map(|rhythm| rhythm.gap_days), Some(87));
}

#[test]
fn there_is_no_rhythm_before_five_days_over_four_weeks() {
    is_quiet_after(&every(7, "2026-03-02", "2026-03-23"), None);
    is_quiet_after(&every(7, "2026-03-02", "2026-03-30"), Some(20));
}

#[test]
fn a_rhythm_does_not_fade_while_the_silence_lasts() {
    let days = weekdays("2026-03-02", "2026-05-29");
    let late = heard(&days, add_days(*days.last().unwrap(), 200));
    assert!(late.is_quiet);
}

#[test]
fn a_feed_silent_for_more_than_two_hundred_days_has_ended() {
    let days = weekdays("2026-03-02", "2026-05-29");
    let late = heard(&days, add_days(*days.last().unwrap(), 201));
    assert!(!late.is_quiet && late.warning().is_none());
}

#[test]
fn a_clock_behind_the_last_day_makes_nobody_quiet() {
    let days = weekdays("2026-03-02", "2026-05-29");
    let early = heard(&days, day("2026-05-01"));
    assert_eq!((early.silence_days, early.is_quiet), (0, false));
}

#[test]
fn a_feed_that_another_source_took_over_is_not_quiet() {
    let old = weekdays("2026-03-02", "2026-06-05");
    let new = weekdays("2026-06-15", "2026-09-01");
    let quiet = |other: Feed| {
        let feeds = vec![feed("old", FactKind::Invoice, &old), other];
        let heard = listen(feeds, day("2026-09-01"));
        heard.iter().any(|one| one.is_quiet)
    };
    assert!(!quiet(feed("new", FactKind::Invoice, &new)));
    assert!(quiet(feed("new", FactKind::Payment, &new)), "another kind");
    let beside = weekdays("2026-01-05", "2026-09-01");
    assert!(
        quiet(feed("beside", FactKind::Invoice, &beside)),
        "it was there all the time"
    );
    let once = [day("2026-06-15")];
    assert!(quiet(feed("once", FactKind::Invoice, &once)), "not alive");
}

#[test]
fn the_quiet_ones_come_first_and_those_that_change_answers_before_others() {
    let old = weekdays("2026-03-02", "2026-06-05");
    let older = weekdays("2026-03-02", "2026-05-29");
    let live = weekdays("2026-03-02", "2026-07-01");
    let feeds = vec![
        feed("b", FactKind::Invoice, &live),
        feed("b", FactKind::Effort, &older),
        feed("b", FactKind::Payment, &old),
        feed("a", FactKind::Purchase, &older),
    ];
    let heard = listen(feeds, day("2026-07-01"));
    let kinds: Vec<FactKind> = heard.iter().map(|one| one.feed.kind).collect();
    let expected = [
        FactKind::Purchase,
        FactKind::Payment,
        FactKind::Effort,
        FactKind::Invoice,
    ];
    assert_eq!(kinds, expected);
}

#[track_caller]
fn warns(kind: FactKind, days: &[Day], today: &str, expected: Option<&str>) {
    let heard = listen(vec![feed("billing", kind, days)], day(today)).remove(0);
    assert!(heard.is_quiet);
    assert_eq!(heard.warning().as_deref(), expected);
}

#[test]
fn a_warning_says_how_regular_it_was_since_when_it_is_silent_and_what_that_looks_like() {
    warns(
        FactKind::Invoice,
        &weekdays("2026-03-02", "2026-11-12"),
        "2026-11-28",
        Some(
            "billing sent invoices almost every weekday until 12 November 2026; nothing since, for \
             16 days: this silence looks like customers leaving",
        ),
    );
    warns(
        FactKind::Payment,
        &every(7, "2026-03-02", "2026-11-02"),
        "2026-11-28",
        Some(
            "billing sent payments almost every week until 2 November 2026; nothing since, for \
             26 days: this silence looks like customers not paying",
        ),
    );
    let usage = Some(
        "billing sent usage almost every day until 31 October 2026; nothing since, for 28 days: \
         this silence looks like customers leaving",
    );
    let days = every(1, "2026-03-02", "2026-10-31");
    warns(FactKind::Usage, &days, "2026-11-28", usage);
}

#[test]
fn silence_about_departures_and_words_looks_like_nothing() {
    let days = weekdays("2026-03-02", "2026-11-12");
    warns(FactKind::Departure, &days, "2026-11-28", None);
    warns(FactKind::Voice, &days, "2026-11-28", None);
}

#[test]
fn every_kind_has_its_number() {
    for kind in FactKind::ALL {
        assert_eq!(FactKind::numbered(kind as i16), Some(kind));
    }
    assert_eq!(FactKind::numbered(0), None);
    assert_eq!(FactKind::numbered(20), None);
}

proptest! {
    #[test]
    fn a_gap_as_long_as_the_usual_ones_is_never_quiet(
        gaps in prop::collection::vec(1_i64..40, 5..60), at in any::<prop::sample::Index>(),
    ) {
        let mut days = vec![day("2026-01-01")];
        for gap in &gaps {
            days.push(add_days(*days.last().unwrap(), *gap));
        }
        if let Some(rhythm) = Rhythm::of(&days) {
            let gap = gaps[at.index(gaps.len())].min(rhythm.gap_days);
            let silent = add_days(*days.last().unwrap(), gap);
            prop_assert!(!heard(&days, silent).is_quiet);
        }
    }
}
