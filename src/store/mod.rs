//! The only module that names `sea_orm` and `sqlx`.

pub mod embedded;
