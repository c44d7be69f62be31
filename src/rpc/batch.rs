//! Questions about many customers: each item answers for itself.

use super::Service;
use super::convert::basis::Frame;
use super::memory::{Kind, Wire};
use super::status::item_status;
use crate::answer::Answer;
use crate::error::Error;
use crate::pb::v1 as pb;
use tonic_types::Status;

/// Each of `ids`, in their order, with the answer of `kind`, or why there is none.
pub(super) async fn each(
    service: &Service,
    ids: Vec<String>,
    options: Option<pb::AnswerOptions>,
    kind: Kind,
    encode: impl Fn(&Frame, &str, &Answer) -> Wire,
) -> Result<Vec<(String, Result<Wire, Status>)>, Error> {
    let (frame, choice) = service.frame(options)?;
    let asked = (&frame, &choice);
    let answers = service.remember_many(asked, &ids, kind, encode).await?;
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
