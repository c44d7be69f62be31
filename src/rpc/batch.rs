//! Questions about many customers. Each item has an answer or an error of its own.

use super::Service;
use super::answers::{Kind, Wire};
use super::convert::basis::AnswerContext;
use super::status::item_status;
use crate::error::Error;
use crate::evaluate::Evaluated;
use tonic_types::Status;

/// Each of `ids`, in their order, with its answer of `kind` or its error.
pub(super) async fn each(
    service: &Service,
    context: &AnswerContext,
    ids: Vec<String>,
    kind: Kind,
    encode: impl Fn(&Evaluated) -> Wire,
) -> Result<Vec<(String, Result<Wire, Status>)>, Error> {
    let answers = service.answers(context, &ids, kind, encode).await?;
    let result = |id: String| {
        let result = match answers.get(&id) {
            Some(Ok(wire)) => Ok(wire.clone()),
            Some(Err(error)) => Err(item_status(error)),
            None => Err(item_status(&Error::CustomerNotFound {
                customer_id: id.clone(),
            })),
        };
        (id, result)
    };
    Ok(ids.into_iter().map(result).collect())
}
