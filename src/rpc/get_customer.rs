//! `GetCustomer`: one customer with their standing.

use std::slice::from_ref;

use tonic::Request;

use super::{Service, customer_standing::with_standing};
use crate::{error::Error, pb::v1 as pb};

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::GetCustomerRequest>,
) -> Result<pb::GetCustomerResponse, Error> {
    let pb::GetCustomerRequest { customer_id } = request.into_inner();
    let mut check = service.check();
    let now = check.now();
    let customer_id = check.id("customer_id", customer_id);
    let customer_id = check.finish(customer_id)?;

    let merges = service.store.merges(from_ref(&customer_id)).await?;
    let known_by = merges.head(&customer_id);
    let Some(stored) = service.store.customer(known_by).await? else {
        return Err(Error::CustomerNotFound { customer_id });
    };
    let customer = with_standing(service, vec![stored], now).await?.pop();
    Ok(pb::GetCustomerResponse { customer })
}
