//! A database of its own for each test, on the server that `TEST_DATABASE_URL` names.

use std::env;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

/// An empty or migrated database that no other test uses.
#[derive(Debug)]
pub(crate) struct TestDatabase {
    /// Its address.
    pub(crate) url: String,
}

/// A new database made from a template that `migrate` has filled, once for each `content`: say a
/// hash of the migrations. `migrate` gets the template's address and closes its connections.
pub(crate) async fn fresh_database<M, F>(content: &str, migrate: M) -> TestDatabase
where
    M: FnOnce(String) -> F,
    F: Future<Output = ()>,
{
    static DATABASES: AtomicU32 = AtomicU32::new(0);
    let server = env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL names a Postgres");
    let mut admin = PgConnection::connect(&server)
        .await
        .expect("the server is there");
    let template = format!("cq_template_{content}");
    run(&mut admin, "SELECT pg_advisory_lock(77)".to_owned()).await;
    let made: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)",
    )
    .bind(&template)
    .fetch_one(&mut admin)
    .await
    .unwrap();
    if !made {
        run(
            &mut admin,
            format!("DROP DATABASE IF EXISTS {template} WITH (FORCE)"),
        )
        .await;
        run(&mut admin, format!("CREATE DATABASE {template}")).await;
        migrate(url_for(&server, &template)).await;
        run(
            &mut admin,
            format!("ALTER DATABASE {template} ALLOW_CONNECTIONS false IS_TEMPLATE true"),
        )
        .await;
        let leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname =";
        run(&mut admin, format!("{leave} '{template}'")).await;
    }
    run(&mut admin, "SELECT pg_advisory_unlock(77)".to_owned()).await;
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    let name = format!("cq_test_{}_{number}", std::process::id());
    run(
        &mut admin,
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await;
    run(
        &mut admin,
        format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"),
    )
    .await;
    admin.close().await.unwrap();
    TestDatabase {
        url: url_for(&server, &name),
    }
}

async fn run(connection: &mut PgConnection, statement: String) {
    let done = connection.execute(AssertSqlSafe(statement.clone())).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

fn url_for(server: &str, database: &str) -> String {
    let options = PgConnectOptions::from_str(server).expect("the address is a Postgres URL");
    options.database(database).to_url_lossy().into()
}
