//! The environment variables: one that is empty counts as unset, and one with the service's prefix that
//! nobody reads is a slip.

use std::{collections::BTreeMap, env, ffi::OsString};

use super::{ConfigError, SETTINGS, meant::nearest, setting::CONFIG_VARIABLE};

const PREFIX: &str = "CUSTOMER_QUALITY_";
/// Those that are no settings of the service: of the commands, and of the private Postgres.
const OTHERS: [&str; 4] = [
    CONFIG_VARIABLE,
    "CUSTOMER_QUALITY_SERVER",
    "CUSTOMER_QUALITY_CA",
    "CUSTOMER_QUALITY_PG_BIN",
];

/// A process's environment, or what a test says it is.
#[derive(Debug, Clone, Default)]
pub struct Variables(BTreeMap<String, OsString>);

impl Variables {
    /// Those of this process.
    pub fn of_process() -> Self {
        env::vars_os().collect()
    }

    /// The value of a variable; none if it is empty.
    ///
    /// # Errors
    /// It is no text.
    pub fn get(&self, name: &str) -> Result<Option<&str>, ConfigError> {
        let Some(value) = self.0.get(name).filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        value.to_str().map(Some).ok_or_else(|| ConfigError::NoText {
            place: format!("variable `{name}`"),
        })
    }

    /// Looks for slips among the names: a variable that nobody reads would pass unnoticed.
    ///
    /// # Errors
    /// A variable has the service's prefix and is none of its own.
    pub fn check(&self) -> Result<(), ConfigError> {
        let set = self.0.iter().filter(|(_, value)| !value.is_empty());
        for (name, value) in set {
            let Some(rest) = name.strip_prefix(PREFIX) else {
                continue;
            };
            if known().any(|known| known == name) || is_of_kubernetes(rest, value) {
                continue;
            }
            let without_prefix = known().filter_map(|known| known.strip_prefix(PREFIX));
            let hint = match nearest(rest, without_prefix) {
                Some(meant) => format!("did you mean `{PREFIX}{meant}`?"),
                None => "`serve --help` lists them, unset this one".to_owned(),
            };
            let name = name.clone();
            return Err(ConfigError::UnknownVariable { name, hint });
        }
        Ok(())
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Variables {
    /// Names that are no text are none of ours.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let as_text = |(name, value): (N, V)| Some((name.into().into_string().ok()?, value.into()));
        Self(variables.into_iter().filter_map(as_text).collect())
    }
}

fn known() -> impl Iterator<Item = &'static str> {
    let settings = SETTINGS.iter().map(|setting| setting.variable);
    settings.chain(OTHERS)
}

/// Whether Kubernetes has set the variable, which it does in every pod for each service: one named
/// `customer-quality` gives `CUSTOMER_QUALITY_SERVICE_HOST`, `CUSTOMER_QUALITY_PORT=tcp://…`,
/// `CUSTOMER_QUALITY_PORT_50051_TCP_ADDR` and more.
fn is_of_kubernetes(rest: &str, value: &OsString) -> bool {
    let rest = format!("_{rest}");
    let of_port = |after: &str| {
        let mut words = after.split('_');
        let number = words.next().is_some_and(|word| word.parse::<u16>().is_ok());
        number && matches!(words.next(), Some("TCP" | "UDP" | "SCTP"))
    };
    let address = value.to_str().is_some_and(|value| value.contains("://"));
    rest.ends_with("_SERVICE_HOST")
        || rest.ends_with("_SERVICE_PORT")
        || rest.contains("_SERVICE_PORT_")
        || (rest.ends_with("_PORT") && address)
        || rest
            .split_once("_PORT_")
            .is_some_and(|(_, after)| of_port(after))
}
