//! The database of the service: the one at `DATABASE_URL`, or a private Postgres that starts and stops with
//! the service.

use super::StartError;
use crate::config::Config;
use crate::measures::Measures;
use crate::store::{Durability, Store, StoreOptions};
use postgres::{Cluster, EmbeddedError, Environment, Options, STOP_LIMIT, default_data_folder};
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::timeout;
use tracing::info;

/// How long the last units of work may take after the last call was answered.
const LAST_UNITS: Duration = Duration::from_secs(3);

/// How long the last connections may take to close.
const LAST_CONNECTIONS: Duration = Duration::from_secs(1);

/// The longest time that [`Database::close`] takes.
pub(super) fn close_limit(config: &Config) -> Duration {
    let postgres = match config.database_url {
        Some(_) => Duration::ZERO,
        None => STOP_LIMIT,
    };
    LAST_UNITS + LAST_CONNECTIONS + postgres
}

/// An open database.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) store: Store,
    cluster: Option<Cluster>,
}

impl Database {
    /// Opens the database and makes sure that its schema fits this program.
    pub(super) async fn open(config: &Config, measures: &Measures) -> Result<Self, StartError> {
        let Some(url) = &config.database_url else {
            let cluster = start_private(config).await?;
            let store = connect(config, &cluster.url(), measures, Durability::Required).await?;
            store.migrate().await?;
            store.check_schema().await?;
            return Ok(Self {
                store,
                cluster: Some(cluster),
            });
        };
        let store = connect(config, url.expose(), measures, Durability::Required).await?;
        if config.migrate {
            store.migrate().await?;
        }
        store.check_schema().await?;
        Ok(Self {
            store,
            cluster: None,
        })
    }

    /// Opens the database for inspection. A database at `DATABASE_URL` may be in use by the service at the
    /// same time; its schema must fit and is not changed. A private Postgres can be used by one process at a
    /// time.
    pub(super) async fn open_aside(config: &Config) -> Result<Self, StartError> {
        let measures = Measures::default();
        let Some(url) = &config.database_url else {
            let folder = data_folder(config)?;
            if !folder.join("postgres").exists() {
                let missing = format!(
                    "there is no private database in `{}`: set DATABASE_URL, or name the data folder",
                    folder.display()
                );
                return Err(StartError::Store(missing));
            }
            return Self::open(config, &measures).await;
        };
        let store = connect(config, url.expose(), &measures, Durability::Waived).await?;
        store.check_schema().await?;
        Ok(Self {
            store,
            cluster: None,
        })
    }

    /// Whether it is the private Postgres. No other process writes into it.
    pub(super) fn is_private(&self) -> bool {
        self.cluster.is_some()
    }

    /// Waits for the last units of work, closes the connections, and stops the private Postgres. It takes no
    /// longer than [`close_limit`], whatever hangs.
    pub(super) async fn close(self) {
        let units = self.store.units();
        units.close();
        if timeout(LAST_UNITS, units.wait()).await.is_err() {
            tracing::warn!("units of work were still under way when the service stopped");
        }
        // The end of the process closes connections that are still in use, and so ends their transactions.
        let _ = timeout(LAST_CONNECTIONS, self.store.close()).await;
        if let Some(cluster) = self.cluster {
            cluster.stop().await;
        }
    }
}

/// Brings the schema of `DATABASE_URL` up to date.
pub(super) async fn migrate(config: &Config) -> Result<(), StartError> {
    let Some(url) = &config.database_url else {
        let remedy = "set DATABASE_URL: the private database is migrated when the service starts";
        return Err(StartError::Store(remedy.to_owned()));
    };
    let store = connect(
        config,
        url.expose(),
        &Measures::default(),
        Durability::Required,
    )
    .await?;
    store.migrate().await?;
    let checked = store.check_schema().await;
    store.close().await;
    Ok(checked?)
}

async fn connect(
    config: &Config,
    url: &str,
    measures: &Measures,
    durability: Durability,
) -> Result<Store, StartError> {
    let options = StoreOptions {
        pool_size: config.pool_size,
        durability,
        measures: measures.clone(),
        ..StoreOptions::new(url)
    };
    Ok(Store::connect(&options).await?)
}

async fn start_private(config: &Config) -> Result<Cluster, StartError> {
    let environment = Environment::of_process();
    let folder = data_folder(config)?;
    info!(folder = %folder.display(), "starting the private database");
    let options = Options {
        install: config.install_postgres,
        ..Options::durable(folder, environment)
    };
    Ok(Cluster::start(options, &|step| info!("{step}")).await?)
}

fn data_folder(config: &Config) -> Result<PathBuf, EmbeddedError> {
    match &config.data_folder {
        Some(folder) => Ok(folder.clone()),
        None => default_data_folder(&Environment::of_process()),
    }
}
