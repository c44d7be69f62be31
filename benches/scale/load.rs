//! Fills the database. The first customers go through the service. All others are copies of these rows
//! under other ids, because the service would take hours.

use std::sync::Arc;
use std::time::Instant;

use customer_quality::pb::v1::customer_records_service_client::CustomerRecordsServiceClient;
use customer_quality::pb::v1::{Fact, RecordFactsRequest};
use domain::time::add_days;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Executor};
use tonic::transport::Channel;

use crate::ask::patiently;
use crate::bodies;
use crate::measure::{Worker, together};
use crate::people::{RECORDED, fact, facts, id};
use crate::running::{MEMORY, Running};
use crate::table::{self, note};

/// Facts in one batch.
pub(crate) const BATCH: usize = 500;

/// Batches in flight at any time.
const IN_FLIGHT: usize = 8;

/// The number of referrals that go through the service. The others are copies.
const REFERRALS_RECORDED: usize = 20;

/// The tables that hold a customer's copies.
const TABLES: [&str; 5] = [
    "customers",
    "customer_versions",
    "facts",
    "customer_months",
    "invoices",
];

/// The statement that removes everything derived from facts, and the progress of that work.
const DERIVED: &str = "TRUNCATE standings, portfolio_shares, referral_figures, referral_queue,
        dirty_customers, portfolio_publications, class_changes;
    DELETE FROM settings WHERE key IN ('shares_pass', 'standings_pass')";

pub(crate) async fn load(running: &mut Running) {
    let today = running.now().date_naive();
    let recorded = running.people.size.min(RECORDED);
    let started = Instant::now();
    let all: Vec<Fact> = (0..recorded)
        .flat_map(|number| facts(number, today))
        .collect();
    let count = all.len();
    record(running, all).await;
    table::rate("facts recorded", count, started.elapsed());
    let started = Instant::now();
    copy(running, recorded).await;
    refer(running).await;
    note(&format!(
        "copied in {:.0} s",
        started.elapsed().as_secs_f64()
    ));
    execute(&mut running.database, "VACUUM ANALYZE").await;
    execute(&mut running.database, "CHECKPOINT").await;
    let facts = running.number("SELECT count(*) FROM facts").await;
    let size = running
        .number("SELECT pg_database_size(current_database()) / 1000000")
        .await;
    note(&format!("facts: {facts}, database: {size} MB"));
    execute(&mut running.database, DERIVED).await;
    running.restart(MEMORY).await;
}

pub(crate) async fn execute(database: &mut PgConnection, statements: &str) {
    let done = database.execute(AssertSqlSafe(statements)).await;
    done.expect("the database does it");
}

/// Records `facts` through the service, with many batches at a time.
pub(crate) async fn record(running: &Running, facts: Vec<Fact>) {
    let batches: Arc<[Vec<Fact>]> = facts.chunks(BATCH).map(<[Fact]>::to_vec).collect();
    let count = batches.len();
    let recorders = running.recorders(IN_FLIGHT).await;
    let recording = |client| Recording {
        client,
        batches: Arc::clone(&batches),
    };
    let workers = recorders.into_iter().map(recording).collect();
    together(workers, move |number| number < count).await;
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
        let client = &self.client;
        patiently(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.record_facts(request).await }
        })
        .await;
    }
}

/// Copies the customers `0..recorded` until there are enough. It drops the indexes that are not keys first
/// and makes them again afterwards.
async fn copy(running: &mut Running, recorded: usize) {
    let copies = running.people.size / recorded;
    if copies < 2 {
        return;
    }
    let database = &mut running.database;
    let settings = "SET synchronous_commit = off; SET maintenance_work_mem = '256MB'";
    execute(database, settings).await;
    let secondary = "SELECT indexname::text, indexdef FROM pg_indexes
        WHERE tablename = 'facts' AND indexname <> 'facts_pkey'";
    let secondary: Vec<(String, String)> = sqlx::query_as(secondary)
        .fetch_all(&mut *database)
        .await
        .expect("there are indexes");
    for (name, _) in &secondary {
        execute(database, &format!("DROP INDEX {name}")).await;
    }
    for name in TABLES {
        let columns = columns(database, name, &["customer_id"]).await;
        for copy in 1..copies {
            let shift = copy * recorded;
            let statement = format!(
                "INSERT INTO {name} (customer_id, {columns})
                SELECT 'C-' || lpad((substr(customer_id, 3)::bigint + {shift})::text, 7, '0'), {columns}
                FROM {name} WHERE customer_id < '{}' ORDER BY customer_id",
                id(recorded)
            );
            execute(database, &statement).await;
        }
    }
    for (_, definition) in &secondary {
        execute(database, definition).await;
    }
}

/// The columns of the table `name`, except those in `without`.
async fn columns(database: &mut PgConnection, name: &str, without: &[&str]) -> String {
    let columns = "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL($2)";
    let columns = sqlx::query_scalar(columns).bind(name).bind(without);
    columns.fetch_one(database).await.expect("it has columns")
}

/// Records the referrals.
async fn refer(running: &mut Running) {
    let people = running.people;
    let pairs = (0..people.size).filter_map(|number| Some((people.referrer(number)?, number)));
    let pairs: Vec<(String, String)> = pairs.map(|(by, number)| (id(by), id(number))).collect();
    let day = add_days(running.now().date_naive(), -700);
    let referral = |(referrer, referred): &(String, String)| {
        let body = bodies::refer(referred, None);
        fact(referrer, "crm", &format!("referral-{referred}"), day, body)
    };
    record(
        running,
        pairs[..REFERRALS_RECORDED].iter().map(referral).collect(),
    )
    .await;
    let (referrers, referred): (Vec<String>, Vec<String>) =
        pairs[REFERRALS_RECORDED..].iter().cloned().unzip();
    let (first_by, first) = &pairs[0];
    let of_one = format!("source = 'crm' AND fact_id = 'referral-{first}'");
    let database = &mut running.database;
    let of_facts = columns(database, "facts", &["customer_id", "fact_id", "body"]).await;
    let facts = format!(
        "INSERT INTO facts (customer_id, fact_id, body, {of_facts})
        SELECT pair.referrer, 'referral-' || pair.referred,
            replace(body::text, '{first}', pair.referred)::jsonb, {of_facts}
        FROM facts, unnest($1::text[], $2::text[]) AS pair (referrer, referred)
        WHERE customer_id = '{first_by}' AND {of_one}"
    );
    let of_referrals = ["referrer_customer_id", "referred_customer_id", "fact_id"];
    let of_referrals = columns(database, "referrals", &of_referrals).await;
    let referrals = format!(
        "INSERT INTO referrals (referrer_customer_id, referred_customer_id, fact_id, {of_referrals})
        SELECT pair.referrer, pair.referred, 'referral-' || pair.referred, {of_referrals}
        FROM referrals, unnest($1::text[], $2::text[]) AS pair (referrer, referred)
        WHERE referred_customer_id = '{first}'"
    );
    for statement in [facts, referrals] {
        let statement = sqlx::query(AssertSqlSafe(statement));
        let done = statement.bind(&referrers).bind(&referred);
        let done = done.execute(&mut *database).await;
        done.expect("the referrals are kept");
    }
}
