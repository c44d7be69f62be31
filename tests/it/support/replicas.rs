//! Replicas of the service as real processes over one Postgres, each in a house (folder and port) of its
//! own. A test that needs no processes uses two services in its own program instead: `App::beside`.

use super::own_cluster::OwnCluster;
use crate::crash::house::House;

/// Processes that share a database.
pub(crate) struct Replicas {
    // This field is dropped first, so that the processes end before their Postgres.
    pub(crate) houses: Vec<House>,
    postgres: OwnCluster,
}

impl Replicas {
    /// A number of houses over one new database. The first one starts the service at once, so that the
    /// schema exists.
    pub(crate) async fn start(count: usize) -> Self {
        let postgres = OwnCluster::durable().await;
        let house = |_| House::on(Some(postgres.cluster.url()));
        let mut houses: Vec<House> = (0..count).map(house).collect();
        houses[0].start().await;
        Self { houses, postgres }
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> String {
        self.postgres.cluster.url()
    }

    /// One number from a query past all replicas.
    pub(crate) async fn number(&self, query: &str) -> i64 {
        let found = self.houses[0].number(query).await;
        found.expect("the database is there")
    }
}
