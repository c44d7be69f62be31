//! The environment variables. An empty one counts as unset. One that has the service's prefix but is unknown
//! is a typing error.

use std::{collections::BTreeMap, env, ffi::OsString};

use super::{ConfigError, SETTINGS, meant::nearest, setting::CONFIG_VARIABLE};

const PREFIX: &str = "CUSTOMER_QUALITY_";
/// The variables of the commands and of the private Postgres, which are not settings of the service.
const OTHERS: [&str; 4] = [
    CONFIG_VARIABLE,
    "CUSTOMER_QUALITY_SERVER",
    "CUSTOMER_QUALITY_CA",
    "CUSTOMER_QUALITY_PG_BIN",
];

/// The environment of a process, or the one that a test passes.
#[derive(Debug, Clone, Default)]
pub struct Variables(BTreeMap<String, OsString>);

impl Variables {
    /// The environment of this process.
    pub fn of_process() -> Self {
        env::vars_os().collect()
    }

    /// The value of a variable; `None` if it is unset or empty.
    ///
    /// # Errors
    /// The value is not valid text.
    pub fn get(&self, name: &str) -> Result<Option<&str>, ConfigError> {
        let Some(value) = self.0.get(name).filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        value.to_str().map(Some).ok_or_else(|| ConfigError::NoText {
            place: format!("variable `{name}`"),
        })
    }

    /// Looks for misspelt names, which would otherwise have no effect and pass unnoticed.
    ///
    /// # Errors
    /// A variable has the service's prefix but is unknown.
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
    /// Leaves out names that are not valid text, because no setting has such a name.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let as_text = |(name, value): (N, V)| Some((name.into().into_string().ok()?, value.into()));
        Self(variables.into_iter().filter_map(as_text).collect())
    }
}

fn known() -> impl Iterator<Item = &'static str> {
    let settings = SETTINGS.iter().map(|setting| setting.variable);
    settings.chain(OTHERS)
}

/// Whether Kubernetes has set the variable. It sets several in every pod for each service: a service named
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
