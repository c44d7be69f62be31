//! Parses texts into values. A parser returns `None` if the text breaks the rule that its setting states.

use std::{net::SocketAddr, ops::RangeInclusive, path::PathBuf, time::Duration};

use domain::money::{Micros, UNIT};
use tracing_subscriber::{EnvFilter, filter::LevelFilter};

use super::{
    ConfigError, Flags, LogFormat, Origin, SETTINGS, Secret, Setting, SettingsFile, Shown,
    Surroundings, currency::is_active, meant::nearest, setting::Kind,
};

pub(super) const POOL_RULE: &str = "a number from 1 to 1000";
pub(super) const MEMORY_RULE: &str = "a number of megabytes from 0 to 65536";
pub(super) const ADDRESS_RULE: &str = "an address such as `127.0.0.1:50051`";
pub(super) const SWITCH_RULE: &str = "`true` or `false`";
pub(super) const COUNT_RULE: &str = "a number from 1 to 1000000, in digits only";
pub(super) const TIME_RULE: &str = "a time such as `500ms`, `10s`, `30m` or `2h`";
pub(super) const LONGEST_DEADLINE_RULE: &str = "a time up to `30s`, such as `500ms` or `10s`";
pub(super) const AMOUNT_RULE: &str = "an amount above 0 and up to 1000000, such as `75` or `75.50`";
pub(super) const URL_RULE: &str = "a URL such as `http://127.0.0.1:4317`";
pub(super) const SENT_RULE: &str = "`otlp` or `none`";
pub(super) const DATABASE_RULE: &str = "a URL such as `postgres://user:password@host/database`, with \
     parameters that the driver knows, such as `?sslmode=verify-full&sslrootcert=FILE`";
pub(super) const PATH_RULE: &str = "a path, in which what `~` stands for is written out";
pub(super) const LOG_LEVEL_RULE: &str = "a level (`error`, `warn`, `info`, `debug`, `trace` or `off`), \
     alone or before what differs from it, as in `warn,customer_quality=debug`";

/// The text and origin of every setting.
pub(super) struct Values(Vec<(Setting, String, Origin)>);

impl Values {
    pub(super) fn gather(
        flags: &Flags,
        surroundings: &Surroundings,
        file: Option<SettingsFile>,
    ) -> Result<Self, ConfigError> {
        surroundings.variables.check()?;
        let mut file = file;
        let mut values = Vec::new();
        for setting in SETTINGS {
            let entry = file.as_mut().and_then(|file| file.take(setting.name));
            let from_file = entry.zip(file.as_ref()).map(|(entry, file)| {
                let (path, line) = (file.path.clone(), entry.line);
                (entry.value, Origin::File { path, line })
            });
            let typed = flags.values.get(setting.name);
            let variable = surroundings.variables.get(setting.variable)?;
            let given = typed
                .map(|value| (value.clone(), Origin::Flag))
                .or_else(|| variable.map(|value| (value.to_owned(), Origin::Variable)))
                .or(from_file);
            let (value, origin) = match given {
                Some((value, origin)) if value.trim().is_empty() => {
                    let place = place(setting, &origin);
                    return Err(ConfigError::Empty { place });
                }
                Some(given) => given,
                None => (default(setting, surroundings), Origin::Default),
            };
            values.push((*setting, value, origin));
        }
        match file.and_then(|mut file| Some((file.take_any()?, file.path))) {
            Some((entry, path)) => Err(unknown(path, entry.line, entry.key)),
            None => Ok(Self(values)),
        }
    }

    pub(super) fn shown(&self) -> Vec<Shown> {
        let show = |(setting, value, origin): &(Setting, String, Origin)| Shown {
            name: setting.name,
            value: mask(setting, value),
            origin: origin.clone(),
        };
        self.0.iter().map(show).collect()
    }

