//! `GetReferralValue`: the value of one customer with all customers they brought.

use super::Service;
use super::convert::referral;
use crate::error::Error;
use crate::pb::v1 as pb;
use crate::referrals::value_now;
use tonic::Request;

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::GetReferralValueRequest>,
) -> Result<pb::GetReferralValueResponse, Error> {
    let pb::GetReferralValueRequest {
        customer_id,
        options,
        incremental,
    } = request.into_inner();
    let mut check = service.check();
    let now = check.now();
    let customer_id = check.id("customer_id", customer_id);
    let question = service.question(&mut check, options);
    let (customer_id, question) = check.finish(customer_id.and_then(|id| Ok((id, question?))))?;
    let Service {
        evaluator, past, ..
    } = service;
    let valued = if evaluator.is_now(question.as_of) {
        let largest = incremental.then(|| past.largest_tree());
        value_now(evaluator, &customer_id, &question, largest).await?
    } else {
        past.value(&customer_id, &question, incremental).await?
    };
    let context = service.context(question, now);
    let referral_value = referral::to_wire(&context, &valued);
    Ok(pb::GetReferralValueResponse {
        referral_value: Some(referral_value),
    })
}
