//! The registry of models. It holds every model of the store and parses those in the format of this program.
//! It notices when another replica adds, activates or retires a model.

use crate::error::Error;
use crate::store::{Knowledge, ModelState, Store, StoredModel};
use domain::history::View;
use domain::model::{InvalidModel, Model, SHIPPED};
use domain::standing::circumstances;
use domain::time::Time;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

/// The format of the model documents that this program evaluates. Documents of other formats are kept but not
/// parsed.
pub const MODEL_FORMAT: i16 = 2;

/// A version of a model.
#[derive(Clone, Debug)]
pub struct RegisteredModel {
    /// Its id.
    pub model_id: String,
    /// Its version.
    pub version: i32,
    /// Whether it is a draft, active or retired.
    pub state: ModelState,
    /// The model; `None` if its document has another format than [`MODEL_FORMAT`].
    pub model: Option<Arc<Model>>,
    create_time: Time,
    activate_time: Option<Time>,
    retire_time: Option<Time>,
}

/// All models at one moment.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// Models with a condition come first, models of other formats last.
    all: Vec<RegisteredModel>,
    /// The newest active version of each model id. Models with a condition come first.
    active: Arc<[Arc<Model>]>,
    /// The state of the store's models from which they were read.
    edition: Edition,
}

/// Changes with every change of a model in the store: the number of versions, the sum of their states, and
/// the time at which a version was last added, activated or retired.
pub type Edition = (i64, i64, Option<Time>);

/// Keeps the models in memory. Cheap to clone; all clones see a change at once.
#[derive(Clone, Debug)]
pub struct Registry {
    models: Arc<RwLock<Arc<Models>>>,
}

impl Registry {
    /// Adds the models that come with the program to the store if they are missing, then reads all models
    /// from the store.
    ///
    /// # Errors
    /// Returns `Corrupt` if a stored document is not a valid model, or an error of the store.
    pub async fn open(store: &Store) -> Result<Self, Error> {
        for shipped in SHIPPED {
            let model = Model::parse(shipped.document);
            let model = model.map_err(|error| Error::Corrupt(error.to_string()))?;
            let state = if shipped.active {
                ModelState::Active
            } else {
                ModelState::Draft
            };
            let document = (shipped.document, MODEL_FORMAT);
            store
                .add_model(&model.id, model.version, state, document)
                .await?;
        }
        let edition = store.models_edition().await?;
        let models = Models::new(store.models().await?, edition)?;
        Ok(Self {
            models: Arc::new(RwLock::new(Arc::new(models))),
        })
    }

    /// The models as they are now.
    pub fn models(&self) -> Arc<Models> {
        let models = self.models.read();
        models.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the models again if any of them has changed in the store. If an active one cannot be read, all stay
    /// as they were, which is logged once.
    ///
    /// # Errors
    /// Returns an error of the store.
    pub async fn refresh(&self, store: &Store) -> Result<(), Error> {
        let edition = store.models_edition().await?;
        if edition == self.models().edition {
            return Ok(());
        }
        let models = match Models::new(store.models().await?, edition) {
            Err(Error::Corrupt(cause)) => {
                tracing::error!(cause, "the models stay as they were: one cannot be read");
                Models {
                    edition,
                    ..Models::clone(&self.models())
                }
            }
            read => read?,
        };
        *self.models.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(models);
        Ok(())
    }
}

impl Models {
    fn new(stored: Vec<StoredModel>, edition: Edition) -> Result<Self, Error> {
        let read = stored.into_iter().map(register);
        let mut models = read.collect::<Result<Vec<_>, _>>()?;
        models.sort_by_key(|registered| {
            let is_open = registered
                .model
                .as_ref()
                .map(|it| it.applies_when.is_open());
            (is_open.is_none(), is_open)
        });
        Ok(Self {
            active: newest_active(&models).into(),
            all: models,
            edition,
        })
    }

    /// The state of the store's models from which these were read.
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// All models.
    pub fn all(&self) -> &[RegisteredModel] {
        &self.all
    }

    /// The newest active version of each model id.
    pub fn active(&self) -> &[Arc<Model>] {
        &self.active
    }

    /// The models that were in force at the time of the knowledge. This program may be unable to evaluate any
    /// version of a model that was in force then; the oldest version that it can evaluate and that was ever
    /// active replaces it. If no model was in force, the oldest such version of every model is used.
    pub fn in_force(&self, knowledge: Knowledge) -> Arc<[Arc<Model>]> {
        let Knowledge::At(known) = knowledge else {
            return self.active.clone();
        };
        let was_in_force = |registered: &&RegisteredModel| registered.was_in_force(known);
        let then: Vec<&RegisteredModel> = self.all.iter().filter(was_in_force).collect();
        let ids: BTreeSet<&str> = if then.is_empty() {
            self.all.iter().map(RegisteredModel::id).collect()
        } else {
            then.iter().map(|registered| registered.id()).collect()
        };
        let mut models: Vec<Arc<Model>> = ids
            .into_iter()
            .filter_map(|id| self.of_id_in_force(id, &then))
            .collect();
        models.sort_by_key(|model| model.applies_when.is_open());
        models.into()
    }

