//! `BatchGetClassifications`: the classes of many customers. Each item has an answer or an error of its own.

use super::answers::{Kind, Wire};
use super::convert::classification;
use super::{Service, batch};
use crate::error::Error;
use crate::evaluate::Evaluated;
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
    let mut check = service.check();
    let now = check.now();
    let max = service.limits.batch_reads;
    let customer_ids = Service::customer_ids(&mut check, customer_ids, max);
    let question = service.question(&mut check, options);
    let read = customer_ids.and_then(|ids| Ok((ids, question?)));
    let (customer_ids, question) = check.finish(read)?;
    let context = service.context(question, now);
    let encode = |evaluated: &Evaluated| {
        Wire::Classification(Box::new(classification::to_wire(&context, evaluated)))
    };
    let kind = Kind::Classification;
    let items = batch::each(service, &context, customer_ids, kind, encode).await?;
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
