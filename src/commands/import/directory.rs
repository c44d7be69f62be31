//! The customers that the service has, by id and by name.

use std::collections::BTreeMap;

use crate::{
    failure::Failure,
    merge::alike,
    name::{is_same, name_key},
};
use client::Client;
use client::pb::v1::{Customer, ListCustomersRequest};

/// The customers of the service by id and by name.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    ids: BTreeMap<String, Vec<String>>,
    names: BTreeMap<String, String>,
    /// The id to which a merged id belongs.
    heads: BTreeMap<String, String>,
}

impl Directory {
    /// Fetches all customers.
    pub async fn fetch(client: &Client) -> Result<Self, Failure> {
        Ok(Self::of(&listed(client, true).await?))
    }

    /// The directory of these customers.
    pub fn of(customers: &[Customer]) -> Self {
        let mut directory = Self::default();
        for customer in customers {
            let merged = customer.merged_customer_ids.iter();
            let heads = merged.map(|id| (id.clone(), customer.customer_id.clone()));
            directory.heads.extend(heads);
        }
        for customer in customers {
            directory.add(customer);
        }
        directory
    }

    /// Adds a customer. A blank name leaves the name of a known customer as it is.
    pub fn add(&mut self, customer: &Customer) {
        let (id, name) = (&customer.customer_id, &customer.name);
        if name.is_empty() {
            self.names.entry(id.clone()).or_default();
            return;
        }
        if let Some(former) = self.names.insert(id.clone(), name.clone())
            && let Some(ids) = self.ids.get_mut(&name_key(&former))
        {
            ids.retain(|known| known != id);
        }
        let ids = self.ids.entry(name_key(name)).or_default();
        let id = self.heads.get(id).unwrap_or(id);
        if !ids.contains(id) {
            ids.push(id.clone());
        }
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

    /// The name of the customer with this id.
    pub fn name_of(&self, id: &str) -> Option<&String> {
        self.names.get(id)
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

    /// The name of the customer that has this id already, if a row calls it by a name with no word in common.
    pub fn stranger(&self, id: &str, name: &str) -> Option<&String> {
        let known = self.names.get(id)?;
        let is_other = !known.is_empty() && !name.is_empty() && alike::is_stranger(known, name);
        is_other.then_some(known)
    }
}

/// All customers, page by page.
pub async fn customers(client: &Client) -> Result<Vec<Customer>, Failure> {
    listed(client, false).await
}

async fn listed(client: &Client, include_merged: bool) -> Result<Vec<Customer>, Failure> {
    let mut customers = vec![];
    let mut page_token = String::new();
    loop {
        let request = ListCustomersRequest {
            page_size: 1000,
            page_token,
            include_merged,
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
