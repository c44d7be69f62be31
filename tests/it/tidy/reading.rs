//! Reads the input of the tidy tests: source files without comments and strings, and the compiled contract
//! with its comments. This file has no rules.
use std::{error::Error, fs, path::Path};

use customer_quality::pb::DESCRIPTORS;
use prost::Message as _;
use prost_types::{
    DescriptorProto, FileDescriptorProto, FileDescriptorSet, field_descriptor_proto::Type,
    source_code_info::Location,
};

/// Path and text of the files below a folder with this extension, by path; none if there is no such
/// folder.
pub(super) fn files(
    folder: &str,
    extension: &str,
) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(folder).to_path_buf()];
    while let Some(folder) = folders.pop().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push((path.display().to_string(), fs::read_to_string(&path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The text with a space for every comment and every literal in quotes.
pub(super) fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let skipped = not_code(rest, code.chars().last().is_some_and(in_name));
        code.push(if skipped == 0 { next } else { ' ' });
        rest = &rest[skipped.max(next.len_utf8())..];
    }
    code
}

/// The length of the comment or literal that the text begins with, 0 if it begins with code.
fn not_code(text: &str, inside_name: bool) -> usize {
    let until = |from: usize, end: &str| {
        text[from..]
            .find(end)
            .map_or(text.len(), |length| from + length + end.len())
    };
    if text.starts_with("//") {
        return until(0, "\n") - 1;
    }
    if text.starts_with("/*") {
        return until(2, "*/");
    }
    if let Some(raw) = text.strip_prefix(['r', 'b']).filter(|_| !inside_name) {
        let raw = raw.trim_start_matches('r');
        let quoted = raw.trim_start_matches('#');
        if text.starts_with("b\"") || !quoted.starts_with('"') || text.starts_with("b#") {
            return 0;
        }
        let end = format!("\"{}", "#".repeat(raw.len() - quoted.len()));
        return until(text.len() - quoted.len() + 1, &end);
    }
    let mut chars = text.char_indices();
    match chars.next() {
        Some((_, '"')) => {
            while let Some((at, next)) = chars.next() {
                match next {
                    '\\' => drop(chars.next()),
                    '"' => return at + 1,
                    _ => {}
                }
            }
            text.len()
        }
        Some((_, '\'')) if text.starts_with("'\\") => until(3, "'"),
        Some((_, '\'')) => match (chars.next(), chars.next()) {
            (Some(_), Some((at, '\''))) => at + 1,
            _ => 0,
        },
        _ => 0,
    }
}

/// Whether the text has this name as a whole word; `a::b` also as `a::{.., b, ..}`.
pub(super) fn names(text: &str, name: &str) -> bool {
    if let Some((parent, child)) = name.rsplit_once("::") {
        return paths_after(&format!("{parent}::"), text).contains(&child);
    }
    text.match_indices(name).any(|(at, _)| {
        !text[..at].ends_with(in_name) && !text[at + name.len()..].starts_with(in_name)
    })
}

/// The names that follow a prefix such as `crate::`, each or as a group in braces.
pub(super) fn paths_after<'a>(prefix: &str, code: &'a str) -> Vec<&'a str> {
    let starts = code
        .match_indices(prefix)
        .filter(|(at, _)| !code[..*at].ends_with(in_name));
    starts
        .flat_map(|(at, _)| group(&code[at + prefix.len()..]))
        .map(first_name)
        .collect()
}

/// The parts of a group in braces that the text begins with, or the text itself.
fn group(text: &str) -> Vec<&str> {
    let Some(inside) = text.strip_prefix('{') else {
        return vec![text];
    };
    let (mut depth, mut start, mut parts) = (0_u32, 0, Vec::new());
    for (at, next) in inside.char_indices() {
        match next {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' if depth > 0 => {}
            ',' | '}' => {
                parts.push(&inside[start..at]);
                start = at + 1;
                if next == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    parts
}

fn first_name(text: &str) -> &str {
    text.trim_start()
        .split(|next| !in_name(next))
        .next()
        .unwrap_or_default()
}

fn in_name(next: char) -> bool {
    next.is_alphanumeric() || next == '_'
}

/// `GetScore` → `get_score`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for next in name.chars() {
        if next.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(next.to_lowercase());
    }
    snake
}

/// Our own proto files, as compiled.
pub(super) fn contract() -> Result<Vec<FileDescriptorProto>, Box<dyn Error>> {
    let mut files = FileDescriptorSet::decode(DESCRIPTORS)?.file;
    files.retain(|file| file.name().starts_with("customerquality/"));
    Ok(files)
}

/// The comment above an element, on one line. The path is that of `google.protobuf.SourceCodeInfo`.
pub(super) fn comment(file: &FileDescriptorProto, path: &[i32]) -> String {
    let mut places = file.source_code_info.iter().flat_map(|info| &info.location);
    let text = places
        .find(|place| place.path == path)
        .map(Location::leading_comments);
    text.unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The floating-point fields of a file, as `Message.field`, each with its comment.
pub(super) fn floats(file: &FileDescriptorProto) -> Vec<(String, String)> {
    const MESSAGES: i32 = 4;
    let mut found = Vec::new();
    let mut left: Vec<(&DescriptorProto, Vec<i32>)> = Vec::new();
    left.extend(
        file.message_type
            .iter()
            .zip(0..)
            .map(|(message, at)| (message, vec![MESSAGES, at])),
    );
    while let Some((message, path)) = left.pop() {
        let below = |kind: i32, at: i32| [path.as_slice(), &[kind, at]].concat();
        for (field, at) in message.field.iter().zip(0..) {
            if matches!(field.r#type(), Type::Double | Type::Float) {
                let name = format!("{}.{}", message.name(), field.name());
                found.push((name, comment(file, &below(2, at))));
            }
        }
        left.extend(
            message
                .nested_type
                .iter()
                .zip(0..)
                .map(|(nested, at)| (nested, below(3, at))),
        );
    }
    found
}

#[test]
fn comments_and_literals_are_not_code() {
    let check = |text: &str, expected: &str| assert_eq!(code_of(text), expected, "{text}");
    check("a(); // tokio\nb()", "a();  \nb()");
    check("a /* tokio\n */ b", "a   b");
    check(r#"f("tokio \" tokio", x)"#, "f( , x)");
    check(
        "f(r#\"say \"tokio\"\"#, br\"x\", b\"y\", r#type)",
        "f( ,  , b , r#type)",
    );
    check(
        "fn f<'a>(c: &'a str) -> char { '\"' }",
        "fn f<'a>(c: &'a str) -> char {   }",
    );
    check(r"('\'', '\u{1F600}', 'ü')", "( ,  ,  )");
}

#[test]
fn a_name_is_found_as_a_whole_word_and_in_a_group() {
    assert!(names("use tonic::Status;", "tonic"));
    assert!(!names("use tonic_types::Status;", "tonic"));
    assert!(names(
        "use std::{\n    env,\n    fmt::{self, Write},\n};",
        "std::env"
    ));
    assert!(names("use std::{fmt::{self, Write}, env};", "std::env"));
    assert!(!names("use std::{fmt::{self, env}};", "std::env"));
    assert_eq!(
        paths_after(
            "crate::",
            "use crate::{fact::Fact, money}; crate::score::x()"
        ),
        ["fact", "money", "score"]
    );
}
