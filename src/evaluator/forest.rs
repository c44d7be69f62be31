//! The pass over the whole forest: what everybody is worth with everyone they brought, their ranks, and
//! whose standing has become old because of somebody below them.

use domain::customer::{Mode, Peers, Standing};
use domain::forest::{Forest, ranks};
use domain::ratio::Ppm;
use domain::time::Time;
use sha2::{Digest, Sha256};

use super::Evaluator;
use crate::error::Error;
use crate::store::{ForestInput, ForestRow, Knowledge};

impl Evaluator {
    /// The share of a value that is passed up: that of the active model without a condition, because here
    /// customers of all models are valued together.
    fn passed_up(&self) -> Ppm {
        let active = self.answers.shelf().active();
        active
            .last()
            .map_or(0, |model| model.settings.numbers.referral_passed_up)
    }

    /// Values everybody with everyone they brought, ranks them, and marks those about whose tree
    /// something was told since the last pass, however it changed what the tree is worth. False if
    /// another evaluator has made a pass for a later time.
    pub(super) async fn pass_over_forest(&self, now: Time) -> Result<bool, Error> {
        if !self.store.claim_forest(now).await? {
            return Ok(false);
        }
        let customers = self.store.forest_inputs().await?;
        let edges = self.store.edges(now, Knowledge::Now).await?;
        let ids = customers.iter().map(|own| own.customer_id.as_str());
        let edges = edges
            .iter()
            .map(|edge| (edge.referrer.as_str(), edge.referred.as_str()));
        let forest =
            Forest::between(ids, edges).map_err(|error| Error::Corrupt(error.to_string()))?;
        let rows = forest_rows(&customers, &forest, self.passed_up());
        let changed: Vec<String> = customers
            .iter()
            .zip(&rows)
            .filter(|(before, row)| before.below_mark.unwrap_or(0) != row.below_mark)
            .map(|(before, _)| before.customer_id.clone())
            .collect();
        // Marks come first: whatever happens in between, the next pass finds the same change.
        self.store.mark_dirty(&changed).await?;
        self.store.put_forest(rows, now).await?;
        Ok(true)
    }
}

fn forest_rows(customers: &[ForestInput], forest: &Forest, passed_up: Ppm) -> Vec<ForestRow> {
    let own: Vec<i64> = customers
        .iter()
        .map(|customer| customer.own_value)
        .collect();
    let totals = forest.totals(&own);
    let counts = forest.brought_counts();
    let credits = forest.credits(&own, passed_up);
    let marks: Vec<i64> = customers.iter().map(own_mark).collect();
    let below = forest.marks_below(&marks);
    let by_own = ranked(customers, |at| customers[at].own_revenue);
    let by_total = ranked(customers, |at| totals[at]);
    customers
        .iter()
        .enumerate()
        .map(|(at, customer)| ForestRow {
            customer_id: customer.customer_id.clone(),
            brought_value: totals[at] - own[at],
            total_value: totals[at],
            credited_value: credits.kept_of_own[at] + credits.from_referrals[at],
            brought_count: counts[at],
            below_mark: below[at],
            ranks: by_own[at]
                .zip(by_total[at])
                .map(|((own, count), (total, _))| (own, total, count)),
        })
        .collect()
}

/// Another number with everything told about the customer, and when a fact happens that was told ahead.
/// The same in every build, because replicas compare their marks.
fn own_mark(customer: &ForestInput) -> i64 {
    let next_fact = customer
        .next_fact_time
        .map_or(0, |time| time.timestamp_micros());
    let digest = Sha256::new()
        .chain_update(customer.customer_revision.to_be_bytes())
        .chain_update(next_fact.to_be_bytes())
        .chain_update(&customer.customer_id)
        .finalize();
    let first = digest.iter().take(8);
    first.fold(0, |mark, byte| (mark << 8) | i64::from(*byte))
}

/// Rank and number of ranked, each among customers of the same group; prospects are not ranked.
fn ranked(customers: &[ForestInput], value: impl Fn(usize) -> i64) -> Vec<Option<(u32, u32)>> {
    let mut found = vec![None; customers.len()];
    for peers in [Peers::Invoiced, Peers::Purchasing] {
        let group: Vec<usize> = customers
            .iter()
            .enumerate()
            .filter(|(_, own)| {
                own.customer_standing != Standing::Prospect && own.mode != Mode::None
            })
            .filter(|(_, own)| own.mode.peers() == peers)
            .map(|(at, _)| at)
            .collect();
        let values: Vec<i64> = group.iter().map(|at| value(*at)).collect();
        for (at, rank) in group.iter().zip(ranks(&values)) {
            found[*at] = Some((rank, group.len() as u32));
        }
    }
    found
}
