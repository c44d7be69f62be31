//! Settings: the source of each, and the message about a wrong one. The tests do not touch the real
//! environment.

mod slips;

use std::{fs, path::Path, time::Duration};

use clap::{Args, Command, FromArgMatches};
use customer_quality::config::{
    Config, ConfigError, Flags, Origin, SETTINGS, SettingsFile, Surroundings,
};

type Pairs<'a> = &'a [(&'a str, &'a str)];

/// Settles the settings; the text is that of a settings file `cq.yaml`, if there is any.
fn resolve(flags: &Flags, variables: Pairs<'_>, file: &str) -> Result<Config, ConfigError> {
    let surroundings = Surroundings {
        variables: variables.iter().copied().collect(),
        interactive: false,
    };
    let file = if file.is_empty() {
        None
    } else {
        Some(read(file)?)
    };
    Config::resolve(flags, &surroundings, file)
}

fn read(text: &str) -> Result<SettingsFile, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cq.yaml");
    fs::write(&path, text).unwrap();
    SettingsFile::read(&path)
}

/// What is said about wrong settings, without the folder of the file.
fn message(result: Result<Config, ConfigError>) -> String {
    let mut said = result.unwrap_err().to_string();
    if let Some((before, rest)) = said.split_once("file `/") {
        let (path, after) = rest.split_once('`').unwrap();
        let name = Path::new(path).file_name().unwrap().to_str().unwrap();
        said = format!("{before}file `{name}`{after}");
    }
    said
}

fn flag(name: &'static str, value: &str) -> Flags {
    Flags::default().with(name, value)
}

fn typed(line: &[&str]) -> Result<Flags, clap::Error> {
    let command = Flags::augment_args(Command::new("serve").no_binary_name(true));
    Flags::from_arg_matches(&command.try_get_matches_from(line)?)
}

#[test]
fn nothing_set_gives_the_documented_defaults() {
    let config = resolve(&Flags::default(), &[], "").unwrap();
    assert!(config.listen.ip().is_loopback());
    assert_eq!(config.default_deadline, Duration::from_secs(10));
    assert_eq!(config.max_deadline, Duration::from_secs(30));
    assert_eq!(config.drain_delay, Duration::from_secs(5));
    assert_eq!(config.reporting_currency, "EUR");
    assert_eq!((config.hour_cost, config.hour_price), (None, None));
    assert!(config.reflection && !config.allow_open && config.database_url.is_none());
    assert!(!config.install_postgres);
}

#[test]
fn the_hour_is_an_amount() {
    for (text, micros) in [
        ("75", 75_000_000),
        ("75.50", 75_500_000),
        ("0.000001", 1),
        ("1000000", 1_000_000_000_000),
    ] {
        let config = resolve(&flag("hour-cost", text), &[], "").unwrap();
        assert_eq!(config.hour_cost, Some(micros));
    }
    let config = resolve(&Flags::default(), &[], "hour-price: 75.50\n").unwrap();
    assert_eq!(config.hour_price, Some(75_500_000));
    for text in ["0", "-1", "75,50", "1000000.01", "0.0000001", "1e3", "."] {
        let refused = message(resolve(&flag("hour-cost", text), &[], ""));
        let rule = "is not an amount above 0 and up to 1000000, such as `75` or `75.50`";
        assert_eq!(refused, format!("flag `--hour-cost`: `{text}` {rule}"));
    }
}

