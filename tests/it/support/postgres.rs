//! A database for each test, on one throw-away Postgres that all test processes share.
//!
//! The first process starts the server and the others find it. A guardian stops and removes it when all
//! processes are gone. `TEST_DATABASE_URL` names another server; the templates stay there for the next run.
//! Tests never read `DATABASE_URL`.

use std::env;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tokio::sync::OnceCell;

use super::shared_cluster;

/// The lock on the server that guards the making of templates.
const TEMPLATE_LOCK: i64 = 0x6371_5f74_706c;

/// An empty or migrated database that no other test uses.
#[derive(Debug)]
pub(crate) struct TestDatabase {
    /// Its address.
    pub(crate) url: String,
    name: String,
    on: Server,
}

/// The server that holds the databases.
#[derive(Debug, Clone)]
struct Server {
    /// The address of a database on it that always exists.
    url: String,
    /// Whether the server is removed after the tests, with everything on it.
    throw_away: bool,
}

/// Makes a new database from a template. `migrate` fills the template once for each `content`, for example
/// a hash of the migrations. It gets the template's address and closes its connections.
pub(crate) async fn fresh_database<M, F>(content: &str, migrate: M) -> TestDatabase
where
    M: FnOnce(String) -> F,
    F: Future<Output = ()>,
{
    static DATABASES: AtomicU32 = AtomicU32::new(0);
    let on = server().await;
    let template = format!("cq_template_{content}");
    let mut admin = connect(&on.url).await;
    if !is_finished(&mut admin, &template).await {
        make_template(&mut admin, &on, &template, migrate).await;
    }
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("the clock is set")
        .as_micros();
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    let name = format!("cq_test_{now:x}_{}_{number}", std::process::id());
    // Copying files is faster, but it forces a checkpoint, which is cheap only without fsync.
    let strategy = if on.throw_away {
        "STRATEGY FILE_COPY"
    } else {
        ""
    };
    run(
        &mut admin,
        format!("CREATE DATABASE {name} TEMPLATE {template} {strategy}"),
    )
    .await;
    admin.close().await.expect("the server is there");
    TestDatabase {
        url: on.url_for(&name),
        name,
        on,
    }
}

async fn server() -> Server {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    let found = SERVER.get_or_init(|| async {
        match env::var("TEST_DATABASE_URL") {
            Ok(url) => Server {
                url,
                throw_away: false,
            },
            Err(_) => Server {
                url: shared_cluster::url().await,
                throw_away: true,
            },
        }
    });
    found.await.clone()
}

async fn make_template<M, F>(admin: &mut PgConnection, on: &Server, template: &str, migrate: M)
where
    M: FnOnce(String) -> F,
    F: Future<Output = ()>,
{
    run(admin, format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await;
    if !is_finished(admin, template).await {
        // A test process that was killed while it made this template left it behind.
        run(
            admin,
            format!("DROP DATABASE IF EXISTS {template} WITH (FORCE)"),
        )
        .await;
        run(
            admin,
            format!("CREATE DATABASE {template} TEMPLATE template0"),
        )
        .await;
        migrate(on.url_for(template)).await;
        // Nobody may be connected to a template during a copy. This statement also marks the template as
        // finished.
        let close = format!("ALTER DATABASE {template} ALLOW_CONNECTIONS false IS_TEMPLATE true");
        run(admin, close).await;
        let leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname =";
        run(admin, format!("{leave} '{template}'")).await;
    }
    run(admin, format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).await;
}

async fn is_finished(admin: &mut PgConnection, template: &str) -> bool {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)",
    )
    .bind(template)
    .fetch_one(admin)
    .await
    .expect("the server lists its databases")
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url)
        .await
        .unwrap_or_else(|error| panic!("no connection to {url}: {error}"))
}

async fn run(connection: &mut PgConnection, statement: String) {
    let done = connection.execute(AssertSqlSafe(statement.clone())).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

impl Server {
    fn url_for(&self, database: &str) -> String {
        let options = PgConnectOptions::from_str(&self.url).expect("the address is a Postgres URL");
        options.database(database).to_url_lossy().into()
    }
}

impl Drop for TestDatabase {
    /// Cleans up on a server that outlives the tests.
    fn drop(&mut self) {
        if self.on.throw_away {
            return;
        }
        let (url, name) = (self.on.url.clone(), self.name.clone());
        let drop_database = async move {
            let mut admin = connect(&url).await;
            run(&mut admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        };
        // The test's own runtime may already be shutting down.
        let thread = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.expect("a runtime starts").block_on(drop_database);
        });
        let _ = thread.join();
    }
}

/// The schema that the tests of this file use.
async fn one_table(url: String) {
    let mut connection = connect(&url).await;
    run(
        &mut connection,
        "CREATE TABLE made (at timestamptz DEFAULT now())".to_owned(),
    )
    .await;
    run(
        &mut connection,
        "INSERT INTO made DEFAULT VALUES".to_owned(),
    )
    .await;
}

#[tokio::test]
async fn each_test_gets_a_migrated_database_of_its_own() {
    let first = fresh_database("one_table", one_table).await;
    let second = fresh_database("one_table", one_table).await;
    let count = "SELECT count(*) FROM made";
    let mut in_first = connect(&first.url).await;
    run(&mut in_first, "INSERT INTO made DEFAULT VALUES".to_owned()).await;
    let mut in_second = connect(&second.url).await;
    let rows: i64 = sqlx::query_scalar(count)
        .fetch_one(&mut in_first)
        .await
        .unwrap();
    assert_eq!(rows, 2);
    let rows: i64 = sqlx::query_scalar(count)
        .fetch_one(&mut in_second)
        .await
        .unwrap();
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn a_template_is_made_once() {
    let made_at = "SELECT at FROM made";
    let mut times = Vec::new();
    for _ in 0..3 {
        let database = fresh_database("one_table", one_table).await;
        let mut connection = connect(&database.url).await;
        let time = sqlx::query_scalar::<_, chrono::DateTime<chrono::Utc>>(made_at);
        times.push(time.fetch_one(&mut connection).await.unwrap());
    }
    times.dedup();
    assert_eq!(times.len(), 1);
}
