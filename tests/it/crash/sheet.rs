//! A file to import, made so that its result is known in advance.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::house::{End, House};

const HEADER: &str = "kind,customer_id,name,customer_kind,occur_time,invoice_id,amount,currency,\
                      issue_date,due_date,hours,effort_kind,billing,referred_customer_id";
/// How a row of each kind looks, with `{c}` for the customer and `{n}` for the record's number.
const ROWS: [&str; 5] = [
    "invoice,{c},,,,F-{n},120.50,EUR,2026-03-31,2026-04-14,,,,",
    "payment,{c},,,2026-04-10,F-{n},120.50,EUR,,,,,,",
    "purchase,{c},,,2026-02-11,,19.90,EUR,,,,,,",
    "effort,{c},,,2026-02-12,,,,,,1.5,support,unbilled,",
    "credit_note,{c},,,2026-05-01,F-{n},5,EUR,,,,,,",
];
/// Rows that are refused, and by which rule.
const BAD: [(&str, &str); 5] = [
    ("purchase,{c},,,2026-02-11,,five,EUR,,,,,,", "NO_DECIMAL"),
    (
        "purchase,{c},,,2026-02-11,,5,USD,,,,,,",
        "CURRENCY_MISMATCH",
    ),
    (
        "purchase,nobody,,,2026-02-11,,5,EUR,,,,,,",
        "CUSTOMER_NOT_FOUND",
    ),
    (
        "invoice,{c},,,,F-{twin},99,EUR,2026-03-31,2026-04-14,,,,",
        "INVOICE_EXISTS",
    ),
    (
        "referral,{z},,,2026-02-13,,,,,,,,,{c}",
        "REFERRER_ALREADY_SET",
    ),
];

/// A file and what must come of it.
pub(super) struct Sheet {
    name: String,
    customers: BTreeSet<String>,
    fact_ids: BTreeSet<String>,
    refused: BTreeSet<(String, String)>,
    text: String,
}

impl Sheet {
    /// A file of about `count` facts of `customers` customers, one row in forty refused.
    pub(super) fn new(name: &str, customers: usize, count: usize) -> Self {
        let mut sheet = Self {
            name: name.to_owned(),
            customers: BTreeSet::new(),
            fact_ids: BTreeSet::new(),
            refused: BTreeSet::new(),
            text: format!("{HEADER}\n"),
        };
        let id = |number: usize| format!("{name}-{number}");
        let mut record = 0;
        for number in 0..customers {
            record += 1;
            sheet.customers.insert(id(number));
            let _ = writeln!(
                sheet.text,
                "customer,{0},Firm {0},business,,,,,,,,,,",
                id(number)
            );
        }
        for number in 1..customers {
            record += 1;
            sheet.expect_fact(record);
            let referrer = id((number - 1) / 3);
            let _ = writeln!(
                sheet.text,
                "referral,{referrer},,,2026-02-13,,,,,,,,,{}",
                id(number)
            );
        }
        for number in 0..count {
            record += 1;
            let bad = number % 40 == 39;
            let row = if bad {
                let (row, rule) = BAD[number / 40 % BAD.len()];
                sheet.refused.insert((record.to_string(), rule.to_owned()));
                row
            } else {
                sheet.expect_fact(record);
                ROWS[number % ROWS.len()]
            };
            // The rows of one invoice have one customer and one number; the twin is an earlier invoice.
            let invoice = number / ROWS.len();
            let twin = invoice.saturating_sub(3);
            let customer = if row.contains("{twin}") {
                twin
            } else {
                invoice
            };
            let row = row
                .replace("{c}", &id(1 + customer % (customers - 1)))
                .replace("{z}", &id(0))
                .replace("{n}", &invoice.to_string())
                .replace("{twin}", &twin.to_string());
            let _ = writeln!(sheet.text, "{row}");
        }
        sheet
    }

    fn expect_fact(&mut self, record: usize) {
        self.fact_ids.insert(format!("{}:{record}", self.name));
    }

    /// Puts the file into the house.
    pub(super) fn put_into(&self, house: &House) {
        house.write(&self.name, &self.text);
    }

    /// Checks that everything in the file is there exactly once, and that the rest was refused.
    pub(super) async fn is_all_there(&self, house: &House) {
        let listed = house.facts("", &self.name).await;
        let ids: BTreeSet<String> = listed.iter().map(|fact| fact.fact_id.clone()).collect();
        assert_eq!(ids.len(), listed.len(), "each fact is listed once");
        let lost: Vec<&String> = self.fact_ids.difference(&ids).take(5).collect();
        let strange: Vec<&String> = ids.difference(&self.fact_ids).take(5).collect();
        assert!(
            lost.is_empty() && strange.is_empty(),
            "lost {lost:?}, strange {strange:?}"
        );
        let customers: BTreeSet<String> = house.customers().await.into_iter().collect();
        assert!(self.customers.is_subset(&customers));
        assert_eq!(self.refused_in(house), self.refused);
        house.is_consistent().await;
    }

    /// Imports the file once more and checks that this adds nothing.
    pub(super) async fn adds_nothing(&self, house: &House) {
        let end = house.import(&[&self.name]).await;
        self.is_finished(&end);
        assert!(
            end.answer.contains("facts: 0 new")
                && end.answer.contains("customers: 0 created, 0 updated"),
            "{end:?}"
        );
        self.is_all_there(house).await;
    }

    /// Checks that an import came to its end: some rows were refused, and nothing else was wrong.
    pub(super) fn is_finished(&self, end: &End) {
        assert_eq!(end.code, Some(2), "{end:?}");
        let refused = format!(", {} refused", self.refused.len());
        assert!(end.answer.contains(&refused), "{end:?}");
    }

    fn refused_in(&self, house: &House) -> BTreeSet<(String, String)> {
        let text = house.read(&format!("{}.refused.csv", self.name));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows = reader.records().map(Result::unwrap);
        rows.map(|row| (row[2].to_owned(), row[5].to_owned()))
            .collect()
    }
}
