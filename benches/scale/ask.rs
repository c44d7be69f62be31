//! Callers who ask one after another, and what they are compared with.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use customer_quality::pb::v1::customer_quality_service_client::CustomerQualityServiceClient;
use customer_quality::pb::v1::{GetReferralValueRequest, GetScoreRequest, GetScoreResponse};
use tonic::transport::Channel;

use crate::measure::{Samples, Worker, lasting, together};
use crate::running::{Running, askers};

/// Calls in flight at any time.
pub(crate) const IN_FLIGHT: usize = 16;

/// How long each turn lasts.
pub(crate) const TURN: Duration = Duration::from_millis(700);

/// How often something and its floor take turns.
pub(crate) const TURNS: usize = 9;

/// One who asks for scores, or for referral values.
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
            let answer = self.client.get_referral_value(request).await;
            answer.expect("there is an answer");
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
    let answer = client.get_score(request).await;
    answer.expect("there is an answer").into_inner()
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

/// Seconds of one, turn by turn: by the clock, and of processor time.
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
