//! The workplace of the tests of presets and guesses: the whole service, and the whole command.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Stdio,
};

use customer_quality::pb::v1::{ListFactsRequest, fact::Body};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::support::app::{self, App};

/// A service, and a folder for the rows that it refuses.
pub(crate) struct Desk {
    app: App,
    pub(crate) folder: TempDir,
}

/// Rows read and refused, facts new and recorded before.
pub(crate) type Counts = [u64; 4];

impl Desk {
    pub(crate) async fn in_currency(currency: &str) -> Self {
        let app = app::start_in(currency).await;
        Self {
            app,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn refused_file(&self) -> PathBuf {
        self.folder.path().join("refused.csv")
    }

    /// Imports a sample with a preset under a label.
    pub(crate) async fn import(
        &self,
        preset: &str,
        sample: &str,
        label: &str,
        flags: &[&str],
    ) -> Counts {
        let path = format!("examples/presets/{sample}");
        let words = ["--preset", preset, "--label", label];
        self.run(&path, &[&words[..], flags].concat()).await
    }

    /// Imports a file, creating the customers that it names.
    pub(crate) async fn run(&self, path: &str, flags: &[&str]) -> Counts {
        let output = Command::new(env!("CARGO_BIN_EXE_customer-quality"))
            .args(["import", "--json", "--create-customers", "--refused"])
            .arg(self.refused_file())
            .args(flags)
            .arg(path)
            .env(
                "CUSTOMER_QUALITY_SERVER",
                format!("http://{}", self.app.address),
            )
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        let counts: Value = serde_json::from_str(&told).unwrap_or_else(|_| {
            panic!("{path}: {told}{}", String::from_utf8_lossy(&output.stderr))
        });
        let counts = ["rows_read", "rows_refused", "facts_new", "facts_duplicate"]
            .map(|key| counts[key].as_u64().unwrap());
        let code = if counts[1] == 0 { 0 } else { 2 };
        assert_eq!(output.status.code(), Some(code), "{path}: {told}");
        counts
    }

    /// Line, field and rule of each refused row of the latest import.
    pub(crate) fn refused(&self) -> Vec<(u64, String, String)> {
        let path = self.refused_file();
        if !Path::new(&path).exists() {
            return vec![];
        }
        let mut rows = csv::Reader::from_path(path).unwrap();
        let rows = rows.records().map(Result::unwrap);
        rows.map(|row| {
            (
                row[1].parse().unwrap(),
                row[4].to_owned(),
                row[5].to_owned(),
            )
        })
        .collect()
    }

    /// The number of recorded facts by kind, and the sum of their amounts or minutes.
    pub(crate) async fn sums(&mut self, source: &str) -> BTreeMap<String, (u32, String)> {
        let request = ListFactsRequest {
            source: source.to_owned(),
            page_size: 1000,
            ..ListFactsRequest::default()
        };
        let page = self
            .app
            .records
            .list_facts(request)
            .await
            .unwrap()
            .into_inner();
        let mut sums: BTreeMap<String, (u32, i64, String)> = BTreeMap::new();
        for fact in page.facts {
            let (kind, cents, unit) = money(&fact.fact.unwrap().body.unwrap());
            let sum = sums.entry(kind.to_owned()).or_insert((0, 0, unit.clone()));
            *sum = (sum.0 + 1, sum.1 + cents, unit);
        }
        let show =
            |(count, cents, unit)| (count, format!("{}.{:02} {unit}", cents / 100, cents % 100));
        sums.into_iter()
            .map(|(kind, sum)| (kind, show(sum)))
            .collect()
    }

    pub(crate) async fn names(&self) -> Vec<String> {
        let customers = self.app.store.pool.clone();
        let rows: Vec<(String,)> = sqlx::query_as("SELECT name FROM customers ORDER BY name")
            .fetch_all(&customers)
            .await
            .unwrap();
        rows.into_iter().map(|(name,)| name).collect()
    }
}

/// The kind of a fact with its amount in hundredths.
fn money(body: &Body) -> (&'static str, i64, String) {
    let of = |kind, amount: &Option<customer_quality::pb::google_type::Money>| {
        let amount = amount.clone().unwrap();
        (
            kind,
            amount.units * 100 + i64::from(amount.nanos) / 10_000_000,
            amount.currency_code,
        )
    };
    match body {
        Body::Invoice(it) => of("invoice", &it.amount),
        Body::Payment(it) => of("payment", &it.amount),
        Body::PaymentReturn(it) => of("payment_return", &it.amount),
        Body::CreditNote(it) => of("credit_note", &it.amount),
        Body::Purchase(it) => of("purchase", &it.amount),
        Body::Cost(it) => of("cost", &it.amount),
        Body::InvoiceVoid(_) => ("invoice_void", 0, String::new()),
        Body::Effort(it) => (
            "effort",
            it.duration.as_ref().unwrap().seconds * 100,
            "s".to_owned(),
        ),
        other => panic!("{other:?}"),
    }
}

/// What the recorded facts of a kind are expected to be.
pub(crate) fn expected(rows: &[(&str, u32, &str)]) -> BTreeMap<String, (u32, String)> {
    let rows = rows.iter();
    rows.map(|(kind, count, sum)| ((*kind).to_owned(), (*count, (*sum).to_owned())))
        .collect()
}
