//! Reads pages of standings. Each order is an ascending comparison of (number, customer id), so that a page
//! starts where the one before ended.

use super::{class, class_number, mode, mode_number, stands, stands_number};
use crate::error::Error;
use crate::store::fault::read_error;
use crate::store::referral_figures::{PublishedReferrals, published};
use crate::store::{Store, sql};
use domain::class::Class;
use domain::customer::{Mode, Standing as CustomerStanding};
use domain::time::Time;
use sqlx::Row;
use sqlx::postgres::PgRow;
use std::collections::BTreeMap;

/// The place where a page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number that orders its last row.
    pub number: i64,
    /// The customer of its last row.
    pub customer_id: String,
}

/// The order of a list of standings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "documented in the contract")]
pub enum ScoreOrder {
    PointsDesc,
    PointsAsc,
    OwnValueDesc,
    ContributionDesc,
    CustomerId,
}

/// The order of the ranking of referrers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "documented in the contract")]
pub enum ReferrerOrder {
    TotalValue,
    BroughtValue,
    CreditedValue,
    PlacesGained,
}

/// Selects standings; an empty list means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "documented in the contract")]
pub struct StandingFilter {
    pub classes: Vec<Class>,
    pub min_points: Option<i32>,
    pub max_points: Option<i32>,
    pub acquisition_sources: Vec<String>,
    pub attributes: Vec<(String, String)>,
    pub modes: Vec<Mode>,
    pub standings: Vec<CustomerStanding>,
}

/// A request for a page of standings.
#[derive(Clone, Debug)]
pub struct StandingQuery {
    /// The filter.
    pub filter: StandingFilter,
    /// The order.
    pub order: ScoreOrder,
    /// The place where the page before ended.
    pub after: Option<Place>,
    /// The maximum number of rows.
    pub limit: u32,
}

/// A request for a page of the ranking of referrers.
#[derive(Clone, Debug)]
pub struct ReferrerQuery {
    /// The billing modes to list; an empty list means all.
    pub modes: Vec<Mode>,
    /// The order.
    pub order: ReferrerOrder,
    /// The place where the page before ended.
    pub after: Option<Place>,
    /// The maximum number of rows.
    pub limit: u32,
}

/// A customer in the ranking of referrers.
#[derive(Clone, Debug)]
pub struct Referrer {
    /// The place in the order, with the customer.
    pub place: Place,
    /// Their name; may be empty.
    pub name: String,
    /// Their published referral figures.
    pub referrals: PublishedReferrals,
}

/// A standing in a list.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "documented at the columns of `standings`")]
pub struct Standing {
    pub customer_id: String,
    pub name: String,
    pub points: Option<i64>,
    pub customer_standing: CustomerStanding,
    pub class: Option<Class>,
    pub sentence: String,
    pub own_sort: Option<Class>,
    pub class_by_numbers: Option<Class>,
    pub coverage: i64,
    pub up_reason_codes: Vec<String>,
    pub down_reason_codes: Vec<String>,
    pub own_value: i64,
    pub contribution: i64,
    pub mode: Mode,
    pub model_id: String,
    pub model_version: i32,
    pub as_of_time: Time,
}

