//! The commands over TLS, through a TLS proxy in front of the service.

use std::{fs, net::SocketAddr, path::PathBuf, sync::Arc};

use commands::server::ServerArgs;
use customer_quality::pb::v1::ListCustomersRequest;
use tempfile::TempDir;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

use super::fake::Fake;

/// A listener with a certificate for `localhost` that hands on what it decrypts.
pub(crate) struct Door {
    port: u16,
    /// The authority that vouches for it.
    pub(crate) authority: PathBuf,
    _folder: TempDir,
}

impl Door {
    /// Opens a door in front of a service.
    pub(crate) async fn open(behind: &ServerArgs) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = folder.path().join("authority.pem");
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(&authority, made.cert.pem()).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key);
        let mut config = config.unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let behind = behind.server.trim_start_matches("http://").parse().unwrap();
        tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(config)), behind));
        Self {
            port,
            authority,
            _folder: folder,
        }
    }

    /// The way through the door.
    pub(crate) fn args(&self, host: &str, authority: Option<PathBuf>) -> ServerArgs {
        ServerArgs {
            server: format!("https://{host}:{}", self.port),
            ca: authority,
            token_file: None,
            timeout: 10,
        }
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, behind: SocketAddr) {
    while let Ok((caller, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            // A caller who does not trust the certificate goes away, which is theirs to report.
            let Ok(mut caller) = acceptor.accept(caller).await else {
                return;
            };
            let mut service = TcpStream::connect(behind).await.unwrap();
            let _ = copy_bidirectional(&mut caller, &mut service).await;
        });
    }
}

async fn refusal(args: &ServerArgs) -> String {
    args.connect().await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_service_is_reached_over_tls_once_its_certificate_is_proved() {
    let door = Door::open(&Fake::default().start().await).await;
    let args = door.args("localhost", Some(door.authority.clone()));
    let client = args.connect().await.unwrap();
    let request = ListCustomersRequest::default();
    let listed = client
        .call(request, |request| {
            let mut records = client.records();
            async move { records.list_customers(request).await }
        })
        .await;
    assert_eq!(listed.unwrap().customers, []);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let door = Door::open(&Fake::default().start().await).await;
    let other = Door::open(&Fake::default().start().await).await;
    let args = door.args("localhost", Some(other.authority.clone()));
    let words = refusal(&args).await;
    assert!(words.contains("cannot reach the service"), "{words}");
    assert!(words.contains("--ca"), "{words}");
    let words = refusal(&door.args("127.0.0.1", Some(door.authority.clone()))).await;
    assert!(words.contains("not valid for name"), "{words}");
}

#[tokio::test]
async fn a_door_without_tls_is_not_spoken_to_in_clear_text() {
    let plain = Fake::default().start().await;
    let door = Door::open(&plain).await;
    let args = ServerArgs {
        server: plain.server.replace("http:", "https:"),
        ca: Some(door.authority.clone()),
        ..plain
    };
    let words = refusal(&args).await;
    assert!(words.contains("https needs TLS"), "{words}");
}

#[tokio::test]
async fn an_address_says_how_it_is_reached() {
    let at = |server: &str, ca: Option<&str>| ServerArgs {
        server: server.to_owned(),
        ca: ca.map(PathBuf::from),
        token_file: None,
        timeout: 1,
    };
    for (args, expected) in [
        (at("ftp://x", None), "not reached by ftp://"),
        (at("grpc://x:1", None), "not reached by grpc://"),
        (at("127.0.0.1:50051", None), "write http://HOST:PORT"),
        (at("no address", None), "--server is no address"),
        (at("http://127.0.0.1:1", Some("x.pem")), "--ca proves who"),
        (at("https://127.0.0.1:1", Some("/no/x.pem")), "cannot read"),
        (
            at("https://127.0.0.1:1", Some("Cargo.toml")),
            "no certificate",
        ),
    ] {
        let words = refusal(&args).await;
        assert!(words.contains(expected), "{words}");
    }
}
