//! Every setting of the service: where it comes from, what it may be, what it is when unset. Flags
//! come before variables, variables before the file (`--config`), the file before the default.

mod currency;
mod file;
mod parse;
mod setting;

use std::{collections::BTreeMap, fmt, net::SocketAddr, path::PathBuf, time::Duration};

pub use file::read;
pub use setting::{Flags, SETTINGS, Setting};
use thiserror::Error;

use parse::Values;

/// How log lines look.
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

/// The settings that are in force; `SETTINGS` describes each.
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
    pub token_file: Option<PathBuf>,
    pub allow_open: bool,
    pub reporting_currency: String,
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
    shown: Vec<Shown>,
}

/// One setting as it may be printed: secrets are masked.
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
    /// The file of that name.
    File(PathBuf),
    /// Nothing was set.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Variable => f.write_str("variable"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// Why the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the settings file `{}`: {cause}", .file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why.
        cause: String,
    },
    /// The file names a setting that does not exist.
    #[error("settings file `{}`: there is no setting `{key}`: {hint}", .file.display())]
    UnknownKey {
        /// Which file.
        file: PathBuf,
        /// The name it uses.
        key: String,
        /// What it may have meant.
        hint: String,
    },
    /// A value breaks its rule.
    #[error("{place}: `{shown}` is not {rule}")]
    BadValue {
        /// Where the value stands.
        place: String,
        /// The value, masked if it is a secret.
        shown: String,
        /// What it must be.
        rule: &'static str,
    },
    /// Two settings do not go together.
    #[error("{0}")]
    Together(&'static str),
}

/// What the settings read from their surroundings, so that tests need not change the real ones.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Reads an environment variable.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// Whether a person watches: the log goes to a terminal.
    pub interactive: bool,
}

/// Reads an environment variable; one that is empty or not text counts as unset.
#[expect(
    clippy::disallowed_methods,
    reason = "the place where settings are read"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Config {
    /// Reads the real surroundings and, if there is one, the file that the flag `--config` or the
    /// variable `CUSTOMER_QUALITY_CONFIG` names.
    ///
    /// # Errors
    /// The file cannot be read, names an unknown setting, or a value breaks its rule.
    pub fn load(flags: &Flags) -> Result<Self, ConfigError> {
        let interactive = std::io::IsTerminal::is_terminal(&std::io::stderr());
        let surroundings = Surroundings {
            variable: &variable,
            interactive,
        };
        let named = flags
            .config
            .clone()
            .or_else(|| variable(setting::CONFIG_VARIABLE).map(Into::into));
        let file = named
            .map(|path| read(&path).map(|values| (path, values)))
            .transpose()?;
        Self::resolve(flags, surroundings, file)
    }

    /// Settles every setting from flags, variables, the file's values and defaults.
    ///
    /// # Errors
    /// The file names an unknown setting, a value breaks its rule, or two do not go together.
    pub fn resolve(
        flags: &Flags,
        surroundings: Surroundings<'_>,
        file: Option<(PathBuf, BTreeMap<String, String>)>,
    ) -> Result<Self, ConfigError> {
        let values = Values::gather(flags, surroundings, file)?;
        let config = Self {
            listen: values.take(
                "listen",
                "an address such as `127.0.0.1:50051`",
                parse::address,
            )?,
            admin: values.take(
                "admin",
                "an address such as `127.0.0.1:9464`, or `off`",
                parse::or_off(parse::address),
            )?,
            data_folder: values.take_optional("data-folder", "a path", parse::path)?,
            install_postgres: values.take("install-postgres", parse::SWITCH_RULE, parse::switch)?,
            database_url: values.take_optional(
                "database-url",
                parse::DATABASE_RULE,
                parse::database,
            )?,
            migrate: values.take("migrate", parse::SWITCH_RULE, parse::switch)?,
            pool_size: values.take(
                "pool-size",
                "a number from 1 to 1000",
                parse::number(1..=1_000),
            )?,
            token_file: values.take_optional("token-file", "a path", parse::path)?,
            allow_open: values.take("allow-open", parse::SWITCH_RULE, parse::switch)?,
            reporting_currency: values.take(
                "reporting-currency",
                "an active currency code of ISO 4217, such as `EUR`",
                parse::currency,
            )?,
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
            log_level: values.take(
                "log-level",
                "a level or filter such as `info` or `warn,customer_quality=debug`",
                parse::log_level,
            )?,
            otlp_endpoint: values.take_optional("otlp-endpoint", parse::URL_RULE, parse::url)?,
            shown: values.shown(),
        };
        config.check()
    }

    /// Every setting with its value and origin, in the order of `SETTINGS`; secrets are masked.
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
        if self.database_url.is_some() && self.data_folder.is_some() {
            return Err(ConfigError::Together(
                "`data-folder` is where the private Postgres keeps its data, and `DATABASE_URL` names \
                 another Postgres: unset one of them",
            ));
        }
        Ok(self)
    }
}
