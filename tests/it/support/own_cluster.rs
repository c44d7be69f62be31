//! A Postgres for one test alone. The test may break its processes and files.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use customer_quality::store::{Store, StoreOptions};
use postgres::{Cluster, Environment, Options};
use tempfile::TempDir;

use super::shared_cluster::{parent, programs_folder};
use super::store::options;

/// A cluster with an empty database of the service.
pub(crate) struct OwnCluster {
    pub(crate) cluster: Cluster,
    pub(crate) data: PathBuf,
    _place: TempDir,
}

impl OwnCluster {
    pub(crate) async fn start() -> Self {
        Self::start_with(throw_away).await
    }

    /// A cluster that keeps every acknowledged write, as the program asks of a Postgres.
    pub(crate) async fn durable() -> Self {
        Self::start_with(|data| Options {
            durable: true,
            ..throw_away(data)
        })
        .await
    }

    async fn start_with(options: impl FnOnce(PathBuf) -> Options) -> Self {
        let place = tempfile::Builder::new().prefix("cq-").tempdir_in(parent());
        let place = place.expect("there is room");
        let reachable = Permissions::from_mode(0o711);
        fs::set_permissions(place.path(), reachable).expect("the folder is ours");
        let data = place.path().join("data");
        Self {
            cluster: Cluster::start(options(data.clone()), &|_| ())
                .await
                .unwrap_or_else(|error| panic!("{error}")),
            data,
            _place: place,
        }
    }

    /// Stops the server, lets `change` edit its files, and starts it again.
    pub(crate) async fn restarted(self, change: impl FnOnce(PathBuf)) -> Self {
        self.cluster.stop().await;
        change(self.data.join("postgres"));
        let options = throw_away(self.data.clone());
        let cluster = Cluster::start(options, &|_| ()).await;
        Self {
            cluster: cluster.unwrap_or_else(|error| panic!("{error}")),
            ..self
        }
    }

    /// A migrated store with a given number of connections.
    pub(crate) async fn store(&self, pool_size: u32) -> Store {
        let few = StoreOptions {
            pool_size,
            ..options(&self.cluster.url())
        };
        let store = Store::connect(&few).await.unwrap();
        store.migrate().await.unwrap();
        store
    }
}

fn throw_away(data: PathBuf) -> Options {
    let environment = Environment::of_process();
    Options {
        programs_folder: programs_folder(&environment),
        durable: false,
        ..Options::durable(data, environment)
    }
}
