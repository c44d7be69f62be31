//! Answers about customers: loads what an answer rests on and asks the core.
//!
//! Answers about single customers are computed from committed facts, so they include what was just
//! written. Portfolio figures are computed when they are first needed after a change, once.

mod basis;
mod gather;
mod hours;
mod lane;
mod large;
mod reach;
mod remembered;
mod shelf;
mod value;

pub use hours::Hours;
pub use shelf::{MODEL_FORMAT, Shelf, Shelved};
pub use value::{TreeNode, Valued};

use self::gather::Gathered;
use crate::clock::Clock;
use crate::error::Error;
use crate::stage;
use crate::store::{Knowledge, Store};
use basis::BasisKeeper;
use domain::assessment::{Assessment, Case, assess, month_needed};
use domain::bases::Bases;
use domain::customer::Peers;
use domain::model::Model;
use domain::portfolio::Basis;
use domain::time::Time;
use domain::tree::Brought;
use reach::Reach;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tracing::Instrument;

/// Largest referral tree that is held to answer a question. What larger ones are worth today comes from
/// the last pass over all customers; at a past time they are summed a page at a time.
pub const LIVE_TREE_NODES: usize = 10_000;

/// When an answer speaks for, and what was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What had occurred by then counts.
    pub at: Time,
    /// What was known by then counts.
    pub knowledge: Knowledge,
}

/// No write takes longer: knowledge older than this is settled.
const LONGEST_WRITE_SECONDS: i64 = 60;

/// Whether no write that is still under way at `now` can change what was known at `known`.
pub fn is_settled(known: Time, now: Time) -> bool {
    (now - known).num_seconds() > LONGEST_WRITE_SECONDS
}

/// By which model to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The active model whose condition holds.
    Active,
    /// This one.
    Named(Arc<Model>),
}

/// What is known about one customer, with the model it was assessed by.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The assessment.
    pub assessment: Assessment,
    /// The model.
    pub model: Arc<Model>,
    /// Whether the model was made after what was known.
    pub model_made_later: bool,
    /// The revision of the customer's records that it saw.
    pub revision: i64,
}

/// Makes answers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Answers {
    store: Store,
    clock: Clock,
    shelf: Shelf,
    hours: Hours,
    bases: BasisKeeper,
    live_tree_nodes: usize,
}

impl Answers {
    /// Answers from `store`, by the models on `shelf` and the company's `hours`.
    pub fn new(store: Store, clock: Clock, shelf: Shelf, hours: Hours) -> Self {
        let bases = BasisKeeper::new(store.clone(), clock.clone(), hours.clone());
        Self {
            store,
            clock,
            shelf,
            hours,
            bases,
            live_tree_nodes: LIVE_TREE_NODES,
        }
    }

    /// The same with another largest tree than [`LIVE_TREE_NODES`].
    #[must_use]
    pub fn with_live_tree_nodes(self, live_tree_nodes: usize) -> Self {
        Self {
            live_tree_nodes,
            ..self
        }
    }

