//! One fact typed by hand: a rating, an own sort, what was said and what was done.

use std::process::Stdio;

use tokio::process::Command;

use crate::support::app::{self, App};

/// A service with customers that were imported by name.
pub(super) struct Office {
    pub(super) app: App,
    server: String,
}

pub(super) struct Ended {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Office {
    pub(super) async fn with(names: &str) -> Self {
        let app = app::start().await;
        let server = format!("http://{}", app.address);
        let office = Self { app, server };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("names.txt");
        std::fs::write(&file, names).unwrap();
        let ended = office.run(&["import", file.to_str().unwrap()]).await;
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        office
    }

    pub(super) async fn run(&self, words: &[&str]) -> Ended {
        let output = Command::new(env!("CARGO_BIN_EXE_customer-quality"))
            .args(words)
            .env("CUSTOMER_QUALITY_SERVER", &self.server)
            .env_remove("USER")
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap();
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command about Hofmann on a day. Returns what it printed.
    async fn say(&self, words: &[&str]) -> String {
        let usual = ["--by", "anna", "--date", "2026-06-30"];
        let ended = self.run(&[words, &usual].concat()).await;
        assert_eq!(
            (ended.code, ended.stderr.as_str()),
            (Some(0), ""),
            "{words:?}"
        );
        ended.stdout
    }

    async fn refusal(&self, words: &[&str]) -> String {
        let ended = self.run(words).await;
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(1), ""),
            "{words:?}"
        );
        ended.stderr
    }

    async fn card(&self) -> String {
        self.run(&["card", "hofmann"]).await.stdout
    }

    async fn live(&self) -> i64 {
        let live = "SELECT (SELECT count(*) FROM facts) - (SELECT count(*) FROM retractions)";
        self.app.store.count(live).await
    }
}

async fn office() -> Office {
    Office::with("Hofmann Joinery\n").await
}

#[tokio::test]
async fn a_rating_is_said_back_is_on_the_card_and_can_be_taken_back() {
    let office = office().await;
    let printed = office
        .say(&["rate", "hofmann", "glad", "5", "--note", "always a joke"])
        .await;
    assert_eq!(
        printed,
        "Hofmann Joinery (hofmann-joinery): you smile when they call (anna 5): “always a joke”\n\
         to take it back: customer-quality import --undo \
         'hofmann-joinery glad_to_hear_from 2026-06-30 anna 1'\n"
    );
    assert!(
        office
            .card()
            .await
            .contains("you smile when they call (anna 5) · said 30")
    );
    let label = "hofmann-joinery glad_to_hear_from 2026-06-30 anna 1";
    let undone = office.run(&["import", "--undo", label, "--yes"]).await;
    assert_eq!(undone.code, Some(0), "{}", undone.stderr);
    assert_eq!(office.live().await, 0);
    assert!(!office.card().await.contains("(anna 5)"));
}

#[tokio::test]
async fn saying_it_again_changes_nothing_and_another_rating_of_that_day_replaces_it() {
    let office = office().await;
    office.say(&["rate", "hofmann", "glad", "5"]).await;
    let again = office.say(&["rate", "hofmann", "glad", "5"]).await;
    assert!(again.contains("\nthis was recorded before\n"), "{again}");
    let other = office.say(&["rate", "hofmann", "glad", "2"]).await;
    assert!(
        other.contains("\nin place of what was said on the same day before\n"),
        "{other}"
    );
    // Back to the first one, which was taken back in the meantime.
    office.say(&["rate", "hofmann", "glad", "5"]).await;
    assert_eq!(office.live().await, 1);
    assert!(
        office
            .card()
            .await
            .contains("you smile when they call (anna 5)")
    );
    office
        .run(&[
            "rate",
            "hofmann",
            "glad",
            "1",
            "--by",
            "jonas",
            "--date",
            "2026-06-30",
        ])
        .await;
    office.say(&["rate", "hofmann", "price", "4"]).await;
    assert_eq!(office.live().await, 3);
}

#[tokio::test]
async fn what_is_rated_has_the_words_of_the_worksheet_and_of_the_traits() {
    let office = office().await;
    for (what, rating, said) in [
        ("nice", "yes", "they respect you (anna 5)"),
        ("price", "5", "they gladly pay what it is worth (anna 5)"),
        (
            "questions the price?",
            "yes",
            "they question the price (anna 1)",
        ),
        ("value", "mostly", "they see the value of the work (anna 4)"),
        ("opens doors", "4", "they tell others about you (anna 4)"),
        ("others", "1", "they tell nobody about you (anna 1)"),
        ("afford", "3", "they can just about afford you (anna 3)"),
        ("pays", "2", "they pay late (anna 2)"),
        ("hide", "yes", "your heart sinks when they call (anna 1)"),
        ("HIDE", "never", "you smile when they call (anna 5)"),
        (
            "looks-ahead",
            "5",
            "the owner's eyes are on tomorrow (anna 5)",
        ),
        ("TRAIT_MOOD_FITS", "5", "the mood fits (anna 5)"),
    ] {
        let printed = office.say(&["rate", "hofmann", what, rating]).await;
        assert!(printed.contains(said), "{what} {rating}: {printed}");
    }
}

