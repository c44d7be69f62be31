//! What an import and its check say about the files.

use serde_json::{Value, json};

use super::import_once::Shop;

const BOOKS: &str = "kind,customer_id,name,occur_time,invoice_id,amount,currency,issue_date,due_date,hours,effort_kind,billing,exchange_rate\n\
    customer,C-1,Hofmann Joinery,,,,,,,,,,\n\
    invoice,C-1,,,1,1200.50,EUR,2024-01-05,2024-01-19,,,,\n\
    invoice,C-1,,,2,0.005,EUR,2024-03-31,2024-04-14,,,,\n\
    invoice,C-2,,,3,90000,JPY,2024-02-01,2024-02-15,,,,0.0061\n\
    payment,C-1,,2024-01-19,1,1199.00,EUR,,,,,,\n\
    payment,C-2,,2024-02-19,4,5,EUR,,,,,,\n\
    effort,C-2,,2024-02-20,,,,,,18.5,support,unbilled,\n";

#[tokio::test]
async fn a_check_says_the_days_the_exact_sums_and_each_new_customer_once() {
    let shop = Shop::open().await;
    shop.write("books.csv", &BOOKS.replace(",0.005,", ",five,"));
    shop.write(
        "known.csv",
        "kind,customer_id,customer_kind\ncustomer,C-9,business\n",
    );
    shop.import(&["known.csv"]).await;
    let more: Vec<String> = (10..35)
        .map(|at| format!("comeback,C-{at},,2024-01-10,,,,,,,,,"))
        .collect();
    let more = more.join("\n");
    shop.write(
        "more.csv",
        &format!("{BOOKS}{more}\ncomeback,C-9,,2024-01-10,,,,,,,,,\n"),
    );

    let ended = shop
        .import(&[
            "--check",
            "--create-customers",
            "--shift-days",
            "0",
            "books.csv",
        ])
        .await;
    let expected = "\
checked only, nothing was written
rows: 7 read, 1 refused
facts: 5 new, 0 recorded before
customers: 2 to be created, 0 to be updated, 0 unchanged
from 5 January 2024 to 20 February 2024
  effort 1 · 18 h 30 min
  invoice 1 · 1,200.50 EUR
  invoice 1 · 90,000 JPY
  payment 2 · 1,204.00 EUR
0 customers known, 2 to be created: C-2, Hofmann Joinery
1 payment names an invoice that is not in these files: import the invoices too,
unless they are recorded already
1 invoice without a payment in these files, 90,000 JPY
2 invoices open for more than 90 days, 1.50 EUR and 90,000 JPY: the default
model counts this as lost until it is paid
1 invoice paid but for a trifle, 1.50 EUR
";
    assert!(ended.stdout.starts_with(expected), "{}", ended.stdout);
    assert!(
        ended
            .stderr
            .starts_with("line 4: amount: `five` is no number"),
        "{}",
        ended.stderr
    );
    let ended = shop
        .import(&["--check", "--create-customers", "more.csv"])
        .await;
    assert!(
        ended.says("1 customer known, 27 to be created: C-10, C-11, ")
            && ended.says(", C-28 and 7 more 1 payment"),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stdout.contains("  invoice 2 · 1,200.505 EUR\n"),
        "{}",
        ended.stdout
    );
    for line in ended.stdout.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[tokio::test]
async fn a_check_names_the_customers_that_it_would_need() {
    let shop = Shop::open().await;
    let rows: Vec<String> = (10..35)
        .flat_map(|at| [at, at])
        .map(|at| format!("comeback,Firm {at},2024-01-10\n"))
        .collect();
    let rows = format!("kind,customer_name,occur_time\n{}", rows.concat());
    shop.write("names.csv", &rows);
    let ended = shop.import(&["--check", "names.csv"]).await;
    assert!(
        ended.says("nobody is called Firm 10, Firm 11, ")
            && ended.says(
                ", Firm 29 and 5 more: import a list of names first, or create them with --create-customers"
            ),
        "{}",
        ended.stdout
    );
    let ended = shop
        .import(&["--check", "--create-customers", "names.csv"])
        .await;
    assert!(!ended.stdout.contains("nobody"), "{}", ended.stdout);
    assert!(
        ended.says("customers: 25 to be created, 0 to be updated,"),
        "{}",
        ended.stdout
    );
}

#[tokio::test]
async fn a_program_reads_the_same_fields() {
    let shop = Shop::open().await;
    shop.write("books.csv", BOOKS);
    let ended = shop
        .import(&["--check", "--json", "--create-customers", "books.csv"])
        .await;
    let read: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        (
            &read["first_day"],
            &read["last_day"],
            &read["customers_created"]
        ),
        (&json!("2024-01-05"), &json!("2024-03-31"), &json!(2))
    );
    assert_eq!(
        read["sums"][1],
        json!({"kind": "invoice", "count": 2, "currency": "EUR", "amount": "1200.505", "seconds": null})
    );
    assert_eq!(read["new_customers"], json!(["C-2", "Hofmann Joinery"]));
    assert_eq!(
        read["invoices"]["without_payment"]["open"]["JPY"],
        json!("90000")
    );
    assert_eq!(read["now"], Value::Null);
}

