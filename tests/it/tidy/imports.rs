//! Which file of a crate imports which, as its paths say.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Read,
    reading::{code_of, files},
};

/// A module by the names that lead to it.
pub(super) type Module = Vec<String>;

/// The modules of one crate, each with its file and with those whose files it names.
pub(super) struct Imports {
    pub(super) of: BTreeMap<Module, BTreeSet<Module>>,
    pub(super) paths: BTreeMap<Module, String>,
}

/// What the files below `root` import, without those below `others`, which are crates of their own. A module
/// may declare and re-export what is below it; that is no import.
pub(super) fn imports(root: &str, others: &[&str]) -> Read<Imports> {
    let mut texts = BTreeMap::new();
    let mut paths = BTreeMap::new();
    for (path, text) in files(root, "rs")? {
        let is_test = path.contains("/tests/") || path.ends_with("tests.rs");
        if is_test || others.iter().any(|other| path.starts_with(other)) {
            continue;
        }
        let inside = path[root.len() + 1..].trim_end_matches(".rs");
        let module: Module = match inside {
            "lib" | "main" => Vec::new(),
            inside => inside.split('/').map(str::to_owned).collect(),
        };
        let code = code_of(&text);
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        texts.insert(module.clone(), code.to_owned());
        paths.insert(module, path);
    }
    let known: BTreeSet<&Module> = texts.keys().collect();
    let of = texts.iter().map(|(module, code)| {
        let named = named_paths(code);
        let imported = named
            .iter()
            .filter_map(|path| resolve(path, module, &known));
        let imported = imported.filter(|found| !found.is_empty() && !found.starts_with(module));
        (module.clone(), imported.collect())
    });
    Ok(Imports {
        of: of.collect(),
        paths,
    })
}

/// A circle of files, if there is one.
pub(super) fn circle(imports: &Imports) -> Option<Vec<&Module>> {
    let mut left: BTreeSet<&Module> = imports.of.keys().collect();
    // Whatever imports nothing that is left stands in no circle.
    loop {
        let is_leaf = |module: &&&Module| imports.of[**module].iter().all(|it| !left.contains(it));
        let leaves: Vec<&Module> = left.iter().filter(is_leaf).copied().collect();
        if leaves.is_empty() {
            break;
        }
        left.retain(|module| !leaves.contains(module));
    }
    let mut walked: Vec<&Module> = vec![left.first()?];
    loop {
        let last = walked[walked.len() - 1];
        let next = imports.of[last].iter().find(|it| left.contains(it))?;
        if let Some(begin) = walked.iter().position(|it| *it == next) {
            return Some(walked.split_off(begin));
        }
        walked.push(next);
    }
}

/// All paths that the code names: those of its `use` declarations, and those written out in full.
fn named_paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut rest = String::new();
    let mut parts = code.split("use ");
    rest.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (declared, after) = part.split_once(';').unwrap_or((part, ""));
        expand("", declared, &mut paths);
        rest.push_str(after);
    }
    for word in rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
        if word.starts_with("crate::") || word.starts_with("super::") {
            paths.push(segments(word));
        }
    }
    paths
}

fn segments(path: &str) -> Vec<String> {
    let parts = path.split("::").map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Adds the paths of a `use` declaration, such as `a::{b, c::d}`.
fn expand(before: &str, declared: &str, paths: &mut Vec<Vec<String>>) {
    let Some((head, body)) = declared.split_once('{') else {
        let name = declared.split(" as ").next().unwrap_or_default();
        paths.push(segments(&format!("{before}::{name}")));
        return;
    };
    let before = format!("{before}::{head}");
    let body = body.rsplit_once('}').map_or(body, |(body, _)| body);
    let mut depth = 0;
    let parts = body.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    for part in parts {
        expand(&before, part, paths);
    }
}

/// The module of this crate that a path within `module` leads to, if it leads to one.
fn resolve(path: &[String], module: &Module, known: &BTreeSet<&Module>) -> Option<Module> {
    let mut from: Module = Vec::new();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => rest = &path[1..],
        "super" => {
            from.clone_from(module);
            while rest.first().is_some_and(|name| name == "super") {
                from.pop();
                rest = &rest[1..];
            }
        }
        "self" => {
            from.clone_from(module);
            rest = &path[1..];
        }
        _ => return None,
    }
    for name in rest {
        let mut deeper = from.clone();
        deeper.push(name.clone());
        if !known.contains(&deeper) {
            break;
        }
        from = deeper;
    }
    (from != *module).then_some(from)
}
