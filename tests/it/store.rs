//! The store on a real Postgres.

mod bases;
mod customers;
mod derived;
mod encrypted;
mod first_writers;
mod histories;
mod invoices;
mod migrations;
mod pool;
mod random;
mod record;
mod referrals;
mod roles;
mod schema;
mod standings;
mod stored_names;
mod units;
mod worths;
