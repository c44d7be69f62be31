//! A real server on free ports. Its one RPC does what the test asks for in the metadata.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use customer_quality::{
    config::{Config, Flags, Surroundings},
    error::Error,
    pb::v1::{
        GetSystemInfoRequest, GetSystemInfoResponse,
        system_service_client::SystemServiceClient,
        system_service_server::{SystemService, SystemServiceServer},
    },
    rpc::call::Deadline,
    server::{Backend, Ended, Listeners, ServeError, Server},
    telemetry::Metrics,
};
use futures::stream;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::sleep,
};
use tokio_util::task::TaskTracker;
use tonic::{
    Request, Response, Status,
    body::Body,
    service::Routes,
    transport::{Channel, Endpoint},
};

/// The metadata key that selects the behaviour of the RPC.
const DO: &str = "x-do";

pub(crate) type RawClient = SystemServiceClient<Client<HttpConnector, Body>>;

struct TestSystem(Arc<Gate>);

/// Calls that ask for `hold` wait here until the test releases them.
#[derive(Default)]
struct Gate {
    held: watch::Sender<usize>,
    open: watch::Sender<bool>,
}

impl Gate {
    async fn pass(&self) {
        self.held.send_modify(|held| *held += 1);
        let _ = self.open.subscribe().wait_for(|open| *open).await;
    }
}

#[tonic::async_trait]
impl SystemService for TestSystem {
    /// Answers with the caller's address as the version and the call's deadline as the default deadline.
    async fn get_system_info(
        &self,
        request: Request<GetSystemInfoRequest>,
    ) -> Result<Response<GetSystemInfoResponse>, Status> {
        let what = request
            .metadata()
            .get(DO)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        match what.split_once(' ').unwrap_or((what, "")) {
            ("panic", _) => panic!("as the test asked"),
            ("bare", _) => return Err(Status::internal("a cause that callers must not see")),
            ("fail", _) => return Err(Error::Internal("a cause for the log".to_owned()).into()),
            ("hold", _) => self.0.pass().await,
            ("large", _) => {
                return Ok(Response::new(GetSystemInfoResponse {
                    server_version: "x".repeat(1_000_000),
                    ..Default::default()
                }));
            }
            _ => {}
        }
        let deadline = request.extensions().get::<Deadline>().map(Deadline::left);
        Ok(Response::new(GetSystemInfoResponse {
            server_version: request.remote_addr().unwrap().to_string(),
            api_versions: vec![format!("{}", deadline.unwrap_or_default().as_millis())],
            ..Default::default()
        }))
    }
}

/// The request that makes the RPC behave in a certain way.
pub(crate) fn asking(what: &str) -> Request<GetSystemInfoRequest> {
    let mut request = Request::new(GetSystemInfoRequest {});
    request.metadata_mut().insert(DO, what.parse().unwrap());
    request
}

/// The settings of a test server: free ports and fast shutdowns, then the test's own settings.
pub(crate) fn config(settings: &[(&'static str, &str)]) -> Config {
    let usual = [
        ("listen", "127.0.0.1:0"),
        ("admin", "127.0.0.1:0"),
        ("drain-delay", "0s"),
        ("drain-limit", "5s"),
    ];
    let flags = usual
        .iter()
        .chain(settings)
        .fold(Flags::default(), |flags, (name, value)| {
            flags.with(name, *value)
        });
    Config::resolve(&flags, &Surroundings::default(), None).unwrap()
}

/// A running server.
pub(crate) struct TestServer {
    pub(crate) address: SocketAddr,
    pub(crate) admin: SocketAddr,
    pub(crate) units: TaskTracker,
    pub(crate) store_answers: Arc<AtomicBool>,
    gate: Arc<Gate>,
    signals: mpsc::UnboundedSender<()>,
    done: JoinHandle<Result<Ended, ServeError>>,
}

impl TestServer {
    pub(crate) async fn start(settings: &[(&'static str, &str)]) -> Self {
        let config = config(settings);
        let server = Server::new(&config, Metrics::new().unwrap()).await.unwrap();
        let Listeners { grpc, admin } = Listeners::bind(&config).await.unwrap();
        let address = grpc.local_addr().unwrap();
        let admin_address = admin.as_ref().unwrap().local_addr().unwrap();
        let admin = server.admin(admin);
        let (units, store_answers) = (TaskTracker::new(), Arc::new(AtomicBool::new(true)));
        let answers = Arc::clone(&store_answers);
        let ping = move || {
            let answers = answers.load(Ordering::SeqCst);
            async move { if answers { Ok(()) } else { Err("gone") } }
        };
        let (signals, received) = mpsc::unbounded_channel();
        let stop = stream::unfold(received, |mut received| async move {
            received.recv().await.map(|()| ((), received))
        });
        let gate = Arc::<Gate>::default();
        let routes = Routes::new(SystemServiceServer::new(TestSystem(Arc::clone(&gate))));
        let backend = Backend {
            routes,
            ping,
            units: units.clone(),
        };
        let done = tokio::spawn(server.serve(grpc, admin, backend, stop));
        Self {
            address,
            admin: admin_address,
            units,
            store_answers,
            gate,
            signals,
            done,
        }
    }

    pub(crate) async fn channel(&self) -> Channel {
        Endpoint::from_shared(format!("http://{}", self.address))
            .unwrap()
            .connect()
            .await
            .unwrap()
    }

    pub(crate) async fn client(&self) -> SystemServiceClient<Channel> {
        SystemServiceClient::new(self.channel().await)
    }

    /// A client without deadlines or retries of its own.
    pub(crate) fn raw_client(&self) -> RawClient {
        let client = Client::builder(TokioExecutor::new())
            .http2_only(true)
            .build_http();
        SystemServiceClient::with_origin(
            client,
            format!("http://{}", self.address).parse().unwrap(),
        )
    }

    /// Waits until a number of calls that ask for `hold` have arrived.
    pub(crate) async fn holds(&self, calls: usize) {
        let mut held = self.gate.held.subscribe();
        held.wait_for(|held| *held >= calls).await.unwrap();
    }

    /// Releases the held calls, and all later ones.
    pub(crate) fn let_go(&self) {
        self.gate.open.send_replace(true);
    }

    pub(crate) fn signal(&self) {
        self.signals.send(()).unwrap();
    }

    pub(crate) async fn ended(self) -> Ended {
        self.done.await.unwrap().unwrap()
    }

    /// A page of the admin port, as its status line and its body.
    pub(crate) async fn page(&self, path: &str) -> (String, String) {
        page(self.admin, path).await
    }
}

/// A page of an admin port, as its status line and its body.
pub(crate) async fn page(admin: SocketAddr, path: &str) -> (String, String) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(admin).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

/// Waits until a condition holds, for at most half a minute, because machines may be busy.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..3_000 {
        if holds().await {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

pub(crate) fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}
