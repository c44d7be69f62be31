//! Requires a token for every call except health checks. A caller without a token learns nothing
//! about the methods and data that exist.

use http::header::AUTHORIZATION;

use super::{Inner, Next, Request, Response, Step, refuse};
use crate::server::{auth::Auth, methods::Methods};

#[derive(Debug)]
pub(super) struct Authenticate {
    auth: Auth,
    methods: Methods,
}

impl Authenticate {
    pub(super) fn new(auth: Auth, methods: Methods) -> Self {
        Self { auth, methods }
    }
}

impl Step for Authenticate {
    async fn run<S: Inner>(&self, request: Request, next: Next<S>) -> Response {
        if self.methods.get(request.uri().path()).health {
            return next.run(request).await;
        }
        let header = request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        match self.auth.check(header) {
            Ok(()) => next.run(request).await,
            Err(error) => refuse(&error),
        }
    }
}
