//! A migrated store for each test.

use std::sync::Arc;
use std::time::Duration;

use customer_quality::error::Error;
use customer_quality::store::{
    Cut, Durability, Knowledge, RecordBatch, RecordOutcome, Store, StoreOptions, migrations,
};
use customer_quality::telemetry::Metrics;
use domain::fact::Fact;
use domain::history::{History, Months};
use sqlx::PgPool;

use super::door::Door;
use super::postgres::{TestDatabase, fresh_database};
use super::server::until;

/// A deadline that is long enough for every step of a test.
pub(crate) const BUDGET: Duration = Duration::from_secs(20);

/// A store on a database of its own, and a pool for direct queries.
pub(crate) struct TestStore {
    pub(crate) store: Store,
    pub(crate) pool: PgPool,
    pub(crate) database: Arc<TestDatabase>,
    /// The store's measures.
    pub(crate) metrics: Metrics,
}

/// A migrated store.
pub(crate) async fn fresh_store() -> TestStore {
    let database = fresh_database(&migrations::fingerprint(), |url| async move {
        let store = Store::connect(&options(&url)).await.unwrap();
        store.migrate().await.unwrap();
    })
    .await;
    TestStore::on(Arc::new(database)).await
}

/// The connection settings of tests: few connections, to a server that need not be durable.
pub(crate) fn options(url: &str) -> StoreOptions {
    StoreOptions {
        pool_size: 20,
        durability: Durability::Waived,
        ..StoreOptions::new(url)
    }
}

impl TestStore {
    /// A store on this database.
    pub(crate) async fn on(database: Arc<TestDatabase>) -> Self {
        Self::over(database.url.clone(), database).await
    }

    /// A store with the database at `url`.
    async fn over(url: String, database: Arc<TestDatabase>) -> Self {
        let metrics = Metrics::new().unwrap();
        let measured = StoreOptions {
            measures: metrics.measures().clone(),
            ..options(&url)
        };
        Self {
            store: Store::connect(&measured).await.unwrap(),
            pool: PgPool::connect(&database.url).await.unwrap(),
            metrics,
            database,
        }
    }

    /// A second store on the same database. It shares nothing else with this one.
    pub(crate) async fn beside(&self) -> Self {
        Self::on(Arc::clone(&self.database)).await
    }

    /// The same database as another replica sees it through a proxy.
    pub(crate) async fn through(&self, door: &Door) -> Self {
        Self::over(door.url.clone(), self.database.clone()).await
    }

    /// Waits until a session of this database waits for another session's lock.
    pub(crate) async fn waits_for_a_lock(&self) {
        let waiting = "SELECT count(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        until("a session waits", async || self.count(waiting).await > 0).await;
    }

    /// Records facts, creating their customers.
    pub(crate) async fn tell(&self, facts: Vec<Fact>) -> Result<RecordOutcome, Error> {
        let batch = RecordBatch {
            facts,
            create_missing_customers: true,
            ..RecordBatch::default()
        };
        self.record(batch).await
    }

    /// Records a batch. Then the derived data must match the facts.
    pub(crate) async fn record(&self, batch: RecordBatch) -> Result<RecordOutcome, Error> {
        let told = batch.facts.iter().map(|fact| &fact.key);
        let keys = told.chain(batch.retractions.iter().map(|retraction| &retraction.key));
        let customers: Vec<String> = keys.map(|key| key.customer_id.clone()).collect();
        let recorded = self.store.record(batch, BUDGET).await;
        assert_eq!(self.store.differences(&customers).await.unwrap(), []);
        recorded
    }

    /// The number of rows that a query returns.
    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// The history of one customer as known now.
    pub(crate) async fn history(&self, customer_id: &str) -> Option<History> {
        let ids = [customer_id.to_owned()];
        let loaded = self
            .store
            .histories(&ids, &Cut::default(), Knowledge::Now)
            .await
            .unwrap();
        loaded.into_values().next().map(|loaded| loaded.history)
    }

    /// The stored monthly sums of one customer.
    pub(crate) async fn months(&self, customer_id: &str) -> Months {
        self.history(customer_id)
            .await
            .map(|it| it.months().clone())
            .unwrap_or_default()
    }

    /// All facts and everything derived from facts and retractions, as text for comparison.
    pub(crate) async fn derived(&self) -> String {
        let mut text = String::new();
        for query in [
            "SELECT coalesce(string_agg(t::text, ' ' ORDER BY t.*), '') FROM customer_months t",
            "SELECT coalesce(string_agg(t::text, ' ' ORDER BY t.*), '') FROM invoices t",
            "SELECT coalesce(string_agg(t::text, ' ' ORDER BY t.*), '') FROM referrals t",
        ] {
            let rows: String = sqlx::query_scalar(query)
                .fetch_one(&self.pool)
                .await
                .unwrap();
            text.push_str(&rows);
            text.push('\n');
        }
        text
    }
}
