//! Lists of customers by their names alone: one name on each line, or a column `name`
//! without ids. A name leads to the customer known by it; a new customer gets an id made of the name.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
};

use crate::{
    explain::Refusal,
    failure::Failure,
    import::{
        columns,
        item::Flat,
        plan::Plan,
        record::{Content, Form, Record, Records, Value},
        source::Source,
    },
    name::{is_same, made_id, name_key},
    typed::as_utf_8,
};
use client::Client;
use client::pb::v1::{Customer, ListCustomersRequest};

/// What may stand over a list of names.
const HEADINGS: [&str; 16] = [
    "name",
    "names",
    "customer",
    "customers",
    "customer name",
    "client",
    "clients",
    "company",
    "companies",
    "kunde",
    "kunden",
    "kundenname",
    "kundin",
    "firma",
    "firmen",
    "namen",
];

/// A larger file is no list that a person has typed.
const BYTES_MAX: u64 = 1024 * 1024;

/// What to do about a line that may be no name.
const HINT: &str = "hint: where each line is one name, write `name` on the first line; else give --kind, \
                    or --map for a foreign file";

/// Whether a file is a list of names, one on each line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// It is none.
    None,
    /// Its first line says that names follow.
    Headed,
    /// Its first line is a name already.
    Bare,
}

impl List {
    /// What a file with this first row is.
    pub fn of(plan: &Plan, form: Form, first: Option<&Record>) -> Self {
        let may_be = match plan {
            Plan::Native { kind } => kind.as_deref().is_none_or(|kind| kind == "customer"),
            Plan::Mapped(_) => false,
        };
        let (true, Form::Delimited(_), Some(first)) = (may_be, form, first) else {
            return Self::None;
        };
        let Ok(Content::Cells(cells)) = &first.content else {
            return Self::None;
        };
        let [name, rest @ ..] = cells.as_slice() else {
            return Self::None;
        };
        let name = name.to_lowercase();
        if name.is_empty() || rest.iter().any(|cell| !cell.is_empty()) {
            Self::None
        } else if HEADINGS.contains(&name.trim_end_matches(':')) {
            Self::Headed
        } else if columns::is_known(&name) {
            Self::None
        } else {
            Self::Bare
        }
    }
}

/// What to read: the file, or where it is a list of names that is not UTF-8, the same as UTF-8.
pub fn input(source: &Source, plan: &Plan, form: Form) -> Result<BufReader<File>, Failure> {
    let told = |error: io::Error| Failure::io(&format!("cannot read {}", source.name), &error);
    let mut bytes = vec![];
    let mut head = source.rewind()?.take(BYTES_MAX);
    head.read_to_end(&mut bytes).map_err(told)?;
    if let Cow::Owned(text) = as_utf_8(&bytes)
        && (bytes.len() as u64) < BYTES_MAX
    {
        let first = Records::new(text.as_slice(), form).header().map_err(told)?;
        if List::of(plan, form, first.as_ref()) != List::None {
            let mut file = tempfile::tempfile().map_err(told)?;
            file.write_all(&text).map_err(told)?;
            file.seek(SeekFrom::Start(0)).map_err(told)?;
            return Ok(BufReader::new(file));
        }
    }
    source.rewind()
}

/// Says what is wrong with a line of a list without a heading, if it may be something else than a name.
pub fn check_bare(record: &Record) -> Result<(), String> {
    let Ok(Content::Cells(cells)) = &record.content else {
        return Ok(());
    };
    let filled = cells.iter().filter(|cell| !cell.is_empty());
    if filled.clone().count() > 1 || filled.clone().any(|cell| cell.contains([';', '\t'])) {
        return Err(format!(
            "line {} has several columns, and nothing says what they are\n{HINT}",
            record.line
        ));
    }
    if !cells.iter().any(|cell| cell.contains(char::is_alphabetic)) {
        return Err(format!(
            "line {} has no letter, so it may be no name: `{}`\n{HINT}",
            record.line, record.text
        ));
    }
    Ok(())
}

