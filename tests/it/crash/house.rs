//! A house for one service: a data folder, a port, and the processes that use them. A test can kill and
//! restart every process in it.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use client::Client;
use customer_quality::pb::v1::{
    Fact, ListCustomersRequest, ListFactsRequest,
    customer_records_service_client::CustomerRecordsServiceClient,
};
use customer_quality::store::{Store, StoreOptions};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use postgres::Environment;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use super::processes;
use crate::support::ports::free_port;
use crate::support::shared_cluster;

/// Everything that is waited for comes within this, also on a busy machine.
pub(crate) const SOON: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(10);

/// The command under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_customer-quality");

/// Where a service lives.
pub(crate) struct House {
    folder: TempDir,
    port: u16,
    /// Another database than the private one.
    database_url: Option<String>,
    service: Option<Child>,
}

/// A command of the service, untouched by the settings of whoever runs the tests.
pub(crate) fn command(folder: &Path) -> Command {
    command_of(Path::new(PROGRAM), folder)
}

fn command_of(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear().stdin(Stdio::null());
    for name in ["PATH", "HOME", "TMPDIR", "CUSTOMER_QUALITY_PG_BIN"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// Waits until something holds.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < SOON, "never: {what}");
        sleep(POLL).await;
    }
}

impl House {
    /// An empty house on the private database.
    pub(crate) fn new() -> Self {
        Self::on(None)
    }

    /// An empty house on the database of this address, if any.
    pub(crate) fn on(database_url: Option<String>) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("cq-")
            .tempdir_in(shared_cluster::parent());
        let folder = folder.expect("the temporary folder is writable");
        // As root, the user of Postgres has to get through to its data.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).expect("it is ours");
        let house = Self {
            folder,
            port: free_port(),
            database_url,
            service: None,
        };
        house.lend_programs();
        house
    }

    /// The folder to work in.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The data folder of the service.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// Writes a file to work with.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.folder().join(name), content).expect("the folder is ours");
    }

    /// Reads a file, empty if it is not there.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder().join(name)).unwrap_or_default()
    }

    /// Starts the service and waits until it serves.
    pub(crate) async fn start(&mut self) {
        self.spawn();
        until("the service serves", async || {
            if let Some(ended) = self.service.as_mut().and_then(|s| s.try_wait().unwrap()) {
                panic!("the service ended: {ended}\n{}", self.read("service.log"));
            }
            self.health().await == Some(ServingStatus::Serving)
        })
        .await;
    }

    /// Starts the service and does not wait.
    pub(crate) fn spawn(&mut self) {
        self.spawn_with(&[]);
    }

    /// Starts the service with these variables and does not wait.
    pub(crate) fn spawn_with(&mut self, variables: &[(&str, &str)]) {
        self.spawn_as(command(self.folder()), variables);
    }

    /// Starts the service out of a shell that has run a command before, such as one that sets limits, and
    /// does not wait.
    pub(crate) fn spawn_after(&mut self, before: &str, variables: &[(&str, &str)]) {
        let mut shell = command_of(Path::new("/bin/sh"), self.folder());
        shell.args(["-c", &format!("{before} && exec \"$0\" \"$@\""), PROGRAM]);
        self.spawn_as(shell, variables);
    }

    fn spawn_as(&mut self, mut serve: Command, variables: &[(&str, &str)]) {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder().join("service.log"));
        serve.args(["serve", "--drain-delay", "0s"]);
        serve.env("CUSTOMER_QUALITY_ADMIN", "off");
        serve.envs(variables.iter().copied());
        serve.args(["--listen", &self.listens().to_string()]);
        match &self.database_url {
            Some(url) => serve.env("DATABASE_URL", url).arg("--migrate"),
            None => serve.arg("--data-folder").arg(self.data()),
        };
        serve.stderr(log.expect("the folder is ours"));
        self.service = Some(serve.spawn().expect("the service can be run"));
    }

    /// Where the service answers calls.
    pub(super) fn listens(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// Kills the service as power cuts do.
    pub(crate) async fn kill_service(&mut self) {
        if let Some(mut service) = self.service.take() {
            service.kill().await.expect("it is our child");
        }
    }

    /// Kills the service and its Postgres as one.
    pub(crate) async fn kill_all(&mut self) {
        if let Some(service) = &mut self.service {
            service.start_kill().expect("it is our child");
        }
        processes::kill_postgres(&self.data());
        self.kill_service().await;
    }

    /// Sends the service a signal.
    pub(super) fn signal(&self, which: Signal) {
        signal(self.service.as_ref().expect("the service runs"), which);
    }

    /// Asks the service to stop and waits until it has.
    pub(crate) async fn stop(&mut self) -> ExitStatus {
        self.signal(Signal::SIGTERM);
        self.ended().await
    }

    /// Waits until the service has ended.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let mut service = self.service.take().expect("the service runs");
        timeout(SOON, service.wait())
            .await
            .expect("it stops in time")
            .unwrap()
    }

    /// What the service says about its health, if it says anything.
    pub(crate) async fn health(&self) -> Option<ServingStatus> {
        let mut request = tonic::Request::new(HealthCheckRequest::default());
        request.set_timeout(Duration::from_secs(5));
        let answer = HealthClient::new(self.channel()).check(request).await;
        answer.ok().map(|answer| answer.into_inner().status())
    }

    /// A connection that is made when it is needed, and again when it broke.
    pub(crate) fn channel(&self) -> Channel {
        Endpoint::from_shared(self.address())
            .unwrap()
            .connect_lazy()
    }

    /// The service that takes facts.
    pub(crate) fn records(&self) -> CustomerRecordsServiceClient<Channel> {
        CustomerRecordsServiceClient::new(self.channel())
    }

    /// Where the service is reached.
    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.listens())
    }

    /// Begins an import in the house's folder.
    pub(crate) fn begin_import(&self, words: &[&str]) -> Child {
        let mut import = command(self.folder());
        import.args(["import", "--server", &self.address()]);
        import.args(words).kill_on_drop(true);
        import.stdout(Stdio::piped()).stderr(Stdio::piped());
        import.spawn().expect("the command can be run")
    }

    /// Imports, and says how it ended.
    pub(crate) async fn import(&self, words: &[&str]) -> End {
        End::of(self.begin_import(words)).await
    }

    /// All facts with this source and label that are live, page by page.
    pub(crate) async fn facts(&self, source: &str, label: &str) -> Vec<Fact> {
        let client = Client::over(self.channel());
        let mut facts = Vec::new();
        let mut request = ListFactsRequest {
            source: source.to_owned(),
            label: label.to_owned(),
            page_size: 1_000,
            ..ListFactsRequest::default()
        };
        loop {
            let call = |request| async { client.records().list_facts(request).await };
            let page = client.call(request.clone(), call).await.unwrap();
            facts.extend(page.facts.into_iter().filter_map(|recorded| recorded.fact));
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                return facts;
            }
        }
    }

    /// The ids of all customers, page by page.
    pub(crate) async fn customers(&self) -> Vec<String> {
        let client = Client::over(self.channel());
        let mut ids = Vec::new();
        let mut request = ListCustomersRequest {
            page_size: 1_000,
            ..ListCustomersRequest::default()
        };
        loop {
            let call = |request| async { client.records().list_customers(request).await };
            let page = client.call(request.clone(), call).await.unwrap();
            ids.extend(page.customers.into_iter().map(|it| it.customer_id));
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                return ids;
            }
        }
    }

    /// The address of the house's database.
    pub(crate) fn database(&self) -> String {
        let private = || socket_url(&self.data());
        self.database_url.clone().unwrap_or_else(private)
    }

    /// One number from behind the service's back; none while the database is away.
    pub(crate) async fn number(&self, query: &str) -> Option<i64> {
        let mut connection = PgConnection::connect(&self.database()).await.ok()?;
        let query = sqlx::query_scalar(AssertSqlSafe(query.to_owned()));
        query.fetch_one(&mut connection).await.ok()
    }

    /// Waits until the database holds a fact with this label.
    pub(crate) async fn first_fact_of(&self, label: &str) {
        let query = format!("SELECT count(*) FROM facts WHERE label = '{label}'");
        let begun = async || self.number(&query).await.is_some_and(|count| count > 0);
        until("the import has begun", begun).await;
    }

    /// Checks that all that is derived from facts is what the facts give, and waits for the standings.
    pub(crate) async fn is_consistent(&self) {
        let options = StoreOptions {
            pool_size: 2,
            ..StoreOptions::new(self.database())
        };
        let store = Store::connect(&options).await.unwrap();
        let ids = self.customers().await;
        let distinct: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len(), "each customer is listed once");
        assert_eq!(store.differences(&ids).await.unwrap(), []);
        until("the standings are up to date", async || {
            store.waiting_count().await.unwrap() == 0
        })
        .await;
        store.close().await;
    }

    /// Programs that had to be fetched once are used again.
    fn lend_programs(&self) {
        let programs = shared_cluster::programs_folder(&Environment::of_process());
        if let Some(programs) = programs.filter(|programs| programs.exists()) {
            fs::create_dir(self.data()).expect("the folder is ours");
            symlink(programs, self.data().join("programs")).expect("the folder is ours");
        }
    }
}

