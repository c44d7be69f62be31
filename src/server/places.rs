//! Places that many callers want at once. They are shared so that no caller can take all of them.
//!
//! The rule is that of shared-memory switches (Choudhury and Hahne, "Dynamic queue length thresholds for
//! shared-memory packet switches", 1998). A holder may take another place while it holds fewer than a
//! multiple of the free places. A holder that is alone may have almost all places. The more the others hold,
//! the fewer it may take, and some places always stay free for a newcomer.

use std::{
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A holder of places. Each call counts for its connection, for the peer's address and for the caller's
/// token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    /// A connection, by its number.
    Connection(u64),
    /// A peer's address. Many callers behind a proxy may share one.
    Peer(IpAddr),
    /// A token, by its hash. Many callers may share one.
    Token(u64),
}

impl Holder {
    /// A holder may hold up to this multiple of the free places. A connection can reach half of all places.
    /// An address or a token, which may stand for many callers, can reach fifteen sixteenths.
    const fn times_free(self) -> usize {
        match self {
            Self::Connection(_) => 1,
            Self::Peer(_) | Self::Token(_) => 15,
        }
    }

    /// Its name in metrics and in the log.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Connection(_) => "connection",
            Self::Peer(_) => "peer",
            Self::Token(_) => "token",
        }
    }
}

/// The reason why there was no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// All places are taken.
    All,
    /// This holder has reached its share.
    Share(Holder),
}

/// A fixed number of places.
#[derive(Debug, Clone)]
pub(super) struct Places(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    free: usize,
    held: HashMap<Holder, usize>,
}

/// One place. It is given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    holders: Holders,
}

/// The holders that one place counts for.
pub(super) type Holders = [Option<Holder>; 3];

impl Places {
    pub(super) fn new(number: usize) -> Self {
        let (free, held) = (number, HashMap::new());
        Self(Arc::new(Mutex::new(State { free, held })))
    }

    /// Takes a place, unless all are taken or one of the holders has reached its share.
    pub(super) fn take(&self, holders: Holders) -> Result<Place, Full> {
        let mut state = self.state();
        if state.free == 0 {
            return Err(Full::All);
        }
        for holder in holders.into_iter().flatten() {
            let held = state.held.get(&holder).copied().unwrap_or(0);
            if held >= holder.times_free().saturating_mul(state.free) {
                return Err(Full::Share(holder));
            }
        }
        state.free -= 1;
        for holder in holders.into_iter().flatten() {
            *state.held.entry(holder).or_default() += 1;
        }
        let places = self.clone();
        Ok(Place { places, holders })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that holds this lock can panic half-way, so its data is valid even if it is poisoned.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.places.state();
        state.free += 1;
        for holder in self.holders.into_iter().flatten() {
            if let Entry::Occupied(mut held) = state.held.entry(holder) {
                *held.get_mut() -= 1;
                if *held.get() == 0 {
                    held.remove();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(places: &Places, holder: Holder) -> Result<Place, Full> {
        places.take([Some(holder), None, None])
    }

    fn take_all(places: &Places, holder: Holder) -> Vec<Place> {
        std::iter::from_fn(|| take(places, holder).ok()).collect()
    }

    #[test]
    fn connections_leave_places_free_however_greedy_they_are() {
        let places = Places::new(256);
        let greedy: Vec<_> = (0..3)
            .map(|number| take_all(&places, Holder::Connection(number)))
            .collect();
        let lengths: Vec<usize> = greedy.iter().map(Vec::len).collect();
        assert_eq!(lengths, [128, 64, 32]);
        let newcomer = Holder::Connection(9);
        assert!(take(&places, newcomer).is_ok());
        drop(greedy);
        assert_eq!(take_all(&places, newcomer).len(), 128);
    }

    #[test]
    fn a_peer_with_any_number_of_connections_leaves_a_sixteenth() {
        let places = Places::new(256);
        let peer = Holder::Peer([10, 0, 0, 1].into());
        let call = |number| places.take([Some(Holder::Connection(number)), Some(peer), None]);
        let held: Vec<_> = (0..256).filter_map(|number| call(number).ok()).collect();
        assert_eq!(held.len(), 240);
        assert_eq!(call(999).unwrap_err(), Full::Share(peer));
        assert!(take(&places, Holder::Peer([10, 0, 0, 2].into())).is_ok());
    }

    #[test]
    fn one_place_is_taken_and_given_back() {
        let places = Places::new(1);
        let only = take(&places, Holder::Connection(1)).unwrap();
        assert_eq!(take(&places, Holder::Connection(2)).unwrap_err(), Full::All);
        drop(only);
        assert!(take(&places, Holder::Connection(2)).is_ok());
        assert!(places.state().held.is_empty());
    }
}
