//! The whole service on a free port, over a database of its own. The evaluator works only when the test
//! asks for it.

use std::net::SocketAddr;

use customer_quality::{
    clock::Clock,
    evaluate::Evaluator,
    feeds::Feeds,
    models::{Hours, Registry},
    past::{LARGEST_TREE, Past},
    pb::v1::{
        customer_quality_service_client::CustomerQualityServiceClient,
        customer_records_service_client::CustomerRecordsServiceClient,
        system_service_client::SystemServiceClient,
    },
    rpc::{
        Service,
        answers::{Memory, answer_memory},
        limits::Limits,
        page::PageKey,
    },
    server::{Backend, Ended, Listeners, ServeError, Server},
    service::routes,
    standings::Worker,
    store::Store,
    telemetry::Metrics,
};
use domain::{money::Currency, time::Time};
use futures::{future, stream};
use tokio::{sync::oneshot, task::JoinHandle};
use tonic::transport::{Channel, Endpoint};

use super::{
    server::config,
    store::{TestStore, fresh_store},
};

/// Any free port.
const LOOPBACK: &str = "127.0.0.1:0";

/// The bytes of answers that the service keeps in memory.
pub(crate) const ANSWER_MEMORY: u64 = 16 << 20;

/// The first time of the service's clock: 2026-07-01T12:00:00Z.
pub(crate) const NOW: i64 = 1_782_907_200;

/// A running service.
pub(crate) struct App {
    pub(crate) records: CustomerRecordsServiceClient<Channel>,
    pub(crate) quality: CustomerQualityServiceClient<Channel>,
    pub(crate) system: SystemServiceClient<Channel>,
    /// The address of the service.
    pub(crate) address: SocketAddr,
    /// The address of the admin port, for operators.
    pub(crate) admin: SocketAddr,
    /// The connection that all clients share.
    pub(crate) channel: Channel,
    /// The service's clock. It stands still.
    pub(crate) clock: Clock,
    /// The evaluator of the service's customers.
    pub(crate) evaluator: Evaluator,
    /// The service's record of feeds.
    pub(crate) feeds: Feeds,
    pub(crate) store: TestStore,
    settling: Option<Worker>,
    running: Running,
}

/// A server that can be stopped.
struct Running {
    stop: oneshot::Sender<()>,
    done: JoinHandle<Result<Ended, ServeError>>,
}

impl App {
    /// Stops the service, closes the connections and returns the store below it.
    pub(crate) async fn stop(self) -> TestStore {
        let Self { store, running, .. } = self;
        running.stop.send(()).unwrap();
        assert_eq!(running.done.await.unwrap().unwrap(), Ended::Drained);
        store
    }

    /// Another replica over the same database. The two share only the stored data.
    pub(crate) async fn beside(&self) -> Self {
        start_over(self.store.beside().await).await
    }

    /// A worker that has done nothing yet.
    pub(crate) fn worker(&self) -> Worker {
        Worker::new(self.evaluator.clone())
    }

    /// Brings standings and everything published up to date, as the background work of an idle service
    /// does. An answer about now rests on the published figures.
    pub(crate) async fn settle(&mut self) {
        let mut worker = self.settling.take().unwrap_or_else(|| self.worker());
        Box::pin(worker.catch_up()).await.unwrap();
        self.settling = Some(worker);
    }

    /// Brings all standings up to date.
    pub(crate) async fn catch_up(&self) -> u32 {
        Box::pin(self.worker().catch_up()).await.unwrap()
    }
}

/// Starts the service. It ends with the test.
pub(crate) async fn start() -> App {
    start_over(fresh_store().await).await
}

/// Starts the service over a store that the test has prepared.
pub(crate) async fn start_over(store: TestStore) -> App {
    start_as(store, LOOPBACK, |service| service).await
}

/// Starts the service over a store that the test has prepared, with this memory for answers.
pub(crate) async fn start_remembering(store: TestStore, memory: Memory) -> App {
    let set = |service| Service { memory, ..service };
    start_as(store, LOOPBACK, set).await
}