impl Drop for House {
    /// Nobody stays behind, or the folder could not be removed.
    fn drop(&mut self) {
        if let Some(service) = &mut self.service {
            let _ = service.start_kill();
        }
        let postmaster = processes::postmaster(&self.data());
        processes::kill_postgres(&self.data());
        let began = Instant::now();
        while postmaster.is_some_and(processes::lives) && began.elapsed() < SOON {
            thread::sleep(POLL);
        }
        if thread::panicking() {
            let log = self.read("service.log");
            let tail: Vec<&str> = log.lines().rev().take(30).collect();
            for line in tail.iter().rev() {
                crate::crash::say(line);
            }
        }
    }
}

/// How a command ended and what it said.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) code: Option<i32>,
    pub(crate) answer: String,
    pub(crate) remarks: String,
}

impl End {
    /// Waits for a command.
    pub(crate) async fn of(child: Child) -> Self {
        let output = timeout(SOON, child.wait_with_output()).await;
        Self::from(output.expect("it ends in time").unwrap())
    }
}

impl From<Output> for End {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            answer: String::from_utf8(output.stdout).unwrap(),
            remarks: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Sends a signal to a child.
pub(crate) fn signal(child: &Child, signal: Signal) {
    let id = child.id().expect("it has not ended");
    kill(Pid::from_raw(i32::try_from(id).unwrap()), signal).expect("it is our child");
}

/// The address of the database behind a socket.
pub(crate) fn socket_url(folder: &Path) -> String {
    let host = folder
        .to_str()
        .expect("the path is text")
        .replace('/', "%2F");
    format!(
        "postgres://customer_quality@localhost:5432/customer_quality?host={host}&sslmode=disable"
    )
}
