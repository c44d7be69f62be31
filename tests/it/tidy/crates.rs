//! The dependencies of each crate of ours, by its manifest.

use std::collections::BTreeSet;
use std::fs;

use super::rules::{CORE_DEPENDENCIES, CRATES};
use super::{Read, report};

#[test]
fn the_core_is_built_with_pure_crates_only() -> Read<()> {
    let manifest = fs::read_to_string("src/domain/Cargo.toml")?;
    let unknown = dependencies(&manifest)?.filter(|name| !CORE_DEPENDENCIES.contains(name));
    report(unknown.map(|name| {
        format!("src/domain/Cargo.toml: `{name}`: if it is pure, name it in CORE_DEPENDENCIES")
    }));
    Ok(())
}

#[test]
fn every_crate_depends_on_no_more_of_ours_than_it_may() -> Read<()> {
    let workspace = fs::read_to_string("Cargo.toml")?;
    let ours = workspace
        .lines()
        .filter(|line| line.contains("path = \"src"))
        .filter_map(|line| line.split_once(" = {").map(|(name, _)| name));
    let ours: BTreeSet<&str> = ours.collect();
    let mut faults = Vec::new();
    for (folder, may) in CRATES {
        let manifest = fs::read_to_string(format!("{folder}/Cargo.toml"))?;
        let used = dependencies(&manifest)?.filter(|name| ours.contains(name));
        for name in used.filter(|name| !may.contains(name)) {
            faults.push(format!("{folder}/Cargo.toml: `{name}`: see CRATES"));
        }
    }
    assert_eq!(ours.len() + 1, CRATES.len(), "CRATES names every crate");
    report(faults);
    Ok(())
}

/// The names below `[dependencies]`.
fn dependencies(manifest: &str) -> Read<impl Iterator<Item = &str>> {
    let (_, rest) = manifest
        .split_once("\n[dependencies]\n")
        .ok_or("no [dependencies]")?;
    let lines = rest.lines().take_while(|line| !line.starts_with('['));
    let names = lines.filter_map(|line| line.split(['.', ' ', '=', '#']).next());
    Ok(names.filter(|name| !name.is_empty()))
}