impl Store {
    /// A page of standings, each with its place.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn standings(&self, query: &StandingQuery) -> Result<Vec<(Place, Standing)>, Error> {
        let statement = match query.order {
            ScoreOrder::PointsDesc => sql::STANDINGS_BY_POINTS_DESC,
            ScoreOrder::PointsAsc => sql::STANDINGS_BY_POINTS_ASC,
            ScoreOrder::OwnValueDesc => sql::STANDINGS_BY_OWN_VALUE,
            ScoreOrder::ContributionDesc => sql::STANDINGS_BY_CONTRIBUTION,
            ScoreOrder::CustomerId => sql::STANDINGS_BY_CUSTOMER,
        };
        let StandingFilter {
            classes,
            min_points,
            max_points,
            acquisition_sources,
            attributes,
            modes,
            standings,
        } = &query.filter;
        let start = start(query.after.as_ref());
        let (keys, values): (Vec<String>, Vec<String>) = attributes.iter().cloned().unzip();
        let rows = sqlx::query(statement)
            .bind(start.number)
            .bind(start.customer_id)
            .bind(i64::from(query.limit))
            .bind(
                classes
                    .iter()
                    .map(|class| class_number(*class))
                    .collect::<Vec<_>>(),
            )
            .bind(
                modes
                    .iter()
                    .map(|mode| mode_number(*mode))
                    .collect::<Vec<_>>(),
            )
            .bind(min_points)
            .bind(max_points)
            .bind(acquisition_sources)
            .bind(keys)
            .bind(values)
            .bind(
                standings
                    .iter()
                    .map(|standing| stands_number(*standing))
                    .collect::<Vec<_>>(),
            )
            .fetch_all(self.pool())
            .await
            .map_err(read_error)?;
        rows.iter()
            .map(|row| Ok((place(row)?, standing(row)?)))
            .collect()
    }

    /// A page of the ranking of referrers.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn top_referrers(&self, query: &ReferrerQuery) -> Result<Vec<Referrer>, Error> {
        let statement = match query.order {
            ReferrerOrder::TotalValue => sql::REFERRERS_BY_TOTAL,
            ReferrerOrder::BroughtValue => sql::REFERRERS_BY_BROUGHT,
            ReferrerOrder::CreditedValue => sql::REFERRERS_BY_CREDITED,
            ReferrerOrder::PlacesGained => sql::REFERRERS_BY_PLACES_GAINED,
        };
        let start = start(query.after.as_ref());
        let rows = sqlx::query(statement)
            .bind(start.number)
            .bind(start.customer_id)
            .bind(i64::from(query.limit))
            .bind(
                query
                    .modes
                    .iter()
                    .map(|mode| mode_number(*mode))
                    .collect::<Vec<_>>(),
            )
            .fetch_all(self.pool())
            .await
            .map_err(read_error)?;
        rows.iter()
            .map(|row| {
                Ok(Referrer {
                    place: place(row)?,
                    name: row.try_get("name").map_err(read_error)?,
                    referrals: published(row)?,
                })
            })
            .collect()
    }
}

/// The place where a page starts: after the page before, or before all rows.
fn start(after: Option<&Place>) -> Place {
    after.cloned().unwrap_or(Place {
        number: i64::MIN,
        customer_id: String::new(),
    })
}

impl Store {
    /// The standings of the customers in `ids` that have one, each with the customer revision that it rests
    /// on.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn where_they_stand(
        &self,
        ids: &[String],
    ) -> Result<BTreeMap<String, (CustomerStanding, i64)>, Error> {
        let rows = sqlx::query(sql::WHERE_THEY_STAND)
            .bind(ids)
            .fetch_all(self.pool())
            .await
            .map_err(read_error)?;
        let read = |row: &PgRow| {
            let standing = stands(row.try_get(1).map_err(read_error)?)?;
            let revision = row.try_get(2).map_err(read_error)?;
            Ok((row.try_get(0).map_err(read_error)?, (standing, revision)))
        };
        rows.iter().map(read).collect()
    }
}

fn place(row: &PgRow) -> Result<Place, Error> {
    Ok(Place {
        number: row.try_get("number").map_err(read_error)?,
        customer_id: row.try_get("customer_id").map_err(read_error)?,
    })
}

fn standing(row: &PgRow) -> Result<Standing, Error> {
    let number = |column: &str| row.try_get::<i16, _>(column).map_err(read_error);
    let maybe = |column: &str| row.try_get::<Option<i16>, _>(column).map_err(read_error);
    let (of_class, mode) = (class(number("customer_class")?)?, mode(number("mode")?)?);
    let own_sort = class(maybe("own_sort")?.unwrap_or(0))?;
    let class_by_numbers = class(maybe("class_by_numbers")?.unwrap_or(0))?;
    let customer_standing = stands(number("customer_standing")?)?;
    let read = || -> Result<Standing, sqlx::Error> {
        Ok(Standing {
            customer_id: row.try_get("customer_id")?,
            name: row.try_get("name")?,
            points: row.try_get::<Option<i32>, _>("points")?.map(i64::from),
            customer_standing,
            class: of_class,
            sentence: row.try_get("sentence")?,
            own_sort,
            class_by_numbers,
            coverage: i64::from(row.try_get::<i32, _>("coverage_ppm")?),
            up_reason_codes: row.try_get("up_reason_codes")?,
            down_reason_codes: row.try_get("down_reason_codes")?,
            own_value: row.try_get("own_value")?,
            contribution: row.try_get("contribution")?,
            mode,
            model_id: row.try_get("model_id")?,
            model_version: row.try_get("model_version")?,
            as_of_time: row.try_get("as_of_time")?,
        })
    };
    read().map_err(read_error)
}
