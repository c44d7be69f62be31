//! Finds the customers that a batch must lock, and whether it changes the forest of referrals.

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::{Body, Event, FactKey, FactKind};
use sqlx::Row;

use super::RecordBatch;
use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::{keys, merge, sql};

/// The scope of a batch.
pub(super) struct Scope {
    /// The customers to lock, and whether each may be created.
    pub(super) customers: BTreeMap<String, bool>,
    /// Whether referrals or merges are recorded or retracted.
    pub(super) touches_referrals: bool,
    /// All customers whose referral this batch records or retracts.
    pub(super) referred: BTreeSet<String>,
    /// All ids that this batch merges, or whose merge it retracts, and those they are merged into.
    pub(super) merged: BTreeSet<String>,
}

impl Scope {
    /// Determines the scope. Facts never change, so values read here before the locks stay true, as far as
    /// no fact is recorded again meanwhile (`covers`). A retraction of a fact that is not recorded yet may
    /// concern a referral, so it takes the lock of the forest too.
    pub(super) async fn of(transaction: &mut Lent, batch: &RecordBatch) -> Result<Self, Fault> {
        let mut scope = Self::of_facts(batch);
        if batch.retractions.is_empty() {
            return Ok(scope);
        }
        let retracted = || batch.retractions.iter().map(|retraction| &retraction.key);
        for key in retracted() {
            scope
                .customers
                .entry(key.customer_id.clone())
                .or_insert(false);
        }
        let (customer_ids, sources, fact_ids) = keys::columns(retracted());
        let rows = sqlx::query(sql::KINDS_OF_FACTS)
            .bind(customer_ids)
            .bind(sources)
            .bind(fact_ids)
            .fetch_all(transaction)
            .await?;
        let mut known = BTreeSet::new();
        for row in rows {
            let customer_id: String = row.try_get(0)?;
            known.insert(FactKey {
                customer_id: customer_id.clone(),
                source: row.try_get(1)?,
                fact_id: row.try_get(2)?,
            });
            let kind: i16 = row.try_get(3)?;
            let kinds = [FactKind::Referral as i16, FactKind::Merge as i16];
            scope.touches_referrals |= kinds.contains(&kind);
            let referred: Option<String> = row.try_get(4)?;
            if let Some(referred) = referred {
                scope.customers.entry(referred.clone()).or_insert(false);
                scope.referred.insert(referred);
            }
            let into: Option<String> = row.try_get(5)?;
            if let Some(into) = into {
                scope.merged.extend([customer_id, into]);
            }
        }
        scope.touches_referrals |= retracted().any(|key| !known.contains(key));
        Ok(scope)
    }

    /// Whether the locks are enough to retract `events`, which were read after the locks were taken. They are
    /// not if a fact was recorded again meanwhile, as a referral or a merge.
    pub(super) fn covers<'e>(&self, mut events: impl Iterator<Item = &'e Event>) -> bool {
        events.all(|event| match &event.body {
            Body::Referral(referral) => {
                self.touches_referrals && self.referred.contains(&referral.referred_customer_id)
            }
            Body::Merge(merge) => {
                self.touches_referrals && self.merged.contains(&merge.into_customer_id)
            }
            _ => true,
        })
    }

    fn of_facts(batch: &RecordBatch) -> Self {
        let may_create = batch.create_missing_customers;
        let mut customers = BTreeMap::new();
        let (mut referred, mut merged) = (BTreeSet::new(), BTreeSet::new());
        for fact in &batch.facts {
            customers.insert(fact.key.customer_id.clone(), may_create);
            if let Body::Referral(referral) = &fact.body {
                customers.insert(referral.referred_customer_id.clone(), may_create);
                referred.insert(referral.referred_customer_id.clone());
            }
            if let Body::Merge(merge) = &fact.body {
                let into = &merge.into_customer_id;
                customers.entry(into.clone()).or_insert(may_create);
                merged.extend([fact.key.customer_id.clone(), into.clone()]);
            }
        }
        Self {
            customers,
            touches_referrals: !(referred.is_empty() && merged.is_empty()),
            referred,
            merged,
        }
    }

    /// Adds all ids of the customers whose merges change. The forest is locked, so these stay as they are.
    pub(super) async fn add_merged(&mut self, transaction: &mut Lent) -> Result<(), Fault> {
        if self.merged.is_empty() {
            return Ok(());
        }
        let ids: Vec<&String> = self.merged.iter().collect();
        let merges = merge::around(transaction, &ids).await?;
        for id in merges.all_ids(&self.merged) {
            self.customers.entry(id).or_insert(false);
        }
        Ok(())
    }
}
