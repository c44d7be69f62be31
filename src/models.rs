//! The models that evaluate customers, and the company's hour that they calculate with.

mod hours;
mod registry;

pub use hours::{HourKey, Hours, hour_key};
pub use registry::{Edition, MODEL_FORMAT, Models, RegisteredModel, Registry};

use crate::error::Error;
use crate::store::Knowledge;
use domain::history::View;
use domain::model::Model;
use std::sync::Arc;

/// The choice of a model.
#[derive(Clone, Debug)]
pub enum ModelChoice {
    /// The active model whose condition holds, among the models at the time of the call.
    Active(Arc<Models>),
    /// This model, which the caller named.
    Named(Arc<Model>),
}

impl ModelChoice {
    /// The models that may answer with this knowledge.
    pub fn candidates(&self, knowledge: Knowledge) -> Arc<[Arc<Model>]> {
        match self {
            Self::Active(models) => models.in_force(knowledge),
            Self::Named(model) => Arc::from([model.clone()]),
        }
    }

    /// The model that answers for the customer of `view`.
    ///
    /// # Errors
    /// Returns `NoActiveModel`.
    pub fn model_for(&self, view: View<'_>, knowledge: Knowledge) -> Result<Arc<Model>, Error> {
        match self {
            Self::Named(model) => Ok(model.clone()),
            Self::Active(models) => {
                models
                    .applicable(view, knowledge)
                    .ok_or_else(|| Error::NoActiveModel {
                        customer_id: view.customer().customer_id.clone(),
                    })
            }
        }
    }
}
