//! `BatchGetClassifications`: many customers' classes; each item answers for itself.

use super::convert::basis::Frame;
use super::convert::classification;
use super::memory::{Kind, Wire};
use super::{Service, batch};
use crate::answer::Answer;
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
    let encode = |frame: &Frame, id: &str, answer: &Answer| {
        Wire::Classification(Box::new(classification::to_wire(frame, id, answer)))
    };
    let kind = Kind::Classification;
    let items = batch::each(service, customer_ids, options, kind, encode).await?;
    let result = |(customer_id, item): (String, Result<Wire, _>)| pb::ClassificationResult {
        customer_id,
        result: match item {
            Ok(wire) => wire.classification().map(Item::Classification),
            Err(status) => Some(Item::Error(status)),
        },
    };
    Ok(pb::BatchGetClassificationsResponse {
        results: items.into_iter().map(result).collect(),
    })
}
