//! The generated wire types of the protos in `proto/`, for both ends of a call.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::restriction,
    unreachable_pub,
    reason = "generated code; the documentation is in the protos"
)]

pub use customerquality::v1;
pub use google::r#type as google_type;

/// Package `customerquality`.
pub mod customerquality {
    /// Package `customerquality.v1`.
    pub mod v1 {
        tonic::include_proto!("customerquality.v1");
    }
}

/// Package `google`.
pub mod google {
    /// Package `google.type`.
    pub mod r#type {
        tonic::include_proto!("google.r#type");
    }
}

/// All descriptors with their comments, for reflection.
pub const DESCRIPTORS: &[u8] = tonic::include_file_descriptor_set!("descriptor");
