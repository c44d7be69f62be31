//! Presets: mappings for the exports of well-known programs, built into the command. Each is a file in
//! `examples/presets`, and its comment says what it covers.

use crate::{
    failure::Failure,
    import::{
        header,
        mapping::{Column, Mapping},
    },
};

/// A mapping that is part of the command.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name on the command line.
    pub name: &'static str,
    /// The whole mapping, with its comment.
    pub text: &'static str,
}

/// All presets, by name.
pub const ALL: [Preset; 9] = [
    Preset {
        name: "datev",
        text: include_str!("../../../examples/presets/datev.map.yaml"),
    },
    Preset {
        name: "datev-customers",
        text: include_str!("../../../examples/presets/datev-customers.map.yaml"),
    },
    Preset {
        name: "lexoffice",
        text: include_str!("../../../examples/presets/lexoffice.map.yaml"),
    },
    Preset {
        name: "quickbooks",
        text: include_str!("../../../examples/presets/quickbooks.map.yaml"),
    },
    Preset {
        name: "stripe",
        text: include_str!("../../../examples/presets/stripe.map.yaml"),
    },
    Preset {
        name: "stripe-sigma",
        text: include_str!("../../../examples/presets/stripe-sigma.map.yaml"),
    },
    Preset {
        name: "toggl",
        text: include_str!("../../../examples/presets/toggl.map.yaml"),
    },
    Preset {
        name: "xero",
        text: include_str!("../../../examples/presets/xero.map.yaml"),
    },
    Preset {
        name: "xero-payments",
        text: include_str!("../../../examples/presets/xero-payments.map.yaml"),
    },
];

impl Preset {
    /// The preset of this name.
    pub fn named(name: &str) -> Result<Self, Failure> {
        let found = ALL.into_iter().find(|preset| preset.name == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = ALL.iter().map(|preset| preset.name).collect();
            Failure::message(format!(
                "there is no preset `{name}`; the presets are {}\n\
                 hint: `import --guess FILE` writes a first mapping for any other file",
                names.join(", ")
            ))
        })
    }

    /// The preset whose columns a header has, if one fits. Of several the one that uses the most columns.
    pub fn fitting(names: &[String]) -> Result<Option<Self>, Failure> {
        let mut best: Option<(usize, Self)> = None;
        for preset in ALL {
            let known = preset.mapping()?;
            let columns: Vec<Column> = known.reads().cloned().collect();
            let count = header::has_all(names, &columns).then_some(columns.len());
            if let Some(count) = count
                && best.is_none_or(|(most, _)| count > most)
            {
                best = Some((count, preset));
            }
        }
        Ok(best.map(|(_, preset)| preset))
    }

    /// What it is for: the first line of its comment.
    pub fn title(&self) -> &'static str {
        let first = self.text.lines().next().unwrap_or_default();
        first.trim_start_matches("# ").trim_end_matches('.')
    }

    /// The mapping.
    pub fn mapping(&self) -> Result<Mapping, Failure> {
        Mapping::parse(self.text)
            .map_err(|words| Failure::message(format!("preset {}: {words}", self.name)))
    }
}

/// All presets with a line each.
pub fn list() -> String {
    let lines = ALL
        .iter()
        .map(|preset| format!("{:<16} {}\n", preset.name, preset.title()));
    lines.collect::<String>()
        + "\n`import --preset NAME --print` prints one, to start a mapping of your own from.\n"
}
