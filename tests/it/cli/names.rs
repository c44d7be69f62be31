//! Customers in files that give only their names.

use commands::{import::tally::Tally, name};

use super::{
    desk::Desk,
    oracle::Oracle,
    questions::{self, Ended},
};

const TWELVE: [&str; 12] = [
    "Anna Berg",
    "Brandt & Söhne",
    "Hofmann, Joinery",
    "Dr. Eberhard",
    "Florist Green",
    "Garage Rossi",
    "Ärzte am Markt",
    "Iris O'Neill",
    "Jansen Bakery",
    "Köhler",
    "Lund Dairy",
    "Moser GmbH",
];

fn created(count: u64) -> Tally {
    Tally {
        rows_read: count,
        customers_created: count,
        ..Tally::default()
    }
}

/// The names of all customers by id.
fn names(desk: &Desk) -> Vec<(String, String)> {
    let state = desk.fake.state.lock().unwrap();
    let customers = state.customers.iter();
    customers
        .map(|(id, customer)| (id.clone(), customer.name.clone()))
        .collect()
}

#[test]
fn an_id_is_made_of_the_letters_and_digits_of_a_name() {
    for (told, id) in [
        ("Anna Berg", "anna-berg"),
        ("  Brandt & Söhne ", "brandt-and-soehne"),
        ("Dr. Eberhard", "dr-eberhard"),
        ("Iris O'Neill", "iris-oneill"),
        ("Straße 7/8 (Łódź)", "strasse-7-8-lodz"),
        ("Café Zoë", "cafe-zoe"),
        ("山田商店", "山田商店"),
        ("***", ""),
    ] {
        assert_eq!(name::made_id(told), id);
    }
    let long = name::made_id(&"Very long name ".repeat(20));
    assert!(
        long.chars().count() <= 128 && !long.ends_with('-'),
        "{long}"
    );
}

#[tokio::test]
async fn twelve_names_in_a_file_are_twelve_customers_and_the_file_again_adds_nobody() {
    let desk = Desk::new().await;
    let bare = TWELVE
        .join("\n")
        .replace("Hofmann, Joinery", "\"Hofmann, Joinery\"");
    for (file, text) in [
        ("names.txt", format!("name\n{}\n", TWELVE.join("\n"))),
        ("names.csv", bare.clone()),
        (
            "column.csv",
            format!("Kunde,,\n{bare}\n").replace('\n', "\r\n"),
        ),
        (
            "wide.csv",
            format!(
                "Name,acquisition_source\n{},fair\n",
                bare.replace('\n', ",fair\n")
            ),
        ),
    ] {
        let desk = Desk::new().await;
        let path = desk.file(file, text);
        let (tally, refused) = desk.import(&[&path], &[]).await.unwrap();
        assert_eq!(tally, created(12), "{file}");
        assert!(refused.is_empty());
        let mut told: Vec<String> = names(&desk).into_iter().map(|(_, name)| name).collect();
        told.sort();
        let mut twelve = TWELVE;
        twelve.sort_unstable();
        assert_eq!(told, twelve, "{file}");
    }
    let path = desk.file("names.csv", bare);
    desk.import(&[&path], &[]).await.unwrap();
    let ids: Vec<String> = names(&desk).into_iter().map(|(id, _)| id).collect();
    assert_eq!(
        ids[..3],
        ["aerzte-am-markt", "anna-berg", "brandt-and-soehne"]
    );
    let (again, _) = desk.import(&[&path], &[]).await.unwrap();
    assert_eq!(
        (again.customers_created, again.customers_unchanged),
        (0, 12)
    );
    let state = desk.fake.state.lock().unwrap();
    let mask = state.upserts[0].update_mask.clone().unwrap();
    assert_eq!(mask.paths, ["name"]);
    assert!(state.customers.values().all(|customer| customer.kind == 0));
}

#[tokio::test]
async fn a_file_with_a_column_of_names_is_of_customers() {
    let desk = Desk::new().await;
    let text = "customer_id,name\nC-1,Anna Berg\nC-2,Bert\n";
    let (tally, _) = desk
        .import(&[&desk.file("a.csv", text)], &[])
        .await
        .unwrap();
    assert_eq!(tally, created(2));
    let told = names(&desk);
    assert_eq!(told[1], ("C-2".to_owned(), "Bert".to_owned()));
}

