//! Your own sort stands, with its reason and its date. The class by the numbers alone appears beside it.

use customer_quality::pb::v1::{
    Classification, CustomerClass as Class, ScoreFilter, ScoreOrder, Trait,
};

use crate::{
    get_classification::{book_of_c1, good_book, rules, told},
    support::{
        app::App,
        ask::now,
        book::{Book, buy, rate, rate_because, time},
    },
};

fn sort(rating: i32, who: &str) -> customer_quality::pb::v1::fact::Body {
    rate(Trait::OwnSort, rating, who)
}

async fn sorted(app: &mut App, day: &str, rating: i32, who: &str) -> Classification {
    app.add(&format!("{who}-{day}"), day, "C-1", sort(rating, who))
        .await;
    app.classification("C-1", now()).await
}

#[tokio::test]
async fn your_own_sort_stands_however_little_is_known() {
    for (rating, class) in [
        (5, Class::Good),
        (4, Class::Good),
        (3, Class::Ok),
        (2, Class::Bad),
        (1, Class::Bad),
    ] {
        let mut app = told(&book_of_c1()).await;
        let found = sorted(&mut app, "2026-05-01", rating, "anna").await;
        assert_eq!(found.customer_class(), class);
        assert_eq!(rules(&found), ["own_sort"]);
        assert_eq!(found.points, None);
        let own = found.own_sort.clone().unwrap();
        assert_eq!(own.customer_class(), class);
        assert!(!own.look_again && !own.numbers_agree);
        assert_eq!(found.class_by_numbers(), Class::InsufficientData);
        assert_eq!(found.numbers_sentence, "too little is known to sort them");
        assert!(found.next_class.is_none());
    }
}

#[tokio::test]
async fn it_stands_also_against_the_numbers_with_its_why_and_its_date() {
    let mut book = good_book();
    let why = rate_because(Trait::OwnSort, 1, "anna", "never a kind word");
    book.tell("2026-05-08", "C-1", why);
    let found = told(&book).await.classification("C-1", now()).await;
    assert_eq!(found.customer_class(), Class::Bad);
    let sentence = "your own sort, by anna on 8 May 2026: \u{201c}never a kind word\u{201d}";
    assert_eq!(found.sentence, sentence);
    assert_eq!(found.steps[0].sentence, sentence);
    let own = found.own_sort.clone().unwrap();
    assert_eq!(own.sentence, sentence);
    assert_eq!(
        (own.said_by.as_str(), own.why.as_str(), own.sort_time),
        (
            "anna",
            "never a kind word",
            Some(time("2026-05-08T12:00:00Z"))
        )
    );
    assert!(!own.numbers_agree);
    assert_eq!(found.class_by_numbers(), Class::Good);
    assert_eq!(
        found.numbers_sentence,
        "pays on time, sees the value, tells others about you"
    );
}

#[tokio::test]
async fn the_numbers_agree_where_they_say_the_same_and_ideal_counts_as_good() {
    let mut app = told(&good_book()).await;
    let good = sorted(&mut app, "2026-06-01", 5, "anna").await;
    assert_eq!(
        (good.customer_class(), good.class_by_numbers()),
        (Class::Good, Class::Good)
    );
    assert!(good.own_sort.unwrap().numbers_agree);
    // The most profitable ones are ideal even though they were sorted as good.
    let mut more = Book::default();
    more.half_year("C-1", 8_000, [-4; 6]);
    for fact in &mut more.facts {
        fact.fact_id.push_str("-more");
    }
    app.tell(&more).await;
    let ideal = app.classification("C-1", now()).await;
    assert_eq!(rules(&ideal), ["own_sort", "earns_much"]);
    assert_eq!(
        (ideal.customer_class(), ideal.class_by_numbers()),
        (Class::Ideal, Class::Ideal)
    );
    assert!(ideal.own_sort.unwrap().numbers_agree);
}