#[test]
fn a_flag_beats_a_variable_beats_the_file_beats_the_default() {
    let variable: Pairs<'_> = &[("CUSTOMER_QUALITY_POOL_SIZE", "2")];
    let none = Flags::default();
    let file = "# ours\npool-size: 3\n";
    let cases = [
        (resolve(&flag("pool-size", "1"), variable, file), 1, "flag"),
        (resolve(&none, variable, file), 2, "variable"),
        (resolve(&none, &[], file), 3, "file"),
        (resolve(&none, &[], "pool_size: 4"), 4, "file"),
        (
            resolve(&none, &[("CUSTOMER_QUALITY_POOL_SIZE", "")], ""),
            10,
            "default",
        ),
    ];
    for (config, size, origin) in cases {
        let config = config.unwrap();
        assert_eq!(config.pool_size, size);
        let shown = config
            .shown()
            .iter()
            .find(|shown| shown.name == "pool-size");
        let found = match &shown.unwrap().origin {
            Origin::Flag => "flag",
            Origin::Variable => "variable",
            Origin::File { path, line } => {
                assert!(
                    path.ends_with("cq.yaml") && *line == 5 - u64::from(size),
                    "{line}"
                );
                "file"
            }
            Origin::Default => "default",
        };
        assert_eq!(found, origin);
    }
}

#[test]
fn a_wrong_value_is_named_with_its_place_and_its_rule() {
    let none = Flags::default();
    let variable = |name, value| resolve(&none, &[(name, value)], "");
    let typed = |name, value| resolve(&flag(name, value), &[], "");
    let cases = [
        (
            resolve(&none, &[], "pool-size: 4\ndrain-delay: soon\n"),
            "settings file `cq.yaml`, line 2, key `drain-delay`: `soon` is not a time such as `500ms`, \
             `10s`, `30m` or `2h`",
        ),
        (
            variable("CUSTOMER_QUALITY_REPORTING_CURRENCY", "eur"),
            "variable `CUSTOMER_QUALITY_REPORTING_CURRENCY`: `eur` is not an active currency code of \
             ISO 4217, such as `EUR`",
        ),
        (
            typed("listen", "localhost"),
            "flag `--listen`: `localhost` is not an address such as `127.0.0.1:50051`",
        ),
        (
            typed("max-calls", "1_000"),
            "flag `--max-calls`: `1_000` is not a number from 1 to 1000000, in digits only",
        ),
        (
            typed("max-streams", "0"),
            "flag `--max-streams`: `0` is not a number from 1 to 1000000, in digits only",
        ),
        (
            typed("log-format", "jsno"),
            "flag `--log-format`: `jsno` is not `human` or `json`: did you mean `json`?",
        ),
        (
            typed("data-folder", "~/quality"),
            "flag `--data-folder`: `~/quality` is not a path, in which what `~` stands for is written out",
        ),
        (
            typed("default-deadline", "31s"),
            "`default-deadline` is longer than `max-deadline`",
        ),
        (
            typed("max-deadline", "31s"),
            "flag `--max-deadline`: `31s` is not a time up to `30s`, such as `500ms` or `10s`",
        ),
        (
            resolve(
                &flag("data-folder", "/srv/quality"),
                &[("DATABASE_URL", "postgres://app@db/cq")],
                "",
            ),
            "`data-folder` is where the private Postgres keeps its data, and `DATABASE_URL` names \
             another Postgres: unset one of them",
        ),
        (
            typed("admin", "0.0.0.0:50051"),
            "`listen` and `admin` are the same address: give one of them another port",
        ),
        (
            typed("pool-size", "91"),
            "`pool-size` is more than 90, and the private Postgres takes 100 connections in all",
        ),
    ];
    for (result, expected) in cases {
        assert_eq!(message(result), expected);
    }
}

#[test]
fn a_secret_is_never_shown_and_is_no_flag() {
    let url = "postgres://app:hunter2@db/cq";
    let config = resolve(&Flags::default(), &[("DATABASE_URL", url)], "").unwrap();
    assert_eq!(config.database_url.as_ref().unwrap().expose(), url);
    assert!(!format!("{config:?}").contains("hunter2"));
    let wrong = resolve(
        &Flags::default(),
        &[("DATABASE_URL", "mysql://hunter2@db")],
        "",
    );
    assert!(!wrong.unwrap_err().to_string().contains("hunter2"));
    assert!(typed(&["--database-url", url]).is_err());
}

