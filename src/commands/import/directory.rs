//! The customers that the service has, by id and by name.

use std::collections::BTreeMap;

use crate::{
    failure::Failure,
    name::{is_same, name_key},
};
use client::Client;
use client::pb::v1::{Customer, ListCustomersRequest};

/// The customers of the service by id and by name.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    ids: BTreeMap<String, Vec<String>>,
    names: BTreeMap<String, String>,
}

impl Directory {
    /// Fetches all customers.
    pub async fn fetch(client: &Client) -> Result<Self, Failure> {
        Ok(Self::of(&customers(client).await?))
    }

    /// The directory of these customers.
    pub fn of(customers: &[Customer]) -> Self {
        let mut directory = Self::default();
        for customer in customers {
            let id = &customer.customer_id;
            directory.names.insert(id.clone(), customer.name.clone());
            if !customer.name.is_empty() {
                let ids = directory.ids.entry(name_key(&customer.name)).or_default();
                ids.push(id.clone());
            }
        }
        directory
    }

    /// The id of the customer with this name. None if nobody has it; an error if several customers do.
    pub fn id_of(&self, name: &str) -> Result<Option<String>, String> {
        match self.ids.get(&name_key(name)).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([id]) => Ok(Some(id.clone())),
            Some(ids) => Err(format!(
                "{} customers are called `{name}` ({}): say which one in a column customer_id",
                ids.len(),
                ids.join(", ")
            )),
        }
    }

    /// The names of all customers.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.names.values().map(String::as_str);
        names.filter(|name| !name.is_empty())
    }

    /// The name of the customer that has this id already, if it is another name.
    pub fn other_name(&self, id: &str, name: &str) -> Option<&String> {
        let known = self.names.get(id)?;
        (!known.is_empty() && !is_same(known, name)).then_some(known)
    }
}

/// All customers, page by page.
pub async fn customers(client: &Client) -> Result<Vec<Customer>, Failure> {
    let mut customers = vec![];
    let mut page_token = String::new();
    loop {
        let request = ListCustomersRequest {
            page_size: 1000,
            page_token,
            ..ListCustomersRequest::default()
        };
        let make = |request| async { client.records().list_customers(request).await };
        let page = client.call(request, make).await?;
        customers.extend(page.customers);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(customers);
        }
    }
}
