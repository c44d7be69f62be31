//! What a customer is worth with everyone they brought, as they are now.

use super::tree::TreeShown;
use crate::error::Error;
use crate::evaluate::{Evaluated, Evaluator, Question, Referrals};
use crate::store::{Knowledge, Ranks};
use domain::class::Class;
use domain::forest::Forest;
use domain::money::Micros;
use domain::referral_figures::{CLASSES, Figures, Level};
use domain::tree::{came_by_referral, saved};

/// What a customer is worth with everyone they brought.
#[derive(Clone, Debug)]
pub struct Valued {
    /// The customer's own evaluation.
    pub evaluated: Evaluated,
    /// Own realised value, exact.
    pub own: Micros,
    /// The realised value of everyone the customer brought.
    pub brought: Micros,
    /// How many they brought, at every level.
    pub count: i64,
    /// How many they brought directly who pay their way.
    pub paying: i64,
    /// Those they brought by level, from the first.
    pub levels: Vec<LevelSum>,
    /// What the customer keeps of their own value in the split that adds up.
    pub kept_of_own: Micros,
    /// What they get from those they brought.
    pub from_referrals: Micros,
    /// The estimate of what would be missing without them; `None` where it was not asked for, or there
    /// are too many.
    pub incremental: Option<Micros>,
    /// Who brought them.
    pub referrer: Option<String>,
    /// Their ranks.
    pub ranks: Option<Ranks>,
}

/// Everyone at one level below a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelSum {
    /// How many.
    pub count: i64,
    /// Their values, summed.
    pub value: Micros,
    /// How many of each class, where that is known.
    pub classes: Vec<(Class, i64)>,
}

impl Valued {
    /// A value by figures that were published.
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

/// Values one customer with everyone they brought; with an estimate of what would be missing without them if
/// `incremental`, unless there are more than `largest` of them.
///
/// # Errors
/// `CustomerNotFound`, `NoActiveModel`, and what the store cannot do.
pub async fn value_now(
    evaluator: &Evaluator,
    id: &str,
    question: &Question,
    incremental: Option<usize>,
) -> Result<Valued, Error> {
    let mut evaluated = evaluator.one(id, question).await?;
    let ids = [id.to_owned()];
    let figures = evaluator.store().referral_figures(&ids).await?.remove(id);
    let estimate = match incremental {
        Some(largest) => missing_without(evaluator, id, question, (&evaluated, largest)).await?,
        None => None,
    };
    let valued = match figures {
        Some(published) => {
            // They may have been published anew since the customer was loaded, and the time is that of these.
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

/// The tree below one customer, at most `deepest` levels and `most` customers of it.
///
/// # Errors
/// `CustomerNotFound`, `NoActiveModel`, and what the store cannot do.
pub async fn tree_now(
    evaluator: &Evaluator,
    id: &str,
    question: &Question,
    (deepest, most): (u32, usize),
) -> Result<TreeShown, Error> {
    let evaluated = evaluator.one(id, question).await?;
    let own = evaluated.evaluation.to_as_of.value();
    let store = evaluator.store();
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

/// The estimate of what would be missing without `id`, by published values; `None` where more than `largest`
/// were brought.
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
