//! Finds the customer that a person means: by the id, else by the beginnings of the words of the name.

use std::fmt::Write as _;

use tonic::Code;

use crate::{explain, failure::Failure, name::name_key, terminal::clean, words};
use client::{
    Client,
    pb::v1::{Customer, GetCustomerRequest, ListCustomersRequest},
};

/// The most customers that are named if several are meant.
const NAMED: usize = 10;
/// The most customers among whom a similar name is looked for.
const CANDIDATES: i32 = 1000;

/// The customer with the id `text`, else the only one with such a name.
///
/// # Errors
/// Several have such a name, or none has.
pub async fn customer(client: &Client, text: &str) -> Result<Customer, Failure> {
    let text = text.trim();
    if let Some(known) = with_id(client, text).await? {
        return Ok(known);
    }
    let found = with_name(client, text, NAMED as i32 + 1).await?;
    let mut found = without_merged(client, found).await?;
    let is_whole = |customer: &Customer| name_key(&customer.name) == name_key(text);
    let whole = found.iter().filter(|customer| is_whole(customer)).count();
    match (found.len(), whole) {
        (0, _) => Err(nobody(client, text).await?),
        (1, _) => Ok(found.swap_remove(0)),
        (..=NAMED, 1) => {
            found.retain(is_whole);
            Ok(found.swap_remove(0))
        }
        _ => Err(several(text, &found)),
    }
}

async fn with_id(client: &Client, text: &str) -> Result<Option<Customer>, Failure> {
    let request = GetCustomerRequest {
        customer_id: text.to_owned(),
    };
    let make = |request| async { client.records().get_customer(request).await };
    match client.call(request, make).await {
        Ok(answer) => Ok(answer.customer),
        Err(status) if status.code() == Code::NotFound => Ok(None),
        Err(status) => Err(Failure::Message(explain::explain(&status))),
    }
}

/// The customers that the ids of `found` belong to, each once.
async fn without_merged(client: &Client, found: Vec<Customer>) -> Result<Vec<Customer>, Failure> {
    let mut heads: Vec<Customer> = Vec::new();
    for customer in found {
        let head = with_id(client, &customer.customer_id).await?;
        let head = head.unwrap_or(customer);
        if heads.iter().all(|it| it.customer_id != head.customer_id) {
            heads.push(head);
        }
    }
    Ok(heads)
}

async fn with_name(client: &Client, text: &str, most: i32) -> Result<Vec<Customer>, Failure> {
    if !text.contains(char::is_alphanumeric) {
        return Ok(Vec::new());
    }
    let request = ListCustomersRequest {
        name_contains: text.to_owned(),
        page_size: most,
        include_merged: true,
        ..ListCustomersRequest::default()
    };
    let make = |request| async { client.records().list_customers(request).await };
    Ok(client.call(request, make).await?.customers)
}

fn several(text: &str, found: &[Customer]) -> Failure {
    let mut words = format!("several customers are called `{}`:", clean(text));
    for customer in found.iter().take(NAMED) {
        let _ = write!(words, "\n  {}", show(customer));
    }
    if found.len() > NAMED {
        words.push_str("\n  and more");
    }
    words.push_str("\ngive more of the name, or the id that stands in brackets");
    Failure::Unclear(words)
}

async fn nobody(client: &Client, text: &str) -> Result<Failure, Failure> {
    let mut words = format!("no customer has the id or the name `{}`", clean(text));
    match nearest(client, text).await? {
        Some(customer) => {
            let _ = write!(words, ": did you mean {}?", show(&customer));
        }
        None => words.push_str(
            "\nhint: list those there are with `customer-quality top --scores --order id --all`, or import more \
             with `customer-quality import`",
        ),
    }
    Ok(Failure::Message(words))
}

/// The customer whose name is spelt most like `text`. Names are similar if their words begin in the same way, so
/// shorter and shorter beginnings are looked up until somebody is found.
async fn nearest(client: &Client, text: &str) -> Result<Option<Customer>, Failure> {
    let key = name_key(text);
    for (part, of) in [(3, 4), (1, 2), (0, 1)] {
        let beginning = |word: &str| -> String {
            let most = (word.chars().count() * part / of).max(2);
            word.chars().take(most).collect()
        };
        let beginnings: Vec<String> = key.split(' ').map(beginning).collect();
        let candidates = with_name(client, &beginnings.join(" "), CANDIDATES).await?;
        let slips = |customer: &Customer| {
            let name = name_key(&customer.name);
            let whole = strsim::osa_distance(&name, &key);
            let words = name.split(' ');
            let word = words.map(|word| strsim::osa_distance(word, &key)).min();
            word.map_or(whole, |word| word.min(whole))
        };
        let nearest = candidates.into_iter().map(|it| (slips(&it), it));
        let nearest = nearest.min_by_key(|(slips, _)| *slips);
        if let Some((slips, customer)) = nearest {
            let is_alike = slips <= 1 + key.chars().count() / 4;
            return Ok(is_alike.then_some(customer));
        }
    }
    Ok(None)
}

fn show(customer: &Customer) -> String {
    words::who(&clean(&customer.name), &clean(&customer.customer_id))
}
