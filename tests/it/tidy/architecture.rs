//! What `ARCHITECTURE.md` says of the house, held against the house: who may use whom, the stages of the core,
//! the files, modules and tables that it names; and that files import one another in no circle.

use std::{collections::BTreeSet, fs, path::Path};

use super::{
    Read,
    imports::{circle, imports},
    reading::files,
    report,
};

/// Crates below `src`, which stand in the table as one each.
const CRATES: [&str; 4] = ["src/client", "src/commands", "src/domain", "src/postgres"];

/// May use all: it puts everything together.
const MAY_USE_ALL: [&str; 2] = ["service", "main"];

#[test]
fn every_module_uses_only_what_the_table_says() -> Read<()> {
    let document = fs::read_to_string("ARCHITECTURE.md")?;
    let allowed = |module: &str| -> Option<BTreeSet<String>> {
        let rows = document.lines().filter(|line| line.starts_with("| `"));
        let mut rows = rows.map(|row| row.split('|').skip(1).map(quoted).collect::<Vec<_>>());
        let row = rows.find(|row| row[0].contains(module))?;
        Some(row[1].clone())
    };
    let mut faults = Vec::new();
    let imports = imports("src", &CRATES)?;
    for (module, used) in &imports.of {
        let Some(room) = module.first() else { continue };
        if MAY_USE_ALL.contains(&room.as_str()) {
            continue;
        }
        // What everybody may use stands in no row.
        let Some(may) = allowed(room) else {
            if used.iter().any(|other| other.first() != Some(room)) {
                faults.push(format!(
                    "`{room}`: has no row in the table of ARCHITECTURE.md"
                ));
            }
            continue;
        };
        for other in used.iter().filter_map(|other| other.first()) {
            if other != room && !may.contains(other) {
                let path = &imports.paths[module];
                faults.push(format!(
                    "{path}: uses `{other}`, which its row does not allow"
                ));
            }
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn no_files_import_one_another_in_a_circle() -> Read<()> {
    let mut faults = Vec::new();
    let inner: Vec<(&str, &[&str])> = CRATES.iter().map(|root| (*root, &[][..])).collect();
    for (root, others) in inner.into_iter().chain([("src", &CRATES[..])]) {
        let imports = imports(root, others)?;
        if let Some(circle) = circle(&imports) {
            let paths: Vec<&str> = circle
                .iter()
                .map(|it| imports.paths[*it].as_str())
                .collect();
            faults.push(format!("a circle: {}", paths.join(" -> ")));
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn every_name_in_the_document_exists() -> Read<()> {
    let document = fs::read_to_string("ARCHITECTURE.md")?;
    let mut sources = String::new();
    for folder in ["src", "tests", "benches", "migrations", "proto"] {
        for extension in ["rs", "sql", "proto", "txt"] {
            for (path, text) in files(folder, extension)? {
                sources.push_str(&path);
                sources.push_str(&text);
            }
        }
    }
    let mut faults = Vec::new();
    for name in document.lines().flat_map(quoted) {
        let is_path = ["src/", "tests/", "docs/", "proto/", "migrations/"];
        let is_path = is_path.iter().any(|folder| name.starts_with(folder));
        let is_name = name
            .chars()
            .all(|c| c.is_alphanumeric() || "_:".contains(c));
        let is_known = if is_path {
            name.contains(['<', '*']) || Path::new(&name).exists()
        } else if is_name {
            let last = name.rsplit("::").next().unwrap_or_default();
            let ends = [format!("{last}.rs"), format!("/{last}/")];
            sources.contains(last) || ends.iter().any(|end| sources.contains(end))
        } else {
            true
        };
        if !is_known {
            faults.push(format!("ARCHITECTURE.md: `{name}` is nowhere"));
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn the_order_of_locks_stands_in_one_place() -> Read<()> {
    let mut places = Vec::new();
    for (path, text) in files("src", "rs")? {
        if text.contains("# The order of locks") {
            places.push(path);
        }
    }
    assert_eq!(places, ["src/store.rs"], "one wording, in one place");
    let document = fs::read_to_string("ARCHITECTURE.md")?;
    assert!(
        document.contains("`src/store.rs`"),
        "ARCHITECTURE.md points to it"
    );
    Ok(())
}

/// The core's stages in order, as the document gives them; a stage imports only earlier ones. A group of names is
/// one stage.
pub(super) fn stages() -> Read<Vec<Vec<String>>> {
    let document = fs::read_to_string("ARCHITECTURE.md")?;
    let (_, rest) = document
        .split_once("Within the core: ")
        .ok_or("the document gives no stages")?;
    let text = rest.split_once("\n\n").map_or(rest, |(text, _)| text);
    let groups = text.split('<').map(|group| {
        let names = group.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    });
    Ok(groups.collect())
}

/// The words of a line that stand between backquotes, without what follows them in parentheses.
fn quoted(line: &str) -> BTreeSet<String> {
    line.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}
