//! What an hour of the company's people costs it and is billed at, with the times since when.

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

/// An hour, and since when it is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedHour {
    /// Since when.
    pub record_time: Time,
    /// The hour.
    pub hour: Hour,
}

/// A change of the hour; what is left out stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourChange {
    /// What it costs.
    pub cost: Option<Micros>,
    /// What it is billed at.
    pub price: Option<Micros>,
}

impl Store {
    /// Every hour that was ever in force, the oldest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn hours(&self) -> Result<Vec<DatedHour>, Error> {
        let rows: Vec<hour::Model> = self.models_of("hours", in_order()).await?;
        Ok(rows.into_iter().map(DatedHour::from).collect())
    }

    /// Puts an hour in force, if it is another one than that in force, which is the usual one where none
    /// was ever set. All portfolio figures are then made anew. Returns the hour now in force.
    ///
    /// # Errors
    /// The database does not take it in time.
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

/// The oldest first.
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
