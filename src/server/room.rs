//! Room for connections: their number, and the choice of the one that leaves when there are too many.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio_util::sync::CancellationToken;

use super::places::{Full, Holder, Place, Places};

/// The connections of one port. When it is full, the connection that has been without a call for longest is
/// closed, so that peers who only hold connections keep nobody out.
#[derive(Debug, Clone)]
pub(super) struct Room {
    places: Places,
    seats: Arc<Mutex<Seats>>,
}

#[derive(Debug, Default)]
struct Seats {
    next: u64,
    taken: HashMap<u64, Taken>,
    /// The numbers of the connections without a call, in the order in which they may be displaced.
    idle: BTreeMap<u64, u64>,
}

/// The known state of a connection.
#[derive(Debug)]
struct Taken {
    peer: IpAddr,
    calls: usize,
    /// Its place in the order of idle connections, if it is idle.
    turn: u64,
    displaced: CancellationToken,
    _place: Place,
}

/// A connection's place in the room. It is given back when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    room: Room,
    number: u64,
    displaced: CancellationToken,
}

/// A call in progress. Its connection cannot be displaced.
#[derive(Debug)]
pub(super) struct Busy(Arc<Seat>);

impl Room {
    pub(super) fn new(max_connections: usize) -> Self {
        Self {
            places: Places::new(max_connections),
            seats: Arc::default(),
        }
    }

    /// A seat for a new connection. It displaces an idle connection if necessary; `None` if there is none.
    pub(super) fn enter(&self, peer: IpAddr) -> Option<Seat> {
        let mut seats = self.seats();
        let place = loop {
            match self.places.take([Some(Holder::Peer(peer)), None, None]) {
                Ok(place) => break place,
                Err(Full::All) => seats.displace(|_| true)?,
                Err(Full::Share(_)) => seats.displace(|other| other == peer)?,
            }
        };
        let displaced = CancellationToken::new();
        let number = seats.turn();
        seats.taken.insert(
            number,
            Taken {
                peer,
                calls: 0,
                turn: number,
                displaced: displaced.clone(),
                _place: place,
            },
        );
        seats.idle.insert(number, number);
        drop(seats);
        Some(Seat {
            room: self.clone(),
            number,
            displaced,
        })
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        // No code that holds this lock can panic half-way, so its data is valid even if it is poisoned.
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seats {
    fn turn(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Closes the connection that has been idle for longest, among those that `wanted` selects.
    fn displace(&mut self, wanted: impl Fn(IpAddr) -> bool) -> Option<()> {
        let peer = |number: &u64| self.taken.get(number).map(|taken| taken.peer);
        let mut idle = self.idle.values();
        let number = *idle.find(|number| peer(number).is_some_and(&wanted))?;
        self.remove(number)?.displaced.cancel();
        Some(())
    }

    fn remove(&mut self, number: u64) -> Option<Taken> {
        let taken = self.taken.remove(&number)?;
        if taken.calls == 0 {
            self.idle.remove(&taken.turn);
        }
        Some(taken)
    }

    fn begin(&mut self, number: u64) {
        // A connection that was displaced in the meantime is about to be closed.
        let Some(taken) = self.taken.get_mut(&number) else {
            return;
        };
        if taken.calls == 0 {
            self.idle.remove(&taken.turn);
        }
        taken.calls += 1;
    }

    fn end(&mut self, number: u64) {
        let turn = self.turn();
        let Some(taken) = self.taken.get_mut(&number) else {
            return;
        };
        taken.calls -= 1;
        if taken.calls == 0 {
            taken.turn = turn;
            self.idle.insert(turn, number);
        }
    }
}

impl Seat {
    /// The connection's number, unique within its port.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Cancelled when the connection must go because another one needs its seat.
    pub(super) fn displaced(&self) -> CancellationToken {
        self.displaced.clone()
    }

    /// Marks the connection as busy with a call, until the returned value is dropped.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.room.seats().begin(self.number);
        Busy(Arc::clone(self))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.room.seats().end(self.0.number);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.room.seats().remove(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(last: u8) -> IpAddr {
        [10, 0, 0, last].into()
    }

    fn enter(room: &Room, last: u8) -> Arc<Seat> {
        Arc::new(room.enter(peer(last)).unwrap())
    }

    #[test]
    fn the_connection_that_is_idle_for_longest_makes_room_and_those_with_calls_stay() {
        let room = Room::new(3);
        let [first, second, third] = [1, 2, 3].map(|last| enter(&room, last));
        let call = first.busy();
        drop(second.busy());
        // Now the third one has been idle for longest.
        let fourth = enter(&room, 4);
        assert!(third.displaced().is_cancelled());
        let calls = [second.busy(), fourth.busy(), fourth.busy()];
        assert!(room.enter(peer(5)).is_none());
        drop(call);
        drop(enter(&room, 5));
        assert!(first.displaced().is_cancelled());
        drop(calls);
        for seat in [&second, &fourth] {
            assert!(!seat.displaced().is_cancelled());
        }
    }

    #[test]
    fn a_seat_is_free_when_its_connection_has_gone() {
        let room = Room::new(1);
        let seat = enter(&room, 1);
        let call = seat.busy();
        assert!(room.enter(peer(2)).is_none());
        drop((call, seat));
        assert!(room.enter(peer(2)).is_some());
        assert!(room.seats().taken.is_empty() && room.seats().idle.is_empty());
    }

    #[test]
    fn a_peer_beyond_its_share_displaces_only_its_own() {
        let room = Room::new(32);
        let stranger = enter(&room, 1);
        let greedy: Vec<_> = (0..40).map(|_| enter(&room, 2)).collect();
        assert!(!stranger.displaced().is_cancelled());
        assert!(greedy[0].displaced().is_cancelled());
        enter(&room, 3);
        assert!(!stranger.displaced().is_cancelled());
    }
}
