//! A cluster without disturbance, and first starts that are interrupted.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use postgres::{Cluster, Environment, Options, ServerState};
use sqlx::Connection;
use sqlx::postgres::PgConnection;
use tokio::time::timeout;

use crate::support::shared_cluster::programs_folder;

use super::{SOON, count, execute, folder, server_pid, start, started};

#[tokio::test]
async fn it_starts_serves_and_stops_without_a_trace_of_a_server() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    let mut state = cluster.state();
    assert_eq!(*state.borrow_and_update(), ServerState::Running);
    execute(&cluster.url(), "CREATE TABLE kept (id int)").await;
    execute(&cluster.url_for("postgres"), "SELECT 1").await;
    assert_eq!(
        fs::metadata(&data).unwrap().permissions().mode() & 0o777,
        0o700
    );

    cluster.stop().await;
    assert_eq!(*state.borrow_and_update(), ServerState::Stopped);
    assert_eq!(server_pid(&data), None);
    assert!(!data.join(".s.PGSQL.5432").exists());
}

#[tokio::test]
async fn a_second_start_keeps_the_data() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    execute(&cluster.url(), "CREATE TABLE kept AS SELECT 1 AS id").await;
    cluster.stop().await;

    let cluster = started(&data).await;
    assert_eq!(count(&cluster.url()).await, 1);
    cluster.stop().await;
}

#[tokio::test]
async fn a_durable_cluster_syncs_and_checks_its_pages() {
    let (_parent, data) = folder();
    let cluster = durable(data).await;
    let mut connection = PgConnection::connect(&cluster.url()).await.unwrap();
    for name in [
        "fsync",
        "synchronous_commit",
        "full_page_writes",
        "data_checksums",
    ] {
        let setting = sqlx::query_scalar("SELECT current_setting($1)").bind(name);
        let value: String = setting.fetch_one(&mut connection).await.unwrap();
        assert_eq!(value, "on", "{name}");
    }
    cluster.stop().await;
}

async fn durable(data: PathBuf) -> Cluster {
    let environment = Environment::of_process();
    let durable = Options {
        programs_folder: programs_folder(&environment),
        ..Options::durable(data, environment)
    };
    Cluster::start(durable, &|_| ()).await.unwrap()
}

#[tokio::test]
async fn a_data_folder_of_before_gets_memory_at_its_next_start() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    execute(&cluster.url(), "CREATE TABLE kept AS SELECT 1 AS id").await;
    cluster.stop().await;

    let cluster = durable(data).await;
    let mut connection = PgConnection::connect(&cluster.url()).await.unwrap();
    let settings = "SELECT pg_size_bytes(current_setting('shared_buffers')) / 1048576,
        current_setting('max_wal_size'), current_setting('wal_compression')";
    let (buffers, log, compression): (i64, String, String) = sqlx::query_as(settings)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert!((128..=2048).contains(&buffers), "{buffers} MB");
    assert_eq!((log.as_str(), compression.as_str()), ("4GB", "pglz"));
    assert_eq!(count(&cluster.url()).await, 1);
    cluster.stop().await;
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_works() {
    let (_parent, data) = folder();
    let data = data
        .join("long".repeat(25))
        .join("it's & 100% longer, still".repeat(3));
    let cluster = started(&data).await;
    execute(&cluster.url(), "CREATE TABLE kept AS SELECT 1 AS id").await;
    assert_eq!(count(&cluster.url()).await, 1);
    cluster.stop().await;
}

#[tokio::test]
async fn an_interrupted_first_start_is_made_good() {
    let (_parent, data) = folder();
    let unfinished = || {
        let entries = fs::read_dir(&data).into_iter().flatten().flatten();
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        entries
            .map(name)
            .find(|name| name.starts_with("unfinished-"))
    };
    let begun = async {
        while unfinished().is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        _ = start(&data) => panic!("it started before it was interrupted"),
        () = begun => {}
    }
    assert!(!data.join("postgres").exists());

    let cluster = started(&data).await;
    execute(&cluster.url(), "SELECT 1").await;
    cluster.stop().await;
    started(&data).await.stop().await;
    assert_eq!(unfinished(), None);
}

#[tokio::test]
async fn a_start_that_is_given_up_leaves_no_server() {
    let (_parent, data) = folder();
    started(&data).await.stop().await;
    let begun = async {
        while server_pid(&data).is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        biased;
        () = begun => {}
        _ = start(&data) => panic!("it started before it was given up"),
    }
    let gone = async {
        while server_pid(&data).is_some() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(SOON, gone).await.unwrap();
}
