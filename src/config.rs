//! The settings of the service: the source, the allowed values and the default of each. Flags come before
//! variables, variables before the file (`--config`), and the file before the default.

mod currency;
mod file;
mod meant;
mod parse;
mod setting;
mod variables;

use std::{
    fmt,
    io::{self, IsTerminal},
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use domain::money::Micros;
pub use file::SettingsFile;
pub use setting::{DatabaseFlags, Flags, SETTINGS, Setting};
use thiserror::Error;
pub use variables::Variables;

use parse::Values;

/// The largest pool on the private Postgres. It leaves some connections for the operator.
const PRIVATE_POOL_MAX: u32 = 90;

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Human,
    /// One JSON object a line.
    Json,
}

/// A text that must not be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The settings in force; `SETTINGS` describes each.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field is described by the entry of `SETTINGS` of its name"
)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch that is set by itself"
)]
pub struct Config {
    pub listen: SocketAddr,
    pub admin: Option<SocketAddr>,
    pub data_folder: Option<PathBuf>,
    pub install_postgres: bool,
    pub database_url: Option<Secret>,
    pub migrate: bool,
    pub pool_size: u32,
    pub answer_memory: u32,
    pub token_file: Option<PathBuf>,
    pub allow_open: bool,
    pub reporting_currency: String,
    pub hour_cost: Option<Micros>,
    pub hour_price: Option<Micros>,
    pub reflection: bool,
    pub max_calls: usize,
    pub max_streams: usize,
    pub max_connections: usize,
    pub connection_age: Duration,
    pub default_deadline: Duration,
    pub max_deadline: Duration,
    pub drain_delay: Duration,
    pub drain_limit: Duration,
    pub log_format: LogFormat,
    pub log_level: String,
    pub otlp_endpoint: Option<String>,
    pub otlp_certificate: Option<PathBuf>,
    pub send_traces: bool,
    pub send_metrics: bool,
    pub service_name: Option<String>,
    shown: Vec<Shown>,
}

/// One setting as it may be printed. Secrets are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Where the value comes from.
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag of the command line.
    Flag,
    /// An environment variable.
    Variable,
    /// The settings file.
    File {
        /// Its path.
        path: PathBuf,
        /// The line of the value.
        line: u64,
    },
    /// Nothing was set.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Variable => f.write_str("variable"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// The reason why the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the settings file `{}`: {cause}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The cause.
        cause: String,
    },
    /// The file names a setting that does not exist.
    #[error("settings file `{}`, line {line}: there is no setting `{key}`: {hint}", .file.display())]
    UnknownKey {
        /// The file.
        file: PathBuf,
        /// The line.
        line: u64,
        /// The name that it uses.
        key: String,
        /// The setting that it may have meant.
        hint: String,
    },
    /// A variable has the service's prefix but is not one of its settings.
    #[error("there is no variable `{name}`: {hint}")]
    UnknownVariable {
        /// Its name.
        name: String,
        /// The variable that it may have meant.
        hint: String,
    },
    /// A setting is present but empty.
    #[error("{place}: it is empty: give a value, or leave the setting out")]
    Empty {
        /// The place of the setting.
        place: String,
    },
    /// A value is not valid text.
    #[error("{place}: the value is no text in UTF-8")]
    NoText {
        /// The place of the value.
        place: String,
    },
    /// A value breaks its rule.
    #[error("{place}: `{shown}` is not {rule}{hint}")]
    BadValue {
        /// The place of the value.
        place: String,
        /// The value, masked if it is a secret.
        shown: String,
        /// The rule that it breaks.
        rule: &'static str,
        /// The value that it may have meant; may be empty.
        hint: String,
    },
    /// Two settings exclude each other.
    #[error("{0}")]
    Together(&'static str),
}

/// The surroundings that settings are read from. Tests pass their own and need not change the real ones.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The environment.
    pub variables: Variables,
    /// Whether a person watches, because the log goes to a terminal.
    pub interactive: bool,
}

impl Surroundings {
    fn of_process() -> Self {
        Self {
            variables: Variables::of_process(),
            interactive: io::stderr().is_terminal(),
        }
    }

    /// Reads the settings file that `--config` or the variable names, if there is one.
    fn file(&self, named: Option<&Path>) -> Result<Option<SettingsFile>, ConfigError> {
        let variable = self.variables.get(setting::CONFIG_VARIABLE)?;
        let named = named.or(variable.map(Path::new));
        named.map(SettingsFile::read).transpose()
    }
}

impl Config {
    /// Reads the settings from the flags, the environment and the settings file. The flag `--config` or the
    /// variable `CUSTOMER_QUALITY_CONFIG` names the file.
    ///
    /// # Errors
    /// The file cannot be read, a setting is unknown, or a value breaks its rule.
    pub fn load(flags: &Flags) -> Result<Self, ConfigError> {
        let surroundings = Surroundings::of_process();
        let file = surroundings.file(flags.config.as_deref())?;
        Self::resolve(flags, &surroundings, file)
    }

    /// The listening address of a service with the environment of this process and this settings file.
    ///
    /// # Errors
    /// As [`Config::load`], but only the value of this setting is checked.
    pub fn load_listen(file: Option<&Path>) -> Result<SocketAddr, ConfigError> {
        let surroundings = Surroundings::of_process();
        let file = surroundings.file(file)?;
        Self::listen(&Values::gather(&Flags::default(), &surroundings, file)?)
    }

