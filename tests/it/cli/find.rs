//! Every command that is about one customer takes the id or the beginning of the name.

use super::by_hand::{Ended, Office};

const NAMES: &str = "Hofmann Joinery\nHofstetter AG\nDr. Müller Zahnarzt\n";

#[tokio::test]
async fn the_beginning_of_a_name_does_for_an_id() {
    let office = Office::with(NAMES).await;
    for words in [
        &["card", "hofm"] as &[&str],
        &["tree", "joi"],
        &["worksheet", "joinery HOF"],
        &[
            "note",
            "hofmann j",
            "thanked",
            "--by",
            "anna",
            "--date",
            "2026-06-30",
        ],
        &[
            "rate",
            "Hofmann Joinery",
            "glad",
            "5",
            "--by",
            "anna",
            "--date",
            "2026-06-30",
        ],
        &[
            "sort",
            "hofmann-joinery",
            "good",
            "--by",
            "anna",
            "--date",
            "2026-06-30",
        ],
    ] {
        let Ended {
            code,
            stdout,
            stderr,
        } = office.run(words).await;
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{words:?}");
        assert!(stdout.contains("Hofmann Joinery"), "{words:?}: {stdout}");
        assert!(!stdout.contains("Hofstetter"), "{words:?}: {stdout}");
    }
}

#[tokio::test]
async fn several_of_that_name_are_listed_with_their_ids_and_a_code_of_their_own() {
    let office = Office::with(NAMES).await;
    let ended = office.run(&["card", "hof"]).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert_eq!(
        ended.stderr,
        "error: several customers are called `hof`:\n  \
           Hofmann Joinery (hofmann-joinery)\n  \
           Hofstetter AG (hofstetter-ag)\n\
         give more of the name, or the id that stands in brackets\n"
    );
}

#[tokio::test]
async fn of_many_ten_are_listed_and_a_whole_name_comes_before_longer_ones() {
    let many: Vec<String> = (1..=12).map(|at| format!("Berg {at:02}\n")).collect();
    let many = many.concat();
    let office = Office::with(&format!("{many}Tal\nTal Garage\n")).await;
    let ended = office.run(&["card", "berg"]).await;
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("  Berg 10 (berg-10)\n  and more\n"),
        "{}",
        ended.stderr
    );
    let ended = office.run(&["card", "tal"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stdout.starts_with("Tal\n") || ended.stdout.starts_with("Tal (tal)"),
        "{}",
        ended.stdout
    );
}

#[tokio::test]
async fn nobody_of_that_name_is_said_with_the_nearest_spelling() {
    let office = Office::with(NAMES).await;
    for (typed, meant) in [
        ("hoffmann", Some("Hofmann Joinery (hofmann-joinery)")),
        ("hofman joinry", Some("Hofmann Joinery (hofmann-joinery)")),
        ("zanarzt", Some("Dr. Müller Zahnarzt (dr-mueller-zahnarzt)")),
        ("xylophon", None),
        ("...", None),
    ] {
        let ended = office.run(&["card", typed]).await;
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(1), ""),
            "{typed}"
        );
        let first = format!("error: no customer has the id or the name `{typed}`");
        let said = match meant {
            Some(meant) => format!("{first}: did you mean {meant}?\n"),
            None => format!("{first}\nhint: "),
        };
        assert!(ended.stderr.starts_with(&said), "{}", ended.stderr);
    }
}
