//! Killed servers, killed services, and the orphaned processes they leave.

use std::fs;
use std::path::Path;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use postgres::{Cluster, Options, ServerState};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};
use tokio::time::timeout;

use super::{SOON, count, execute, folder, options, server_pid, start, started};

/// Starts a server as a service would that is killed right after.
fn leave_orphan(options: Options) {
    let service = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        let cluster = runtime.block_on(Cluster::start(options, &|_| ()));
        std::mem::forget(cluster.unwrap());
    });
    service.join().unwrap();
}

/// Kills the server and waits until it is back.
async fn kill_server(cluster: &Cluster, data: &Path) {
    let mut state = cluster.state();
    state.mark_unchanged();
    kill(server_pid(data).unwrap(), Signal::SIGKILL).unwrap();
    let restarting = |state: &ServerState| matches!(state, ServerState::Restarting { .. });
    timeout(SOON, state.wait_for(restarting))
        .await
        .unwrap()
        .unwrap();
    let running = |state: &ServerState| *state == ServerState::Running;
    timeout(SOON, state.wait_for(running))
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_killed_server_is_started_again_with_every_committed_row() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    execute(&cluster.url(), "CREATE TABLE kept AS SELECT 1 AS id").await;
    kill_server(&cluster, &data).await;
    assert_eq!(count(&cluster.url()).await, 1);
    kill_server(&cluster, &data).await;
    assert_eq!(count(&cluster.url()).await, 1);
    cluster.stop().await;
    assert_eq!(server_pid(&data), None);
}

#[tokio::test]
async fn a_busy_backend_of_a_killed_server_only_delays_the_restart() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    execute(&cluster.url(), "CREATE TABLE kept AS SELECT 1 AS id").await;
    let mut busy = PgConnection::connect(&cluster.url()).await.unwrap();
    let query = tokio::spawn(async move {
        // It does not look up from its work, so it does not see that its server is gone.
        busy.execute("SELECT max(md5(i::text)) FROM generate_series(1, 1500000) AS i")
            .await
    });
    let mut admin = PgConnection::connect(&cluster.url()).await.unwrap();
    let working = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT max(md5%')";
    while !sqlx::query_scalar::<_, bool>(working)
        .fetch_one(&mut admin)
        .await
        .unwrap()
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    kill_server(&cluster, &data).await;
    assert_eq!(count(&cluster.url()).await, 1);
    let _ = query.await;
    cluster.stop().await;
}

#[tokio::test]
async fn a_stop_during_a_restart_leaves_no_server() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    let mut state = cluster.state();
    kill(server_pid(&data).unwrap(), Signal::SIGKILL).unwrap();
    let restarting = |state: &ServerState| matches!(state, ServerState::Restarting { .. });
    timeout(SOON, state.wait_for(restarting))
        .await
        .unwrap()
        .unwrap();
    timeout(SOON, cluster.stop()).await.unwrap();
    assert_eq!(*state.borrow(), ServerState::Stopped);
    start(&data).await.unwrap().stop().await;
}

#[tokio::test]
async fn the_server_of_a_killed_service_is_adopted_and_watched() {
    let (_parent, data) = folder();
    leave_orphan(options(&data));
    let orphan = server_pid(&data).unwrap();
    let cluster = started(&data).await;
    assert_eq!(server_pid(&data), Some(orphan));
    execute(&cluster.url(), "CREATE TABLE kept AS SELECT 1 AS id").await;

    kill_server(&cluster, &data).await;
    assert_ne!(server_pid(&data), Some(orphan));
    assert_eq!(count(&cluster.url()).await, 1);
    cluster.stop().await;
    assert_eq!(server_pid(&data), None);
}

#[tokio::test]
async fn an_orphan_with_other_settings_is_replaced() {
    let (_parent, data) = folder();
    // With a socket in a folder of its own, which has to outlive the orphan.
    let data = data.join("long".repeat(30));
    leave_orphan(Options {
        max_connections: 20,
        ..options(&data)
    });
    let orphan = server_pid(&data).unwrap();
    let cluster = started(&data).await;
    assert_ne!(server_pid(&data), Some(orphan));
    cluster.stop().await;
}

#[tokio::test]
async fn an_orphan_that_is_shutting_down_is_waited_for() {
    let (_parent, data) = folder();
    leave_orphan(options(&data));
    // In this way it waits for its sessions to end, and takes no new ones.
    let url = format!(
        "postgres://customer_quality@localhost:5432/postgres?host={}&sslmode=disable",
        data.to_string_lossy().replace('/', "%2F")
    );
    let session = PgConnection::connect(&url).await.unwrap();
    kill(server_pid(&data).unwrap(), Signal::SIGTERM).unwrap();
    let leave = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        session.close().await.unwrap();
    };
    let (cluster, ()) = tokio::join!(started(&data), leave);
    execute(&cluster.url(), "SELECT 1").await;
    cluster.stop().await;
}

#[tokio::test]
async fn a_lock_that_names_the_server_of_other_data_does_not_bar_the_start() {
    let (_parent, data) = folder();
    let (_other_parent, other_data) = folder();
    started(&data).await.stop().await;
    // Of the same user as ours, so that Postgres itself cannot tell them apart.
    let other = started(&other_data).await;
    let text = format!(
        "{}\n{}\n0\n5432\n",
        server_pid(&other_data).unwrap(),
        data.join("postgres").display()
    );
    fs::write(data.join("postgres/postmaster.pid"), &text).unwrap();
    fs::write(data.join(".s.PGSQL.5432.lock"), &text).unwrap();
    let cluster = started(&data).await;
    execute(&cluster.url(), "SELECT 1").await;
    cluster.stop().await;
    execute(&other.url(), "SELECT 1").await;
    other.stop().await;
}

#[tokio::test]
async fn a_pid_file_that_names_another_program_does_not_bar_the_start() {
    let (_parent, data) = folder();
    started(&data).await.stop().await;
    let text = format!(
        "{}\n{}\n0\n5432\n",
        std::process::id(),
        data.join("postgres").display()
    );
    fs::write(data.join("postgres/postmaster.pid"), text).unwrap();
    let cluster = started(&data).await;
    execute(&cluster.url(), "SELECT 1").await;
    cluster.stop().await;
}
