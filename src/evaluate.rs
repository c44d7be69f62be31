//! Evaluates customers as they are now: loads what an evaluation rests on and asks the core.
//!
//! An evaluation about now combines two things. The customer's own history is exact and includes everything
//! that was committed before the call. The portfolio figures over all customers and the customer's referral
//! figures are those last published. The module `past` answers questions about the past, and reads the
//! subtree below a customer for that.

mod load;
pub mod memory;

use crate::clock::Clock;
use crate::error::Error;
use crate::models::{HourKey, Hours, ModelChoice, Registry, hour_key};
use crate::portfolio::{Compared, Portfolio};
use crate::stage;
use crate::store::{Knowledge, Loaded, Store};
use domain::evaluation::{Case, Evaluation, evaluate};
use domain::model::Model;
use domain::portfolio::Share;
use domain::referral_figures::Figures;
use domain::stay;
use domain::time::{Month, Time};
use domain::tree::{Brought, RealisedValue};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tracing::Instrument;

/// Changes with every change of the program that changes answers, so that every customer is evaluated again.
const EDITION: i64 = 1;

/// A question whose time is at most this far from now counts as a question about now.
const NOW_SECONDS: i64 = 5;

/// The time that an answer is about, and the knowledge it may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// Facts that occurred up to this time count.
    pub at: Time,
    /// Facts that were known by this time count.
    pub knowledge: Knowledge,
}

/// The time that an answer is about, and the model that gives it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The time.
    pub as_of: AsOf,
    /// The model, or the models to choose from.
    pub models: ModelChoice,
}

/// The evaluation of one customer, with everything it rests on.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The id that the customer is known by.
    pub customer_id: String,
    /// The further ids of the customer, in order.
    pub merged: Vec<String>,
    /// The evaluation.
    pub evaluation: Evaluation,
    /// The model.
    pub model: Arc<Model>,
    /// Whether the model was created after the time of the knowledge.
    pub model_made_later: bool,
    /// The revision of the customer's records that this evaluation has read.
    pub revision: i64,
    /// The portfolio figures that the customer was compared with.
    pub compared: Compared,
    /// The source of the numbers about the customers that this one brought.
    pub referrals: Referrals,
    /// The time of the next fact that was recorded ahead of its time, as known now.
    pub next_fact_time: Option<Time>,
}

/// What an evaluation knows about the customers that this customer brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referrals {
    /// Nothing is published: the customer brought nobody, and nobody brought the customer.
    Nobody,
    /// The published figures, and the time of their publication. They have no numbers by level.
    Published(Figures, Time),
    /// The subtree below the customer was read as of the time asked about.
    Walked,
    /// The subtree is too large to read as of that time: the figures of today, and the time of their
    /// publication.
    OfToday(Figures, Time),
}

impl Referrals {
    /// The time at which these figures were published; `None` if they were not published.
    pub fn publish_time(&self) -> Option<Time> {
        match self {
            Self::Published(_, time) | Self::OfToday(_, time) => Some(*time),
            Self::Nobody | Self::Walked => None,
        }
    }
}

/// The numbers that a standing is made of.
#[derive(Clone, Debug)]
pub struct EvaluatedInPortfolio {
    /// The evaluation.
    pub evaluated: Evaluated,
    /// The realised value of the customer to date.
    pub value: RealisedValue,
    /// The customer's share in the portfolio figures of a month, if it was asked for.
    pub share: Option<(Month, Share)>,
}

/// Evaluations by customer id.
pub type ByCustomer<T = Evaluated> = BTreeMap<String, Result<T, Error>>;

/// Evaluates customers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Evaluator(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: Store,
    clock: Clock,
    registry: Registry,
    hours: Hours,
    portfolio: Portfolio,
}

impl Evaluator {
    /// Evaluates customers of `store` by the models of `registry` and the company's `hours`.
    pub fn new(store: Store, clock: Clock, registry: Registry, hours: Hours) -> Self {
        Self(Arc::new(Parts {
            portfolio: Portfolio::new(store.clone(), registry.clone(), hours.clone()),
            store,
            clock,
            registry,
            hours,
        }))
    }

    /// The models.
    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// The portfolio figures.
    pub fn portfolio(&self) -> &Portfolio {
        &self.0.portfolio
    }

    /// The store that holds the customers.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The present time.
    pub fn now(&self) -> Time {
        self.0.clock.now()
    }

