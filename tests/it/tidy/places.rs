//! The places that a new kind of fact, signal or RPC touches. `ARCHITECTURE.md` lists them. The existing
//! kinds prove the list: a file that names every kind of fact needs an edit for a new one, and no other
//! file does.

use std::{collections::BTreeSet, fs};

use domain::fact::FactKind;

use super::{
    Read,
    reading::{contract, files, names, snake_case},
    report,
};

/// Not needed for a new one: tests, and the demonstration, which shows what it likes.
const NOT_NEEDED: [&str; 3] = ["src/commands/demo/", "/tests/", "tests.rs"];

#[test]
fn a_kind_of_fact_touches_at_most_eight_places() -> Read<()> {
    let mut kinds = Vec::new();
    for file in contract()? {
        let fact = file
            .message_type
            .iter()
            .find(|message| message.name() == "Fact");
        let fields = fact.iter().flat_map(|fact| &fact.field);
        let bodies = fields.filter(|field| field.oneof_index.is_some());
        kinds.extend(bodies.map(|body| {
            let message = body.type_name().rsplit('.').next().unwrap_or_default();
            let number = format!("FACT_KIND_{}", body.name().to_uppercase());
            [message.to_owned(), body.name().to_owned(), number].to_vec()
        }));
    }
    assert_eq!(kinds.len(), FactKind::ALL.len(), "{kinds:?}");
    let numbers: BTreeSet<String> = kinds.iter().map(|names| names[2].clone()).collect();
    assert_eq!(numbers, numbered()?, "the kinds that the contract numbers");
    check("kind of fact", 8, &kinds)
}

#[test]
fn a_signal_touches_three_places_and_a_model_document() -> Read<()> {
    let model = fs::read_to_string("src/domain/model.rs")?;
    let (_, rest) = model
        .split_once("pub enum SignalKind {")
        .ok_or("no signals")?;
    let lines = rest.lines().skip(1).take_while(|line| *line != "}");
    let variants = lines.filter_map(|line| line.trim().split(['(', ',']).next());
    let signals: Vec<Vec<String>> = variants
        .map(|name| vec![name.to_owned(), snake_case(name)])
        .collect();
    assert!(signals.len() >= 20, "{signals:?}");
    check("signal", 3, &signals)
}

#[test]
fn an_rpc_touches_three_places() -> Read<()> {
    let mut rpcs = Vec::new();
    for file in contract()? {
        let methods = file.service.iter().flat_map(|service| &service.method);
        rpcs.extend(methods.map(|rpc| vec![rpc.name().to_owned(), snake_case(rpc.name())]));
    }
    assert!(rpcs.len() >= 15, "{rpcs:?}");
    check("RPC", 3, &rpcs)
}

/// The names in the contract's list of kinds.
fn numbered() -> Read<BTreeSet<String>> {
    let files = contract()?;
    let lists = files.iter().flat_map(|file| &file.enum_type);
    let kinds = lists.filter(|list| list.name() == "FactKind");
    let names = kinds
        .flat_map(|list| &list.value)
        .map(|value| value.name().to_owned());
    Ok(names
        .filter(|name| name != "FACT_KIND_UNSPECIFIED")
        .collect())
}

/// Holds the places that the table lists against those that name all of `things`, each given by its names.
fn check(what: &str, most: usize, things: &[Vec<String>]) -> Read<()> {
    let listed = listed(what)?;
    let texts = texts()?;
    let mut found: Option<BTreeSet<&str>> = None;
    for thing in things {
        let of_thing = texts
            .iter()
            .filter(|(path, text)| thing.iter().any(|name| is_named(path, text, name)))
            .map(|(path, _)| place(path, thing, &listed))
            .collect();
        found = Some(match found {
            None => of_thing,
            Some(others) => &others & &of_thing,
        });
    }
    let found = found.unwrap_or_default();
    let listed: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    let missing = found
        .difference(&listed)
        .map(|path| format!("ARCHITECTURE.md: a new {what} also touches {path}: derive it there"));
    let stale = listed
        .difference(&found)
        .map(|path| format!("ARCHITECTURE.md: a new {what} does not touch {path}: take it out"));
    let count = (listed.len() > most)
        .then(|| format!("ARCHITECTURE.md: a new {what} touches more than {most} places"));
    report(missing.chain(stale).chain(count));
    Ok(())
}

/// A file also names a thing by its own name.
fn is_named(path: &str, text: &str, name: &str) -> bool {
    names(text, name) || path.ends_with(&format!("/{name}.rs"))
}

/// The paths that the table lists for a new thing of this sort.
fn listed(what: &str) -> Read<Vec<String>> {
    let text = fs::read_to_string("ARCHITECTURE.md")?;
    let row = text
        .lines()
        .find(|line| line.starts_with(&format!("| {what} |")))
        .ok_or("no such row")?;
    Ok(row
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect())
}

/// The listed place that a file belongs to, else the file itself. A module's file and folder are one place.
fn place<'a>(path: &'a str, thing: &[String], listed: &'a [String]) -> &'a str {
    let holds = |place: &&String| {
        let of_thing = |name: &String| place.replace("<name>", name) == path;
        let folder = place.strip_suffix('/');
        let is_inside = |folder| {
            path.strip_prefix(folder)
                .is_some_and(|it| it.starts_with(['/', '.']))
        };
        folder.is_some_and(is_inside) || thing.iter().any(of_thing)
    };
    listed.iter().find(holds).map_or(path, String::as_str)
}

/// All files that a change may have to touch, with their texts. Comments name things freely.
fn texts() -> Read<Vec<(String, String)>> {
    let folders = [
        ("src", "rs"),
        ("src", "sql"),
        ("proto", "proto"),
        ("proto", "json"),
        ("docs", "md"),
    ];
    let mut texts = Vec::new();
    for (folder, extension) in folders {
        for (path, text) in files(folder, extension)? {
            let is_code = |line: &&str| !line.trim_start().starts_with("//");
            let code: Vec<&str> = text.lines().filter(is_code).collect();
            texts.push((path, code.join("\n")));
        }
    }
    texts.retain(|(path, _)| !NOT_NEEDED.iter().any(|part| path.contains(part)));
    Ok(texts)
}