#[tokio::test]
async fn the_newest_stands_and_who_differs_is_named() {
    let mut app = told(&book_of_c1()).await;
    sorted(&mut app, "2026-05-01", 5, "anna").await;
    let found = sorted(&mut app, "2026-05-09", 2, "jonas").await;
    assert_eq!(found.customer_class(), Class::Bad);
    let own = found.own_sort.unwrap();
    assert_eq!(own.said_by, "jonas");
    assert_eq!(
        own.sentence,
        "your own sort, by jonas on 9 May 2026; anna sorts them as good"
    );
    // Told last, and said before: what was said last stands.
    let found = sorted(&mut app, "2026-04-02", 3, "carl").await;
    assert_eq!(found.own_sort.unwrap().said_by, "jonas");
    let found = sorted(&mut app, "2026-06-02", 3, "anna").await;
    assert_eq!(found.customer_class(), Class::Ok);
    app.retract("C-1", "anna-2026-06-02").await;
    let found = app.classification("C-1", now()).await;
    assert_eq!(found.customer_class(), Class::Bad);
}

#[tokio::test]
async fn after_a_year_it_still_stands_and_asks_to_be_looked_at_again() {
    let mut app = told(&book_of_c1()).await;
    for (day, again) in [("2025-07-02", false), ("2025-06-30", true)] {
        let found = sorted(&mut app, day, 4, "anna").await;
        assert_eq!(found.customer_class(), Class::Good);
        assert_eq!(found.own_sort.unwrap().look_again, again, "{day}");
        assert_eq!(
            found.sentence.ends_with("look again"),
            again,
            "{}",
            found.sentence
        );
        app.retract("C-1", &format!("anna-{day}")).await;
    }
}

#[tokio::test]
async fn it_stands_for_new_quiet_and_past_customers_too() {
    let mut book = Book::default();
    book.neighbours();
    book.person("new");
    book.tell("2026-06-20", "new", buy(10));
    book.person("quiet");
    book.tell("2025-01-20", "quiet", buy(10));
    book.person("past");
    book.tell("2026-01-20", "past", buy(10));
    book.tell("2026-02-20", "past", crate::support::book::leave());
    for id in ["new", "quiet", "past"] {
        book.tell("2026-06-25", id, sort(2, "anna"));
    }
    let mut app = told(&book).await;
    for id in ["new", "quiet", "past"] {
        let found = app.classification(id, now()).await;
        assert_eq!(found.customer_class(), Class::Bad, "{id}");
        assert_eq!(rules(&found), ["own_sort"]);
    }
}

#[tokio::test]
async fn lists_say_it_beside_the_class_of_the_numbers() {
    let mut book = good_book();
    book.tell("2026-05-08", "C-1", sort(1, "anna"));
    book.business("C-2");
    let mut app = told(&book).await;
    app.catch_up().await;
    let rows = app
        .standings(ScoreFilter::default(), ScoreOrder::CustomerId, 50)
        .await;
    let row = |id: &str| rows.iter().find(|row| row.customer_id == id).unwrap();
    let own = row("C-1");
    assert_eq!(
        (own.customer_class(), own.own_sort(), own.class_by_numbers()),
        (Class::Bad, Class::Bad, Class::Good)
    );
    assert_eq!(own.sentence, "your own sort, by anna on 8 May 2026");
    let none = row("C-2");
    assert_eq!(
        (none.own_sort(), none.class_by_numbers()),
        (Class::Unspecified, Class::Unspecified)
    );
    assert_eq!(none.sentence, "too little is known to sort them");
    // A filter asks for the class that stands.
    let bad = ScoreFilter {
        classes: vec![Class::Bad.into()],
        ..ScoreFilter::default()
    };
    let found = app.standings(bad, ScoreOrder::CustomerId, 50).await;
    let ids: Vec<&str> = found.iter().map(|row| row.customer_id.as_str()).collect();
    assert_eq!(ids, ["C-1"]);
}
