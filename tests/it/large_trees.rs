//! Trees that are too large to hold: today what the last pass found, at any other time summed to the cent.

use std::collections::BTreeMap;

use customer_quality::answer::{Answers, Asked, Choice, TreeNode, Valued};
use customer_quality::store::Knowledge;
use domain::time::Time;

use crate::support::{
    app::{self, App, NOW},
    ask::{as_of, now},
    book::{Book, micros, refer},
    build::at,
    portfolio::portfolio,
};

/// Anna brought four, of whom one spent something.
async fn app_with_anna() -> App {
    let (mut app, mut book) = (app::start_with_live_tree_nodes(3).await, Book::default());
    book.business("anna");
    book.paid_bill("2026-03-02", "anna", 100);
    for id in ["b-1", "b-2", "b-3", "b-4"] {
        book.business(id);
        book.tell("2026-02-01", "anna", refer(id, None));
    }
    book.paid_bill("2026-03-02", "b-4", 50);
    app.tell(&book).await;
    app
}

/// Thousandths of a euro.
fn milli(units: f64) -> i64 {
    (units * 1_000.0) as i64 * 1_000
}

#[tokio::test]
async fn a_tree_too_large_to_hold_is_worth_today_what_the_last_pass_found() {
    let mut app = app_with_anna().await;
    app.catch_up().await;
    let value = app.value("anna", now()).await;
    assert!(value.from_standings);
    assert_eq!(value.from_standings_time, at(NOW));
    assert_eq!(value.brought_count, 4);
    assert_eq!(micros(value.total_lifetime_value.as_ref()), milli(150.0));
    assert_eq!(micros(value.credited_value.as_ref()), milli(125.0));
    assert_eq!(micros(value.from_referrals.as_ref()), milli(25.0));
    assert_eq!(value.incremental_value, None);
    assert!(value.sentence.ends_with("brought 4 customers"));
    let tree = app.tree("anna", 0, 0).await;
    assert_eq!((tree.nodes.len(), tree.truncated), (4, true));
    assert_eq!(micros(tree.nodes[0].total_value.as_ref()), milli(150.0));
    assert_eq!(tree.nodes[0].brought_count, 4);
}

#[tokio::test]
async fn a_tree_too_large_to_hold_is_summed_before_the_first_pass_and_for_a_past_day() {
    let mut app = app_with_anna().await;
    for passed in [false, true] {
        if passed {
            app.catch_up().await;
        }
        let options = if passed {
            as_of("2026-03-31T00:00:00Z")
        } else {
            now()
        };
        let value = app.value("anna", options).await;
        assert!(!value.from_standings);
        assert_eq!((value.brought_count, value.paying_referred_count), (4, 1));
        assert_eq!(micros(value.total_lifetime_value.as_ref()), milli(150.0));
        assert_eq!(micros(value.credited_value.as_ref()), milli(125.0));
        assert_eq!(value.levels[0].customer_count, 4);
    }
    let early = app.value("anna", as_of("2026-02-28T00:00:00Z")).await;
    assert_eq!(micros(early.total_lifetime_value.as_ref()), 0);
}

/// A value without the classes, which are told of small trees only.
fn plain(valued: &Valued) -> impl PartialEq + std::fmt::Debug + use<> {
    let nodes: Vec<TreeNode> = valued
        .nodes
        .iter()
        .map(|node| TreeNode {
            class: None,
            ..node.clone()
        })
        .collect();
    (
        nodes,
        valued.paying,
        (valued.kept_of_own, valued.from_referrals),
        valued.incremental,
        valued.referrer.clone(),
        valued.from_standings,
    )
}

/// Asks both about everybody, by whom they brought and what those are worth.
async fn compare(whole: &Answers, small: &Answers, ids: &[String], asked: Asked) {
    let expected = whole
        .assess_many(ids, asked, &Choice::Active)
        .await
        .unwrap();
    let found = small
        .assess_many(ids, asked, &Choice::Active)
        .await
        .unwrap();
    assert_eq!(found.len(), expected.len());
    for (id, expected) in &expected {
        let (Ok(expected), Ok(found)) = (expected, &found[id]) else {
            assert_eq!(expected.is_err(), found[id].is_err(), "{id} at {asked:?}");
            continue;
        };
        let (expected, found) = (&expected.assessment, &found.assessment);
        assert_eq!(found.brought, expected.brought, "{id} at {asked:?}");
        let is_small = expected.brought.count <= 2 && expected.time == asked.at;
        if is_small {
            assert_eq!(found, expected, "{id} at {asked:?}");
        }
        let expected = whole.value(id, asked, &Choice::Active).await.unwrap();
        let found = small.value(id, asked, &Choice::Active).await.unwrap();
        assert_eq!(plain(&found), plain(&expected), "{id} at {asked:?}");
    }
}

#[tokio::test]
async fn a_tree_summed_page_by_page_is_worth_what_it_is_worth_when_held() {
    let (mut app, book) = (app::start().await, portfolio(41));
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    let recorded = app.tell(&book).await;
    let known = Time::from_timestamp(recorded.seconds + 1, 0).unwrap();
    app.catch_up().await;
    let small = app.answers.clone().with_live_tree_nodes(2);
    let mut counts: BTreeMap<bool, usize> = BTreeMap::new();
    for (text, knowledge) in [
        ("2024-06-15T10:00:00Z", Knowledge::Now),
        ("2023-10-31T23:59:59Z", Knowledge::Now),
        ("2024-02-10T10:00:00Z", Knowledge::At(known)),
    ] {
        let asked = Asked {
            at: text.parse().unwrap(),
            knowledge,
        };
        compare(&app.answers, &small, &book.ids(), asked).await;
        for id in book.ids() {
            let value = app
                .answers
                .value(&id, asked, &Choice::Active)
                .await
                .unwrap();
            *counts.entry(value.nodes.len() > 3).or_default() += 1;
        }
    }
    assert_eq!(
        counts.len(),
        2,
        "there are large and small trees: {counts:?}"
    );
}

#[tokio::test]
async fn today_the_last_pass_speaks_for_the_large_trees_of_a_batch_and_facts_for_the_others() {
    let (mut app, book) = (app::start().await, portfolio(41));
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    app.tell(&book).await;
    app.catch_up().await;
    let ids = book.ids();
    let small = app.answers.clone().with_live_tree_nodes(2);
    let asked = Asked {
        at: app.clock.now(),
        knowledge: Knowledge::Now,
    };
    let whole = app.answers.assess_many(&ids, asked, &Choice::Active);
    let (whole, mut large) = (whole.await.unwrap(), 0);
    let found = small.assess_many(&ids, asked, &Choice::Active);
    for (id, found) in found.await.unwrap() {
        let found = found.unwrap().assessment;
        let expected = &whole[&id].as_ref().unwrap().assessment;
        assert_eq!(found.brought.value, expected.brought.value, "{id}");
        assert_eq!(found.brought.count, expected.brought.count, "{id}");
        let expected = app.answers.value(&id, asked, &Choice::Active).await;
        let (expected, found) = (expected.unwrap(), small.value(&id, asked, &Choice::Active));
        let found = found.await.unwrap();
        let is_large = expected.nodes[0].count > 2;
        assert_eq!(found.from_standings, is_large, "{id}");
        assert_eq!(found.nodes[0].total, expected.nodes[0].total, "{id}");
        assert_eq!(found.from_referrals, expected.from_referrals, "{id}");
        large += usize::from(is_large);
    }
    assert!(large > 0);
}
