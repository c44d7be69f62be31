//! Rows that name their customers by name instead of by an id.

use super::desk::Desk;

const BY_NAME: &str = "kind,customer_id,customer_name,name,occur_time,amount,currency\n\
                       purchase,,Anna Berg,,2026-01-01,5,EUR\n\
                       purchase,,anna  berg,,2026-01-02,6,EUR\n\
                       customer,C-7,,Bert,,,\n\
                       purchase,,Bert,,2026-01-03,7,EUR\n\
                       purchase,,Brandt & Söhne,,2026-01-04,8,EUR\n\
                       purchase,C-7,Berta,,2026-01-05,9,EUR\n";

#[tokio::test]
async fn facts_by_name_belong_to_the_customer_with_the_name() {
    let desk = Desk::new().await;
    let known = "kind,customer_id,name\ncustomer,C-1,Anna Berg\ncustomer,C-2,Anna Bergmann\n";
    desk.import(&[&desk.file("known.csv", known)], &[])
        .await
        .unwrap();
    let file = desk.file("a.csv", BY_NAME);
    let (tally, refused) = desk.import(&[&file], &[]).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (4, 1));
    let refused = std::fs::read_to_string(&refused[0]).unwrap();
    assert!(
        refused.contains(",6,5,purchase,customer_name,NO_SUCH_CUSTOMER,\"nobody is called `Brandt"),
        "{refused}"
    );
    let ids: Vec<String> = desk
        .fake
        .state
        .lock()
        .unwrap()
        .facts
        .keys()
        .map(|key| key.0.clone())
        .collect();
    assert_eq!(ids, ["C-1", "C-1", "C-7", "C-7"]);
}

#[tokio::test]
async fn unknown_names_become_customers_where_told_and_the_file_again_changes_nothing() {
    let desk = Desk::new().await;
    let file = desk.file("a.csv", BY_NAME);
    let (first, _) = desk
        .import(&[&file], &["--create-customers"])
        .await
        .unwrap();
    assert_eq!(
        (first.facts_new, first.rows_refused, first.customers_created),
        (5, 0, 3)
    );
    {
        let state = desk.fake.state.lock().unwrap();
        let names = state
            .customers
            .iter()
            .map(|(id, it)| (id.as_str(), it.name.as_str()));
        let expected = [
            ("C-7", "Bert"),
            ("anna-berg", "Anna Berg"),
            ("brandt-and-soehne", "Brandt & Söhne"),
        ];
        assert_eq!(names.collect::<Vec<_>>(), expected);
    }
    let (again, _) = desk
        .import(&[&file], &["--create-customers"])
        .await
        .unwrap();
    assert_eq!(
        (
            again.facts_new,
            again.facts_duplicate,
            again.customers_created
        ),
        (0, 5, 0)
    );
}

#[tokio::test]
async fn names_in_json_lines_and_behind_a_mapping_are_found_too() {
    let desk = Desk::new().await;
    let known = "kind,customer_id,name\ncustomer,C-1,Anna Berg\n";
    desk.import(&[&desk.file("known.csv", known)], &[])
        .await
        .unwrap();
    let json = r#"{"kind":"comeback","customer_name":"Anna Berg","occur_time":"2026-01-01"}"#;
    let (tally, _) = desk
        .import(&[&desk.file("a.jsonl", json)], &[])
        .await
        .unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (1, 0));
    let map = desk.file(
        "m.yaml",
        "rows:\n  - kind: comeback\n    fields: { customer_name: Kunde, occur_time: Datum }\n",
    );
    let flags = ["--map", map.to_str().unwrap()];
    let file = desk.file("b.csv", "Kunde,Datum\nANNA BERG,2026-01-02\n");
    let (tally, _) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (1, 0));
    let state = desk.fake.state.lock().unwrap();
    assert!(state.facts.keys().all(|key| key.0 == "C-1"));
}

#[tokio::test]
async fn names_of_another_file_of_the_import_are_known_and_so_are_rows_below() {
    let desk = Desk::new().await;
    let sales =
        "kind,customer_name,occur_time\ncomeback,Anna,2026-01-01\ncomeback,Bert,2026-01-02\n";
    let sales = desk.file("sales.csv", sales);
    let known = desk.file(
        "known.csv",
        "kind,customer_id,name\ncustomer,C-1,Anna\ncustomer,C-2,Bert\n",
    );
    for new in [2, 0] {
        let (tally, _) = desk.import(&[&sales, &known], &[]).await.unwrap();
        assert_eq!((tally.facts_new, tally.rows_refused), (new, 0));
    }
    let renamed = desk.file("known.csv", "kind,customer_id,name\ncustomer,C-1,Carla\n");
    let (tally, _) = desk
        .import(&[&sales, &renamed], &["--rename"])
        .await
        .unwrap();
    assert_eq!((tally.facts_duplicate, tally.rows_refused), (1, 1));
}

#[tokio::test]
async fn a_mapping_makes_customers_of_names() {
    let desk = Desk::new().await;
    let map = desk.file(
        "m.yaml",
        "rows:\n  - kind: customer\n    fields: { customer_name: Kunde, customer_kind: { value: business } }\n  \
         - kind: comeback\n    fields: { customer_name: Kunde, occur_time: Datum }\n",
    );
    let flags = ["--map", map.to_str().unwrap()];
    let file = desk.file(
        "b.csv",
        "Kunde,Datum\nAnna Berg,2026-01-02\nanna berg,2026-01-03\n",
    );
    for new in [2, 0] {
        let (tally, _) = desk.import(&[&file], &flags).await.unwrap();
        assert_eq!((tally.facts_new, tally.rows_refused), (new, 0));
    }
    let state = desk.fake.state.lock().unwrap();
    let names: Vec<&str> = state
        .customers
        .values()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["Anna Berg"]);
}

#[tokio::test]
async fn two_names_never_become_one_customer() {
    let desk = Desk::new().await;
    let text = "kind,customer_name,occur_time\ncomeback,Müller,2026-01-01\n\
                comeback,Mueller,2026-01-01\ncomeback,Müller,2026-01-02\ncomeback,***,2026-01-01\n";
    let file = desk.file("a.csv", text);
    let (tally, refused) = desk
        .import(&[&file], &["--create-customers"])
        .await
        .unwrap();
    assert_eq!(
        (tally.facts_new, tally.rows_refused, tally.customers_created),
        (2, 2, 1)
    );
    let refused = std::fs::read_to_string(&refused[0]).unwrap();
    assert!(
        refused.contains("would get the id `mueller`, which `Müller` has"),
        "{refused}"
    );
    assert!(
        refused.contains("`***` has neither a letter nor a digit"),
        "{refused}"
    );
}
