//! Answers about customers: loads what an answer rests on and asks the core.
//!
//! An answer about now is the customer's own history, exact, including all that was committed before the
//! call, with the figures published last: portfolio figures over all customers, and what the customer
//! brought. Only questions about the past walk below a customer (`past`).

mod compared;
mod hours;
mod load;
mod past;
mod remembered;
mod shelf;
mod value;

pub use compared::{Compared, Origin};
pub use hours::Hours;
pub use past::LIVE_TREE_NODES;
pub use shelf::{MODEL_FORMAT, Shelf, Shelved};
pub use value::{LevelSum, TreeShown, Valued};

use crate::clock::Clock;
use crate::error::Error;
use crate::stage;
use crate::store::{Knowledge, Loaded, Publication, Store};
use compared::PortfolioKeeper;
use domain::assessment::{Assessment, Case, assess};
use domain::model::Model;
use domain::portfolio::Share;
use domain::referral_figures::Figures;
use domain::stay;
use domain::time::{Month, Time};
use domain::tree::{Brought, Worth};
use past::Room;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tracing::Instrument;

/// Changes with every change of the program that changes answers, so that everybody is evaluated anew.
const EVALUATION: i64 = 1;

/// When an answer speaks for, and what was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What had occurred by then counts.
    pub at: Time,
    /// What was known by then counts.
    pub knowledge: Knowledge,
}

/// A question about a time so close is one about now.
const NOW_SECONDS: i64 = 5;

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

/// What the evaluator makes of one customer.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The answer.
    pub answer: Answer,
    /// What they have been worth to date.
    pub worth: Worth,
    /// What they add to the portfolio figures, if that was asked for.
    pub share: Option<(Month, Share)>,
}

/// Makes answers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Answers {
    store: Store,
    clock: Clock,
    shelf: Shelf,
    hours: Hours,
    portfolio: PortfolioKeeper,
    room: Room,
}

impl Answers {
    /// Answers from `store`, by the models on `shelf` and the company's `hours`.
    pub fn new(store: Store, clock: Clock, shelf: Shelf, hours: Hours) -> Self {
        let portfolio = PortfolioKeeper::new(store.clone(), shelf.clone(), hours.clone());
        Self {
            store,
            clock,
            shelf,
            hours,
            portfolio,
            room: Room::default(),
        }
    }

    /// The same with another largest tree than [`LIVE_TREE_NODES`].
    #[must_use]
    pub fn with_live_tree_nodes(mut self, live_tree_nodes: usize) -> Self {
        self.room.live_tree_nodes = live_tree_nodes;
        self
    }

