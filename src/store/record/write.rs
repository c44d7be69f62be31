//! Writes a write set: each table once, in the order of the store's locks.

use domain::history::{FLOW_KINDS, is_record};
use domain::time::{Month, Time};

use super::referrals;
use super::write_set::{NewFact, WriteSet};
use crate::error::Error;
use crate::store::fact::{body_text, invoice_of};
use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::{keys, merge, month, sql};

impl WriteSet<'_> {
    /// Writes everything.
    pub(super) async fn write(&self, transaction: &mut Lent) -> Result<(), Fault> {
        self.write_retractions(transaction).await?;
        self.free_invoices(transaction).await?;
        self.write_facts(transaction).await?;
        self.write_merges(transaction).await?;
        referrals::write(self, transaction).await?;
        self.write_months(transaction).await?;
        self.write_customers(transaction).await
    }

    async fn write_retractions(&self, transaction: &mut Lent) -> Result<(), Fault> {
        if self.retractions.is_empty() {
            return Ok(());
        }
        let retracted = || self.retractions.iter().map(|retraction| retraction.0);
        let (customer_ids, sources, fact_ids) = keys::columns(retracted().map(|r| &r.key));
        sqlx::query(sql::INSERT_RETRACTIONS)
            .bind(customer_ids)
            .bind(sources)
            .bind(fact_ids)
            .bind(retracted().map(|r| r.reason.as_str()).collect::<Vec<_>>())
            .bind(retracted().map(|r| r.author.as_str()).collect::<Vec<_>>())
            .bind(self.existing.record_time)
            .bind(self.retractions.iter().map(|it| it.1).collect::<Vec<_>>())
            .execute(transaction)
            .await?;
        Ok(())
    }

    async fn write_facts(&self, transaction: &mut Lent) -> Result<(), Fault> {
        if self.facts.is_empty() {
            return Ok(());
        }
        let facts = || self.facts.iter().map(|new| new.fact);
        let invoice = |new: &NewFact<'_>| invoice_of(&new.fact.body).map(|it| it.0.to_owned());
        let currency = |new: &NewFact<'_>| Some(invoice_of(&new.fact.body)?.1?.code().to_owned());
        let (customer_ids, sources, fact_ids) = keys::columns(facts().map(|fact| &fact.key));
        let months = facts().map(|fact| month::number(Month::at(fact.occur_time)));
        let hashes = self.facts.iter().map(|new| new.content_hash.as_slice());
        let written: i64 = sqlx::query_scalar(sql::INSERT_FACTS)
            .bind(customer_ids)
            .bind(sources)
            .bind(fact_ids)
            .bind(
                facts()
                    .map(|fact| fact.body.kind() as i16)
                    .collect::<Vec<_>>(),
            )
            .bind(facts().map(|fact| fact.occur_time).collect::<Vec<Time>>())
            .bind(months.collect::<Vec<_>>())
            .bind(
                facts()
                    .map(|fact| fact.body.revenue_day(fact.occur_time))
                    .collect::<Vec<_>>(),
            )
            .bind(
                facts()
                    .map(|fact| is_record(&fact.body))
                    .collect::<Vec<_>>(),
            )
            .bind(self.facts.iter().map(invoice).collect::<Vec<_>>())
            .bind(self.facts.iter().map(currency).collect::<Vec<_>>())
            .bind(
                facts()
                    .map(|fact| fact.source_record_time)
                    .collect::<Vec<_>>(),
            )
            .bind(facts().map(|fact| fact.author.as_str()).collect::<Vec<_>>())
            .bind(facts().map(|fact| fact.label.as_str()).collect::<Vec<_>>())
            .bind(hashes.collect::<Vec<_>>())
            .bind(
                facts()
                    .map(|fact| body_text(&fact.body))
                    .collect::<Result<Vec<_>, _>>()?,
            )
            .bind(self.existing.record_time)
            .bind(
                self.facts
                    .iter()
                    .map(|new| new.recording)
                    .collect::<Vec<_>>(),
            )
            .fetch_one(transaction)
            .await?;
        if written == self.facts.len() as i64 {
            Ok(())
        } else {
            Err(Error::Internal("not every fact was written".to_owned()).into())
        }
    }

    /// Releases invoice numbers, so that the facts of this batch may use them.
    async fn free_invoices(&self, transaction: &mut Lent) -> Result<(), Fault> {
        if self.freed.is_empty() {
            return Ok(());
        }
        let freed = || self.freed.iter();
        sqlx::query(sql::DELETE_INVOICES)
            .bind(freed().map(|number| number.0.as_str()).collect::<Vec<_>>())
            .bind(freed().map(|number| number.1.as_str()).collect::<Vec<_>>())
            .execute(transaction)
            .await?;
        Ok(())
    }

    /// Writes the merges of all customers with an id whose merge changes.
    async fn write_merges(&self, transaction: &mut Lent) -> Result<(), Fault> {
        if self.merged.is_empty() {
            return Ok(());
        }
        let merges = &self.existing.merges;
        let ids = merges.all_ids(&self.merged);
        sqlx::query(sql::DELETE_MERGES)
            .bind(ids.iter().collect::<Vec<_>>())
            .execute(&mut *transaction)
            .await?;
        merge::insert(transaction, merges, &ids).await
    }

    async fn write_months(&self, transaction: &mut Lent) -> Result<(), Fault> {
        if self.deltas.is_empty() {
            return Ok(());
        }
        let customer_ids: Vec<&str> = self.deltas.keys().map(|at| at.0.as_str()).collect();
        let months: Vec<i32> = self.deltas.keys().map(|at| month::number(at.1)).collect();
        let mut add = sqlx::query(sql::ADD_TO_MONTHS)
            .bind(&customer_ids)
            .bind(&months);
        for kind in 0..FLOW_KINDS {
            add = add.bind(
                self.deltas
                    .values()
                    .map(|flow| flow.0[kind])
                    .collect::<Vec<i64>>(),
            );
        }
        add.execute(&mut *transaction).await?;
        if !self.retractions.is_empty() {
            let delete = sqlx::query(sql::DELETE_EMPTY_MONTHS)
                .bind(&customer_ids)
                .bind(&months);
            delete.execute(transaction).await?;
        }
        Ok(())
    }

    async fn write_customers(&self, transaction: &mut Lent) -> Result<(), Fault> {
        let known: Vec<&String> = self.changed.difference(&self.created).collect();
        let created: Vec<&String> = self.created.iter().collect();
        sqlx::query(sql::ADVANCE_CUSTOMERS)
            .bind(known)
            .bind(created)
            .bind(self.existing.record_time)
            .execute(&mut *transaction)
            .await?;
        if !self.unneeded.is_empty() {
            let unneeded: Vec<&String> = self.unneeded.iter().collect();
            let delete = sqlx::query(sql::DELETE_UNNEEDED_CUSTOMERS).bind(unneeded);
            delete.execute(transaction).await?;
        }
        Ok(())
    }
}