#[tokio::test]
async fn an_own_sort_decides_with_its_why() {
    let office = office().await;
    let printed = office
        .say(&["sort", "hofmann", "good", "sends us half the street"])
        .await;
    let said = "you sorted them as good (anna 5): “sends us half the street”";
    assert!(printed.contains(said), "{printed}");
    let card = office.card().await;
    assert!(
        card.contains("  GOOD  your own sort, by anna on 30 June 2026"),
        "{card}"
    );
}

#[tokio::test]
async fn what_they_said_and_what_you_did_is_on_the_card() {
    let office = office().await;
    let printed = office
        .say(&["note", "hofmann", "praise", "best roof in town"])
        .await;
    assert!(
        printed.contains(": they praised: “best roof in town”\n"),
        "{printed}"
    );
    let again = office
        .say(&["note", "hofmann", "praised", "best roof in town"])
        .await;
    assert!(again.contains("\nthis was recorded before\n"), "{again}");
    office
        .say(&["note", "hofmann", "praise", "and the gutters"])
        .await;
    let printed = office
        .say(&["note", "hofmann", "called", "will think about it"])
        .await;
    assert!(
        printed.contains(": anna called them; will think about it\n"),
        "{printed}"
    );
    office.say(&["note", "hofmann", "thank"]).await;
    assert_eq!(office.live().await, 4);
    let card = office.card().await;
    for said in [
        "30 June 2026: they praised: “best roof in town”",
        "30 June 2026: anna thanked them",
    ] {
        assert!(card.contains(said), "{card}");
    }
}

#[tokio::test]
async fn what_cannot_be_recorded_is_refused_with_the_words_that_can() {
    let office = office().await;
    let by = ["--by", "anna"];
    for (words, said) in [
        (
            &["rate", "hofmann", "humour", "5"],
            "error: `humour` is nothing that is rated. Say one of these",
        ),
        (
            &["rate", "hofmann", "glad", "9"],
            "error: `9` is no answer: write yes, mostly",
        ),
        (
            &["rate", "hofmann", "glad", "?"],
            "error: say how much: 5 (the best) to 1",
        ),
        (
            &["rate", "hofmann", "own-sort", "5"],
            "error: your own sort has a command of its own: customer-quality sort hofmann good",
        ),
        (
            &["note", "hofmann", "gossip", "x"],
            "error: `gossip` is neither something that they said (wish, need, praise, complaint) nor",
        ),
        (
            &["note", "hofmann", "wish", " "],
            "error: what did they say?",
        ),
    ] {
        let printed = office.refusal(&[words.as_slice(), &by].concat()).await;
        assert!(printed.starts_with(said), "{printed}");
    }
    let printed = office
        .refusal(&["sort", "hofmann", "ideal", "--by", "anna"])
        .await;
    assert!(printed.contains("write good"), "{printed}");
    let printed = office.refusal(&["sort", "hofmann", "good"]).await;
    assert_eq!(printed, "error: who says so? Give --by NAME\n");
    let printed = office
        .refusal(&["sort", "hofmann", "good", "--by", "a", "--date", "soon"])
        .await;
    assert!(
        printed.starts_with("error: --date: `soon` is no day"),
        "{printed}"
    );
    assert_eq!(office.live().await, 0);
}

#[tokio::test]
async fn what_is_said_by_hand_counts_more_than_the_sheet_of_the_same_day() {
    let office = office().await;
    let folder = tempfile::tempdir().unwrap();
    let sheet = folder.path().join("sheet.csv");
    let rows = "customer_id,your own sort (good / OK / bad),why\nhofmann-joinery,bad,every bill a quarrel\n";
    std::fs::write(&sheet, rows).unwrap();
    let sheet = ["worksheet", "import", sheet.to_str().unwrap()];
    let from = ["--assessor", "anna", "--date", "2026-06-30"];
    let sent = office.run(&[&sheet[..], &from].concat()).await;
    assert_eq!(sent.code, Some(0), "{}", sent.stderr);
    assert!(office.card().await.contains("\n  BAD"));
    office.say(&["sort", "hofmann", "good", "said sorry"]).await;
    let card = office.card().await;
    assert!(
        card.contains("\n  GOOD") && card.contains("said sorry"),
        "{card}"
    );
}

#[tokio::test]
async fn a_day_ahead_is_refused_in_the_words_of_the_flag() {
    let office = office().await;
    let said = office
        .refusal(&[
            "note",
            "hofmann",
            "called",
            "soon",
            "--by",
            "anna",
            "--date",
            "2199-01-01",
        ])
        .await;
    assert!(said.contains("--date: `2199-01-01` lies ahead"), "{said}");
}
