//! The value of a customer together with all customers they brought, as of now.

use super::tree::TreeShown;
use crate::error::Error;
use crate::evaluate::{Evaluated, Evaluator, Question, Referrals};
use crate::store::{Knowledge, Ranks};
use domain::class::Class;
use domain::forest::Forest;
use domain::money::Micros;
use domain::referral_figures::{CLASSES, Figures, Level};
use domain::tree::{came_by_referral, saved};

/// The value of a customer together with all customers they brought.
#[derive(Clone, Debug)]
pub struct Valued {
    /// The customer's own evaluation.
    pub evaluated: Evaluated,
    /// The customer's own realised value, exact.
    pub own: Micros,
    /// The realised value of all customers they brought.
    pub brought: Micros,
    /// The number of customers they brought, at all levels.
    pub count: i64,
    /// The number of customers they brought directly who pay their way.
    pub paying: i64,
    /// The customers they brought by level, the first level first.
    pub levels: Vec<LevelSum>,
    /// The part of their own value that the customer keeps in the split that adds up.
    pub kept_of_own: Micros,
    /// The value that this split gives them for the customers they brought.
    pub from_referrals: Micros,
    /// The estimated value that would be missing without the customer; `None` if it was not asked for, or if
    /// there are too many customers below.
    pub incremental: Option<Micros>,
    /// The customer who brought them.
    pub referrer: Option<String>,
    /// The customer's ranks among referrers.
    pub ranks: Option<Ranks>,
}

/// All customers at one level below a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelSum {
    /// Their number.
    pub count: i64,
    /// The sum of their values.
    pub value: Micros,
    /// The number of them in each class, if it is known.
    pub classes: Vec<(Class, i64)>,
}

impl Valued {
    /// The value by published figures.
    pub fn by_figures(evaluated: Evaluated, figures: &Figures, ranks: Option<Ranks>) -> Self {
        let own = evaluated.evaluation.to_as_of.value();
        let levels = figures.below.levels.iter();
        let used = levels.take_while(|level| level.count > 0);
        Self {
            own,
            brought: figures.below.value,
            count: figures.below.count,
            paying: figures.below.direct_paying,
            levels: used.map(level_sum).collect(),
            kept_of_own: figures.own.kept_of(own),
            from_referrals: figures.from_referrals(),
            incremental: None,
            referrer: figures.own.referrer.clone(),
            ranks,
            evaluated,
        }
    }
}

/// Values one customer with all customers they brought. With `incremental` it also estimates the value that
/// would be missing without the customer, unless there are more than that many customers below.
///
/// # Errors
/// Returns `CustomerNotFound`, `NoActiveModel`, or an error of the store.
pub async fn value_now(
    evaluator: &Evaluator,
    id: &str,
    question: &Question,
    incremental: Option<usize>,
) -> Result<Valued, Error> {
    let mut evaluated = evaluator.one(id, question).await?;
    let ids = [evaluated.customer_id.clone()];
    let id = ids[0].as_str();
    let figures = evaluator.store().referral_figures(&ids).await?.remove(id);
    let estimate = match incremental {
        Some(largest) => missing_without(evaluator, id, question, (&evaluated, largest)).await?,
        None => None,
    };
    let valued = match figures {
        Some(published) => {
            // The figures may have been published again since the customer was loaded, so this time belongs
            // to them.
            let time = published.publish_time;
            evaluated.referrals = Referrals::Published(published.figures.clone(), time);
            Valued::by_figures(evaluated, &published.figures, published.ranks)
        }
        None => Valued::by_figures(evaluated, &Figures::default(), None),
    };
    Ok(Valued {
        incremental: estimate,
        ..valued
    })
}

/// The tree below one customer, with at most `deepest` levels and `most` customers.
///
/// # Errors
/// Returns `CustomerNotFound`, `NoActiveModel`, or an error of the store.
pub async fn tree_now(
    evaluator: &Evaluator,
    id: &str,
    question: &Question,
    (deepest, most): (u32, usize),
) -> Result<TreeShown, Error> {
    let evaluated = evaluator.one(id, question).await?;
    let own = evaluated.evaluation.to_as_of.value();
    let store = evaluator.store();
    let id = &evaluated.customer_id;
    let mut nodes = store.published_tree(id, deepest, most).await?;
    if let Some(root) = nodes.first_mut() {
        root.total = root.total.saturating_add(own.saturating_sub(root.own));
        root.own = own;
    }
    let referrer = match &evaluated.referrals {
        Referrals::Published(figures, _) => figures.own.referrer.clone(),
        _ => None,
    };
    Ok(TreeShown::cut(evaluated, nodes, referrer, (deepest, most)))
}

/// The estimated value that would be missing without `id`, by published values; `None` if more than `largest`
/// customers are below.
async fn missing_without(
    evaluator: &Evaluator,
    id: &str,
    question: &Question,
    (evaluated, largest): (&Evaluated, usize),
) -> Result<Option<Micros>, Error> {
    let store = evaluator.store();
    let root = [id.to_owned()];
    let subtree = store.subtrees(&root, question.as_of.at, Knowledge::Now, largest);
    let subtree = subtree.await?;
    if subtree.truncated {
        return Ok(None);
    }
    let settings = &evaluated.model.settings;
    let mut people = vec![(id, came_by_referral(None, settings))];
    people.extend(subtree.edges.iter().map(|edge| {
        let chance = came_by_referral(edge.would_have_come_anyway_bps, settings);
        (edge.referred.as_str(), chance)
    }));
    let edges = subtree.edges.iter();
    let edges = edges.map(|edge| (edge.referrer.as_str(), edge.referred.as_str()));
    let forest = Forest::between(people.iter().map(|one| one.0), edges)
        .map_err(|circle| Error::Corrupt(circle.to_string()))?;
    let ids: Vec<String> = people.iter().map(|one| one.0.to_owned()).collect();
    let members = store.tree_members(&ids).await?;
    let mean = evaluated.evaluation.basis.mean_acquisition_cost;
    let published = ids.iter().map(|id| members.get(id));
    let numbers = published.map(|it| it.map_or((0, 0), |it| (it.own, it.acquisition_cost)));
    let (own, costs): (Vec<Micros>, Vec<Micros>) = numbers.unzip();
    let saved: Vec<Micros> = costs.into_iter().map(|cost| saved(mean, cost)).collect();
    let chances: Vec<i64> = people.iter().map(|one| one.1).collect();
    let estimates = forest.incremental(&own, &chances, &saved);
    Ok(estimates.first().copied())
}

fn level_sum(level: &Level) -> LevelSum {
    let classes = CLASSES.into_iter().zip(level.classes);
    LevelSum {
        count: level.count,
        value: level.value,
        classes: classes.filter(|(_, count)| *count > 0).collect(),
    }
}
