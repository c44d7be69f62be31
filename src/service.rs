//! The service as a whole: database, models, worker and server, from start to stop.

mod database;
mod demo;
mod identity;
mod verify;

pub use demo::{Demonstration, Recorded};

use crate::clock::Clock;
use crate::config::{Config, ConfigError, Flags};
use crate::error::Error;
use crate::evaluate::Evaluator;
use crate::feeds::{Feeds, gauges};
use crate::measures::Measures;
use crate::models::{Hours, Registry};
use crate::past::{LARGEST_TREE, Past};
use crate::pb::v1::customer_quality_service_server::CustomerQualityServiceServer;
use crate::pb::v1::customer_records_service_server::CustomerRecordsServiceServer;
use crate::pb::v1::system_service_server::SystemServiceServer;
use crate::rpc::Service;
use crate::rpc::answers::answer_memory;
use crate::rpc::limits::Limits;
use crate::server::{
    Backend, BindError, Ended, Listeners, MAX_MESSAGE_BYTES, ServeError, Server, Signals,
};
use crate::standings::Worker;
use crate::store::NotReady;
use crate::telemetry::{self, TelemetryError};
use database::Database;
use futures::StreamExt;
use postgres::EmbeddedError;
use std::io;
use std::pin::pin;
use std::time::Duration;
use thiserror::Error as ThisError;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::service::Routes;
use tracing::info;

const MEGABYTE: u64 = 1 << 20;

/// The time that remains for the end of the process when every earlier step has used all of its time.
const MARGIN: Duration = Duration::from_secs(1);

/// The reason why the service could not start or continue.
#[derive(Debug, ThisError)]
pub enum StartError {
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Logs or metrics cannot be set up.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The private Postgres cannot be started.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    /// The database is not in a usable state.
    #[error(transparent)]
    NotReady(#[from] NotReady),
    /// The demonstration was asked for in a database with customers of somebody else.
    #[error(
        "this database holds {0} not the demonstration's, and the demonstration must not mix with them. \
         `customer-quality serve` serves what is there. To see the demonstration, give it an empty folder \
         (`customer-quality demo --data-folder PATH`, without DATABASE_URL). If it got mixed with your own \
         customers, `customer-quality demo --remove` takes it out"
    )]
    Others(String),
    /// The content of the database is not what the service needs.
    #[error("{0}")]
    Store(String),
    /// The reporting currency differs from that of the recorded facts.
    #[error(
        "the facts are kept in `{kept}`, and the reporting currency is set to `{wanted}`: \
         set it back, or start with another database"
    )]
    Currency {
        /// The currency of the recorded facts.
        kept: String,
        /// The currency in the settings.
        wanted: String,
    },
    /// Only one of the two settings of the hour is set, and the other has no value from elsewhere.
    #[error(
        "of `hour-cost` and `hour-price` only one is set, and in `{currency}` neither has a default: set \
         both"
    )]
    Hour {
        /// The reporting currency.
        currency: String,
    },
    /// An address cannot be listened on.
    #[error(transparent)]
    Listen(#[from] BindError),
    /// The system's signals cannot be handled.
    #[error("cannot listen to signals: {0}")]
    Signals(#[from] io::Error),
    /// The server cannot run.
    #[error(transparent)]
    Serve(#[from] ServeError),
}

impl From<Error> for StartError {
    /// Keeps the cause in the message. A caller must not see it, but the operator who starts the service
    /// must.
    fn from(error: Error) -> Self {
        match error {
            Error::StoreUnavailable(cause) | Error::Corrupt(cause) | Error::Internal(cause) => {
                Self::Store(cause)
            }
            other => Self::Store(other.to_string()),
        }
    }
}

/// The data that the service holds besides the records of callers.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// Nothing else.
    Callers,
    /// The demonstration as well.
    Demonstration(Demonstration),
}

/// Runs the service by `clock` until it is asked to stop.
///
/// # Errors
/// Returns [`StartError`].
pub async fn run(flags: &Flags, content: Content, clock: Clock) -> Result<Ended, StartError> {
    let config = match content {
        Content::Callers => Config::load(flags)?,
        Content::Demonstration(_) => Demonstration::at_home(Config::load(flags)?)?,
    };
    let mut stop_asked = pin!(Signals::new(last_moment(&config))?.stream());
    let telemetry = telemetry::start(&config)?;
    let server = Server::new(&config, telemetry.metrics.clone()).await?;
    let Listeners { grpc, admin } = Listeners::bind(&config).await?;
    let mut admin = pin!(server.admin(admin));
    // Fetching Postgres or replaying its log may take minutes. No calls are answered until then, so there is
    // nothing to drain, and an abandoned start leaves no Postgres server behind.
    let begun = tokio::select! {
        biased;
        _ = stop_asked.next() => None,
        broken = &mut admin => return Err(broken.into()),
        begun = begin(&config, content, telemetry.metrics.measures(), clock) => Some(begun?),
    };
    let Some((database, service)) = begun else {
        info!("stopped before the start was complete");
        telemetry.stop().await;
        return Ok(Ended::Drained);
    };

    let stop = CancellationToken::new();
    let background = TaskTracker::new();
    let worker = Worker::new(service.evaluator.clone());
    background.spawn(worker.run(stop.child_token()));
    gauges::show(&telemetry.metrics.meter(), &service.feeds);
    background.spawn(service.feeds.clone().run(stop.child_token()));
    if let Content::Demonstration(demonstration) = content {
        let loading =
            demonstration.load(config.clone(), database.store.clone(), service.clock.now());
        background.spawn(stop.child_token().run_until_cancelled_owned(loading));
    }
    let store = database.store.clone();
    let ping = move || {
        let store = store.clone();
        async move { store.health().await }
    };
    let backend = Backend {
        routes: routes(service),
        ping,
        units: database.store.units(),
    };
    let ended = server.serve(grpc, admin, backend, stop_asked).await;

    stop.cancel();
    background.close();
    background.wait().await;
    database.close().await;
    telemetry.stop().await;
    Ok(ended?)
}

/// The process ends this long after it was asked to stop, whatever happens. The time covers the longest
/// drain, the longest closing of the database and the longest wait for a collector of traces.
fn last_moment(config: &Config) -> Duration {
    config.drain_limit + database::close_limit(config) + telemetry::FLUSH_LIMIT + MARGIN
}

/// All steps before the first call.
async fn begin(
    config: &Config,
    content: Content,
    measures: &Measures,
    clock: Clock,
) -> Result<(Database, Service), StartError> {
    let database = Database::open(config, measures).await?;
    let begun = async {
        if let Content::Demonstration(demonstration) = content {
            demonstration.refuse_others(&database.store).await?;
        }
        handlers(config, &database, clock).await
    };
    match begun.await {
        Ok(service) => Ok((database, service)),
        Err(error) => {
            database.close().await;
            Err(error)
        }
    }
}

/// Brings the schema of `DATABASE_URL` up to date.
///
/// # Errors
/// Returns [`StartError`].
pub async fn migrate(flags: &Flags) -> Result<(), StartError> {
    let config = Config::load(flags)?;
    database::migrate(&config).await
}

/// Takes the demonstration out of a database, after a question unless `yes`.
///
/// # Errors
/// Returns [`StartError`].
pub async fn remove(
    flags: &Flags,
    demonstration: Demonstration,
    yes: bool,
) -> Result<(), StartError> {
    let config = Config::load(flags)?;
    demonstration.remove(&config, yes).await
}

/// The output to the person who started the program.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Writes an answer to standard output. A reader that has gone away is not an error.
    pub answer: fn(&str) -> Result<(), String>,
    /// Writes a remark to standard error.
    pub remark: fn(&str),
    /// Asks whether to do what cannot be undone. The flag is true if the person has agreed already.
    pub agreed: fn(&str, bool) -> Result<bool, String>,
}

