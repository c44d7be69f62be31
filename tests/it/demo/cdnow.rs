//! The CDNOW file equals the published sample, row by row.
use super::data::read;
use super::ledger::cents;
use chrono::NaiveDate;
use commands::demo::files::PURCHASES;
use commands::demo::shift_for;
use customer_quality::pb::v1::fact::Body;
use std::collections::{BTreeMap, BTreeSet};

/// One record of the sample.
struct Record {
    customer_id: String,
    date: NaiveDate,
    cds: u32,
    cents: i64,
}

/// The records in the order of the file, read without the importer.
fn records() -> Vec<Record> {
    let lines = PURCHASES.text.lines().skip(1);
    let record = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let [customer_id, date, cds, amount] = fields[..] else {
            panic!("{line}")
        };
        let (units, cents) = amount.split_once('.').unwrap();
        assert_eq!(cents.len(), 2);
        Record {
            customer_id: customer_id.to_owned(),
            date: date.parse().unwrap(),
            cds: cds.parse().unwrap(),
            cents: units.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap(),
        }
    };
    lines.map(record).collect()
}

#[test]
fn the_sample_has_the_published_counts_and_sums() {
    let records = records();
    let buyers: BTreeSet<&str> = records.iter().map(|r| r.customer_id.as_str()).collect();
    assert_eq!((records.len(), buyers.len()), (6_919, 2_357));
    assert_eq!(records.iter().map(|r| r.cents).sum::<i64>(), 24_409_194);
    assert_eq!(records.iter().map(|r| r.cds).sum::<u32>(), 16_479);
    let days: BTreeSet<_> = records.iter().map(|r| r.date.to_string()).collect();
    assert_eq!(days.first().map(String::as_str), Some("1997-01-01"));
    assert_eq!(days.last().map(String::as_str), Some("1998-06-30"));
}

#[test]
fn nothing_in_the_sample_was_cleaned_away() {
    let records = records();
    let whole: BTreeSet<_> = records
        .iter()
        .map(|r| (&r.customer_id, r.date, r.cds, r.cents))
        .collect();
    let by_day: BTreeSet<_> = records.iter().map(|r| (&r.customer_id, r.date)).collect();
    assert_eq!(records.len() - whole.len(), 21, "true duplicates");
    assert_eq!(
        records.len() - by_day.len(),
        223,
        "second purchases of a day"
    );
    assert_eq!(
        records.iter().filter(|r| r.cents == 0).count(),
        8,
        "of zero dollars"
    );
    assert!(!PURCHASES.text.contains('\r'));
}

#[test]
fn the_top_fifth_of_the_buyers_spent_67_percent() {
    let mut spent: BTreeMap<String, i64> = BTreeMap::new();
    for record in records() {
        *spent.entry(record.customer_id).or_default() += record.cents;
    }
    let mut spent: Vec<i64> = spent.into_values().collect();
    spent.sort_unstable();
    let (n, total) = (spent.len() as f64, spent.iter().sum::<i64>() as f64);
    // The last of the top fifth counts with the part of a customer that is left.
    let whole: i64 = spent.iter().rev().take(471).sum();
    let share = (whole as f64 + 0.4 * spent[2_357 - 472] as f64) / total;
    assert!((share - 0.674).abs() < 0.0005, "{share}");
    let weighted: f64 = spent
        .iter()
        .zip(1..)
        .map(|(v, rank)| f64::from(rank) * *v as f64)
        .sum();
    let gini = 2.0 * weighted / (n * total) - (n + 1.0) / n;
    assert!((gini - 0.631).abs() < 0.0005, "{gini}");
}

#[test]
fn every_record_becomes_one_purchase_named_by_its_number() {
    let data = read(&PURCHASES, shift_for("2031-05-07".parse().unwrap()));
    assert_eq!((data.customers.len(), data.facts.len()), (2_357, 6_919));
    assert_eq!(data.facts[0].fact_id, "cdnow:1");
    assert_eq!(data.facts[6_918].fact_id, "cdnow:6919");
    let amounts = data.facts.iter().map(|fact| match &fact.body {
        Some(Body::Purchase(p)) => cents(p.amount.as_ref()),
        other => panic!("{other:?}"),
    });
    assert_eq!(amounts.sum::<i64>(), 24_409_194);
}
