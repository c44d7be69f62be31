//! Postgres' own log in the data folder. It shows the server's actions and no value of a row.

use std::fs;
use std::path::Path;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};
use tokio::time::timeout;

use super::{SOON, execute, folder, started};

const CANARY: &str = "canary-4711";

#[tokio::test]
async fn no_value_of_a_refused_row_is_in_the_servers_log() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    let table =
        "CREATE TABLE kept (name text PRIMARY KEY CHECK (name <> 'canary-4711-wrong'), n int)";
    execute(&cluster.url(), table).await;
    execute(&cluster.url(), "INSERT INTO kept VALUES ('canary-4711', 1)").await;
    let mut connection = PgConnection::connect(&cluster.url()).await.unwrap();
    for (value, refused) in [
        (CANARY, "duplicate key"),
        ("canary-4711-wrong", "violates check constraint"),
    ] {
        let bound = sqlx::query("INSERT INTO kept VALUES ($1, 1)").bind(value);
        let error = bound.execute(&mut connection).await.unwrap_err();
        assert!(error.to_string().contains(refused), "{error}");
        let literal = format!("INSERT INTO kept VALUES ('{value}', 1)");
        let error = connection.execute(AssertSqlSafe(literal)).await;
        assert!(error.unwrap_err().to_string().contains(refused));
    }
    // These quote the value in the message itself.
    for value in ["canary-4711", "4711-99-99"] {
        let bound = sqlx::query("SELECT $1::text::timestamptz").bind(value);
        let error = bound.execute(&mut connection).await.unwrap_err();
        assert!(error.to_string().contains(value), "{error}");
    }
    connection.close().await.unwrap();
    cluster.stop().await;

    let log = log_of(&data);
    assert!(!log.contains("4711"), "{log}");
}

fn log_of(data: &Path) -> String {
    fs::read_to_string(data.join("postgres.log")).unwrap()
}

/// Ends the session that runs a statement with the canary, by `end`.
async fn cut_off(url: &str, end: impl AsyncFnOnce(&mut PgConnection, i32)) {
    let mut busy = PgConnection::connect(url).await.unwrap();
    let statement = format!("SELECT pg_sleep(60), '{CANARY}'");
    let cut = tokio::spawn(async move { busy.execute(AssertSqlSafe(statement)).await.map(|_| ()) });
    let mut admin = PgConnection::connect(url).await.unwrap();
    let working = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'";
    let pid = loop {
        let found = sqlx::query_scalar::<_, i32>(working)
            .fetch_optional(&mut admin)
            .await;
        match found.unwrap() {
            Some(pid) => break pid,
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    end(&mut admin, pid).await;
    timeout(SOON, cut).await.unwrap().unwrap().unwrap_err();
}

#[tokio::test]
async fn a_crash_is_in_the_servers_log_without_the_statement_under_way() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    cut_off(&cluster.url(), async |admin: &mut PgConnection, pid| {
        let terminate = sqlx::query("SELECT pg_terminate_backend($1)").bind(pid);
        terminate.execute(admin).await.unwrap();
    })
    .await;
    cut_off(&cluster.url(), async |_: &mut PgConnection, pid| {
        kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
    })
    .await;
    // The session ends before the server has noticed why, and until then it takes connections as ever.
    let recovered = async {
        while !log_of(&data).contains("database system was not properly shut down") {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        while PgConnection::connect(&cluster.url()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(SOON, recovered).await.unwrap();
    cluster.stop().await;

    let log = log_of(&data);
    assert!(!log.contains(CANARY), "{log}");
    for kept in [
        "database system is ready to accept connections",
        "terminating connection due to administrator command",
        "was terminated by signal 9",
    ] {
        assert!(log.contains(kept), "{kept}: {log}");
    }
}
