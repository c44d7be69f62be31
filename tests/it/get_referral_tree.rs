//! `GetReferralTree`: everyone below a customer, level by level.

use customer_quality::pb::v1::{
    AnswerOptions, ErrorReason, GetReferralTreeRequest, GetReferralTreeResponse,
};
use tonic::Code;

use crate::support::{
    app::{self, App, NOW},
    ask::{as_of, now},
    book::{Book, micros, refer},
    build::at,
    fault::Fault,
    portfolio::portfolio,
};

/// A brought B1 and B2, who brought two each; the second of each is worth more.
async fn app_with_tree() -> App {
    let (mut app, mut book) = (app::start().await, Book::default());
    for (id, units) in [
        ("A", 10),
        ("B1", 20),
        ("B2", 30),
        ("C1", 1),
        ("C2", 2),
        ("C3", 300),
        ("C4", 300),
    ] {
        book.business(id);
        book.customers.last_mut().unwrap().name = format!("Name of {id}");
        book.paid_bill("2026-03-02", id, units);
    }
    for (above, below) in [
        ("A", "B1"),
        ("A", "B2"),
        ("B1", "C3"),
        ("B1", "C4"),
        ("B2", "C1"),
        ("B2", "C2"),
    ] {
        book.tell("2026-02-01", above, refer(below, None));
    }
    app.tell(&book).await;
    app
}

fn ids(tree: &GetReferralTreeResponse) -> Vec<&str> {
    tree.nodes
        .iter()
        .map(|node| node.customer_id.as_str())
        .collect()
}

