//! Readiness over a real store: its answers while the store cannot serve.

use std::net::SocketAddr;

use customer_quality::server::{Backend, Listeners, Server};
use customer_quality::store::Store;
use customer_quality::telemetry::Metrics;
use futures::stream;
use tokio_util::task::TaskTracker;
use tonic::service::Routes;

use crate::support::door::Door;
use crate::support::server::{config, page, until};
use crate::support::store::{fresh_store, options};

/// The admin address of a server over this store, which ends with the test.
pub(super) async fn of(store: Store) -> SocketAddr {
    let config = config(&[]);
    let server = Server::new(&config, Metrics::new().unwrap()).await.unwrap();
    let Listeners { grpc, admin } = Listeners::bind(&config).await.unwrap();
    let address = admin.as_ref().unwrap().local_addr().unwrap();
    let admin = server.admin(admin);
    let ping = move || {
        let store = store.clone();
        async move { store.health().await }
    };
    let backend = Backend {
        routes: Routes::default(),
        ping,
        units: TaskTracker::new(),
    };
    tokio::spawn(server.serve(grpc, admin, backend, stream::pending()));
    address
}

#[tokio::test]
async fn readiness_names_why_the_database_cannot_be_reached_and_recovers() {
    let test = fresh_store().await;
    let mut door = Door::before(&test.database.url);
    let store = Store::connect(&options(&door.url)).await.unwrap();
    let admin = of(store).await;
    let ready = ("HTTP/1.1 200 OK".to_owned(), "ok\n".to_owned());
    until("ready", async || page(admin, "/readyz").await == ready).await;
    door.shut();
    until("not ready", async || {
        page(admin, "/readyz").await.0.contains("503")
    })
    .await;
    let (_, why) = page(admin, "/readyz").await;
    let expected = "the database cannot be reached: ";
    assert!(
        why.starts_with(expected) && why.contains("Connection refused"),
        "{why}"
    );
    door.open();
    until("ready again", async || {
        page(admin, "/readyz").await == ready
    })
    .await;
}
