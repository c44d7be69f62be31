//! Builds a message from the fields of a row, column by column. It refuses only values that cannot be read.
//! The service checks the rules.

use std::collections::HashMap;

use prost::Message;
use prost_reflect::{DynamicMessage, FieldDescriptor, MapKey, Value};

use crate::{
    explain::Refusal,
    import::{
        columns::{Column, Form, Kind},
        fields::Fields,
    },
};
use client::pb::v1::AttributeValues;

/// Builds the message of a row of this kind.
pub fn build(kind: &Kind, fields: &mut Fields<'_>) -> Result<DynamicMessage, Refusal> {
    let mut message = DynamicMessage::new(kind.message.clone());
    for column in &kind.columns {
        if let Some(value) = value(column, fields)? {
            message.set_field(&column.field, value);
        }
    }
    Ok(message)
}

/// The same message as a generated type of the wire.
pub fn typed<T: Message + Default>(message: &DynamicMessage) -> Result<T, Refusal> {
    message
        .transcode_to()
        .map_err(|error| Refusal::new("", "UNREADABLE", error.to_string()))
}

fn value(column: &Column, fields: &mut Fields<'_>) -> Result<Option<Value>, Refusal> {
    let Column { name, form, field } = column;
    Ok(match form {
        Form::Text => fields.text(name)?.map(Value::String),
        Form::Whole32 => fields.whole(name)?.map(Value::I32),
        Form::Whole64 => fields.whole(name)?.map(Value::I64),
        Form::BasisPoints => fields.basis_points(name)?.map(Value::I32),
        Form::Flag => fields.yes_or_no(name)?.map(Value::Bool),
        Form::Word(choice) => fields.word(name, choice)?.map(Value::EnumNumber),
        Form::Day => fields.date(name)?.and_then(|day| nested(field, &day)),
        Form::Time => fields.time(name)?.and_then(|time| nested(field, &time)),
        Form::Money => fields.money(name)?.and_then(|money| nested(field, &money)),
        Form::Duration => nested(field, &fields.duration()?),
        Form::Counts => entries(column, fields, |fields, name| {
            Ok(fields.whole(name)?.map(Value::I64))
        })?,
        Form::Lists => entries(column, fields, |fields, name| {
            Ok(list(field, fields.list(name)))
        })?,
    })
}

/// A map with the keys that have a value.
fn entries(
    column: &Column,
    fields: &mut Fields<'_>,
    value: impl Fn(&mut Fields<'_>, &str) -> Result<Option<Value>, Refusal>,
) -> Result<Option<Value>, Refusal> {
    let prefix = column.prefix().unwrap_or_default();
    let mut entries = HashMap::new();
    for key in fields.names_after(column.prefix()) {
        if let Some(value) = value(fields, &format!("{prefix}{key}"))? {
            entries.insert(MapKey::String(key), value);
        }
    }
    Ok(Some(Value::Map(entries)))
}

fn list(map: &FieldDescriptor, values: Vec<String>) -> Option<Value> {
    if values.is_empty() {
        return None;
    }
    let entry = map.kind();
    let of_entry = entry.as_message()?.map_entry_value_field();
    nested(&of_entry, &AttributeValues { values })
}

/// A message inside another one. `field` has the type of the inner message.
fn nested(field: &FieldDescriptor, inner: &impl Message) -> Option<Value> {
    let kind = field.kind();
    let mut message = DynamicMessage::new(kind.as_message()?.clone());
    message.transcode_from(inner).ok()?;
    Some(Value::Message(message))
}
