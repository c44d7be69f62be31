//! `BatchGetClassifications`: many customers' classes; each item answers for itself.

use super::Service;
use super::convert::classification;
use super::status::item_status;
use crate::error::Error;
use crate::pb::v1 as pb;
use pb::classification_result::Result as Item;
use tonic::Request;

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::BatchGetClassificationsRequest>,
) -> Result<pb::BatchGetClassificationsResponse, Error> {
    let pb::BatchGetClassificationsRequest {
        customer_ids,
        options,
    } = request.into_inner();
    let customer_ids = service.customer_ids(customer_ids, service.limits.batch_reads)?;
    let (frame, choice) = service.frame(options)?;
    let answers = service
        .answers
        .assess_many(&customer_ids, frame.asked, &choice)
        .await?;
    let item = |customer_id: String| {
        let result = match answers.get(&customer_id) {
            Some(Ok(answer)) => {
                Item::Classification(classification::to_wire(&frame, &customer_id, answer))
            }
            Some(Err(error)) => Item::Error(item_status(error)),
            None => Item::Error(item_status(&Error::CustomerNotFound {
                customer_id: customer_id.clone(),
            })),
        };
        pb::ClassificationResult {
            customer_id,
            result: Some(result),
        }
    };
    Ok(pb::BatchGetClassificationsResponse {
        results: customer_ids.into_iter().map(item).collect(),
    })
}