    /// The models.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Reads what other replicas have put into the store about everybody: the hour and the figures in force.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn refresh(&self) -> Result<(), Error> {
        self.hours.refresh(&self.store).await?;
        self.portfolio.refresh().await
    }

    /// Puts figures in force that were just published.
    pub fn put_in_force(&self, publication: Publication) {
        self.portfolio.put(publication);
    }

    /// What an hour costs and is billed at now.
    pub fn hour(&self) -> Option<(i64, i64)> {
        hours::key(self.hours.at(None))
    }

    /// The portfolio figures in force.
    pub fn compared(&self) -> Compared {
        self.portfolio.current(self.now())
    }

    /// What time it is.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// What everybody's share in the portfolio figures of a month rests on beside facts.
    pub fn shares_reason(&self, now: Time) -> Value {
        json!([EVALUATION, Month::at(now), self.made_by()])
    }

    /// What everybody's standing rests on beside facts.
    pub fn standings_reason(&self, now: Time) -> Value {
        let day = now.date_naive();
        json!([EVALUATION, day, self.made_by(), self.compared().number()])
    }

    /// The models that answer by themselves, and the hour.
    fn made_by(&self) -> Value {
        let models = self.shelf.active().iter();
        let models: Vec<_> = models.map(|model| (&model.id, model.version)).collect();
        json!([models, self.hour()])
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
        if !self.is_now(asked) {
            return self.assess_past(ids, asked, choice).await;
        }
        let compared = self.compared();
        let loading = self.load(ids, asked, choice);
        let loaded = loading.instrument(stage::load()).await?;
        let _evaluating = stage::evaluate();
        let mut answers = BTreeMap::new();
        for id in ids {
            let answer = loaded
                .get(id)
                .ok_or_else(|| unknown(id))
                .and_then(|loaded| self.answer_now(loaded, asked, choice, compared.clone()));
            answers.insert(id.clone(), answer);
            // Many answers take long: let other calls have their turn.
            tokio::task::yield_now().await;
        }
        Ok(answers)
    }

    /// Evaluates many customers as they are at `now`, each with what they add to the portfolio figures of
    /// `boundary`, if that is given.
    ///
    /// # Errors
    /// What the store cannot do, for all of them.
    pub async fn evaluate(
        &self,
        ids: &[String],
        now: Time,
        boundary: Option<Month>,
    ) -> Result<BTreeMap<String, Result<Evaluated, Error>>, Error> {
        let asked = Asked {
            at: now,
            knowledge: Knowledge::Now,
        };
        let compared = self.compared();
        let loading = self.load(ids, asked, &Choice::Active);
        let loaded = loading.instrument(stage::load()).await?;
        let _evaluating = stage::evaluate();
        let mut evaluated = BTreeMap::new();
        for (id, loaded) in &loaded {
            let answer = self.answer_now(loaded, asked, &Choice::Active, compared.clone());
            let with_share = answer.map(|answer| {
                let model = &answer.model;
                let worth = Worth::of(loaded.history.at(now), &model.settings);
                let share = |month| (month, stay::share(model, &loaded.history, month));
                let share = boundary.map(share);
                Evaluated {
                    answer,
                    worth,
                    share,
                }
            });
            evaluated.insert(id.clone(), with_share);
            tokio::task::yield_now().await;
        }
        Ok(evaluated)
    }

    /// Whether the question is about now, give or take the time that a call takes: what is published speaks
    /// for nothing else.
    fn is_now(&self, asked: Asked) -> bool {
        let apart = (self.now() - asked.at).num_seconds().abs();
        asked.knowledge == Knowledge::Now && apart <= NOW_SECONDS
    }

    fn model_for(
        &self,
        loaded: &Loaded,
        asked: Asked,
        choice: &Choice,
    ) -> Result<Arc<Model>, Error> {
        let model = match choice {
            Choice::Named(model) => model.clone(),
            Choice::Active => {
                let view = loaded.history.at(asked.at);
                let found = self.shelf.applicable(view, asked.knowledge);
                found.ok_or_else(|| Error::NoActiveModel {
                    customer_id: loaded.history.customer.customer_id.clone(),
                })?
            }
        };
        Ok(self.hours.fit(&model, asked.knowledge))
    }

    fn answer_now(
        &self,
        loaded: &Loaded,
        asked: Asked,
        choice: &Choice,
        compared: Compared,
    ) -> Result<Answer, Error> {
        let model = self.model_for(loaded, asked, choice)?;
        let (brought, referrals) = match loaded.referrals.clone() {
            Some((figures, time)) => (figures.brought(), Referrals::Published(figures, time)),
            None => (Brought::default(), Referrals::Nobody),
        };
        let answer = self.answer(loaded, (asked, model), brought, compared);
        Ok(Answer {
            referrals,
            ..answer
        })
    }

    fn answer(
        &self,
        loaded: &Loaded,
        (asked, model): (Asked, Arc<Model>),
        brought: Brought,
        compared: Compared,
    ) -> Answer {
        let case = Case {
            history: &loaded.history,
            brought,
            model: &model,
            figures: &compared.figures,
        };
        Answer {
            assessment: assess(case, asked.at),
            revision: loaded.revision,
            model_made_later: self.shelf.made_later(&model, asked.knowledge),
            next_fact_time: loaded.next_fact_time,
            referrals: Referrals::Walked,
            compared,
            model,
        }
    }
}

/// Answers by customer.
type Assessed = BTreeMap<String, Result<Answer, Error>>;

fn unknown(id: &str) -> Error {
    Error::CustomerNotFound {
        customer_id: id.to_owned(),
    }
}
