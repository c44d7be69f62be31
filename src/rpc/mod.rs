//! What is spoken on the wire: the only place, with `server`, that names tonic and the wire types.

pub mod call;
pub mod limits;
pub mod status;
