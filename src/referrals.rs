//! The customers that a customer brought: their value and their tree as of now, and the publication of the
//! referral figures behind both.

mod publish;
mod tree;
mod value;

pub use publish::Publisher;
pub use tree::TreeShown;
pub use value::{LevelSum, Valued, tree_now, value_now};
