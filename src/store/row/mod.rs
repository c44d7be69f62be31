//! The rows of the tables, one file each: columns and nothing else. What they mean is said in the
//! comments of the tables; what becomes of them is decided one level up.

pub mod customer;
pub mod customer_month;
pub mod customer_version;
pub mod dirty_customer;
pub mod fact;
pub mod feed_day;
pub mod hour;
pub mod invoice;
pub mod model;
pub mod referral;
pub mod retraction;
pub mod setting;
pub mod standing;
