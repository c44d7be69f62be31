//! Replicas of the service as real processes over one Postgres, each with a house of its own. A test that
//! needs no processes takes two services of its own program instead: `App::beside`.

use super::own_cluster::OwnCluster;
use crate::crash::house::House;

/// Processes that share a database.
pub(crate) struct Replicas {
    // Dropped first: the processes end before their Postgres.
    pub(crate) houses: Vec<House>,
    postgres: OwnCluster,
}

impl Replicas {
    /// So many houses over one new database. The first is served in already, so that the schema is there.
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

    /// One number from behind the backs of all.
    pub(crate) async fn number(&self, query: &str) -> i64 {
        let found = self.houses[0].number(query).await;
        found.expect("the database is there")
    }
}
