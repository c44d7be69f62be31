//! Lists of standings by page.

use domain::customer::Mode;
use serde_json::{Map, Value};
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::{Standing, row};
use crate::error::Error;
use crate::store::fault::read_error;
use crate::store::sql::standings as by;
use crate::store::{Store, sql};

/// The order of a list; ties by customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingOrder {
    /// Most points first, those without points last.
    PointsDesc,
    /// Fewest points first, those without points last.
    PointsAsc,
    /// Highest own value first.
    OwnValueDesc,
    /// Highest contribution first.
    ContributionDesc,
    /// By customer.
    CustomerId,
    /// Of those who brought anybody: own value plus everyone they brought.
    TotalValueDesc,
    /// Of those who brought anybody: everyone they brought.
    BroughtValueDesc,
    /// Of those who brought anybody: the split that adds up.
    CreditedValueDesc,
    /// Of those who brought anybody: places gained from the rank by own spending to that by total.
    PlacesGainedDesc,
}

/// Which standings to list: those for which all conditions hold; what is empty is none. The orders of
/// those who brought anybody look at `modes` alone.
#[derive(Clone, Debug, Default)]
pub struct StandingFilter {
    /// Any of these classes, by their numbers in the contract.
    pub classes: Vec<i16>,
    /// At least so many points.
    pub points_min: Option<i32>,
    /// At most so many points.
    pub points_max: Option<i32>,
    /// Any of these modes.
    pub modes: Vec<Mode>,
    /// Attributes that must have a value, all of them.
    pub attributes: Vec<(String, String)>,
    /// Any of these acquisition sources.
    pub acquisition_sources: Vec<String>,
}

/// Where a standing is in the order of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What the order compares.
    pub order: i64,
    /// What decides a tie.
    pub customer_id: String,
}

/// A standing in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedStanding {
    /// The standing.
    pub standing: Standing,
    /// The customer's name.
    pub name: String,
    /// Its place: the next page begins after that of the last one.
    pub place: Place,
}

/// The largest page.
const PAGE_MAX: u32 = 1_001;

impl Store {
    /// A page of standings: those after `after`, at most `limit` and never more than 1,001.
    ///
    /// # Errors
    /// The database does not answer, or holds what cannot be read.
    pub async fn standings(
        &self,
        filter: &StandingFilter,
        order: StandingOrder,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<ListedStanding>, Error> {
        let modes: Vec<i16> = filter
            .modes
            .iter()
            .map(|mode| row::mode_number(*mode))
            .collect();
        let page = sqlx::query(statement(order))
            .bind(&filter.classes)
            .bind(filter.points_min)
            .bind(filter.points_max)
            .bind(modes)
            .bind(attributes(filter))
            .bind(after.map_or(i64::MIN, |place| place.order))
            .bind(after.map_or("", |place| place.customer_id.as_str()))
            .bind(i64::from(limit.min(PAGE_MAX)))
            .bind(&filter.acquisition_sources);
        let rows = page.fetch_all(self.pool()).await.map_err(read_error)?;
        rows.iter()
            .map(|row| listed(row).map_err(read_error))
            .collect()
    }

    /// The standings of `customer_ids`, by id, of those who have one.
    ///
    /// # Errors
    /// The database does not answer, or holds what cannot be read.
    pub async fn standings_of(&self, customer_ids: &[String]) -> Result<Vec<Standing>, Error> {
        let asked = sqlx::query(sql::STANDINGS_OF).bind(customer_ids);
        let rows = asked.fetch_all(self.pool()).await.map_err(read_error)?;
        rows.iter()
            .map(|row| row::read(row).map_err(read_error))
            .collect()
    }
}

fn statement(order: StandingOrder) -> &'static str {
    match order {
        StandingOrder::PointsDesc => by::BY_POINTS_DESC,
        StandingOrder::PointsAsc => by::BY_POINTS_ASC,
        StandingOrder::OwnValueDesc => by::BY_OWN_VALUE,
        StandingOrder::ContributionDesc => by::BY_CONTRIBUTION,
        StandingOrder::CustomerId => by::BY_CUSTOMER_ID,
        StandingOrder::TotalValueDesc => by::BY_TOTAL_VALUE,
        StandingOrder::BroughtValueDesc => by::BY_BROUGHT_VALUE,
        StandingOrder::CreditedValueDesc => by::BY_CREDITED_VALUE,
        StandingOrder::PlacesGainedDesc => by::BY_PLACES_GAINED,
    }
}

/// The attributes as the object that a customer's must contain.
fn attributes(filter: &StandingFilter) -> Option<Value> {
    let mut wanted: Map<String, Value> = Map::new();
    for (key, value) in &filter.attributes {
        let values = wanted
            .entry(key.clone())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(values) = values {
            values.push(Value::String(value.clone()));
        }
    }
    (!wanted.is_empty()).then_some(Value::Object(wanted))
}

fn listed(row: &PgRow) -> Result<ListedStanding, sqlx::Error> {
    let standing = row::read(row)?;
    let place = Place {
        order: row.try_get("place")?,
        customer_id: standing.customer_id.clone(),
    };
    Ok(ListedStanding {
        standing,
        name: row.try_get("name")?,
        place,
    })
}
