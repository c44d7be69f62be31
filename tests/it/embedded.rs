//! The embedded Postgres: its guarantees to the service, whatever was killed before.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::unistd::Pid;
use postgres::{Cluster, EmbeddedError, Environment, Options};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};
use tempfile::TempDir;

use crate::support::shared_cluster::programs_folder;

mod data_folder;
mod gone;
mod killed;
mod life;
mod refused;
mod server_log;

const SOON: Duration = Duration::from_secs(30);

/// A folder to be removed, with a data folder in it that the server's user can reach.
fn folder() -> (TempDir, PathBuf) {
    let parent = tempfile::tempdir().expect("the temporary folder is writable");
    fs::set_permissions(parent.path(), Permissions::from_mode(0o755)).expect("it is ours");
    let data = parent.path().join("data");
    (parent, data)
}

/// A cluster that is fast, and safe unless the machine goes down.
fn options(data: &Path) -> Options {
    let durable = Options::durable(data.to_owned(), Environment::of_process());
    // What is committed survives the server without fsync, if only it is written at the commit.
    let settings = vec![("synchronous_commit".to_owned(), "on".to_owned())];
    Options {
        programs_folder: programs_folder(&durable.environment),
        durable: false,
        settings,
        ..durable
    }
}

async fn start(data: &Path) -> Result<Cluster, EmbeddedError> {
    Cluster::start(options(data), &|_| ()).await
}

async fn started(data: &Path) -> Cluster {
    start(data).await.unwrap_or_else(|error| panic!("{error}"))
}

fn server_pid(data: &Path) -> Option<Pid> {
    let text = fs::read_to_string(data.join("postgres/postmaster.pid")).ok()?;
    text.lines().next()?.parse().ok().map(Pid::from_raw)
}

async fn execute(url: &str, statement: &str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    connection
        .execute(AssertSqlSafe(statement.to_owned()))
        .await
        .unwrap();
    connection.close().await.unwrap();
}

async fn count(url: &str) -> i64 {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM kept")
        .fetch_one(&mut connection)
        .await
        .unwrap()
}
