//! Several versions of one model: the newest active one answers by itself.

use customer_quality::answer::MODEL_FORMAT;
use customer_quality::store::ModelState;
use domain::model::SHIPPED;

use crate::support::{
    app,
    ask::{by_model, now},
    book::Book,
    store::fresh_store,
};

/// The document of the default model as another version.
fn version(number: i32) -> String {
    let mut documents = SHIPPED.iter().map(|shipped| shipped.document);
    let document = documents.find(|document| document.contains("\nid: default\n"));
    let document = document.unwrap();
    assert!(document.contains("version: 1\n"));
    document.replacen("version: 1\n", &format!("version: {number}\n"), 1)
}

#[tokio::test]
async fn the_newest_active_version_answers_and_older_ones_where_they_are_named() {
    let test = fresh_store().await;
    for (number, state) in [
        (2, ModelState::Active),
        (3, ModelState::Draft),
        (4, ModelState::Retired),
    ] {
        let document = version(number);
        let add = test
            .store
            .add_model("default", number, state, (&document, MODEL_FORMAT));
        add.await.unwrap();
    }
    let mut app = app::start_over(test).await;
    let mut book = Book::default();
    book.business("anna");
    book.paid_bill("2026-03-02", "anna", 100);
    app.tell(&book).await;
    for (model_version, expected) in [(0, 2), (1, 1), (3, 3)] {
        let mut options = by_model("default");
        options.model_version = model_version;
        let score = app.score("anna", options).await;
        assert_eq!(score.basis.unwrap().model_version, expected);
    }
    let score = app.score("anna", now()).await;
    assert_eq!(score.basis.unwrap().model_version, 2);
    app.catch_up().await;
}