/// The customer on a line of a list. Where the line has delimiters outside quotation marks, they belong
/// to the name: `Hofmann, Joinery`.
pub fn row(content: &Content, text: &str) -> Result<Flat, Refusal> {
    let Content::Cells(cells) = content else {
        return Err(no_name("the line is no name"));
    };
    let filled: Vec<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let name = match filled.as_slice() {
        [one] => (*one).clone(),
        _ if text.starts_with('"') => {
            return Err(no_name(
                "there is more on the line than one name in quotation marks",
            ));
        }
        _ => text.trim().to_owned(),
    };
    if name.contains('\n') {
        let words =
            "a quotation mark is opened and not closed on its line; close it, or write it twice";
        return Err(Refusal::new("name", "OPEN_QUOTATION", words));
    }
    Ok(Flat {
        kind: "customer".to_owned(),
        values: BTreeMap::from([("name".to_owned(), Value::Text(name))]),
        suffix: String::new(),
    })
}

fn no_name(words: &str) -> Refusal {
    Refusal::new("name", "NO_NAME", words)
}

/// Who is known to the service by which name.
#[derive(Clone, Debug, Default)]
pub struct Known {
    ids: BTreeMap<String, Vec<String>>,
    names: BTreeMap<String, String>,
}

impl Known {
    /// Asks for all customers.
    pub async fn ask(client: &Client) -> Result<Self, Failure> {
        Ok(Self::of(&customers(client).await?))
    }

    /// These customers.
    pub fn of(customers: &[Customer]) -> Self {
        let mut known = Self::default();
        for customer in customers {
            let id = &customer.customer_id;
            known.names.insert(id.clone(), customer.name.clone());
            if !customer.name.is_empty() {
                let ids = known.ids.entry(name_key(&customer.name)).or_default();
                ids.push(id.clone());
            }
        }
        known
    }

    /// The one customer of this name; none where nobody is called so.
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

    /// The name of who has this id already and is called otherwise.
    fn other_name(&self, id: &str, name: &str) -> Option<&String> {
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
            customer_id_prefix: String::new(),
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

/// The ids that a file's names got so far, with the line and the name.
#[derive(Clone, Debug, Default)]
pub struct Given {
    lines: BTreeMap<String, (u64, String)>,
}

impl Given {
    /// Gives a row the id of its name: of who is called so, else one made of the name.
    pub fn give(&mut self, mut flat: Flat, line: u64, known: &Known) -> Result<Flat, Refusal> {
        let Some(Value::Text(name)) = flat.values.get("name").cloned() else {
            return Err(no_name("write the customer's name"));
        };
        let refused = |rule: &str, words: String| Err(Refusal::new("name", rule, words));
        let id = match known.id_of(&name) {
            Err(words) => return refused("SEVERAL_OF_THE_NAME", words),
            Ok(Some(id)) => id,
            Ok(None) => {
                let id = made_id(&name);
                if let Some(other) = known.other_name(&id, &name) {
                    let words = format!(
                        "`{name}` would get the id `{id}`, which `{other}` has: write what tells them \
                         apart, or give the file a column customer_id"
                    );
                    return refused("ID_TAKEN", words);
                }
                id
            }
        };
        if id.is_empty() {
            let words = format!("`{name}` has neither a letter nor a digit: write the name");
            return refused("NO_NAME", words);
        }
        if let Some((first, other)) = self.lines.get(&id) {
            let words = if is_same(other, &name) {
                format!(
                    "`{name}` is on line {first} already: leave this line out; if they are two, \
                     write what tells them apart, as in `{name} (Hamburg)`"
                )
            } else {
                format!(
                    "`{name}` would get the id `{id}` like `{other}` on line {first}: write what \
                     tells them apart, or give the file a column customer_id"
                )
            };
            return refused("NAME_TWICE", words);
        }
        self.lines.insert(id.clone(), (line, name));
        flat.values
            .insert("customer_id".to_owned(), Value::Text(id));
        Ok(flat)
    }
}
