//! A Postgres whose sessions fall silent without any notice that they are gone.

use std::time::{Duration, Instant};

use customer_quality::error::Error;
use customer_quality::store::{RecordBatch, Store};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor, Row};
use tokio::time::timeout;

use super::readiness;
use crate::support::facts::{fact, purchase};
use crate::support::own_cluster::OwnCluster;
use crate::support::server::{page, until};
use crate::support::store::BUDGET;

const POOL: u32 = 4;

/// Processes that stand still until they are dropped.
struct Halted(Vec<Pid>);

impl Halted {
    fn halt(pids: Vec<Pid>) -> Self {
        for pid in &pids {
            kill(*pid, Signal::SIGSTOP).unwrap();
        }
        Self(pids)
    }
}

impl Drop for Halted {
    fn drop(&mut self) {
        for pid in &self.0 {
            let _ = kill(*pid, Signal::SIGCONT);
        }
    }
}

/// The sessions of the service.
const OURS: &str = "SELECT pid FROM pg_stat_activity WHERE application_name = 'customer-quality'";

const WAITING: &str = "SELECT pid FROM pg_stat_activity
                       WHERE application_name = 'customer-quality' AND wait_event_type = 'Lock'";

async fn sessions(url: &str, which: &'static str) -> Vec<Pid> {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let rows = connection.fetch_all(which).await.unwrap();
    rows.iter().map(|row| Pid::from_raw(row.get(0))).collect()
}

/// As many reads at once as there are connections, each with a deadline; how many have an answer.
async fn served(store: &Store) -> usize {
    let read = || timeout(Duration::from_secs(1), store.customer("a"));
    let answers = futures::future::join_all((0..POOL).map(|_| read())).await;
    let served = answers.iter().filter(|answer| matches!(answer, Ok(Ok(_))));
    served.count()
}

#[tokio::test]
async fn a_pool_whose_sessions_fall_silent_serves_again_within_seconds() {
    let own = OwnCluster::start().await;
    let store = own.store(POOL).await;
    assert_eq!(served(&store).await, 4);
    store.health().await.unwrap();
    let halted = Halted::halt(sessions(&own.cluster.url(), OURS).await);
    // Those of the pool and the one that is kept for questions.
    assert_eq!(halted.0.len(), 5);

    let began = Instant::now();
    let mut rounds = 0;
    while served(&store).await < 4 {
        rounds += 1;
        assert!(rounds < 4, "nobody is served after {:?}", began.elapsed());
    }
    store.health().await.unwrap();
    let batch = RecordBatch {
        facts: vec![fact("a", "1", purchase(1))],
        create_missing_customers: true,
        ..RecordBatch::default()
    };
    assert_eq!(store.record(batch, BUDGET).await.unwrap().recorded_count, 1);
    drop(halted);
    store.close().await;
    own.cluster.stop().await;
}

#[tokio::test]
async fn readiness_says_that_no_connection_is_free_and_that_there_is_one_again() {
    let own = OwnCluster::start().await;
    let url = own.cluster.url();
    let store = own.store(1).await;
    let admin = readiness::of(store.clone()).await;
    let ready = ("HTTP/1.1 200 OK".to_owned(), "ok\n".to_owned());
    until("ready", async || page(admin, "/readyz").await == ready).await;
    let mut blocker = PgConnection::connect(&url).await.unwrap();
    let lock = "BEGIN; LOCK TABLE models";
    blocker.execute(lock).await.unwrap();
    // A read without a deadline, as the evaluator's.
    let mut read = tokio::spawn({
        let store = store.clone();
        async move { store.models().await }
    });
    until("it waits", async || {
        sessions(&url, WAITING).await.len() == 1
    })
    .await;
    let halted = Halted::halt(sessions(&url, WAITING).await);
    blocker.execute("ROLLBACK").await.unwrap();

    let said = async || {
        let (status, why) = page(admin, "/readyz").await;
        status.contains("503") && why.starts_with("no connection to the database has been free for")
    };
    let wanted = async {
        loop {
            if !matches!(store.customer("a").await, Err(Error::Overloaded)) {
                break;
            }
        }
    };
    tokio::select! {
        () = until("not ready", said) => {}
        () = wanted => panic!("the place was free"),
        _ = &mut read => panic!("it was answered"),
    }
    drop(halted);
    // Whatever it comes to: it may have waited too long for its lock.
    let _ = read.await.unwrap();
    until("ready again", async || {
        page(admin, "/readyz").await == ready
    })
    .await;
    store.close().await;
    own.cluster.stop().await;
}
