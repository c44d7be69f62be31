//! The commands that an import proposes reach the service that it reached.

use std::process::Stdio;

use tokio::process::Command;

use crate::support::app;

const BOOKS: &str = "kind,customer_id,name,occur_time\n\
                     customer,C-1,Anna Berg,\ncustomer,C-2,ANNA BERG,\ncomeback,C-1,,2026-01-02\n";

/// What the command prints. The service's address is in a flag or in the environment.
async fn printed(server: &str, by_flag: bool, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_customer-quality"));
    command.args(words).stdin(Stdio::null());
    if by_flag {
        command
            .args(["--server", server])
            .env_remove("CUSTOMER_QUALITY_SERVER");
    } else {
        command.env("CUSTOMER_QUALITY_SERVER", server);
    }
    let output = command.output().await.unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The proposed commands, one a line.
fn proposed(text: &str) -> Vec<&str> {
    let lines = text
        .lines()
        .filter(|line| line.contains("customer-quality "));
    lines.collect()
}

#[tokio::test]
async fn proposed_commands_have_the_server_that_a_flag_named_and_no_other() {
    let app = app::start().await;
    let server = format!("http://{}", app.address);
    let folder = tempfile::tempdir().unwrap();
    let (books, names) = (
        folder.path().join("books.csv"),
        folder.path().join("names.txt"),
    );
    std::fs::write(&books, BOOKS).unwrap();
    std::fs::write(&names, "Berta\nCarla\n").unwrap();
    let books = ["import", "--wait", "0", books.to_str().unwrap()];
    let names = ["import", names.to_str().unwrap()];

    let text = printed(&server, true, &books).await;
    assert_eq!(proposed(&text).len(), 3, "{text}");
    let text = text + &printed(&server, true, &names).await;
    let text = text + &printed(&server, true, &["merge", "--propose"]).await;
    assert!(proposed(&text).len() >= 7, "{text}");
    for line in proposed(&text) {
        assert!(line.contains(&format!(" --server {server}")), "{line}");
    }

    let text = printed(&server, false, &books).await;
    let text = text + &printed(&server, false, &names).await;
    let text = text + &printed(&server, false, &["merge", "--propose"]).await;
    assert!(proposed(&text).len() >= 6, "{text}");
    assert!(!text.contains("--server"), "{text}");
}
