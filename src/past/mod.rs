//! Answers about the past: they look at everybody below a customer as they were then. Such questions have a
//! room of their own, so that they never keep questions about now waiting.

use super::{Answer, Answers, Asked, Assessed, Choice, Compared, Referrals, unknown};
use crate::error::Error;
use crate::store::{Cut, Edge, Knowledge, Loaded};
use domain::model::Model;
use domain::time::{Month, Time};
use domain::tree::{Brought, Member, Tree};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Largest referral tree that is looked at as it was. Of larger ones the figures of today stand in.
pub const LIVE_TREE_NODES: usize = 10_000;

/// So many questions about the past are answered at a time, each with one connection.
const PLACES: usize = 2;

/// Histories loaded at a time.
const PAGE: usize = 500;

/// The room of questions about the past.
#[derive(Clone, Debug)]
pub(super) struct Room {
    places: Arc<Semaphore>,
    pub(super) live_tree_nodes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(PLACES)),
            live_tree_nodes: LIVE_TREE_NODES,
        }
    }
}

/// A customer with everybody below as they were, as far as they may be looked at.
pub(super) struct Then {
    root: Loaded,
    below: BTreeMap<String, Loaded>,
    edges: Vec<Edge>,
    /// The referral by which the customer came.
    pub(super) above: Option<Edge>,
    /// Whether there were too many to look at.
    pub(super) is_large: bool,
}

impl Answers {
    pub(super) async fn assess_past(
        &self,
        ids: &[String],
        asked: Asked,
        choice: &Choice,
    ) -> Result<Assessed, Error> {
        let _place = self.room.places.acquire().await;
        let compared = self.compared_then(asked).await?;
        let mut answers = BTreeMap::new();
        for id in ids {
            let answer = match self.then(id, asked, choice).await {
                Ok(then) => {
                    self.answer_then(&then, asked, choice, compared.clone())
                        .await
                }
                Err(error @ Error::CustomerNotFound { .. }) => Err(error),
                Err(error) => return Err(error),
            };
            answers.insert(id.clone(), answer);
            tokio::task::yield_now().await;
        }
        Ok(answers)
    }

    /// One customer as they were, with everybody below.
    pub(super) async fn one_past(
        &self,
        id: &str,
        asked: Asked,
        choice: &Choice,
    ) -> Result<(Answer, Then), Error> {
        let _place = self.room.places.acquire().await;
        let compared = self.compared_then(asked).await?;
        let then = self.then(id, asked, choice).await?;
        let answer = self.answer_then(&then, asked, choice, compared).await?;
        Ok((answer, then))
    }

    async fn compared_then(&self, asked: Asked) -> Result<Compared, Error> {
        // Publications are dated by the clock of the database.
        let known = match asked.knowledge {
            Knowledge::Now => self.store.clock().await?,
            Knowledge::At(known) => known,
        };
        let boundary = Month::at(asked.at);
        self.portfolio
            .of_past(boundary, (known, asked.knowledge), self.now())
            .await
    }

    async fn then(&self, id: &str, asked: Asked, choice: &Choice) -> Result<Then, Error> {
        let Asked { at, knowledge } = asked;
        let ids = [id.to_owned()];
        let root = self.load(&ids, asked, choice).await?.remove(id);
        let root = root.ok_or_else(|| unknown(id))?;
        let most = self.room.live_tree_nodes;
        let subtree = self.store.subtrees(&ids, at, knowledge, most).await?;
        let mut then = Then {
            root,
            below: BTreeMap::new(),
            above: self.store.referral_of(id, at, knowledge).await?,
            is_large: subtree.truncated,
            edges: subtree.edges,
        };
        if then.is_large {
            return Ok(then);
        }
        let cut = Cut {
            months: vec![Month::at(at)],
            ..Cut::default()
        };
        let below: Vec<String> = then
            .edges
            .iter()
            .map(|edge| edge.referred.clone())
            .collect();
        for page in below.chunks(PAGE) {
            let loaded = self.store.histories(page, &cut, knowledge).await?;
            then.below.extend(loaded);
        }
        Ok(then)
    }

    async fn answer_then(
        &self,
        then: &Then,
        asked: Asked,
        choice: &Choice,
        compared: Compared,
    ) -> Result<Answer, Error> {
        let model = self.model_for(&then.root, asked, choice)?;
        let (brought, referrals) = if then.is_large {
            self.of_today(then).await?
        } else {
            let brought = then.brought(asked.at, &model, compared.figures.boundary());
            (brought, Referrals::Walked)
        };
        let answer = self.answer(&then.root, (asked, model), brought, compared);
        Ok(Answer {
            referrals,
            ..answer
        })
    }

    async fn of_today(&self, then: &Then) -> Result<(Brought, Referrals), Error> {
        let id = then.id().to_owned();
        let published = self
            .store
            .referral_figures(std::slice::from_ref(&id))
            .await?;
        Ok(match published.into_values().next() {
            Some(today) => (
                today.figures.brought(),
                Referrals::OfToday(today.figures, today.publish_time),
            ),
            None => (Brought::default(), Referrals::Nobody),
        })
    }
}

impl Then {
    fn id(&self) -> &str {
        &self.root.history.customer.customer_id
    }

    fn brought(&self, at: Time, model: &Model, boundary: Month) -> Brought {
        self.tree().brought(at, boundary, &model.settings)
    }

    /// The customer and everybody below, breadth first.
    pub(super) fn tree(&self) -> Tree<'_> {
        let mut below: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
        for edge in &self.edges {
            below.entry(&edge.referrer).or_default().push(edge);
        }
        let mut members = vec![Member {
            history: &self.root.history,
            referrer: None,
            referral_time: self.above.as_ref().map(|edge| edge.occur_time),
            would_have_come_anyway_bps: None,
        }];
        let mut waiting = VecDeque::from([(self.id(), 0)]);
        while let Some((referrer, place)) = waiting.pop_front() {
            for edge in below.remove(referrer).unwrap_or_default() {
                let Some(loaded) = self.below.get(&edge.referred) else {
                    continue;
                };
                members.push(Member {
                    history: &loaded.history,
                    referrer: Some(place),
                    referral_time: Some(edge.occur_time),
                    would_have_come_anyway_bps: edge.would_have_come_anyway_bps,
                });
                waiting.push_back((&edge.referred, members.len() - 1));
            }
        }
        Tree::new(members)
    }
}
