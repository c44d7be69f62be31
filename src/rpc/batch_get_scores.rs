//! `BatchGetScores`: the scores of many customers. Each item has an answer or an error of its own.

use super::answers::{Kind, Wire};
use super::convert::score;
use super::{Service, batch};
use crate::error::Error;
use crate::evaluate::Evaluated;
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
    let mut check = service.check();
    let now = check.now();
    let full = check.is_full_view(view, pb::ScoreView::Basic);
    let limits = &service.limits;
    let max = match full {
        Ok(true) => limits.full_batch_reads,
        _ => limits.batch_reads,
    };
    let customer_ids = Service::customer_ids(&mut check, customer_ids, max);
    let question = service.question(&mut check, options);
    let read = customer_ids.and_then(|ids| Ok((ids, full?, question?)));
    let (customer_ids, full, question) = check.finish(read)?;
    let context = service.context(question, now);
    let encode = |evaluated: &Evaluated| {
        let score = score::to_wire(&context, evaluated, full);
        let id = &evaluated.customer_id;
        Wire::Score(Box::new(score::of_customer(id, score)))
    };
    let kind = Kind::score(full);
    let items = batch::each(service, &context, customer_ids, kind, encode).await?;
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