/// Starts the service at an address that the test has reserved.
pub(crate) async fn start_at(address: SocketAddr, store: TestStore) -> App {
    start_as(store, &address.to_string(), |service| service).await
}

/// Starts a service with sums in a currency other than euros.
pub(crate) async fn start_in(currency: &str) -> App {
    let currency = Currency::parse(currency).unwrap();
    start_with(fresh_store().await, LOOPBACK, currency, |service| service).await
}

/// Starts a service that does not hold trees of more than `most` customers.
pub(crate) async fn start_with_largest_tree(most: usize) -> App {
    let set = |service: Service| Service {
        past: Past::new(service.evaluator.clone(), most),
        ..service
    };
    start_as(fresh_store().await, LOOPBACK, set).await
}

/// Starts a service whose clock runs.
pub(crate) async fn start_in_real_time() -> App {
    let clock = Clock::system();
    start_by(
        clock,
        fresh_store().await,
        LOOPBACK,
        Currency::EUR,
        |service| service,
    )
    .await
}

async fn start_as(store: TestStore, listen: &str, set: impl FnOnce(Service) -> Service) -> App {
    start_with(store, listen, Currency::EUR, set).await
}

async fn start_with(
    store: TestStore,
    listen: &str,
    currency: Currency,
    set: impl FnOnce(Service) -> Service,
) -> App {
    let clock = Clock::fixed(Time::from_timestamp(NOW, 0).unwrap());
    Box::pin(start_by(clock, store, listen, currency, set)).await
}

async fn start_by(
    clock: Clock,
    store: TestStore,
    listen: &str,
    currency: Currency,
    set: impl FnOnce(Service) -> Service,
) -> App {
    let service = set(service(store.store.clone(), clock.clone(), currency).await);
    let evaluator = service.evaluator.clone();
    let feeds = service.feeds.clone();
    let metrics = store.metrics.clone();
    let (address, admin, running) = serve(service, listen, metrics).await;
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let channel = endpoint.connect().await.unwrap();
    App {
        records: CustomerRecordsServiceClient::new(channel.clone()),
        quality: CustomerQualityServiceClient::new(channel.clone()),
        system: SystemServiceClient::new(channel.clone()),
        address,
        admin,
        channel,
        clock,
        evaluator,
        feeds,
        store,
        settling: None,
        running,
    }
}

async fn service(store: Store, clock: Clock, reporting_currency: Currency) -> Service {
    let registry = Registry::open(&store).await.unwrap();
    let hours = Hours::load(&store, reporting_currency).await.unwrap();
    let evaluator = Evaluator::new(store.clone(), clock.clone(), registry, hours);
    Service {
        feeds: Feeds::new(store.clone(), clock.clone()),
        past: Past::new(evaluator.clone(), LARGEST_TREE),
        evaluator,
        memory: answer_memory(ANSWER_MEMORY, false),
        store,
        clock,
        reporting_currency,
        limits: Limits::STANDARD,
        page_key: PageKey::new([7; 32]),
    }
}

#[expect(clippy::disallowed_methods, reason = "the server ends with the test")]
async fn serve(
    service: Service,
    listen: &str,
    metrics: Metrics,
) -> (SocketAddr, SocketAddr, Running) {
    let config = config(&[("listen", listen)]);
    let server = Server::new(&config, metrics).await.unwrap();
    let Listeners { grpc, admin } = Listeners::bind(&config).await.unwrap();
    let address = grpc.local_addr().unwrap();
    let admin_address = admin.as_ref().unwrap().local_addr().unwrap();
    let admin = server.admin(admin);
    let units = service.store.units();
    let store = service.store.clone();
    let ping = move || {
        let store = store.clone();
        async move { store.health().await }
    };
    let backend = Backend {
        routes: routes(service),
        ping,
        units,
    };
    let (stop, stopped) = oneshot::channel();
    let stops = stream::once(async {
        if stopped.await.is_err() {
            future::pending::<()>().await;
        }
    });
    let done = tokio::spawn(server.serve(grpc, admin, backend, Box::pin(stops)));
    (address, admin_address, Running { stop, done })
}
