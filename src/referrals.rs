//! What customers brought: the value and the tree below one customer as they are now, and the publication of
//! the figures they rest on.

mod publish;
mod tree;
mod value;

pub use publish::Publisher;
pub use tree::TreeShown;
pub use value::{LevelSum, Valued, tree_now, value_now};
