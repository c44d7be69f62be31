//! The service's process, as the measurement sees it.

use std::fs::{self, Permissions};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use customer_quality::clock::Clock;
use customer_quality::pb::v1::customer_quality_service_client::CustomerQualityServiceClient;
use customer_quality::pb::v1::customer_records_service_client::CustomerRecordsServiceClient;
use domain::time::Time;
use sqlx::Connection;
use sqlx::Executor;
use sqlx::postgres::PgConnection;
use tempfile::TempDir;
use tokio::time::sleep;
use tonic::transport::{Channel, Endpoint};

use crate::child::SERVE;
use crate::people::People;
use crate::processor::Processor;

/// Connections of the callers.
const CONNECTIONS: usize = 4;

/// Megabytes of answers that the service keeps in memory by default.
pub(crate) const MEMORY: &str = "64";

/// The pause between two checks for an expected change.
pub(crate) const POLL: Duration = Duration::from_millis(10);

pub(crate) struct Running {
    pub(crate) people: People,
    pub(crate) address: SocketAddr,
    pub(crate) database: PgConnection,
    folder: TempDir,
    child: Child,
    /// The lead of the service's clock over the system's clock.
    ahead: chrono::TimeDelta,
}

impl Running {
    pub(crate) async fn start(people: People) -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        // Under root, the database's user needs access to its data.
        let permissions = Permissions::from_mode(0o711);
        fs::set_permissions(folder.path(), permissions).expect("it is ours");
        let (child, address, database) = launch(&folder, MEMORY).await;
        Self {
            people,
            address,
            database,
            folder,
            child,
            ahead: chrono::TimeDelta::zero(),
        }
    }

    /// Stops the service and starts it again with the given megabytes for answers. Its clock is the
    /// system's clock again.
    pub(crate) async fn restart(&mut self, memory: &str) {
        self.end();
        let (child, address, database) = launch(&self.folder, memory).await;
        (self.child, self.address, self.database) = (child, address, database);
        self.ahead = chrono::TimeDelta::zero();
    }

    pub(crate) fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().expect("the service ends");
    }

    /// Moves the service's clock to `time`.
    pub(crate) fn set_clock(&mut self, time: Time) {
        self.ahead = time - Clock::system().now();
        let micros = self.ahead.num_microseconds().expect("some days");
        let input = self.child.stdin.as_mut().expect("its input is open");
        writeln!(input, "{micros}").expect("it reads its input");
    }

    /// The time of the service's clock.
    pub(crate) fn now(&self) -> Time {
        Clock::system().now() + self.ahead
    }

    /// Another connection to the database.
    pub(crate) async fn connection(&self) -> PgConnection {
        connect(&self.folder).await.expect("the database answers")
    }

    /// A connection that plans each statement only once, so that reading is as cheap as possible.
    pub(crate) async fn reading(&self) -> PgConnection {
        let mut connection = self.connection().await;
        let settings = "SET plan_cache_mode = force_generic_plan; SET jit = off";
        connection.execute(settings).await.expect("it can be set");
        connection
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> String {
        url(&self.folder)
    }

    /// The processor time until now.
    pub(crate) fn processor(&self) -> Processor {
        Processor::read(self.child.id(), &self.folder.path().join("data"))
    }

    /// The memory of the service's process in megabytes: now, and at its peak.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(path).unwrap_or_default();
        let of = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key));
            let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            kilobytes.unwrap_or(0_u64) / 1_000
        };
        (of("VmRSS:"), of("VmHWM:"))
    }

    /// Resets the peak memory of the service.
    pub(crate) fn forget_peak(&self) {
        let _ = fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5");
    }

    /// Clients for recording.
    pub(crate) async fn recorders(
        &self,
        count: usize,
    ) -> Vec<CustomerRecordsServiceClient<Channel>> {
        let channels = channels(self.address, count).await;
        let client = CustomerRecordsServiceClient::new;
        channels.into_iter().map(client).collect()
    }

    /// The number that `query` returns.
    pub(crate) async fn number(&mut self, query: &str) -> i64 {
        let number = sqlx::query_scalar(sqlx::AssertSqlSafe(query));
        let number = number.fetch_one(&mut self.database).await;
        number.expect("there is a number")
    }
}

/// Clients of the quality service at `address`.
pub(crate) async fn askers(
    address: SocketAddr,
    count: usize,
) -> Vec<CustomerQualityServiceClient<Channel>> {
    let channels = channels(address, count).await;
    let client = CustomerQualityServiceClient::new;
    channels.into_iter().map(client).collect()
}

/// `count` callers that share a few connections.
async fn channels(address: SocketAddr, count: usize) -> Vec<Channel> {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an address");
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(endpoint.connect().await.expect("the server answers"));
    }
    connections.into_iter().cycle().take(count).collect()
}

/// Starts the service on a free port and waits until it answers.
async fn launch(folder: &TempDir, memory: &str) -> (Child, SocketAddr, PgConnection) {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let address = free.expect("a port is free");
    let program = std::env::current_exe().expect("this program has a path");
    let child = Command::new(program)
        .arg(SERVE)
        .arg(address.to_string())
        .arg(folder.path().join("data"))
        .arg(memory)
        .stdin(Stdio::piped())
        .spawn();
    let mut child = child.expect("the service starts");
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an address");
    while endpoint.connect().await.is_err() {
        let ended = child.try_wait().expect("it is a child of this process");
        assert!(ended.is_none(), "the service did not start");
        sleep(POLL).await;
    }
    let database = loop {
        if let Ok(database) = connect(folder).await {
            break database;
        }
        sleep(POLL).await;
    };
    (child, address, database)
}

fn url(folder: &TempDir) -> String {
    // The socket is in the data folder.
    let host = folder.path().join("data");
    let host = host.to_str().expect("a plain path").replace('/', "%2F");
    format!(
        "postgres://customer_quality@localhost:5432/customer_quality?host={host}&sslmode=disable"
    )
}

async fn connect(folder: &TempDir) -> Result<PgConnection, sqlx::Error> {
    PgConnection::connect(&url(folder)).await
}
