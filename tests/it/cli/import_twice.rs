//! Rows that come twice in a file, rows that move, and rows of whom nothing is taken.

use super::import_once::{HEADER, LEDGER, Shop};

#[tokio::test]
async fn a_row_of_an_invoice_and_its_payment_that_comes_twice_in_a_file_counts_once() {
    let mut shop = Shop::open().await;
    shop.write("map.yaml", LEDGER);
    let row = "C-1,R-1,100.00,2026-06-01,2026-06-15,2026-06-10,20.00\n";
    let part = "C-1,R-1,100.00,2026-06-01,2026-06-15,2026-06-11,30.00\n";
    shop.write("a.csv", &format!("{HEADER}{row}{row}{part}"));
    let flags = ["--create-customers", "--map", "map.yaml", "a.csv"];
    let ended = shop.import(&flags).await;
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(
        ended
            .stderr
            .contains("line 3: the row on line 2 says the same of invoice `R-1`"),
        "{}",
        ended.stderr
    );
    assert_eq!(shop.open_of("C-1").await.units, 50);
}

#[tokio::test]
async fn equal_rows_with_an_id_made_of_columns_are_refused_but_for_the_first() {
    let shop = Shop::open().await;
    let map = "currency: EUR\nrows:\n  - kind: purchase\n    fields:\n      customer_id: Who\n      amount: Sum\n      \
               occur_time: Day\n      fact_id: { columns: [Day, Sum] }\n";
    shop.write("till.yaml", map);
    shop.write(
        "till.csv",
        "Who,Day,Sum\nC-1,2026-06-01,3.00\nC-1,2026-06-01,3.00\nC-2,2026-06-01,3.00\n",
    );
    let flags = ["--create-customers", "--map", "till.yaml", "till.csv"];
    let ended = shop.import(&flags).await;
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(
        ended.says("facts: 2 new, 0 recorded before"),
        "{}",
        ended.stdout
    );
    assert!(
        ended
            .stderr
            .contains("line 3: fact_id: the row on line 2 has the same id"),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn a_customer_of_whom_no_row_is_taken_is_not_created() {
    let shop = Shop::open().await;
    shop.write(
        "till.csv",
        "kind,customer_name,occur_time,amount,currency\n\
         purchase,Ann Berg,2026-03-02,10.00,EUR\n\
         purchase,Ben Graf,2026-03-02,10.00,GBP\n\
         purchase,Total,2026-03-02,20.00,EUR\n",
    );
    let flags = ["--create-customers", "till.csv"];
    let checked = shop
        .import(&["--check", "--create-customers", "till.csv"])
        .await;
    assert!(checked.says("1 to be created"), "{}", checked.stdout);
    for counts in ["1 created", "0 created"] {
        let ended = shop.import(&flags).await;
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert!(
            ended.says(&format!("customers: {counts}")),
            "{}",
            ended.stdout
        );
    }
    let names = "SELECT name FROM customers WHERE name <> ''";
    let names: Vec<String> = sqlx::query_scalar(names)
        .fetch_all(&shop.app.store.pool)
        .await
        .unwrap();
    assert_eq!(names, ["Ann Berg"]);
    let all = "SELECT count(*) FROM customers WHERE customer_id <> 'ann-berg'";
    assert_eq!(shop.app.store.count(all).await, 0);
}

#[tokio::test]
async fn a_ledger_with_a_row_inserted_above_counts_no_payment_twice() {
    let mut shop = Shop::open().await;
    shop.write("map.yaml", LEDGER);
    let row = "C-1,R-1,100.00,2026-06-01,2026-06-15,2026-06-10,20.00\n";
    let flags = ["--create-customers", "--map", "map.yaml", "a.csv"];
    shop.write("a.csv", &format!("{HEADER}{row}"));
    shop.import(&flags).await;
    let above = "C-1,R-0,30.00,2026-05-01,2026-05-15,2026-05-10,30.00\n";
    shop.write("a.csv", &format!("{HEADER}{above}{row}"));
    let ended = shop.import(&flags).await;
    assert_eq!(
        ended.code,
        Some(2),
        "the first row has the ids of another one"
    );
    assert!(
        ended.stderr.contains("if rows of the file moved"),
        "{}",
        ended.stderr
    );
    assert_eq!(shop.open_of("C-1").await.units, 80);
}

#[tokio::test]
async fn equal_rows_of_a_json_list_on_one_line_are_refused_too() {
    let mut shop = Shop::open().await;
    shop.write("map.yaml", LEDGER);
    let row = r#"{"Kunde":"C-1","Beleg":"R-1","Betrag":"100.00","Datum":"2026-06-01","Zahlbar":"2026-06-15",
        "Bezahlt":"2026-06-10","Gezahlt":"20.00"}"#
        .replace('\n', "");
    shop.write("a.json", &format!("[{row},{row}]"));
    let ended = shop
        .import(&["--create-customers", "--map", "map.yaml", "a.json"])
        .await;
    assert!(
        ended.stderr.contains("record 1 on this line says the same"),
        "{}",
        ended.stderr
    );
    assert_eq!(shop.open_of("C-1").await.units, 80);
}

#[tokio::test]
async fn a_row_is_compared_with_rows_that_are_taken_and_by_the_ids_of_the_file() {
    let mut shop = Shop::open().await;
    let map = LEDGER.replace(
        "      amount: Gezahlt\n",
        "      amount: Gezahlt\n      fact_id: Nummer\n",
    );
    shop.write("map.yaml", &map);
    let header = HEADER.replace('\n', ",Nummer\n");
    let row = |paid: &str, number: &str| {
        format!("C-1,R-1,100.00,2026-06-01,2026-06-15,2026-06-10,{paid},{number}\n")
    };
    let rows = [
        row("20.00", "P-1"),
        row("20.00", "P-2"),
        row("x", "P-3"),
        row("10.00", "P-3"),
    ];
    shop.write("a.csv", &format!("{header}{}", rows.concat()));
    let ended = shop
        .import(&["--create-customers", "--map", "map.yaml", "a.csv"])
        .await;
    assert!(ended.says("4 read, 1 refused"), "{}", ended.stdout);
    assert_eq!(shop.open_of("C-1").await.units, 50);
}

#[tokio::test]
async fn a_fact_of_two_files_is_in_the_sums_once() {
    let shop = Shop::open().await;
    let text = "kind,customer_id,fact_id,occur_time,amount,currency\npurchase,C-1,P-1,2026-03-02,10.00,EUR\n";
    shop.write("a.csv", text);
    shop.write("b.csv", text);
    let ended = shop.import(&["--create-customers", "a.csv", "b.csv"]).await;
    assert!(ended.says("1 new, 1 recorded before"), "{}", ended.stdout);
    assert!(ended.says("purchase 1 · 10.00 EUR"), "{}", ended.stdout);
}
