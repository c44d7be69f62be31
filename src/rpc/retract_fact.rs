//! `RetractFact`: takes one fact back.

use tonic::Request;

use super::{
    Service,
    convert::{retraction, time::timestamp},
};
use crate::{
    error::Error,
    pb::v1 as pb,
    store::{EqualFacts, RecordBatch},
};

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::RetractFactRequest>,
) -> Result<pb::RetractFactResponse, Error> {
    let budget = service.budget(&request);
    let pb::RetractFactRequest { retraction: wire } = request.into_inner();
    let mut check = service.check();
    let wire = check.required("retraction", wire);
    let retraction =
        wire.and_then(|wire| check.at("retraction", |check| retraction::from_wire(check, wire)));
    let retraction = check.finish(retraction)?;

    let batch = RecordBatch {
        facts: Vec::new(),
        retractions: vec![retraction],
        create_missing_customers: false,
        allow_partial_success: false,
        validate_only: false,
        equal_facts: EqualFacts::Record,
        record_retracted_again: false,
    };
    let recorded = service.store.record(batch, budget).await;
    // The store names the item of a batch in its error. This caller sent no batch, so the item is removed.
    let recorded = recorded.map_err(|error| error.parts().1.clone())?;

    let before = recorded.first_retraction_times.first().copied().flatten();
    Ok(pb::RetractFactResponse {
        record_time: Some(timestamp(before.unwrap_or(recorded.record_time))),
        already_retracted: before.is_some(),
    })
}
