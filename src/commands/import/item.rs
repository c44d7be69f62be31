//! Builds a customer or a fact from the fields of a row.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    day,
    explain::Refusal,
    import::{
        columns::{self, CUSTOMER, Column, Kind},
        directory::Directory,
        fields::Fields,
        message::Encoded,
        value,
        writing::Writing,
    },
};
use client::pb::v1::{Customer, Fact};

/// The day that a file may leave out if the days after the other one are given.
const DUE_DATE: &str = "due_date";
const ISSUE_DATE: &str = "issue_date";

/// A row, or an item that a mapping made from a row: a kind and named fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flat {
    /// `customer` or a kind of fact.
    pub kind: String,
    /// The fields by name.
    pub values: BTreeMap<String, value::Value>,
    /// The text after the record's number in a fact id that the importer makes.
    pub suffix: String,
    /// What it shares with other rows that may repeat it.
    pub repeat: Option<Repeat>,
}

/// What an item shares with the other rows that have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// The place of the item in the mapping.
    pub place: usize,
    /// The texts of its key.
    pub key: Vec<String>,
    /// The field whose values are added up, if the rows have parts of a total.
    pub sum: Option<String>,
}

/// A customer from a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerRow {
    /// The customer.
    pub customer: Customer,
    /// The fields that the file has. The service keeps its values for all other fields.
    pub mask: Vec<String>,
    /// Whether a row of facts only names the customer, who is new. The name is recorded once a fact of the row is.
    pub with_fact: bool,
}

/// What a row yields for the service.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A customer.
    Customer(Box<CustomerRow>),
    /// A fact.
    Fact(Box<Fact>),
}

/// Defaults for facts that do not set a field themselves.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// The label of the import.
    pub label: String,
    /// The source.
    pub source: String,
    /// How to read texts.
    pub writing: Writing,
    /// The customers by name, for files without ids.
    pub directory: Arc<Directory>,
    /// Whether a customer that a fact names by name is created if nobody has the name.
    pub creates_by_name: bool,
}

/// Builds the item of a row. Returns also the names of the fields that its kind does not have.
pub fn build(flat: Flat, number: u64, defaults: &Defaults) -> Result<(Item, Vec<String>), Refusal> {
    let Flat {
        kind,
        values,
        suffix,
        repeat: _,
    } = flat;
    let Some(kind) = columns::kind(&kind) else {
        let words = columns::unknown_kind(&kind);
        return Err(Refusal::new("kind", "UNKNOWN_KIND", words));
    };
    let mut fields = Fields::new(values, &defaults.writing);
    let item = if kind.name == CUSTOMER {
        Item::Customer(Box::new(customer(kind, &mut fields)?))
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

/// A fact with the fields that its row fills.
fn fact(kind: &Kind, fields: &mut Fields<'_>) -> Result<Fact, Refusal> {
    let unknown = || Refusal::new("kind", "UNKNOWN_KIND", "there are no facts");
    let common = columns::fact().ok_or_else(unknown)?;
    let field = common.message.get_field_by_name(&kind.name);
    let field = field.ok_or_else(unknown)?;
    if let Some(days) = fields.writing().due_days
        && kind.takes(DUE_DATE)
    {
        fields.due(DUE_DATE, ISSUE_DATE, days)?;
    }
    let mut fact = Encoded::of(common, fields)?;
    let body = Encoded::of(kind, fields)?;
    fact.put_message(&field, &body.bytes);
    let mut fact: Fact = fact.typed()?;
    let own_day = body.own_day.and_then(|day| day::midnight(&day));
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
    let customer: Customer = Encoded::of(kind, fields)?.typed()?;
    // A blank kind changes nothing, unlike a blank name. The recorded kind stays.
    if customer.kind != 0 {
        mask.push("kind".to_owned());
    }
    if mask.is_empty() {
        let remedy = "the row says nothing about the customer; give its name or its customer_kind";
        return Err(Refusal::new("name", "MISSING", remedy));
    }
    Ok(CustomerRow {
        customer,
        mask,
        with_fact: false,
    })
}
