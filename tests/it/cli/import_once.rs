//! Everything in a file counts once, through the real command and the real service.

use std::{fs, path::Path, process::Stdio};

use customer_quality::pb::{google_type::Money, v1::ListFactsRequest};
use tempfile::TempDir;
use tokio::process::Command;

use crate::support::{
    app::{self, App},
    ask::now,
};

/// A ledger with a row for each invoice and the day and amount of its payment.
pub(super) const LEDGER: &str = r"
currency: EUR
rows:
  - kind: invoice
    fields:
      customer_id: Kunde
      invoice_id: Beleg
      amount: Betrag
      issue_date: Datum
      due_date: Zahlbar
  - kind: payment
    when: [{ column: Bezahlt, blank: false }]
    fields:
      customer_id: Kunde
      invoice_id: Beleg
      amount: Gezahlt
      occur_time: Bezahlt
";
pub(super) const HEADER: &str = "Kunde,Beleg,Betrag,Datum,Zahlbar,Bezahlt,Gezahlt\n";
const PURCHASES: &str = "kind,customer_id,occur_time,amount,currency\n\
                         purchase,C-1,2026-01-05,10.00,EUR\n\
                         purchase,C-1,2026-02-05,20.00,EUR\n";

/// A service, and a folder for files.
pub(super) struct Shop {
    pub(super) app: App,
    pub(super) folder: TempDir,
}

