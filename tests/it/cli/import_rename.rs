//! An id that two programs give to two customers does not make one customer of them.

use super::{desk::Desk, import_once::Shop};

const DEBTORS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/examples/presets/datev/EXTF_Debitoren.csv"
);
const DOCUMENTS: &str = "Belegart;Belegnummer;Belegdatum;Fällig am;Kundennummer;Kunde;Status;Nettobetrag;Steuer;\
    Bruttobetrag;Währung;Bezahlt am\n\
    Rechnung;RE1001;08.06.2026;22.06.2026;10001;Hofgut Übelacker;Bezahlt;1.000,00;190,00;1.190,00;EUR;12.06.2026\n\
    Rechnung;RE1002;09.06.2026;23.06.2026;10001;Hofgut Übelacker;Offen;100,00;19,00;119,00;EUR;\n\
    Rechnung;RE1003;09.06.2026;23.06.2026;10002;CAFE LOWEN;Offen;100,00;19,00;119,00;EUR;\n";

const REFUSED: &str = "10001 is called Müller Gebäudereinigung GmbH, and this row calls it Hofgut Übelacker: if \
    both are one customer, import with --rename; if not, give the ids of this file a prefix in a mapping";

async fn names(shop: &Shop) -> Vec<String> {
    let query =
        "SELECT name FROM customers WHERE customer_id IN ('10001', '10002') ORDER BY customer_id";
    let rows: Vec<(String,)> = sqlx::query_as(query)
        .fetch_all(&shop.app.store.pool)
        .await
        .unwrap();
    rows.into_iter().map(|(name,)| name).collect()
}

#[tokio::test]
async fn the_numbers_of_another_program_do_not_rename_the_customers_of_the_first() {
    let shop = Shop::open().await;
    std::fs::copy(DEBTORS, shop.folder.path().join("debtors.csv")).unwrap();
    shop.import(&["--preset", "datev-customers", "debtors.csv"])
        .await;
    shop.write("belege.csv", DOCUMENTS);
    let import = ["--preset", "lexoffice", "belege.csv"];
    let check = shop.import(&[&["--check"], &import[..]].concat()).await;
    let ended = shop.import(&import).await;
    for (ended, updated) in [(check, "1 to be updated"), (ended, "1 updated")] {
        assert_eq!(ended.code, Some(2), "{}", ended.stdout);
        assert!(
            ended.says("rows: 3 read, 2 refused facts: 1 new"),
            "{}",
            ended.stdout
        );
        assert!(ended.says(updated), "{}", ended.stdout);
        for line in [2, 3] {
            let words = format!("line {line}: {REFUSED}\n");
            assert!(ended.stderr.contains(&words), "{}", ended.stderr);
        }
    }
    assert_eq!(
        names(&shop).await,
        ["Müller Gebäudereinigung GmbH", "CAFE LOWEN"]
    );
    let refused = shop.read("belege.csv.refused.csv");
    assert_eq!(refused.matches(",OTHER_NAME,").count(), 2, "{refused}");
    assert_eq!(refused.matches(",ROW_REFUSED,").count(), 3, "{refused}");

    let ended = shop.import(&[&["--rename"], &import[..]].concat()).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.says("facts: 3 new, 1 recorded before"),
        "{}",
        ended.stdout
    );
    assert_eq!(names(&shop).await, ["Hofgut Übelacker", "CAFE LOWEN"]);
}

#[tokio::test]
async fn two_names_of_one_id_in_one_file_are_two_customers_unless_they_share_a_word() {
    let desk = Desk::new().await;
    let rows = "kind,customer_id,name\n\
                customer,C-1,\n\
                customer,C-1,Anna Berg\n\
                customer,C-1,\"BERG, A.\"\n\
                customer,C-1,Carla GmbH\n\
                customer,C-2,Müller & Co. GmbH\n\
                customer,C-2,MÜLLER\n\
                customer,C-2,muller\n\
                customer,C-2,Hofgut & Co. GmbH\n";
    let file = desk.file("a.csv", rows);
    for flags in [&["--check"][..], &[], &[]] {
        let (tally, refused) = desk.import(&[&file], flags).await.unwrap();
        assert_eq!((tally.rows_read, tally.rows_refused), (8, 2));
        let refused = std::fs::read_to_string(&refused[0]).unwrap();
        assert!(
            refused.contains("C-1 is called \"\"BERG, A.\"\"")
                || refused.contains("C-1 is called BERG, A.,"),
            "{refused}"
        );
        assert!(refused.contains("C-2 is called muller, and"), "{refused}");
    }
    let name = |id: &str| desk.fake.state.lock().unwrap().customers[id].name.clone();
    assert_eq!(
        (name("C-1"), name("C-2")),
        ("BERG, A.".into(), "muller".into())
    );
    let (tally, _) = desk.import(&[&file], &["--rename"]).await.unwrap();
    assert_eq!(tally.rows_refused, 0);
    assert_eq!(name("C-1"), "Carla GmbH");
}

#[tokio::test]
async fn facts_that_use_a_refused_name_do_not_go_to_the_customer_of_the_id() {
    let desk = Desk::new().await;
    let known = desk.file(
        "known.csv",
        "kind,customer_id,name\ncustomer,C-1,Anna Berg\n",
    );
    desk.import(&[&known], &[]).await.unwrap();
    let file = desk.file(
        "a.csv",
        "kind,customer_id,customer_name,name,occur_time\n\
         customer,C-1,,Hofgut,\n\
         comeback,,Hofgut,,2026-01-02\n\
         comeback,,Anna Berg,,2026-01-03\n",
    );
    let (tally, _) = desk.import(&[&file], &[]).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (1, 2));
}
