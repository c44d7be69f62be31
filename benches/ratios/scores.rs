//! `GetScore` through gRPC: the full answer for now. It is compared with an echo of the same bytes and with
//! reading the rows that it rests on.

use std::sync::Arc;
use std::time::Duration;

use chrono::Datelike;
use customer_quality::pb::v1::customer_quality_service_client::CustomerQualityServiceClient;
use customer_quality::pb::v1::{GetScoreRequest, GetScoreResponse};
use domain::evaluation::months_cut;
use domain::time::Month;
use prost::Message;
use sqlx::postgres::PgConnection;
use tonic::transport::Channel;

use crate::core::the_model;
use crate::echo;
use crate::measure::{Samples, TURNS, Worker, lasting, together};
use crate::portfolio::{CUSTOMERS, FIRST_ALONE, TREE, id, now};
use crate::report::{self, begin_step};
use crate::service::{IN_FLIGHT, RunningService, askers};

/// The duration of each turn.
const TURN: Duration = Duration::from_millis(700);

/// The statement that reads histories as known now.
pub(crate) const HISTORIES: &str = include_str!("../../src/store/sql/histories_now.sql");

pub(crate) async fn measure(service: &RunningService) {
    one_group(service, "GetScore, whole portfolio", 0..CUSTOMERS).await;
    let alone = FIRST_ALONE..CUSTOMERS;
    one_group(service, "GetScore, no tree", alone).await;
    let what = format!("GetScore, brought {TREE}");
    one_group(service, &what, 0..1).await;
}

async fn one_group(service: &RunningService, what: &str, customers: std::ops::Range<usize>) {
    let ids: Arc<[String]> = customers.map(id).collect();
    let mut clients = askers(service.address).await;
    let answer = ask(&mut clients[0], ids[0].clone()).await;
    let bytes = answer.encode_to_vec();
    let size = bytes.len();
    let echo = echo::serve(bytes).await;
    let asking = |client| Asking {
        client,
        ids: Arc::clone(&ids),
    };
    let mut asking_us: Vec<Asking> = clients.into_iter().map(asking).collect();
    let mut asking_echo: Vec<Asking> = askers(echo).await.into_iter().map(asking).collect();
    let mut selecting = Vec::new();
    for _ in 0..IN_FLIGHT {
        selecting.push(Selecting::new(service.reading().await, Arc::clone(&ids)));
    }
    let (mut answers, mut echoes, mut selects) =
        (Samples::default(), Samples::default(), Samples::default());
    begin_step();
    for _ in 0..TURNS {
        asking_us = turn(asking_us, &mut answers).await;
        asking_echo = turn(asking_echo, &mut echoes).await;
        selecting = turn(selecting, &mut selects).await;
    }
    let rows: usize = selecting.iter().map(|selecting| selecting.rows).sum();
    let selected: usize = selecting.iter().map(|selecting| selecting.done).sum();
    let floor = format!("echo of {size} bytes");
    report::line(what, &floor, answers.compared_with(&echoes));
    let floor = format!("select of {} rows", rows / selected.max(1));
    report::line(what, &floor, answers.compared_with(&selects));
    report::note(&answers.describe(what));
}

async fn turn<W: Worker>(workers: Vec<W>, samples: &mut Samples) -> Vec<W> {
    let (workers, elapsed, done) = together(workers, lasting(TURN)).await;
    samples.push(elapsed, done);
    workers
}

struct Asking {
    client: CustomerQualityServiceClient<Channel>,
    ids: Arc<[String]>,
}

impl Worker for Asking {
    async fn work(&mut self, number: usize) {
        let customer_id = self.ids[number % self.ids.len()].clone();
        ask(&mut self.client, customer_id).await;
    }
}

async fn ask(
    client: &mut CustomerQualityServiceClient<Channel>,
    customer_id: String,
) -> GetScoreResponse {
    let request = GetScoreRequest {
        customer_id,
        ..GetScoreRequest::default()
    };
    let answer = client.get_score(request).await;
    answer.expect("there is an answer").into_inner()
}

struct Selecting {
    database: PgConnection,
    ids: Arc<[String]>,
    months: Vec<i32>,
    rows: usize,
    done: usize,
}

impl Selecting {
    fn new(database: PgConnection, ids: Arc<[String]>) -> Self {
        Self {
            database,
            ids,
            months: month_numbers(),
            rows: 0,
            done: 0,
        }
    }
}

impl Worker for Selecting {
    async fn work(&mut self, number: usize) {
        let at = number % self.ids.len();
        let own = &self.ids[at..=at];
        let query = sqlx::query(HISTORIES).bind(own).bind(&self.months);
        let query = query.bind(own).bind(vec![now()]).bind(now());
        let rows = query.fetch_all(&mut self.database).await;
        self.rows += rows.expect("there are rows").len();
        self.done += 1;
    }
}

/// The months whose facts an answer needs one by one, by the database's numbers.
pub(crate) fn month_numbers() -> Vec<i32> {
    let months = months_cut(&the_model(), now(), now()).into_iter();
    let first_days = months.map(Month::first_day);
    first_days
        .map(|day| day.year() * 12 + day.month0() as i32)
        .collect()
}
