//! A Postgres that goes away and comes back. Calls are refused at once, with the cause, and then served
//! again.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use customer_quality::error::Error;
use customer_quality::store::{NotReady, RecordBatch, Store, StoreOptions};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;

use crate::support::door::Door;
use crate::support::facts::{fact, purchase};
use crate::support::server::until;
use crate::support::store::{BUDGET, fresh_store, options};

/// What this thread logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn a_database_known_to_be_gone_refuses_at_once_and_serves_as_soon_as_it_is_back() {
    let log = Log::default();
    let to_log = log.clone();
    let printed = layer().with_ansi(false).with_writer(move || to_log.clone());
    let printed = tracing_subscriber::registry().with(printed);
    let _printed = tracing::subscriber::set_default(printed);
    let test = fresh_store().await;
    let mut door = Door::before(&test.database.url);
    let store = Store::connect(&options(&door.url)).await.unwrap();
    store.customer("a").await.unwrap();
    door.shut();
    until("the database is found gone", async || {
        store.ping().await.is_err()
    })
    .await;

    let began = Instant::now();
    for _ in 0..200 {
        let refused = store.customer("a").await.unwrap_err();
        let Error::StoreUnavailable(cause) = refused else {
            panic!("{refused:?}")
        };
        assert!(cause.contains("Connection refused"), "{cause}");
        let took = began.elapsed();
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
    let NotReady::Unreachable(cause) = store.health().await.unwrap_err() else {
        panic!("it can be reached")
    };
    assert!(cause.contains("Connection refused"), "{cause}");

    door.open();
    // Nobody asks for the server's health: one of the calls looks for it.
    until("calls are served", async || {
        store.customer("a").await.is_ok()
    })
    .await;
    store.health().await.unwrap();
    let lines = log.lines();
    let of = |words: &str| lines.iter().filter(|line| line.contains(words)).count();
    assert_eq!(of("the database is gone"), 1, "{lines:#?}");
    assert_eq!(of("the database is back"), 1, "{lines:#?}");
    assert!(lines.len() < 20, "{lines:#?}");
    let back = lines
        .iter()
        .find(|line| line.contains("database is back"))
        .unwrap();
    let (_, refused) = back.split_once("refused=").unwrap();
    assert!(refused.parse::<u32>().unwrap() >= 198, "{back}");
}

#[tokio::test]
async fn those_who_wait_for_a_connection_are_refused_as_soon_as_the_database_is_found_gone() {
    let test = fresh_store().await;
    let door = Door::before(&test.database.url);
    let store = Store::connect(&options(&door.url)).await.unwrap();
    door.shut();
    let began = Instant::now();
    let reads = futures::future::join_all((0..40).map(|_| store.customer("a")));
    let found = until("found gone", async || store.ping().await.is_err());
    let (reads, ()) = tokio::join!(reads, found);
    for read in reads {
        assert!(matches!(read, Err(Error::StoreUnavailable(_))), "{read:?}");
    }
    assert!(
        began.elapsed() < Duration::from_millis(1_500),
        "{:?}",
        began.elapsed()
    );
}

/// All places are taken: that is no fault of the server's, and the next call finds it there.
#[tokio::test]
async fn a_pool_without_a_free_place_is_named_and_the_database_is_not_gone() {
    let test = fresh_store().await;
    test.tell(vec![fact("a", "1", purchase(1))]).await.unwrap();
    let one = StoreOptions {
        pool_size: 1,
        ..options(&test.database.url)
    };
    let store = Store::connect(&one).await.unwrap();
    store.health().await.unwrap();
    let mut blocker = PgConnection::connect(&test.database.url).await.unwrap();
    blocker
        .execute("BEGIN; UPDATE customers SET name = name")
        .await
        .unwrap();
    let batch = || RecordBatch {
        facts: vec![fact("a", "2", purchase(1))],
        ..RecordBatch::default()
    };
    let watched = async {
        test.waits_for_a_lock().await;
        assert_eq!(store.customer("a").await.unwrap_err(), Error::Overloaded);
        let starved = store.health().await.unwrap_err();
        assert!(matches!(starved, NotReady::NoPlace { .. }), "{starved}");
        store.ping().await.unwrap();
        blocker.execute("ROLLBACK").await.unwrap();
    };
    let (recorded, ()) = tokio::join!(store.record(batch(), BUDGET), watched);
    assert_eq!(recorded.unwrap().recorded_count, 1);
    store.health().await.unwrap();
}
