//! Reads and writes rows of `referral_figures`.

use super::{PublishedReferrals, Ranks};
use crate::error::Error;
use crate::store::fault::read_error;
use crate::store::standing::{class, class_number};
use domain::referral_figures::{Below, CLASSES, Figures, LEVELS, Level, Own};
use serde_json::{Value, json};
use sqlx::Row;
use sqlx::postgres::PgRow;

/// The number of values stored for each level.
const LEVEL_NUMBERS: usize = 2 + CLASSES.len();

pub(super) fn own_of(row: &PgRow, referrer: Option<String>) -> Result<Own, Error> {
    let class = class(row.try_get("customer_class").map_err(read_error)?)?;
    let read = || -> Result<Own, sqlx::Error> {
        Ok(Own {
            referrer,
            passed_up: i64::from(row.try_get::<i32, _>("passed_up_ppm")?),
            value: row.try_get("own_value")?,
            value_at_boundary: row.try_get("own_value_at_boundary")?,
            contribution: row.try_get("own_contribution")?,
            is_billed: row.try_get("is_billed")?,
            pays_their_way: row.try_get("pays_their_way")?,
            class,
        })
    };
    read().map_err(read_error)
}

/// Reads a row of `referral_figures`.
pub(in crate::store) fn published(row: &PgRow) -> Result<PublishedReferrals, Error> {
    let referrer = row.try_get("referrer_customer_id").map_err(read_error)?;
    let own = own_of(row, referrer)?;
    let read = || -> Result<PublishedReferrals, sqlx::Error> {
        let by_own: Option<i32> = row.try_get("rank_by_own")?;
        let by_total: Option<i32> = row.try_get("rank_by_total")?;
        let count: Option<i32> = row.try_get("ranked_count")?;
        let ranks = by_own.zip(by_total.zip(count));
        Ok(PublishedReferrals {
            figures: Figures {
                own,
                below: below(row)?,
            },
            ranks: ranks.map(|(by_own, (by_total, count))| Ranks {
                by_own,
                by_total,
                count,
            }),
            publish_time: row.try_get("publish_time")?,
        })
    };
    read().map_err(read_error)
}

fn below(row: &PgRow) -> Result<Below, sqlx::Error> {
    let numbers: Vec<i64> = row.try_get("levels")?;
    let mut levels = [Level::default(); LEVELS];
    for (level, numbers) in levels.iter_mut().zip(numbers.chunks(LEVEL_NUMBERS)) {
        if let [count, value, classes @ ..] = numbers {
            (level.count, level.value) = (*count, *value);
            let both = level.classes.iter_mut().zip(classes);
            both.for_each(|(kept, number)| *kept = *number);
        }
    }
    Ok(Below {
        value: row.try_get("brought_value")?,
        value_at_boundary: row.try_get("brought_value_at_boundary")?,
        count: row.try_get("brought_count")?,
        direct: row.try_get("direct_count")?,
        direct_paying: row.try_get("direct_paying_count")?,
        billed: row.try_get("billed_count")?,
        paying: row.try_get("paying_count")?,
        value_inflow: row.try_get("value_inflow")?,
        contribution_inflow: row.try_get("contribution_inflow")?,
        levels,
    })
}

pub(super) fn row(id: &str, figures: &Figures) -> Value {
    let (own, below) = (&figures.own, &figures.below);
    let used = below.levels.iter().take_while(|level| level.count > 0);
    let level = |level: &Level| [&[level.count, level.value][..], &level.classes[..]].concat();
    json!({
        "customer_id": id,
        "referrer_customer_id": own.referrer,
        "passed_up_ppm": own.passed_up,
        "own_value": own.value,
        "own_value_at_boundary": own.value_at_boundary,
        "own_contribution": own.contribution,
        "is_billed": own.is_billed,
        "pays_their_way": own.pays_their_way,
        "customer_class": own.class.map_or(0, class_number),
        "brought_value": below.value,
        "brought_value_at_boundary": below.value_at_boundary,
        "brought_count": below.count,
        "direct_count": below.direct,
        "direct_paying_count": below.direct_paying,
        "billed_count": below.billed,
        "paying_count": below.paying,
        "value_inflow": below.value_inflow,
        "contribution_inflow": below.contribution_inflow,
        "credited_value": figures.credited_value(),
        "levels": used.flat_map(level).collect::<Vec<i64>>(),
    })
}
