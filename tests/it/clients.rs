//! Clients in other languages, made from the contract alone, against the service.

mod python;
mod run;
mod typescript;
