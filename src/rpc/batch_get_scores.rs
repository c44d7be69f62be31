//! `BatchGetScores`: how good many customers are; each item answers for itself.

use super::convert::basis::Frame;
use super::convert::score;
use super::{Service, batch};
use crate::answer::Answer;
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
    let item = |frame: &Frame, id: &str, answer: &Answer| {
        score::of_customer(id, score::to_wire(frame, answer, full))
    };
    let items = batch::each(service, customer_ids, options, item).await?;
    let result = |(customer_id, item): (String, Result<_, _>)| pb::ScoreResult {
        customer_id,
        result: Some(item.map_or_else(Item::Error, Item::Score)),
    };
    Ok(pb::BatchGetScoresResponse {
        results: items.into_iter().map(result).collect(),
    })
}
