//! What a customer is worth with everyone they brought, and the tree itself.

use super::gather::Gathered;
use super::{Answer, Answers, Asked, Choice, unknown};
use crate::error::Error;
use crate::store::{Kept, Knowledge};
use domain::class::Class;
use domain::money::Micros;
use domain::tree::{Tree, TreeValues};
use std::collections::BTreeMap;

/// Largest tree whose members are classified when asked.
const CLASSIFIED_NODES: usize = 200;

/// What a customer is worth with everyone they brought.
#[derive(Clone, Debug)]
pub struct Valued {
    /// The customer's own assessment.
    pub answer: Answer,
    /// How many they brought directly who have contributed more than nothing to date.
    pub paying: i64,
    /// The tree, level by level, within a level the highest total first; the customer comes first. Of a
    /// tree that is too large, as far as it was loaded.
    pub nodes: Vec<TreeNode>,
    /// Whether there are more than could be loaded.
    pub truncated: bool,
    /// What the customer keeps of their own value in the split that adds up.
    pub kept_of_own: Micros,
    /// What they get from those they brought.
    pub from_referrals: Micros,
    /// The estimate of what would be missing without them.
    pub incremental: Micros,
    /// Who brought them.
    pub referrer: Option<String>,
    /// What the last pass over all customers found about them; `None` for past times.
    pub kept: Option<Kept>,
}

/// One customer in a referral tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeNode {
    /// Who.
    pub customer_id: String,
    /// Their name; may be empty.
    pub name: String,
    /// Who brought them; `None` at the top.
    pub referrer: Option<String>,
    /// Levels below the top.
    pub level: u32,
    /// Own realised value.
    pub own: Micros,
    /// Own plus everyone they brought.
    pub total: Micros,
    /// How many they brought, at every level.
    pub count: i64,
    /// Their class, where known.
    pub class: Option<Class>,
}

impl Answers {
    /// Values one customer with everyone they brought.
    ///
    /// # Errors
    /// `CustomerNotFound`, `NoActiveModel`, and what the store cannot do.
    pub async fn value(&self, id: &str, asked: Asked, choice: &Choice) -> Result<Valued, Error> {
        let answer = self.assess_one(id, asked, choice).await?;
        let months = self.months(asked, asked.at, choice);
        let gathered =
            Gathered::load(&self.store, &[id.to_owned()], asked, (asked.at, months)).await?;
        let members = gathered.members(id).ok_or_else(|| unknown(id))?;
        let tree = Tree::new(members);
        let mean_cost = answer.assessment.basis.mean_acquisition_cost;
        let values = tree.values(asked.at, &answer.model.settings, mean_cost);
        let classes = self.classes(&tree, &values, asked, choice).await?;
        let kept = match asked.knowledge {
            Knowledge::Now if self.is_present(asked) => {
                self.store.kept(&[id.to_owned()]).await?.remove(id)
            }
            Knowledge::Now | Knowledge::At(_) => None,
        };
        Ok(Valued {
            paying: tree.brought(asked.at, &answer.model.settings).paying,
            nodes: nodes(&gathered, &tree, &values, &classes),
            truncated: gathered.kept(id).is_some(),
            kept_of_own: values.kept_of_own,
            from_referrals: values.from_referrals,
            incremental: values.incremental,
            referrer: gathered.referrer(id).map(ToOwned::to_owned),
            kept,
            answer,
        })
    }

    /// Whether the question is about today: standings speak for today only.
    fn is_present(&self, asked: Asked) -> bool {
        asked.at.date_naive() == self.now().date_naive()
    }

    /// The classes of the tree's members, if they are few enough.
    async fn classes(
        &self,
        tree: &Tree<'_>,
        values: &TreeValues,
        asked: Asked,
        choice: &Choice,
    ) -> Result<BTreeMap<String, Class>, Error> {
        if values.places.len() > CLASSIFIED_NODES {
            return Ok(BTreeMap::new());
        }
        let ids: Vec<String> = values
            .places
            .iter()
            .map(|place| id_of(tree, *place))
            .collect();
        let answers = self.assess_many(&ids, asked, choice).await?;
        let mut classes = BTreeMap::new();
        for (id, answer) in answers {
            match answer {
                Ok(answer) => classes.insert(id, answer.assessment.held.class),
                Err(Error::NoActiveModel { .. }) => None,
                Err(error) => return Err(error),
            };
        }
        Ok(classes)
    }
}

fn id_of(tree: &Tree<'_>, place: usize) -> String {
    tree.members()[place].history.customer.customer_id.clone()
}

fn nodes(
    gathered: &Gathered,
    tree: &Tree<'_>,
    values: &TreeValues,
    classes: &BTreeMap<String, Class>,
) -> Vec<TreeNode> {
    let node = |(at, place): (usize, &usize)| {
        let customer = &tree.members()[*place].history.customer;
        let id = customer.customer_id.clone();
        let referrer = if at == 0 {
            None
        } else {
            gathered.referrer(&id)
        };
        TreeNode {
            name: customer.name.clone(),
            referrer: referrer.map(ToOwned::to_owned),
            level: values.levels[at],
            own: values.own[at],
            total: values.totals[at],
            count: values.counts[at],
            class: classes.get(&id).copied(),
            customer_id: id,
        }
    };
    let mut nodes: Vec<TreeNode> = values.places.iter().enumerate().map(node).collect();
    nodes.sort_by(|a, b| {
        (a.level, std::cmp::Reverse(a.total), &a.customer_id).cmp(&(
            b.level,
            std::cmp::Reverse(b.total),
            &b.customer_id,
        ))
    });
    nodes
}
