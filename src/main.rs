//! The command `customer-quality`.

fn main() {}
