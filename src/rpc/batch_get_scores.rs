//! `BatchGetScores`: how good many customers are; each item answers for itself.

use super::convert::basis::Frame;
use super::convert::score;
use super::memory::{Kind, Wire};
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
    let encode = |frame: &Frame, id: &str, answer: &Answer| {
        let score = score::to_wire(frame, answer, full);
        Wire::Score(Box::new(score::of_customer(id, score)))
    };
    let kind = Kind::score(full);
    let items = batch::each(service, customer_ids, options, kind, encode).await?;
    let result = |(customer_id, item): (String, Result<Wire, _>)| pb::ScoreResult {
        customer_id,
        result: match item {
            Ok(wire) => wire.score().map(Item::Score),
            Err(status) => Some(Item::Error(status)),
        },
    };
    Ok(pb::BatchGetScoresResponse {
        results: items.into_iter().map(result).collect(),
    })
}
