//! The service on a free port, over a database of its own.

use std::net::SocketAddr;

use customer_quality::{
    clock::Clock,
    pb::v1::{
        customer_records_service_client::CustomerRecordsServiceClient,
        customer_records_service_server::CustomerRecordsServiceServer,
        system_service_client::SystemServiceClient, system_service_server::SystemServiceServer,
    },
    rpc::{Service, limits::Limits, page::PageKey},
    store::{Durability, Store, StoreOptions, migrate},
};
use domain::{money::Currency, time::Time};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Endpoint, Server};

use super::postgres::{TestDatabase, fresh_database};

/// What the service's clock says at first: 2026-07-01T12:00:00Z.
pub(crate) const NOW: i64 = 1_782_907_200;

/// A running service.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) records: CustomerRecordsServiceClient<Channel>,
    pub(crate) system: SystemServiceClient<Channel>,
    /// The service's clock, which stands still.
    pub(crate) clock: Clock,
    _database: TestDatabase,
}

/// Starts the service. It ends with the test.
pub(crate) async fn start() -> App {
    let database = fresh_database(&migrate::fingerprint(), fill).await;
    let clock = Clock::fixed(Time::from_timestamp(NOW, 0).unwrap());
    let service = Service {
        store: connect(&database.url).await,
        clock: clock.clone(),
        reporting_currency: Currency::parse("EUR").unwrap(),
        limits: Limits::STANDARD,
        page_key: PageKey::new([7; 32]),
    };
    let address = serve(service).await;
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let channel = endpoint.connect().await.unwrap();
    App {
        records: CustomerRecordsServiceClient::new(channel.clone()),
        system: SystemServiceClient::new(channel),
        clock,
        _database: database,
    }
}

async fn fill(url: String) {
    connect(&url).await.migrate().await.unwrap();
}

async fn connect(url: &str) -> Store {
    let options = StoreOptions {
        pool_size: 4,
        durability: Durability::Waived,
        ..StoreOptions::new(url)
    };
    Store::connect(&options).await.unwrap()
}

async fn serve(service: Service) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = Server::builder()
        .add_service(CustomerRecordsServiceServer::new(service.clone()))
        .add_service(SystemServiceServer::new(service))
        .serve_with_incoming(TcpListenerStream::new(listener));
    tokio::spawn(serving);
    address
}
