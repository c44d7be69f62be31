//! Settings: who wins, and what is said where one is wrong. The real environment is not touched.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use clap::{Args, Command, FromArgMatches};
use customer_quality::config::{Config, ConfigError, Flags, Origin, SETTINGS, Surroundings, read};

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn resolve(flags: &Flags, variables: Pairs<'_>, file: Pairs<'_>) -> Result<Config, ConfigError> {
    let variable = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let surroundings = Surroundings {
        variable: &variable,
        interactive: false,
    };
    let values = file
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let values: BTreeMap<_, _> = values.collect();
    let file = (!values.is_empty()).then(|| (PathBuf::from("cq.yaml"), values));
    Config::resolve(flags, surroundings, file)
}

fn typed(line: &[&str]) -> Result<Flags, clap::Error> {
    let command = Flags::augment_args(Command::new("serve").no_binary_name(true));
    Flags::from_arg_matches(&command.try_get_matches_from(line)?)
}

#[test]
fn nothing_set_gives_the_documented_defaults() {
    let config = resolve(&Flags::default(), &[], &[]).unwrap();
    assert!(config.listen.ip().is_loopback());
    assert_eq!(config.default_deadline, Duration::from_secs(10));
    assert_eq!(config.max_deadline, Duration::from_secs(30));
    assert_eq!(config.drain_delay, Duration::from_secs(5));
    assert_eq!(config.reporting_currency, "EUR");
    assert!(config.reflection && !config.allow_open && config.database_url.is_none());
    assert!(!config.install_postgres);
}

#[test]
fn a_flag_beats_a_variable_beats_the_file_beats_the_default() {
    let (name, variable) = ("pool-size", "CUSTOMER_QUALITY_POOL_SIZE");
    let flag = Flags::default().with(name, "1");
    let none = Flags::default();
    let file: Pairs<'_> = &[("pool-size", "3")];
    let cases = [
        (resolve(&flag, &[(variable, "2")], file), 1, Origin::Flag),
        (
            resolve(&none, &[(variable, "2")], file),
            2,
            Origin::Variable,
        ),
        (resolve(&none, &[], file), 3, Origin::File("cq.yaml".into())),
        (
            resolve(&none, &[], &[("pool_size", "4")]),
            4,
            Origin::File("cq.yaml".into()),
        ),
        (resolve(&none, &[], &[]), 10, Origin::Default),
    ];
    for (config, size, origin) in cases {
        let config = config.unwrap();
        assert_eq!(config.pool_size, size);
        assert_eq!(
            config
                .shown()
                .iter()
                .find(|s| s.name == name)
                .unwrap()
                .origin,
            origin
        );
    }
}

#[test]
fn a_wrong_value_is_named_with_its_place_and_its_rule() {
    let message = |result: Result<Config, ConfigError>| result.unwrap_err().to_string();
    let none = Flags::default();
    assert_eq!(
        message(resolve(&none, &[], &[("drain-delay", "soon")])),
        "settings file `cq.yaml`, key `drain-delay`: `soon` is not a time such as `500ms`, `10s`, \
         `30m` or `2h`"
    );
    assert_eq!(
        message(resolve(&none, &[], &[("max_call", "3")])),
        "settings file `cq.yaml`: there is no setting `max_call`: did you mean `max-calls`?"
    );
    assert_eq!(
        message(resolve(
            &none,
            &[("CUSTOMER_QUALITY_REPORTING_CURRENCY", "eur")],
            &[]
        )),
        "variable `CUSTOMER_QUALITY_REPORTING_CURRENCY`: `eur` is not an active currency code of \
         ISO 4217, such as `EUR`"
    );
    assert_eq!(
        message(resolve(&none.clone().with("listen", "localhost"), &[], &[])),
        "flag `--listen`: `localhost` is not an address such as `127.0.0.1:50051`"
    );
    assert_eq!(
        message(resolve(
            &none.clone().with("default-deadline", "31s"),
            &[],
            &[]
        )),
        "`default-deadline` is longer than `max-deadline`"
    );
    assert_eq!(
        message(resolve(&none.clone().with("max-deadline", "31s"), &[], &[])),
        "flag `--max-deadline`: `31s` is not a time up to `30s`, such as `500ms` or `10s`"
    );
    assert_eq!(
        message(resolve(
            &none.with("data-folder", "/srv/quality"),
            &[("DATABASE_URL", "postgres://app@db/cq")],
            &[]
        )),
        "`data-folder` is where the private Postgres keeps its data, and `DATABASE_URL` names \
         another Postgres: unset one of them"
    );
}

#[test]
fn a_secret_is_never_shown_and_is_no_flag() {
    let url = "postgres://app:hunter2@db/cq";
    let config = resolve(&Flags::default(), &[("DATABASE_URL", url)], &[]).unwrap();
    assert_eq!(config.database_url.as_ref().unwrap().expose(), url);
    assert!(!format!("{config:?}").contains("hunter2"));
    let wrong = resolve(
        &Flags::default(),
        &[("DATABASE_URL", "mysql://hunter2@db")],
        &[],
    );
    assert!(!wrong.unwrap_err().to_string().contains("hunter2"));
    assert!(typed(&["--database-url", url]).is_err());
}

#[test]
fn flags_are_read_and_a_switch_needs_no_value() {
    let flags = typed(&["--pool-size", "7", "--migrate", "--reflection=false"]).unwrap();
    let config = resolve(&flags, &[], &[]).unwrap();
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
fn a_settings_file_is_a_flat_map_and_anything_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cq.yaml");
    std::fs::write(
        &path,
        "# ours\npool-size: 4\nmigrate: true\nlisten: 127.0.0.1:1\n",
    )
    .unwrap();
    let values = read(&path).unwrap();
    assert_eq!(values["pool-size"], "4");
    assert_eq!(values["migrate"], "true");
    assert_eq!(values["listen"], "127.0.0.1:1");

    std::fs::write(&path, "# nothing yet\n").unwrap();
    assert!(read(&path).unwrap().is_empty());
    std::fs::write(&path, "pool-size: [1, 2]\n").unwrap();
    assert!(read(&path).unwrap_err().to_string().contains("cq.yaml"));
    std::fs::write(&path, "pool-size: 1\npool-size: 2\n").unwrap();
    assert!(read(&path).is_err(), "a name told twice is a mistake");
    assert!(read(&folder.path().join("none.yaml")).is_err());
}
