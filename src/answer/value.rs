//! What a customer is worth with everyone they brought, and the tree itself.

use super::reach::Reach;
use super::{Answer, Answers, Asked, Assessed, Choice, unknown};
use crate::error::Error;
use crate::store::Kept;
use domain::class::Class;
use domain::customer::Customer;
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
    /// How many they brought directly who pay their way.
    pub paying: i64,
    /// The tree, level by level, within a level the highest total first; the customer comes first. Only
    /// the beginning of it where `from_standings` is set.
    pub nodes: Vec<TreeNode>,
    /// Whether the tree is too large to hold, so that what was brought is what the last pass found.
    pub from_standings: bool,
    /// What the customer keeps of their own value in the split that adds up.
    pub kept_of_own: Micros,
    /// What they get from those they brought.
    pub from_referrals: Micros,
    /// The estimate of what would be missing without them; `None` where `from_standings` is set.
    pub incremental: Option<Micros>,
    /// Who brought them.
    pub referrer: Option<String>,
    /// What the last pass over all customers found about them; `None` for past times, and where it has not
    /// seen them.
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

/// Somebody in a tree.
#[derive(Debug)]
pub(super) struct Person {
    id: String,
    name: String,
    /// Who brought them; `None` at the top.
    referrer: Option<String>,
}

impl Person {
    /// `customer`, brought by `referrer`.
    pub(super) fn of(customer: &Customer, referrer: Option<&str>) -> Self {
        Self {
            id: customer.customer_id.clone(),
            name: customer.name.clone(),
            referrer: referrer.map(ToOwned::to_owned),
        }
    }
}

/// A tree with its values. `people` run as the values' lists do.
struct Shown {
    people: Vec<Person>,
    values: TreeValues,
    paying: i64,
}

impl Answers {
    /// Values one customer with everyone they brought.
    ///
    /// # Errors
    /// `CustomerNotFound`, `NoActiveModel`, and what the store cannot do.
    pub async fn value(&self, id: &str, asked: Asked, choice: &Choice) -> Result<Valued, Error> {
        let root = [id.to_owned()];
        let reach = self.reach(&root, asked).await?;
        let members = reach.members(id);
        let are_few = !reach.is_large(id) && members.len() <= CLASSIFIED_NODES;
        let assessed = if are_few { &members } else { &root[..] };
        let (gathered, mut answers) = self.assess_reached(&reach, assessed, asked, choice).await?;
        let answer = answers.remove(id).unwrap_or_else(|| Err(unknown(id)))?;
        let mut classes = classes(answers)?;
        if are_few {
            classes.extend(
                answer
                    .assessment
                    .class()
                    .map(|class| (id.to_owned(), class)),
            );
        }
        let shown = match (reach.is_large(id), reach.kept(id)) {
            (false, _) => {
                let tree = gathered.tree(id).ok_or_else(|| unknown(id))?;
                show(&tree, asked, &answer)
            }
            (true, None) => self.show_weighed(&reach, id, asked, &answer).await?,
            (true, Some(kept)) => {
                self.show_beginning(&reach, (id, kept), asked, &answer)
                    .await?
            }
        };
        let from_standings = reach.kept(id).is_some();
        let kept = if self.is_today(asked) {
            self.store.kept(&root).await?.remove(id)
        } else {
            None
        };
        Ok(Valued {
            paying: shown.paying,
            from_standings,
            kept_of_own: shown.values.kept_of_own,
            from_referrals: shown.values.from_referrals,
            incremental: (!from_standings).then_some(shown.values.incremental),
            referrer: reach.above(id).map(|edge| edge.referrer.clone()),
            nodes: nodes(shown, &classes),
            kept,
            answer,
        })
    }

    /// Shows a tree that is too large to hold, summed a page at a time.
    async fn show_weighed(
        &self,
        reach: &Reach,
        id: &str,
        asked: Asked,
        answer: &Answer,
    ) -> Result<Shown, Error> {
        let settings = &answer.model.settings;
        let when = (asked.at, asked.knowledge);
        let large = self.weigh(id, when, settings).await?;
        let above = reach.above(id);
        let is_referred = above.is_some_and(|edge| edge.occur_time <= asked.at);
        let (weighed, people) = large.weighed(is_referred)?;
        let mean_cost = answer.assessment.basis.mean_acquisition_cost;
        Ok(Shown {
            paying: weighed.brought().direct_paying,
            values: weighed.values(settings.numbers.referral_passed_up, mean_cost),
            people,
        })
    }

    /// Shows the beginning of a tree that is too large to hold, with what the last pass found that each
    /// of them brought.
    async fn show_beginning(
        &self,
        reach: &Reach,
        (id, kept): (&str, &Kept),
        asked: Asked,
        answer: &Answer,
    ) -> Result<Shown, Error> {
        let gathered = self.gather_worths(reach, id, asked).await?;
        let tree = gathered.tree(id).ok_or_else(|| unknown(id))?;
        let mut shown = show(&tree, asked, answer);
        let ids: Vec<String> = shown.people.iter().map(|one| one.id.clone()).collect();
        let all = self.store.kept(&ids).await?;
        let values = &mut shown.values;
        for (at, id) in ids.iter().enumerate() {
            if let Some(kept) = all.get(id) {
                values.totals[at] = values.own[at].saturating_add(kept.brought_value);
                values.counts[at] = kept.brought_count;
            }
        }
        values.from_referrals = kept.credited_value - values.kept_of_own;
        Ok(shown)
    }
}

/// The classes of those who have one.
fn classes(answers: Assessed) -> Result<BTreeMap<String, Class>, Error> {
    let mut classes = BTreeMap::new();
    for (id, answer) in answers {
        match answer {
            Ok(answer) => classes.extend(answer.assessment.class().map(|class| (id, class))),
            // Nobody by now, as far as was known.
            Err(Error::NoActiveModel { .. } | Error::CustomerNotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(classes)
}

fn show(tree: &Tree<'_>, asked: Asked, answer: &Answer) -> Shown {
    let settings = &answer.model.settings;
    let mean_cost = answer.assessment.basis.mean_acquisition_cost;
    let values = tree.values(asked.at, settings, mean_cost);
    let person = |place: &usize| {
        let member = &tree.members()[*place];
        let referrer = member.referrer.map(|above| &tree.members()[above]);
        let referrer = referrer.map(|above| above.history.customer.customer_id.as_str());
        Person::of(&member.history.customer, referrer)
    };
    Shown {
        people: values.places.iter().map(person).collect(),
        paying: tree.brought(asked.at, settings).direct_paying,
        values,
    }
}

fn nodes(shown: Shown, classes: &BTreeMap<String, Class>) -> Vec<TreeNode> {
    let values = &shown.values;
    let node = |(at, person): (usize, Person)| TreeNode {
        name: person.name,
        referrer: person.referrer,
        level: values.levels[at],
        own: values.own[at],
        total: values.totals[at],
        count: values.counts[at],
        class: classes.get(&person.id).copied(),
        customer_id: person.id,
    };
    let mut nodes: Vec<TreeNode> = shown.people.into_iter().enumerate().map(node).collect();
    nodes.sort_by(|a, b| {
        (a.level, std::cmp::Reverse(a.total), &a.customer_id).cmp(&(
            b.level,
            std::cmp::Reverse(b.total),
            &b.customer_id,
        ))
    });
    nodes
}
