//! `GetScore`: how good one customer is, explained to the point.

use super::Service;
use super::convert::basis::Frame;
use super::convert::score;
use super::memory::{Kind, Wire};
use crate::answer::Answer;
use crate::error::Error;
use crate::pb::v1 as pb;
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
