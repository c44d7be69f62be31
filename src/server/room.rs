//! Room for connections: how many there may be, and which one goes when there are too many.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio_util::sync::CancellationToken;

use super::places::{Full, Holder, Place, Places};

/// The connections of one port. Where it is full, the connection that has been silent for longest makes
/// room, so that peers who say nothing keep nobody out.
#[derive(Debug, Clone)]
pub(super) struct Room {
    places: Places,
    silent: Arc<Mutex<BTreeMap<u64, Silent>>>,
    numbers: Arc<AtomicU64>,
}

/// A connection that can be displaced.
#[derive(Debug)]
struct Silent {
    peer: IpAddr,
    displaced: CancellationToken,
    _place: Place,
}

/// A connection's place in the room, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    room: Room,
    number: u64,
    displaced: CancellationToken,
    kept: Option<Silent>,
}

impl Room {
    pub(super) fn new(max_connections: usize) -> Self {
        Self {
            places: Places::new(max_connections),
            silent: Arc::default(),
            numbers: Arc::default(),
        }
    }

    /// A seat for a new connection, at the cost of a silent one if need be; `None` where there is none.
    pub(super) fn enter(&self, peer: IpAddr) -> Option<Seat> {
        let mut silent = self.silent();
        let place = loop {
            match self.places.take([Some(Holder::Peer(peer)), None, None]) {
                Ok(place) => break place,
                Err(Full::All) => displace(&mut silent, |_| true)?,
                Err(Full::Share(_)) => displace(&mut silent, |other| other == peer)?,
            }
        };
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let displaced = CancellationToken::new();
        let entry = Silent {
            peer,
            displaced: displaced.clone(),
            _place: place,
        };
        silent.insert(number, entry);
        drop(silent);
        Some(Seat {
            room: self.clone(),
            number,
            displaced,
            kept: None,
        })
    }

    fn silent(&self) -> MutexGuard<'_, BTreeMap<u64, Silent>> {
        // Nothing in here can panic half-way.
        self.silent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the oldest silent connection among those wanted.
fn displace(silent: &mut BTreeMap<u64, Silent>, wanted: impl Fn(IpAddr) -> bool) -> Option<()> {
    let (&oldest, _) = silent.iter().find(|(_, entry)| wanted(entry.peer))?;
    silent.remove(&oldest)?.displaced.cancel();
    Some(())
}

impl Seat {
    /// The connection's number, different from that of every other one of this process's room.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Cancelled when the connection must go because another one needs its seat.
    pub(super) fn displaced(&self) -> CancellationToken {
        self.displaced.clone()
    }

    /// From now on the connection keeps its seat: its peer has spoken.
    pub(super) fn keep(&mut self) {
        if self.kept.is_none() {
            self.kept = self.room.silent().remove(&self.number);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.room.silent().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(last: u8) -> IpAddr {
        [10, 0, 0, last].into()
    }

    #[test]
    fn the_oldest_silent_connection_makes_room_and_those_that_spoke_stay() {
        let room = Room::new(3);
        let mut talking = room.enter(peer(1)).unwrap();
        talking.keep();
        let (first, second) = (room.enter(peer(2)).unwrap(), room.enter(peer(3)).unwrap());
        let mut third = room.enter(peer(4)).unwrap();
        assert!(first.displaced().is_cancelled());
        assert!(!second.displaced().is_cancelled() && !talking.displaced().is_cancelled());
        third.keep();
        room.enter(peer(5)).unwrap().keep();
        drop(first);
        assert!(second.displaced().is_cancelled());
    }

    #[test]
    fn a_room_full_of_those_that_spoke_takes_nobody_until_one_leaves() {
        let room = Room::new(2);
        let mut seats: Vec<Seat> = (1..=2)
            .map(|last| room.enter(peer(last)).unwrap())
            .collect();
        seats.iter_mut().for_each(Seat::keep);
        assert!(room.enter(peer(3)).is_none());
        seats.pop();
        assert!(room.enter(peer(3)).is_some());
    }

    #[test]
    fn a_peer_beyond_its_share_displaces_only_its_own() {
        let room = Room::new(32);
        let stranger = room.enter(peer(1)).unwrap();
        let greedy: Vec<Seat> = (0..40).map(|_| room.enter(peer(2)).unwrap()).collect();
        assert!(!stranger.displaced().is_cancelled());
        assert!(greedy[0].displaced().is_cancelled());
        assert!(room.enter(peer(3)).is_some());
        assert!(!stranger.displaced().is_cancelled());
    }
}
