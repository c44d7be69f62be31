//! Finds customers that look like one customer under two ids: by their names, their addresses of mail or their
//! ids.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    name::{made_id, sort_key},
    words::quoted,
};
use client::pb::v1::Customer;

/// Words of names that say what kind of company it is, or join two words, and no more.
const LEGAL_FORMS: [&str; 38] = [
    "ab",
    "ag",
    "and",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "ek",
    "eg",
    "et",
    "ev",
    "gbr",
    "gmbh",
    "inc",
    "incorporated",
    "kg",
    "kgaa",
    "limited",
    "llc",
    "llp",
    "ltd",
    "mbh",
    "nv",
    "ohg",
    "oy",
    "plc",
    "pty",
    "sa",
    "sarl",
    "sas",
    "se",
    "spa",
    "sprl",
    "srl",
    "ug",
    "und",
];

/// The attributes that hold addresses of mail.
const MAIL: [&str; 4] = ["email", "e-mail", "e_mail", "mail"];

/// Two customers that look the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The id to merge.
    pub customer_id: String,
    /// The id to keep: the one recorded first, unless it was made from the name.
    pub into_customer_id: String,
    /// What they have in common, in words.
    pub reason: String,
}

impl Pair {
    /// The command that merges them, ready to be run, with the flag that reaches the service.
    #[must_use]
    pub fn command(&self, server: &str) -> String {
        let (id, into) = (quoted(&self.customer_id), quoted(&self.into_customer_id));
        format!("customer-quality merge {id} INTO {into}{server}")
    }
}

/// All pairs among `customers` that look the same, each id to merge at most once.
#[must_use]
pub fn pairs(customers: &[Customer]) -> Vec<Pair> {
    let mut alike: BTreeMap<(u8, String), Vec<&Customer>> = BTreeMap::new();
    for customer in customers {
        for key in keys(customer) {
            alike.entry(key).or_default().push(customer);
        }
    }
    let mut pairs = Vec::new();
    let mut merged: BTreeSet<&str> = BTreeSet::new();
    for ((kind, key), mut group) in alike {
        group.sort_by_key(|customer| precedence(customer));
        let mut group = group
            .into_iter()
            .filter(|it| !merged.contains(it.customer_id.as_str()));
        let Some(kept) = group.next() else { continue };
        let others: Vec<&Customer> = group
            .filter(|it| it.customer_id != kept.customer_id)
            .collect();
        for other in others {
            if merged.insert(&other.customer_id) {
                pairs.push(Pair {
                    customer_id: other.customer_id.clone(),
                    into_customer_id: kept.customer_id.clone(),
                    reason: reason(kind, &key, kept),
                });
            }
        }
    }
    pairs
}

/// Everything by which a customer can look like another one, with the kind of each key.
fn keys(customer: &Customer) -> BTreeSet<(u8, String)> {
    let name = (0, name_key(&customer.name));
    let id = (2, id_key(&customer.customer_id));
    let mails = MAIL.iter().filter_map(|key| customer.attributes.get(*key));
    let mails = mails.flat_map(|attribute| &attribute.values);
    let mails = mails.map(|value| value.trim().to_lowercase());
    let mails = mails
        .filter(|value| value.contains('@'))
        .map(|mail| (1, mail));
    let keys = mails.chain([name, id]);
    keys.filter(|(_, key)| !key.is_empty()).collect()
}

fn reason(kind: u8, key: &str, kept: &Customer) -> String {
    match kind {
        0 => format!("both are called {}", kept.name),
        1 => format!("both have the address {key}"),
        _ => "their ids differ in case, zeros or signs only".to_owned(),
    }
}

/// A name without case, blanks, signs and legal forms. `Müller & Co. KG` and `MUELLER GmbH` have the same one.
fn name_key(name: &str) -> String {
    let id = made_id(name);
    let words: Vec<&str> = id.split('-').collect();
    let own = words.iter().filter(|word| !LEGAL_FORMS.contains(word));
    let own: String = own.copied().collect();
    if own.is_empty() { words.concat() } else { own }
}

/// Whether two names have no word in common. Case, accents, signs and legal forms do not count, and names that
/// differ in their blanks are the same.
pub fn is_stranger(one: &str, other: &str) -> bool {
    one != other && name_key(one) != name_key(other) && words(one).is_disjoint(&words(other))
}

/// The own words of a name, with `ü` both as `ue` and as `u`.
fn words(name: &str) -> BTreeSet<String> {
    let text = format!("{} {}", made_id(name), sort_key(name));
    let all = text.split(|letter: char| !letter.is_alphanumeric());
    let all: BTreeSet<String> = all
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let is_own = |word: &&String| word.chars().count() > 1 && !LEGAL_FORMS.contains(&word.as_str());
    let own: BTreeSet<String> = all.iter().filter(is_own).cloned().collect();
    if own.is_empty() { all } else { own }
}

/// An id without case, signs and leading zeros. `C-0017`, `c17` and `C/17` have the same one.
fn id_key(id: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut last = None;
    for letter in id.to_lowercase().chars() {
        let kind = letter.is_alphanumeric().then(|| letter.is_ascii_digit());
        match (kind, parts.last_mut()) {
            (None, _) => {}
            (Some(_), Some(part)) if kind == last => part.push(letter),
            _ => parts.push(letter.to_string()),
        }
        last = kind;
    }
    let without_zeros = |part: &String| match part.trim_start_matches('0') {
        "" => "0".to_owned(),
        rest => rest.to_owned(),
    };
    let parts: Vec<String> = parts.iter().map(without_zeros).collect();
    parts.join("-")
}

/// The order in which ids are kept: those not made from the name first, then those recorded first.
fn precedence(customer: &Customer) -> (bool, i64, i32, String) {
    let time = customer.create_time.unwrap_or_default();
    let is_made = made_id(&customer.name) == customer.customer_id;
    (
        is_made,
        time.seconds,
        time.nanos,
        customer.customer_id.clone(),
    )
}
