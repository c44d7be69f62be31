//! The cost and the price of an hour. A start sets them, they are kept with their dates, and all replicas
//! agree.

use customer_quality::evaluate::Evaluator;
use customer_quality::models::{Hours, Registry};
use customer_quality::pb::v1::{AnswerOptions, EffortBilling, EffortKind, ScoreFilter, ScoreOrder};
use customer_quality::standings::Worker;
use customer_quality::store::HourChange;
use domain::company::Hour;
use domain::money::{Currency, UNIT};
use domain::time::Time;

use crate::crash::house::House;
use crate::support::{
    app::{self, App},
    ask::now,
    book::{Book, micros, time, work},
    server::until,
    store::{TestStore, fresh_store},
};

fn cost(units: i64) -> HourChange {
    HourChange {
        cost: Some(units * UNIT),
        price: None,
    }
}

fn price(units: i64) -> HourChange {
    HourChange {
        cost: None,
        price: Some(units * UNIT),
    }
}

fn hour(cost: i64, price: i64) -> Hour {
    Hour {
        cost: cost * UNIT,
        price: price * UNIT,
    }
}

async fn told(test: &TestStore, told: HourChange, currency: &str) -> Option<Hour> {
    let usual = Hour::default_in(Currency::parse(currency).unwrap());
    test.store.put_hour(told, usual).await.unwrap()
}

async fn kept(test: &TestStore) -> Vec<Hour> {
    let hours = test.store.hours().await.unwrap();
    hours.iter().map(|dated| dated.hour).collect()
}

#[tokio::test]
async fn an_hour_is_kept_once_and_what_is_not_told_stays() {
    let test = fresh_store().await;
    assert_eq!(told(&test, cost(60), "EUR").await, Some(hour(60, 120)));
    assert_eq!(kept(&test).await, [], "it was in force already");
    let both = tokio::join!(told(&test, cost(75), "EUR"), told(&test, cost(75), "EUR"));
    assert_eq!(both, (Some(hour(75, 120)), Some(hour(75, 120))));
    assert_eq!(kept(&test).await, [hour(75, 120)]);
    assert_eq!(told(&test, price(150), "EUR").await, Some(hour(75, 150)));
    assert_eq!(told(&test, cost(60), "EUR").await, Some(hour(60, 150)));
    assert_eq!(
        kept(&test).await,
        [hour(75, 120), hour(75, 150), hour(60, 150)]
    );
}

#[tokio::test]
async fn where_an_hour_has_no_usual_cost_both_halves_are_needed_at_first() {
    let test = fresh_store().await;
    for half in [cost(5_000), price(12_000)] {
        assert_eq!(told(&test, half, "JPY").await, None);
    }
    assert_eq!(kept(&test).await, []);
    let yen = Currency::parse("JPY").unwrap();
    let hours = Hours::load(&test.store, yen).await.unwrap();
    assert_eq!(hours.at(None), None);
    let both = HourChange {
        price: price(12_000).price,
        ..cost(5_000)
    };
    assert_eq!(told(&test, both, "JPY").await, Some(hour(5_000, 12_000)));
    assert_eq!(
        told(&test, cost(6_000), "JPY").await,
        Some(hour(6_000, 12_000))
    );
    hours.refresh(&test.store).await.unwrap();
    assert_eq!(hours.at(None), Some(hour(6_000, 12_000)));
    let first = test.store.hours().await.unwrap()[0].record_time;
    assert_eq!(hours.at(Some(first)), Some(hour(5_000, 12_000)));
    let before = first - chrono::TimeDelta::microseconds(1);
    assert_eq!(hours.at(Some(before)), None);
}

/// A customer who paid 1,000 for an hour of help, and the second at which that was known.
async fn helped() -> (App, Time) {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.business("C-1");
    book.paid_bill("2026-06-02", "C-1", 1_000);
    let help = work(EffortKind::Support, EffortBilling::Billed, 60);
    book.tell("2026-06-03", "C-1", help);
    book.neighbours();
    let recorded = app.tell(&book).await;
    app.catch_up().await;
    let known = Time::from_timestamp(recorded.seconds, recorded.nanos as u32).unwrap();
    (app, known)
}

async fn contribution(app: &mut App, options: AnswerOptions) -> i64 {
    let score = app.score("C-1", options).await;
    micros(score.economics.unwrap().contribution.as_ref()) / UNIT
}

async fn listed(app: &mut App) -> i64 {
    let all = app.standings(ScoreFilter::default(), ScoreOrder::CustomerId, 10);
    let all = all.await;
    let found = all.iter().find(|one| one.customer_id == "C-1").unwrap();
    micros(found.contribution.as_ref()) / UNIT
}

#[tokio::test]
async fn answers_follow_the_hour_and_those_about_the_past_keep_theirs() {
    let (mut app, known) = helped().await;
    assert_eq!(contribution(&mut app, now()).await, 940);
    told(&app.store, cost(75), "EUR").await;
    app.catch_up().await;
    assert_eq!(contribution(&mut app, now()).await, 925);
    assert_eq!(listed(&mut app).await, 925);
    app.clock.set(known + chrono::TimeDelta::days(1));
    let as_known = AnswerOptions {
        as_of_time: Some(time("2026-07-01T12:00:00Z")),
        as_known_time: Some(time(
            &known.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        )),
        ..now()
    };
    assert_eq!(contribution(&mut app, as_known).await, 940);
}

#[tokio::test]
async fn every_replica_learns_of_the_hour_and_one_makes_all_standings_anew() {
    let (mut app, _) = helped().await;
    let store = app.store.store.clone();
    let other = Evaluator::new(
        store.clone(),
        app.clock.clone(),
        Registry::open(&store).await.unwrap(),
        Hours::load(&store, Currency::EUR).await.unwrap(),
    );
    told(&app.store, cost(75), "EUR").await;
    Worker::new(other).catch_up().await.unwrap();
    assert_eq!(listed(&mut app).await, 925);
    let marks = "SELECT last_value FROM dirty_customers_version";
    let before = app.store.count(marks).await;
    app.catch_up().await;
    assert_eq!(app.store.count(marks).await, before, "all was done");
    assert_eq!(contribution(&mut app, now()).await, 925);
}

#[tokio::test]
async fn a_start_keeps_the_hour_and_says_what_it_needs() {
    let mut house = House::new();
    let yen = ("CUSTOMER_QUALITY_REPORTING_CURRENCY", "JPY");
    let cost = ("CUSTOMER_QUALITY_HOUR_COST", "5000.50");
    let price = ("CUSTOMER_QUALITY_HOUR_PRICE", "12000");
    house.spawn_with(&[yen, cost]);
    assert!(!house.ended().await.success());
    let words = "of `hour-cost` and `hour-price` only one is set, and in `JPY` neither has a default: \
                 set both";
    assert!(house.read("service.log").contains(words));
    for hour in [&[yen, cost, price][..], &[yen, price], &[yen]] {
        house.spawn_with(hour);
        until("the service serves", async || {
            house.health().await.is_some()
        })
        .await;
        assert!(house.stop().await.success());
    }
}
