//! Tests of the ledger itself: it must notice every difference that it is made for.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use futures::future;
use postgres::{Cluster, Environment, Options, ServerState};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{UnixListener, UnixStream};

use super::house::{House, socket_url, until};
use super::ledger::{Fate, Findings, Ledger};
use super::processes;
use super::say;
use super::writer::{Desk, Writer, held};
use crate::support::random::Random;
use crate::support::shared_cluster::{parent, programs_folder};

/// What the service says when it opens a session, and what a Postgres that may forget gets to hear.
const ASKED: &[u8] = b"set_config('synchronous_commit', 'on'";
const PLANTED: &[u8] = b"set_config('synchronous_commit','off'";

/// Tells facts until some are acknowledged.
async fn told(house: &House, enough: usize) -> Ledger {
    let desk = Desk::default();
    let writers = (0..3).map(|number| Writer {
        number,
        random: Random(number),
        records: house.records(),
        desk: &desk,
    });
    let writing = future::join_all(writers.map(Writer::write));
    let closing = async {
        let acknowledged = || desk.ledger.borrow().count(Fate::Acknowledged);
        until("enough is acknowledged", async || acknowledged() >= enough).await;
        desk.closed.set(true);
    };
    future::join(writing, closing).await;
    desk.ledger.take()
}

async fn behind_its_back(house: &House, statement: &'static str) {
    let mut connection = PgConnection::connect(&house.database()).await.unwrap();
    connection.execute(statement).await.unwrap();
}

#[tokio::test]
async fn the_ledger_notices_lost_doubled_changed_and_strange_facts() {
    let mut house = House::new();
    house.start().await;
    let ledger = told(&house, 300).await;
    assert_eq!(ledger.check(&held(&house).await), Findings::default());

    let mut strange = held(&house).await;
    let (key, units) = strange.purchases[0].clone();
    strange.purchases[0].0.1.push('x');
    let findings = ledger.check(&strange);
    assert_eq!((findings.lost.len(), findings.strange.len()), (1, 1));
    let mut changed = held(&house).await;
    changed.purchases[0].1 = units + 1;
    let findings = ledger.check(&changed);
    assert!(findings.changed.contains(&key) && findings.wrong_sums.contains(&key.0));

    behind_its_back(
        &house,
        "DELETE FROM facts WHERE ctid = (SELECT min(ctid) FROM facts)",
    )
    .await;
    let findings = ledger.check(&held(&house).await);
    assert_eq!(
        (findings.lost.len(), findings.wrong_sums.len()),
        (1, 1),
        "{findings}"
    );

    behind_its_back(
        &house,
        "ALTER TABLE facts DROP CONSTRAINT facts_pkey CASCADE;
         INSERT INTO facts SELECT * FROM facts WHERE ctid = (SELECT max(ctid) FROM facts)",
    )
    .await;
    let findings = ledger.check(&held(&house).await);
    assert_eq!(
        (findings.lost.len(), findings.doubled.len()),
        (1, 1),
        "{findings}"
    );
}

#[tokio::test]
async fn the_ledger_notices_what_a_postgres_loses_that_acknowledges_too_early() {
    let findings = after_a_kill_of_a_forgetful_postgres(PLANTED).await;
    assert!(!findings.lost.is_empty(), "{findings}");
}

#[tokio::test]
async fn a_postgres_that_is_set_to_acknowledge_too_early_is_told_to_wait_for_the_disk() {
    let findings = after_a_kill_of_a_forgetful_postgres(ASKED).await;
    assert_eq!(findings, Findings::default());
}

/// What the ledger finds after a kill of a Postgres that acknowledges before it has written, if it hears
/// `heard` where the service asks for the contrary.
async fn after_a_kill_of_a_forgetful_postgres(heard: &'static [u8]) -> Findings {
    let place = tempfile::Builder::new().prefix("cq-").tempdir_in(parent());
    let place = place.unwrap();
    fs::set_permissions(place.path(), Permissions::from_mode(0o711)).unwrap();
    let data = place.path().join("data");
    let environment = Environment::of_process();
    let setting = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let options = Options {
        programs_folder: programs_folder(&environment),
        settings: vec![
            setting("synchronous_commit", "off"),
            setting("wal_writer_delay", "10s"),
            setting("wal_buffers", "64MB"),
        ],
        ..Options::durable(data.clone(), environment)
    };
    let cluster = Cluster::start(options, &|_| ()).await.unwrap();
    let between = place.path().join("between");
    fs::create_dir(&between).unwrap();
    let interpreter = Interpreter::listen(&between, &data, heard);
    let test = async {
        let mut house = House::on(Some(socket_url(&between)));
        house.start().await;
        // The schema is not to be lost, but what fills a page would be written soon, whoever waits for it.
        behind_its_back(&house, "CHECKPOINT").await;
        processes::halt_wal_writer(&data);
        let ledger = told(&house, 300).await;
        let mut state = cluster.state();
        state.mark_unchanged();
        processes::kill_postgres(&data);
        let restarting = |state: &ServerState| matches!(state, ServerState::Restarting { .. });
        state.wait_for(restarting).await.unwrap();
        let running = |state: &ServerState| *state == ServerState::Running;
        state.wait_for(running).await.unwrap();
        let findings = ledger.check(&held(&house).await);
        let count = ledger.count(Fate::Acknowledged);
        say(&format!(
            "a forgetful Postgres: of {count} acknowledged {findings}"
        ));
        assert!(house.stop().await.success());
        findings
    };
    let findings = tokio::select! {
        findings = test => findings,
        () = interpreter.pass_on() => panic!("nobody passes on what is said"),
    };
    cluster.stop().await;
    findings
}

/// Stands between the service and its Postgres, and may change what the service asks for.
struct Interpreter {
    listener: UnixListener,
    server: PathBuf,
    heard: &'static [u8],
}

impl Interpreter {
    fn listen(folder: &Path, server: &Path, heard: &'static [u8]) -> Self {
        const SOCKET: &str = ".s.PGSQL.5432";
        Self {
            listener: UnixListener::bind(folder.join(SOCKET)).unwrap(),
            server: server.join(SOCKET),
            heard,
        }
    }

    async fn pass_on(self) {
        let mut sessions = tokio::task::JoinSet::new();
        while let Ok((client, _)) = self.listener.accept().await {
            sessions.spawn(session(client, self.server.clone(), self.heard));
        }
    }
}

async fn session(client: UnixStream, server: PathBuf, heard: &'static [u8]) -> std::io::Result<()> {
    let server = UnixStream::connect(server).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let forth = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let count = from_client.read(&mut buffer).await?;
            if count == 0 {
                return to_server.shutdown().await;
            }
            let bytes = &mut buffer[..count];
            let asked = bytes
                .windows(ASKED.len())
                .position(|window| window == ASKED);
            if let Some(at) = asked {
                bytes[at..at + heard.len()].copy_from_slice(heard);
            }
            to_server.write_all(bytes).await?;
        }
    };
    let back = async {
        copy(&mut from_server, &mut to_client).await?;
        to_client.shutdown().await
    };
    tokio::try_join!(forth, back).map(|((), ())| ())
}