#[tokio::test]
async fn two_equal_names_are_refused_with_what_to_do_and_the_others_are_told() {
    let desk = Desk::new().await;
    let text = "name\nAnna Berg\nMüller\nanna  berg\nMueller\n***\nBert\n";
    let path = desk.file("names.txt", text);
    let (tally, refused) = desk.import(&[&path], &[]).await.unwrap();
    assert_eq!((tally.customers_created, tally.rows_refused), (3, 3));
    insta::assert_snapshot!(std::fs::read_to_string(&refused[0]).unwrap().replace(path.to_str().unwrap(), "names.txt"), @r#"
    file,line,record,item,field,rule,remedy,text
    names.txt,4,3,customer,name,NAME_TWICE,"`anna  berg` is on line 2 already: leave this line out; if they are two, write what tells them apart, as in `anna  berg (Hamburg)`",anna  berg
    names.txt,5,4,customer,name,NAME_TWICE,"`Mueller` would get the id `mueller` like `Müller` on line 3: write what tells them apart, or give the file a column customer_id",Mueller
    names.txt,6,5,customer,name,NO_NAME,`***` has neither a letter nor a digit: write the name,***
    "#);
}

#[tokio::test]
async fn a_name_leads_to_who_is_known_by_it() {
    let desk = Desk::new().await;
    let told = "kind,customer_id,name\ncustomer,C-7,Anna Berg\ncustomer,bert,Bertram\n\
                customer,C-8,Twin\ncustomer,C-9,Twin\n";
    desk.import(&[&desk.file("a.csv", told)], &[])
        .await
        .unwrap();
    let path = desk.file("names.txt", "name\nanna berg\nBert\nTwin\n");
    let (tally, refused) = desk.import(&[&path], &[]).await.unwrap();
    assert_eq!((tally.customers_created, tally.rows_refused), (0, 2));
    assert_eq!(names(&desk).len(), 4);
    let refused = std::fs::read_to_string(&refused[0]).unwrap();
    for words in [
        "`Bert` would get the id `bert`, which `Bertram` has",
        "2 customers are called `Twin` (C-8, C-9): say which one in a column customer_id",
    ] {
        assert!(refused.contains(words), "{refused}");
    }
}

#[tokio::test]
async fn what_may_be_no_list_of_names_is_refused_whole() {
    let desk = Desk::new().await;
    for (text, words) in [
        ("Report 2026\nKunde;Betrag\n", "line 2 has several columns"),
        (" 00004 0001 19970101  2   29.33\n", "line 1 has no letter"),
        ("customer_id\nC-1\n", "give --kind, or --map"),
    ] {
        let path = desk.file("names.txt", text);
        let told = desk.import(&[&path], &[]).await.unwrap_err().to_string();
        assert!(told.contains(words), "{told}");
        assert!(told.contains("--map"), "{told}");
    }
    assert!(names(&desk).is_empty());
}

#[tokio::test]
async fn names_as_windows_saves_them_are_read() {
    let desk = Desk::new().await;
    let text = "Köhler\r\nMüller\r\n";
    let windows: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
    let mut wide = vec![0xff, 0xfe];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    for bytes in [windows, wide] {
        let path = desk.file("names.txt", bytes);
        desk.import(&[&path], &[]).await.unwrap();
        let told = names(&desk);
        assert_eq!(told[0], ("koehler".to_owned(), "Köhler".to_owned()));
        assert_eq!(told[1], ("mueller".to_owned(), "Müller".to_owned()));
        assert_eq!(told.len(), 2);
    }
}

/// Imports a list of two names by the command, in a folder of its own.
async fn ran(flags: &[&str], there: Option<&str>) -> (Ended, Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let (file, sheet) = (
        folder.path().join("names.txt"),
        folder.path().join("sheet.csv"),
    );
    std::fs::write(&file, "Anna Berg\nNew Joinery\n").unwrap();
    if let Some(text) = there {
        std::fs::write(&sheet, text).unwrap();
    }
    let mut words = vec!["import", file.to_str().unwrap()];
    let sheet_flag = format!("--worksheet={}", sheet.display());
    words.extend(flags.iter().map(|flag| {
        if *flag == "--worksheet" {
            &*sheet_flag
        } else {
            *flag
        }
    }));
    let mut ended = questions::run(&Oracle::default(), &words).await;
    ended.stdout = ended.stdout.replace(sheet.to_str().unwrap(), "sheet.csv");
    (ended, std::fs::read_to_string(&sheet).ok())
}

#[tokio::test]
async fn an_owner_is_told_what_to_do_next() {
    let (ended, _) = ran(&[], None).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.stdout, @r"
    names: 2 read, 1 new, 1 known before, 0 refused

    Say of each what you think: good, OK or bad, and why; answer what you like and
    leave the rest blank. Next:

      customer-quality worksheet > sheet.csv
      customer-quality worksheet import sheet.csv --assessor YOUR-NAME
      customer-quality sorted
    ");
    let (checked, _) = ran(&["--check"], None).await;
    assert!(!checked.stdout.contains("worksheet"), "{}", checked.stdout);
}

#[tokio::test]
async fn an_owner_reads_at_once_which_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("names.txt");
    std::fs::write(&file, "Zoe\nBerta\nzoe\n").unwrap();
    let ended = questions::run(&Oracle::default(), &["import", file.to_str().unwrap()]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    let counts = "names: 3 read, 1 new, 1 known before, 1 refused\n";
    assert!(ended.stdout.starts_with(counts), "{}", ended.stdout);
    let words = "line 3: `zoe` is on line 1 already: leave this line out;";
    assert!(ended.stderr.starts_with(words), "{}", ended.stderr);
}

#[tokio::test]
async fn the_worksheet_is_written_beside_the_names_but_never_over_another_file() {
    let (ended, sheet) = ran(&["--worksheet"], None).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.stdout, @r"
    names: 2 read, 1 new, 1 known before, 0 refused

    sheet.csv has a row for each customer.
    Say of each what you think: good, OK or bad, and why; answer what you like and
    leave the rest blank. Next:

      customer-quality worksheet import sheet.csv --assessor YOUR-NAME
      customer-quality sorted
    ");
    let sheet = sheet.unwrap();
    let ids: Vec<&str> = sheet
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap())
        .collect();
    assert_eq!(ids, ["C-1", "C-4", "new-joinery", "C-3"]);
    let (ended, sheet) = ran(&["--worksheet"], Some("filled in")).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(
        ended
            .stderr
            .contains("is there already and may be filled in")
    );
    assert_eq!(sheet.as_deref(), Some("filled in"));
}
