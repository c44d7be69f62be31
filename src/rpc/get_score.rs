//! `GetScore`: how good one customer is, explained to the point.

use super::Service;
use super::convert::basis::Frame;
use super::convert::score;
use super::memory::{Kind, Wire};
use crate::answer::{Answer, Asked};
use crate::error::Error;
use crate::pb::v1 as pb;
use crate::store::Knowledge;
use domain::money::Currency;
use domain::time::Time;
use prost::Message;
use tonic::Request;

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::GetScoreRequest>,
) -> Result<pb::GetScoreResponse, Error> {
    let pb::GetScoreRequest {
        customer_id,
        options,
        view,
    } = request.into_inner();
    let customer_id = service.customer_id(customer_id)?;
    let full = service.full_view(view, pb::ScoreView::Full)?;
    let (frame, choice) = service.frame(options)?;
    let kind = Kind::score(full);
    let encode = |frame: &Frame, answer: &Answer| {
        let score = score::to_wire(frame, answer, full);
        Wire::Score(Box::new(score::of_customer(&customer_id, score)))
    };
    let asked = (&frame, &choice);
    let wire = service.remember(asked, &customer_id, kind, encode).await?;
    Ok(pb::GetScoreResponse {
        score: wire.score(),
    })
}

/// The full answer about `now` as it goes over the wire: what an answer needs beside being computed, for
/// measurements.
pub fn encoded_score(customer_id: &str, answer: &Answer, now: Time, currency: Currency) -> Vec<u8> {
    let frame = Frame {
        asked: Asked {
            at: now,
            knowledge: Knowledge::Now,
        },
        now,
        currency,
    };
    let score = score::to_wire(&frame, answer, true);
    let response = pb::GetScoreResponse {
        score: Some(score::of_customer(customer_id, score)),
    };
    response.encode_to_vec()
}
