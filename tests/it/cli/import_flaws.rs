//! Cells that are wrong stay wrong where a mapping joins them or fills them down, and what a mapping says of itself is
//! checked before the first row.

use commands::import::mapping::Mapping;

use super::import_once::Shop;

/// The refused rows as line, field and rule.
async fn refusals(shop: &Shop, map: &str, name: &str, text: &str) -> Vec<String> {
    shop.write("map.yaml", map);
    shop.write(name, text);
    let ended = shop
        .import(&["--create-customers", "--map", "map.yaml", name])
        .await;
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    let refused = shop.folder.path().join(format!("{name}.refused.csv"));
    let mut rows = csv::Reader::from_path(refused).unwrap();
    let rows = rows.records().map(Result::unwrap);
    rows.map(|row| format!("{} {} {}", &row[1], &row[4], &row[5]))
        .collect()
}

const SALES: &str = "currency: EUR\nfill_down: [Who]\nrows:\n  - kind: purchase\n    fields:\n      \
                     customer_id: Who\n      amount: Sum\n      occur_time: Day\n";

#[tokio::test]
async fn a_wrong_id_is_not_filled_into_the_rows_below() {
    let shop = Shop::open().await;
    let text =
        "{\"Who\":1.5,\"Sum\":3,\"Day\":\"2026-01-05\"}\n{\"Sum\":4,\"Day\":\"2026-01-05\"}\n";
    let refused = refusals(&shop, SALES, "a.jsonl", text).await;
    assert_eq!(refused, ["1 customer_id NO_ID", "2 customer_id NO_ID"]);
}

#[tokio::test]
async fn a_name_of_a_field_in_another_case_is_filled_down_too() {
    let shop = Shop::open().await;
    let text = "{\"Who\":\"A\",\"Sum\":3,\"Day\":\"2026-01-05\"}\n\
                {\"who\":\"B\",\"Sum\":4,\"Day\":\"2026-01-05\"}\n\
                {\"Sum\":\"x\",\"Day\":\"2026-01-05\"}\n";
    let refused = refusals(&shop, SALES, "a.jsonl", text).await;
    assert_eq!(refused, ["3 amount NO_DECIMAL"]);
    let ids = "SELECT customer_id FROM facts ORDER BY 1";
    let ids: Vec<String> = sqlx::query_scalar(ids)
        .fetch_all(&shop.app.store.pool)
        .await
        .unwrap();
    assert_eq!(ids, ["A", "B"]);
}

#[tokio::test]
async fn the_parts_of_an_id_are_checked_like_a_whole_one() {
    let shop = Shop::open().await;
    let map = SALES.replace("fill_down: [Who]\n", "").replace(
        "customer_id: Who",
        "customer_id: { columns: [Branch, Who] }",
    );
    let text = "Branch,Who,Sum,Day\n1,nan,3,2026-01-05\n1,1.23457E+11,3,2026-01-05\n1,2E-2024,3,2026-01-05\n";
    let refused = refusals(&shop, &map, "a.csv", text).await;
    assert_eq!(refused, ["2 customer_id NO_VALUE", "3 customer_id ROUNDED"]);
}

#[test]
fn a_wrong_currency_and_too_many_days_are_wrong_before_the_first_row() {
    for (key, words) in [
        ("currency: TALER", "`TALER` is no currency"),
        ("due_days: 4000000000", "`due_days` is more than 3650"),
    ] {
        let mapping = format!("{key}\nrows: [{{ kind: comeback, fields: {{}} }}]");
        let wrong = Mapping::parse(&mapping).unwrap_err();
        assert!(wrong.contains(words), "{wrong}");
    }
}