    /// Takes the value of a setting that always has one.
    pub(super) fn take<T>(
        &self,
        name: &'static str,
        rule: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let Some((setting, text, origin)) = self.0.iter().find(|(s, ..)| s.name == name) else {
            return Err(ConfigError::Together(
                "a setting is missing from the list of settings",
            ));
        };
        parse(text.trim()).ok_or_else(|| ConfigError::BadValue {
            place: place(setting, origin),
            shown: mask(setting, text),
            rule,
            hint: meant(setting, text),
        })
    }

    /// Takes the value of a setting that may be unset.
    pub(super) fn take_optional<T>(
        &self,
        name: &'static str,
        rule: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        self.take(name, rule, |text| {
            if text.is_empty() {
                Some(None)
            } else {
                parse(text).map(Some)
            }
        })
    }
}

fn default(setting: &Setting, surroundings: &Surroundings) -> String {
    let default = if setting.name == "drain-delay" && surroundings.interactive {
        "0s"
    } else {
        setting.default
    };
    default.to_owned()
}

fn mask(setting: &Setting, value: &str) -> String {
    let secret = setting.kind == Kind::Secret && !value.is_empty();
    if secret {
        "***".to_owned()
    } else {
        value.to_owned()
    }
}

fn place(setting: &Setting, origin: &Origin) -> String {
    match origin {
        Origin::Flag => format!("flag `--{}`", setting.name),
        Origin::Variable => format!("variable `{}`", setting.variable),
        Origin::File { path, line } => {
            let (path, name) = (path.display(), setting.name);
            format!("settings file `{path}`, line {line}, key `{name}`")
        }
        Origin::Default => format!("default of `{}`", setting.name),
    }
}

fn unknown(file: PathBuf, line: u64, key: String) -> ConfigError {
    let plain = key.replace('_', "-").to_lowercase();
    let hint = match nearest(&plain, SETTINGS.iter().map(|setting| setting.name)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "`serve --help` lists them".to_owned(),
    };
    ConfigError::UnknownKey {
        file,
        line,
        key,
        hint,
    }
}

/// A suggestion for a wrong value, if the setting accepts words.
fn meant(setting: &Setting, text: &str) -> String {
    let levels: &[&str] = match setting.name {
        "log-level" => &["error", "warn", "info", "debug", "trace", "off"],
        _ => &[],
    };
    let own = setting.value.split('|');
    let own = own.filter(|word| word.starts_with(char::is_lowercase));
    let words: Vec<&str> = own.chain(levels.iter().copied()).collect();
    let text = text.to_lowercase();
    let slips = text.split([',', '=']).map(str::trim);
    let mut slips = slips.filter(|part| !words.contains(part));
    let found = slips.find_map(|part| nearest(part, words.iter().copied()));
    found.map_or_else(String::new, |word| format!(": did you mean `{word}`?"))
}

pub(super) fn address(text: &str) -> Option<SocketAddr> {
    text.parse().ok()
}

pub(super) fn or_off<T>(
    parse: impl FnOnce(&str) -> Option<T>,
) -> impl FnOnce(&str) -> Option<Option<T>> {
    |text| {
        if is_off(text) {
            Some(None)
        } else {
            parse(text).map(Some)
        }
    }
}

/// Whether the text is one of the words that YAML and people write for `off`.
fn is_off(text: &str) -> bool {
    ["off", "false", "no"].contains(&text.to_lowercase().as_str())
}

/// A path. `~` at its beginning is refused: only a shell expands it, and not after a `=`, so it would become
/// a folder of that name.
pub(super) fn path(text: &str) -> Option<PathBuf> {
    (!text.contains('\0') && !text.starts_with('~')).then(|| PathBuf::from(text))
}

pub(super) fn database(text: &str) -> Option<Secret> {
    let known = text.starts_with("postgres://") || text.starts_with("postgresql://");
    let parameters = text
        .split_once('?')
        .map_or("", |(_, parameters)| parameters);
    let names = parameters.split('&').filter(|part| !part.is_empty());
    let mut names = names.map(|part| part.split('=').next().unwrap_or_default());
    (known && names.all(is_parameter)).then(|| Secret::from(text.to_owned()))
}

