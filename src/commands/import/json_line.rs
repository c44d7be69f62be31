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
        columns,
        value::{Value, not_utf_8},
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

/// Reads one line. Dots join the names of nested fields. A null counts as missing.
pub fn parse(line: &[u8]) -> Result<Vec<(String, Value)>, Refusal> {
    let text = str::from_utf8(line).map_err(|_| not_utf_8(""))?;
    let mut fields = vec![];
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
                        "objects are nested too deeply",
                    ));
                }
                waiting.push((format!("{name}."), raw, depth + 1));
            } else if let Some(value) = value(&name, raw)? {
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
    Ok(fields)
}

fn value(name: &str, raw: &str) -> Result<Option<Value>, Refusal> {
    if raw == "null" {
        return Ok(None);
    }
    // An id is a text or a whole number, so that it has only one spelling.
    let is_id = raw.starts_with('"') || raw.bytes().all(|byte| byte.is_ascii_digit());
    if !is_id && columns::is_id(name) {
        let remedy = format!("`{raw}` is no id; give a text or a whole number");
        return Err(Refusal::new(name, "NO_ID", remedy));
    }
    if raw.starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(|error| no_object(&error))?;
        let texts = items.into_iter().map(|item| scalar(name, item.get()));
        return Ok(Some(Value::List(texts.collect::<Result<_, _>>()?)));
    }
    scalar(name, raw).map(|text| Some(Value::Text(text)))
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
    Ok(text.trim().to_owned())
}

fn no_object(error: &serde_json::Error) -> Refusal {
    let remedy =
        format!("the line is no JSON object: {error}; write one whole object on each line");
    Refusal::new("", "NO_JSON_OBJECT", remedy)
}
