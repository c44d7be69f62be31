//! Builds what is sent from the fields of a row: a customer or a fact.

use std::collections::BTreeMap;

use crate::{
    explain::Refusal,
    import::{
        body,
        fields::{Fields, Writing},
        names::Known,
        record::Value,
    },
};
use client::pb::v1::{AttributeValues, BuysAs, Customer, CustomerKind, Fact};

/// A row, or what a mapping made of one: a kind and named fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Flat {
    /// `customer` or a kind of fact.
    pub kind: String,
    /// The fields by name.
    pub values: BTreeMap<String, Value>,
    /// Put behind the record's number where the fact's id is made.
    pub suffix: String,
}

/// A customer as a file tells it.
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
    /// Who is known by which name: whom a list of names means.
    pub known: Known,
}

/// Builds the item of a row, and tells which of its fields its kind does not have.
pub fn build(flat: Flat, number: u64, defaults: &Defaults) -> Result<(Item, Vec<String>), Refusal> {
    let Flat {
        kind,
        values,
        suffix,
    } = flat;
    let mut fields = Fields::new(values, &defaults.writing);
    if kind == "customer" {
        let row = customer(&mut fields)?;
        return Ok((Item::Customer(row), fields.left_over()));
    }
    let mut fact = Fact {
        customer_id: fields.text_or_empty("customer_id")?,
        source: fields
            .text("source")?
            .unwrap_or_else(|| defaults.source.clone()),
        fact_id: fields.text_or_empty("fact_id")?,
        occur_time: fields.time("occur_time")?,
        record_time: None,
        source_record_time: fields.time("source_record_time")?,
        author: fields.text_or_empty("author")?,
        label: defaults.label.clone(),
        body: None,
    };
    if fact.fact_id.is_empty() {
        let behind = if suffix.is_empty() {
            suffix
        } else {
            format!(":{suffix}")
        };
        fact.fact_id = format!("{}:{number}{behind}", defaults.label);
    }
    let body = body::build(&kind, &mut fields)?;
    fact.occur_time = fact.occur_time.or_else(|| body::own_time(&body));
    fact.body = Some(body);
    Ok((Item::Fact(Box::new(fact)), fields.left_over()))
}

fn customer(fields: &mut Fields<'_>) -> Result<CustomerRow, Refusal> {
    let mut mask = vec![];
    for name in [
        "name",
        "onboard_date",
        "acquisition_source",
        "buys_as",
        "prospect",
    ] {
        if fields.has(name) {
            mask.push(name.to_owned());
        }
    }
    let keys = fields.names_after("attribute.");
    if !keys.is_empty() {
        mask.push("attributes".to_owned());
    }
    let customer = Customer {
        customer_id: fields.text_or_empty("customer_id")?,
        name: fields.text_or_empty("name")?,
        kind: fields.choice::<CustomerKind>("customer_kind")?,
        onboard_date: fields.date("onboard_date")?,
        acquisition_source: fields.text_or_empty("acquisition_source")?,
        buys_as: fields.choice::<BuysAs>("buys_as")?,
        attributes: attributes(fields, keys),
        prospect: fields.yes_or_no("prospect")?,
        ..Customer::default()
    };
    // A blank kind says nothing, unlike a blank name: what was told before stays.
    if customer.kind != 0 {
        mask.push("kind".to_owned());
    }
    if mask.is_empty() {
        let remedy = "the row tells nothing about the customer; give its name or its customer_kind";
        return Err(Refusal::new("name", "MISSING", remedy));
    }
    Ok(CustomerRow { customer, mask })
}

fn attributes(fields: &mut Fields<'_>, keys: Vec<String>) -> BTreeMap<String, AttributeValues> {
    let mut attributes = BTreeMap::new();
    for key in keys {
        let values = fields.list(&format!("attribute.{key}"));
        if !values.is_empty() {
            attributes.insert(key, AttributeValues { values });
        }
    }
    attributes
}
