//! `GetReferralValue`: what one customer is worth with everyone they brought.

use super::Service;
use super::convert::referral;
use crate::error::Error;
use crate::pb::v1 as pb;
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
    let customer_id = service.customer_id(customer_id)?;
    let (frame, choice) = service.frame(options)?;
    let valued = service
        .answers
        .value(&customer_id, frame.asked, &choice, incremental)
        .await?;
    let referral_value = referral::to_wire(&frame, &customer_id, &valued);
    Ok(pb::GetReferralValueResponse {
        referral_value: Some(referral_value),
    })
}
