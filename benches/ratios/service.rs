//! The whole service on a free port, over a durable Postgres of its own in a temporary folder.

use std::fs::{self, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use customer_quality::clock::Clock;
use customer_quality::config::{Config, Flags, Surroundings};
use customer_quality::evaluate::Evaluator;
use customer_quality::feeds::Feeds;
use customer_quality::models::{Hours, Registry};
use customer_quality::past::{LARGEST_TREE, Past};
use customer_quality::pb::v1::customer_quality_service_client::CustomerQualityServiceClient;
use customer_quality::pb::v1::customer_records_service_client::CustomerRecordsServiceClient;
use customer_quality::rpc::{Service, answers::answer_memory, limits::Limits, page::PageKey};
use customer_quality::server::{Backend, Listeners, Server};
use customer_quality::service::routes;
use customer_quality::store::{RecordBatch, Store, StoreOptions};
use customer_quality::telemetry::Metrics;
use domain::fact::Fact;
use domain::money::Currency;
use futures::stream;
use postgres::{Cluster, Environment, Options, default_data_folder};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};
use tempfile::TempDir;
use tonic::transport::{Channel, Endpoint};

use crate::measure::{Samples, Worker, together};
use crate::portfolio::{self, CUSTOMERS};

/// Connections of the callers.
const CONNECTIONS: usize = 4;

/// Calls in flight at any time.
pub(crate) const IN_FLIGHT: usize = 16;

/// Facts in one batch.
pub(crate) const BATCH: usize = 500;

pub(crate) struct RunningService {
    pub(crate) store: Store,
    pub(crate) evaluator: Evaluator,
    pub(crate) address: SocketAddr,
    cluster: Cluster,
    _folder: TempDir,
}

impl RunningService {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        // Under root, the database's user needs access to its data.
        let permissions = Permissions::from_mode(0o711);
        fs::set_permissions(folder.path(), permissions).expect("it is ours");
        let environment = Environment::of_process();
        let kept = default_data_folder(&environment).ok();
        let options = Options {
            programs_folder: kept.map(|folder| folder.join("programs")),
            ..Options::durable(folder.path().join("data"), environment)
        };
        let cluster = Cluster::start(options, &|step| println!("{step}")).await;
        let cluster = cluster.expect("Postgres starts");
        let store = Store::connect(&StoreOptions::new(cluster.url())).await;
        let store = store.expect("the database answers");
        store.migrate().await.expect("the schema is made");
        let clock = Clock::fixed(portfolio::now());
        let registry = Registry::open(&store).await.expect("the models are kept");
        let currency = Currency::parse("EUR").expect("a currency");
        let hours = Hours::load(&store, currency).await;
        let hours = hours.expect("the hours are read");
        let evaluator = Evaluator::new(store.clone(), clock.clone(), registry, hours);
        let service = Service {
            feeds: Feeds::new(store.clone(), clock.clone()),
            past: Past::new(evaluator.clone(), LARGEST_TREE),
            evaluator: evaluator.clone(),
            store: store.clone(),
            clock,
            reporting_currency: currency,
            limits: Limits::STANDARD,
            page_key: PageKey::new([7; 32]),
            memory: answer_memory(0, true),
        };
        Self {
            address: serve(service).await,
            store,
            evaluator,
            cluster,
            _folder: folder,
        }
    }

    pub(crate) async fn stop(self) {
        self.store.close().await;
        self.cluster.stop().await;
    }

    /// The database and its settings.
    pub(crate) async fn describe(&self) -> String {
        let settings = "SELECT 'Postgres ' || current_setting('server_version') || ', fsync '
            || current_setting('fsync') || ', synchronous_commit '
            || current_setting('synchronous_commit') || ', shared_buffers '
            || current_setting('shared_buffers') || ', ' || now()::date";
        let answer = sqlx::query_scalar(settings);
        let answer = answer.fetch_one(&mut self.database().await).await;
        answer.expect("the database answers")
    }

    /// A connection to the database for one user alone.
    pub(crate) async fn database(&self) -> PgConnection {
        let connection = PgConnection::connect(&self.cluster.url()).await;
        connection.expect("the database answers")
    }

    /// Several such connections.
    pub(crate) async fn databases(&self, count: usize) -> Vec<PgConnection> {
        let mut connections = Vec::new();
        for _ in 0..count {
            connections.push(self.database().await);
        }
        connections
    }

    /// A connection that plans each statement only once, so that reading is as cheap as possible.
    pub(crate) async fn reading(&self) -> PgConnection {
        let mut connection = self.database().await;
        let settings = "SET plan_cache_mode = force_generic_plan; SET jit = off";
        connection.execute(settings).await.expect("it can be set");
        connection
    }

    /// Clients for recording.
    pub(crate) async fn recorders(
        &self,
        count: usize,
    ) -> Vec<CustomerRecordsServiceClient<Channel>> {
        let channels = channels(self.address, count).await;
        let client = CustomerRecordsServiceClient::new;
        channels.into_iter().map(client).collect()
    }

    /// Sends the portfolio to the service.
    pub(crate) async fn load(&self) -> Samples {
        let facts: Vec<Fact> = (0..CUSTOMERS).flat_map(portfolio::facts).collect();
        let total = facts.len();
        let batches: Arc<[Vec<Fact>]> = facts.chunks(BATCH).map(<[Fact]>::to_vec).collect();
        drop(facts);
        let started = Instant::now();
        let count = batches.len();
        let loader = || Loader {
            store: self.store.clone(),
            batches: Arc::clone(&batches),
        };
        let loaders = (0..CONNECTIONS).map(|_| loader()).collect();
        together(loaders, move |number| number < count).await;
        for batch in portfolio::referrals(CUSTOMERS).chunks(BATCH) {
            record(&self.store, batch.to_vec()).await;
        }
        let mut samples = Samples::default();
        samples.push(started.elapsed(), total);
        let vacuumed = self.database().await.execute("VACUUM ANALYZE").await;
        vacuumed.expect("the database is analysed");
        samples
    }
}

