//! What answers say about a customer with several ids.

use customer_quality::pb::v1::{
    FactKind, ReferrerOrder, ScoreFilter, ScoreOrder, ScoreView, score_result::Result as Item,
};

use crate::support::{
    app::{self, App},
    ask::now,
    book::{Book, bill, buy, micros, pay, refer},
};

/// A Hofmann under two ids, and neighbours.
async fn hofmann() -> App {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.neighbours();
    book.business("C-1042");
    book.called("Hofmann Joinery");
    book.paid_bill("2026-02-03", "C-1042", 1_000);
    book.business("C-17");
    book.called("Hofmann");
    book.paid_bill("2026-03-03", "C-17", 500);
    app.tell(&book).await;
    app.settle().await;
    app
}

fn both() -> (String, Vec<String>) {
    ("C-1042".to_owned(), vec!["C-17".to_owned()])
}

#[tokio::test]
async fn every_answer_about_either_id_is_about_both_and_says_so() {
    let mut app = hofmann().await;
    app.merge("C-17", "C-1042").await;
    assert_eq!(app.ids_of("C-17").await, both());
    assert_eq!(app.ids_of("C-1042").await, both());
    let of_both = app.score("C-1042", now()).await;
    let basis = of_both.basis.as_ref().unwrap();
    assert_eq!(
        (
            of_both.customer_id.clone(),
            basis.merged_customer_ids.clone()
        ),
        both()
    );
    let economics = of_both.economics.as_ref().unwrap();
    assert_eq!(micros(economics.revenue.as_ref()), 1_500_000_000);
    assert_eq!(app.score("C-17", now()).await, of_both);
    let class = app.classification("C-1042", now()).await;
    assert_eq!(app.classification("C-17", now()).await, class);
    assert_eq!(class.customer_id, "C-1042");
    let value = app.value("C-1042", now()).await;
    assert_eq!(micros(value.own_revenue.as_ref()), 1_500_000_000);
    assert_eq!(app.value("C-17", now()).await, value);
    let tree = app.tree("C-17", 0, 0).await;
    assert_eq!(tree, app.tree("C-1042", 0, 0).await);
    assert_eq!(tree.nodes[0].customer_id, "C-1042");
}

#[tokio::test]
async fn an_item_of_a_batch_keeps_the_id_asked_about_and_holds_the_answer_about_both() {
    let mut app = hofmann().await;
    app.merge("C-17", "C-1042").await;
    let ids = ["C-17", "N-1", "C-1042"].map(str::to_owned);
    let results = app.scores(&ids, now(), ScoreView::Full).await;
    let asked: Vec<_> = results
        .iter()
        .map(|item| item.customer_id.as_str())
        .collect();
    assert_eq!(asked, ["C-17", "N-1", "C-1042"]);
    let scores: Vec<_> = results
        .iter()
        .map(|item| match item.result.as_ref().unwrap() {
            Item::Score(score) => score.clone(),
            Item::Error(error) => panic!("{error:?}"),
        })
        .collect();
    assert_eq!(scores[0], scores[2]);
    assert_eq!(scores[0].customer_id, "C-1042");
    assert_eq!(scores[1].customer_id, "N-1");
}

#[tokio::test]
async fn facts_keep_the_id_that_they_were_recorded_with_and_are_listed_for_both() {
    let mut app = hofmann().await;
    app.merge("C-17", "C-1042").await;
    let facts = app.facts_of("C-1042").await;
    assert_eq!(facts, app.facts_of("C-17").await);
    let told: Vec<_> = facts
        .iter()
        .map(|fact| fact.fact.as_ref().unwrap().customer_id.as_str())
        .collect();
    assert_eq!(told, ["C-17", "C-17", "C-17", "C-1042", "C-1042"]);
    let merges = facts.iter().filter(|fact| {
        let body = fact.fact.as_ref().unwrap().body.as_ref();
        matches!(body, Some(customer_quality::pb::v1::fact::Body::Merge(_)))
    });
    assert_eq!(merges.count(), 1);
    assert_eq!(FactKind::Merge as i32, 19);
}

