//! Checks that scripts are split where Postgres splits them, or refused.

use proptest::prelude::*;

use super::{Unsplittable, statements};
use crate::store::migrations::MIGRATIONS;

/// Complete pieces of statements. Some contain text that looks like the end of a statement.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "SELECT 1",
        "'it''s; over'",
        "''",
        "\"a;\"\"b\"",
        "$$ body; 'open $a$ \" $$",
        "$a$ $$; -- no comment\n/* $a$",
        "$ü1$ ; $ü1$",
        "name$1$",
        "$1",
        "a.b",
        "(x, [y])",
        "1e'x'",
        "x'0f'",
        "- -",
        "/ *",
        "é",
        "begin",
    ])
}

/// Blanks and comments that may stand between the pieces of statements.
fn blank() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        " ",
        "\n",
        "\t\r\n",
        "-- a comment; with 'quotes\n",
        "--\r",
        "/* a; /* nested; */ 'b */",
        "/**/",
        "/***/ ",
        "/*/*/ */ */",
    ])
}

/// A statement: its first word, then pieces with blanks between them.
fn statement() -> impl Strategy<Value = String> {
    prop::collection::vec((blank(), piece()), 0..6).prop_map(|pieces| {
        let mut text = "SELECT".to_owned();
        for (blank, piece) in pieces {
            text.push_str(blank);
            // The space separates a piece from the blank or word before it, which could otherwise join into
            // a comment or a longer word.
            text.push(' ');
            text.push_str(piece);
        }
        text
    })
}

proptest! {
    #[test]
    fn statements_come_out_as_they_were_put_together(
        parts in prop::collection::vec((blank(), statement(), blank(), blank()), 0..6),
        last_is_open: bool,
    ) {
        let mut script = String::new();
        for (number, (before, statement, after, empty)) in parts.iter().enumerate() {
            script.extend([*before, statement.as_str(), " ", after]);
            if !(last_is_open && number + 1 == parts.len()) {
                script.extend([";", *empty, ";"]);
            }
        }
        let expected: Vec<&str> = parts.iter().map(|part| part.1.as_str()).collect();
        // A piece such as `1e'x'` is refused, and the whole script with it.
        match statements(&script) {
            Ok(found) => prop_assert_eq!(found, expected),
            Err(refused) => {
                prop_assert!(matches!(refused, Unsplittable::Backslash(_)), "{}", refused);
                prop_assert!(script.contains("e'x'"));
            }
        }
    }

    #[test]
    fn any_text_is_split_or_refused_and_what_comes_out_stays_whole(
        script in "[-;'\"$/*()a_1\\\\ \nEéü]{0,40}"
    ) {
        if let Ok(found) = statements(&script) {
            let mut rest = script.as_str();
            for one in found {
                let (_, after) = rest.split_once(one).expect("in order");
                rest = after;
                prop_assert_eq!(statements(one), Ok(vec![one]));
            }
        }
    }
}

#[test]
fn what_cannot_be_split_for_certain_is_refused_with_its_line() {
    for (script, refused) in [
        ("SELECT 1;\nSELECT 'open;\n", Unsplittable::Open(2)),
        ("SELECT \"open;", Unsplittable::Open(1)),
        ("/* /* */ SELECT 1;", Unsplittable::Open(1)),
        ("/*/ SELECT 1;", Unsplittable::Open(1)),
        ("\n\nDO $a$ BEGIN; END $b$;", Unsplittable::Open(3)),
        (r"SELECT 'a\';", Unsplittable::Backslash(1)),
        ("SELECT E'a';", Unsplittable::Backslash(1)),
        (
            "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b);",
            Unsplittable::Inside(1),
        ),
        (
            "CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC SELECT 1; END;",
            Unsplittable::Body(2),
        ),
        ("SELECT 1; -- and\n commit;", Unsplittable::Transaction(2)),
    ] {
        assert_eq!(statements(script), Err(refused), "{script}");
    }
}

#[test]
fn every_migration_is_split_into_statements_that_begin_with_a_verb() {
    const VERBS: [&str; 8] = [
        "ALTER", "COMMENT", "CREATE", "DELETE", "DROP", "INSERT", "SET", "UPDATE",
    ];
    for (name, script) in MIGRATIONS {
        let found = statements(script).unwrap_or_else(|refused| panic!("{name}: {refused}"));
        assert!(!found.is_empty(), "{name}");
        for one in found {
            let verb = one.split_whitespace().next().unwrap_or_default();
            assert!(VERBS.contains(&verb), "{name}: {one}");
        }
    }
}
