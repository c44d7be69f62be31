//! Collects facts for a few calls at a time. A customer's facts always go the same way and in the order
//! of the file, and referrals go by themselves after the others, so that what is refused does not
//! depend on which call is faster.

use futures::future;
use prost::Message;

use crate::{
    cli::{
        client::Client,
        failure::Failure,
        import::send::{self, Manner, Part, Told},
    },
    pb::v1::{Fact, fact::Body},
};

/// How many calls are in flight at once.
pub const LANES: usize = 4;

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

/// Facts that go one way.
#[derive(Debug, Default)]
struct Lane {
    parts: Vec<Part<Fact>>,
    bytes: usize,
}

/// Facts collected for the next calls.
#[derive(Debug, Default)]
pub struct Round {
    lanes: [Lane; LANES],
    referrals: Lane,
}

impl Lane {
    fn fits(&self, bytes: usize, limits: Limits) -> bool {
        let (items, sum) = (self.parts.len() + 1, self.bytes + bytes);
        self.parts.is_empty() || (items <= limits.items && sum <= limits.bytes)
    }
}

impl Round {
    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.lanes
            .iter()
            .chain([&self.referrals])
            .all(|lane| lane.parts.is_empty())
    }

    /// Takes a fact, or gives it back where the round must be sent first.
    pub fn push(&mut self, part: Part<Fact>, limits: Limits) -> Option<Part<Fact>> {
        let lane = if matches!(part.thing.body, Some(Body::Referral(_))) {
            &mut self.referrals
        } else {
            &mut self.lanes[lane_of(&part.thing.customer_id)]
        };
        // A tag and a length stand before each fact of a request.
        let bytes = part.thing.encoded_len() + 8;
        if !lane.fits(bytes, limits) {
            return Some(part);
        }
        lane.bytes += bytes;
        lane.parts.push(part);
        None
    }

    /// Sends everything: the lanes at once, then the referrals in order.
    pub async fn send(
        self,
        client: &Client,
        manner_of: &dyn Fn(&Fact) -> Manner,
    ) -> (Told, Result<(), Failure>) {
        let lanes = self
            .lanes
            .map(|lane| send_lane(client, lane.parts, manner_of));
        let mut told = Told::default();
        let mut end = Ok(());
        for done in future::join_all(lanes).await {
            match done {
                Ok(of_lane) => told.add(of_lane),
                Err(failure) => end = Err(failure),
            }
        }
        if end.is_ok() {
            match send_lane(client, self.referrals.parts, manner_of).await {
                Ok(of_lane) => told.add(of_lane),
                Err(failure) => end = Err(failure),
            }
        }
        (told, end)
    }
}

/// Sends the facts of a lane; those that create customers apart from those that do not.
async fn send_lane(
    client: &Client,
    parts: Vec<Part<Fact>>,
    manner_of: &dyn Fn(&Fact) -> Manner,
) -> Result<Told, Failure> {
    let manners: Vec<Manner> = parts.iter().map(|part| manner_of(&part.thing)).collect();
    let Some(validate_only) = manners.first().map(|manner| manner.validate_only) else {
        return Ok(Told::default());
    };
    let (creating, others): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .zip(manners)
        .partition(|(_, manner)| manner.create_customers);
    let mut told = Told::default();
    for (group, create_customers) in [(creating, true), (others, false)] {
        if !group.is_empty() {
            let parts = group.into_iter().map(|(part, _)| part).collect();
            let manner = Manner {
                validate_only,
                create_customers,
            };
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
