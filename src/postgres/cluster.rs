//! The cluster as its users see it: it starts, gives its address and state, and stops.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use sqlx::Connection;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::environment::Environment;
use crate::error::{EmbeddedError, io_error};
use crate::find::Programs;
use crate::folder::DataFolder;
use crate::launch::Launcher;
use crate::memory;
use crate::postmaster::{self, Answer, OWNER, PORT};
use crate::provision::{Need, find_or_fetch, kept_folder};
use crate::report::Report;
use crate::supervise::{ServerState, Supervisor};

/// The log of Postgres describes the server's own actions and contains no value of a row.
const LOG_SETTINGS: [&str; 7] = [
    // Errors of statements quote values, so they are left out. Their callers get them anyway.
    "log_min_messages=log",
    // Otherwise a session that is cut off would leave its statement in the log.
    "log_min_error_statement=panic",
    // Details of a crash quote the running statements, so they are left out.
    "log_error_verbosity=terse",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
    "log_statement=none",
    "log_min_duration_statement=-1",
];

/// The options of a cluster.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of all data. It is created if it is missing, and closed to other users.
    pub data_folder: PathBuf,
    /// The folder of fetched Postgres programs, if it is not in the data folder.
    pub programs_folder: Option<PathBuf>,
    /// Whether a missing user or package may be added to the system, as root.
    pub install: bool,
    /// Whether an acknowledged write survives a power cut. Only tests may turn this off.
    pub durable: bool,
    /// The maximum number of connections of the server.
    pub max_connections: u32,
    /// Further settings of the server, by name.
    pub settings: Vec<(String, String)>,
    /// The environment of the process.
    pub environment: Environment,
}

impl Options {
    /// A durable cluster in `data_folder`, for the service.
    pub fn durable(data_folder: PathBuf, environment: Environment) -> Self {
        Self {
            data_folder,
            programs_folder: None,
            install: false,
            durable: true,
            max_connections: 100,
            settings: Vec::new(),
            environment,
        }
    }

    fn server_settings(&self, socket_folder: &Path) -> Vec<String> {
        let mut settings = vec![
            "listen_addresses=".to_owned(),
            format!("port={PORT}"),
            format!("unix_socket_directories={}", socket_folder.display()),
            format!("max_connections={}", self.max_connections),
            "timezone=UTC".to_owned(),
            "log_timezone=UTC".to_owned(),
            // Fresh statistics are needed soon: plans made for empty tables are slow after a first import.
            "autovacuum_naptime=10s".to_owned(),
        ];
        settings.extend(LOG_SETTINGS.map(str::to_owned));
        if self.durable {
            settings.extend(memory::settings());
        } else {
            // Many such servers run on one machine at a time, so each keeps the small default memory.
            let off = ["fsync", "synchronous_commit", "full_page_writes"];
            settings.extend(off.map(|name| format!("{name}=off")));
        }
        settings.extend(
            self.settings
                .iter()
                .map(|(name, value)| format!("{name}={value}")),
        );
        settings
    }
}

/// A running private Postgres. Call [`Cluster::stop`] at the end of the service.
#[derive(Debug)]
pub struct Cluster {
    socket_folder: PathBuf,
    supervisor: Supervisor,
}

impl Cluster {
    /// Starts the server of the data folder, or adopts a server that a killed service left running. Creates
    /// the cluster and its database and fetches Postgres if they are missing.
    ///
    /// # Errors
    /// Fails if the folder is in use or unsuitable, if there is no Postgres, or if it does not start.
    pub async fn start(options: Options, report: &Report) -> Result<Self, EmbeddedError> {
        let folder = DataFolder::open(&options.data_folder, options.install, report)?;
        let major = folder.major()?;
        let need = Need {
            environment: &options.environment,
            kept: &kept_folder(options.programs_folder.as_ref(), folder.root()),
            user: folder.user(),
            install: options.install,
            data: major.map(|major| (major, folder.root())),
        };
        let programs = find_or_fetch(need, report).await?;
        if major.is_none() {
            folder.user().check_name()?;
            report(&format!("creating the Postgres {} data", programs.major()));
            initialise(&folder, &programs, options.durable).await?;
        }
        folder.mark()?;
        let socket_folder = folder.socket_folder(&options.environment.temporary);
        let settings = options.server_settings(&socket_folder);
        let launcher = Launcher {
            folder,
            programs,
            socket_folder: socket_folder.clone(),
            settings,
            unwanted: CancellationToken::new(),
        };
        let server = launcher.launch().await?;
        let cluster = Self {
            socket_folder,
            supervisor: Supervisor::start(launcher, server),
        };
        cluster.create_database().await?;
        Ok(cluster)
    }

    /// The address of the service's database, for `sqlx`.
    pub fn url(&self) -> String {
        self.url_for(OWNER)
    }

    /// The address of another database of this cluster.
    pub fn url_for(&self, database: &str) -> String {
        let host = percent_encoded(&self.socket_folder.to_string_lossy());
        let database = percent_encoded(database);
        // A part that is missing here would be taken from PGPORT, PGSSLMODE and other variables.
        format!("postgres://{OWNER}@localhost:{PORT}/{database}?host={host}&sslmode=disable")
    }

    /// The state of the server, now and as it changes.
    pub fn state(&self) -> watch::Receiver<ServerState> {
        self.supervisor.state()
    }

    /// Shuts the server down and waits until it is gone. The data folder is free afterwards.
    pub async fn stop(self) {
        self.supervisor.stop().await;
    }

    async fn create_database(&self) -> Result<(), EmbeddedError> {
        let mut connection = match postmaster::ask(&self.socket_folder).await {
            Answer::Ready(connection) => connection,
            Answer::NotYet(error) => return Err(error.into()),
        };
        let exists = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'customer_quality')";
        if !sqlx::query_scalar(exists)
            .fetch_one(&mut connection)
            .await?
        {
            sqlx::query("CREATE DATABASE customer_quality")
                .execute(&mut connection)
                .await?;
        }
        Ok(connection.close().await?)
    }
}

/// Creates the cluster in a folder beside its place, and moves it there when it is complete.
async fn initialise(
    folder: &DataFolder,
    programs: &Programs,
    durable: bool,
) -> Result<(), EmbeddedError> {
    let (unfinished, place) = (folder.unfinished_cluster(), folder.cluster());
    let mut initdb = folder.user().command(&programs.initdb());
    initdb.args(["-U", OWNER, "-E", "UTF8", "--locale=C", "--no-instructions"]);
    // There is no password: everybody who can enter the folder of the socket is trusted, and nobody else
    // can connect.
    initdb.args(["--auth-local=trust", "--auth-host=reject"]);
    initdb.arg(if durable {
        "--data-checksums"
    } else {
        "--no-sync"
    });
    initdb.arg("-D").arg(&unfinished).kill_on_drop(true);
    let output = initdb
        .output()
        .await
        .map_err(io_error("run", &programs.initdb()))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        return Err(EmbeddedError::Program {
            program: programs.initdb().display().to_string(),
            output: lines.join(" | "),
        });
    }
    fs::rename(&unfinished, &place).map_err(io_error("create", &place))?;
    folder.sync()
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