/// What a command printed, and its exit code.
pub(super) struct Ended {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Ended {
    /// Whether it printed these words, wherever its lines break.
    pub(super) fn says(&self, words: &str) -> bool {
        let printed: Vec<&str> = self.stdout.split_whitespace().collect();
        printed.join(" ").contains(words)
    }
}

impl Shop {
    pub(super) async fn open() -> Self {
        Self {
            app: app::start().await,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// Runs `customer-quality import`. The worker of the service stands still, so there is nothing to wait
    /// for.
    pub(super) async fn import(&self, words: &[&str]) -> Ended {
        run(
            self.folder.path(),
            &self.app,
            &[&["import", "--wait", "0"], words].concat(),
        )
        .await
    }

    pub(super) async fn open_of(&mut self, customer_id: &str) -> Money {
        let score = self.app.score(customer_id, now()).await;
        score.payment_outlook.unwrap().open.unwrap_or_default()
    }

    /// The number of recorded facts with a label.
    async fn count(&mut self, label: &str) -> usize {
        let request = ListFactsRequest {
            label: label.to_owned(),
            page_size: 1000,
            ..Default::default()
        };
        let page = self.app.records.list_facts(request).await.unwrap();
        page.into_inner().facts.len()
    }
}

pub(super) async fn run(folder: &Path, app: &App, words: &[&str]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_customer-quality"))
        .args(words)
        .current_dir(folder)
        .env("CUSTOMER_QUALITY_SERVER", format!("http://{}", app.address))
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

#[tokio::test]
async fn a_payment_waits_for_the_invoice_of_its_row_and_both_are_new_once_it_is_corrected() {
    let mut shop = Shop::open().await;
    shop.write("map.yaml", LEDGER);
    // Due before it is issued.
    let wrong = format!(
        "{HEADER}C-1,R-1,100.00,2026-06-01,2026-06-15,2026-06-10,100.00\n\
         C-1,R-2,100.00,2026-06-05,2026-06-01,2026-06-15,20.00\n"
    );
    shop.write("a.csv", &wrong);
    let flags = ["--create-customers", "--map", "map.yaml", "a.csv"];
    let ended = shop.import(&flags).await;
    assert_eq!(ended.code, Some(2));
    assert!(
        ended
            .stdout
            .contains("rows: 2 read, 1 refused\nfacts: 2 new"),
        "{}",
        ended.stdout
    );
    let refused = shop.read("a.csv.refused.csv");
    let lines: Vec<&str> = refused.lines().collect();
    assert_eq!(lines.len(), 3, "{refused}");
    assert!(
        lines[1].starts_with("a.csv,3,2,invoice,invoice.due_date,"),
        "{refused}"
    );
    assert!(
        lines[2]
            .starts_with("a.csv,3,2,payment,,ROW_REFUSED,\"the invoice of this row is refused: "),
        "{refused}"
    );
    assert_eq!(shop.count("a.csv").await, 2);

    shop.write(
        "a.csv",
        &wrong.replace("2026-06-05,2026-06-01", "2026-06-05,2026-06-19"),
    );
    let ended = shop.import(&flags).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stdout.contains("facts: 2 new, 2 recorded before"),
        "{}",
        ended.stdout
    );
    assert_eq!(shop.open_of("C-1").await.units, 80);
}

#[tokio::test]
async fn an_invoice_waits_for_the_payment_of_its_row() {
    let mut shop = Shop::open().await;
    shop.write("map.yaml", LEDGER);
    shop.write(
        "a.csv",
        &format!(
            "{HEADER}C-1,R-1,100.00,2026-06-01,2026-06-15,2026-06-10,0\n\
             C-1,R-2,50.00,2026-06-01,2026-06-15,,\n"
        ),
    );
    let flags = ["--create-customers", "--map", "map.yaml", "a.csv"];
    let ended = shop.import(&flags).await;
    assert!(
        ended
            .stdout
            .contains("rows: 2 read, 1 refused\nfacts: 1 new"),
        "{}",
        ended.stdout
    );
    assert!(
        shop.read("a.csv.refused.csv")
            .contains("the payment of this row is refused")
    );
    assert_eq!(shop.count("a.csv").await, 1);
}

#[tokio::test]
async fn a_ledger_exported_again_under_another_label_leaves_open_what_was_open() {
    let mut shop = Shop::open().await;
    shop.write("map.yaml", LEDGER);
    let january = format!("{HEADER}C-1,R-1,100.00,2026-06-01,2026-06-15,2026-06-10,20.00\n");
    shop.write("january.csv", &january);
    shop.write(
        "year.csv",
        &format!("{january}C-1,R-2,30.00,2026-06-02,2026-06-16,2026-06-12,30.00\n"),
    );
    let flags = ["--create-customers", "--map", "map.yaml"];
    for (file, counts) in [
        ("january.csv", "2 new, 0 recorded before"),
        ("year.csv", "2 new, 2 recorded before"),
        ("year.csv", "0 new, 4 recorded before"),
    ] {
        let ended = shop.import(&[&flags[..], &[file]].concat()).await;
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(ended.says(&format!("facts: {counts}")), "{}", ended.stdout);
        assert_eq!(shop.open_of("C-1").await.units, 80);
    }
    assert!(shop.import(&[&flags[..], &["--check", "year.csv"]].concat()).await.says(
        "1 fact in a row of an invoice recorded before equals a fact of another import and would be left out"
    ));
    let score = shop.app.score("C-1", now()).await;
    assert_eq!(score.payment_outlook.unwrap().due_count, 2);
}

#[tokio::test]
async fn the_year_to_date_under_another_label_is_noticed_before_it_counts() {
    let mut shop = Shop::open().await;
    shop.write("january.csv", PURCHASES);
    let year = format!("{PURCHASES}purchase,C-1,2026-03-05,30.00,EUR\n");
    shop.write("year.csv", &year);
    shop.import(&["--create-customers", "january.csv"]).await;

    let checked = shop.import(&["--check", "year.csv"]).await;
    let words = "warning: 2 facts equal facts of `january.csv` and would be counted twice (the first in \
                 line 2 of year.csv): import with --strict to refuse them";
    assert!(checked.says(words), "{}", checked.stdout);
    assert_eq!(shop.count("year.csv").await, 0);

    let strict = shop.import(&["--strict", "year.csv"]).await;
    assert_eq!(strict.code, Some(2));
    assert!(
        strict.stdout.contains("facts: 1 new, 0 recorded before"),
        "{}",
        strict.stdout
    );
    let refused = shop.read("year.csv.refused.csv");
    assert_eq!(
        refused.matches(",EQUAL_FACT_RECORDED,").count(),
        2,
        "{refused}"
    );
    assert!(refused.contains("the label `january.csv`"), "{refused}");
    assert_eq!(shop.count("year.csv").await, 1);

    let loose = shop.import(&["year.csv"]).await;
    assert_eq!(loose.code, Some(0));
    let words = "warning: 2 facts equal facts of `january.csv` and are counted twice";
    assert!(loose.says(words), "{}", loose.stdout);
    let again = shop.import(&["january.csv"]).await;
    assert!(!again.stdout.contains("twice"), "{}", again.stdout);
}

#[tokio::test]
async fn facts_with_ids_of_their_own_are_not_asked() {
    let shop = Shop::open().await;
    let text = "kind,customer_id,fact_id,occur_time,amount,currency\n\
                purchase,C-1,till-1,2026-01-05,10.00,EUR\n";
    shop.write("a.csv", text);
    shop.write("b.csv", &text.replace("till-1", "till-2"));
    shop.import(&["--create-customers", "a.csv"]).await;
    let ended = shop.import(&["--strict", "b.csv"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(!ended.stdout.contains("twice"), "{}", ended.stdout);
}

#[tokio::test]
async fn a_row_of_totals_makes_no_customer() {
    let shop = Shop::open().await;
    let text = format!(
        "{PURCHASES}purchase,Total,2026-03-31,30.00,EUR\npurchase,SUMME:,2026-03-31,30.00,EUR\n"
    );
    shop.write("a.csv", &text);
    let ended = shop.import(&["--create-customers", "a.csv"]).await;
    assert!(
        ended.stdout.contains("rows: 4 read, 2 refused"),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stdout.contains("customers: 1 created"),
        "{}",
        ended.stdout
    );
    assert!(
        ended
            .stderr
            .contains("line 4: customer_id: this looks like a row of totals"),
        "{}",
        ended.stderr
    );
    // The same word is a customer where it is imported as one.
    shop.write("b.csv", "customer_id,name\nTotal,Total Energies\n");
    assert_eq!(
        shop.import(&["--kind", "customer", "b.csv"]).await.code,
        Some(0)
    );
}

#[tokio::test]
async fn an_import_that_was_undone_is_imported_again_on_request_also_corrected() {
    let mut shop = Shop::open().await;
    let ids = "kind,customer_id,fact_id,occur_time,amount,currency\n\
               purchase,C-1,till-1,2026-01-05,10.00,EUR\n";
    for (name, text) in [("made.csv", PURCHASES), ("ids.csv", ids)] {
        shop.write(name, text);
        let flags = ["--create-customers", name];
        let count = text.lines().count() - 1;
        shop.import(&flags).await;
        let undone = shop.import(&["--undo", name, "--yes"]).await;
        assert_eq!(undone.code, Some(0), "{}", undone.stderr);
        assert!(undone.stderr.contains("give --again"), "{}", undone.stderr);
        assert_eq!(shop.count(name).await, 0);

        let refused = shop.import(&flags).await;
        assert_eq!(refused.code, Some(2));
        let words = ",FACT_RETRACTED,\"this fact was taken back; to record it again, import the file with \
                     --again\"";
        let written = shop.read(&format!("{name}.refused.csv"));
        assert_eq!(written.matches(words).count(), count, "{written}");
        assert_eq!(shop.count(name).await, 0);

        shop.write(name, &text.replace("10.00", "11.00"));
        let again = shop.import(&[&flags[..], &["--again"]].concat()).await;
        assert_eq!(again.code, Some(0), "{}", again.stderr);
        assert!(
            again.says(&format!("facts: {count} new, 0 recorded before")),
            "{}",
            again.stdout
        );
        assert_eq!(shop.count(name).await, count);
        let once_more = shop.import(&[&flags[..], &["--again"]].concat()).await;
        assert!(
            once_more.says(&format!("facts: 0 new, {count} recorded before")),
            "{}",
            once_more.stdout
        );
    }
}
