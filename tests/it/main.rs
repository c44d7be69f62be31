//! The one integration test program: the list of its parts.

#[cfg(test)]
mod embedded;
#[cfg(test)]
mod support;
