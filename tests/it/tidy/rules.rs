//! The house rules as data. `tidy.rs` checks them. Change a rule here, and give its reason.

/// A file may be so long; a longer one has two subjects.
pub(super) const MAX_LINES: usize = 400;

/// Settings, which every stage may read.
pub(super) const READABLE_BY_ALL: &str = "model";

/// Everything that the core may be built with. None of it does I/O, tells the time or draws lots.
pub(super) const CORE_DEPENDENCIES: &[&str] = &[
    "chrono",
    "libm",
    "serde",
    "serde_json",
    "serde-saphyr",
    "sha2",
    "thiserror",
];

/// Every crate of ours by its folder, with those of ours that it may depend on.
pub(super) const CRATES: &[(&str, &[&str])] = &[
    ("src/client", &[]),
    // A command asks the service over gRPC, like every other caller.
    ("src/commands", &["client", "domain"]),
    ("src/domain", &[]),
    ("src/postgres", &[]),
    ("src", &["client", "domain", "postgres"]),
    (".", &["commands", "customer_quality"]),
];

/// Which files may use which names. A path here is the beginning of a file's path.
pub(super) struct Layer {
    pub(super) names: &'static [&'static str],
    /// Only these may; empty: all but `never`.
    pub(super) only: &'static [&'static str],
    /// These may not.
    pub(super) never: &'static [&'static str],
    pub(super) remedy: &'static str,
}

pub(super) const LAYERS: &[Layer] = &[
    Layer {
        names: &["sea_orm"],
        only: &["src/store"],
        never: &[],
        remedy: "put the query into src/store and pass the core's types",
    },
    Layer {
        names: &["sqlx"],
        // The private Postgres asks its own server whether it is ready, and nothing about customers.
        only: &["src/store", "src/postgres/"],
        never: &[],
        remedy: "put the query into src/store and pass the core's types",
    },
    Layer {
        names: &["tonic", "tonic_types", "prost", "prost_types"],
        only: &[
            "src/rpc",
            "src/server",
            "src/service",
            "src/commands/",
            // The collector of traces is reached over it.
            "src/telemetry/",
            "src/client/",
            "src/main.rs",
        ],
        never: &[],
        remedy: "return the shell's own error and the core's types; src/rpc makes them the wire's",
    },
    Layer {
        names: &["crate::rpc", "crate::server", "crate::pb", "client::pb"],
        only: &[],
        never: &["src/store"],
        remedy: "the store knows the core and nothing above itself",
    },
    Layer {
        names: &[
            "tokio",
            "tonic",
            "prost",
            "sea_orm",
            "sqlx",
            "tracing",
            "rand",
            "SystemTime",
            "Instant::now",
            "HashMap",
            "HashSet",
            "std::env",
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
        ],
        only: &[],
        never: &["src/domain/"],
        remedy: "the core is pure: take it as an argument",
    },
    Layer {
        names: &["super::super"],
        only: &[],
        never: &["src/domain/"],
        remedy: "name another stage from the top, crate::stage, so that its order can be checked",
    },
];

/// The fields that may be floating point, each with the words of its comment that give its range or
/// unit.
pub(super) const DOUBLES: &[(&str, &str)] = &[
    ("Classification.coverage", "0 to 1"),
    ("CriterionScore.curve_value", "0 to 1"),
    ("CriterionScore.value", "exact to six decimals"),
    ("CriterionScore.weight", "of 1,000"),
    ("Economics.minutes", "Minutes"),
    ("Economics.unbilled_minutes", "Minutes"),
    ("Evidence.value", "exact to six decimals"),
    ("PaymentOutlook.next_late_probability", "0 to 1"),
    ("PillarScore.coverage", "0 to 1"),
    ("Score.coverage", "0 to 1"),
    ("ScoreSummary.coverage", "0 to 1"),
    ("SixMonthAnswer.long_term_rule_of_thumb", "0.5"),
    ("SixMonthAnswer.still_customer_probability", "0 to 1"),
];

/// Written in two parts, so that this file does not find itself.
pub(super) const LEFT_FOR_LATER: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];
