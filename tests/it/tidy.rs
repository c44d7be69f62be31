//! The house rules that no compiler checks: layers, stages and sizes, and the same names in the contract,
//! the code, the tests and the documents. A failure names the file, the rule and the remedy.
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

use reading::{code_of, comment, contract, files, floats, names, paths_after, snake_case};
use rules::{DOUBLES, LAYERS, LEFT_FOR_LATER, MAX_LINES, READABLE_BY_ALL};

mod architecture;
mod crates;
mod distributed;
mod imports;
mod places;
mod reading;
mod reserved;
mod rules;
mod service_config;

type Read<T> = Result<T, Box<dyn Error>>;

#[test]
fn every_layer_names_only_what_it_may() -> Read<()> {
    let mut faults = Vec::new();
    for (path, text) in files("src", "rs")? {
        let code = code_of(&text);
        let within = |places: &[&str]| places.iter().any(|place| path.starts_with(place));
        for layer in LAYERS {
            if !within(layer.never) && (layer.only.is_empty() || within(layer.only)) {
                continue;
            }
            for name in layer.names.iter().filter(|name| names(&code, name)) {
                faults.push(format!("{path}: names `{name}`: {}", layer.remedy));
            }
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn every_stage_of_the_core_imports_only_earlier_ones() -> Read<()> {
    let stages = architecture::stages()?;
    let place = |stage: &str| {
        stages
            .iter()
            .position(|group| group.iter().any(|it| it == stage))
    };
    let mut faults = Vec::new();
    for (path, text) in files("src/domain", "rs")? {
        let inside = path.trim_start_matches("src/domain/");
        let stage = inside.split(['/', '.']).next().unwrap_or_default();
        if matches!(stage, "lib" | "tests") || inside.ends_with("tests.rs") {
            continue;
        }
        let Some(own) = place(stage) else {
            faults.push(format!(
                "{path}: no stage: give `{stage}` a place in ARCHITECTURE.md"
            ));
            continue;
        };
        let code = code_of(&text);
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        for used in paths_after("crate::", code) {
            if used != READABLE_BY_ALL && place(used).is_some_and(|other| other > own) {
                faults.push(format!(
                    "{path}: imports the later stage `{used}`: turn it round"
                ));
            }
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn every_source_file_is_short_and_says_what_lives_in_it() -> Read<()> {
    let mut faults = Vec::new();
    for (path, text) in sources()? {
        let lines = text.lines().count();
        if lines > MAX_LINES {
            faults.push(format!(
                "{path}: {lines} lines, at most {MAX_LINES}: split it by subject"
            ));
        }
        if !text.starts_with("//!") {
            faults.push(format!(
                "{path}: begin with `//!`: what lives here, what never does"
            ));
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn every_source_file_is_a_module_of_its_parent() -> Read<()> {
    let roots = [
        "main.rs",
        "lib.rs",
        "build.rs",
        "ratios.rs",
        "scale.rs",
        "examples/demo/generate.rs",
        // Also built into the tests, which name it by its path.
        "examples/demo/generator/mod.rs",
    ];
    let sources: BTreeMap<String, String> = sources()?.into_iter().collect();
    let mut faults = Vec::new();
    for path in sources
        .keys()
        .filter(|path| !roots.iter().any(|root| path.ends_with(root)))
    {
        if let Some(module) = path.strip_suffix("/mod.rs") {
            faults.push(format!("{path}: name it {module}.rs, beside its folder"));
            continue;
        }
        let module = path.trim_end_matches(".rs");
        let (folder, name) = module.rsplit_once('/').unwrap_or(("", module));
        let parents = ["/lib.rs", "/main.rs", "/mod.rs", ".rs"].map(|end| format!("{folder}{end}"));
        let declares = |text: &String| names(&code_of(text), &format!("mod {name};"));
        if !parents
            .iter()
            .filter_map(|parent| sources.get(parent))
            .any(declares)
        {
            faults.push(format!(
                "{path}: nobody says `mod {name};`: it is not built"
            ));
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn nothing_is_left_for_later_or_silenced() -> Read<()> {
    let mut faults = Vec::new();
    let migrations = files("migrations", "sql")?;
    for (path, text) in sources()?.into_iter().chain(migrations).chain(protos()?) {
        for word in LEFT_FOR_LATER.iter().filter(|word| names(&text, word)) {
            faults.push(format!("{path}: {word}: do it now or open an issue"));
        }
        // It holds generated code.
        if path != "src/client/pb.rs" && code_of(&text).contains("[allow(") {
            faults.push(format!(
                "{path}: `allow`: `expect` with a reason tells when it can go"
            ));
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn every_rpc_has_its_file_and_its_test() -> Read<()> {
    let tests = files("tests/it", "rs")?;
    let mut faults = Vec::new();
    for file in contract()? {
        for rpc in file.service.iter().flat_map(|service| &service.method) {
            let name = snake_case(rpc.name());
            if !Path::new(&format!("src/rpc/{name}.rs")).exists() {
                faults.push(format!(
                    "src/rpc/{name}.rs: missing: it holds {}",
                    rpc.name()
                ));
            }
            let call = format!(".{name}(");
            if !Path::new(&format!("tests/it/{name}.rs")).exists()
                && !tests.iter().any(|(_, text)| text.contains(&call))
            {
                faults.push(format!(
                    "tests/it/{name}.rs: missing: no test calls {}",
                    rpc.name()
                ));
            }
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn every_proto_file_is_compiled() -> Read<()> {
    let compiled = contract()?
        .into_iter()
        .map(|file| format!("proto/{}", file.name()));
    let compiled: BTreeSet<String> = compiled.collect();
    let found: BTreeSet<String> = protos()?.into_iter().map(|(path, _)| path).collect();
    let missing = found.difference(&compiled);
    report(missing.map(|path| format!("{path}: not served: name it in proto/build.rs")));
    Ok(())
}

#[test]
fn every_migration_is_numbered_and_run() -> Read<()> {
    let store: String = files("src/store", "rs")?
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let mut faults = Vec::new();
    for (number, (path, _)) in (1..).zip(files("migrations", "sql")?) {
        let name = path.trim_start_matches("migrations/");
        if !name.starts_with(&format!("{number:04}_")) {
            faults.push(format!(
                "{path}: number {number:04} is due: no gap, no number twice"
            ));
        }
        if !store.contains(name) {
            faults.push(format!(
                "{path}: never run: list it where src/store embeds them"
            ));
        }
    }
    report(faults);
    Ok(())
}

#[test]
fn every_double_of_the_contract_says_its_range_or_unit() -> Read<()> {
    let mut allowed: BTreeMap<&str, &str> = DOUBLES.iter().copied().collect();
    let mut faults = Vec::new();
    for file in contract()? {
        for (field, comment) in floats(&file) {
            let Some(words) = allowed.remove(field.as_str()) else {
                faults.push(format!(
                    "{field}: floating point: use an integer, or name it in DOUBLES"
                ));
                continue;
            };
            if !comment.contains(words) {
                faults.push(format!("{field}: its comment must say `{words}`"));
            }
        }
    }
    faults.extend(
        allowed
            .keys()
            .map(|field| format!("{field}: gone: take it off DOUBLES")),
    );
    report(faults);
    Ok(())
}

#[test]
fn every_error_reason_is_documented_in_the_words_of_the_proto() -> Read<()> {
    let documented = fs::read_to_string("docs/errors.md")?;
    let rows = documented
        .lines()
        .filter(|line| line.starts_with("| `ERROR_REASON_"));
    let rows: BTreeSet<String> = rows.map(str::to_owned).collect();
    let expected = expected_error_rows()?;
    let missing = expected
        .difference(&rows)
        .map(|row| format!("docs/errors.md: add\n{row}"));
    let stale = rows
        .difference(&expected)
        .map(|row| format!("docs/errors.md: remove\n{row}"));
    report(missing.chain(stale));
    Ok(())
}

/// A table row for each reason: its name, its gRPC code, and the rest of its comment.
fn expected_error_rows() -> Read<BTreeSet<String>> {
    const ENUM: i32 = 5;
    const VALUE: i32 = 2;
    let mut rows = BTreeSet::new();
    for file in contract()? {
        for (reasons, at) in file.enum_type.iter().zip(0..) {
            if reasons.name() != "ErrorReason" {
                continue;
            }
            for (reason, value) in reasons.value.iter().zip(0..).skip(1) {
                let comment = comment(&file, &[ENUM, at, VALUE, value]);
                let (code, meaning) = comment.split_once(". ").unwrap_or(("no code", &comment));
                rows.insert(format!("| `{}` | `{code}` | {meaning} |", reason.name()));
            }
        }
    }
    Ok(rows)
}

/// Every Rust file of ours.
fn sources() -> Read<Vec<(String, String)>> {
    let mut all = Vec::new();
    for folder in ["src", "tests", "benches", "examples", "proto"] {
        all.extend(files(folder, "rs")?);
    }
    Ok(all)
}

fn protos() -> Read<Vec<(String, String)>> {
    files("proto/customerquality", "proto")
}

#[track_caller]
fn report(faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
