//! Answers as JSON: the canonical protobuf form with the names of the protos, made from the
//! descriptors, so that no field can be forgotten.

use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use serde_json::Value;

use crate::failure::Failure;
use client::pb;

/// Turns wire messages into JSON.
#[derive(Debug)]
pub struct Json {
    pool: DescriptorPool,
}

impl Json {
    /// Reads the descriptors that are built in.
    pub fn new() -> Result<Self, Failure> {
        let pool = DescriptorPool::decode(pb::DESCRIPTORS)
            .map_err(|error| Failure::told(format!("cannot read the descriptors: {error}")))?;
        Ok(Self { pool })
    }

    /// The message of `package customerquality.v1` with this name, as JSON.
    pub fn value(&self, name: &str, message: &impl Message) -> Result<Value, Failure> {
        let told = |error: String| Failure::told(format!("cannot write {name} as JSON: {error}"));
        let descriptor = self
            .pool
            .get_message_by_name(&format!("customerquality.v1.{name}"))
            .ok_or_else(|| told("it is not known".to_owned()))?;
        let dynamic = DynamicMessage::decode(descriptor, message.encode_to_vec().as_slice())
            .map_err(|error| told(error.to_string()))?;
        let options = SerializeOptions::new()
            .use_proto_field_name(true)
            .skip_default_fields(false);
        dynamic
            .serialize_with_options(serde_json::value::Serializer, &options)
            .map_err(|error| told(error.to_string()))
    }
}

/// One JSON document for standard output.
pub fn document(value: &Value) -> String {
    format!("{value:#}\n")
}
