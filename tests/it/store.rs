//! The store on a real Postgres.

mod record;
