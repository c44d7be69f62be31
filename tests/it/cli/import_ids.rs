//! Ids that a spreadsheet or a program has spoiled.

use super::{
    desk::Desk,
    import_files::{ANYBODY, customers, refusals},
};

#[tokio::test]
async fn ids_that_a_spreadsheet_has_spoiled_are_mended_or_refused() {
    let desk = Desk::new().await;
    let ids = [
        ("=\"000123\"", Ok("000123")),
        ("\"=\"\"000124\"\"\"", Ok("000124")),
        ("'000125", Ok("000125")),
        ("'t Hof", Ok("'t Hof")),
        ("1E5", Ok("1E5")),
        ("Null", Ok("Null")),
        ("1042.0", Ok("1042.0")),
        ("1.23457E+11", Err("ROUNDED")),
        ("\"1,23457E+11\"", Err("ROUNDED")),
        ("5E-05", Err("ROUNDED")),
        ("#N/A", Err("SPREADSHEET_ERROR")),
        ("#REF!", Err("SPREADSHEET_ERROR")),
        ("#BEZUG!", Err("SPREADSHEET_ERROR")),
        ("#NAME?", Err("SPREADSHEET_ERROR")),
        ("#17", Ok("#17")),
        ("nan", Err("NO_VALUE")),
        ("NULL", Err("NO_VALUE")),
    ];
    let line = |(id, _): (&str, _)| format!("purchase,{id},2026-01-05,1,EUR\n");
    let text = format!(
        "kind,customer_id,occur_time,amount,currency\n{}",
        ids.map(line).concat()
    );
    let map = "currency: EUR\nrows:\n  - kind: purchase\n    fields:\n      customer_id: {column: \
               customer_id, prefix: p-}\n      occur_time: occur_time\n      amount: amount\n";
    let map = desk.file("map.yaml", map);
    for (prefix, flags) in [("", &[][..]), ("p-", &["--map", map.to_str().unwrap()])] {
        let desk = Desk::new().await;
        let file = desk.file("a.csv", &text);
        let flags: Vec<&str> = ANYBODY.iter().chain(flags).copied().collect();
        let (_, refused) = desk.import(&[&file], &flags).await.unwrap();
        let mut read = customers(&desk);
        read.sort();
        let mut right: Vec<String> = ids
            .iter()
            .filter_map(|(_, id)| id.ok())
            .map(|id| format!("{prefix}{id}"))
            .collect();
        right.sort();
        assert_eq!(read, right);
        let rules: Vec<String> = refusals(&refused[0]).into_iter().map(|row| row.2).collect();
        let right: Vec<&str> = ids.iter().filter_map(|(_, id)| id.err()).collect();
        assert_eq!(rules, right);
    }
}

#[tokio::test]
async fn numbers_of_json_that_are_no_ids_are_refused_behind_a_mapping_too() {
    let desk = Desk::new().await;
    let ids = [
        "\"C-1\"", "17", "1042.0", "1e5", "true", "-3", "[1]", "\"1e5\"",
    ];
    let line =
        |id: &str| format!("{{\"Kunde\": {id}, \"Tag\": \"2026-01-05\", \"Betrag\": 1.5}}\n");
    let map = "format: jsonl\ncurrency: EUR\nrows:\n  - kind: purchase\n    fields:\n      customer_id: \
               {column: kunde, prefix: p-}\n      occur_time: Tag\n      amount: Betrag\n";
    let map = desk.file("map.yaml", map);
    let file = desk.file("a.jsonl", ids.map(line).concat());
    let flags = ["--create-customers", "--map", map.to_str().unwrap()];
    let (_, refused) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!(customers(&desk), ["p-17", "p-1e5", "p-C-1"]);
    let told = refusals(&refused[0]);
    assert!(
        told.iter()
            .all(|row| (row.1.as_str(), row.2.as_str()) == ("customer_id", "NO_ID")),
        "{told:?}"
    );
    assert_eq!(told.len(), 5);
}
