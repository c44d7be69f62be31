//! From texts to values. A parser answers `None` where the text breaks the rule that the setting
//! names beside it.

use std::{
    collections::BTreeMap, net::SocketAddr, ops::RangeInclusive, path::PathBuf, time::Duration,
};

use tracing_subscriber::EnvFilter;

use super::{
    ConfigError, Flags, LogFormat, Origin, SETTINGS, Secret, Setting, Shown, Surroundings,
    currency::is_active, setting::Kind,
};

pub(super) const SWITCH_RULE: &str = "`true` or `false`";
pub(super) const COUNT_RULE: &str = "a number from 1 to 1000000";
pub(super) const TIME_RULE: &str = "a time such as `500ms`, `10s`, `30m` or `2h`";
pub(super) const LONGEST_DEADLINE_RULE: &str = "a time up to `30s`, such as `500ms` or `10s`";
pub(super) const URL_RULE: &str = "a URL such as `http://127.0.0.1:4317`";
pub(super) const DATABASE_RULE: &str = "a URL such as `postgres://user:password@host/database`";

/// The text and origin of every setting.
pub(super) struct Values(Vec<(Setting, String, Origin)>);

impl Values {
    pub(super) fn gather(
        flags: &Flags,
        surroundings: Surroundings<'_>,
        file: Option<(PathBuf, BTreeMap<String, String>)>,
    ) -> Result<Self, ConfigError> {
        let (path, mut told) = file.unwrap_or_default();
        let settle = |setting: &Setting| {
            let name = setting.name;
            let from_file = told
                .remove(name)
                .or_else(|| told.remove(&name.replace('-', "_")));
            if let Some(value) = flags.values.get(name) {
                (*setting, value.clone(), Origin::Flag)
            } else if let Some(value) = (surroundings.variable)(setting.variable) {
                (*setting, value, Origin::Variable)
            } else if let Some(value) = from_file {
                (*setting, value, Origin::File(path.clone()))
            } else if name == "drain-delay" && surroundings.interactive {
                (*setting, "0s".to_owned(), Origin::Default)
            } else {
                (*setting, setting.default.to_owned(), Origin::Default)
            }
        };
        let values = SETTINGS.iter().map(settle).collect();
        match told.pop_first() {
            Some((key, _)) => Err(unknown(path, key)),
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

    /// The value of a setting that always has one.
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
        })
    }

    /// The value of a setting that may be unset.
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
        Origin::File(path) => format!("settings file `{}`, key `{}`", path.display(), setting.name),
        Origin::Default => format!("default of `{}`", setting.name),
    }
}

fn unknown(file: PathBuf, key: String) -> ConfigError {
    let plain = key.replace('_', "-").to_lowercase();
    let alike = |s: &&Setting| s.name.contains(&plain) || plain.contains(s.name);
    let hint = match SETTINGS.iter().find(alike) {
        Some(setting) => format!("did you mean `{}`?", setting.name),
        None => "`serve --help` lists them".to_owned(),
    };
    ConfigError::UnknownKey { file, key, hint }
}

pub(super) fn address(text: &str) -> Option<SocketAddr> {
    text.parse().ok()
}

pub(super) fn or_off<T>(
    parse: impl FnOnce(&str) -> Option<T>,
) -> impl FnOnce(&str) -> Option<Option<T>> {
    |text| {
        if text == "off" {
            Some(None)
        } else {
            parse(text).map(Some)
        }
    }
}

pub(super) fn path(text: &str) -> Option<PathBuf> {
    (!text.contains('\0')).then(|| PathBuf::from(text))
}

pub(super) fn database(text: &str) -> Option<Secret> {
    let known = text.starts_with("postgres://") || text.starts_with("postgresql://");
    known.then(|| Secret::from(text.to_owned()))
}

pub(super) fn switch(text: &str) -> Option<bool> {
    text.parse().ok()
}

pub(super) fn number(range: RangeInclusive<u32>) -> impl FnOnce(&str) -> Option<u32> {
    move |text| text.parse().ok().filter(|number| range.contains(number))
}

pub(super) fn count(text: &str) -> Option<usize> {
    text.parse()
        .ok()
        .filter(|count| (1..=1_000_000).contains(count))
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

/// The store gives no statement and no unit of work more than 30 seconds.
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

pub(super) fn log_level(text: &str) -> Option<String> {
    EnvFilter::try_new(text).ok().map(|_| text.to_owned())
}

pub(super) fn url(text: &str) -> Option<String> {
    let known = text.starts_with("http://") || text.starts_with("https://");
    (known && text.parse::<http::Uri>().is_ok()).then(|| text.to_owned())
}
