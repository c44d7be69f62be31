//! Numbers in the place of contents, to compare many of them in little memory.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A number of 64 bits for a content. Different contents have different ones, as far as it matters here.
pub(super) fn hash(thing: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}