#[tokio::test]
async fn after_an_import_it_says_who_is_known_and_how_the_invoices_were_paid() {
    let mut shop = Shop::open().await;
    shop.write("books.csv", BOOKS);
    shop.write(
        "words.csv",
        "kind,customer_id,occur_time,trait,rating,assessor\n\
         assessment,C-2,2026-06-01,respects_us,5,anna\n",
    );
    let flags = ["--create-customers", "books.csv", "words.csv"];
    let ended = shop.import(&flags).await;
    assert!(
        ended
            .stdout
            .contains("\n2 customers are still being worked out: ask again in a moment\n"),
        "{}",
        ended.stdout
    );
    shop.app.settle().await;
    let ended = shop.import(&flags).await;
    insta::assert_snapshot!(ended.stdout, @r"
    rows: 8 read, 0 refused
    facts: 0 new, 7 recorded before
    customers: 0 created, 0 updated, 1 unchanged
    from 5 January 2024 to 1 June 2026
      assessment 1
      effort 1 · 18 h 30 min
      invoice 2 · 1,200.505 EUR
      invoice 1 · 90,000 JPY
      payment 2 · 1,204.00 EUR
    1 payment names an invoice that is not in these files: import the invoices too,
    unless they are recorded already
    2 invoices without a payment in these files, 0.005 EUR and 90,000 JPY
    3 invoices open for more than 90 days, 1.505 EUR and 90,000 JPY: the default
    model counts this as lost until it is paid
    1 invoice paid but for a trifle, 1.50 EUR
    known now: 1 of 2 customers; not yet:
      Hofmann Joinery (C-1): too little is known to sort them
    next: customer-quality sorted
          customer-quality worksheet > sheet.csv, to say what you think of them
    ");
}

#[tokio::test]
async fn invoices_alone_ask_for_the_payments() {
    let shop = Shop::open().await;
    shop.write(
        "invoices.csv",
        "kind,customer_id,invoice_id,amount,currency,issue_date,due_date\n\
         invoice,C-1,1,100,EUR,2024-01-05,2024-01-19\n",
    );
    let ended = shop.import(&["--create-customers", "invoices.csv"]).await;
    assert!(
        ended.stdout.contains(
            "\n1 invoice and no payment: if the payments are in another file, import it too;\n\
             until payments are recorded, nobody is called late\n"
        ),
        "{}",
        ended.stdout
    );
}

#[tokio::test]
async fn scores_asked_for_right_after_an_import_are_being_worked_out() {
    let shop = Shop::open().await;
    shop.write("books.csv", BOOKS);
    shop.import(&["--create-customers", "books.csv"]).await;
    let ended = super::import_once::run(shop.folder.path(), &shop.app, &["top", "--scores"]).await;
    assert!(
        ended
            .stdout
            .starts_with("2 customers are still being worked out"),
        "{}",
        ended.stdout
    );
}

#[tokio::test]
async fn a_new_customer_who_looks_like_a_known_one_is_proposed_for_a_merge() {
    let shop = Shop::open().await;
    shop.write(
        "known.csv",
        "kind,customer_id,name\ncustomer,C-1042,Hofmann Joinery GmbH\ncustomer,C-7,Ada Bakery\n",
    );
    let ended = shop.import(&["known.csv"]).await;
    assert!(!ended.stdout.contains("INTO"), "{}", ended.stdout);
    shop.write(
        "till.csv",
        "kind,customer_name,occur_time,amount,currency\npurchase,HOFMANN JOINERY,2026-03-02,10.00,EUR\n",
    );
    let ended = shop.import(&["--create-customers", "till.csv"]).await;
    let said = "one customer may be here under two ids:\n\
                # both are called Hofmann Joinery GmbH\n\
                customer-quality merge hofmann-joinery INTO C-1042\n";
    assert!(ended.stdout.contains(said), "{}", ended.stdout);
}

#[tokio::test]
async fn credit_notes_for_invoices_that_are_not_there_are_said() {
    let shop = Shop::open().await;
    shop.write(
        "credits.csv",
        "kind,customer_id,occur_time,invoice_id,amount,currency\n\
         credit_note,C-1,2026-03-02,R-9,40.00,EUR\n",
    );
    let ended = shop.import(&["--create-customers", "credits.csv"]).await;
    let words = "1 credit note or returned payment is for an invoice that is not in these files";
    assert!(ended.says(words), "{}", ended.stdout);
}