    /// Reads changes by other replicas that concern all customers: the models, the company's hour, and the
    /// portfolio figures in force.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    pub async fn refresh(&self) -> Result<(), Error> {
        self.0.registry.refresh(&self.0.store).await?;
        self.0.hours.refresh(&self.0.store).await?;
        self.0.portfolio.refresh().await
    }

    /// The cost and the price of one hour now.
    pub fn hour(&self) -> HourKey {
        hour_key(self.0.hours.at(None))
    }

    /// The portfolio figures in force.
    pub fn compared(&self) -> Compared {
        self.0.portfolio.current(self.now())
    }

    /// The question that standings answer: the evaluation of customers at `now`, by the active models.
    pub fn question_at(&self, now: Time) -> Question {
        Question {
            as_of: AsOf {
                at: now,
                knowledge: Knowledge::Now,
            },
            models: ModelChoice::Active(self.0.registry.models()),
        }
    }

    /// Everything except facts on which the shares in the portfolio figures of a month rest.
    pub fn shares_reason(&self, now: Time) -> Value {
        json!([EDITION, Month::at(now), self.made_by()])
    }

    /// Everything except facts on which standings rest.
    pub fn standings_reason(&self, now: Time) -> Value {
        let day = now.date_naive();
        json!([EDITION, day, self.made_by(), self.compared().number()])
    }

    /// The active models and the company's hour.
    fn made_by(&self) -> Value {
        let models = self.0.registry.models();
        let active = models.active().iter();
        let active: Vec<_> = active.map(|model| (&model.id, model.version)).collect();
        json!([active, self.hour()])
    }

    /// Whether the question is about now, allowing for the time that a call takes. Published figures are
    /// valid only for such questions.
    pub fn is_now(&self, as_of: AsOf) -> bool {
        let apart = (self.now() - as_of.at).num_seconds().abs();
        as_of.knowledge == Knowledge::Now && apart <= NOW_SECONDS
    }

    /// Evaluates one customer as of now.
    ///
    /// # Errors
    /// Returns `CustomerNotFound`, `NoActiveModel`, or an error of the store.
    pub async fn one(&self, id: &str, question: &Question) -> Result<Evaluated, Error> {
        let mut evaluated = self.many(&[id.to_owned()], question).await?;
        evaluated.remove(id).unwrap_or_else(|| Err(unknown(id)))
    }

    /// Evaluates many customers as of now. Each id has an evaluation or an error of its own.
    ///
    /// # Errors
    /// Returns an error for the whole call if the store fails.
    pub async fn many(&self, ids: &[String], question: &Question) -> Result<ByCustomer, Error> {
        let compared = self.compared();
        let loading = self.load(ids, question);
        let loaded = loading.instrument(stage::load()).await?;
        let _evaluating = stage::evaluate();
        let mut evaluated = BTreeMap::new();
        for id in ids {
            let one = loaded
                .get(id)
                .ok_or_else(|| unknown(id))
                .and_then(|loaded| self.as_of_now(loaded, question, compared.clone()));
            evaluated.insert(id.clone(), one);
            // Many evaluations take long: yield so that other calls can run.
            tokio::task::yield_now().await;
        }
        Ok(evaluated)
    }

    /// Evaluates many customers as of `now`. If `boundary` is given, each has its share in the portfolio
    /// figures of that month. Ids that were merged into others are left out.
    ///
    /// # Errors
    /// Returns an error for the whole call if the store fails.
    pub async fn in_portfolio(
        &self,
        ids: &[String],
        now: Time,
        boundary: Option<Month>,
    ) -> Result<ByCustomer<EvaluatedInPortfolio>, Error> {
        let question = self.question_at(now);
        let compared = self.compared();
        let loading = self.load(ids, &question);
        let loaded = loading.instrument(stage::load()).await?;
        let _evaluating = stage::evaluate();
        let mut all = BTreeMap::new();
        let own = loaded
            .iter()
            .filter(|(id, loaded)| loaded.customer_id() == *id);
        for (id, loaded) in own {
            let evaluated = self.as_of_now(loaded, &question, compared.clone());
            let in_portfolio = evaluated.map(|evaluated| {
                let model = &evaluated.model;
                let share = |month| (month, stay::share(model, &loaded.history, month));
                EvaluatedInPortfolio {
                    value: RealisedValue::of(loaded.history.at(now), &model.settings),
                    share: boundary.map(share),
                    evaluated,
                }
            });
            all.insert(id.clone(), in_portfolio);
            tokio::task::yield_now().await;
        }
        Ok(all)
    }

    /// The model that answers `question` for a customer, with the company's hour as it was known then.
    ///
    /// # Errors
    /// Returns `NoActiveModel`.
    pub fn model_for(&self, loaded: &Loaded, question: &Question) -> Result<Arc<Model>, Error> {
        let AsOf { at, knowledge } = question.as_of;
        let view = loaded.history.at(at);
        let model = question.models.model_for(view, knowledge)?;
        Ok(self.0.hours.fit(&model, knowledge))
    }

    fn as_of_now(
        &self,
        loaded: &Loaded,
        question: &Question,
        compared: Compared,
    ) -> Result<Evaluated, Error> {
        let model = self.model_for(loaded, question)?;
        let (brought, referrals) = match loaded.referrals.clone() {
            Some((figures, time)) => (figures.brought(), Referrals::Published(figures, time)),
            None => (Brought::default(), Referrals::Nobody),
        };
        let compared_with = (compared, brought, referrals);
        Ok(self.evaluated(loaded, (question.as_of, model), compared_with))
    }

    /// Evaluates loaded records with the core, and adds what the evaluation rests on.
    pub fn evaluated(
        &self,
        loaded: &Loaded,
        (as_of, model): (AsOf, Arc<Model>),
        (compared, brought, referrals): (Compared, Brought, Referrals),
    ) -> Evaluated {
        let case = Case {
            history: &loaded.history,
            brought,
            model: &model,
            figures: &compared.figures,
        };
        Evaluated {
            customer_id: loaded.customer_id().to_owned(),
            merged: loaded.merged.clone(),
            evaluation: evaluate(case, as_of.at),
            revision: loaded.revision,
            model_made_later: self.0.registry.models().made_later(&model, as_of.knowledge),
            next_fact_time: loaded.next_fact_time,
            referrals,
            compared,
            model,
        }
    }
}

/// The error for a customer that does not exist.
pub fn unknown(id: &str) -> Error {
    Error::CustomerNotFound {
        customer_id: id.to_owned(),
    }
}
