//! `GetClassification`: one customer's class, with every step that led to it.

use super::Service;
use super::answers::{Kind, Wire};
use super::convert::classification;
use crate::error::Error;
use crate::evaluate::Evaluated;
use crate::pb::v1 as pb;
use tonic::Request;

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::GetClassificationRequest>,
) -> Result<pb::GetClassificationResponse, Error> {
    let pb::GetClassificationRequest {
        customer_id,
        options,
    } = request.into_inner();
    let mut check = service.check();
    let now = check.now();
    let customer_id = check.id("customer_id", customer_id);
    let question = service.question(&mut check, options);
    let (customer_id, question) = check.finish(customer_id.and_then(|id| Ok((id, question?))))?;
    let context = service.context(question, now);
    let encode = |evaluated: &Evaluated| {
        Wire::Classification(Box::new(classification::to_wire(&context, evaluated)))
    };
    let answer = service.answer(&context, &customer_id, Kind::Classification, encode);
    Ok(pb::GetClassificationResponse {
        classification: answer.await?.classification(),
    })
}
