//! The descriptors of the protos, with their comments. What follows from them need not be written twice.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, MessageDescriptor, prost_types::FileDescriptorProto};

use client::pb;

/// Empty only where the build embeds a set that cannot be read, which the tests would notice.
static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(pb::DESCRIPTORS).unwrap_or_default());

/// The message of `package customerquality.v1` with this name.
pub fn message(name: &str) -> Option<MessageDescriptor> {
    POOL.get_message_by_name(&format!("customerquality.v1.{name}"))
}

/// The comment above an element of a file, on one line. The path is that of its descriptor.
pub fn comment(file: &FileDescriptorProto, path: &[i32]) -> String {
    let mut places = file.source_code_info.iter().flat_map(|info| &info.location);
    let place = places.find(|place| place.path == path);
    let words = place.map(|place| place.leading_comments().split_whitespace());
    words.map_or_else(String::new, |words| words.collect::<Vec<_>>().join(" "))
}
