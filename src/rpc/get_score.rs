//! `GetScore`: how good one customer is, explained to the point.

use super::Service;
use super::convert::score;
use crate::error::Error;
use crate::measures::Origin;
use crate::pb::v1 as pb;
use crate::stage;
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
    let answer = service
        .answers
        .assess_one(&customer_id, frame.asked, &choice)
        .await?;
    service.store.measures().answers(Origin::Computed, 1);
    let score = stage::encode().in_scope(|| score::to_wire(&frame, &answer, full));
    Ok(pb::GetScoreResponse {
        score: Some(score::of_customer(&customer_id, score)),
    })
}