/// Compares data derived from facts with the facts, and corrects it if `repair`. Returns true if everything
/// is correct afterwards.
///
/// # Errors
/// Returns [`StartError`].
pub async fn verify(flags: &Flags, repair: bool, terminal: Terminal) -> Result<bool, StartError> {
    let config = Config::load(flags)?;
    verify::run(&config, repair, terminal).await
}

/// The handlers of all calls.
async fn handlers(
    config: &Config,
    database: &Database,
    clock: Clock,
) -> Result<Service, StartError> {
    let store = database.store.clone();
    let reporting_currency =
        identity::reporting_currency(&store, &config.reporting_currency).await?;
    let page_key = identity::page_key(&store).await?;
    identity::hour(&store, reporting_currency, config).await?;
    let hours = Hours::load(&store, reporting_currency).await?;
    let registry = Registry::open(&store).await?;
    let evaluator = Evaluator::new(store.clone(), clock.clone(), registry, hours);
    let memory_bytes = u64::from(config.answer_memory) * MEGABYTE;
    Ok(Service {
        feeds: Feeds::new(store.clone(), clock.clone()),
        store,
        clock,
        reporting_currency,
        limits: Limits {
            default_deadline: config.default_deadline,
            max_deadline: config.max_deadline,
            ..Limits::STANDARD
        },
        page_key,
        past: Past::new(evaluator.clone(), LARGEST_TREE),
        evaluator,
        memory: answer_memory(memory_bytes, database.is_private()),
    })
}

/// All services of the API. The server adds health and reflection.
pub fn routes(service: Service) -> Routes {
    Routes::new(
        CustomerQualityServiceServer::new(service.clone())
            .max_encoding_message_size(MAX_ANSWER_BYTES),
    )
    .add_service(
        CustomerRecordsServiceServer::new(service.clone())
            .max_decoding_message_size(MAX_MESSAGE_BYTES)
            .max_encoding_message_size(MAX_ANSWER_BYTES),
    )
    .add_service(SystemServiceServer::new(service))
}

/// The largest answer in bytes. Answers may be larger than requests: a referral tree of ten thousand
/// customers, or a batch of full explanations. Pages of lists stay below the size that callers accept by
/// default.
const MAX_ANSWER_BYTES: usize = 16 * 1024 * 1024;
