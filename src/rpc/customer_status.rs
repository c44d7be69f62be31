//! Customers in answers: their own fields, and where they stand with us today.

use std::collections::BTreeMap;

use domain::{
    customer::Status,
    history::History,
    time::{Month, Time},
};

use super::{Service, convert::customer};
use crate::{
    error::Error,
    pb::v1 as pb,
    store::{Cut, Knowledge, Loaded, StoredCustomer},
};

/// The customers in the same order, each with its status now.
pub(super) async fn with_status(
    service: &Service,
    customers: Vec<StoredCustomer>,
) -> Result<Vec<pb::Customer>, Error> {
    let now = service.clock.now();
    let ids: Vec<String> = customers
        .iter()
        .map(|stored| stored.customer.customer_id.clone())
        .collect();
    let cut = Cut {
        months: vec![Month::at(now)],
        six_month_verdicts: BTreeMap::new(),
    };
    let mut histories = service.store.histories(&ids, &cut, Knowledge::Now).await?;
    let with_status = |stored: StoredCustomer| {
        let status = status(&mut histories, &stored, now);
        customer::to_wire(stored, status)
    };
    Ok(customers.into_iter().map(with_status).collect())
}

/// The status of a customer with the fields it has in the answer. One that nothing is told about, or
/// that is only being checked, has no history.
fn status(histories: &mut BTreeMap<String, Loaded>, stored: &StoredCustomer, now: Time) -> Status {
    let customer = stored.customer.clone();
    let history = match histories.remove(&customer.customer_id) {
        Some(Loaded { mut history, .. }) => {
            history.customer = customer;
            history
        }
        None => History::fold(customer, Vec::new()),
    };
    history.at(now).status()
}
