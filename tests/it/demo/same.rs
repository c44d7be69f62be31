//! The files equal the generator's output. The same shift gives the same bytes, and every shift ends in the
//! last complete week.
use super::data::{Dataset, everything, read};
use super::generator::{business, stories};
use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use commands::demo::edition::{EDITION, can_be_sent};
use commands::demo::files::{FILES, FIRM, PURCHASES, STORIES};
use commands::demo::{Shift, shift_for};
use customer_quality::pb::v1::fact::Body;
use prost::Message;
use sha2::{Digest, Sha256};

/// A shift to a fixed week, for fixed hashes.
const WEEKS: i64 = 1_440;

fn hash(data: &Dataset) -> String {
    let mut hash = Sha256::new();
    for customer in &data.customers {
        hash.update(customer.encode_length_delimited_to_vec());
    }
    for fact in &data.facts {
        hash.update(fact.encode_length_delimited_to_vec());
    }
    let start: [u8; 8] = hash.finalize()[..8].try_into().unwrap();
    format!("{:016x}", u64::from_be_bytes(start))
}

/// If not, `cargo run --example generate-demo` writes them anew.
#[test]
fn the_files_are_what_the_generator_writes() {
    assert!(stories::text() == STORIES.text, "stories.jsonl");
    assert!(business::text(business::SEED) == FIRM.text, "firm.jsonl");
}

#[test]
fn the_same_shift_gives_the_same_bytes_everywhere() {
    let hashes = FILES.map(|file| hash(&read(&file, Shift::from_weeks(WEEKS))));
    // Other bytes are another edition: raise it together with these.
    assert_eq!(EDITION, 2);
    assert_eq!(
        hashes,
        ["4461fc70ad6e9fe6", "3fcc2be5dd100c83", "482332d2a1087bc6"]
    );
}

#[test]
fn an_edition_is_sent_to_an_empty_database_and_to_its_own() {
    assert!(can_be_sent(false, None));
    assert!(can_be_sent(false, Some(EDITION)));
    assert!(can_be_sent(true, Some(EDITION)));
    assert!(!can_be_sent(true, Some(EDITION + 1)));
    assert!(!can_be_sent(true, None), "the first edition left no number");
}

#[test]
fn another_seed_gives_another_business() {
    assert_ne!(business::text(business::SEED + 1), FIRM.text);
}

#[test]
fn a_stored_shift_is_the_same_shift_again() {
    let shift = shift_for("2030-03-14".parse().unwrap());
    assert_eq!(Shift::from_weeks(shift.weeks()), shift);
}

#[test]
fn a_shift_moves_every_time_by_whole_weeks_and_changes_nothing_else() {
    let times = |weeks| -> Vec<i64> {
        let data = everything(Shift::from_weeks(weeks));
        data.facts
            .iter()
            .map(|fact| fact.occur_time.unwrap().seconds)
            .collect()
    };
    let (one, other) = (times(WEEKS), times(WEEKS + 3));
    assert!(one.iter().zip(&other).all(|(a, b)| b - a == 3 * 7 * 86_400));
}

#[test]
fn whatever_the_day_the_data_end_in_the_last_complete_week() {
    let first: NaiveDate = "2026-02-23".parse().unwrap();
    for file in &FILES {
        let written = read(file, file.written).facts.into_iter();
        let last = written.map(|f| f.occur_time.unwrap().seconds).max();
        let last = DateTime::from_timestamp(last.unwrap(), 0).unwrap();
        for ahead in 0..15 {
            let now = first + Days::new(ahead);
            let moved = TimeDelta::days(shift_for(now).days_since(file.written).into());
            let last = (last + moved).date_naive();
            let monday = now.week(chrono::Weekday::Mon).first_day();
            assert!(last < monday, "{now}: {last}");
            assert!(last >= monday - Days::new(7), "{now}: {last}");
        }
    }
}

#[test]
fn the_purchases_keep_their_published_weekday() {
    let data = read(&PURCHASES, Shift::from_weeks(0));
    let day = DateTime::from_timestamp(data.facts[0].occur_time.unwrap().seconds, 0).unwrap();
    assert_eq!(day.date_naive().to_string(), "1997-01-01");
    assert!(matches!(data.facts[0].body, Some(Body::Purchase(_))));
}
