//! The evaluation of all customers, for the first time and again, compared with reading and writing the
//! rows by COPY.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use tokio::time::sleep;

use crate::ask::Timed;
use crate::load::execute;
use crate::running::{MEMORY, POLL, Running};
use crate::table::{self, note};

/// The rows that the evaluation of all customers reads.
const READ: [&str; 4] = [
    "SELECT * FROM customers",
    "SELECT * FROM customer_months",
    "SELECT * FROM facts WHERE is_record",
    "SELECT * FROM referral_figures",
];

/// The number of repetitions if one does not take long.
const TIMES: usize = 3;

/// The number of customers from which it takes long.
const MANY: usize = 500_000;

/// The times at which a pass began and ended.
pub(crate) async fn pass(
    running: &mut Running,
    name: &str,
) -> Option<(DateTime<Utc>, Option<DateTime<Utc>>)> {
    let pass = "SELECT (value->>'begin_time')::timestamptz, (value->>'end_time')::timestamptz
        FROM settings WHERE key = $1 AND value <> 'null'::jsonb";
    let pass = sqlx::query_as(pass).bind(name);
    let pass = pass.fetch_optional(&mut running.database).await;
    pass.expect("there are settings")
}

/// Waits until the pass has ended. Returns its duration.
async fn ended(running: &mut Running, name: &str) -> Duration {
    loop {
        if let Some((begun, Some(ended))) = pass(running, name).await {
            return (ended - begun).to_std().unwrap_or_default();
        }
        sleep(POLL * 5).await;
    }
}

/// Waits until no work is left.
pub(crate) async fn rest(running: &mut Running) {
    let waiting =
        "SELECT (SELECT count(*) FROM dirty_customers) + (SELECT count(*) FROM referral_queue)";
    while running.number(waiting).await > 0 {
        sleep(POLL * 5).await;
    }
}

/// Waits until all customers are evaluated after the load.
pub(crate) async fn first(running: &mut Running) {
    let (size, started) = (running.people.size, Instant::now());
    running.forget_peak();
    let took = ended(running, "shares_pass").await;
    table::rate("standings and shares made", size, took);
    while running
        .number("SELECT count(*) FROM portfolio_publications")
        .await
        == 0
    {
        sleep(POLL).await;
    }
    let published = "SELECT (extract(epoch FROM (
            SELECT min(publish_time) FROM portfolio_publications
        ) - (value->>'end_time')::timestamptz) * 1000)::bigint FROM settings WHERE key = 'shares_pass'";
    let millis = running.number(published).await;
    note(&format!("first portfolio figures: {millis} ms later"));
    let took = ended(running, "standings_pass").await;
    table::rate("standings made again with them", size, took);
    rest(running).await;
    let seconds = started.elapsed().as_secs_f64();
    let (_, peak) = running.memory();
    note(&format!(
        "at rest {seconds:.0} s after the start; the service held {peak} MB at most"
    ));
    note(&table::load());
}

/// Evaluates all customers again.
pub(crate) async fn anew(running: &mut Running) {
    let size = running.people.size;
    let (mut times, mut copies) = (Timed::default(), Timed::default());
    let mut peak = 0;
    for _ in 0..if size < MANY { TIMES } else { 1 } {
        rest(running).await;
        let anew = "TRUNCATE standings; DELETE FROM settings WHERE key = 'standings_pass'";
        execute(&mut running.database, anew).await;
        running.restart(MEMORY).await;
        let before = running.processor();
        times
            .clock
            .push(ended(running, "standings_pass").await, size);
        let took = running.processor().since(before);
        times.processor.0.push(took.all() / size as f64);
        note(&took.each(size));
        peak = peak.max(running.memory().1);
        rest(running).await;
        copy(running, &mut copies).await;
    }
    let what = "everybody evaluated anew, per customer";
    table::line(
        running,
        what,
        "COPY out and in of their rows",
        (&times, &[&copies]),
    );
    note(&format!("the service held {peak} MB at most"));
}

async fn copy(running: &mut Running, timed: &mut Timed) {
    let size = running.people.size;
    let mut database = running.connection().await;
    let rows = database.copy_out_raw("COPY standings TO STDOUT").await;
    let rows: Vec<_> = rows
        .expect("the rows can be read")
        .try_collect()
        .await
        .expect("the rows can be read");
    let twin = "DROP TABLE IF EXISTS twin; CREATE TABLE twin (LIKE standings INCLUDING ALL)";
    execute(&mut database, twin).await;
    let (started, before) = (Instant::now(), running.processor());
    for rows in READ {
        let copy = format!("COPY ({rows}) TO STDOUT");
        let rows = database.copy_out_raw(&copy).await;
        let mut rows = rows.expect("the rows can be read");
        while rows
            .try_next()
            .await
            .expect("the rows can be read")
            .is_some()
        {}
    }
    let copy = database.copy_in_raw("COPY twin FROM STDIN").await;
    let mut copy = copy.expect("rows are taken");
    for part in rows {
        copy.send(part).await.expect("rows are taken");
    }
    copy.finish().await.expect("rows are kept");
    timed.clock.push(started.elapsed(), size);
    let took = running.processor().since(before);
    timed.processor.0.push(took.all() / size as f64);
    execute(&mut database, "DROP TABLE twin").await;
}
