//! Reads a published referral tree.

use super::{PublishedReferrals, published};
use crate::error::Error;
use crate::store::fault::read_error;
use crate::store::{Store, sql};
use domain::class::Class;
use domain::money::Micros;
use domain::time::Time;
use sqlx::Row;

/// How often a tree is read again if it was published again during the read.
const READS: u32 = 5;

/// One customer in a referral tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeNode {
    /// The customer.
    pub customer_id: String,
    /// Their name; may be empty.
    pub name: String,
    /// The referrer; `None` at the top.
    pub referrer: Option<String>,
    /// Levels below the top.
    pub level: u32,
    /// Own realised value.
    pub own: Micros,
    /// The own value plus that of all customers they brought.
    pub total: Micros,
    /// The number of customers they brought, at every level.
    pub count: i64,
    /// Their class, if known.
    pub class: Option<Class>,
}

impl Store {
    /// The published tree of `id`, level by level: at most `deepest` levels, and no further level once
    /// there are more than `most` customers. All rows come from one publication: any change below a
    /// customer also changes the customer's own figures, and the tree is then read again.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn published_tree(
        &self,
        id: &str,
        deepest: u32,
        most: usize,
    ) -> Result<Vec<TreeNode>, Error> {
        let mut nodes = Vec::new();
        for _ in 0..READS {
            let before = self.published_at(id).await?;
            nodes = self.read_tree(id, deepest, most).await?;
            if self.published_at(id).await? == before {
                break;
            }
        }
        self.name(&mut nodes).await?;
        Ok(nodes)
    }

    async fn published_at(&self, id: &str) -> Result<Option<Time>, Error> {
        let root = self.referral_figures(&[id.to_owned()]).await?;
        Ok(root.into_values().next().map(|root| root.publish_time))
    }

    async fn read_tree(&self, id: &str, deepest: u32, most: usize) -> Result<Vec<TreeNode>, Error> {
        let ids = [id.to_owned()];
        let root = self.referral_figures(&ids).await?.remove(id);
        let mut nodes = vec![root.map_or_else(|| nobody(id), |root| node(id, root, 0))];
        let mut level = 0;
        let mut above = ids.to_vec();
        while level < deepest && !above.is_empty() && nodes.len() <= most {
            level += 1;
            let rows = sqlx::query(sql::REFERRAL_FIGURES_BELOW)
                .bind(&above)
                .fetch_all(self.pool());
            let rows = rows.await.map_err(read_error)?;
            above.clear();
            for row in &rows {
                let id: String = row.try_get("customer_id").map_err(read_error)?;
                nodes.push(node(&id, published(row)?, level));
                above.push(id);
            }
        }
        if let Some(root) = nodes.first_mut() {
            root.referrer = None;
        }
        Ok(nodes)
    }

    /// Fills in the names.
    async fn name(&self, nodes: &mut [TreeNode]) -> Result<(), Error> {
        let ids: Vec<String> = nodes.iter().map(|node| node.customer_id.clone()).collect();
        let mut names = self.names(&ids).await?;
        for node in nodes {
            node.name = names.remove(&node.customer_id).unwrap_or_default();
        }
        Ok(())
    }
}

fn node(id: &str, published: PublishedReferrals, level: u32) -> TreeNode {
    let figures = published.figures;
    TreeNode {
        customer_id: id.to_owned(),
        name: String::new(),
        level,
        own: figures.own.value,
        total: figures.own.value.saturating_add(figures.below.value),
        count: figures.below.count,
        class: figures.own.class,
        referrer: figures.own.referrer,
    }
}

/// A customer outside the forest of referrals.
fn nobody(id: &str) -> TreeNode {
    TreeNode {
        customer_id: id.to_owned(),
        name: String::new(),
        referrer: None,
        level: 0,
        own: 0,
        total: 0,
        count: 0,
        class: None,
    }
}
