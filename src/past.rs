//! Evaluates customers as they were at a past time, with everybody below them at that time. These questions
//! have places of their own, so that questions about now never wait for them.

mod tree;

use crate::error::Error;
use crate::evaluate::{AsOf, ByCustomer, Evaluated, Evaluator, Question, Referrals, unknown};
use crate::portfolio::Compared;
use crate::referrals::{TreeShown, Valued};
use crate::store::{Cut, Knowledge};
use domain::time::Month;
use domain::tree::Brought;
use std::collections::BTreeMap;
use std::slice::from_ref;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tree::PastTree;

/// The largest subtree that is read as of a past time. For a larger one the figures of today are used.
pub const LARGEST_TREE: usize = 10_000;

/// The number of questions about the past that are answered at a time. Each uses one connection.
const PLACES: usize = 2;

/// The number of histories loaded at a time.
const PAGE: usize = 500;

/// Evaluates customers as of a past time. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Past {
    evaluator: Evaluator,
    places: Arc<Semaphore>,
    largest_tree: usize,
}

impl Past {
    /// Evaluates with subtrees of at most `largest_tree` customers, usually [`LARGEST_TREE`].
    pub fn new(evaluator: Evaluator, largest_tree: usize) -> Self {
        Self {
            evaluator,
            places: Arc::new(Semaphore::new(PLACES)),
            largest_tree,
        }
    }

    /// The largest subtree that is read as of a past time.
    pub fn largest_tree(&self) -> usize {
        self.largest_tree
    }

    /// Evaluates many customers as of a past time. Each customer has an evaluation or an error of its own.
    ///
    /// # Errors
    /// Returns an error for the whole call if the store fails.
    pub async fn many(&self, ids: &[String], question: &Question) -> Result<ByCustomer, Error> {
        let _place = self.places.acquire().await;
        let compared = self.compared(question.as_of).await?;
        let mut evaluated = BTreeMap::new();
        for id in ids {
            let one = match self.tree_of(id, question).await {
                Ok(tree) => self.evaluated(&tree, question, compared.clone()).await,
                Err(error @ Error::CustomerNotFound { .. }) => Err(error),
                Err(error) => return Err(error),
            };
            evaluated.insert(id.clone(), one);
            tokio::task::yield_now().await;
        }
        Ok(evaluated)
    }

    /// Values one customer with all customers they had brought by then. With `incremental` it also estimates
    /// the value that would be missing without them.
    ///
    /// # Errors
    /// Returns `CustomerNotFound`, `NoActiveModel`, or an error of the store.
    pub async fn value(
        &self,
        id: &str,
        question: &Question,
        incremental: bool,
    ) -> Result<Valued, Error> {
        let (evaluated, tree) = self.one(id, question).await?;
        Ok(match evaluated.referrals.clone() {
            Referrals::OfToday(figures, _) => Valued::by_figures(evaluated, &figures, None),
            _ => tree.value(evaluated, incremental),
        })
    }

    /// The referral tree below one customer at a past time, with at most `deepest` levels and `most`
    /// customers.
    ///
    /// # Errors
    /// Returns `CustomerNotFound`, `NoActiveModel`, or an error of the store.
    pub async fn tree(
        &self,
        id: &str,
        question: &Question,
        size: (u32, usize),
    ) -> Result<TreeShown, Error> {
        let (evaluated, tree) = self.one(id, question).await?;
        let nodes = if tree.is_truncated {
            Vec::new()
        } else {
            tree.nodes(&evaluated)
        };
        Ok(TreeShown::cut(evaluated, nodes, tree.referrer(), size))
    }

    /// One customer as of a past time, with everybody below.
    async fn one(&self, id: &str, question: &Question) -> Result<(Evaluated, PastTree), Error> {
        let _place = self.places.acquire().await;
        let compared = self.compared(question.as_of).await?;
        let tree = self.tree_of(id, question).await?;
        let evaluated = self.evaluated(&tree, question, compared).await?;
        Ok((evaluated, tree))
    }

    async fn compared(&self, as_of: AsOf) -> Result<Compared, Error> {
        // The database's clock dates publications, so the same clock must give the present time.
        let known = match as_of.knowledge {
            Knowledge::Now => self.evaluator.store().clock().await?,
            Knowledge::At(known) => known,
        };
        let boundary = Month::at(as_of.at);
        let portfolio = self.evaluator.portfolio();
        let when = (known, as_of.knowledge);
        portfolio
            .of_past(boundary, when, self.evaluator.now())
            .await
    }

    async fn tree_of(&self, id: &str, question: &Question) -> Result<PastTree, Error> {
        let AsOf { at, knowledge } = question.as_of;
        let store = self.evaluator.store();
        let ids = [id.to_owned()];
        let root = self.evaluator.load(&ids, question).await?.remove(id);
        let root = root.ok_or_else(|| unknown(id))?;
        let id = root.customer_id().to_owned();
        let ids = [id.clone()];
        let subtree = store.subtrees(&ids, at, knowledge, self.largest_tree);
        let subtree = subtree.await?;
        let mut tree = PastTree {
            root,
            below: BTreeMap::new(),
            above: store.referral_of(&id, at, knowledge).await?,
            is_truncated: subtree.truncated,
            edges: subtree.edges,
        };
        if tree.is_truncated {
            return Ok(tree);
        }
        let cut = Cut {
            months: vec![Month::at(at)],
            ..Cut::default()
        };
        let below = tree.edges.iter().map(|edge| edge.referred.clone());
        for page in below.collect::<Vec<String>>().chunks(PAGE) {
            let loaded = store.histories(page, &cut, knowledge).await?;
            tree.below.extend(loaded);
        }
        Ok(tree)
    }

    async fn evaluated(
        &self,
        tree: &PastTree,
        question: &Question,
        compared: Compared,
    ) -> Result<Evaluated, Error> {
        let model = self.evaluator.model_for(&tree.root, question)?;
        let (brought, referrals) = if tree.is_truncated {
            self.brought_today(tree.id()).await?
        } else {
            let boundary = compared.figures.boundary();
            let brought = tree.brought(question.as_of.at, &model, boundary);
            (brought, Referrals::Walked)
        };
        let about = (question.as_of, model);
        let compared_with = (compared, brought, referrals);
        Ok(self.evaluator.evaluated(&tree.root, about, compared_with))
    }

    async fn brought_today(&self, id: &str) -> Result<(Brought, Referrals), Error> {
        let store = self.evaluator.store();
        let published = store.referral_figures(from_ref(&id.to_owned())).await?;
        Ok(match published.into_values().next() {
            Some(today) => (
                today.figures.brought(),
                Referrals::OfToday(today.figures, today.publish_time),
            ),
            None => (Brought::default(), Referrals::Nobody),
        })
    }
}
