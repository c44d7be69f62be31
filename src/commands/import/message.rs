//! Builds the wire form of a message from the fields of a row, column by column. It refuses only values that
//! cannot be read. The service checks the rules.

use client::pb::google_type::Date;
use client::pb::v1::AttributeValues;
use prost::Message;
use prost::encoding::{self, WireType};
use prost_reflect::FieldDescriptor;

use crate::{
    amount,
    explain::Refusal,
    import::{
        columns::{Column, Form, Kind},
        fields::Fields,
    },
};

/// The numbers of the fields in an entry of a map.
const KEY: u32 = 1;
const VALUE: u32 = 2;

/// A message in wire form.
#[derive(Default)]
pub struct Encoded {
    /// The bytes. They are written at once, because a message by descriptors would have to be copied into the
    /// type of the wire by encoding it anyway, which takes longer than all else.
    pub bytes: Vec<u8>,
    /// The day in the column that gives a fact its time, if the row has one.
    pub own_day: Option<Date>,
}

impl Encoded {
    /// Builds the message of a row of this kind.
    pub fn of(kind: &Kind, fields: &mut Fields<'_>) -> Result<Self, Refusal> {
        let mut encoded = Self::default();
        let own_day = kind.own_day().map(|column| &column.name);
        for column in &kind.columns {
            let day = encoded.put(column, fields)?;
            if own_day == Some(&column.name) {
                encoded.own_day = day;
            }
        }
        Ok(encoded)
    }

    /// Adds a message that is the value of `field`.
    pub fn put_message(&mut self, field: &FieldDescriptor, message: &[u8]) {
        put_bytes(field.number(), message, &mut self.bytes);
    }

    /// The same message as a generated type of the wire.
    pub fn typed<T: Message + Default>(&self) -> Result<T, Refusal> {
        T::decode(self.bytes.as_slice())
            .map_err(|error| Refusal::new("", "UNREADABLE", error.to_string()))
    }

    /// Adds the value of a column, if the row has one. Returns it if it is a day.
    fn put(&mut self, column: &Column, fields: &mut Fields<'_>) -> Result<Option<Date>, Refusal> {
        let Column { name, form, field } = column;
        let (tag, bytes) = (field.number(), &mut self.bytes);
        match form {
            Form::Text => put_some(fields.text(name)?.as_ref(), |it| {
                encoding::string::encode(tag, it, bytes);
            }),
            Form::Whole32 => put_some(fields.whole(name)?.as_ref(), |it| {
                encoding::int32::encode(tag, it, bytes);
            }),
            Form::Whole64 => put_some(fields.whole(name)?.as_ref(), |it| {
                encoding::int64::encode(tag, it, bytes);
            }),
            Form::BasisPoints => put_some(fields.basis_points(name)?.as_ref(), |it| {
                encoding::int32::encode(tag, it, bytes);
            }),
            Form::Flag => put_some(fields.yes_or_no(name)?.as_ref(), |it| {
                encoding::bool::encode(tag, it, bytes);
            }),
            Form::Word(choice) => put_some(fields.word(name, choice)?.as_ref(), |it| {
                encoding::int32::encode(tag, it, bytes);
            }),
            Form::Day => {
                let day = fields.date(name)?;
                put_some(day.as_ref(), |it| encoding::message::encode(tag, it, bytes));
                return Ok(day);
            }
            Form::Time => put_some(fields.time(name)?.as_ref(), |it| {
                encoding::message::encode(tag, it, bytes);
            }),
            Form::Money => {
                let money = fields.money(name)?;
                let money = if column.is_credit() {
                    money.map(amount::without_sign)
                } else {
                    money
                };
                put_some(money.as_ref(), |it| {
                    encoding::message::encode(tag, it, bytes);
                });
            }
            Form::Rate => put_some(fields.rate(name)?.as_ref(), |it| {
                encoding::string::encode(tag, it, bytes);
            }),
            Form::Duration => encoding::message::encode(tag, &fields.duration()?, bytes),
            Form::Counts => {
                for (key, name) in keys(column, fields) {
                    if let Some(count) = fields.whole::<i64>(&name)? {
                        let mut entry = entry(&key);
                        encoding::int64::encode(VALUE, &count, &mut entry);
                        put_bytes(tag, &entry, bytes);
                    }
                }
            }
            Form::Lists => {
                for (key, name) in keys(column, fields) {
                    let values = fields.list(&name);
                    if !values.is_empty() {
                        let mut entry = entry(&key);
                        encoding::message::encode(VALUE, &AttributeValues { values }, &mut entry);
                        put_bytes(tag, &entry, bytes);
                    }
                }
            }
        }
        Ok(None)
    }
}

fn put_some<T>(value: Option<&T>, put: impl FnOnce(&T)) {
    if let Some(value) = value {
        put(value);
    }
}

fn put_bytes(tag: u32, value: &[u8], bytes: &mut Vec<u8>) {
    encoding::encode_key(tag, WireType::LengthDelimited, bytes);
    encoding::encode_varint(value.len() as u64, bytes);
    bytes.extend_from_slice(value);
}

/// The beginning of a map's entry.
fn entry(key: &String) -> Vec<u8> {
    let mut entry = Vec::new();
    encoding::string::encode(KEY, key, &mut entry);
    entry
}

/// The keys of a map that the row has columns for, and the names of these columns.
fn keys(column: &Column, fields: &Fields<'_>) -> Vec<(String, String)> {
    let prefix = column.prefix().unwrap_or_default();
    let keys = fields.names_after(column.prefix()).into_iter();
    keys.map(|key| {
        let name = format!("{prefix}{key}");
        (key, name)
    })
    .collect()
}
