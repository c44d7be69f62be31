//! The portfolio figures at hand.

use crate::customer::Peers;
use crate::portfolio::Basis;
use crate::time::{Month, Time};
use std::collections::BTreeMap;

/// Portfolio figures by boundary and group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bases(BTreeMap<(Month, Peers), Basis>);

/// Figures that were not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the portfolio figures of {peers:?} at {boundary:?} were not given")]
pub struct MissingBasis {
    /// Their boundary.
    pub boundary: Month,
    /// Their group.
    pub peers: Peers,
}

impl Bases {
    /// Takes `basis` in.
    pub fn insert(&mut self, basis: Basis) {
        self.0.insert((basis.boundary, basis.peers), basis);
    }

    /// All figures.
    pub fn all(&self) -> impl Iterator<Item = &Basis> {
        self.0.values()
    }

    /// The figures that an answer about `time` is compared with, all its moments alike.
    ///
    /// # Errors
    /// [`MissingBasis`] if they were not given.
    pub fn at(&self, time: Time, peers: Peers) -> Result<&Basis, MissingBasis> {
        let boundary = Month::at(time);
        self.0
            .get(&(boundary, peers))
            .ok_or(MissingBasis { boundary, peers })
    }
}
