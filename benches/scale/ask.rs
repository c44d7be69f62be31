//! Callers that call one after another, and the floors for comparison.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use customer_quality::pb::v1::customer_quality_service_client::CustomerQualityServiceClient;
use customer_quality::pb::v1::{GetReferralValueRequest, GetScoreRequest, GetScoreResponse};
use tokio::time::sleep;
use tonic::transport::Channel;
use tonic::{Code, Response, Status};

use crate::measure::{Samples, Worker, lasting, together};
use crate::running::{POLL, Running, askers};

/// Calls in flight at any time.
pub(crate) const IN_FLIGHT: usize = 16;

/// The duration of each turn.
pub(crate) const TURN: Duration = Duration::from_millis(700);

/// The number of times that a task and its floor take turns.
pub(crate) const TURNS: usize = 9;

/// A caller that asks for scores, or for referral values.
pub(crate) struct Asking {
    pub(crate) client: CustomerQualityServiceClient<Channel>,
    pub(crate) ids: Arc<[String]>,
    pub(crate) value: bool,
}

impl Worker for Asking {
    async fn work(&mut self, number: usize) {
        let customer_id = self.ids[number % self.ids.len()].clone();
        if self.value {
            let request = GetReferralValueRequest {
                customer_id,
                ..GetReferralValueRequest::default()
            };
            let client = self.client.clone();
            patiently(|| {
                let (mut client, request) = (client.clone(), request.clone());
                async move { client.get_referral_value(request).await }
            })
            .await;
        } else {
            score(&mut self.client, customer_id).await;
        }
    }
}

pub(crate) async fn score(
    client: &mut CustomerQualityServiceClient<Channel>,
    customer_id: String,
) -> GetScoreResponse {
    let request = GetScoreRequest {
        customer_id,
        ..GetScoreRequest::default()
    };
    patiently(|| {
        let (mut client, request) = (client.clone(), request.clone());
        async move { client.get_score(request).await }
    })
    .await
}

/// Repeats the call until it is answered. On a busy machine some calls are refused for a moment.
pub(crate) async fn patiently<T, C>(call: impl Fn() -> C) -> T
where
    C: Future<Output = Result<Response<T>, Status>>,
{
    loop {
        match call().await {
            Ok(answer) => return answer.into_inner(),
            Err(status) => {
                let refused = [Code::Unavailable, Code::DeadlineExceeded];
                assert!(refused.contains(&status.code()), "{status}");
                sleep(POLL).await;
            }
        }
    }
}

/// Callers of the service at `address` about `ids`.
pub(crate) async fn callers(address: SocketAddr, ids: &Arc<[String]>, value: bool) -> Vec<Asking> {
    let asking = |client| Asking {
        client,
        ids: Arc::clone(ids),
        value,
    };
    let clients = askers(address, IN_FLIGHT).await;
    clients.into_iter().map(asking).collect()
}

/// Seconds for one unit of work, turn by turn: by the clock, and of processor time.
#[derive(Default)]
pub(crate) struct Timed {
    pub(crate) clock: Samples,
    pub(crate) processor: Samples,
}

/// Lets the workers work for one turn.
pub(crate) async fn turn<W: Worker>(
    running: &Running,
    workers: Vec<W>,
    timed: &mut Timed,
) -> Vec<W> {
    let before = running.processor();
    let (workers, elapsed, done) = together(workers, lasting(TURN)).await;
    let took = running.processor().since(before).all();
    timed.clock.push(elapsed, done);
    let took = Duration::from_secs_f64(took.max(0.0));
    timed.processor.push(took, done);
    workers
}
