//! `GetClassification`: a class that rests on points alone is held for two weeks.

use crate::{
    get_classification::{rules, told},
    support::{
        app::App,
        ask::as_of,
        book::{Book, buy, rate},
    },
};

/// B-1 has bought every month until April, and five others once.
fn book() -> Book {
    let mut book = Book::default();
    for number in 1..=5 {
        let id = format!("P-{number}");
        book.person(&id);
        book.since("2025-01-06");
        book.tell("2026-01-03", &id, buy(60));
    }
    book.person("B-1");
    book.since("2025-01-06");
    for month in 1..=4 {
        book.tell(&format!("2026-0{month}-03"), "B-1", buy(40));
    }
    book
}

#[tokio::test]
async fn explore() {
    let mut app = told(&book()).await;
    for day in 1..=30 {
        for month in [4, 5, 6] {
            let options = as_of(&format!("2026-0{month}-{day:02}T18:00:00Z"));
            let found = app.classification("B-1", options).await;
            println!(
                "{month}-{day} {:?} {:?} {}",
                found.points,
                rules(&found),
                found.sentence
            );
        }
    }
}
