//! The cost and the price of an hour of the company's people, as they changed over time.

use domain::company::Hour;
use domain::money::Micros;
use domain::time::Time;
use sea_orm::{EntityTrait, QueryOrder, Select};
use sqlx::Executor;

use super::entity::{model, named};
use super::fault::Fault;
use super::lent::Lent;
use super::row::hour;
use super::unit::{BACKGROUND, Outcome, Work};
use super::{Store, sql};
use crate::error::Error;

/// An hour, and the time from which it is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedHour {
    /// The time from which it is in force.
    pub record_time: Time,
    /// The hour.
    pub hour: Hour,
}

/// A change of the hour; a missing field stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourChange {
    /// The new cost of an hour.
    pub cost: Option<Micros>,
    /// The new price of an hour.
    pub price: Option<Micros>,
}

impl Store {
    /// Every hour that was ever in force, the oldest first.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn hours(&self) -> Result<Vec<DatedHour>, Error> {
        let rows: Vec<hour::Model> = self.models_of("hours", in_order()).await?;
        Ok(rows.into_iter().map(DatedHour::from).collect())
    }

    /// Puts an hour in force if it differs from the current one. Where none was ever set, the current one
    /// is `usual`. After a change all portfolio figures are computed again. Returns the hour in force.
    ///
    /// # Errors
    /// Fails if the database does not accept the write in time.
    pub async fn put_hour(
        &self,
        change: HourChange,
        usual: Option<Hour>,
    ) -> Result<Option<Hour>, Error> {
        self.units.run(BACKGROUND, PutHour { change, usual }).await
    }
}

struct PutHour {
    change: HourChange,
    usual: Option<Hour>,
}

impl Work for PutHour {
    type Output = Option<Hour>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Option<Hour>>, Fault> {
        transaction.execute(sql::LOCK_HOURS).await?;
        let mut rows = named("hours", &in_order())
            .fetch_all(&mut *transaction)
            .await?;
        let in_force: Option<hour::Model> = rows.pop().map(model).transpose()?;
        let in_force = in_force.map(|row| DatedHour::from(row).hour);
        let before = in_force.or(self.usual);
        let cost = self.change.cost.or(before.map(|hour| hour.cost));
        let price = self.change.price.or(before.map(|hour| hour.price));
        let Some((cost, price)) = cost.zip(price) else {
            return Ok(Outcome::Discard(None));
        };
        let hour = Hour { cost, price };
        if before == Some(hour) {
            return Ok(Outcome::Discard(before));
        }
        sqlx::query(sql::INSERT_HOUR)
            .bind(cost)
            .bind(price)
            .execute(transaction)
            .await?;
        Ok(Outcome::Keep(Some(hour)))
    }
}

/// Selects all hours, the oldest first.
fn in_order() -> Select<hour::Entity> {
    hour::Entity::find().order_by_asc(hour::Column::RecordTime)
}

impl From<hour::Model> for DatedHour {
    fn from(row: hour::Model) -> Self {
        let hour::Model {
            record_time,
            cost_micros,
            price_micros,
        } = row;
        Self {
            record_time,
            hour: Hour {
                cost: cost_micros,
                price: price_micros,
            },
        }
    }
}
