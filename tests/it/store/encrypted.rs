//! The connection to a Postgres that requires TLS, like most hosted ones. The server of the tests may be
//! built without TLS. So a proxy in front of it speaks Postgres' handshake and forwards the decrypted
//! bytes.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use customer_quality::store::{NotReady, Store};
use rcgen::CertifiedKey;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::support::store::{TestStore, fresh_store, options};

/// What a client sends before TLS: the length, then Postgres' number for the request.
const WANTS_TLS: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

#[tokio::test]
async fn a_server_is_reached_over_tls_once_its_certificate_is_proved() {
    let test = fresh_store().await;
    let door = Door::open(&test).await;
    let known = format!("sslmode=verify-full&sslrootcert={}", door.root.display());
    let store = Store::connect(&options(&door.url("localhost", &known))).await;
    store.unwrap().ping().await.unwrap();
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let test = fresh_store().await;
    let door = Door::open(&test).await;
    let words = refusal(&door.url("localhost", "sslmode=verify-full")).await;
    assert!(words.contains("UnknownIssuer"), "{words}");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let test = fresh_store().await;
    let door = Door::open(&test).await;
    let known = format!("sslmode=verify-full&sslrootcert={}", door.root.display());
    let words = refusal(&door.url("127.0.0.1", &known)).await;
    assert!(words.contains("not valid for name"), "{words}");
}

async fn refusal(url: &str) -> String {
    match Store::connect(&options(url)).await {
        Err(NotReady::Unreachable(words)) => words,
        other => panic!("connected: {}", other.is_ok()),
    }
}

/// A listener with a certificate for `localhost`, in front of the database of one test.
struct Door {
    port: u16,
    behind: PgConnectOptions,
    root: PathBuf,
    _folder: TempDir,
}

impl Door {
    async fn open(test: &TestStore) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root.pem");
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(&root, made.cert.pem()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let behind: PgConnectOptions = test.database.url.parse().unwrap();
        tokio::spawn(serve(listener, acceptor(&made), behind.clone()));
        Self {
            port,
            behind,
            root,
            _folder: folder,
        }
    }

    fn url(&self, host: &str, query: &str) -> String {
        let mut url = self.behind.to_url_lossy();
        url.set_host(Some(host)).unwrap();
        url.set_port(Some(self.port)).unwrap();
        url.set_query(Some(query));
        url.to_string()
    }
}

fn acceptor(made: &CertifiedKey<rcgen::KeyPair>) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key);
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, behind: PgConnectOptions) {
    while let Ok((caller, _)) = listener.accept().await {
        let (acceptor, behind) = (acceptor.clone(), behind.clone());
        tokio::spawn(async move {
            // A caller who does not trust the certificate goes away, which is theirs to report.
            let _ = hand_on(caller, &acceptor, &behind).await;
        });
    }
}

async fn hand_on(
    mut caller: TcpStream,
    acceptor: &TlsAcceptor,
    behind: &PgConnectOptions,
) -> std::io::Result<()> {
    let mut asked = [0; 8];
    caller.read_exact(&mut asked).await?;
    assert_eq!(asked, WANTS_TLS, "nothing goes over the wire in clear text");
    caller.write_all(b"S").await?;
    let mut caller = acceptor.accept(caller).await?;
    let mut server = dial(behind).await?;
    copy_bidirectional(&mut caller, &mut server).await?;
    Ok(())
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

async fn dial(behind: &PgConnectOptions) -> std::io::Result<Box<dyn Wire>> {
    let (host, port) = (behind.get_host(), behind.get_port());
    match behind.get_socket() {
        Some(folder) => {
            let socket = folder.join(format!(".s.PGSQL.{port}"));
            Ok(Box::new(UnixStream::connect(socket).await?))
        }
        None => Ok(Box::new(TcpStream::connect((host, port)).await?)),
    }
}