#[tokio::test]
async fn lists_and_rankings_have_the_customer_once() {
    let mut app = hofmann().await;
    app.merge("C-17", "C-1042").await;
    app.settle().await;
    assert_eq!(
        app.listed().await,
        ["C-1042", "N-1", "N-2", "N-3", "N-4", "N-5"]
    );
    let filter = ScoreFilter::default();
    let rows = app
        .standings(filter.clone(), ScoreOrder::CustomerId, 3)
        .await;
    let ids: Vec<_> = rows.iter().map(|row| row.customer_id.as_str()).collect();
    assert_eq!(ids, ["C-1042", "N-1", "N-2", "N-3", "N-4", "N-5"]);
    app.part("C-17", "C-1042").await;
    app.settle().await;
    assert!(app.listed().await.contains(&"C-17".to_owned()));
    let rows = app.standings(filter, ScoreOrder::CustomerId, 3).await;
    assert_eq!(rows[1].customer_id, "C-17");
    assert_eq!(app.ids_of("C-17").await, ("C-17".to_owned(), Vec::new()));
}

#[tokio::test]
async fn what_is_recorded_under_the_old_id_counts_for_the_customer() {
    let mut app = hofmann().await;
    app.merge("C-17", "C-1042").await;
    let before = app.score("C-1042", now()).await;
    app.add("late", "2026-06-29", "C-17", buy(70)).await;
    let after = app.score("C-1042", now()).await;
    let revenue = |score: &customer_quality::pb::v1::Score| {
        micros(score.economics.as_ref().unwrap().revenue.as_ref())
    };
    assert_eq!(revenue(&after) - revenue(&before), 70_000_000);
    let revision =
        |score: &customer_quality::pb::v1::Score| score.basis.as_ref().unwrap().customer_revision;
    assert!(revision(&after) > revision(&before));
    let rows = app
        .standings(ScoreFilter::default(), ScoreOrder::CustomerId, 50)
        .await;
    assert_eq!(micros(rows[0].own_value.as_ref()), 1_570_000_000);
}

#[tokio::test]
async fn a_payment_under_one_id_pays_the_invoice_under_the_other_and_equal_numbers_stay_two_invoices()
 {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.neighbours();
    book.business("C-1042");
    book.business("C-17");
    book.tell(
        "2026-01-05",
        "C-17",
        bill("R-8", 300, "2026-01-05", "2026-01-19"),
    );
    book.tell("2026-01-12", "C-1042", pay("R-8", 300));
    // The two ids have an invoice of the same number; each is paid under its own id.
    book.tell(
        "2026-01-05",
        "C-17",
        bill("R-9", 100, "2026-01-05", "2026-01-19"),
    );
    book.tell(
        "2026-01-06",
        "C-1042",
        bill("R-9", 200, "2026-01-06", "2026-01-20"),
    );
    book.tell("2026-01-12", "C-1042", pay("R-9", 200));
    // Payments still come.
    book.paid_bill("2026-06-12", "N-1", 10);
    app.tell(&book).await;
    assert_eq!(open(&mut app, "C-17").await, 400);
    app.merge("C-17", "C-1042").await;
    assert_eq!(open(&mut app, "C-1042").await, 100);
    app.add("paid", "2026-06-12", "C-17", pay("R-9", 100)).await;
    assert_eq!(open(&mut app, "C-1042").await, 0);
    assert_eq!(
        micros(app.value("C-17", now()).await.own_revenue.as_ref()),
        600_000_000
    );
}

/// What a customer owes, in euros.
async fn open(app: &mut App, id: &str) -> i64 {
    let class = app.classification(id, now()).await;
    micros(class.payment_outlook.unwrap().open.as_ref()) / 1_000_000
}

