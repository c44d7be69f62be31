//! Evaluations of customers as they are now: loads what an answer rests on and asks the core.
//!
//! An answer about now is the customer's own history, exact, including all that was committed before the
//! call, with the figures published last: portfolio figures over all customers, and what the customer
//! brought. Questions about the past walk below a customer, in `past`.

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

/// Changes with every change of the program that changes answers, so that everybody is evaluated anew.
const EDITION: i64 = 1;

/// A question about a time so close is one about now.
const NOW_SECONDS: i64 = 5;

/// When an answer speaks for, and what was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// What had occurred by then counts.
    pub at: Time,
    /// What was known by then counts.
    pub knowledge: Knowledge,
}

/// When an answer speaks for, and by which model.
#[derive(Clone, Debug)]
pub struct Question {
    /// When.
    pub as_of: AsOf,
    /// By which model.
    pub models: ModelChoice,
}

/// An evaluation of one customer, with what it rests on.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The evaluation.
    pub evaluation: Evaluation,
    /// The model.
    pub model: Arc<Model>,
    /// Whether the model was made after what was known.
    pub model_made_later: bool,
    /// The revision of the customer's records that it saw.
    pub revision: i64,
    /// The portfolio figures that it was compared with.
    pub compared: Compared,
    /// What the customer brought, by what.
    pub referrals: Referrals,
    /// When the next fact happens that was recorded ahead, as known now.
    pub next_fact_time: Option<Time>,
}

/// What an answer knows about those whom the customer brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referrals {
    /// Nobody was brought, and the customer was brought by nobody, as published.
    Nobody,
    /// Figures as published, but not by level, and when.
    Published(Figures, Time),
    /// Everybody below was looked at as they were then.
    Walked,
    /// Too many to be looked at as they were then: figures of today.
    OfToday(Figures, Time),
}

impl Referrals {
    /// When what they rest on was published.
    pub fn publish_time(&self) -> Option<Time> {
        match self {
            Self::Published(_, time) | Self::OfToday(_, time) => Some(*time),
            Self::Nobody | Self::Walked => None,
        }
    }
}

/// What a standing is made of.
#[derive(Clone, Debug)]
pub struct EvaluatedInPortfolio {
    /// The evaluation.
    pub evaluated: Evaluated,
    /// What they have been worth to date.
    pub value: RealisedValue,
    /// What they add to the portfolio figures, if that was asked for.
    pub share: Option<(Month, Share)>,
}

/// Evaluations by customer.
pub type ByCustomer<T = Evaluated> = BTreeMap<String, Result<T, Error>>;

/// Evaluates customers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Evaluator {
    store: Store,
    clock: Clock,
    registry: Registry,
    hours: Hours,
    portfolio: Portfolio,
}

impl Evaluator {
    /// Evaluates what `store` holds, by the models of `registry` and the company's `hours`.
    pub fn new(store: Store, clock: Clock, registry: Registry, hours: Hours) -> Self {
        Self {
            portfolio: Portfolio::new(store.clone(), registry.clone(), hours.clone()),
            store,
            clock,
            registry,
            hours,
        }
    }

    /// The models.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The portfolio figures.
    pub fn portfolio(&self) -> &Portfolio {
        &self.portfolio
    }

    /// Where customers are kept.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What time it is.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// Reads what other replicas have put into the store about everybody: models, the hour and the figures
    /// in force.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn refresh(&self) -> Result<(), Error> {
        self.registry.refresh(&self.store).await?;
        self.hours.refresh(&self.store).await?;
        self.portfolio.refresh().await
    }

    /// What an hour costs and is billed at now.
    pub fn hour(&self) -> HourKey {
        hour_key(self.hours.at(None))
    }

    /// The portfolio figures in force.
    pub fn compared(&self) -> Compared {
        self.portfolio.current(self.now())
    }

    /// The question that standings answer: how customers are at `now`, by the active models.
    pub fn question_at(&self, now: Time) -> Question {
        Question {
            as_of: AsOf {
                at: now,
                knowledge: Knowledge::Now,
            },
            models: ModelChoice::Active(self.registry.models()),
        }
    }

    /// What everybody's share in the portfolio figures of a month rests on beside facts.
    pub fn shares_reason(&self, now: Time) -> Value {
        json!([EDITION, Month::at(now), self.made_by()])
    }

    /// What everybody's standing rests on beside facts.
    pub fn standings_reason(&self, now: Time) -> Value {
        let day = now.date_naive();
        json!([EDITION, day, self.made_by(), self.compared().number()])
    }

    /// The models that answer by themselves, and the hour.
    fn made_by(&self) -> Value {
        let models = self.registry.models();
        let active = models.active().iter();
        let active: Vec<_> = active.map(|model| (&model.id, model.version)).collect();
        json!([active, self.hour()])
    }

    /// Whether the question is about now, give or take the time that a call takes: what is published speaks
    /// for nothing else.
    pub fn is_now(&self, as_of: AsOf) -> bool {
        let apart = (self.now() - as_of.at).num_seconds().abs();
        as_of.knowledge == Knowledge::Now && apart <= NOW_SECONDS
    }

    /// Evaluates one customer as they are now.
    ///
    /// # Errors
    /// `CustomerNotFound`, `NoActiveModel`, and what the store cannot do.
    pub async fn one(&self, id: &str, question: &Question) -> Result<Evaluated, Error> {
        let mut evaluated = self.many(&[id.to_owned()], question).await?;
        evaluated.remove(id).unwrap_or_else(|| Err(unknown(id)))
    }

    /// Evaluates many customers as they are now; each has its own evaluation or error.
    ///
    /// # Errors
    /// What the store cannot do, for all of them.
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
            // Many evaluations take long: let other calls have their turn.
            tokio::task::yield_now().await;
        }
        Ok(evaluated)
    }

    /// Evaluates many customers as they are at `now`, each with what they add to the portfolio figures of
    /// `boundary`, if that is given.
    ///
    /// # Errors
    /// What the store cannot do, for all of them.
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
        for (id, loaded) in &loaded {
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

    /// The model that answers `question` for a customer, fitted to the company's hour as it was known.
    ///
    /// # Errors
    /// `NoActiveModel`.
    pub fn model_for(&self, loaded: &Loaded, question: &Question) -> Result<Arc<Model>, Error> {
        let AsOf { at, knowledge } = question.as_of;
        let view = loaded.history.at(at);
        let model = question.models.model_for(view, knowledge)?;
        Ok(self.hours.fit(&model, knowledge))
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

    /// The core's evaluation of what was loaded, with what it rests on.
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
            evaluation: evaluate(case, as_of.at),
            revision: loaded.revision,
            model_made_later: self.registry.models().made_later(&model, as_of.knowledge),
            next_fact_time: loaded.next_fact_time,
            referrals,
            compared,
            model,
        }
    }
}

/// No such customer.
pub fn unknown(id: &str) -> Error {
    Error::CustomerNotFound {
        customer_id: id.to_owned(),
    }
}
