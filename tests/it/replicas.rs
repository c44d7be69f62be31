//! Two replicas over one Postgres. Each answers with the facts that the other recorded, and both make the
//! same standings. Either may be stopped or killed.

mod rolling;

use std::collections::BTreeMap;
use std::time::SystemTime;

use customer_quality::pb::v1::{
    EffortBilling, EffortKind, Fact, RecordFactsRequest, ReferrerOrder, ScoreFilter, ScoreOrder,
    ScoreSummary, TopReferrer,
};
use prost_types::Timestamp;

use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};

use crate::crash::house::until;
use crate::support::{
    app::{self, App},
    ask::now,
    bodies::fact,
    book::{Book, buy, work},
    build::record,
    portfolio::portfolio,
    replicas::Replicas,
};

#[tokio::test]
async fn a_fact_recorded_through_one_replica_is_in_the_next_answer_of_the_other() {
    let mut one = app::start().await;
    let mut other = one.beside().await;
    let mut book = Book::default();
    book.business("C-1");
    one.tell(&book).await;
    for number in 1..=10 {
        let fact_id = format!("p-{number}");
        one.add(&fact_id, "2026-06-20", "C-1", buy(40)).await;
        let value = other.value("C-1", now()).await.own_value.unwrap();
        assert_eq!(value.units, 40 * number);
        assert_eq!(
            other.score("C-1", now()).await,
            one.score("C-1", now()).await
        );
        std::mem::swap(&mut one, &mut other);
    }
    one.retract("C-1", "p-10").await;
    let value = other.value("C-1", now()).await.own_value.unwrap();
    assert_eq!(value.units, 40 * 9);
}

/// What lists say of everybody.
async fn lists(app: &mut App) -> (BTreeMap<String, ScoreSummary>, Vec<TopReferrer>) {
    let by_id = ScoreOrder::CustomerId;
    let standings = app.standings(ScoreFilter::default(), by_id, 100).await;
    let named = |one: ScoreSummary| {
        let made_whenever = ScoreSummary {
            as_of_time: None,
            ..one
        };
        (made_whenever.customer_id.clone(), made_whenever)
    };
    let standings = standings.into_iter().map(named).collect();
    (
        standings,
        app.referrers(ReferrerOrder::TotalValue, 100).await,
    )
}

#[tokio::test]
async fn standings_that_two_replicas_make_end_as_one_alone_would_make_them() {
    for seed in [21, 22] {
        let book = portfolio(seed);
        let mut one = app::start().await;
        let mut two = one.beside().await;
        let mut alone = app::start().await;
        for app in [&one, &two, &alone] {
            app.clock.set("2024-07-01T10:00:00Z".parse().unwrap());
        }
        let customers = Book {
            facts: Vec::new(),
            ..book.clone()
        };
        one.tell(&customers).await;
        let (mut first, mut second) = (one.worker(), two.worker());
        for facts in book.facts.chunks(150) {
            let more = Book {
                facts: facts.to_vec(),
                ..Book::default()
            };
            // Both evaluate while one of them records.
            let (_, by_first, by_second) =
                tokio::join!(two.tell(&more), first.catch_up(), second.catch_up());
            by_first.and(by_second).unwrap();
            std::mem::swap(&mut one, &mut two);
        }
        alone.tell(&book).await;
        // When a month begins, portfolio figures are published however little they differ.
        for app in [&one, &two, &alone] {
            app.clock.set("2024-08-01T10:00:00Z".parse().unwrap());
        }
        let (by_first, by_second) = tokio::join!(first.catch_up(), second.catch_up());
        by_first.and(by_second).unwrap();
        first.catch_up().await.unwrap();
        alone.catch_up().await;

        assert_eq!(one.waiting().await, 0);
        let found = lists(&mut one).await;
        assert_eq!(found, lists(&mut two).await);
        assert_eq!(found, lists(&mut alone).await, "seed {seed}");
    }
}

/// Everybody has an hour of work a month ago, so that a new cost of the hour changes everybody's standing.
const CUSTOMERS: usize = 300;

fn hour_of_work(number: usize) -> Fact {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let month_ago = now.unwrap().as_secs() as i64 - 30 * 86_400;
    let occur_time = Timestamp {
        seconds: month_ago,
        nanos: 0,
    };
    let body = work(EffortKind::Support, EffortBilling::Unbilled, 60);
    fact(
        &format!("C-{number:03}"),
        "timesheet",
        "1",
        occur_time,
        body,
    )
}

#[tokio::test]
async fn a_replica_that_is_killed_while_everybody_is_evaluated_leaves_the_rest_to_the_other() {
    let mut replicas = Replicas::start(2).await;
    let facts = (0..CUSTOMERS).map(hour_of_work).collect();
    let call = RecordFactsRequest {
        create_missing_customers: true,
        ..record(facts)
    };
    let recorded = replicas.houses[0].records().record_facts(call).await;
    recorded.unwrap();
    let at_cost = async |replicas: &Replicas, cost: usize| {
        let micros = cost * 1_000_000;
        let query = format!("SELECT count(*) FROM standings WHERE contribution = -{micros}");
        replicas.number(&query).await as usize
    };
    until("everybody has a standing", async || {
        at_cost(&replicas, 60).await == CUSTOMERS
    })
    .await;

    // The second says what an hour costs now: everybody is to be evaluated anew, by whoever comes first.
    let hour = [
        ("CUSTOMER_QUALITY_HOUR_COST", "70"),
        ("CUSTOMER_QUALITY_HOUR_PRICE", "150"),
    ];
    // A lock on one standing keeps them from finishing before the kill.
    let mut blocker = PgConnection::connect(&replicas.url()).await.unwrap();
    let lock = "BEGIN; SELECT FROM standings WHERE customer_id = 'C-299' FOR UPDATE";
    blocker.execute(lock).await.unwrap();
    replicas.houses[1].spawn_with(&hour);
    until("the hour is kept", async || {
        let hours = "SELECT count(*) FROM hours WHERE cost_micros = 70000000";
        replicas.number(hours).await == 1
    })
    .await;
    until("one is at it", async || {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        replicas.number(waiting).await > 0
    })
    .await;
    replicas.houses[1].kill_service().await;
    blocker.execute("ROLLBACK").await.unwrap();

    until("everybody is evaluated", async || {
        at_cost(&replicas, 70).await == CUSTOMERS
    })
    .await;
    replicas.houses[0].is_consistent().await;
}
