//! `BatchGetScores`: how good many customers are; each item answers for itself.

use super::Service;
use super::convert::score;
use super::status::item_status;
use crate::error::Error;
use crate::pb::v1 as pb;
use pb::score_result::Result as Item;
use tonic::Request;

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::BatchGetScoresRequest>,
) -> Result<pb::BatchGetScoresResponse, Error> {
    let pb::BatchGetScoresRequest {
        customer_ids,
        options,
        view,
    } = request.into_inner();
    let full = service.full_view(view, pb::ScoreView::Basic)?;
    let limits = &service.limits;
    let max = if full {
        limits.full_batch_reads
    } else {
        limits.batch_reads
    };
    let customer_ids = service.customer_ids(customer_ids, max)?;
    let (frame, choice) = service.frame(options)?;
    let answers = service
        .answers
        .assess_many(&customer_ids, frame.asked, &choice)
        .await?;
    let item = |customer_id: String| {
        let result = match answers.get(&customer_id) {
            Some(Ok(answer)) => {
                let score = score::to_wire(&frame, answer, full);
                Item::Score(score::of_customer(&customer_id, score))
            }
            Some(Err(error)) => Item::Error(item_status(error)),
            None => Item::Error(item_status(&Error::CustomerNotFound {
                customer_id: customer_id.clone(),
            })),
        };
        pb::ScoreResult {
            customer_id,
            result: Some(result),
        }
    };
    Ok(pb::BatchGetScoresResponse {
        results: customer_ids.into_iter().map(item).collect(),
    })
}
