//! Standings: one row per customer for lists and rankings.

mod list;
mod put;

pub use list::{
    Place, ReferrerOrder, ReferrerQuery, ScoreOrder, Standing, StandingFilter, StandingQuery,
};
pub use put::{ForestInput, ForestRow, NewStanding};

use super::fault::read_error;
use super::{Store, sql};
use crate::error::Error;
use domain::class::Class;
use domain::customer::{Mode, Standing as CustomerStanding};
use domain::time::Time;
use sqlx::Row;
use sqlx::postgres::PgRow;
use std::collections::BTreeMap;

/// What the last pass over all customers found about one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Their class; `None` of prospects.
    pub class: Option<Class>,
    /// Own realised value, as the pass saw it.
    pub own_value: i64,
    /// Realised value of everyone they brought.
    pub brought_value: i64,
    /// The split that adds up.
    pub credited_value: i64,
    /// Everyone they brought.
    pub brought_count: i64,
    /// Their ranks; `None` for prospects.
    pub ranks: Option<Ranks>,
    /// The time that the pass speaks for.
    pub forest_time: Time,
}

/// Ranks among customers who pay us in the same way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ranks {
    /// By own revenue.
    pub by_own: i32,
    /// By own value plus everyone they brought.
    pub by_total: i32,
    /// How many are ranked.
    pub count: i32,
}

impl Store {
    /// What the last pass found about these customers, as far as it saw them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn kept(&self, ids: &[String]) -> Result<BTreeMap<String, Kept>, Error> {
        let rows = sqlx::query(sql::KEPT)
            .bind(ids)
            .fetch_all(self.pool())
            .await;
        let rows = rows.map_err(read_error)?;
        rows.iter()
            .map(|row| Ok((row.try_get(0).map_err(read_error)?, kept(row)?)))
            .collect()
    }

    /// The time that the last pass over all customers speaks for.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn forest_time(&self) -> Result<Option<Time>, Error> {
        let newest = sqlx::query_scalar(sql::FOREST_TIME).fetch_optional(self.pool());
        newest.await.map_err(read_error)
    }
}

/// Reads what [`sql::KEPT`] and the ranking select, by name.
fn kept(row: &PgRow) -> Result<Kept, Error> {
    let read = || -> Result<(Kept, i16), sqlx::Error> {
        let by_own: Option<i32> = row.try_get("rank_by_own")?;
        let by_total: Option<i32> = row.try_get("rank_by_total")?;
        let count: Option<i32> = row.try_get("ranked_count")?;
        let ranks = by_own.zip(by_total.zip(count));
        let ranks = ranks.map(|(by_own, (by_total, count))| Ranks {
            by_own,
            by_total,
            count,
        });
        let class: i16 = row.try_get("customer_class")?;
        let total_value: i64 = row.try_get("total_value")?;
        let brought_value: i64 = row.try_get("brought_value")?;
        let kept = Kept {
            class: None,
            own_value: total_value.saturating_sub(brought_value),
            brought_value,
            credited_value: row.try_get("credited_value")?,
            brought_count: i64::from(row.try_get::<i32, _>("brought_count")?),
            ranks,
            forest_time: row.try_get("forest_time")?,
        };
        Ok((kept, class))
    };
    let (kept, number) = read().map_err(read_error)?;
    Ok(Kept {
        class: class(number)?,
        ..kept
    })
}

fn class_number(class: Class) -> i16 {
    match class {
        Class::Ideal => 1,
        Class::Good => 2,
        Class::Ok => 3,
        Class::Bad => 4,
        Class::InsufficientData => 5,
    }
}

/// The class of `number`; none of 0, which prospects have.
fn class(number: i16) -> Result<Option<Class>, Error> {
    if number == 0 {
        return Ok(None);
    }
    let all = [
        Class::Ideal,
        Class::Good,
        Class::Ok,
        Class::Bad,
        Class::InsufficientData,
    ];
    all.into_iter()
        .find(|class| class_number(*class) == number)
        .map(Some)
        .ok_or_else(|| Error::Corrupt(format!("a standing has class {number}")))
}

fn mode_number(mode: Mode) -> i16 {
    match mode {
        Mode::None => 1,
        Mode::Invoiced => 2,
        Mode::Purchasing => 3,
    }
}

fn mode(number: i16) -> Result<Mode, Error> {
    [Mode::None, Mode::Invoiced, Mode::Purchasing]
        .into_iter()
        .find(|mode| mode_number(*mode) == number)
        .ok_or_else(|| Error::Corrupt(format!("a standing has mode {number}")))
}

fn stands_number(standing: CustomerStanding) -> i16 {
    match standing {
        CustomerStanding::Prospect => 1,
        CustomerStanding::New => 2,
        CustomerStanding::Active => 3,
        CustomerStanding::Quiet => 4,
        CustomerStanding::Past => 5,
    }
}

fn stands(number: i16) -> Result<CustomerStanding, Error> {
    [
        CustomerStanding::Prospect,
        CustomerStanding::New,
        CustomerStanding::Active,
        CustomerStanding::Quiet,
        CustomerStanding::Past,
    ]
    .into_iter()
    .find(|standing| stands_number(*standing) == number)
    .ok_or_else(|| Error::Corrupt(format!("a standing has customer_standing {number}")))
}
