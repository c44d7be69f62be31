//! The build context of the image: `.dockerignore` lets through every file that the build reads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The lines of `.dockerignore`, in order: the last one that matches a path decides.
struct Ignore(Vec<(bool, String)>);

impl Ignore {
    fn read(text: &str) -> Self {
        let lines = text.lines().map(str::trim);
        let patterns = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let rules = patterns.map(|pattern| match pattern.strip_prefix('!') {
            Some(path) => (true, path.to_owned()),
            None => (false, pattern.to_owned()),
        });
        let rules: Vec<(bool, String)> = rules.collect();
        // Docker knows more; this file has no need of it.
        let plain = |(_, path): &(bool, String)| path == "*" || !path.contains(['*', '?', '[']);
        assert!(
            rules.iter().all(plain),
            "only `*` and plain paths are understood"
        );
        Self(rules)
    }

    fn lets_through(&self, path: &str) -> bool {
        let covers = |pattern: &str| pattern == "*" || Path::new(path).starts_with(pattern);
        let last = self.0.iter().rev().find(|(_, pattern)| covers(pattern));
        last.is_none_or(|(through, _)| *through)
    }
}

/// `path` without `..`, from the root of the project.
fn tidied(path: &Path) -> String {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(tidy.pop(), "{} leads out", path.display()),
            part => tidy.push(part),
        }
    }
    tidy.to_string_lossy().into_owned()
}

/// The files at or below `path`.
fn files(path: &Path, found: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            files(&entry.unwrap().path(), found);
        }
    } else {
        assert!(path.exists(), "{} is named and missing", path.display());
        found.insert(tidied(path));
    }
}

/// The manifests, and the first file of each target: without one Cargo builds none of the others.
fn manifests_and_targets() -> Vec<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let root = fs::canonicalize(env!("CARGO_MANIFEST_DIR")).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let mut paths = Vec::new();
    for package in list(&found["packages"]) {
        paths.push(package["manifest_path"].clone());
        paths.extend(
            list(&package["targets"])
                .iter()
                .map(|target| target["src_path"].clone()),
        );
    }
    let inside = |path: &Value| {
        let path = fs::canonicalize(path.as_str().unwrap()).unwrap();
        path.strip_prefix(&root).unwrap().to_owned()
    };
    paths.iter().map(inside).collect()
}

/// What `source` embeds: the files that it names, or the folder of those whose names a macro puts together.
fn embedded(source: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(source).unwrap();
    let folder = source.parent().unwrap();
    let mut paths = Vec::new();
    for call in ["include_str!(", "include_bytes!(", "include!("] {
        for argument in text.split(call).skip(1) {
            let argument = argument.trim_start();
            let quoted = |text: &str| text.split('"').nth(1).unwrap_or_default().to_owned();
            if argument.starts_with('"') {
                paths.push(folder.join(quoted(argument)));
            } else if let Some(parts) = argument.strip_prefix("concat!(") {
                // What `env!` names is made by the build itself.
                if !parts.trim_start().starts_with("env!") {
                    paths.push(folder.join(quoted(parts)));
                }
            }
        }
    }
    paths
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("tests.rs")
}

/// What the build script of `package` watches, because it reads it; it runs in the folder of its package.
fn watched(package: &Path, script: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(script).unwrap();
    let named = text.split("rerun-if-changed=").skip(1);
    named
        .map(|rest| package.join(rest.split('"').next().unwrap()))
        .collect()
}

/// What the Dockerfile copies from outside by name.
fn copied() -> Vec<PathBuf> {
    let text = fs::read_to_string("docker/Dockerfile").unwrap();
    let copies = text.lines().filter_map(|line| line.strip_prefix("COPY "));
    let from_outside = copies.filter(|line| !line.contains("--from=") && !line.starts_with(". "));
    let sources = from_outside.flat_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words[..words.len() - 1]
            .iter()
            .map(PathBuf::from)
            .collect::<Vec<_>>()
    });
    sources.collect()
}

#[test]
fn the_images_build_sees_every_file_that_it_reads() {
    let mut needed = BTreeSet::new();
    let mut paths = manifests_and_targets();
    paths.extend(["Cargo.lock", "src", "proto/build.rs"].map(PathBuf::from));
    paths.extend(watched(
        Path::new("src/client"),
        Path::new("proto/build.rs"),
    ));
    paths.extend(copied());
    for path in paths {
        files(&path, &mut needed);
    }
    let is_source = |path: &&String| {
        Path::new(path).extension().is_some_and(|end| end == "rs") && !is_test(path)
    };
    let sources: Vec<String> = needed.iter().filter(is_source).cloned().collect();
    for source in sources {
        for path in embedded(Path::new(&source)) {
            files(&path, &mut needed);
        }
    }
    // If these are not found, the search is broken.
    for known in [
        "benches/ratios.rs",
        "examples/cdnow/purchases.csv",
        "migrations/0001_customers.sql",
        "proto/google/type/money.proto",
        "src/store/sql/commit.sql",
        "tests/it/main.rs",
        "LICENSE-MIT",
    ] {
        assert!(needed.contains(known), "{known}");
    }

    let ignore = Ignore::read(&fs::read_to_string(".dockerignore").unwrap());
    let missing = needed.iter().filter(|path| !ignore.lets_through(path));
    let missing: Vec<&String> = missing.collect();
    assert!(
        missing.is_empty(),
        "let these through in .dockerignore: {missing:?}"
    );
    for never in ["target/debug/it", ".git/config", "docs/operating.md"] {
        assert!(!ignore.lets_through(never), "{never}");
    }
}

#[test]
fn every_line_of_dockerignore_names_something() {
    let ignore = Ignore::read(&fs::read_to_string(".dockerignore").unwrap());
    let named = ignore.0.iter().filter(|(_, path)| path != "*");
    let gone = named.filter(|(_, path)| !Path::new(path).exists());
    let gone: Vec<&String> = gone.map(|(_, path)| path).collect();
    assert!(gone.is_empty(), "these do not exist: {gone:?}");
}
