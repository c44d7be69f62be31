//! The connection to Postgres: how it is opened, and the [`Store`] around it.

use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Executor, Row};
use tokio_util::task::TaskTracker;

use super::connections::{Connections, within};
use super::fault::read_error;
use super::feed::Received;
use super::not_ready::NotReady;
use super::schema::SchemaWatch;
use super::states::States;
use super::unit::Units;
use super::{pooler, session, sql};
use crate::error::Error;
use crate::measures::{Measures, PoolState};

/// How long the server may take to say what it is.
const LOOK_LIMIT: Duration = Duration::from_secs(5);

/// The Postgres that holds everything. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) connections: Connections,
    pub(super) units: Units,
    pub(super) received: Received,
    pub(super) schema: SchemaWatch,
    pub(super) states: States,
    measures: Measures,
}

/// Whether the server has to keep what it acknowledged through a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A server that may forget is refused.
    Required,
    /// For tests on a throw-away server.
    Waived,
}

/// How to connect.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// `postgres://…`
    pub url: String,
    /// The most connections.
    pub pool_size: u32,
    /// No unit of work takes longer: its connection is closed then.
    pub unit_limit: Duration,
    /// Whether a server that may forget is refused.
    pub durability: Durability,
    /// Where is counted what the store does.
    pub measures: Measures,
}

impl StoreOptions {
    /// The defaults for `url`: 16 connections, 30 seconds, durable, counted nowhere.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            pool_size: 16,
            unit_limit: Duration::from_secs(30),
            durability: Durability::Required,
            measures: Measures::default(),
        }
    }
}

impl Store {
    /// Connects. The schema is neither looked at nor changed.
    ///
    /// # Errors
    /// The server cannot be reached, or is not one that the service can work with.
    pub async fn connect(options: &StoreOptions) -> Result<Self, NotReady> {
        let address = session::address(&options.url)?;
        let mut first = session::reach(&address).await?;
        let mut second = session::reach(&address).await?;
        within(LOOK_LIMIT, async {
            Ok(pooler::refuse(&mut first, &mut second).await)
        })
        .await??;
        drop(second);
        if options.durability == Durability::Required {
            refuse_forgetful(&mut first).await?;
        }
        let pool = session::pool(address, options.pool_size);
        let measures = options.measures.clone();
        let state = pool.clone();
        let of_pool = measures.pool("main", options.pool_size, move || state_of(&state));
        let connections = Connections::new(pool, first, of_pool);
        let units = Units::new(connections.clone(), options.unit_limit, measures.clone());
        Ok(Self {
            connections,
            units,
            received: Received::default(),
            schema: SchemaWatch::default(),
            states: States::default(),
            measures,
        })
    }

    /// Where is counted what happens around the store.
    pub fn measures(&self) -> &Measures {
        &self.measures
    }

    /// Whether the database answers, however busy the pool is.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.connections.ping().await.map_err(read_error)
    }

    /// Whether calls can be served: the database answers, connections are to be had, and the schema is
    /// what this program expects.
    ///
    /// # Errors
    /// What is wrong, in words for the operator.
    pub async fn health(&self) -> Result<(), NotReady> {
        self.connections.ping().await?;
        if let Some(waited) = self.connections.starved().await {
            let seconds = waited.as_secs();
            return Err(NotReady::NoPlace { seconds });
        }
        self.watch_schema().await
    }

    /// The units of work under way; a server that stops waits for them.
    pub fn units(&self) -> TaskTracker {
        self.units.tracker()
    }

    /// The number that stands for what was written about `id` through this store.
    pub fn freshness(&self, id: &str) -> u64 {
        self.units.freshness().of(id)
    }

    /// Lets `future` run to its end as a unit of its own, so that a caller who goes away cuts nothing.
    pub fn detached(&self, future: impl Future<Output = ()> + Send + 'static) {
        self.units.detached(future);
    }

    /// Closes all connections; those in use when they are given back.
    pub async fn close(&self) {
        self.connections.close().await;
    }

    pub(super) fn pool(&self) -> &Connections {
        &self.connections
    }
}

/// How many connections of a pool are used.
fn state_of(pool: &PgPool) -> PoolState {
    let (size, idle) = (pool.size(), pool.num_idle() as u32);
    PoolState {
        used: size.saturating_sub(idle),
        idle,
    }
}

/// The pool as the store uses it, with its hooks.
///
/// # Errors
/// `options` name no address.
pub fn bare(options: &StoreOptions) -> Result<PgPool, NotReady> {
    let address = session::address(&options.url)?;
    Ok(session::pool(address, options.pool_size))
}

async fn refuse_forgetful(connection: &mut PgConnection) -> Result<(), NotReady> {
    let row = within(LOOK_LIMIT, connection.fetch_one(sql::DURABILITY)).await?;
    for setting in ["fsync", "full_page_writes"] {
        let value: String = row.try_get(setting)?;
        if value == "off" {
            return Err(NotReady::Forgetful { setting });
        }
    }
    Ok(())
}
