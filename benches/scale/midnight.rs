//! Midnight: the time until the last changed class is written, and the waiting time of callers meanwhile.

use std::time::{Duration, Instant};

use domain::time::{add_days, start_of};
use sqlx::postgres::PgConnection;
use tokio::time::sleep;

use crate::everybody::rest;
use crate::latency::open_loop;
use crate::running::{MEMORY, POLL, Running, askers};
use crate::table::{self, note};

/// The duration of the measurement before midnight.
const BEFORE: Duration = Duration::from_secs(10);

/// Whether all customers were evaluated on the day `$1`.
const PASSED: &str = "SELECT EXISTS (SELECT FROM settings WHERE key = 'standings_pass'
    AND value->'reason'->>1 = $1 AND value->'end_time' <> 'null'::jsonb)";

pub(crate) async fn measure(running: &mut Running) {
    running.restart(MEMORY).await;
    rest(running).await;
    let people = running.people;
    let clients = askers(running.address, 16).await;
    let ((), before) = open_loop(&clients, people, sleep(BEFORE)).await;
    note(&format!("GetScore before midnight: {}", before.describe()));
    let clock = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
    let clock = running.number(clock).await;
    let mut database = running.connection().await;
    let day = add_days(running.now().date_naive(), 1);
    running.forget_peak();
    running.set_clock(start_of(day) + chrono::TimeDelta::seconds(1));
    let (started, before_it) = (Instant::now(), running.processor());
    let passed = passed(&mut database, day.to_string());
    let ((), meanwhile) = open_loop(&clients, people, passed).await;
    let took = started.elapsed();
    let processor = running.processor().since(before_it);
    table::rate("everybody evaluated after midnight", people.size, took);
    note(&format!(
        "{}, the answers to callers within",
        processor.each(people.size)
    ));
    let since = format!("to_timestamp({clock} / 1000000.0)");
    let changes = format!("SELECT count(*) FROM class_changes WHERE record_time > {since}");
    let changes = running.number(&changes).await;
    let last = format!(
        "SELECT coalesce(extract(epoch FROM max(record_time) - {since}) * 1000, 0)::bigint FROM class_changes"
    );
    let last = running.number(&last).await;
    let written = format!("SELECT count(*) FROM standings WHERE evaluate_time > {since}");
    let written = running.number(&written).await;
    note(&format!(
        "{written} standings written, {changes} changes of class, the last after {:.1} s",
        last as f64 / 1e3
    ));
    note(&format!(
        "GetScore meanwhile: {}; {:.1} times p99 before",
        meanwhile.describe(),
        meanwhile.p99() / before.p99()
    ));
    note(&format!(
        "the service held {} MB at most",
        running.memory().1
    ));
    note(&table::load());
}

async fn passed(database: &mut PgConnection, day: String) {
    loop {
        let passed = sqlx::query_scalar(PASSED).bind(&day);
        let passed: Result<bool, _> = passed.fetch_one(&mut *database).await;
        if passed.expect("the database answers") {
            return;
        }
        sleep(POLL * 5).await;
    }
}
