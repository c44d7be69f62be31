//! Customers in answers: their own fields, and where they stand with us today.

use std::collections::BTreeMap;

use domain::{fact::Fact, history::History};

use super::{Service, convert::customer};
use crate::{error::Error, pb::v1 as pb, store::StoredCustomer};

/// The customers in the same order, each with its status now. One that nothing is told about, or that is
/// only being checked, has no facts.
pub(super) async fn with_status(
    service: &Service,
    customers: Vec<StoredCustomer>,
) -> Result<Vec<pb::Customer>, Error> {
    let now = service.clock.now();
    let ids: Vec<String> = customers
        .iter()
        .map(|stored| stored.customer.customer_id.clone())
        .collect();
    let mut facts: BTreeMap<String, Vec<Fact>> = BTreeMap::new();
    for fact in service.store.status_facts(&ids, now).await? {
        let of_customer = facts.entry(fact.key.customer_id.clone()).or_default();
        of_customer.push(fact);
    }
    let with_status = |stored: StoredCustomer| {
        let facts = facts.remove(&stored.customer.customer_id);
        let history = History::fold(stored.customer.clone(), facts.unwrap_or_default());
        customer::to_wire(stored, history.at(now).status())
    };
    Ok(customers.into_iter().map(with_status).collect())
}
