//! The methods that this server knows. They are read from the descriptors, so that a new RPC is known at
//! once.

use std::{collections::BTreeMap, sync::Arc};

use prost::Message;
use prost_types::FileDescriptorSet;

use crate::pb;

const OWN_PACKAGE: &str = "customerquality.";
const HEALTH: &str = "grpc.health.v1.Health/";

/// The properties of a method that the layers need.
#[derive(Debug, Clone)]
pub(super) struct Method {
    /// `package.Service/Method`; `_OTHER` for an unknown method, so that the number of labels stays small.
    pub(super) name: Arc<str>,
    /// Whether the request or the answer is a stream.
    pub(super) streaming: bool,
    /// Whether it is a health check, which is always answered.
    pub(super) health: bool,
}

/// All known methods, by path.
#[derive(Debug, Clone)]
pub(super) struct Methods {
    known: Arc<BTreeMap<String, Method>>,
    other: Method,
}

impl Methods {
    pub(super) fn load() -> Result<Self, prost::DecodeError> {
        let sets = [
            pb::DESCRIPTORS,
            tonic_health::pb::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
        ];
        let mut known = BTreeMap::new();
        for set in sets {
            for file in FileDescriptorSet::decode(set)?.file {
                for service in &file.service {
                    let methods = service.method.iter().map(|method| Method {
                        name: [file.package(), ".", service.name(), "/", method.name()]
                            .concat()
                            .into(),
                        streaming: method.client_streaming() || method.server_streaming(),
                        health: false,
                    });
                    known.extend(methods.map(|m| {
                        let health = m.name.starts_with(HEALTH);
                        (format!("/{}", m.name), Method { health, ..m })
                    }));
                }
            }
        }
        let other = Method {
            name: "_OTHER".into(),
            streaming: false,
            health: false,
        };
        Ok(Self {
            known: Arc::new(known),
            other,
        })
    }

    pub(super) fn get(&self, path: &str) -> &Method {
        self.known.get(path).unwrap_or(&self.other)
    }

    /// The names of our own services.
    pub(super) fn services(&self) -> Vec<String> {
        let own = self
            .known
            .values()
            .filter(|method| method.name.starts_with(OWN_PACKAGE));
        let mut names: Vec<String> = own
            .filter_map(|m| m.name.split_once('/'))
            .map(|(name, _)| name.to_owned())
            .collect();
        names.dedup();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_known_by_path_and_strangers_share_one_name() {
        let methods = Methods::load().unwrap();
        let info = methods.get("/customerquality.v1.SystemService/GetSystemInfo");
        assert_eq!(
            &*info.name,
            "customerquality.v1.SystemService/GetSystemInfo"
        );
        assert!(!info.streaming && !info.health);
        assert!(methods.get("/grpc.health.v1.Health/Check").health);
        let reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
        assert!(methods.get(reflection).streaming);
        assert_eq!(
            &*methods.get("/customerquality.v1.SystemService/Nope").name,
            "_OTHER"
        );
        assert!(
            methods
                .services()
                .contains(&"customerquality.v1.SystemService".to_owned())
        );
    }
}