#[tokio::test]
async fn nodes_come_level_by_level_the_highest_total_first() {
    let mut app = app_with_tree().await;
    let tree = app.tree("A", 0, 0).await;
    assert_eq!(ids(&tree), ["A", "B1", "B2", "C3", "C4", "C2", "C1"]);
    let rows: Vec<_> = tree
        .nodes
        .iter()
        .map(|node| {
            (
                node.level,
                node.referrer_customer_id.as_str(),
                micros(node.own_value.as_ref()) / 1_000_000,
                micros(node.total_value.as_ref()) / 1_000_000,
                node.brought_count,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (0, "", 10, 663, 6),
            (1, "A", 20, 620, 2),
            (1, "A", 30, 33, 2),
            (2, "B1", 300, 300, 0),
            (2, "B1", 300, 300, 0),
            (2, "B2", 2, 2, 0),
            (2, "B2", 1, 1, 0),
        ]
    );
    assert_eq!(tree.nodes[1].name, "Name of B1");
    assert!(!tree.truncated && tree.referrer_customer_id.is_empty());
    for node in &tree.nodes {
        let class = app.classification(&node.customer_id, now()).await;
        assert_eq!(node.customer_class(), class.customer_class());
    }
    assert_eq!(tree.basis, app.value("A", now()).await.basis);
}

#[tokio::test]
async fn a_subtree_says_who_brought_its_top() {
    let mut app = app_with_tree().await;
    let tree = app.tree("B1", 0, 0).await;
    assert_eq!(ids(&tree), ["B1", "C3", "C4"]);
    assert_eq!(tree.referrer_customer_id, "A");
    assert_eq!(tree.nodes[0].referrer_customer_id, "");
    assert_eq!(tree.nodes[0].level, 0);
    let leaf = app.tree("C1", 0, 0).await;
    assert_eq!((ids(&leaf), leaf.truncated), (vec!["C1"], false));
}

#[tokio::test]
async fn fewer_levels_or_nodes_are_told_to_be_a_part() {
    let mut app = app_with_tree().await;
    for (levels, nodes, expected, truncated) in [
        (1, 0, vec!["A", "B1", "B2"], true),
        (2, 0, vec!["A", "B1", "B2", "C3", "C4", "C2", "C1"], false),
        (
            1_000,
            10_000,
            vec!["A", "B1", "B2", "C3", "C4", "C2", "C1"],
            false,
        ),
        (0, 1, vec!["A"], true),
        (0, 4, vec!["A", "B1", "B2", "C3"], true),
        (0, 7, vec!["A", "B1", "B2", "C3", "C4", "C2", "C1"], false),
        (1, 2, vec!["A", "B1"], true),
    ] {
        let tree = app.tree("A", levels, nodes).await;
        assert_eq!(
            (ids(&tree), tree.truncated),
            (expected, truncated),
            "{levels} {nodes}"
        );
        // What is left out still counts.
        assert_eq!(tree.nodes[0].brought_count, 6);
        assert_eq!(micros(tree.nodes[0].total_value.as_ref()), 663_000_000);
    }
}

#[tokio::test]
async fn a_chain_of_the_greatest_depth_is_shown_whole() {
    let (mut app, mut book) = (app::start().await, Book::default());
    for level in 0..=1_000 {
        book.business(&format!("L{level:04}"));
    }
    for level in 0..1_000 {
        let (above, below) = (format!("L{level:04}"), format!("L{:04}", level + 1));
        book.tell("2026-02-01", &above, refer(&below, None));
    }
    book.paid_bill("2026-03-02", "L1000", 512);
    app.tell(&book).await;
    let tree = app.tree("L0000", 0, 0).await;
    assert_eq!((tree.nodes.len(), tree.truncated), (1_001, false));
    for (level, node) in tree.nodes.iter().enumerate() {
        assert_eq!(node.customer_id, format!("L{level:04}"));
        assert_eq!(node.level as usize, level);
        assert_eq!(node.brought_count as usize, 1_000 - level);
        assert_eq!(micros(node.total_value.as_ref()), 512_000_000);
    }
    let tree = app.tree("L0000", 1_000, 0).await;
    assert_eq!(tree.nodes.len(), 1_001);
    let value = app.value("L0990", now()).await;
    assert_eq!((value.brought_count, value.levels.len()), (10, 10));
    assert_eq!(micros(value.from_referrals.as_ref()), 250_000);
}

#[tokio::test]
async fn the_tree_of_a_past_day_has_only_who_had_come_by_then() {
    let (book, mut app) = (portfolio(42), app::start().await);
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    app.tell(&book).await;
    let mut fewer = 0;
    for id in book.ids() {
        let ask = |options: AnswerOptions| GetReferralTreeRequest {
            customer_id: id.clone(),
            options: Some(options),
            ..GetReferralTreeRequest::default()
        };
        let today = app
            .quality
            .get_referral_tree(ask(now()))
            .await
            .unwrap()
            .into_inner();
        let then = ask(as_of("2023-03-20T10:00:00Z"));
        let then = app
            .quality
            .get_referral_tree(then)
            .await
            .unwrap()
            .into_inner();
        assert!(ids(&then).iter().all(|id| ids(&today).contains(id)));
        fewer += usize::from(then.nodes.len() < today.nodes.len());
        let value = app.value(&id, now()).await;
        assert_eq!(value.brought_count as usize, today.nodes.len() - 1);
        assert_eq!(value.total_lifetime_value, today.nodes[0].total_value);
    }
    assert!(fewer > 0);
}

#[tokio::test]
async fn a_question_that_breaks_the_rules_is_refused() {
    let mut app = app_with_tree().await;
    let mut refused = async |customer_id: &str, max_levels: i32, max_nodes: i32| {
        let request = GetReferralTreeRequest {
            customer_id: customer_id.to_owned(),
            options: None,
            max_levels,
            max_nodes,
        };
        Fault::of(app.quality.get_referral_tree(request).await)
    };
    refused("", -1, -1).await.violates(&[
        ("max_levels", "OUT_OF_RANGE"),
        ("max_nodes", "OUT_OF_RANGE"),
        ("customer_id", "REQUIRED"),
    ]);
    refused("A", 1_001, 10_001).await.violates(&[
        ("max_levels", "OUT_OF_RANGE"),
        ("max_nodes", "OUT_OF_RANGE"),
    ]);
    let metadata = [("customer_id", "Z")];
    let fault = refused("Z", 0, 0).await;
    fault.is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
    let request = GetReferralTreeRequest {
        customer_id: "A".to_owned(),
        options: Some(AnswerOptions {
            as_of_time: at(NOW + 1),
            ..now()
        }),
        ..GetReferralTreeRequest::default()
    };
    let fault = Fault::of(app.quality.get_referral_tree(request).await);
    fault.violates(&[("options.as_of_time", "TIME_IN_FUTURE")]);
}
