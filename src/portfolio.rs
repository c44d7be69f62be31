//! The portfolio figures that customers are compared with: those in force, those of past times, and their
//! publication.

mod figures;
mod publish;

pub use figures::{Compared, Origin, Portfolio};
pub use publish::Publisher;