/// Clients of the quality service at `address`.
pub(crate) async fn askers(address: SocketAddr) -> Vec<CustomerQualityServiceClient<Channel>> {
    let channels = channels(address, IN_FLIGHT).await;
    let client = CustomerQualityServiceClient::new;
    channels.into_iter().map(client).collect()
}

/// `count` callers that share a few connections.
async fn channels(address: SocketAddr, count: usize) -> Vec<Channel> {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an address");
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(endpoint.connect().await.expect("the server answers"));
    }
    connections.into_iter().cycle().take(count).collect()
}

struct Loader {
    store: Store,
    batches: Arc<[Vec<Fact>]>,
}

impl Worker for Loader {
    async fn work(&mut self, number: usize) {
        record(&self.store, self.batches[number].clone()).await;
    }
}

async fn record(store: &Store, facts: Vec<Fact>) {
    let batch = RecordBatch {
        facts,
        create_missing_customers: true,
        ..RecordBatch::default()
    };
    let recorded = store.record(batch, Duration::from_secs(30)).await;
    recorded.expect("the facts are recorded");
}

#[expect(
    clippy::disallowed_methods,
    reason = "the server ends with the program"
)]
async fn serve(service: Service) -> SocketAddr {
    let flags = [("listen", "127.0.0.1:0"), ("admin", "127.0.0.1:0")];
    let flags = flags.iter().fold(Flags::default(), |flags, (name, value)| {
        flags.with(name, *value)
    });
    let config =
        Config::resolve(&flags, &Surroundings::default(), None).expect("the settings are right");
    let metrics = Metrics::new().expect("metrics can be kept");
    let server = Server::new(&config, metrics).await;
    let server = server.expect("the server can run");
    let Listeners { grpc, admin } = Listeners::bind(&config).await.expect("ports are free");
    let address = grpc.local_addr().expect("it is bound");
    let units = service.store.units();
    let store = service.store.clone();
    let ping = move || {
        let store = store.clone();
        async move { store.ping().await }
    };
    let admin = server.admin(admin);
    let backend = Backend {
        routes: routes(service),
        ping,
        units,
    };
    tokio::spawn(server.serve(grpc, admin, backend, stream::pending()));
    address
}
