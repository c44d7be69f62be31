//! Standings as rows and as the JSON that statements take.

use domain::customer::{Mode, Status};
use serde::Serialize;
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::{ForestFigures, Standing};
use crate::error::Error;
use crate::store::month;

/// The standings as one value.
pub(super) fn told(standings: &[Standing]) -> Value {
    let row = |standing: &Standing| {
        serde_json::json!({
            "customer_id": standing.customer_id,
            "model_id": standing.model_id,
            "model_version": standing.model_version,
            "mode": mode_number(standing.mode),
            "status": status_number(standing.status),
            "customer_class": standing.customer_class,
            "raw_class": standing.raw_class,
            "points": standing.points,
            "coverage_ppm": standing.coverage_ppm,
            "up_reason_codes": standing.up_reason_codes,
            "down_reason_codes": standing.down_reason_codes,
            "own_value": standing.own_value,
            "own_revenue": standing.own_revenue,
            "contribution": standing.contribution,
            "as_of_time": standing.as_of_time,
            "evaluate_time": standing.evaluate_time,
            "customer_revision": standing.customer_revision,
            "basis_month": standing.basis_month.map(month::number),
        })
    };
    standings.iter().map(row).collect()
}

/// The figures as one value.
pub(super) fn told_figures(figures: &[(String, ForestFigures)]) -> Result<Value, Error> {
    #[derive(Serialize)]
    struct Row<'f> {
        customer_id: &'f str,
        #[serde(flatten)]
        figures: &'f ForestFigures,
    }
    let rows: Vec<Row<'_>> = figures
        .iter()
        .map(|(customer_id, figures)| Row {
            customer_id,
            figures,
        })
        .collect();
    serde_json::to_value(rows).map_err(|error| Error::Internal(format!("figures: {error}")))
}

/// Reads a standing.
pub(super) fn read(row: &PgRow) -> Result<Standing, sqlx::Error> {
    let basis_month: Option<i32> = row.try_get("basis_month")?;
    Ok(Standing {
        customer_id: row.try_get("customer_id")?,
        model_id: row.try_get("model_id")?,
        model_version: row.try_get("model_version")?,
        mode: mode(row.try_get("mode")?)?,
        status: status(row.try_get("status")?)?,
        customer_class: row.try_get("customer_class")?,
        raw_class: row.try_get("raw_class")?,
        points: row.try_get("points")?,
        coverage_ppm: row.try_get("coverage_ppm")?,
        up_reason_codes: row.try_get("up_reason_codes")?,
        down_reason_codes: row.try_get("down_reason_codes")?,
        own_value: row.try_get("own_value")?,
        own_revenue: row.try_get("own_revenue")?,
        contribution: row.try_get("contribution")?,
        as_of_time: row.try_get("as_of_time")?,
        evaluate_time: row.try_get("evaluate_time")?,
        customer_revision: row.try_get("customer_revision")?,
        basis_month: basis_month.map(month::numbered),
        forest: figures(row)?,
    })
}

fn figures(row: &PgRow) -> Result<Option<ForestFigures>, sqlx::Error> {
    let Some(forest_time) = row.try_get("forest_time")? else {
        return Ok(None);
    };
    Ok(Some(ForestFigures {
        brought_value: row.try_get("brought_value")?,
        total_value: row.try_get("total_value")?,
        credited_value: row.try_get("credited_value")?,
        incremental_value: row.try_get("incremental_value")?,
        brought_count: row.try_get("brought_count")?,
        rank_by_own: row.try_get("rank_by_own")?,
        rank_by_total: row.try_get("rank_by_total")?,
        ranked_count: row.try_get("ranked_count")?,
        forest_time,
    }))
}

/// The number of a mode.
pub(super) fn mode_number(mode: Mode) -> i16 {
    match mode {
        Mode::None => 1,
        Mode::Invoiced => 2,
        Mode::Purchasing => 3,
    }
}

fn mode(number: i16) -> Result<Mode, sqlx::Error> {
    match number {
        1 => Ok(Mode::None),
        2 => Ok(Mode::Invoiced),
        3 => Ok(Mode::Purchasing),
        other => Err(sqlx::Error::Decode(format!("mode {other}").into())),
    }
}

fn status_number(status: Status) -> i16 {
    match status {
        Status::Prospect => 1,
        Status::Active => 2,
        Status::Past => 3,
    }
}

fn status(number: i16) -> Result<Status, sqlx::Error> {
    match number {
        1 => Ok(Status::Prospect),
        2 => Ok(Status::Active),
        3 => Ok(Status::Past),
        other => Err(sqlx::Error::Decode(format!("status {other}").into())),
    }
}
