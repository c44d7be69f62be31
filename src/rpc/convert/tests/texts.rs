//! Ids and texts.

use super::*;

fn check_id(text: &str, expected: &[&str]) {
    let found = read(text.to_owned(), |check, text| check.id("id", text));
    let rules: Vec<_> = broken(found).into_iter().map(|(_, rule)| rule).collect();
    assert_eq!(rules, expected, "{text:?}");
}

#[test]
fn ids_have_1_to_128_characters_of_any_script() {
    check_id("C-1042", &[]);
    check_id("a b", &[]);
    check_id("Kundin Nº 7 / Süd", &[]);
    check_id(&"ü".repeat(128), &[]);
    check_id("", &["REQUIRED"]);
    check_id(&"ü".repeat(129), &["TOO_LONG"]);
}

#[test]
fn ids_have_no_control_characters_and_no_blanks_at_their_ends() {
    for text in ["a\0b", "a\nb", "a\tb", "a\u{7f}", "\u{85}", "\u{1b}[2J"] {
        check_id(text, &["CONTROL_CHARACTER"]);
    }
    for text in [" a", "a ", " ", "\u{a0}a", "a\u{3000}"] {
        check_id(text, &["SURROUNDING_BLANK"]);
    }
}

#[test]
fn a_refused_text_is_shown_short_and_without_control_characters() {
    let long = format!("\u{1b}[2J{}", "x".repeat(100));
    let error = read(long, |check, text| check.id("id", text)).unwrap_err();
    let Error::Invalid(violations) = error else {
        panic!("{error:?}")
    };
    let description = &violations[0].description;
    assert!(description.len() < 200, "{description}");
    assert!(!description.chars().any(char::is_control), "{description}");
}

#[test]
fn notes_may_have_lines_and_authors_may_not() {
    let voice = |words: &str| {
        Body::Voice(pb::Voice {
            kind: 1,
            words: words.to_owned(),
        })
    };
    check_body(voice("one\r\n\ttwo"), &[]);
    check_body(voice("one\0two"), &[("voice.words", "CONTROL_CHARACTER")]);
    check_body(voice(" \n"), &[("voice.words", "REQUIRED")]);
    let mut wire = fact(voice("a wish"));
    wire.author = "anna\nboss".to_owned();
    wire.label = "x".repeat(129);
    let expected = [("author", "CONTROL_CHARACTER"), ("label", "TOO_LONG")];
    assert_eq!(
        broken(read_fact(wire)),
        expected.map(|(field, rule)| (field.to_owned(), rule))
    );
}

#[test]
fn ids_can_be_seen() {
    for text in ["\u{200b}", "\u{3164}", "\u{feff}", "\u{200b} \u{2060}"] {
        check_id(text, &["INVISIBLE"]);
    }
    check_id("👩\u{200d}👧", &[]);
    check_id("نمی\u{200c}خواهم", &[]);
}

#[test]
fn ids_do_not_turn_the_direction_of_writing() {
    for text in ["C\u{202e}2401", "\u{2066}C-1", "C-1\u{2069}", "\u{202a}"] {
        check_id(text, &["DIRECTION_CONTROL"]);
    }
    check_id("שלום", &[]);
}
