//! Portfolio figures, with which one customer is compared: those in force, those of the past, and their
//! publication.

mod figures;
mod publish;

pub use figures::{Compared, Origin, Portfolio};
pub use publish::Publisher;
