//! A run with a ledger through many kills: of the service, of its Postgres, and of both at once.

use futures::future;

use super::house::{House, until};
use super::ledger::{Fate, Findings};
use super::processes;
use super::say;
use super::writer::{Desk, Writer, held};
use crate::support::random::Random;

const SEED: u64 = 20_261_121;
const WRITERS: u64 = 6;
/// In a usual run; the variable `CRASH_KILLS` asks for more.
const KILLS: usize = 7;
/// Up to so many acknowledgements lie between two kills.
const PAUSE_MAX: u64 = 600;

#[tokio::test]
async fn no_acknowledged_fact_is_lost_or_doubled_by_any_kill() {
    let asked = std::env::var_os("CRASH_KILLS").and_then(|text| text.to_str()?.parse().ok());
    let kills: usize = asked.unwrap_or(KILLS);
    let mut house = House::new();
    house.start().await;
    let desk = Desk::default();
    let writers = (0..WRITERS).map(|number| Writer {
        number,
        random: Random(SEED + number),
        records: house.records(),
        desk: &desk,
    });
    let writing = future::join_all(writers.map(Writer::write));
    let killing = async {
        let mut random = Random(SEED);
        for number in 0..kills {
            let acknowledged = || desk.ledger.borrow().count(Fate::Acknowledged);
            let enough = acknowledged() + 1 + random.below(PAUSE_MAX) as usize;
            until("more is acknowledged", async || acknowledged() >= enough).await;
            match number % 3 {
                0 => house.kill_all().await,
                1 => house.kill_service().await,
                _ => processes::kill_postgres(&house.data()),
            }
            if number % 3 != 2 {
                house.start().await;
            }
        }
        desk.closed.set(true);
        house
    };
    let (_, house) = future::join(writing, killing).await;

    let ledger = desk.ledger.take();
    let findings = ledger.check(&held(&house).await);
    say(&format!(
        "{kills} kills, {} acknowledged, {findings}, {} refused; calls without an answer {:?}, of which \
         {} had been recorded and {} had not (seed {SEED})",
        ledger.count(Fate::Acknowledged),
        ledger.count(Fate::Refused),
        desk.unanswered.take(),
        desk.had_committed.get(),
        desk.had_not.get(),
    ));
    assert_eq!(findings, Findings::default());
    assert!(ledger.count(Fate::Refused) > 0, "conflicts were tried");
    house.is_consistent().await;
}
