//! The models that answer, and the company's hour that they count by.

mod hours;
mod registry;

pub use hours::{HourKey, Hours, hour_key};
pub use registry::{Edition, MODEL_FORMAT, Models, RegisteredModel, Registry};

use crate::error::Error;
use crate::store::Knowledge;
use domain::history::View;
use domain::model::Model;
use std::sync::Arc;

/// By which model to answer.
#[derive(Clone, Debug)]
pub enum ModelChoice {
    /// The active model whose condition holds, of the models as they were when the call came.
    Active(Arc<Models>),
    /// This one.
    Named(Arc<Model>),
}

impl ModelChoice {
    /// The models that may answer, given what was known.
    pub fn candidates(&self, knowledge: Knowledge) -> Arc<[Arc<Model>]> {
        match self {
            Self::Active(models) => models.in_force(knowledge),
            Self::Named(model) => Arc::from([model.clone()]),
        }
    }

    /// The model that answers for the customer of `view`.
    ///
    /// # Errors
    /// `NoActiveModel`.
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
