//! Reads a JSON object into fields. Numbers keep their written form, so that amounts stay exact.

use std::{fmt, str};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    explain::Refusal,
    import::{
        flaw::{Flaw, Why},
        value::{Value, check_text, not_utf_8},
    },
};

/// The greatest depth of nested objects: `{"attribute": {"industry": [...]}}`.
const DEPTH_MAX: usize = 4;

/// The members of an object in their order, with their values unparsed.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = vec![];
        while let Some(member) = map.next_entry::<String, &'de RawValue>()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

/// The fields of an object, and the flaws of their values.
type Fields = (Vec<(String, Value)>, Vec<Flaw>);

/// Reads one object. Dots join the names of nested fields. A null counts as missing.
pub fn parse(object: &[u8]) -> Result<Fields, Refusal> {
    let text = str::from_utf8(object).map_err(|_| not_utf_8(""))?;
    check_form(text)?;
    let (mut fields, mut flaws) = (vec![], vec![]);
    // Nested objects wait in this list. The reader does not recurse, because the input comes from outside.
    let mut waiting = vec![(String::new(), text, 0)];
    while let Some((prefix, text, depth)) = waiting.pop() {
        let members: Members<'_> = serde_json::from_str(text).map_err(|error| no_object(&error))?;
        for (name, raw) in members.0 {
            let name = format!("{prefix}{}", name.trim());
            let raw = raw.get();
            if raw.starts_with('{') {
                if depth == DEPTH_MAX {
                    return Err(Refusal::new(
                        &name,
                        "TOO_DEEP",
                        "objects stand in one another too deeply; write the value in a field of its own",
                    ));
                }
                waiting.push((format!("{name}."), raw, depth + 1));
            } else if raw != "null" {
                let value = value(&name, raw)?;
                // An id is a text or a whole number, so that it has only one spelling.
                if !raw.starts_with('"') && !raw.bytes().all(|byte| byte.is_ascii_digit()) {
                    flaws.push(Flaw {
                        at: fields.len(),
                        why: Why::NotWhole,
                    });
                }
                fields.push((name, value));
            }
        }
    }
    let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Refusal::new(
            pair[0],
            "TOLD_TWICE",
            "the field is there twice; leave one out",
        ));
    }
    Ok((fields, flaws))
}

fn value(name: &str, raw: &str) -> Result<Value, Refusal> {
    if raw.starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(|error| no_object(&error))?;
        let texts = items.into_iter().map(|item| scalar(name, item.get()));
        return Ok(Value::List(texts.collect::<Result<_, _>>()?));
    }
    let text = scalar(name, raw)?;
    let is_number = raw.starts_with(|sign: char| sign == '-' || sign.is_ascii_digit());
    Ok(if is_number {
        Value::Number(text)
    } else {
        Value::Text(text)
    })
}

fn scalar(name: &str, raw: &str) -> Result<String, Refusal> {
    if raw.starts_with(['[', '{']) {
        return Err(Refusal::new(
            name,
            "NO_PLAIN_VALUE",
            "give texts or numbers in a list",
        ));
    }
    if !raw.starts_with('"') {
        return Ok(raw.to_owned());
    }
    let text: String = serde_json::from_str(raw).map_err(|error| no_object(&error))?;
    check_text(name, &text)?;
    Ok(text.trim().to_owned())
}

/// Refuses what is no object at all.
fn check_form(text: &str) -> Result<(), Refusal> {
    let refused = |words: &str| Err(Refusal::new("", "NO_JSON_OBJECT", words));
    match text.trim_start().chars().next() {
        Some('{') => Ok(()),
        None => refused("the list has no closing `]`: is the end of the file missing?"),
        Some(_) => refused(
            "this is no JSON object; write each row as one, as in {\"kind\": \"comeback\", ...}",
        ),
    }
}

fn no_object(error: &serde_json::Error) -> Refusal {
    let place = match error.line() {
        0 | 1 => format!("column {}", error.column()),
        line => format!("line {line} of the object, column {}", error.column()),
    };
    let words = if error.is_eof() {
        "the JSON object has no end: a brace, bracket or quotation mark is missing".to_owned()
    } else {
        format!("the JSON object cannot be read from {place} on; correct it there")
    };
    Refusal::new("", "NO_JSON_OBJECT", words)
}
