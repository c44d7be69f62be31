//! Describes the API to tools, in both versions of the protocol that are in use.

use tonic::service::Routes;
use tonic_reflection::server::{Builder, Error};

use crate::pb;

pub(super) fn add_to(routes: Routes) -> Result<Routes, Error> {
    let builder = || {
        Builder::configure()
            .register_encoded_file_descriptor_set(pb::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let (current, old) = (builder().build_v1()?, builder().build_v1alpha()?);
    Ok(routes.add_service(current).add_service(old))
}
