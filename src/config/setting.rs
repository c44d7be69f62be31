//! The list of settings. Each name, variable, default and description has its one place here.

use std::{collections::BTreeMap, path::PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};

pub(super) const CONFIG_VARIABLE: &str = "CUSTOMER_QUALITY_CONFIG";

/// One setting. It is a flag of this name, a variable, and a key of this name in the file.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name, as a flag without the dashes; the file may also write `_` for `-`.
    pub name: &'static str,
    /// The environment variable.
    pub variable: &'static str,
    /// The value if it is unset; an empty text means that it has none.
    pub default: &'static str,
    /// The placeholder for its value in the help.
    pub value: &'static str,
    /// The description in the help.
    pub help: &'static str,
    /// The way in which it may be set.
    pub kind: Kind,
}

/// The kind of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It takes a value.
    Plain,
    /// It is `true` or `false`; the flag alone means `true`.
    Switch,
    /// It is never printed, and has no flag, because everybody on the machine can see flags.
    Secret,
}

const fn plain(
    name: &'static str,
    variable: &'static str,
    default: &'static str,
    value: &'static str,
    help: &'static str,
) -> Setting {
    Setting {
        name,
        variable,
        default,
        value,
        help,
        kind: Kind::Plain,
    }
}

const fn switch(
    name: &'static str,
    variable: &'static str,
    default: &'static str,
    help: &'static str,
) -> Setting {
    Setting {
        name,
        variable,
        default,
        value: "true|false",
        help,
        kind: Kind::Switch,
    }
}

/// All settings, in the order in which they are shown.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    plain("listen", "CUSTOMER_QUALITY_LISTEN", "127.0.0.1:50051", "ADDRESS",
        "Where gRPC calls are answered. Any address that is not this machine's own loopback needs \
         --token-file or --allow-open"),
    plain("admin", "CUSTOMER_QUALITY_ADMIN", "127.0.0.1:9464", "ADDRESS|off",
        "Where /livez, /readyz and /metrics are answered over plain HTTP, without a token"),
    plain("data-folder", "CUSTOMER_QUALITY_DATA_FOLDER", "", "PATH",
        "Where the built-in database keeps its data; unset: the user's data folder, and for `demo` another \
         one beside it"),
    switch("install-postgres", "CUSTOMER_QUALITY_INSTALL_POSTGRES", "false",
        "As root, for the built-in database: add the user customer-quality where it is missing, and \
         install the system's Postgres where there is none and pip cannot fetch one"),
    Setting { name: "database-url", variable: "DATABASE_URL", default: "", value: "URL",
        help: "The Postgres to use, postgres://user:password@host/database; unset: the built-in one",
        kind: Kind::Secret },
    switch("migrate", "CUSTOMER_QUALITY_MIGRATE", "false",
        "Bring the schema of DATABASE_URL up to date at start; the built-in database always is"),
    plain("pool-size", "CUSTOMER_QUALITY_POOL_SIZE", "10", "NUMBER",
        "Most database connections at once"),
    plain("answer-memory", "CUSTOMER_QUALITY_ANSWER_MEMORY", "64", "MEGABYTES",
        "Most memory for answers that are given again while nothing has changed, up to 65536; 0 \
         keeps none"),
    plain("token-file", "CUSTOMER_QUALITY_TOKEN_FILE", "", "PATH",
        "A file of bearer tokens, one a line, each at least 16 characters; every call but health \
         checks then needs one. It is read again every second and on SIGHUP; without a usable \
         token in it everyone is refused"),
    switch("allow-open", "CUSTOMER_QUALITY_ALLOW_OPEN", "false",
        "Answer anyone who reaches the address, without a token"),
    plain("reporting-currency", "CUSTOMER_QUALITY_REPORTING_CURRENCY", "EUR", "CODE",
        "The currency of all values, ISO 4217"),
    plain("hour-cost", "CUSTOMER_QUALITY_HOUR_COST", "", "AMOUNT",
        "What an hour of your people costs you, in the reporting currency. It is kept from then on, with its \
         date; unset: what was kept, else 60 in EUR, USD, GBP, CHF, CAD, AUD and NZD"),
    plain("hour-price", "CUSTOMER_QUALITY_HOUR_PRICE", "", "AMOUNT",
        "What you bill for an hour of your people, kept like its cost; unset: what was kept, else 120 in the \
         same currencies"),
    switch("reflection", "CUSTOMER_QUALITY_REFLECTION", "true",
        "Describe the API to tools such as grpcurl"),
    plain("max-calls", "CUSTOMER_QUALITY_MAX_CALLS", "256", "NUMBER",
        "Most calls in work at once; more are refused with UNAVAILABLE. One connection gets at most \
         half of them, one address or token all but a sixteenth"),
    plain("max-streams", "CUSTOMER_QUALITY_MAX_STREAMS", "500", "NUMBER",
        "Most streaming calls at once"),
    plain("max-connections", "CUSTOMER_QUALITY_MAX_CONNECTIONS", "1024", "NUMBER",
        "Most connections at once; the one idle for longest makes room for a new one. Fewer where the \
         system allows this process too few open files"),
    plain("connection-age", "CUSTOMER_QUALITY_CONNECTION_AGE", "30m", "TIME",
        "Age at which a connection is ended politely, +-10 %, so that load balancers see new servers"),
    plain("default-deadline", "CUSTOMER_QUALITY_DEFAULT_DEADLINE", "10s", "TIME",
        "The deadline of a call that has none"),
    plain("max-deadline", "CUSTOMER_QUALITY_MAX_DEADLINE", "30s", "TIME",
        "Longest deadline, at most 30s; a later one is cut to it"),
    plain("drain-delay", "CUSTOMER_QUALITY_DRAIN_DELAY", "5s", "TIME",
        "How long calls are still taken after a stop was asked for, while health says NOT_SERVING; \
         0s by default where a terminal watches"),
    plain("drain-limit", "CUSTOMER_QUALITY_DRAIN_LIMIT", "25s", "TIME",
        "How long calls in work may go on after a stop was asked for, drain-delay included; then they \
         are cut off"),
    plain("log-format", "CUSTOMER_QUALITY_LOG_FORMAT", "human", "human|json",
        "How log lines look; they go to standard error"),
    plain("log-level", "CUSTOMER_QUALITY_LOG_LEVEL", "info", "LEVEL|FILTER",
        "What is logged: error, warn, info, debug, trace or off, alone or before what differs from it, as \
         in warn,customer_quality=debug"),
    plain("otlp-endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT", "", "URL",
        "Send traces and metrics to this OpenTelemetry collector over gRPC, such as \
         http://127.0.0.1:4317; https:// where it speaks TLS"),
    plain("otlp-certificate", "OTEL_EXPORTER_OTLP_CERTIFICATE", "", "FILE",
        "A file in PEM with the authority that vouches for an https:// collector; unset: those that \
         the machine trusts"),
    plain("send-traces", "OTEL_TRACES_EXPORTER", "otlp", "otlp|none",
        "Whether traces go to that collector"),
    plain("send-metrics", "OTEL_METRICS_EXPORTER", "otlp", "otlp|none",
        "Whether metrics go to that collector, beside /metrics for Prometheus"),
    plain("service-name", "OTEL_SERVICE_NAME", "", "NAME",
        "The service's name in traces and metrics; unset: that of OTEL_RESOURCE_ATTRIBUTES, else \
         customer-quality"),
    switch("otel-sdk-disabled", "OTEL_SDK_DISABLED", "false",
        "Send no traces and no metrics, wherever they would go"),
];

