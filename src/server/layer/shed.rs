//! Refuses calls early when there are too many, so that those that are taken stay fast. The place is
//! held until the answer is sent. Health checks always pass.

use std::{sync::Arc, time::Duration};

use http_body_util::BodyExt;
use tokio::{sync::Semaphore, time::timeout};
use tonic::body::Body;

use super::{Inner, Next, Request, Response, Step, refuse};
use crate::{config::Config, error::Error, server::methods::Methods};

/// How long a call waits for a place before it is refused.
const WAIT: Duration = Duration::from_millis(100);

#[derive(Debug, Clone)]
pub(super) struct Shed {
    methods: Methods,
    calls: Arc<Semaphore>,
    streams: Arc<Semaphore>,
}

impl Shed {
    pub(super) fn new(config: &Config, methods: Methods) -> Self {
        let places = |number| Arc::new(Semaphore::new(number));
        Self {
            methods,
            calls: places(config.max_calls),
            streams: places(config.max_streams),
        }
    }
}

impl Step for Shed {
    async fn run<S: Inner>(self, request: Request, next: Next<S>) -> Response {
        let method = self.methods.get(request.uri().path());
        if method.health {
            return next.run(request).await;
        }
        let places = if method.streaming {
            self.streams
        } else {
            self.calls
        };
        let Ok(Ok(place)) = timeout(WAIT, places.acquire_owned()).await else {
            return refuse(&Error::Overloaded);
        };
        let held = move |body: Body| {
            body.map_frame(move |frame| {
                let _until_sent = &place;
                frame
            })
        };
        next.run(request).await.map(|body| Body::new(held(body)))
    }
}
