//! A customer's free attributes, and the personal traits that must not be scored.

use domain::customer::Attributes;
use std::collections::BTreeMap;

use super::{
    check::{Check, Read, entry, shown},
    rule,
};
use crate::{error::Error, pb::v1 as pb};

const KEYS_MAX: usize = 32;
/// The longest key, in characters.
pub(super) const KEY_MAX: usize = 64;
const VALUES_MAX: usize = 32;
/// The longest value, in characters.
pub(super) const VALUE_MAX: usize = 128;

/// A key is refused if one of its words begins with one of these.
const STEMS: [&str; 13] = [
    "biometr",
    "citizenship",
    "disabilit",
    "ethnic",
    "gender",
    "genetic",
    "lgbt",
    "marital",
    "nationalit",
    "politic",
    "pregnan",
    "religio",
    "sexual",
];

/// A key is refused if it equals one of these after separators are removed. Words for the person and for the
/// precision are removed first, see [`SUBJECTS`] and [`MEASURES`].
const REFUSED: [&str; 55] = [
    "age",
    "ages",
    "alter",
    "ancestry",
    "belief",
    "beliefs",
    "birth",
    "birthdate",
    "birthday",
    "birthplace",
    "birthyear",
    "born",
    "caste",
    "civilstatus",
    "datebirth",
    "dateofbirth",
    "diagnosis",
    "disabled",
    "dob",
    "faith",
    "familienstand",
    "familystatus",
    "geschlecht",
    "handicap",
    "hautfarbe",
    "health",
    "healthcondition",
    "healthstatus",
    "herkunft",
    "immigrationstatus",
    "konfession",
    "married",
    "medical",
    "medicalcondition",
    "nationalorigin",
    "philosophicalbelief",
    "philosophicalbeliefs",
    "placebirth",
    "placeofbirth",
    "race",
    "races",
    "racial",
    "rasse",
    "sex",
    "sexe",
    "sexes",
    "sexlife",
    "skincolor",
    "skincolour",
    "tradeunion",
    "tradeunionmembership",
    "unionmembership",
    "veteran",
    "yearbirth",
    "yearofbirth",
];

/// Words for the person that a key is about.
const SUBJECTS: [&str; 15] = [
    "buyer", "ceo", "client", "contact", "customer", "founder", "has", "is", "manager", "owner",
    "person", "personal", "the", "their", "user",
];

/// Words for the form or precision in which a key gives a trait.
const MEASURES: [&str; 9] = [
    "band", "bracket", "category", "class", "code", "group", "in", "range", "years",
];

/// The attributes of a customer.
pub(super) fn from_wire(
    check: &mut Check,
    wire: BTreeMap<String, pb::AttributeValues>,
) -> Read<Attributes> {
    let count = wire.len();
    if count > KEYS_MAX {
        let description =
            format!("has {count} keys and may have at most {KEYS_MAX}: leave some out");
        return Err(check.violated("attributes", rule::TOO_MANY, description));
    }
    let attributes: Vec<Read<_>> = wire
        .into_iter()
        .map(|(key, values)| {
            let segment = entry("attributes", &key);
            check.at(&segment, |check| {
                let key = self::key(check, key);
                let values = self::values(check, values);
                Ok((key?, values?))
            })
        })
        .collect();
    attributes.into_iter().collect()
}

fn key(check: &mut Check, key: String) -> Read<String> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if !(1..=KEY_MAX).contains(&key.len()) || !key.chars().all(is_plain) {
        let description = format!(
            "has the key {} and must have one of 1 to {KEY_MAX} characters a-z, 0-9, _ and -",
            shown(&key)
        );
        return Err(check.violated("", rule::KEY_PATTERN, description));
    }
    if is_refused(&key) {
        return Err(check.refused(Error::AttributeRefused { attribute: key }));
    }
    Ok(key)
}

fn values(check: &mut Check, wire: pb::AttributeValues) -> Read<Vec<String>> {
    let pb::AttributeValues { values: wire } = wire;
    let count = wire.len();
    if count == 0 {
        let description = format!("is required: give 1 to {VALUES_MAX} values, or no such key");
        return Err(check.violated("values", rule::REQUIRED, description));
    }
    if count > VALUES_MAX {
        let description =
            format!("has {count} values and may have at most {VALUES_MAX}: leave some out");
        return Err(check.violated("values", rule::TOO_MANY, description));
    }
    let values: Vec<Read<_>> = wire
        .into_iter()
        .enumerate()
        .map(|(index, value)| check.key(&format!("values[{index}]"), value, VALUE_MAX))
        .collect();
    values.into_iter().collect()
}

/// The attributes in wire form.
pub(super) fn to_wire(attributes: Attributes) -> BTreeMap<String, pb::AttributeValues> {
    attributes
        .into_iter()
        .map(|(key, values)| (key, pb::AttributeValues { values }))
        .collect()
}

/// Whether a key names a trait that must not be scored, in any spelling: `age`, `owner_age`, `Age-Group` and
/// `agegroup` are refused, `company_age` is not.
pub(crate) fn is_refused(key: &str) -> bool {
    let lower = key.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let stands_for_one = |word: &&str| STEMS.iter().any(|stem| word.starts_with(stem));
    if words.iter().any(stands_for_one) {
        return true;
    }
    let matters = |word: &&&str| !is_subject(word) && !MEASURES.contains(*word);
    let bare: String = words.iter().filter(matters).copied().collect();
    is_listed(&words.concat()) || is_listed(&bare) || is_measured(&bare)
}

fn is_subject(word: &str) -> bool {
    let singular = word.strip_suffix('s').unwrap_or(word);
    SUBJECTS.contains(&word) || SUBJECTS.contains(&singular)
}

fn is_listed(key: &str) -> bool {
    REFUSED.contains(&key)
}

/// Whether a key is a refused word with a measure attached, such as `agegroup`.
fn is_measured(key: &str) -> bool {
    MEASURES
        .iter()
        .filter_map(|measure| key.strip_suffix(*measure))
        .any(is_listed)
}
