//! The rows of the tables that SeaORM reads or writes, one file each, with columns only. The comments of
//! the tables explain the columns, and the modules one level up hold the logic.

pub mod customer;
pub mod fact;
pub mod hour;
pub mod model;
pub mod publication;
pub mod retraction;
pub mod setting;
