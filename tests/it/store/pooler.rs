//! Connection poolers. The service works with one that keeps a session for each connection. It refuses any
//! other before it changes anything.

use std::str::FromStr;
use std::sync::{Arc, Mutex};

use customer_quality::store::{NotReady, Store};
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;

use crate::support::door::{Door, Line, line};
use crate::support::own_cluster::OwnCluster;
use crate::support::store::options;

/// The one session that a pooler lends to its clients for a transaction at a time, and the greeting that
/// the server began it with.
struct Session {
    server: Box<dyn Line>,
    greeting: Vec<u8>,
}

type Shared = Arc<tokio::sync::Mutex<Option<Session>>>;
type Heard = Arc<Mutex<Vec<String>>>;

async fn pool_transactions(listener: UnixListener, to: PgConnectOptions, heard: Heard) {
    let shared = Shared::default();
    let mut clients = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        clients.spawn(serve(client, to.clone(), shared.clone(), heard.clone()));
    }
}

async fn serve(
    mut client: UnixStream,
    to: PgConnectOptions,
    shared: Shared,
    heard: Heard,
) -> std::io::Result<()> {
    let length = client.read_u32().await?;
    let mut startup = length.to_be_bytes().to_vec();
    startup.resize(length as usize, 0);
    client.read_exact(&mut startup[4..]).await?;
    {
        let mut session = shared.lock().await;
        if session.is_none() {
            let mut server = line(&to).await;
            server.write_all(&startup).await?;
            let greeting = until_ready(&mut server).await?;
            *session = Some(Session { server, greeting });
        }
        let session = session.as_ref().unwrap();
        client.write_all(&session.greeting).await?;
    }
    loop {
        let mut message = message(&mut client).await?;
        let mut session = shared.lock().await;
        let server = &mut session.as_mut().unwrap().server;
        loop {
            let kind = message[0];
            if kind == b'X' {
                return Ok(());
            }
            if kind == b'Q' {
                let text = String::from_utf8_lossy(&message[5..message.len() - 1]);
                heard.lock().unwrap().push(text.into_owned());
            }
            server.write_all(&message).await?;
            if matches!(kind, b'Q' | b'S') {
                let answer = until_ready(server).await?;
                client.write_all(&answer).await?;
                if answer.ends_with(b"I") {
                    break;
                }
            }
            message = self::message(&mut client).await?;
        }
    }
}

/// What the server says until it is ready for another query; the last byte is the state of the
/// transaction.
async fn until_ready(server: &mut Box<dyn Line>) -> std::io::Result<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let message = message(server).await?;
        all.extend_from_slice(&message);
        if message[0] == b'Z' {
            return Ok(all);
        }
    }
}

async fn message(from: &mut (impl Line + ?Sized)) -> std::io::Result<Vec<u8>> {
    let mut message = vec![0; 5];
    from.read_exact(&mut message).await?;
    let length = u32::from_be_bytes(message[1..].try_into().unwrap());
    message.resize(1 + length as usize, 0);
    from.read_exact(&mut message[5..]).await?;
    Ok(message)
}

#[tokio::test]
async fn a_pooler_by_transactions_is_refused_before_anything_is_changed() {
    let own = OwnCluster::start().await;
    let folder = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
    let to = PgConnectOptions::from_str(&own.cluster.url()).unwrap();
    let heard = Heard::default();
    let pooler = tokio::spawn(pool_transactions(listener, to, heard.clone()));
    let host = folder.path().to_str().unwrap().replace('/', "%2F");
    let (start, _) = own
        .cluster
        .url()
        .split_once("?host=")
        .map(|(a, b)| (a.to_owned(), b.len()))
        .unwrap();
    let url = format!("{start}?host={host}&sslmode=disable");

    let refused = Store::connect(&options(&url)).await.unwrap_err();

    assert_eq!(refused, NotReady::Pooled);
    let words = refused.to_string();
    assert!(words.contains("pool_mode=session"), "{words}");
    let heard = heard.lock().unwrap().clone();
    let asked = "SELECT pg_backend_pid()";
    assert!(
        heard.iter().all(|text| text.starts_with(asked)),
        "{heard:?}"
    );
    pooler.abort();
    own.cluster.stop().await;
}

/// The door keeps a session for each connection, as a pooler by sessions does, and the start of a session
/// names nothing but what every pooler knows.
#[tokio::test]
async fn a_pooler_by_sessions_is_as_good_as_the_server() {
    let own = OwnCluster::start().await;
    let door = Door::before(&own.cluster.url());
    let store = Store::connect(&options(&door.url)).await.unwrap();
    store.migrate().await.unwrap();
    store.health().await.unwrap();
    store.close().await;
    own.cluster.stop().await;
}
