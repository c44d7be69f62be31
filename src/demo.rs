//! What the demonstration sends to the service: real purchases, an invented service business with planted
//! effects, and nine stories. The data are the files of `examples/cdnow` and `examples/demo`, built in.
//!
//! | module | what |
//! |---|---|
//! | [`files`] | the files, and how the importer reads and sends them |
//! | [`mod@shift`] | by how many weeks they are moved, so that they end last week |
//! | [`edition`] | which edition a database holds, so that no other is sent to it |
//! | [`mod@try_lines`] | what to try next, as lines to paste |

pub mod edition;
pub mod files;
pub mod shift;
pub mod try_lines;

pub use shift::{Shift, shift_for};
pub use try_lines::try_lines;
