//! The errors that callers of the store get when the server is gone or takes no writes.

use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::{Duration, Instant};

use customer_quality::error::Error;
use customer_quality::store::{Durability, RecordBatch, Store, StoreOptions};

use super::{folder, started};
use crate::support::facts::{fact, purchase};
use crate::support::store::BUDGET;

async fn connected(url: String) -> Store {
    let options = StoreOptions {
        pool_size: 2,
        durability: Durability::Waived,
        ..StoreOptions::new(url)
    };
    Store::connect(&options).await.unwrap()
}

fn batch() -> RecordBatch {
    RecordBatch {
        facts: vec![fact("a", "1", purchase(1))],
        create_missing_customers: true,
        ..RecordBatch::default()
    }
}

fn is_lost<T: std::fmt::Debug>(answer: Result<T, Error>) -> bool {
    matches!(answer.unwrap_err(), Error::StoreUnavailable(_))
}

#[tokio::test]
async fn a_server_that_refuses_connections_is_told_as_lost_and_never_as_overload() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    let url = cluster.url();
    let store = connected(url.clone()).await;
    store.migrate().await.unwrap();
    store.ping().await.unwrap();
    cluster.stop().await;
    // A socket that nobody listens on refuses, and the pool goes on trying until its time is up.
    let (_, host) = url.split_once("host=").unwrap();
    let host = host.split('&').next().unwrap().replace("%2F", "/");
    std::fs::create_dir_all(&host).unwrap();
    let socket = Path::new(&host).join(".s.PGSQL.5432");
    drop(UnixListener::bind(socket).unwrap());

    let began = Instant::now();
    assert!(is_lost(store.ping().await));
    // More callers than connections.
    let reads = (0..6).map(|_| store.customer_ids(None, 1));
    let (written, read, listed) = tokio::join!(
        store.record(batch(), BUDGET),
        store.customer("a"),
        futures::future::join_all(reads),
    );
    assert!(is_lost(written));
    assert!(is_lost(read));
    assert!(listed.into_iter().all(is_lost));
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn a_standby_answers_reads_and_its_refusal_of_writes_is_no_conflict() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    connected(cluster.url()).await.migrate().await.unwrap();
    cluster.stop().await;
    std::fs::write(data.join("postgres/standby.signal"), "").unwrap();
    let cluster = started(&data).await;
    let store = connected(cluster.url()).await;

    assert_eq!(store.customer("a").await.unwrap(), None);
    let refused = store.record(batch(), BUDGET).await.unwrap_err();

    let Error::StoreUnavailable(cause) = &refused else {
        panic!("{refused:?}")
    };
    assert!(cause.contains("recovery"), "{cause}");
    store.close().await;
    cluster.stop().await;
}
