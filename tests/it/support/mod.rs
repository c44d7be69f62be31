//! What the integration tests share.

pub(crate) mod facts;
pub(crate) mod postgres;
pub(crate) mod random;
pub(crate) mod store;