    /// The version of model `id` that answered at that time, from all versions in force `then`.
    fn of_id_in_force(&self, id: &str, then: &[&RegisteredModel]) -> Option<Arc<Model>> {
        let of_id =
            |registered: &&RegisteredModel| registered.model_id == id && registered.model.is_some();
        let answered = then.iter().copied().filter(of_id);
        let once_active =
            |registered: &&RegisteredModel| of_id(registered) && registered.activate_time.is_some();
        let stand_ins = self.all.iter().filter(once_active);
        answered
            .max_by_key(|registered| registered.version)
            .or_else(|| stand_ins.min_by_key(|registered| registered.version))
            .and_then(|registered| registered.model.clone())
    }

    /// The model that applies to the customer of `view`.
    pub fn applicable(&self, view: View<'_>, knowledge: Knowledge) -> Option<Arc<Model>> {
        let models = self.in_force(knowledge);
        let applies = |model: &&Arc<Model>| {
            let about = circumstances(view, &model.settings.numbers);
            model.applies_when.holds(&about)
        };
        models.iter().find(applies).cloned()
    }

    /// A model whose numbers decide where the customer of `view` stands: the model that applies to the
    /// customer, else any other. Customers without a class have a standing too.
    pub fn of_standing(&self, view: View<'_>) -> Option<Arc<Model>> {
        let any = || {
            self.all
                .iter()
                .find_map(|registered| registered.model.clone())
        };
        self.applicable(view, Knowledge::Now).or_else(any)
    }

    /// Whether `model` was created after the time of the knowledge.
    pub fn made_later(&self, model: &Model, knowledge: Knowledge) -> bool {
        let Knowledge::At(known) = knowledge else {
            return false;
        };
        let mut models = self.all.iter();
        let found = models.find(|it| it.model_id == model.id && it.version == model.version);
        found.is_some_and(|registered| registered.create_time > known)
    }

    /// Finds a model by id. Version 0 means the newest active version, or the newest if none is active.
    ///
    /// # Errors
    /// Returns `ModelNotFound` or `ModelFormat`.
    pub fn named(&self, id: &str, version: i32) -> Result<Arc<Model>, Error> {
        let found = self
            .all
            .iter()
            .filter(|registered| registered.model_id == id)
            .filter(|registered| version == 0 || registered.version == version)
            .max_by_key(|registered| {
                let is_active = registered.state == ModelState::Active;
                (registered.model.is_some(), is_active, registered.version)
            });
        let Some(found) = found else {
            return Err(Error::ModelNotFound {
                model_id: id.to_owned(),
                model_version: i64::from(version),
            });
        };
        found.model.clone().ok_or_else(|| Error::ModelFormat {
            model_id: id.to_owned(),
            model_version: i64::from(found.version),
        })
    }
}

impl RegisteredModel {
    fn id(&self) -> &str {
        &self.model_id
    }

    /// Whether this version was active at `time`, even if a newer version answered instead.
    fn was_in_force(&self, time: Time) -> bool {
        self.activate_time
            .is_some_and(|activated| activated <= time)
            && self.retire_time.is_none_or(|retired| retired > time)
    }
}

/// The newest active version of each model id, in the order of `models`.
fn newest_active(models: &[RegisteredModel]) -> Vec<Arc<Model>> {
    let is_active = |registered: &&RegisteredModel| registered.state == ModelState::Active;
    let active = models
        .iter()
        .filter(is_active)
        .filter_map(|registered| registered.model.as_ref());
    let newest = |model: &&Arc<Model>| {
        let same = active.clone().filter(|other| other.id == model.id);
        same.map(|other| other.version).max() == Some(model.version)
    };
    active.clone().filter(newest).cloned().collect()
}

fn register(stored: StoredModel) -> Result<RegisteredModel, Error> {
    let read = (stored.format == MODEL_FORMAT).then(|| Model::parse(&stored.document));
    let named = |error: InvalidModel| {
        let (id, version) = (&stored.model_id, stored.version);
        format!("model `{id}` version {version}: {error}")
    };
    let model = match read.transpose() {
        Ok(model) => model.map(Arc::new),
        Err(error) if stored.state == ModelState::Active => {
            return Err(Error::Corrupt(named(error)));
        }
        Err(error) => {
            tracing::error!(
                cause = named(error),
                "a model that is not active cannot be read"
            );
            None
        }
    };
    Ok(RegisteredModel {
        model_id: stored.model_id,
        version: stored.version,
        state: stored.state,
        model,
        create_time: stored.create_time,
        activate_time: stored.activate_time,
        retire_time: stored.retire_time,
    })
}