/// The flags of `serve` and the other commands that read settings, as they were typed. `Config::resolve`
/// checks their values.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// The settings file.
    pub config: Option<PathBuf>,
    /// The values of the flags, by name.
    pub values: BTreeMap<&'static str, String>,
}

impl Flags {
    /// Sets one flag, as if it had been typed.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.insert(name, value.into());
        self
    }
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help(format!(
                "A YAML file of settings: the names of these flags as keys. Flags and variables come \
                 before it [env: {CONFIG_VARIABLE}]"
            ));
        let typed = SETTINGS
            .iter()
            .filter(|setting| setting.kind != Kind::Secret);
        let command = typed.map(argument).fold(command.arg(file), Command::arg);
        command.after_help(secrets())
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The settings that matter to commands which only use the database.
const OF_THE_DATABASE: [&str; 5] = [
    "data-folder",
    "install-postgres",
    "pool-size",
    "log-format",
    "log-level",
];

/// The same flags for a command that only uses the database. All are accepted, so that one settings file and one list of
/// flags do for every command; the help shows those that matter.
#[derive(Debug, Clone, Default)]
pub struct DatabaseFlags(pub Flags);

impl Args for DatabaseFlags {
    fn augment_args(command: Command) -> Command {
        let hidden = |setting: &&Setting| {
            setting.kind != Kind::Secret && !OF_THE_DATABASE.contains(&setting.name)
        };
        let hidden = SETTINGS.iter().filter(hidden);
        hidden.fold(Flags::augment_args(command), |command, setting| {
            command.mut_arg(setting.name, |argument| argument.hide(true))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for DatabaseFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Flags::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

fn argument(setting: &Setting) -> Arg {
    let default = match setting.default {
        "" => String::new(),
        default => format!(" [default: {default}]"),
    };
    let help = format!("{}{default} [env: {}]", setting.help, setting.variable);
    let argument = Arg::new(setting.name)
        .long(setting.name)
        .value_name(setting.value)
        .help(help);
    if setting.kind != Kind::Switch {
        return argument;
    }
    argument
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("true")
        .action(ArgAction::Set)
}

/// The help for settings without a flag. Everybody on the machine can see the flags of a process.
fn secrets() -> String {
    let secret = SETTINGS
        .iter()
        .filter(|setting| setting.kind == Kind::Secret);
    let lines = secret.map(|s| {
        format!(
            "\n  {} (key {} in the file)\n          {}",
            s.variable, s.name, s.help
        )
    });
    format!("Variables without a flag:{}", lines.collect::<String>())
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.config = matches.get_one::<PathBuf>("config").cloned();
        for setting in SETTINGS {
            // Secret settings have no flags. The error about that is ignored here.
            if let Ok(Some(value)) = matches.try_get_one::<String>(setting.name) {
                self.values.insert(setting.name, value.clone());
            }
        }
        Ok(())
    }
}