    /// The models.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Reads what other replicas have put into the store about the company.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn refresh(&self) -> Result<(), Error> {
        self.hours.refresh(&self.store).await
    }

    /// What time it is.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// Assesses one customer.
    ///
    /// # Errors
    /// `CustomerNotFound`, `NoActiveModel`, and what the store cannot do.
    pub async fn assess_one(
        &self,
        id: &str,
        asked: Asked,
        choice: &Choice,
    ) -> Result<Answer, Error> {
        let ids = [id.to_owned()];
        let mut answers = self.assess_many(&ids, asked, choice).await?;
        answers.remove(id).unwrap_or_else(|| Err(unknown(id)))
    }

    /// Assesses many customers; each has its own answer or error.
    ///
    /// # Errors
    /// What the store cannot do, for all of them.
    pub async fn assess_many(
        &self,
        ids: &[String],
        asked: Asked,
        choice: &Choice,
    ) -> Result<Assessed, Error> {
        let reach = self.reach(ids, asked).await?;
        let mut answers = BTreeMap::new();
        for group in reach.groups(ids, self.live_tree_nodes) {
            let (_, some) = self.assess_reached(&reach, &group, asked, choice).await?;
            answers.extend(some);
        }
        Ok(answers)
    }

    /// Looks below `ids`.
    async fn reach(&self, ids: &[String], asked: Asked) -> Result<Reach, Error> {
        let today = self.is_today(asked);
        Reach::load(&self.store, ids, asked, (self.live_tree_nodes, today)).await
    }

    /// Whether the question is about today, as known now: standings speak for nothing else.
    fn is_today(&self, asked: Asked) -> bool {
        asked.knowledge == Knowledge::Now && asked.at.date_naive() == self.now().date_naive()
    }

    /// Assesses `ids`, below whom `reach` has looked. Returns what was loaded for it as well.
    async fn assess_reached<'a>(
        &self,
        reach: &'a Reach,
        ids: &[String],
        asked: Asked,
        choice: &Choice,
    ) -> Result<(Gathered<'a>, Assessed), Error> {
        let gathering = self.gather(reach, ids, asked, choice);
        let mut gathered = gathering.instrument(stage::load()).await?;
        let mut models = BTreeMap::new();
        for id in ids {
            let model = self.model_for(&gathered, id, asked, choice);
            if let (Ok(model), true) = (&model, reach.is_large(id)) {
                let brought = self.brought(reach, id, asked, model).await?;
                gathered.brought.insert(id.clone(), brought);
            }
            models.insert(id.clone(), model);
        }
        let bases = self.bases_of(models.values().flatten(), asked).await?;
        let evaluating = async {
            let mut answers = BTreeMap::new();
            for (id, model) in models {
                let answer =
                    model.and_then(|model| self.answer(&gathered, &bases, &id, (asked, model)));
                answers.insert(id, answer);
                // Many answers take long: let other calls have their turn.
                tokio::task::yield_now().await;
            }
            answers
        };
        let answers = evaluating.instrument(stage::evaluate()).await;
        Ok((gathered, answers))
    }

    /// What those are worth whom `id` brought, who are too many to hold: as the last pass found them, if
    /// it speaks for the time of the answer.
    async fn brought(
        &self,
        reach: &Reach,
        id: &str,
        asked: Asked,
        model: &Model,
    ) -> Result<Brought, Error> {
        if let Some(kept) = reach.kept(id) {
            return Ok(Brought {
                value: kept.brought_value,
                count: kept.brought_count,
                direct: kept.brought_count,
                direct_paying: kept.brought_count,
                billed: kept.brought_count,
                paying: kept.brought_count,
            });
        }
        let when = (asked.at, asked.knowledge);
        let large = self.weigh(id, when, &model.settings).await?;
        Ok(large.weighed(false)?.0.brought())
    }

    /// What standings of `now` are made with beside facts: the hour, and the portfolio figures of all active
    /// models.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn figures(&self, now: Time) -> Result<serde_json::Value, Error> {
        let mut bases = Vec::new();
        for model in self.shelf.active() {
            let model = self.hours.fit(model, Knowledge::Now);
            let months = BTreeSet::from([month_needed(now)]);
            let figures = self.bases.get(&model, &months, Knowledge::Now).await?;
            let figures: Vec<Basis> = figures.all().cloned().collect();
            bases.push((model.id.clone(), model.version, figures));
        }
        let hour = hours::key(self.hours.at(None));
        serde_json::to_value((hour, bases)).map_err(|error| Error::Internal(error.to_string()))
    }

    fn model_for(
        &self,
        gathered: &Gathered<'_>,
        id: &str,
        asked: Asked,
        choice: &Choice,
    ) -> Result<Arc<Model>, Error> {
        let history = gathered.history(id).ok_or_else(|| unknown(id))?;
        let model = match choice {
            Choice::Named(model) => model.clone(),
            Choice::Active => {
                let found = self.shelf.applicable(history.at(asked.at), asked.knowledge);
                found.ok_or_else(|| Error::NoActiveModel {
                    customer_id: id.to_owned(),
                })?
            }
        };
        Ok(self.hours.fit(&model, asked.knowledge))
    }

    /// The figures that answers about the time asked for are compared with, by each of `models`.
    async fn bases_of<'a>(
        &self,
        models: impl Iterator<Item = &'a Arc<Model>>,
        asked: Asked,
    ) -> Result<BTreeMap<(String, i32), Bases>, Error> {
        let wanted: BTreeMap<(String, i32), &Arc<Model>> = models
            .map(|model| ((model.id.clone(), model.version), model))
            .collect();
        let months = BTreeSet::from([month_needed(asked.at)]);
        let mut bases = BTreeMap::new();
        for (key, model) in wanted {
            bases.insert(key, self.bases.get(model, &months, asked.knowledge).await?);
        }
        Ok(bases)
    }

    fn answer(
        &self,
        gathered: &Gathered<'_>,
        bases: &BTreeMap<(String, i32), Bases>,
        id: &str,
        (asked, model): (Asked, Arc<Model>),
    ) -> Result<Answer, Error> {
        let nothing = Bases::default();
        let bases = bases
            .get(&(model.id.clone(), model.version))
            .unwrap_or(&nothing);
        let tree = gathered.tree(id).ok_or_else(|| unknown(id))?;
        let case = Case {
            tree: &tree,
            model: &model,
            bases,
        };
        let assessment =
            assess(case, asked.at).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Answer {
            assessment,
            revision: gathered.revision(id),
            model_made_later: self.shelf.made_later(&model, asked.knowledge),
            model,
        })
    }
}

/// Answers by customer.
type Assessed = BTreeMap<String, Result<Answer, Error>>;

fn unknown(id: &str) -> Error {
    Error::CustomerNotFound {
        customer_id: id.to_owned(),
    }
}

/// Both groups of customers.
const PEERS: [Peers; 2] = [Peers::Invoiced, Peers::Purchasing];