    fn listen(values: &Values) -> Result<SocketAddr, ConfigError> {
        values.take("listen", parse::ADDRESS_RULE, parse::address)
    }

    /// Decides the value of every setting from flags, variables, the file and defaults.
    ///
    /// # Errors
    /// A setting is unknown, a value breaks its rule, or two settings exclude each other.
    pub fn resolve(
        flags: &Flags,
        surroundings: &Surroundings,
        file: Option<SettingsFile>,
    ) -> Result<Self, ConfigError> {
        let values = Values::gather(flags, surroundings, file)?;
        let silent = values.take("otel-sdk-disabled", parse::SWITCH_RULE, parse::switch)?;
        let config = Self {
            listen: Self::listen(&values)?,
            admin: values.take(
                "admin",
                "an address such as `127.0.0.1:9464`, or `off`",
                parse::or_off(parse::address),
            )?,
            data_folder: values.take_optional("data-folder", parse::PATH_RULE, parse::path)?,
            install_postgres: values.take("install-postgres", parse::SWITCH_RULE, parse::switch)?,
            database_url: values.take_optional(
                "database-url",
                parse::DATABASE_RULE,
                parse::database,
            )?,
            migrate: values.take("migrate", parse::SWITCH_RULE, parse::switch)?,
            pool_size: values.take("pool-size", parse::POOL_RULE, parse::number(1..=1_000))?,
            answer_memory: values.take(
                "answer-memory",
                parse::MEMORY_RULE,
                parse::number(0..=65_536),
            )?,
            token_file: values.take_optional("token-file", parse::PATH_RULE, parse::path)?,
            allow_open: values.take("allow-open", parse::SWITCH_RULE, parse::switch)?,
            reporting_currency: values.take(
                "reporting-currency",
                "an active currency code of ISO 4217, such as `EUR`",
                parse::currency,
            )?,
            hour_cost: values.take_optional("hour-cost", parse::AMOUNT_RULE, parse::amount)?,
            hour_price: values.take_optional("hour-price", parse::AMOUNT_RULE, parse::amount)?,
            reflection: values.take("reflection", parse::SWITCH_RULE, parse::switch)?,
            max_calls: values.take("max-calls", parse::COUNT_RULE, parse::count)?,
            max_streams: values.take("max-streams", parse::COUNT_RULE, parse::count)?,
            max_connections: values.take("max-connections", parse::COUNT_RULE, parse::count)?,
            connection_age: values.take(
                "connection-age",
                parse::TIME_RULE,
                parse::positive_time,
            )?,
            default_deadline: values.take(
                "default-deadline",
                parse::TIME_RULE,
                parse::positive_time,
            )?,
            max_deadline: values.take(
                "max-deadline",
                parse::LONGEST_DEADLINE_RULE,
                parse::longest_deadline,
            )?,
            drain_delay: values.take("drain-delay", parse::TIME_RULE, parse::time)?,
            drain_limit: values.take("drain-limit", parse::TIME_RULE, parse::positive_time)?,
            log_format: values.take("log-format", "`human` or `json`", parse::log_format)?,
            log_level: values.take("log-level", parse::LOG_LEVEL_RULE, parse::log_level)?,
            otlp_endpoint: values
                .take_optional("otlp-endpoint", parse::URL_RULE, parse::url)?
                .filter(|_| !silent),
            otlp_certificate: values.take_optional(
                "otlp-certificate",
                parse::PATH_RULE,
                parse::path,
            )?,
            send_traces: values.take("send-traces", parse::SENT_RULE, parse::sent)?,
            send_metrics: values.take("send-metrics", parse::SENT_RULE, parse::sent)?,
            service_name: values
                .take_optional("service-name", "a name", |name| Some(name.to_owned()))?,
            shown: values.shown(),
        };
        config.check()
    }

    /// Every setting with its value and origin, in the order of `SETTINGS`. Secrets are masked.
    pub fn shown(&self) -> &[Shown] {
        &self.shown
    }

    fn check(self) -> Result<Self, ConfigError> {
        if self.default_deadline > self.max_deadline {
            return Err(ConfigError::Together(
                "`default-deadline` is longer than `max-deadline`",
            ));
        }
        if self.drain_delay >= self.drain_limit {
            return Err(ConfigError::Together(
                "`drain-delay` is not shorter than `drain-limit`",
            ));
        }
        if self.admin.is_some_and(|admin| overlap(admin, self.listen)) {
            return Err(ConfigError::Together(
                "`listen` and `admin` are the same address: give one of them another port",
            ));
        }
        if self.database_url.is_none() && self.pool_size > PRIVATE_POOL_MAX {
            return Err(ConfigError::Together(
                "`pool-size` is more than 90, and the private Postgres takes 100 connections in all",
            ));
        }
        if self.database_url.is_some() && self.data_folder.is_some() {
            return Err(ConfigError::Together(
                "`data-folder` is where the private Postgres keeps its data, and `DATABASE_URL` names \
                 another Postgres: unset one of them",
            ));
        }
        Ok(self)
    }
}

/// Whether two addresses overlap, so that a process cannot listen on both. Port 0 never overlaps, because it
/// is a different port each time.
fn overlap(one: SocketAddr, other: SocketAddr) -> bool {
    let any = one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() != 0 && one.port() == other.port() && (any || one.ip() == other.ip())
}