/// Whether the driver knows a parameter of the database address. It ignores unknown ones, so a misspelt
/// `sslmode` would leave the connection without encryption.
fn is_parameter(name: &str) -> bool {
    const KNOWN: [&str; 18] = [
        "application_name",
        "dbname",
        "host",
        "hostaddr",
        "options",
        "password",
        "port",
        "ssl-ca",
        "ssl-cert",
        "ssl-key",
        "ssl-mode",
        "ssl-root-cert",
        "sslcert",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "statement-cache-capacity",
        "user",
    ];
    KNOWN.contains(&name) || (name.starts_with("options[") && name.ends_with(']'))
}

/// A switch, in the words that YAML has for it.
pub(super) fn switch(text: &str) -> Option<bool> {
    let on = ["true", "yes", "on"].contains(&text.to_lowercase().as_str());
    (on || is_off(text)).then_some(on)
}

pub(super) fn number(range: RangeInclusive<u32>) -> impl FnOnce(&str) -> Option<u32> {
    move |text| text.parse().ok().filter(|number| range.contains(number))
}

pub(super) fn count(text: &str) -> Option<usize> {
    text.parse()
        .ok()
        .filter(|count| (1..=1_000_000).contains(count))
}

/// An amount in micros, with up to six decimals after the point.
pub(super) fn amount(text: &str) -> Option<Micros> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(decimals) || decimals.len() > 6 {
        return None;
    }
    let micros = format!("{whole}{decimals:0<6}").parse().ok()?;
    (1..=1_000_000 * UNIT).contains(&micros).then_some(micros)
}

pub(super) fn currency(text: &str) -> Option<String> {
    is_active(text).then(|| text.to_owned())
}

pub(super) fn time(text: &str) -> Option<Duration> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    let unit_millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    let millis = number.parse::<u64>().ok()?.checked_mul(unit_millis)?;
    Some(Duration::from_millis(millis)).filter(|time| *time <= Duration::from_hours(24 * 365))
}

pub(super) fn positive_time(text: &str) -> Option<Duration> {
    time(text).filter(|time| !time.is_zero())
}

/// A deadline. It is at most 30 seconds, the limit that the store sets for statements and units of work.
pub(super) fn longest_deadline(text: &str) -> Option<Duration> {
    positive_time(text).filter(|time| *time <= Duration::from_secs(30))
}

pub(super) fn log_format(text: &str) -> Option<LogFormat> {
    match text {
        "human" => Some(LogFormat::Human),
        "json" => Some(LogFormat::Json),
        _ => None,
    }
}

/// A log filter. It must name one level for everything. A bare word that is not a level would count as the
/// name of a module, and everything else, errors included, would not be logged.
pub(super) fn log_level(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let bare = |part: &&&str| !part.contains(['=', '[']);
    let levels = parts.iter().filter(bare);
    let is_level = |part: &str| !part.is_empty() && part.parse::<LevelFilter>().is_ok();
    let whole = levels.clone().count() == 1 && levels.clone().all(|part| is_level(part));
    let filter = parts.join(",");
    (whole && EnvFilter::try_new(&filter).is_ok()).then_some(filter)
}

/// Whether data go to the collector. Prometheus fetches the metrics itself and does not depend on this
/// setting.
pub(super) fn sent(text: &str) -> Option<bool> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let known = ["otlp", "none", "prometheus"];
    let all_known = parts.iter().all(|part| known.contains(part));
    all_known.then(|| parts.contains(&"otlp"))
}

pub(super) fn url(text: &str) -> Option<String> {
    let known = text.starts_with("http://") || text.starts_with("https://");
    (known && text.parse::<http::Uri>().is_ok()).then(|| text.to_owned())
}
