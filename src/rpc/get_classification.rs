//! `GetClassification`: one customer's class with every step that led to it.

use super::Service;
use super::convert::basis::Frame;
use super::convert::classification;
use super::memory::{Kind, Wire};
use crate::answer::Answer;
use crate::error::Error;
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
    let customer_id = service.customer_id(customer_id)?;
    let (frame, choice) = service.frame(options)?;
    let encode = |frame: &Frame, answer: &Answer| {
        let classification = classification::to_wire(frame, &customer_id, answer);
        Wire::Classification(Box::new(classification))
    };
    let asked = (&frame, &choice);
    let remembered = service.remember(asked, &customer_id, Kind::Classification, encode);
    Ok(pb::GetClassificationResponse {
        classification: remembered.await?.classification(),
    })
}
