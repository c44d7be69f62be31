//! `GetScore`: one customer's score, with the explanation of every point.

use super::Service;
use super::answers::{Kind, Wire};
use super::convert::basis::AnswerContext;
use super::convert::score;
use crate::error::Error;
use crate::evaluate::{Evaluated, Question};
use crate::pb::v1 as pb;
use domain::money::Currency;
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
    let mut check = service.check();
    let now = check.now();
    let customer_id = check.id("customer_id", customer_id);
    let full = check.is_full_view(view, pb::ScoreView::Full);
    let question = service.question(&mut check, options);
    let read = customer_id.and_then(|id| Ok((id, full?, question?)));
    let (customer_id, full, question) = check.finish(read)?;
    let context = service.context(question, now);
    let encode = |evaluated: &Evaluated| {
        let score = score::to_wire(&context, evaluated, full);
        let id = &evaluated.customer_id;
        Wire::Score(Box::new(score::of_customer(id, score)))
    };
    let kind = Kind::score(full);
    let wire = service.answer(&context, &customer_id, kind, encode).await?;
    Ok(pb::GetScoreResponse {
        score: wire.score(),
    })
}

/// The full answer to `question` about now in wire form. Benchmarks use it to measure the cost of encoding.
pub fn encoded_score(
    customer_id: &str,
    evaluated: &Evaluated,
    question: Question,
    currency: Currency,
) -> Vec<u8> {
    let context = AnswerContext {
        now: question.as_of.at,
        question,
        currency,
    };
    let score = score::to_wire(&context, evaluated, true);
    let response = pb::GetScoreResponse {
        score: Some(score::of_customer(customer_id, score)),
    };
    response.encode_to_vec()
}
