//! Finds the customers that rows name by `customer_name` instead of by an id.

use std::collections::BTreeMap;

use client::pb::v1::Customer;

use crate::{
    explain::Refusal,
    import::{
        columns::{CUSTOMER, CUSTOMER_NAME},
        directory::Directory,
        item::{CustomerRow, Flat},
        meant,
        value::Value,
    },
    name::{is_same, made_id},
};

/// The most unknown names that are compared with all names.
const COMPARED_MAX: usize = 100;

/// The customers that one file names so far.
#[derive(Debug, Default)]
pub(super) struct NamedCustomers {
    /// The names of the customers whose ids are made of their names, by id.
    made: BTreeMap<String, String>,
    /// The remedies for names that nobody has.
    unknown: BTreeMap<String, String>,
}

impl NamedCustomers {
    /// Gives a row the id of the customer that it names. Returns the customer if it is to be created. An
    /// id of the row itself counts before a name.
    pub(super) fn find(
        &mut self,
        flat: &mut Flat,
        directory: &Directory,
        creates: bool,
    ) -> Result<Option<CustomerRow>, Refusal> {
        let text = |field: &str| match flat.values.get(field) {
            Some(Value::Text(text) | Value::Number(text)) if !text.is_empty() => Some(text.clone()),
            _ => None,
        };
        let (None, Some(name)) = (text("customer_id"), text(CUSTOMER_NAME)) else {
            return Ok(None);
        };
        let has_name = text("name").is_some();
        let is_customer = flat.kind == CUSTOMER;
        let refused = |rule: &str, words: String| Err(Refusal::new(CUSTOMER_NAME, rule, words));
        let known = match directory.id_of(&name) {
            Ok(known) => known,
            Err(words) => return refused("SEVERAL_OF_THE_NAME", words),
        };
        flat.values.remove(CUSTOMER_NAME);
        let is_new = known.is_none();
        let made = self.made.get(&made_id(&name));
        let has_row = is_customer || made.is_some_and(|other| is_same(other, &name));
        if is_new && !has_row && !creates {
            let remedy = self.remedy(&name, directory);
            return refused("NO_SUCH_CUSTOMER", remedy);
        }
        let id = known.unwrap_or_else(|| made_id(&name));
        if id.is_empty() {
            let words = format!("`{name}` has neither a letter nor a digit: write the name");
            return refused("NO_NAME", words);
        }
        if is_new {
            let made = self.made.get(&id).filter(|other| !is_same(other, &name));
            if let Some(other) = directory.other_name(&id, &name).or(made) {
                let words = format!(
                    "`{name}` would get the id `{id}`, which `{other}` has: write what tells them apart, or give \
                     customer_id"
                );
                return refused("ID_TAKEN", words);
            }
        }
        // Rows that write the name otherwise mean the customer of the first one.
        let name = if is_new {
            self.made.entry(id.clone()).or_insert(name).clone()
        } else {
            name
        };
        flat.values
            .insert("customer_id".to_owned(), Value::Text(id.clone()));
        if is_customer {
            if !has_name {
                let name = directory.name_of(&id).cloned().unwrap_or(name);
                flat.values.insert("name".to_owned(), Value::Text(name));
            }
            return Ok(None);
        }
        let customer = Customer {
            customer_id: id,
            name,
            ..Customer::default()
        };
        let mask = vec!["name".to_owned()];
        Ok((is_new && creates).then_some(CustomerRow {
            customer,
            mask,
            with_fact: true,
        }))
    }

    /// The names that nobody has.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &String> {
        self.unknown.keys()
    }

    fn remedy(&mut self, name: &str, directory: &Directory) -> String {
        // To compare a name with all others takes long, and after so many nobody reads who may be meant.
        let names = directory
            .names()
            .take(if self.unknown.len() < COMPARED_MAX {
                usize::MAX
            } else {
                0
            });
        let find = || {
            format!(
                "nobody is called `{name}`{}; import a list of names first, or create unknown customers with \
                 --create-customers",
                meant::question(name, names)
            )
        };
        self.unknown
            .entry(name.to_owned())
            .or_insert_with(find)
            .clone()
    }
}
