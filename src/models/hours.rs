//! The company's own settings as they were known at any time, and models that calculate with them.

use crate::error::Error;
use crate::store::{DatedHour, Knowledge, Store};
use domain::company::{Company, Hour};
use domain::model::Model;
use domain::money::{Currency, Micros};
use domain::time::Time;
use moka::sync::Cache;
use std::sync::{Arc, PoisonError, RwLock};

/// The number of models that are cached with an hour fitted to them.
const FITTED: u64 = 64;

/// The cost and price of the hour that a model calculates with.
pub type HourKey = Option<(Micros, Micros)>;

/// The cost and the price of one hour of the company's people, now and in the past. Cheap to clone; a refresh
/// of one clone is seen by all clones.
#[derive(Clone, Debug)]
pub struct Hours {
    currency: Currency,
    dated: Arc<RwLock<Vec<DatedHour>>>,
    fitted: Cache<(String, i32, HourKey), Arc<Model>>,
}

impl Hours {
    /// Loads the hours from `store` for a company whose reporting currency is `currency`.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    pub async fn load(store: &Store, currency: Currency) -> Result<Self, Error> {
        let hours = Self {
            currency,
            dated: Arc::default(),
            fitted: Cache::new(FITTED),
        };
        hours.refresh(store).await?;
        Ok(hours)
    }

    /// Reads changes by other replicas from the store.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    pub async fn refresh(&self, store: &Store) -> Result<(), Error> {
        let dated = store.hours().await?;
        *self.dated.write().unwrap_or_else(PoisonError::into_inner) = dated;
        Ok(())
    }

    /// The hour in force at `known`, or now if that is `None`. If none was set by then, the default hour of
    /// the currency, if there is one.
    pub fn at(&self, known: Option<Time>) -> Option<Hour> {
        let dated = self.dated.read().unwrap_or_else(PoisonError::into_inner);
        let in_force = |dated: &&DatedHour| known.is_none_or(|known| dated.record_time <= known);
        let hour = dated.iter().rev().find(in_force);
        hour.map(|dated| dated.hour)
            .or_else(|| Hour::default_in(self.currency))
    }

    /// The company's settings as they were known.
    pub fn company(&self, knowledge: Knowledge) -> Company {
        let known = match knowledge {
            Knowledge::Now => None,
            Knowledge::At(known) => Some(known),
        };
        Company {
            currency: self.currency,
            hour: self.at(known),
        }
    }

    /// `model` with the company's settings as they were known.
    pub fn fit(&self, model: &Arc<Model>, knowledge: Knowledge) -> Arc<Model> {
        let company = self.company(knowledge);
        if model.settings.company == company {
            return model.clone();
        }
        let key = (model.id.clone(), model.version, hour_key(company.hour));
        let fit = || Arc::new(Model::clone(model).of_company(company));
        self.fitted.get_with(key, fit)
    }
}

/// The key that distinguishes one hour from another.
pub fn hour_key(hour: Option<Hour>) -> HourKey {
    hour.map(|hour| (hour.cost, hour.price))
}
