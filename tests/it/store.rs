//! The store on a real Postgres.

mod bases;
mod customers;
mod derived;
mod histories;
mod invoices;
mod migrations;
mod pool;
mod random;
mod record;
mod referrals;
mod schema;
mod standings;
mod units;
