//! `GetClassification`: one customer's class with every step that led to it.

use super::Service;
use super::convert::classification;
use crate::error::Error;
use crate::measures::Origin;
use crate::pb::v1 as pb;
use crate::stage;
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
    let answer = service
        .answers
        .assess_one(&customer_id, frame.asked, &choice)
        .await?;
    service.store.measures().answers(Origin::Computed, 1);
    let classification =
        stage::encode().in_scope(|| classification::to_wire(&frame, &customer_id, &answer));
    Ok(pb::GetClassificationResponse {
        classification: Some(classification),
    })
}