#[tokio::test]
async fn referrals_follow_the_customer_and_the_first_of_two_counts() {
    let (mut app, mut book) = (app::start().await, Book::default());
    for id in ["A", "B", "X", "Y", "below A", "below B"] {
        book.business(id);
        book.paid_bill("2026-03-02", id, 100);
    }
    book.tell("2026-01-02", "X", refer("B", None));
    book.tell("2026-01-01", "Y", refer("A", None));
    book.tell("2026-01-05", "A", refer("below A", None));
    book.tell("2026-01-06", "B", refer("below B", None));
    app.tell(&book).await;
    assert_eq!(app.value("X", now()).await.brought_count, 2);
    app.merge("A", "B").await;
    let value = app.value("A", now()).await;
    assert_eq!(value.referrer_customer_id, "Y");
    assert_eq!(value.brought_count, 2);
    assert_eq!(app.value("Y", now()).await.brought_count, 3);
    assert_eq!(app.value("X", now()).await.brought_count, 0);
    let tree = app.tree("Y", 0, 0).await;
    let ids: Vec<_> = tree
        .nodes
        .iter()
        .map(|node| node.customer_id.as_str())
        .collect();
    assert_eq!(ids, ["Y", "B", "below A", "below B"]);
    let top = app.referrers(ReferrerOrder::TotalValue, 10).await;
    let ids: Vec<_> = top.iter().map(|row| row.customer_id.as_str()).collect();
    assert_eq!(ids, ["Y", "B"]);
    // Without that referral the other one counts.
    app.retract("Y", "f-00013").await;
    assert_eq!(app.value("B", now()).await.referrer_customer_id, "X");
    assert_eq!(app.value("X", now()).await.brought_count, 3);
    app.part("A", "B").await;
    assert_eq!(app.value("X", now()).await.brought_count, 2);
    assert_eq!(app.value("A", now()).await.brought_count, 1);
    assert_eq!(app.value("A", now()).await.referrer_customer_id, "");
}

#[tokio::test]
async fn a_referral_of_a_customer_by_themselves_vanishes_until_the_ids_are_parted() {
    let (mut app, mut book) = (app::start().await, Book::default());
    for id in ["A", "B", "C"] {
        book.business(id);
        book.paid_bill("2026-03-02", id, 100);
    }
    book.tell("2026-01-02", "A", refer("B", None));
    book.tell("2026-01-03", "B", refer("C", None));
    app.tell(&book).await;
    assert_eq!(app.value("A", now()).await.brought_count, 2);
    app.merge("A", "B").await;
    let value = app.value("B", now()).await;
    assert_eq!(
        (value.brought_count, value.referrer_customer_id.as_str()),
        (1, "")
    );
    app.part("A", "B").await;
    assert_eq!(app.value("A", now()).await.brought_count, 2);
    assert_eq!(app.value("B", now()).await.referrer_customer_id, "A");
}

#[tokio::test]
async fn merges_form_chains_and_taking_back_the_middle_restores_both_halves() {
    let (mut app, mut book) = (app::start().await, Book::default());
    for id in ["A", "B", "C"] {
        book.business(id);
        book.paid_bill("2026-03-02", id, 100);
    }
    app.tell(&book).await;
    app.merge("A", "B").await;
    app.merge("B", "C").await;
    for id in ["A", "B", "C"] {
        let ids = ("C".to_owned(), vec!["A".to_owned(), "B".to_owned()]);
        assert_eq!(app.ids_of(id).await, ids);
        assert_eq!(
            micros(app.value(id, now()).await.own_revenue.as_ref()),
            300_000_000
        );
    }
    app.part("B", "C").await;
    assert_eq!(
        app.ids_of("A").await,
        ("B".to_owned(), vec!["A".to_owned()])
    );
    assert_eq!(app.ids_of("C").await, ("C".to_owned(), Vec::new()));
    assert_eq!(
        micros(app.value("A", now()).await.own_revenue.as_ref()),
        200_000_000
    );
    assert_eq!(app.listed().await, ["B", "C"]);
}
