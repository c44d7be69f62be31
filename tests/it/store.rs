//! The store on a real Postgres.

mod customers;
mod cut;
mod derived;
mod encrypted;
mod first_writers;
mod histories;
mod invoices;
mod migrations;
mod pool;
mod pooler;
mod presence;
mod random;
mod readiness;
mod reasons;
mod record;
mod referrals;
mod roles;
mod schema;
mod schema_changed;
mod silent;
mod standings;
mod stored_names;
mod units;
mod verify;
