//! The customers of an import.

use std::{
    collections::{BTreeSet, HashSet},
    mem,
};

use prost_types::FieldMask;

use crate::{explain, failure::Failure, import::hash::hash};
use client::Client;
use client::pb::v1::{Customer, UpsertCustomersRequest};

/// The most names of new customers that are printed.
pub(super) const NAMES_MAX: usize = 20;

/// The customers of an import: everybody of the files, and those with a fact.
#[derive(Debug, Default)]
pub(in crate::import) struct People {
    /// Hashes of their ids.
    seen: HashSet<u64>,
    with_facts: HashSet<u64>,
    /// In a check: the customers that are not looked up yet, with their names.
    waiting: Vec<(String, String)>,
    pub(in crate::import) new_count: u64,
    /// The names, or else the ids, of the first new customers in the order of the alphabet. The order of the
    /// file is not known here, because calls overtake each other.
    pub(super) new_names: BTreeSet<String>,
    /// The names in the files that nobody has.
    pub(super) unknown: BTreeSet<String>,
}

impl People {
    /// Takes a customer of the files.
    pub(in crate::import) fn take(&mut self, customer_id: &str, name: &str) {
        if self.seen.insert(hash(customer_id)) {
            self.waiting.push((customer_id.to_owned(), name.to_owned()));
        }
    }

    /// Takes the customer of a fact.
    pub(super) fn take_fact(&mut self, customer_id: &str) {
        let id = hash(customer_id);
        if self.with_facts.insert(id) && self.seen.insert(id) {
            self.waiting.push((customer_id.to_owned(), String::new()));
        }
    }

    /// Takes the names of a file that nobody has.
    pub(in crate::import) fn take_unknown<'n>(&mut self, names: impl Iterator<Item = &'n String>) {
        self.unknown.extend(names.cloned());
    }

    /// How many customers there are.
    pub(super) fn count(&self) -> u64 {
        self.seen.len() as u64
    }

    /// How many customers have a fact.
    pub(super) fn with_facts(&self) -> u64 {
        self.with_facts.len() as u64
    }

    /// Whether this customer has a fact.
    pub(super) fn has_fact(&self, customer_id: &str) -> bool {
        self.with_facts.contains(&hash(customer_id))
    }

    /// How many customers are not looked up yet.
    pub(in crate::import) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Forgets the customers to look up. Only a check looks them up.
    pub(in crate::import) fn look_up_nobody(&mut self) {
        self.waiting.clear();
    }

    /// Asks the service which of up to `most` customers are new. It pretends to upsert them: the customers
    /// that this would create are the youngest of the answer.
    pub(in crate::import) async fn ask(
        &mut self,
        client: &Client,
        most: usize,
    ) -> Result<(), Failure> {
        let rest = self.waiting.split_off(most.min(self.waiting.len()));
        let asked = mem::replace(&mut self.waiting, rest);
        let customer = |(customer_id, _): &(String, String)| Customer {
            customer_id: customer_id.clone(),
            ..Customer::default()
        };
        let request = UpsertCustomersRequest {
            customers: asked.iter().map(customer).collect(),
            update_mask: Some(FieldMask {
                paths: vec!["prospect".to_owned()],
            }),
            validate_only: true,
        };
        let make = |request| async move { client.records().upsert_customers(request).await };
        let answer = client.call(request, make).await;
        let answer = answer.map_err(|status| Failure::message(explain::explain(&status)))?;
        let created = usize::try_from(answer.created_count).unwrap_or(0);
        self.new_count += created as u64;
        let age = |customer: &Customer| customer.create_time.map(|it| (it.seconds, it.nanos));
        let mut ages: Vec<Option<(i64, i32)>> = answer.customers.iter().map(age).collect();
        ages.sort_unstable();
        let oldest_new = ages.len().checked_sub(created).and_then(|at| ages.get(at));
        let Some(oldest_new) = oldest_new else {
            return Ok(());
        };
        let of_answer = asked.into_iter().zip(&answer.customers);
        let new = of_answer.filter(|(_, customer)| age(customer) >= *oldest_new);
        let names = new.map(|((id, name), _)| if name.is_empty() { id } else { name });
        self.new_names.extend(names.take(created));
        while self.new_names.len() > NAMES_MAX {
            self.new_names.pop_last();
        }
        Ok(())
    }
}
