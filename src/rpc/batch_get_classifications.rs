//! `BatchGetClassifications`: many customers' classes; each item answers for itself.

use super::convert::classification;
use super::{Service, batch};
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
    let items = batch::each(service, customer_ids, options, classification::to_wire).await?;
    let result = |(customer_id, item): (String, Result<_, _>)| pb::ClassificationResult {
        customer_id,
        result: Some(item.map_or_else(Item::Error, Item::Classification)),
    };
    Ok(pb::BatchGetClassificationsResponse {
        results: items.into_iter().map(result).collect(),
    })
}
