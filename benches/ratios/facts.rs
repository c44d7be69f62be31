//! `RecordFacts` in batches through gRPC, against COPY of the same rows into a table without keys,
//! checks or anything derived.

use std::sync::Arc;

use customer_quality::pb::google_type::{Date, Money};
use customer_quality::pb::v1::customer_records_service_client::CustomerRecordsServiceClient;
use customer_quality::pb::v1::fact::Body;
use customer_quality::pb::v1::{
    Effort, EffortBilling, EffortKind, Fact, Invoice, Payment, RecordFactsRequest,
};
use futures::TryStreamExt;
use sqlx::Executor;
use sqlx::postgres::PgConnection;
use tonic::transport::Channel;

use crate::measure::{Samples, Worker, together};
use crate::portfolio::NOW;
use crate::report::{self, begin_step};
use crate::service::{BATCH, RunningService};

/// Batches in flight at any time.
const IN_FLIGHT: usize = 4;

/// Batches in each turn.
const BATCHES: usize = 24;

const TURNS: usize = 3;

/// Customers that a batch is about.
const CUSTOMERS_IN_BATCH: usize = 20;

pub(crate) async fn measure(service: &RunningService) {
    let mut database = service.database().await;
    let table = "CREATE TABLE plain_facts (LIKE facts)";
    database.execute(table).await.expect("a table can be made");
    let (mut recorded, mut copied, mut at_once) =
        (Samples::default(), Samples::default(), Samples::default());
    begin_step();
    for turn in 0..TURNS {
        record(service, turn, &mut recorded).await;
        let rows = rows_of(service, turn).await;
        let batches: Vec<Vec<u8>> = rows.chunks(BATCH).map(<[_]>::concat).collect();
        copy(service, batches, rows.len(), &mut copied).await;
        copy(service, vec![rows.concat()], rows.len(), &mut at_once).await;
    }
    let what = "RecordFacts, per fact";
    report::line(
        what,
        "COPY in the same batches",
        recorded.compared_with(&copied),
    );
    report::line(
        what,
        "one COPY of everything",
        recorded.compared_with(&at_once),
    );
    report::note(&recorded.describe("facts recorded"));
    report::note(&copied.describe("rows copied in batches"));
    report::note(&at_once.describe("rows copied at once"));
}

async fn record(service: &RunningService, turn: usize, samples: &mut Samples) {
    let batches: Arc<[Vec<Fact>]> = (0..BATCHES).map(|batch| facts(turn, batch)).collect();
    let recorders = service.recorders(IN_FLIGHT).await;
    let recording = |client| Recording {
        client,
        batches: Arc::clone(&batches),
    };
    let workers = recorders.into_iter().map(recording).collect();
    let (_, elapsed, done) = together(workers, |number| number < BATCHES).await;
    samples.push(elapsed, done * BATCH);
}

struct Recording {
    client: CustomerRecordsServiceClient<Channel>,
    batches: Arc<[Vec<Fact>]>,
}

impl Worker for Recording {
    async fn work(&mut self, number: usize) {
        let request = RecordFactsRequest {
            facts: self.batches[number].clone(),
            create_missing_customers: true,
            ..RecordFactsRequest::default()
        };
        let recorded = self.client.record_facts(request).await;
        let recorded = recorded.expect("the facts are recorded").into_inner();
        assert_eq!(recorded.recorded_count as usize, BATCH);
    }
}

/// A batch: for each of its customers invoices, payments and hours.
fn facts(turn: usize, batch: usize) -> Vec<Fact> {
    let fact = |number: usize| {
        let (customer, place) = (number % CUSTOMERS_IN_BATCH, number / CUSTOMERS_IN_BATCH);
        let invoice_id = format!("{}", place / 5 * 2 + place % 5 / 2);
        let body = match place % 5 {
            0 | 2 => invoice(invoice_id),
            1 | 3 => payment(invoice_id),
            _ => effort(),
        };
        Fact {
            customer_id: format!("B-{turn}-{batch}-{customer}"),
            source: format!("turn-{turn}"),
            fact_id: format!("{number}"),
            occur_time: Some(prost_types::Timestamp {
                seconds: NOW - place as i64 * 86_400,
                nanos: 0,
            }),
            body: Some(body),
            ..Fact::default()
        }
    };
    (0..BATCH).map(fact).collect()
}

fn money() -> Money {
    Money {
        currency_code: "EUR".to_owned(),
        units: 1_200,
        nanos: 0,
    }
}

fn invoice(invoice_id: String) -> Body {
    let date = |day| {
        Some(Date {
            year: 2026,
            month: 6,
            day,
        })
    };
    Body::Invoice(Invoice {
        invoice_id,
        amount: Some(money()),
        issue_date: date(1),
        due_date: date(15),
        ..Invoice::default()
    })
}

fn payment(invoice_id: String) -> Body {
    Body::Payment(Payment {
        invoice_id,
        amount: Some(money()),
        ..Payment::default()
    })
}

fn effort() -> Body {
    Body::Effort(Effort {
        duration: Some(prost_types::Duration {
            seconds: 1_800,
            nanos: 0,
        }),
        kind: EffortKind::Support.into(),
        billing: EffortBilling::Unbilled.into(),
    })
}

/// The rows that a turn recorded, as COPY takes them.
async fn rows_of(service: &RunningService, turn: usize) -> Vec<Vec<u8>> {
    let query = format!("COPY (SELECT * FROM facts WHERE source = 'turn-{turn}') TO STDOUT");
    let mut database = service.database().await;
    let rows = database.copy_out_raw(&query).await;
    let rows = rows.expect("the rows can be read");
    let rows: Vec<_> = rows.try_collect().await.expect("the rows can be read");
    rows.concat()
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

async fn copy(service: &RunningService, batches: Vec<Vec<u8>>, rows: usize, samples: &mut Samples) {
    let count = batches.len();
    let batches: Arc<[Vec<u8>]> = batches.into();
    let databases = service.databases(IN_FLIGHT.min(count)).await;
    let copying = |database| Copying {
        database,
        batches: Arc::clone(&batches),
    };
    let workers = databases.into_iter().map(copying).collect();
    let (_, elapsed, _) = together(workers, move |number| number < count).await;
    samples.push(elapsed, rows);
}

struct Copying {
    database: PgConnection,
    batches: Arc<[Vec<u8>]>,
}

impl Worker for Copying {
    async fn work(&mut self, number: usize) {
        let copy = self
            .database
            .copy_in_raw("COPY plain_facts FROM STDIN")
            .await;
        let mut copy = copy.expect("rows are taken");
        let sent = copy.send(self.batches[number].as_slice()).await;
        sent.expect("rows are taken");
        copy.finish().await.expect("rows are kept");
    }
}
