//! Rows of `standings`.

use sea_orm::entity::prelude::*;

/// The last evaluation of each customer, for lists, rankings and the portfolio. Follows the facts
/// within seconds.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "standings")]
pub struct Model {
    /// Whose standing.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub customer_id: String,
    /// The model that was applied.
    #[sea_orm(column_type = "Text")]
    pub model_id: String,
    /// Its version.
    pub model_version: i32,
    /// 1 nothing sold yet, 2 invoiced, 3 purchasing.
    pub mode: i16,
    /// The class, by its number in the contract; 0 of prospects, who have none.
    pub customer_class: i16,
    /// 0 to 1,000; null without evidence.
    pub points: Option<i32>,
    /// The share of the applicable weight with evidence, in millionths.
    pub coverage_ppm: i32,
    /// Reasons up, strongest first.
    pub up_reason_codes: Vec<String>,
    /// Reasons down, strongest first.
    pub down_reason_codes: Vec<String>,
    /// Realised value to date, micros of the reporting currency.
    pub own_value: i64,
    /// Revenue to date, micros of the reporting currency.
    pub own_revenue: i64,
    /// Contribution of the trailing twelve months, micros of the reporting currency.
    pub contribution: i64,
    /// The time the standing speaks for.
    pub as_of_time: DateTimeUtc,
    /// When it was evaluated.
    pub evaluate_time: DateTimeUtc,
    /// The customer's revision that it saw.
    pub customer_revision: i64,
    /// The boundary month of the portfolio basis it was compared with; null without one.
    pub basis_month: Option<i32>,
    /// Value of everyone they brought, from the last pass over the whole forest.
    pub brought_value: Option<i64>,
    /// Own value plus `brought_value`, from the same pass.
    pub total_value: Option<i64>,
    /// The split that adds up, from the same pass.
    pub credited_value: Option<i64>,
    /// How many they brought at every level, from the same pass.
    pub brought_count: Option<i32>,
    /// Rank by own revenue among the same billing mode, from the same pass.
    pub rank_by_own: Option<i32>,
    /// Rank by `total_value` among the same, from the same pass.
    pub rank_by_total: Option<i32>,
    /// How many are ranked, from the same pass.
    pub ranked_count: Option<i32>,
    /// Changes with everything told about anyone they brought, from the last pass over the whole
    /// forest; 0 if they brought nobody.
    pub below_mark: Option<i64>,
    /// When the next fact happens that was told ahead; null without one.
    pub next_fact_time: Option<DateTimeUtc>,
    /// Where the customer stands with us, by its number in the contract.
    pub customer_standing: i16,
    /// Why they are of their class, in one sentence.
    #[sea_orm(column_type = "Text")]
    pub sentence: String,
    /// The class of the owner's own sort, by its number in the contract; null without one.
    pub own_sort: Option<i16>,
    /// The class without the owner's own sort, by its number in the contract; null where there is none.
    pub class_by_numbers: Option<i16>,
}

impl ActiveModelBehavior for ActiveModel {}
