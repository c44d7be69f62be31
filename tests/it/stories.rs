//! The demonstration through the service itself: every story comes to its class, its halves and about
//! its points.

use client::Client;
use customer_quality::demo::{
    Dataset, business, cdnow, load, shift_for,
    stories::{self, STORIES},
};

use crate::support::{
    app::{self, App},
    ask::now,
};

/// One buyer of CDs in so many is enough for their figures.
const ONE_IN: usize = 12;

/// The stories, the service business, and some of the buyers of CDs.
fn dataset(app: &App) -> Dataset {
    let shift = shift_for(app.clock.now().date_naive());
    let mut all = stories::dataset(shift);
    all.extend(business::dataset(business::SEED, shift));
    let mut buyers = cdnow::dataset(shift).unwrap();
    let mut number = 0;
    buyers.customers.retain(|_| {
        number += 1;
        number % ONE_IN == 0
    });
    let kept: std::collections::BTreeSet<String> = buyers
        .customers
        .iter()
        .map(|customer| customer.customer_id.clone())
        .collect();
    buyers.facts.retain(|fact| kept.contains(&fact.customer_id));
    all.extend(buyers);
    all
}

#[tokio::test]
async fn every_story_comes_to_its_class() {
    let mut app = app::start().await;
    let data = dataset(&app);
    let (customers, facts) = (data.customers.len(), data.facts.len());
    let client = Client::over(app.channel.clone());
    let loaded = load::send(&client, data, |_| {}).await.unwrap();
    assert_eq!(
        (loaded.created_customer_count, loaded.recorded_count),
        (customers, facts)
    );
    for story in STORIES {
        let id = story.id;
        let class = app.classification(id, now()).await;
        assert!(
            story.expected_classes.contains(&class.customer_class()),
            "{id}: {class:?}"
        );
        let decided = class.steps.last().unwrap().rule_id.as_str();
        assert!(
            story.rule.is_none_or(|rule| rule == decided),
            "{id}: {class:?}"
        );
        let score = app.score(id, now()).await;
        let points = score.points.unwrap();
        assert!(
            (points - story.expected_points).abs() <= 30,
            "{id}: {points}"
        );
        let six_months = score.lasts_six_months.unwrap();
        assert!(
            story.money.is_none_or(|half| half == six_months.money()),
            "{id}"
        );
        assert!(
            story.owner.is_none_or(|half| half == six_months.owner()),
            "{id}"
        );
    }
    let small = app.value("story-small-spender", now()).await;
    let counts: Vec<i32> = small
        .levels
        .iter()
        .map(|level| level.customer_count)
        .collect();
    assert_eq!((small.brought_count, counts), (8, vec![4, 4]));
}
