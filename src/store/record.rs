//! Records facts and retractions: one batch in one transaction.
//!
//! Everything about a fact is decided while its customer is locked. A key contains its customer, so nobody
//! else can record that key meanwhile, and everything read after the lock stays true until the commit. The
//! items are therefore first judged in order, against the stored state and the batch's own earlier items
//! (`write_set`), and then written (`write`). An item that fails leaves no trace.

mod equal;
mod existing;
mod forest;
mod numbered;
pub(super) mod referrals;
mod rule;
mod scope;
mod write;
mod write_set;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::fact::{Fact, Retraction};
use domain::time::Time;

pub use self::equal::{EqualFact, EqualFacts};
use self::existing::Existing;
use self::scope::Scope;
use self::write_set::WriteSet;
use super::fault::Fault;
use super::lent::Lent;
use super::unit::{Outcome, Work};
use super::{Store, lock};
use crate::error::Error;
use crate::measures::{Measures, Outcome as Became};

/// The maximum depth of a referral tree.
pub const REFERRAL_DEPTH_MAX: usize = 1_000;

/// Facts and retractions that are recorded together.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a choice of the caller of its own"
)]
pub struct RecordBatch {
    /// Facts, judged in order after the retractions.
    pub facts: Vec<Fact>,
    /// Retractions, judged in order before the facts.
    pub retractions: Vec<Retraction>,
    /// Whether unknown customers are created, without a name and without a kind.
    pub create_missing_customers: bool,
    /// Whether valid items are recorded and the others reported. If false, all items are recorded or none.
    pub allow_partial_success: bool,
    /// Whether the batch is checked and nothing is written.
    pub validate_only: bool,
    /// What becomes of new facts that equal facts with another label.
    pub equal_facts: EqualFacts,
    /// Whether a fact whose key is retracted is recorded again. If false, it is refused.
    pub record_retracted_again: bool,
}

/// The outcome of a batch.
#[derive(Clone, Debug)]
pub struct RecordOutcome {
    /// The number of new facts.
    pub recorded_count: i32,
    /// The number of facts recorded before with the same content.
    pub duplicate_count: i32,
    /// The number of facts newly retracted.
    pub retracted_count: i32,
    /// The number of retractions recorded before.
    pub duplicate_retraction_count: i32,
    /// The number of customers created.
    pub created_customer_count: i32,
    /// With `allow_partial_success`: the index and the error of each failed item. Retractions are numbered
    /// after the facts.
    pub failures: Vec<(usize, Error)>,
    /// The time of this record.
    pub record_time: Time,
    /// The new facts that equal facts with another label, if the batch asks for them.
    pub equal_facts: Vec<EqualFact>,
    /// For each retraction, the time of the fact's earlier retraction, if there was one.
    pub first_retraction_times: Vec<Option<Time>>,
}

impl Store {
    /// Records a batch to its end, even if the caller stops waiting.
    ///
    /// # Errors
    /// Without `allow_partial_success`, returns the error of the first item that fails. Fails if the
    /// database does not accept the batch within `budget`.
    pub async fn record(
        &self,
        batch: RecordBatch,
        budget: Duration,
    ) -> Result<RecordOutcome, Error> {
        let batch = Arc::new(batch);
        let record = Record {
            batch: Arc::clone(&batch),
            check_sums: AtomicBool::new(false),
            measures: self.measures().clone(),
            scope: Mutex::default(),
        };
        let recorded = self.units.run(budget, record).await?;
        self.received.note(&batch, &recorded);
        Ok(recorded)
    }
}

struct Record {
    batch: Arc<RecordBatch>,
    /// Whether each sum is checked before it is written, to find the item that overflows it. The check
    /// costs a read, so it is done only after the database has refused a sum.
    check_sums: AtomicBool,
    measures: Measures,
    /// All customers whose records change: the locked ones.
    scope: Mutex<BTreeSet<String>>,
}

impl Work for Record {
    type Output = RecordOutcome;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<RecordOutcome>, Fault> {
        let batch = &*self.batch;
        let mut scope = Scope::of(transaction, batch).await?;
        if scope.touches_referrals {
            lock::referrals(transaction).await?;
            scope.add_merged(transaction).await?;
        }
        let locked = lock::customers(transaction, &scope.customers).await?;
        self.scope().clone_from(&locked.all);
        let check_sums = self.check_sums.load(Ordering::Relaxed);
        let existing = Existing::load(transaction, batch, &scope, &locked, check_sums).await?;
        if !scope.covers(existing.retracted()) {
            return Err(Fault::Again);
        }
        let write_set = WriteSet::of(batch, existing, locked.created)?;
        if !batch.allow_partial_success
            && let Some((index, error)) = write_set.failures.first()
        {
            return Err(error.clone().at_place(*index).into());
        }
        if !write_set.is_empty() {
            write_set
                .write(transaction)
                .await
                .map_err(|fault| self.look_closer(fault))?;
        }
        let discard = batch.validate_only || write_set.is_empty();
        let recorded = write_set.recorded(batch);
        Ok(if discard {
            Outcome::Discard(recorded)
        } else {
            Outcome::Keep(recorded)
        })
    }

    fn concerned(&self) -> Vec<String> {
        self.scope().iter().cloned().collect()
    }

    fn ended(&self, outcome: &Result<RecordOutcome, Error>) {
        let fact_count = self.batch.facts.len();
        if self.batch.validate_only {
            return;
        }
        match outcome {
            Ok(recorded) => {
                let (new, known) = (recorded.recorded_count, recorded.duplicate_count);
                let failed = recorded.failures.iter();
                let refused = failed.filter(|(index, _)| *index < fact_count).count();
                self.measures.facts(Became::Recorded, new as usize);
                self.measures.facts(Became::Duplicate, known as usize);
                self.measures.facts(Became::Refused, refused);
            }
            Err(error) if error.is_refusal() => self.measures.facts(Became::Refused, fact_count),
            Err(_) => {}
        }
    }
}

impl Record {
    fn scope(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.scope.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// After an overflow, asks for another attempt that checks all sums and finds the item.
    fn look_closer(&self, fault: Fault) -> Fault {
        if fault.is_overflow() && !self.check_sums.swap(true, Ordering::Relaxed) {
            return Fault::Again;
        }
        fault
    }
}
