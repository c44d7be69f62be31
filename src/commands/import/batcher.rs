//! Collects facts into batches and sends several batches at a time. All facts of a customer belong to one
//! partition. A partition has one call in flight and keeps the order of the file. Rows about several
//! customers, such as referrals, have a partition of their own, which goes out after all facts before them
//! in the file. So the speed of a call never decides whether a fact is refused. The facts of one row go in
//! one call.

use std::mem;

use futures::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use prost::Message;

use crate::{
    failure::Failure,
    import::{
        bundle::Bundle,
        interrupt::Interrupt,
        outcome::Outcome,
        send::{self, SendMode},
    },
};
use client::Client;
use client::pb::v1::Fact;

/// The number of partitions of customers, and so the most calls in flight at once.
pub const PARTITIONS: usize = 4;

/// The partition of rows about several customers.
const SEVERAL: usize = PARTITIONS;

/// The limits of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most facts or customers.
    pub items: usize,
    /// The most bytes of all of them together.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            items: 500,
            bytes: 4 * 1024 * 1024 - 64 * 1024,
        }
    }
}

/// The facts collected for the next call of a partition.
#[derive(Debug, Default)]
struct Partition {
    rows: Vec<(Bundle<Fact>, SendMode)>,
    items: usize,
    bytes: usize,
    is_in_flight: bool,
}

impl Partition {
    fn fits(&self, items: usize, bytes: usize, limits: Limits) -> bool {
        let (items, bytes) = (self.items + items, self.bytes + bytes);
        self.rows.is_empty() || (items <= limits.items && bytes <= limits.bytes)
    }
}

/// The partitions, and the calls in flight.
pub struct Batcher<'c> {
    client: &'c Client,
    limits: Limits,
    partitions: [Partition; PARTITIONS + 1],
    in_flight: FuturesUnordered<BoxFuture<'c, (usize, Result<Outcome, Failure>)>>,
    /// The outcome of the finished calls.
    pub outcome: Outcome,
    failure: Option<Failure>,
}

impl<'c> Batcher<'c> {
    /// A batcher with nothing collected and nothing in flight.
    pub fn new(client: &'c Client, limits: Limits) -> Self {
        Self {
            client,
            limits,
            partitions: Default::default(),
            in_flight: FuturesUnordered::new(),
            outcome: Outcome::default(),
            failure: None,
        }
    }

    /// Adds the facts of a row. If its partition is full, the batcher first sends the batch there.
    pub async fn push(
        &mut self,
        row: Bundle<Fact>,
        mode: SendMode,
        interrupt: &mut Interrupt,
    ) -> Result<(), Failure> {
        let place = row.only_customer().map_or(SEVERAL, partition_of);
        // The request has a tag and a length before each fact.
        let bytes = row.parts.iter().map(|part| part.thing.encoded_len() + 8);
        let (items, bytes) = (row.parts.len(), bytes.sum());
        if !self.partitions[place].fits(items, bytes, self.limits) {
            if place == SEVERAL {
                self.flush(interrupt).await?;
            } else {
                self.dispatch(place, interrupt).await?;
            }
        }
        let partition = &mut self.partitions[place];
        partition.items += items;
        partition.bytes += bytes;
        partition.rows.push((row, mode));
        Ok(())
    }

    /// Sends everything collected, rows about several customers last, and waits for the answers.
    pub async fn flush(&mut self, interrupt: &mut Interrupt) -> Result<(), Failure> {
        for partition in 0..PARTITIONS {
            self.dispatch(partition, interrupt).await?;
        }
        self.wait_for_all(interrupt).await?;
        self.dispatch(SEVERAL, interrupt).await?;
        self.wait_for_all(interrupt).await
    }

    /// Starts the next call of a partition once its previous call has ended.
    async fn dispatch(
        &mut self,
        partition: usize,
        interrupt: &mut Interrupt,
    ) -> Result<(), Failure> {
        if self.partitions[partition].rows.is_empty() {
            return Ok(());
        }
        while self.partitions[partition].is_in_flight && self.failure.is_none() {
            self.wait_for_one(interrupt).await?;
        }
        if self.failure.is_some() || interrupt.is_pressed() {
            self.wait_for_all(interrupt).await?;
            return Err(Failure::Interrupted);
        }
        let Partition { rows, .. } = mem::take(&mut self.partitions[partition]);
        self.partitions[partition].is_in_flight = true;
        let call = send_partition(self.client, rows);
        self.in_flight
            .push(call.map(move |sent| (partition, sent)).boxed());
        // A future makes no progress before its first poll.
        if let Some(Some(ended)) = self.in_flight.next().now_or_never() {
            self.finish(ended);
        }
        Ok(())
    }

    /// Waits until no call is in flight, and returns the first failure.
    async fn wait_for_all(&mut self, interrupt: &mut Interrupt) -> Result<(), Failure> {
        while !self.in_flight.is_empty() {
            self.wait_for_one(interrupt).await?;
        }
        self.failure.take().map_or(Ok(()), Err)
    }

    async fn wait_for_one(&mut self, interrupt: &mut Interrupt) -> Result<(), Failure> {
        if let Some(ended) = interrupt.finish(self.in_flight.next()).await? {
            self.finish(ended);
        }
        Ok(())
    }

    fn finish(&mut self, (partition, sent): (usize, Result<Outcome, Failure>)) {
        self.partitions[partition].is_in_flight = false;
        match sent {
            Ok(outcome) => self.outcome.add(outcome),
            Err(failure) => self.failure = self.failure.take().or(Some(failure)),
        }
    }
}

/// Sends a batch, with a call for each mode in it.
async fn send_partition(
    client: &Client,
    rows: Vec<(Bundle<Fact>, SendMode)>,
) -> Result<Outcome, Failure> {
    let mut groups: Vec<(SendMode, Vec<Bundle<Fact>>)> = vec![];
    for (row, mode) in rows {
        match groups.iter_mut().find(|(other, _)| *other == mode) {
            Some((_, group)) => group.push(row),
            None => groups.push((mode, vec![row])),
        }
    }
    let mut outcome = Outcome::default();
    for (mode, group) in groups {
        outcome.add(send::facts(client, group, mode).await?);
    }
    Ok(outcome)
}

/// The partition of a customer. It is the same in every import (FNV-1a hash).
fn partition_of(customer_id: &str) -> usize {
    let start = 0xcbf2_9ce4_8422_2325_u64;
    let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = customer_id.bytes().fold(start, step);
    (hash % PARTITIONS as u64) as usize
}
