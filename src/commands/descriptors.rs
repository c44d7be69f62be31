//! The descriptors of the protos, with their comments. Other code derives from them and repeats nothing.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, MessageDescriptor, prost_types::FileDescriptorProto};

use client::pb;

/// The pool is empty only if the build embeds a set that cannot be read. The tests would notice.
static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(pb::DESCRIPTORS).unwrap_or_default());

/// The message of `package customerquality.v1` with this name.
pub fn message(name: &str) -> Option<MessageDescriptor> {
    POOL.get_message_by_name(&format!("customerquality.v1.{name}"))
}

/// The comment above an element of a file, on one line. `path` is the path of the element's descriptor.
pub fn comment(file: &FileDescriptorProto, path: &[i32]) -> String {
    let mut places = file.source_code_info.iter().flat_map(|info| &info.location);
    let place = places.find(|place| place.path == path);
    let words = place.map(|place| place.leading_comments().split_whitespace());
    words.map_or_else(String::new, |words| words.collect::<Vec<_>>().join(" "))
}
