//! Sends facts by several calls at a time. A customer's facts always go the same way, one call after the
//! other and in the order of the file, and referrals go by themselves after all that stood before them, so
//! that what is refused does not depend on which call is faster.

use std::mem;

use futures::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use prost::Message;

use crate::{
    failure::Failure,
    import::{
        interrupt::Interrupt,
        send::{self, Manner, Part, Told},
    },
};
use client::Client;
use client::pb::v1::{Fact, fact::Body};

/// How many calls are in flight at once.
pub const LANES: usize = 4;

/// The lane of referrals, behind the others.
const REFERRALS: usize = LANES;

/// What one call may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Facts or customers.
    pub items: usize,
    /// Bytes of all of them.
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

/// Facts that go one way: those collected for its next call.
#[derive(Debug, Default)]
struct Lane {
    parts: Vec<(Part<Fact>, Manner)>,
    bytes: usize,
    is_flying: bool,
}

impl Lane {
    fn fits(&self, bytes: usize, limits: Limits) -> bool {
        let (items, sum) = (self.parts.len() + 1, self.bytes + bytes);
        self.parts.is_empty() || (items <= limits.items && sum <= limits.bytes)
    }
}

/// All lanes, and the calls in flight.
pub struct Lanes<'c> {
    client: &'c Client,
    limits: Limits,
    ways: [Lane; LANES + 1],
    flying: FuturesUnordered<BoxFuture<'c, (usize, Result<Told, Failure>)>>,
    /// What became of the calls that have ended.
    pub told: Told,
    failure: Option<Failure>,
}

impl<'c> Lanes<'c> {
    /// Nothing collected and nothing in flight.
    pub fn new(client: &'c Client, limits: Limits) -> Self {
        Self {
            client,
            limits,
            ways: Default::default(),
            flying: FuturesUnordered::new(),
            told: Told::default(),
            failure: None,
        }
    }

    /// Takes a fact. Where its lane is full, what was collected is sent first.
    pub async fn push(
        &mut self,
        part: Part<Fact>,
        manner: Manner,
        interrupt: &mut Interrupt,
    ) -> Result<(), Failure> {
        let is_referral = matches!(part.thing.body, Some(Body::Referral(_)));
        let place = if is_referral {
            REFERRALS
        } else {
            lane_of(&part.thing.customer_id)
        };
        // A tag and a length stand before each fact of a request.
        let bytes = part.thing.encoded_len() + 8;
        if !self.ways[place].fits(bytes, self.limits) {
            if is_referral {
                self.settle(interrupt).await?;
            } else {
                self.launch(place, interrupt).await?;
            }
        }
        let lane = &mut self.ways[place];
        lane.bytes += bytes;
        lane.parts.push((part, manner));
        Ok(())
    }

    /// Sends all that is collected, the referrals last, and waits until everything is told.
    pub async fn settle(&mut self, interrupt: &mut Interrupt) -> Result<(), Failure> {
        for lane in 0..LANES {
            self.launch(lane, interrupt).await?;
        }
        self.land(interrupt).await?;
        self.launch(REFERRALS, interrupt).await?;
        self.land(interrupt).await
    }

    /// Begins the next call of a lane, once its last one has ended.
    async fn launch(&mut self, lane: usize, interrupt: &mut Interrupt) -> Result<(), Failure> {
        if self.ways[lane].parts.is_empty() {
            return Ok(());
        }
        while self.ways[lane].is_flying && self.failure.is_none() {
            self.land_one(interrupt).await?;
        }
        if self.failure.is_some() || interrupt.is_pressed() {
            self.land(interrupt).await?;
            return Err(Failure::Interrupted);
        }
        let Lane { parts, .. } = mem::take(&mut self.ways[lane]);
        self.ways[lane].is_flying = true;
        let call = send_lane(self.client, parts);
        self.flying.push(call.map(move |sent| (lane, sent)).boxed());
        // A call begins when it is first looked at.
        if let Some(Some(landed)) = self.flying.next().now_or_never() {
            self.take(landed);
        }
        Ok(())
    }

    /// Waits for the end of all calls in flight, and says the first failure.
    async fn land(&mut self, interrupt: &mut Interrupt) -> Result<(), Failure> {
        while !self.flying.is_empty() {
            self.land_one(interrupt).await?;
        }
        self.failure.take().map_or(Ok(()), Err)
    }

    async fn land_one(&mut self, interrupt: &mut Interrupt) -> Result<(), Failure> {
        if let Some(landed) = interrupt.finish(self.flying.next()).await? {
            self.take(landed);
        }
        Ok(())
    }

    fn take(&mut self, (lane, sent): (usize, Result<Told, Failure>)) {
        self.ways[lane].is_flying = false;
        match sent {
            Ok(told) => self.told.add(told),
            Err(failure) => self.failure = self.failure.take().or(Some(failure)),
        }
    }
}

/// Sends the facts of a lane; those that create customers apart from those that do not.
async fn send_lane(client: &Client, parts: Vec<(Part<Fact>, Manner)>) -> Result<Told, Failure> {
    let (creating, others): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .partition(|(_, manner)| manner.create_customers);
    let mut told = Told::default();
    for group in [creating, others] {
        if let Some((_, manner)) = group.first() {
            let manner = *manner;
            let parts = group.into_iter().map(|(part, _)| part).collect();
            told.add(send::facts(client, parts, manner).await?);
        }
    }
    Ok(told)
}

/// The lane of a customer, the same in every import (FNV-1a).
fn lane_of(customer_id: &str) -> usize {
    let start = 0xcbf2_9ce4_8422_2325_u64;
    let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = customer_id.bytes().fold(start, step);
    (hash % LANES as u64) as usize
}
