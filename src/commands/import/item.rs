//! Builds what is sent from the fields of a row: a customer or a fact.

use std::collections::BTreeMap;

use prost_reflect::Value;

use crate::{
    day,
    explain::Refusal,
    import::{
        columns::{self, CUSTOMER, Column, Kind},
        directory::Directory,
        fields::{Fields, Writing},
        message, value,
    },
};
use client::pb::v1::{Customer, Fact};

/// A row, or what a mapping made of one: a kind and named fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Flat {
    /// `customer` or a kind of fact.
    pub kind: String,
    /// The fields by name.
    pub values: BTreeMap<String, value::Value>,
    /// Put behind the record's number where the fact's id is made.
    pub suffix: String,
}

/// A customer as a file describes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerRow {
    /// The customer.
    pub customer: Customer,
    /// The fields that the file has; others are left as they are.
    pub mask: Vec<String>,
}

/// What a row became.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A customer.
    Customer(CustomerRow),
    /// A fact.
    Fact(Box<Fact>),
}

/// What facts get that do not say it themselves.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// The label of the import.
    pub label: String,
    /// The source.
    pub source: String,
    /// How texts are to be read.
    pub writing: Writing,
    /// The customers by name, for files without ids.
    pub directory: Directory,
}

/// Builds the item of a row, and returns the names of the fields that its kind does not have.
pub fn build(flat: Flat, number: u64, defaults: &Defaults) -> Result<(Item, Vec<String>), Refusal> {
    let Flat {
        kind,
        values,
        suffix,
    } = flat;
    let Some(kind) = columns::kind(&kind) else {
        let words = columns::unknown_kind(&kind);
        return Err(Refusal::new("kind", "UNKNOWN_KIND", words));
    };
    let mut fields = Fields::new(values, &defaults.writing);
    let item = if kind.name == CUSTOMER {
        Item::Customer(customer(kind, &mut fields)?)
    } else {
        let mut fact = fact(kind, &mut fields)?;
        fact.label.clone_from(&defaults.label);
        if fact.source.is_empty() {
            fact.source.clone_from(&defaults.source);
        }
        if fact.fact_id.is_empty() {
            let colon = if suffix.is_empty() { "" } else { ":" };
            fact.fact_id = format!("{}:{number}{colon}{suffix}", defaults.label);
        }
        Item::Fact(Box::new(fact))
    };
    Ok((item, fields.left_over()))
}

/// A fact, as far as its row says it.
fn fact(kind: &Kind, fields: &mut Fields<'_>) -> Result<Fact, Refusal> {
    let mut fact = match columns::fact() {
        Some(common) => message::build(common, fields)?,
        None => return Err(Refusal::new("kind", "UNKNOWN_KIND", "there are no facts")),
    };
    let body = message::build(kind, fields)?;
    let own_day = kind.own_day().and_then(|column| {
        let day = body.get_field(&column.field);
        let day = day.as_message().and_then(|day| day.transcode_to().ok());
        day.and_then(|day| day::midnight(&day))
    });
    fact.set_field_by_name(&kind.name, Value::Message(body));
    let mut fact: Fact = message::typed(&fact)?;
    fact.occur_time = fact.occur_time.or(own_day);
    Ok(fact)
}

fn customer(kind: &Kind, fields: &mut Fields<'_>) -> Result<CustomerRow, Refusal> {
    let is_there = |column: &&Column| {
        let keys = fields.names_after(column.prefix());
        fields.has(&column.name) || !keys.is_empty()
    };
    let there = kind.columns.iter().filter(is_there);
    let names = there.map(|column| column.field.name().to_owned());
    let mut mask: Vec<String> = names
        .filter(|name| name != "customer_id" && name != "kind")
        .collect();
    let customer: Customer = message::typed(&message::build(kind, fields)?)?;
    // A blank kind says nothing, unlike a blank name: the kind recorded before stays.
    if customer.kind != 0 {
        mask.push("kind".to_owned());
    }
    if mask.is_empty() {
        let remedy = "the row tells nothing about the customer; give its name or its customer_kind";
        return Err(Refusal::new("name", "MISSING", remedy));
    }
    Ok(CustomerRow { customer, mask })
}
