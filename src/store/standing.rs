//! Standings: the last evaluation of each customer, for lists, rankings and the portfolio.

mod list;
mod row;

pub use list::{ListedStanding, Place, StandingFilter, StandingOrder};

use domain::customer::{Mode, Status};
use domain::time::{Month, Time};
use serde::Serialize;

use super::fault::read_error;
use super::{Store, sql};
use crate::error::Error;

/// One customer's evaluation. Money in micros of the reporting currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whose.
    pub customer_id: String,
    /// The model that was applied.
    pub model_id: String,
    /// Its version.
    pub model_version: i32,
    /// How they pay us.
    pub mode: Mode,
    /// Where they stand with us.
    pub status: Status,
    /// The class held, by its number in the contract.
    pub customer_class: i16,
    /// The class before any delay of a downgrade, by its number in the contract.
    pub raw_class: i16,
    /// 0 to 1,000; `None` without evidence.
    pub points: Option<i32>,
    /// The share of the applicable weight with evidence, in millionths.
    pub coverage_ppm: i32,
    /// Reasons up, strongest first.
    pub up_reason_codes: Vec<String>,
    /// Reasons down, strongest first.
    pub down_reason_codes: Vec<String>,
    /// Realised value to date.
    pub own_value: i64,
    /// Revenue to date.
    pub own_revenue: i64,
    /// Contribution of the trailing twelve months.
    pub contribution: i64,
    /// The time it speaks for.
    pub as_of_time: Time,
    /// When it was evaluated.
    pub evaluate_time: Time,
    /// The customer's revision that it saw.
    pub customer_revision: i64,
    /// The boundary of the basis it was compared with.
    pub basis_month: Option<Month>,
    /// Figures of the last pass over the whole forest; set by that pass alone.
    pub forest: Option<ForestFigures>,
}

/// What a pass over the whole forest finds for one customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ForestFigures {
    /// Value of everyone they brought.
    pub brought_value: i64,
    /// Own value plus that.
    pub total_value: i64,
    /// The split that adds up.
    pub credited_value: i64,
    /// The estimate of what would be missing without them.
    pub incremental_value: i64,
    /// How many they brought, at every level.
    pub brought_count: i32,
    /// Rank by own revenue among the same billing mode; `None` for those who are not ranked.
    pub rank_by_own: Option<i32>,
    /// Rank by `total_value` among the same.
    pub rank_by_total: Option<i32>,
    /// How many are ranked.
    pub ranked_count: Option<i32>,
    /// The time the pass speaks for.
    #[serde(skip)]
    pub forest_time: Time,
}

impl Store {
    /// Keeps standings, except where the one that is there was made from a newer state of its
    /// customer or for a later time. Figures of the forest stay as they are. Returns whose were kept.
    ///
    /// # Errors
    /// The database does not take them.
    pub async fn upsert_standings(&self, standings: &[Standing]) -> Result<Vec<String>, Error> {
        let told = row::told(standings);
        let upsert = move || sqlx::query(sql::UPSERT_STANDINGS).bind(told.clone());
        let kept = self.units.execute(upsert).await?;
        kept.iter()
            .map(|row| sqlx::Row::try_get(row, 0).map_err(read_error))
            .collect()
    }

    /// Puts the figures of a pass over the whole forest into standings, except where a later pass has.
    ///
    /// # Errors
    /// The database does not take them.
    pub async fn update_forest(
        &self,
        figures: &[(String, ForestFigures)],
        forest_time: Time,
    ) -> Result<(), Error> {
        let told = row::told_figures(figures)?;
        let update = move || {
            sqlx::query(sql::UPDATE_FOREST)
                .bind(told.clone())
                .bind(forest_time)
        };
        self.units.execute(update).await.map(|_| ())
    }
}
