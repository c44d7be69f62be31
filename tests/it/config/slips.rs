//! Mistakes that would pass unnoticed: unknown names, empty values, and filters that silence the log.

use std::{ffi::OsString, fs, os::unix::ffi::OsStringExt};

use customer_quality::config::{Config, Flags, SETTINGS, Surroundings, Variables};

use super::{flag, message, resolve};

#[test]
fn a_name_that_is_no_setting_is_named_with_what_it_may_have_meant() {
    let none = Flags::default();
    let variable = |name| message(resolve(&none, &[(name, "1")], ""));
    assert_eq!(
        message(resolve(&none, &[], "max_call: 3")),
        "settings file `cq.yaml`, line 1: there is no setting `max_call`: did you mean `max-calls`?"
    );
    assert_eq!(
        variable("CUSTOMER_QUALITY_POLL_SIZE"),
        "there is no variable `CUSTOMER_QUALITY_POLL_SIZE`: did you mean `CUSTOMER_QUALITY_POOL_SIZE`?"
    );
    assert_eq!(
        variable("CUSTOMER_QUALITY_PORT"),
        "there is no variable `CUSTOMER_QUALITY_PORT`: `serve --help` lists them, unset this one"
    );
    assert_eq!(
        variable("CUSTOMER_QUALITY_SERVRE"),
        "there is no variable `CUSTOMER_QUALITY_SERVRE`: did you mean `CUSTOMER_QUALITY_SERVER`?"
    );
    // Unset, others', and what Kubernetes sets in each pod beside a service of our name.
    let fine = [
        ("CUSTOMER_QUALITY_POLL_SIZE", ""),
        ("CUSTOMER_QUALITY", "x"),
        ("QUALITY_CUSTOMER_LISTEN", "x"),
        ("CUSTOMER_QUALITY_SERVICE_HOST", "10.0.0.1"),
        ("CUSTOMER_QUALITY_SERVICE_PORT", "50051"),
        ("CUSTOMER_QUALITY_SERVICE_PORT_GRPC", "50051"),
        ("CUSTOMER_QUALITY_PORT", "tcp://10.0.0.1:50051"),
        ("CUSTOMER_QUALITY_PORT_50051_TCP", "tcp://10.0.0.1:50051"),
        ("CUSTOMER_QUALITY_PORT_50051_TCP_ADDR", "10.0.0.1"),
        ("CUSTOMER_QUALITY_PORT_50051_TCP_PROTO", "tcp"),
        ("CUSTOMER_QUALITY_ADMIN_SERVICE_HOST", "10.0.0.1"),
        ("CUSTOMER_QUALITY_ADMIN_PORT", "tcp://10.0.0.1:9464"),
    ];
    for variable in fine {
        resolve(&none, &[variable], "").unwrap();
    }
}

/// Each name with the prefix that stands in the code is a variable that may be set.
#[test]
fn every_variable_that_the_code_names_is_known() {
    let mut names = 0;
    let mut folders = vec!["src".to_owned(), "docker".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path().to_str().unwrap().to_owned();
            let Ok(text) = fs::read_to_string(&path) else {
                folders.push(path);
                continue;
            };
            let after_quote = text.split(['"', ' ', '\n', '`']);
            let name = |part: &str| part.split(['=', ':']).next().unwrap().to_owned();
            let is_name = |name: &String| {
                let rest = name.strip_prefix("CUSTOMER_QUALITY_");
                rest.is_some_and(|rest| {
                    rest.len() > 1 && rest.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
                })
            };
            // Its comments name what Kubernetes sets.
            let others = path.ends_with("config/variables.rs");
            for name in after_quote.map(name).filter(is_name).filter(|_| !others) {
                let variables: Variables = [(name, "1")].into_iter().collect();
                variables.check().unwrap();
                names += 1;
            }
        }
    }
    assert!(names > SETTINGS.len(), "{names}");
}

#[test]
fn what_is_set_and_empty_is_refused_but_for_a_variable() {
    assert_eq!(
        message(resolve(&flag("token-file", ""), &[], "")),
        "flag `--token-file`: it is empty: give a value, or leave the setting out"
    );
    for text in ["token-file:\n", "token-file: \"\"\n", "token-file: ~\n"] {
        assert_eq!(
            message(resolve(&Flags::default(), &[], text)),
            "settings file `cq.yaml`, line 1, key `token-file`: it is empty: give a value, or leave the \
             setting out",
            "{text}"
        );
    }
    let variable = [("CUSTOMER_QUALITY_TOKEN_FILE", "")];
    let config = resolve(&Flags::default(), &variable, "").unwrap();
    assert_eq!(config.token_file, None);
}

#[test]
fn a_variable_that_is_no_text_is_refused() {
    let surroundings = Surroundings {
        variables: [(
            "CUSTOMER_QUALITY_DATA_FOLDER",
            OsString::from_vec(vec![b'/', 0xfc]),
        )]
        .into_iter()
        .collect(),
        interactive: false,
    };
    let resolved = Config::resolve(&Flags::default(), &surroundings, None);
    assert_eq!(
        message(resolved),
        "variable `CUSTOMER_QUALITY_DATA_FOLDER`: the value is no text in UTF-8"
    );
}

#[test]
fn a_filter_that_would_silence_the_log_by_mistake_is_refused() {
    let level = |text: &str| resolve(&flag("log-level", text), &[], "");
    let rule = "a level (`error`, `warn`, `info`, `debug`, `trace` or `off`), alone or before what \
                differs from it, as in `warn,customer_quality=debug`";
    for (text, hint) in [
        ("inof", ": did you mean `info`?"),
        ("WARNING", ": did you mean `warn`?"),
        ("of", ": did you mean `off`?"),
        ("info,customer_quality=debgu", ": did you mean `debug`?"),
        ("customer_quality", ""),
        ("customer_quality=debug", ""),
        ("info,sqlx", ""),
        ("info,", ""),
        ("info,warn", ""),
        ("verbose", ""),
    ] {
        let expected = format!("flag `--log-level`: `{text}` is not {rule}{hint}");
        assert_eq!(message(level(text)), expected);
    }
    for (text, kept) in [
        ("info", "info"),
        ("WARN", "WARN"),
        ("off", "off"),
        (
            "warn, customer_quality=debug",
            "warn,customer_quality=debug",
        ),
        (
            "warn,[call{request_id=1}]=trace",
            "warn,[call{request_id=1}]=trace",
        ),
    ] {
        assert_eq!(level(text).unwrap().log_level, kept);
    }
}
