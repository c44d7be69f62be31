//! The CDNOW 1/10 sample: every record of `examples/cdnow/purchases.csv` as one purchase.
use super::dataset::{Dataset, InvalidFixture, money};
use super::shift::{Calendar, Shift};
use crate::pb::v1::{AttributeValues, Customer, CustomerKind, Fact, Purchase, fact};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The embedded purchases, with a header.
pub const PURCHASES: &str = include_str!("../../examples/cdnow/purchases.csv");
/// The source and label of these facts.
pub const SOURCE: &str = "cdnow";
const NOON: u32 = 12 * 60;

/// One record of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The buyer. Example: `cdnow-0004`.
    pub customer_id: String,
    /// The published day, not shifted.
    pub date: NaiveDate,
    /// How many CDs.
    pub cds: u32,
    /// What they paid, in cents.
    pub cents: i64,
}

/// Reads the embedded purchases in the order of the file.
///
/// # Errors
/// If a record cannot be read.
pub fn records() -> Result<Vec<Record>, InvalidFixture> {
    PURCHASES
        .lines()
        .skip(1)
        .enumerate()
        .map(|(i, line)| {
            parse(line).ok_or_else(|| InvalidFixture {
                record: i + 1,
                text: line.to_owned(),
            })
        })
        .collect()
}

/// The buyers as private persons and their purchases, named by record number, never by content: the
/// sample has true duplicates.
///
/// # Errors
/// If a record cannot be read.
pub fn dataset(shift: Shift) -> Result<Dataset, InvalidFixture> {
    let records = records()?;
    let ids: BTreeSet<&str> = records.iter().map(|r| r.customer_id.as_str()).collect();
    let customers = ids.into_iter().map(buyer).collect();
    let calendar = Calendar::of_epoch_days(shift);
    let facts = records
        .iter()
        .enumerate()
        .map(|(i, r)| purchase(i + 1, r, calendar))
        .collect();
    Ok(Dataset { customers, facts })
}

fn parse(line: &str) -> Option<Record> {
    let mut fields = line.split(',');
    let record = Record {
        customer_id: fields.next()?.to_owned(),
        date: fields.next()?.parse().ok()?,
        cds: fields.next()?.parse().ok()?,
        cents: parse_cents(fields.next()?)?,
    };
    fields.next().is_none().then_some(record)
}

fn parse_cents(text: &str) -> Option<i64> {
    let (units, cents) = text.split_once('.')?;
    if cents.len() != 2 {
        return None;
    }
    Some(units.parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()?)
}

fn buyer(id: &str) -> Customer {
    let data_set = AttributeValues {
        values: vec![SOURCE.to_owned()],
    };
    Customer {
        customer_id: id.to_owned(),
        name: format!("CD buyer {}", id.trim_start_matches("cdnow-")),
        kind: CustomerKind::Individual.into(),
        attributes: [("data_set".to_owned(), data_set)].into(),
        ..Customer::default()
    }
}

fn purchase(number: usize, record: &Record, calendar: Calendar) -> Fact {
    let body = Purchase {
        amount: Some(money(record.cents)),
        exchange_rate: String::new(),
    };
    Fact {
        customer_id: record.customer_id.clone(),
        source: SOURCE.to_owned(),
        fact_id: format!("{SOURCE}:{number}"),
        occur_time: Some(calendar.time(record.date.to_epoch_days(), NOON)),
        label: SOURCE.to_owned(),
        body: Some(fact::Body::Purchase(body)),
        ..Fact::default()
    }
}
