//! Helpers that the integration tests share.

pub(crate) mod app;
pub(crate) mod ask;
pub(crate) mod bodies;
pub(crate) mod book;
pub(crate) mod build;
pub(crate) mod door;
pub(crate) mod facts;
pub(crate) mod fault;
pub(crate) mod own_cluster;
pub(crate) mod portfolio;
pub(crate) mod ports;
pub(crate) mod postgres;
pub(crate) mod random;
pub(crate) mod replicas;
pub(crate) mod server;
pub(crate) mod shared_cluster;
pub(crate) mod store;
