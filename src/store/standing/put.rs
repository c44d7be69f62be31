//! Writing standings, and the values of the whole forest beside them.

use super::{class_number, mode, mode_number, stands, stands_number};
use crate::error::Error;
use crate::store::fault::read_error;
use crate::store::{Store, month, sql};
use domain::class::Class;
use domain::customer::{Mode, Standing as CustomerStanding};
use domain::time::{Month, Time};
use serde_json::json;
use sqlx::Row;

/// A standing to keep.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "documented at the columns of `standings`")]
pub struct NewStanding {
    pub customer_id: String,
    pub model_id: String,
    pub model_version: i32,
    pub mode: Mode,
    pub customer_standing: CustomerStanding,
    pub class: Option<Class>,
    pub sentence: String,
    pub own_sort: Option<Class>,
    pub class_by_numbers: Option<Class>,
    pub points: Option<i64>,
    pub coverage: i64,
    pub up_reason_codes: Vec<String>,
    pub down_reason_codes: Vec<String>,
    pub own_value: i64,
    pub own_revenue: i64,
    pub contribution: i64,
    pub as_of_time: Time,
    pub customer_revision: i64,
    pub basis_month: Month,
}

/// What a pass over the forest needs of one customer.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "documented at the columns of `standings`")]
pub struct ForestInput {
    pub customer_id: String,
    pub mode: Mode,
    pub customer_standing: CustomerStanding,
    pub own_value: i64,
    pub own_revenue: i64,
    pub customer_revision: i64,
    pub next_fact_time: Option<Time>,
    pub below_mark: Option<i64>,
}

/// What a pass over the forest found about one customer.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "documented at the columns of `standings`")]
pub struct ForestRow {
    pub customer_id: String,
    pub brought_value: i64,
    pub total_value: i64,
    pub credited_value: i64,
    pub brought_count: i64,
    pub below_mark: i64,
    /// By own revenue, by total, of how many.
    pub ranks: Option<(u32, u32, u32)>,
}

/// Rows written by one statement.
const CHUNK: usize = 5_000;

impl Store {
    /// Keeps standings; one that is older than what is kept changes nothing.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn put_standings(&self, standings: Vec<NewStanding>) -> Result<(), Error> {
        let rows: Vec<serde_json::Value> = standings.iter().map(as_json).collect();
        let rows = serde_json::Value::from(rows);
        self.units
            .execute(move || sqlx::query(sql::PUT_STANDINGS).bind(rows.clone()))
            .await?;
        Ok(())
    }

    /// All standings as a pass over the forest needs them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn forest_inputs(&self) -> Result<Vec<ForestInput>, Error> {
        let rows = sqlx::query(sql::FOREST_INPUTS).fetch_all(self.pool()).await;
        let rows = rows.map_err(read_error)?;
        rows.iter()
            .map(|row| {
                Ok(ForestInput {
                    customer_id: row.try_get(0).map_err(read_error)?,
                    mode: mode(row.try_get(1).map_err(read_error)?)?,
                    customer_standing: stands(row.try_get(2).map_err(read_error)?)?,
                    own_value: row.try_get(3).map_err(read_error)?,
                    own_revenue: row.try_get(4).map_err(read_error)?,
                    customer_revision: row.try_get(5).map_err(read_error)?,
                    next_fact_time: row.try_get(6).map_err(read_error)?,
                    below_mark: row.try_get(7).map_err(read_error)?,
                })
            })
            .collect()
    }

    /// Claims the forest for a pass that speaks for `time`. False if a pass for a later time has it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn claim_forest(&self, time: Time) -> Result<bool, Error> {
        let claim = move || sqlx::query(sql::CLAIM_FOREST).bind(time);
        let claimed = self.units.execute(claim).await?;
        Ok(!claimed.is_empty())
    }

    /// Keeps what the pass found that has claimed the forest for `time`; nothing once another has
    /// claimed it since.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn put_forest(&self, rows: Vec<ForestRow>, time: Time) -> Result<(), Error> {
        for chunk in rows.chunks(CHUNK) {
            let columns = ForestColumns::of(chunk);
            let forest = move || {
                let columns = columns.clone();
                sqlx::query(sql::PUT_FOREST)
                    .bind(columns.ids)
                    .bind(columns.brought)
                    .bind(columns.totals)
                    .bind(columns.credited)
                    .bind(columns.counts)
                    .bind(columns.by_own)
                    .bind(columns.by_total)
                    .bind(columns.ranked)
                    .bind(time)
                    .bind(columns.below)
            };
            self.units.execute(forest).await?;
        }
        Ok(())
    }
}

fn as_json(standing: &NewStanding) -> serde_json::Value {
    json!({
        "customer_id": standing.customer_id,
        "model_id": standing.model_id,
        "model_version": standing.model_version,
        "mode": mode_number(standing.mode),
        "customer_standing": stands_number(standing.customer_standing),
        "customer_class": standing.class.map_or(0, class_number),
        "sentence": standing.sentence,
        "own_sort": standing.own_sort.map(class_number),
        "class_by_numbers": standing.class_by_numbers.map(class_number),
        "points": standing.points,
        "coverage_ppm": standing.coverage,
        "up_reason_codes": standing.up_reason_codes,
        "down_reason_codes": standing.down_reason_codes,
        "own_value": standing.own_value,
        "own_revenue": standing.own_revenue,
        "contribution": standing.contribution,
        "as_of_time": standing.as_of_time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        "customer_revision": standing.customer_revision,
        "basis_month": month::number(standing.basis_month),
    })
}

#[derive(Clone, Default)]
struct ForestColumns {
    ids: Vec<String>,
    brought: Vec<i64>,
    totals: Vec<i64>,
    credited: Vec<i64>,
    counts: Vec<i32>,
    below: Vec<i64>,
    by_own: Vec<Option<i32>>,
    by_total: Vec<Option<i32>>,
    ranked: Vec<Option<i32>>,
}

impl ForestColumns {
    fn of(rows: &[ForestRow]) -> Self {
        let mut columns = Self::default();
        for row in rows {
            let rank = |pick: fn((u32, u32, u32)) -> u32| {
                row.ranks
                    .map(|ranks| i32::try_from(pick(ranks)).unwrap_or(i32::MAX))
            };
            columns.ids.push(row.customer_id.clone());
            columns.brought.push(row.brought_value);
            columns.totals.push(row.total_value);
            columns.credited.push(row.credited_value);
            columns
                .counts
                .push(i32::try_from(row.brought_count).unwrap_or(i32::MAX));
            columns.below.push(row.below_mark);
            columns.by_own.push(rank(|ranks| ranks.0));
            columns.by_total.push(rank(|ranks| ranks.1));
            columns.ranked.push(rank(|ranks| ranks.2));
        }
        columns
    }
}
