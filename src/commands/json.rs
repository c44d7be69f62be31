//! Answers as JSON: the canonical protobuf form with the field names of the protos. The descriptors drive
//! it, so no field can be forgotten.

use prost::Message;
use prost_reflect::{DynamicMessage, SerializeOptions};
use serde_json::Value;

use crate::{descriptors, failure::Failure};

/// The message of `package customerquality.v1` with this name, as JSON.
pub fn value(name: &str, message: &impl Message) -> Result<Value, Failure> {
    let failed = |error: String| Failure::message(format!("cannot write {name} as JSON: {error}"));
    let descriptor =
        descriptors::message(name).ok_or_else(|| failed("it is not known".to_owned()))?;
    let dynamic = DynamicMessage::decode(descriptor, message.encode_to_vec().as_slice())
        .map_err(|error| failed(error.to_string()))?;
    let options = SerializeOptions::new()
        .use_proto_field_name(true)
        .skip_default_fields(false);
    dynamic
        .serialize_with_options(serde_json::value::Serializer, &options)
        .map_err(|error| failed(error.to_string()))
}

/// A JSON document as text for standard output.
pub fn document(value: &Value) -> String {
    format!("{value:#}\n")
}
