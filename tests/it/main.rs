//! The one integration test program: the list of its parts.

#[cfg(test)]
mod store;
#[cfg(test)]
mod support;
