//! A proxy in front of a Postgres. It can cut the connections as if the server were gone, and hold answers
//! back as if the network were slow.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy, split};
use tokio::net::{TcpStream, UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

/// A connection of either kind to a server.
pub(crate) trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// A proxy that lets everything through at first.
pub(crate) struct Door {
    /// The address of the database through the proxy.
    pub(crate) url: String,
    socket: PathBuf,
    server: PgConnectOptions,
    guests: AbortHandle,
    holding: Arc<Holding>,
    _folder: TempDir,
}

/// The answers to hold back: those that begin with this byte, on connections with one held answer.
#[derive(Default)]
struct Holding {
    first_byte: watch::Sender<Option<u8>>,
    /// The number of held answers.
    held: watch::Sender<usize>,
    /// The number of times that all held answers were released.
    released: watch::Sender<usize>,
}

impl Holding {
    async fn pass(&self, answer: &[u8]) {
        let first_byte = *self.first_byte.borrow();
        if first_byte.is_some() && first_byte == answer.first().copied() {
            let mut released = self.released.subscribe();
            self.held.send_modify(|held| *held += 1);
            let _ = released.changed().await;
        }
    }
}

impl Door {
    pub(crate) fn before(url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join(".s.PGSQL.5432");
        let host = folder.path().to_str().unwrap().replace('/', "%2F");
        let server = PgConnectOptions::from_str(url).unwrap();
        let (login, _) = url.split_once('@').unwrap();
        let database = server.get_database().unwrap();
        let holding = Arc::<Holding>::default();
        Self {
            url: format!("{login}@localhost:5432/{database}?host={host}&sslmode=disable"),
            guests: open(&socket, server.clone(), holding.clone()),
            server,
            socket,
            holding,
            _folder: folder,
        }
    }

    /// Cuts all connections and accepts no new ones.
    pub(crate) fn shut(&self) {
        self.guests.abort();
    }

    pub(crate) fn open(&mut self) {
        std::fs::remove_file(&self.socket).unwrap();
        self.guests = open(&self.socket, self.server.clone(), self.holding.clone());
    }

    /// From now on holds back every answer of the server that begins with `first_byte`: `C` of a COMMIT,
    /// `2` of a prepared statement.
    pub(crate) fn hold(&self, first_byte: u8) {
        self.holding.first_byte.send_replace(Some(first_byte));
    }

    /// Waits until an answer is held. After that all other answers pass again.
    pub(crate) async fn holds_one(&self) {
        let mut held = self.holding.held.subscribe();
        held.wait_for(|held| *held > 0).await.unwrap();
        self.holding.first_byte.send_replace(None);
    }

    /// Releases the held answers.
    pub(crate) fn let_go(&self) {
        self.holding.held.send_replace(0);
        self.holding.released.send_modify(|times| *times += 1);
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.shut();
    }
}

fn open(socket: &PathBuf, server: PgConnectOptions, holding: Arc<Holding>) -> AbortHandle {
    let listener = UnixListener::bind(socket).unwrap();
    let guests = async move {
        let mut guests = JoinSet::new();
        while let Ok((guest, _)) = listener.accept().await {
            let (server, holding) = (server.clone(), holding.clone());
            guests.spawn(async move {
                let (answers, mut server) = split(line(&server).await);
                let (mut questions, guest) = guest.into_split();
                tokio::select! {
                    _ = copy(&mut questions, &mut server) => {}
                    () = pass_answers(answers, guest, &holding) => {}
                }
            });
        }
    };
    tokio::spawn(guests).abort_handle()
}

async fn pass_answers(
    mut server: impl AsyncRead + Unpin,
    mut guest: impl AsyncWrite + Unpin,
    holding: &Holding,
) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(size) = server.read(&mut buffer).await
        && size > 0
    {
        holding.pass(&buffer[..size]).await;
        if guest.write_all(&buffer[..size]).await.is_err() {
            return;
        }
    }
}

/// A bare connection to a server.
pub(crate) async fn line(server: &PgConnectOptions) -> Box<dyn Line> {
    let (host, port) = (server.get_host(), server.get_port());
    let folder = server.get_socket().cloned();
    match folder.or_else(|| host.starts_with('/').then(|| PathBuf::from(host))) {
        Some(folder) => {
            let socket = folder.join(format!(".s.PGSQL.{port}"));
            Box::new(UnixStream::connect(socket).await.unwrap())
        }
        None => Box::new(TcpStream::connect((host, port)).await.unwrap()),
    }
}
