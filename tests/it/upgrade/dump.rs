//! Databases of earlier versions, restored from their dumps.

use std::process::Command;
use std::sync::Arc;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::support::postgres::fresh_database;
use crate::support::store::TestStore;

const SCHEMA6: &str = "tests/it/upgrade/schema6.sql.gz";

/// A database of schema 6, as its program left it.
pub(super) async fn schema6() -> TestStore {
    let database = fresh_database("schema6", |url| async move {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        restore(&mut connection, &unpacked(SCHEMA6)).await;
        connection.close().await.unwrap();
    })
    .await;
    TestStore::on(Arc::new(database)).await
}

fn unpacked(path: &str) -> String {
    let unpacked = Command::new("gzip").args(["-dc", path]).output().unwrap();
    assert!(unpacked.status.success(), "{path}: {unpacked:?}");
    String::from_utf8(unpacked.stdout).unwrap()
}

/// Runs a dump as `psql` does: statements end with a line that ends with a semicolon, and rows to copy with
/// a line of their own.
async fn restore(connection: &mut PgConnection, dump: &str) {
    let mut lines = dump.lines();
    let mut statement = String::new();
    while let Some(line) = lines.next() {
        if statement.is_empty() && (line.is_empty() || line.starts_with("--")) {
            continue;
        }
        statement.push_str(line);
        statement.push('\n');
        if !line.ends_with(';') {
            continue;
        }
        let statement = std::mem::take(&mut statement);
        if statement.starts_with("COPY ") {
            let rows = lines.by_ref().take_while(|line| *line != "\\.");
            let rows: String = rows.flat_map(|row| [row, "\n"]).collect();
            let mut copy = connection.copy_in_raw(&statement).await.unwrap();
            copy.send(rows.into_bytes()).await.unwrap();
            copy.finish().await.unwrap();
        } else {
            let run = connection.execute(AssertSqlSafe(statement.clone())).await;
            run.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}
