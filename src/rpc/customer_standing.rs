//! Customers in answers: their own fields, and where they stand with us today.

use domain::history::History;
use domain::standing::Stands;

use super::{Service, convert::customer};
use crate::{
    error::Error,
    pb::v1 as pb,
    store::{Cut, Knowledge, StoredCustomer},
};

/// The customers in the same order, each with where they stand now. One that nothing is told about, or that
/// is only being checked, has no facts.
pub(super) async fn with_standing(
    service: &Service,
    customers: Vec<StoredCustomer>,
) -> Result<Vec<pb::Customer>, Error> {
    let now = service.clock.now();
    let ids: Vec<String> = customers
        .iter()
        .map(|stored| stored.customer.customer_id.clone())
        .collect();
    let mut loaded = service
        .store
        .histories(&ids, &Cut::default(), Knowledge::Now)
        .await?;
    let with_standing = |stored: StoredCustomer| {
        let known = loaded.remove(&stored.customer.customer_id);
        let mut history = known.map_or_else(
            || History::fold(stored.customer.clone(), Vec::new()),
            |known| known.history,
        );
        history.customer = stored.customer.clone();
        let view = history.at(now);
        let model = service.answers.shelf().of_standing(view);
        let model = model.ok_or_else(|| Error::NoActiveModel {
            customer_id: stored.customer.customer_id.clone(),
        })?;
        let stands = Stands::of(view, &model.settings.numbers);
        Ok(customer::to_wire(stored, stands.standing))
    };
    customers.into_iter().map(with_standing).collect()
}
