//! `UpsertCustomers`: records customers' own fields, all customers or none.

use std::collections::BTreeMap;

use tonic::Request;

use super::{
    Service,
    convert::{Check, check::together, customer, rule},
    customer_standing::with_standing,
};
use crate::{
    error::Error,
    pb::v1 as pb,
    store::{CustomerUpsert, Upserted},
};

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::UpsertCustomersRequest>,
) -> Result<pb::UpsertCustomersResponse, Error> {
    let budget = service.budget(&request);
    let request = request.into_inner();
    let validate_only = request.validate_only;
    let upserts = decode(service, request)?;

    let upserted = service
        .store
        .upsert_customers(upserts, validate_only, budget)
        .await?;
    let Upserted {
        customers,
        created_count,
        updated_count,
        unchanged_count,
    } = upserted;
    Ok(pb::UpsertCustomersResponse {
        customers: with_standing(service, customers, service.clock.now()).await?,
        created_count,
        updated_count,
        unchanged_count,
    })
}

fn decode(
    service: &Service,
    request: pb::UpsertCustomersRequest,
) -> Result<Vec<CustomerUpsert>, Error> {
    let pb::UpsertCustomersRequest {
        customers,
        update_mask,
        validate_only: _,
    } = request;
    service.limits.customers_fit(customers.len())?;
    let terms = service.terms();
    let mut whole = Check::new(terms, "");
    if customers.is_empty() {
        let description = "is required: give at least one customer";
        whole.violated("customers", rule::REQUIRED, description);
    }
    let mask = customer::mask(&mut whole, update_mask);
    let mut first_at: BTreeMap<String, usize> = BTreeMap::new();
    let mut upserts = Vec::with_capacity(customers.len());
    let mut errors = Vec::new();
    errors.extend(whole.finish(Ok(())).err());
    for (index, wire) in customers.into_iter().enumerate() {
        let mut check = Check::new(terms, format!("customers[{index}]"));
        let first = *first_at.entry(wire.customer_id.clone()).or_insert(index);
        if first != index {
            let description = format!("is that of customers[{first}] already: send each once");
            check.violated("customer_id", rule::DUPLICATE, description);
        }
        let upsert = customer::from_wire(&mut check, &mask, wire);
        match check.finish(upsert) {
            Ok(upsert) => upserts.push(upsert),
            Err(error) => errors.push(error),
        }
    }
    together(errors).map_or(Ok(upserts), Err)
}