#[test]
fn a_parameter_of_the_database_that_the_driver_would_pass_over_is_refused() {
    let start = |parameters: &str| {
        let url = format!("postgres://app@db/cq{parameters}");
        resolve(&Flags::default(), &[("DATABASE_URL", &url)], "")
    };
    for parameters in [
        "",
        "?",
        "?sslmode=require&sslrootcert=%2Fca.pem",
        "?host=%2Frun&options[search_path]=cq",
    ] {
        start(parameters).unwrap();
    }
    for parameters in ["?sslmod=require", "?host=a&SSLMODE=require"] {
        let refused = start(parameters).unwrap_err().to_string();
        assert!(
            refused.contains("parameters that the driver knows"),
            "{refused}"
        );
    }
}

#[test]
fn flags_are_read_and_a_switch_needs_no_value() {
    let flags = typed(&["--pool-size", "7", "--migrate", "--reflection=false"]).unwrap();
    let config = resolve(&flags, &[], "").unwrap();
    assert_eq!(
        (config.pool_size, config.migrate, config.reflection),
        (7, true, false)
    );
    assert!(typed(&["--no-such-flag"]).is_err());
}

#[test]
fn the_help_explains_every_setting_with_its_variable_and_default() {
    let mut command = Flags::augment_args(Command::new("serve"));
    let help = command.render_long_help().to_string();
    let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for setting in SETTINGS {
        assert!(words.contains(setting.variable), "{}", setting.name);
        assert!(words.contains(setting.help), "{}", setting.name);
        assert!(
            words.contains(&format!("[default: {}]", setting.default))
                || setting.default.is_empty()
        );
    }
}

#[test]
fn a_settings_file_says_what_it_says_and_its_values_stay_as_they_are_written() {
    let text = "\
# ours
pool-size: 4
migrate: yes
reflection: off
listen: 127.0.0.1:1 # of this machine
admin: off
token_file: 0123
";
    let config = resolve(&Flags::default(), &[], text).unwrap();
    assert_eq!(
        (config.pool_size, config.migrate, config.reflection),
        (4, true, false)
    );
    assert_eq!(config.listen, "127.0.0.1:1".parse().unwrap());
    assert_eq!(config.token_file.as_deref(), Some(Path::new("0123")));
    for off in ["off", "Off", "no", "false", "\"off\""] {
        let config = resolve(&Flags::default(), &[], &format!("admin: {off}\n")).unwrap();
        assert_eq!(config.admin, None, "{off}");
    }
    assert_eq!(
        message(resolve(&Flags::default(), &[], "admin: of\n")),
        "settings file `cq.yaml`, line 1, key `admin`: `of` is not an address such as \
         `127.0.0.1:9464`, or `off`: did you mean `off`?"
    );
    resolve(&Flags::default(), &[], "# nothing yet\n").unwrap();
}

#[test]
fn a_settings_file_that_is_no_flat_map_is_refused_with_line_and_key_and_without_its_secrets() {
    let url = "database-url: postgres://app:hunter2@db/cq";
    for (text, expected) in [
        (
            "# ours\npool-size: [1, 2]\n",
            "line 2, key `pool-size`: a value is one text, number or switch, no list and no map",
        ),
        (
            "pool-size:\n  most: 3\n",
            "line 2, key `pool-size`: a value is one text, number or switch, no list and no map",
        ),
        (
            "pool-size: 1\npool-size: 2\n",
            "line 2: `pool-size` stands there a second time: remove one",
        ),
        (
            "pool-size: 1\npool_size: 2\n",
            "line 2: `pool-size` and `pool_size` are the same setting: remove one",
        ),
        (
            "- pool-size\n",
            "it must be one `name: value` a line: expected mapping start at line 1, column 1",
        ),
    ] {
        let said = message(read(text).map(|_| resolve(&Flags::default(), &[], "").unwrap()));
        assert_eq!(
            said,
            format!("cannot read the settings file `cq.yaml`: {expected}")
        );
        let said = read(&format!("{url}\n{text}")).unwrap_err().to_string();
        assert!(!said.contains("hunter2"), "{said}");
    }
    assert!(SettingsFile::read(Path::new("/no/such/cq.yaml")).is_err());
}
