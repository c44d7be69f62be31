//! Customers in answers: their own fields, and their standing today.

use domain::history::History;
use domain::standing::Stands;
use domain::time::Time;
use std::collections::BTreeMap;

use super::{Service, convert::customer};
use crate::{
    error::Error,
    pb::v1 as pb,
    store::{Cut, Knowledge, StoredCustomer},
};

/// The customers in the same order, each with their standing. The kept standing is used if it covers
/// everything recorded about the customer, otherwise the standing is computed from the facts. A new customer
/// in a call that only validates has no facts.
pub(super) async fn with_standing(
    service: &Service,
    customers: Vec<StoredCustomer>,
    now: Time,
) -> Result<Vec<pb::Customer>, Error> {
    let ids: Vec<String> = customers
        .iter()
        .map(|stored| stored.customer.customer_id.clone())
        .collect();
    let standings = service.store.where_they_stand(&ids).await?;
    let merges = service.store.merges(&ids).await?;
    let mut further: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, head) in merges.heads() {
        further
            .entry(head.to_owned())
            .or_default()
            .push(id.to_owned());
    }
    let known = |stored: &StoredCustomer| {
        let (standing, revision) = standings.get(&stored.customer.customer_id)?;
        (*revision == stored.revision).then_some(*standing)
    };
    let rest = customers.iter().filter(|stored| known(stored).is_none());
    let rest: Vec<String> = rest.map(|it| it.customer.customer_id.clone()).collect();
    let mut loaded = if rest.is_empty() {
        BTreeMap::new()
    } else {
        let whole = Cut::default();
        service
            .store
            .histories(&rest, &whole, Knowledge::Now)
            .await?
    };
    let models = service.evaluator.registry().models();
    let with_standing = |stored: StoredCustomer| {
        let further_ids = further.remove(&stored.customer.customer_id);
        let further_ids = further_ids.unwrap_or_default();
        if let Some(standing) = known(&stored) {
            return Ok(customer::to_wire(stored, standing, further_ids));
        }
        let known = loaded.remove(&stored.customer.customer_id);
        let mut history = known.map_or_else(
            || History::fold(stored.customer.clone(), Vec::new()),
            |known| known.history,
        );
        history.customer = stored.customer.clone();
        let view = history.at(now);
        let model = models.of_standing(view);
        let model = model.ok_or_else(|| Error::NoActiveModel {
            customer_id: stored.customer.customer_id.clone(),
        })?;
        let stands = Stands::of(view, &model.settings.numbers);
        Ok(customer::to_wire(stored, stands.standing, further_ids))
    };
    customers.into_iter().map(with_standing).collect()
}
