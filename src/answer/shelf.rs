//! The models that this service holds, parsed.

use crate::error::Error;
use crate::store::{ModelState, Store, StoredModel};
use domain::customer::{Customer, Mode};
use domain::model::{Model, SHIPPED, applicable};
use std::sync::Arc;

/// One model on the shelf.
#[derive(Clone, Debug)]
pub struct Shelved {
    /// The model.
    pub model: Arc<Model>,
    /// Whether it answers by itself.
    pub state: ModelState,
}

/// All models.
#[derive(Clone, Debug)]
pub struct Shelf {
    models: Arc<[Shelved]>,
    /// Those that answer by themselves: of each id the newest active version, those with a condition
    /// first.
    active: Arc<[Arc<Model>]>,
}

impl Shelf {
    /// Puts the models that come with the service into the store, if they are not there yet, and reads
    /// all models from it.
    ///
    /// # Errors
    /// `Corrupt` if a stored document is no model any more, and what the store cannot do.
    pub async fn stock(store: &Store) -> Result<Self, Error> {
        for shipped in SHIPPED {
            let model = parse(shipped.document)?;
            let state = if shipped.active {
                ModelState::Active
            } else {
                ModelState::Draft
            };
            store
                .add_model(&model.id, model.version, state, shipped.document)
                .await?;
        }
        let stored = store.models().await?;
        let mut models = stored.iter().map(shelve).collect::<Result<Vec<_>, _>>()?;
        models.sort_by_key(|shelved| shelved.model.applies_when.is_open());
        Ok(Self {
            active: newest_active(&models).into(),
            models: models.into(),
        })
    }

    /// All models.
    pub fn all(&self) -> &[Shelved] {
        &self.models
    }

    /// The models that answer by themselves: of each id the newest active version.
    pub fn active(&self) -> &[Arc<Model>] {
        &self.active
    }

    /// The model that answers by itself for `customer`.
    pub fn applicable(&self, customer: &Customer, mode: Mode) -> Option<Arc<Model>> {
        let found = applicable(self.active.iter().map(AsRef::as_ref), customer, mode)?;
        let is_found = |model: &&Arc<Model>| model.id == found.id && model.version == found.version;
        self.active.iter().find(is_found).cloned()
    }

    /// A model by name; version 0 is the newest active one, else the newest.
    ///
    /// # Errors
    /// `ModelNotFound`.
    pub fn named(&self, id: &str, version: i32) -> Result<Arc<Model>, Error> {
        self.models
            .iter()
            .filter(|shelved| shelved.model.id == id)
            .filter(|shelved| version == 0 || shelved.model.version == version)
            .max_by_key(|shelved| (shelved.state == ModelState::Active, shelved.model.version))
            .map(|shelved| shelved.model.clone())
            .ok_or_else(|| Error::ModelNotFound {
                model_id: id.to_owned(),
                model_version: i64::from(version),
            })
    }
}

/// Of each id the newest active version, in the order of `models`.
fn newest_active(models: &[Shelved]) -> Vec<Arc<Model>> {
    let is_active = |shelved: &&Shelved| shelved.state == ModelState::Active;
    let active = models
        .iter()
        .filter(is_active)
        .map(|shelved| &shelved.model);
    let newest = |model: &&Arc<Model>| {
        let same = active.clone().filter(|other| other.id == model.id);
        same.map(|other| other.version).max() == Some(model.version)
    };
    active.clone().filter(newest).cloned().collect()
}

fn shelve(stored: &StoredModel) -> Result<Shelved, Error> {
    Ok(Shelved {
        model: Arc::new(parse(&stored.document)?),
        state: stored.state,
    })
}

fn parse(document: &str) -> Result<Model, Error> {
    Model::parse(document).map_err(|error| Error::Corrupt(format!("a stored model: {error}")))
}
