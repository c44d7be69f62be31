//! A door in front of a Postgres: what goes through it can be cut off as if the server were gone.

use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpStream, UnixListener, UnixStream};
use tokio::task::{AbortHandle, JoinSet};

/// Both kinds of connection to a server.
pub(crate) trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// A door that is open at first.
pub(crate) struct Door {
    /// The address of the database through the door.
    pub(crate) url: String,
    socket: PathBuf,
    server: PgConnectOptions,
    guests: AbortHandle,
    _folder: TempDir,
}

impl Door {
    pub(crate) fn before(url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join(".s.PGSQL.5432");
        let host = folder.path().to_str().unwrap().replace('/', "%2F");
        let server = PgConnectOptions::from_str(url).unwrap();
        let (login, _) = url.split_once('@').unwrap();
        let database = server.get_database().unwrap();
        Self {
            url: format!("{login}@localhost:5432/{database}?host={host}&sslmode=disable"),
            guests: open(&socket, server.clone()),
            server,
            socket,
            _folder: folder,
        }
    }

    /// Everybody is thrown out, and nobody let in.
    pub(crate) fn shut(&self) {
        self.guests.abort();
    }

    pub(crate) fn open(&mut self) {
        std::fs::remove_file(&self.socket).unwrap();
        self.guests = open(&self.socket, self.server.clone());
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.shut();
    }
}

fn open(socket: &PathBuf, server: PgConnectOptions) -> AbortHandle {
    let listener = UnixListener::bind(socket).unwrap();
    let guests = async move {
        let mut guests = JoinSet::new();
        while let Ok((mut guest, _)) = listener.accept().await {
            let server = server.clone();
            guests.spawn(async move {
                let mut server = line(&server).await;
                let _ = copy_bidirectional(&mut guest, &mut server).await;
            });
        }
    };
    tokio::spawn(guests).abort_handle()
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
