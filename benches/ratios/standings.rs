//! The background work: new standings for all customers, compared with reading the rows they rest on.

use std::time::Instant;

use customer_quality::standings::Worker;
use sqlx::postgres::PgConnection;

use crate::measure::Samples;
use crate::portfolio::{CUSTOMERS, id, now};
use crate::report::{self, begin_step};
use crate::scores::{HISTORIES, month_numbers};
use crate::service::RunningService;

/// The number of times that all standings are made again.
const TIMES: usize = 3;

/// Customers read at a time.
const PAGE: usize = 200;

/// Puts all customers on the evaluator's queue, as if time had changed their answers.
const MARK_ALL: &str = "INSERT INTO dirty_customers (customer_id, cause)
    SELECT customer_id, 2 FROM customers ORDER BY customer_id ON CONFLICT (customer_id) DO NOTHING";

pub(crate) async fn measure(service: &RunningService) {
    let mut worker = Worker::new(service.evaluator.clone());
    worker.catch_up().await.expect("standings can be made");
    let mut database = service.reading().await;
    let (mut times, mut floor) = (Samples::default(), Samples::default());
    begin_step();
    for _ in 0..TIMES {
        let marked = sqlx::query(MARK_ALL).execute(&mut database).await;
        marked.expect("all can be marked");
        let started = Instant::now();
        worker.catch_up().await.expect("standings can be made");
        times.push(started.elapsed(), CUSTOMERS);
        let started = Instant::now();
        select(&mut database).await;
        floor.push(started.elapsed(), CUSTOMERS);
    }
    let what = "standings of all, per customer";
    report::line(what, "select of their rows", times.compared_with(&floor));
    report::note(&times.describe("standings"));
}

async fn select(database: &mut PgConnection) {
    let ids: Vec<String> = (0..CUSTOMERS).map(id).collect();
    for page in ids.chunks(PAGE) {
        let query = sqlx::query(HISTORIES).bind(page).bind(month_numbers());
        let query = query.bind(page).bind(vec![now(); page.len()]).bind(now());
        let rows = query.fetch_all(&mut *database).await;
        rows.expect("there are rows");
    }
}
