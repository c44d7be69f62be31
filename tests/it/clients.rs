//! Clients in other languages against the service. They are made from the contract alone.

mod python;
mod run;
mod typescript;
