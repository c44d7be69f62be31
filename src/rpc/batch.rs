//! Questions about many customers: each item answers for itself.

use super::Service;
use super::convert::basis::Frame;
use super::status::item_status;
use crate::answer::Answer;
use crate::error::Error;
use crate::measures::Origin;
use crate::pb::v1 as pb;
use crate::stage;
use tonic_types::Status;

/// Each of `ids`, in their order, with what `item` makes of the answer, or why there is none.
pub(super) async fn each<T>(
    service: &Service,
    ids: Vec<String>,
    options: Option<pb::AnswerOptions>,
    item: impl Fn(&Frame, &str, &Answer) -> T,
) -> Result<Vec<(String, Result<T, Status>)>, Error> {
    let (frame, choice) = service.frame(options)?;
    let answers = service
        .answers
        .assess_many(&ids, frame.asked, &choice)
        .await?;
    let given = answers.values().filter(|answer| answer.is_ok()).count();
    service.store.measures().answers(Origin::Computed, given);
    let _encoding = stage::encode().entered();
    let result = |id: String| {
        let result = match answers.get(&id) {
            Some(Ok(answer)) => Ok(item(&frame, &id, answer)),
            Some(Err(error)) => Err(item_status(error)),
            None => Err(item_status(&Error::CustomerNotFound {
                customer_id: id.clone(),
            })),
        };
        (id, result)
    };
    Ok(ids.into_iter().map(result).collect())
}
