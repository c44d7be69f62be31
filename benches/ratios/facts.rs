//! `RecordFacts` in batches through gRPC. The floor is COPY of the same rows of facts, month sums and
//! invoices into copies of those tables with their keys, checks and indexes.

use std::mem;
use std::sync::{Arc, Mutex};

use customer_quality::pb::v1::customer_records_service_client::CustomerRecordsServiceClient;
use customer_quality::pb::v1::{Fact, RecordFactsRequest};
use futures::TryStreamExt;
use sqlx::Executor;
use sqlx::postgres::PgConnection;
use tonic::transport::Channel;

use crate::invented::{Order, label};
use crate::measure::{Samples, Worker, together};
use crate::report::{self, begin_step};
use crate::service::{BATCH, RunningService};

/// Batches in flight at any time.
const IN_FLIGHT: usize = 4;

/// Facts in each slice.
const SLICE: usize = 8 * BATCH;

/// The first slice creates the customers and warms up. It does not count.
const SLICES: usize = 16;

/// The tables to copy, and the condition that selects the rows of a slice.
const TABLES: [(&str, &str); 3] = [
    ("facts", "label = '$1'"),
    (
        "customer_months",
        "customer_id IN (SELECT customer_id FROM facts WHERE label = '$1') AND NOT EXISTS (
            SELECT FROM floor_customer_months AS there
            WHERE (there.customer_id, there.month) = (kept.customer_id, kept.month))",
    ),
    (
        "invoices",
        "customer_id IN (SELECT customer_id FROM facts WHERE label = '$1') AND NOT EXISTS (
            SELECT FROM floor_invoices AS there
            WHERE (there.customer_id, there.invoice_id) = (kept.customer_id, kept.invoice_id))",
    ),
];

pub(crate) async fn measure(service: &RunningService) {
    let mut database = service.database().await;
    for (table, _) in TABLES {
        let copy = format!("CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)");
        let made = database.execute(sqlx::AssertSqlSafe(copy)).await;
        made.expect("a table can be made");
    }
    compare(service, Order::ByCustomer, "by customer").await;
    compare(service, Order::ByDate, "by date").await;
}

async fn compare(service: &RunningService, order: Order, title: &str) {
    let name = title.replace(' ', "-");
    let (mut recorded, mut copied) = (Samples::default(), Samples::default());
    begin_step();
    for slice in 0..SLICES {
        let facts = order.slice(&name, slice, SLICE);
        let (of_service, of_floor) = (&mut Samples::default(), &mut Samples::default());
        let counts = slice > 0;
        record(
            service,
            facts,
            IN_FLIGHT,
            if counts { &mut recorded } else { of_service },
        )
        .await;
        let batches = rows_of(service, &label(&name, slice)).await;
        copy(
            service,
            batches,
            if counts { &mut copied } else { of_floor },
        )
        .await;
    }
    let what = format!("RecordFacts {title}, per fact");
    let compared = recorded.compared_with(&copied);
    report::line(&what, "COPY of its rows, indexes kept", compared);
    report::note(&compared.share("of the rate of COPY"));
    report::note(&recorded.describe("facts recorded"));
    report::note(&copied.describe("facts copied"));
}

/// Records facts in batches, `in_flight` of them at any time.
pub(crate) async fn record(
    service: &RunningService,
    facts: Vec<Fact>,
    in_flight: usize,
    samples: &mut Samples,
) {
    let batches = facts.chunks(BATCH).map(|batch| Mutex::new(batch.to_vec()));
    let batches: Arc<[Mutex<Vec<Fact>>]> = batches.collect();
    let recorders = service.recorders(in_flight).await;
    let recording = |client| Recording {
        client,
        batches: Arc::clone(&batches),
    };
    let workers = recorders.into_iter().map(recording).collect();
    let count = batches.len();
    let (_, elapsed, _) = together(workers, move |number| number < count).await;
    samples.push(elapsed, facts.len());
}

struct Recording {
    client: CustomerRecordsServiceClient<Channel>,
    batches: Arc<[Mutex<Vec<Fact>>]>,
}

impl Worker for Recording {
    async fn work(&mut self, number: usize) {
        let facts = mem::take(&mut *self.batches[number].lock().expect("nobody has failed"));
        let count = facts.len();
        let request = RecordFactsRequest {
            facts,
            create_missing_customers: true,
            ..RecordFactsRequest::default()
        };
        let recorded = self.client.record_facts(request).await;
        let recorded = recorded.expect("the facts are recorded").into_inner();
        assert_eq!(recorded.recorded_count as usize, count);
    }
}

/// The rows that a slice has added, in the form of COPY. Each batch has its rows of each table.
async fn rows_of(service: &RunningService, label: &str) -> Vec<[Vec<u8>; 3]> {
    let mut database = service.database().await;
    let mut batches = vec![<[Vec<u8>; 3]>::default(); SLICE / BATCH];
    for (place, (table, which)) in TABLES.iter().enumerate() {
        let which = which.replace("$1", label);
        let query = format!("COPY (SELECT * FROM {table} AS kept WHERE {which}) TO STDOUT");
        let rows = database.copy_out_raw(&query).await;
        let rows = rows.expect("the rows can be read");
        let rows: Vec<_> = rows.try_collect().await.expect("the rows can be read");
        let rows = rows.concat();
        let rows: Vec<&[u8]> = rows.split_inclusive(|byte| *byte == b'\n').collect();
        assert!(place > 0 || rows.len() == SLICE, "{} facts", rows.len());
        let each = rows.len().div_ceil(batches.len()).max(1);
        for (batch, rows) in batches.iter_mut().zip(rows.chunks(each)) {
            batch[place] = rows.concat();
        }
    }
    batches
}

async fn copy(service: &RunningService, batches: Vec<[Vec<u8>; 3]>, samples: &mut Samples) {
    let count = batches.len();
    let batches: Arc<[[Vec<u8>; 3]]> = batches.into();
    let databases = service.databases(IN_FLIGHT).await;
    let copying = |database| Copying {
        database,
        batches: Arc::clone(&batches),
    };
    let workers = databases.into_iter().map(copying).collect();
    let (_, elapsed, _) = together(workers, move |number| number < count).await;
    samples.push(elapsed, SLICE);
}

struct Copying {
    database: PgConnection,
    batches: Arc<[[Vec<u8>; 3]]>,
}

impl Worker for Copying {
    async fn work(&mut self, number: usize) {
        let begun = self.database.execute("BEGIN").await;
        begun.expect("a transaction begins");
        for ((table, _), rows) in TABLES.iter().zip(&self.batches[number]) {
            if rows.is_empty() {
                continue;
            }
            let copy = format!("COPY floor_{table} FROM STDIN");
            let mut copy = self
                .database
                .copy_in_raw(&copy)
                .await
                .expect("rows are taken");
            copy.send(rows.as_slice()).await.expect("rows are taken");
            copy.finish().await.expect("rows are kept");
        }
        let kept = self.database.execute("COMMIT").await;
        kept.expect("the rows are kept");
    }
}
