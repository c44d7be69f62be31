//! The rows of the tables that are read or written through SeaORM, one file each: columns and nothing else.
//! What they mean is said in the comments of the tables; what becomes of them is decided one level up.

pub mod customer;
pub mod fact;
pub mod retraction;
