//! The layers around every call, from the outside to the inside: the check for gRPC, the request id, the load
//! limit, trace and metrics, details for errors that have none, panics, the token, the deadline, and the end
//! of streams. Each layer has a file of its own.

mod auth;
mod content_type;
mod deadline;
mod explain;
mod panic;
mod request_id;
mod shed;
mod stop;
mod trace;

use std::{
    convert::Infallible,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tower::Service;

use super::{auth::Auth, methods::Methods, metrics::RpcMetrics};
use crate::{config::Config, error::Error, rpc::status::status, telemetry::Sampler};

type Request = http::Request<Body>;
type Response = http::Response<Body>;

/// The arrival of a call. It is noted before anything waits: the transport counts the caller's deadline from
/// the same moment, and this server must answer before the transport does.
#[derive(Debug, Clone, Copy)]
struct Arrival(Instant);

/// The number of the connection that carries a call.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionNumber(pub(super) u64);

/// An inner service: the routes, or the next step around them.
pub(super) trait Inner:
    Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static
{
}

impl<S> Inner for S where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static
{
}

/// One layer around every call.
trait Step: Send + Sync + 'static {
    fn run<S: Inner>(
        &self,
        request: Request,
        next: Next<S>,
    ) -> impl Future<Output = Response> + Send;
}

/// The inner service that a step runs next.
struct Next<S>(S);

impl<S: Inner> Next<S> {
    async fn run(mut self, request: Request) -> Response {
        match self.0.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// A step around a service. It is cloned for every call, so it must be cheap to clone.
#[derive(Debug)]
struct Wrapped<T, S> {
    step: Arc<T>,
    inner: S,
}

impl<T: Step, S: Inner> Wrapped<T, S> {
    fn new(step: T, inner: S) -> Self {
        let step = Arc::new(step);
        Self { step, inner }
    }
}

impl<T, S: Clone> Clone for Wrapped<T, S> {
    fn clone(&self) -> Self {
        let (step, inner) = (Arc::clone(&self.step), self.inner.clone());
        Self { step, inner }
    }
}

impl<T: Step, S: Inner> Service<Request> for Wrapped<T, S> {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        request
            .extensions_mut()
            .get_or_insert_with(|| Arrival(Instant::now()));
        // The service that reported that it is ready must be the one that is called.
        let later = self.inner.clone();
        let next = Next(mem::replace(&mut self.inner, later));
        let step = Arc::clone(&self.step);
        Box::pin(async move { Ok(step.run(request, next).await) })
    }
}

/// The parts that the layers are made of.
pub(super) struct Parts<'a> {
    pub(super) config: &'a Config,
    pub(super) methods: Methods,
    pub(super) metrics: RpcMetrics,
    pub(super) auth: Auth,
    pub(super) stop: CancellationToken,
}

/// Puts all layers around the routes.
pub(super) fn around<S: Inner + Sync>(inner: S, parts: Parts<'_>) -> impl Inner + Sync {
    let Parts {
        config,
        methods,
        metrics,
        auth,
        stop,
    } = parts;
    let inner = Wrapped::new(stop::Stop::new(methods.clone(), stop), inner);
    let inner = Wrapped::new(deadline::Deadlines::new(config, methods.clone()), inner);
    let inner = Wrapped::new(auth::Authenticate::new(auth, methods.clone()), inner);
    let inner = Wrapped::new(panic::CatchPanic, inner);
    let inner = Wrapped::new(explain::Explain, inner);
    let sampler = Sampler::new();
    let inner = Wrapped::new(
        trace::Trace::new(methods.clone(), metrics.clone(), sampler.clone()),
        inner,
    );
    let inner = Wrapped::new(shed::Shed::new(config, methods, metrics, sampler), inner);
    let inner = Wrapped::new(request_id::NameCall, inner);
    Wrapped::new(content_type::OnlyGrpc, inner)
}

/// The answer of a layer that ends a call with an error.
fn refuse(error: &Error) -> Response {
    status(error).into_http()
}
