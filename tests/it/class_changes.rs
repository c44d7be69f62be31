//! Changes of class. They are written with the standing, numbered without gaps, and carry their cause. They
//! are held back while facts keep coming.

use customer_quality::pb::v1::Trait;
use customer_quality::rpc::answers::answer_memory;
use sqlx::{AssertSqlSafe, Executor};
use tokio_util::sync::CancellationToken;

use crate::support::{
    app::{self, App},
    book::{Book, TRAITS, rate, rate_because},
    server::until,
    store::fresh_store,
};

/// Facts, time, figures: the causes by their numbers.
const FACTS: i16 = 1;
const TIME: i16 = 2;
const FIGURES: i16 = 3;

/// Whose class changes.
const WHO: &str = "N-3";

const COUNT: &str = "SELECT count(*) FROM class_changes WHERE customer_id = 'N-3'";

/// Those whose number of changes or class announced is not that of their changes.
const TORN: &str = "SELECT count(*)
    FROM standings
    LEFT JOIN LATERAL (
        SELECT count(*) AS number, max(change_number) AS last, max(to_class)
            FILTER (WHERE change_number = standings.change_number) AS class
        FROM class_changes WHERE class_changes.customer_id = standings.customer_id
    ) AS changes ON true
    WHERE changes.number <> change_number OR coalesce(changes.last, 0) <> change_number
        OR coalesce(changes.class, announced_class) <> announced_class";

/// One change: its number, from, to and cause.
type Change = (i64, i16, i16, i16);

async fn changes(app: &App) -> Vec<Change> {
    let changes = "SELECT change_number, from_class, to_class, cause FROM class_changes
                   WHERE customer_id = 'N-3' ORDER BY change_number";
    let changes = sqlx::query_as(changes).fetch_all(&app.store.pool);
    changes.await.unwrap()
}

/// The class of the standing.
async fn class(app: &App) -> i16 {
    let class = "SELECT customer_class FROM standings WHERE customer_id = 'N-3'";
    let class = sqlx::query_scalar(class).fetch_one(&app.store.pool);
    class.await.unwrap()
}

async fn run(app: &App, statement: &'static str) {
    let done = app.store.pool.execute(AssertSqlSafe(statement)).await;
    assert!(done.unwrap().rows_affected() > 0, "{statement}");
}

async fn neighbours() -> App {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.neighbours();
    app.tell(&book).await;
    app.settle().await;
    app
}

/// All traits of WHO are rated, under ids of their own.
async fn rate_all(app: &mut App, prefix: &str, day: &str, rating: i32) {
    let mut book = Book::default();
    for what in TRAITS {
        book.tell(day, WHO, rate(what, rating, "anna"));
    }
    for fact in &mut book.facts {
        fact.fact_id = format!("{prefix}-{}", fact.fact_id);
    }
    app.tell(&book).await;
}

#[tokio::test]
async fn a_change_is_written_with_the_standing_and_none_for_a_first_or_unchanged_one() {
    let mut app = neighbours().await;
    assert_eq!(app.store.count(COUNT).await, 0, "the first is no change");
    let before = class(&app).await;
    rate_all(&mut app, "low", "2026-06-20", 1).await;
    app.settle().await;
    let after = class(&app).await;
    assert_ne!(after, before);
    assert_eq!(changes(&app).await, [(1, before, after, FACTS)]);
    assert_eq!(app.store.count(TORN).await, 0);
    rate_all(&mut app, "lower", "2026-06-21", 1).await;
    app.settle().await;
    assert_eq!(class(&app).await, after);
    assert_eq!(app.store.count(COUNT).await, 1, "the class is the same");
}

#[tokio::test]
async fn a_change_says_nothing_in_words_of_a_person() {
    let mut app = neighbours().await;
    let mut book = Book::default();
    for what in [Trait::GladToHearFrom, Trait::RespectsUs, Trait::MoodFits] {
        let words = "canary because of the canary";
        book.tell("2026-06-20", WHO, rate_because(what, 1, "canary", words));
    }
    for fact in &mut book.facts {
        fact.fact_id = format!("word-{}", fact.fact_id);
    }
    app.tell(&book).await;
    rate_all(&mut app, "low", "2026-06-20", 1).await;
    app.settle().await;
    assert_eq!(app.store.count(COUNT).await, 1);
    let codes = "SELECT count(*) FROM class_changes, unnest(codes) AS code
                 WHERE customer_id = 'N-3' AND code <> ''";
    assert!(app.store.count(codes).await > 1, "codes are there");
    let words = "SELECT count(*) FROM class_changes
                 WHERE class_changes::text ~* 'canary|anna| because'";
    assert_eq!(app.store.count(words).await, 0);
}

#[tokio::test]
async fn time_and_published_figures_are_told_apart_as_causes() {
    let mut app = neighbours().await;
    let now = class(&app).await;
    let other = "UPDATE standings SET announced_class = 6 - customer_class, differs_since = now()
                 WHERE customer_id = 'N-3'";
    run(&app, other).await;
    app.clock.set("2026-07-02T00:00:01Z".parse().unwrap());
    app.settle().await;
    assert_eq!(changes(&app).await, [(1, 6 - now, now, TIME)]);
    run(&app, other).await;
    let mut book = Book::default();
    for number in 6..=9 {
        let id = format!("N-{number}");
        book.business(&id);
        book.paid_bill("2026-04-01", &id, 20_000);
    }
    for fact in &mut book.facts {
        fact.fact_id = format!("more-{}", fact.fact_id);
    }
    app.tell(&book).await;
    app.settle().await;
    let last = *changes(&app).await.last().unwrap();
    assert_eq!((last.0, last.1, last.3), (2, 6 - now, FIGURES));
}

#[tokio::test]
async fn numbers_go_on_where_standings_are_made_anew_from_nothing() {
    let mut app = neighbours().await;
    let now = class(&app).await;
    let other = "UPDATE standings SET announced_class = 6 - customer_class, differs_since = now()
                 WHERE customer_id = 'N-3'";
    run(&app, other).await;
    app.clock.set("2026-07-02T00:00:01Z".parse().unwrap());
    app.settle().await;
    run(&app, "DELETE FROM standings").await;
    app.clock.set("2026-07-03T00:00:01Z".parse().unwrap());
    app.settle().await;
    assert_eq!(class(&app).await, now);
    assert_eq!(
        app.store.count(COUNT).await,
        1,
        "a first standing is no change"
    );
    run(&app, other).await;
    app.clock.set("2026-07-04T00:00:01Z".parse().unwrap());
    app.settle().await;
    let last = *changes(&app).await.last().unwrap();
    assert_eq!(last, (2, 6 - now, now, TIME));
}

/// Waits until a change is held back: the standing has its class, and nothing is announced.
async fn held_back(app: &App, before: i16) {
    until("the standing has another class", async || {
        class(app).await != before
    })
    .await;
    let held = "SELECT count(*) FROM standings
                WHERE customer_id = 'N-3' AND differs_since IS NOT NULL AND change_number = 0";
    assert_eq!(app.store.count(held).await, 1);
    assert_eq!(app.store.count(COUNT).await, 0);
}

/// N-3 is rated low while a worker runs, `passed` pretends that time has passed, and with `more` further facts come.
/// The change is then announced, and once.
async fn announced_after(passed: &'static str, more: bool) {
    let mut app = neighbours().await;
    let before = class(&app).await;
    let stop = CancellationToken::new();
    let work = app.worker().run(stop.clone());
    let test = async {
        rate_all(&mut app, "low", "2026-06-20", 1).await;
        held_back(&app, before).await;
        run(&app, passed).await;
        if more {
            rate_all(&mut app, "lower", "2026-06-21", 1).await;
        }
        until("it is announced", async || {
            app.store.count(COUNT).await == 1
        })
        .await;
        stop.cancel();
    };
    tokio::join!(work, test);
    let after = class(&app).await;
    assert_eq!(changes(&app).await, [(1, before, after, FACTS)]);
    assert_eq!(app.store.count(TORN).await, 0);
}

#[tokio::test]
async fn a_change_is_held_back_until_no_facts_have_come_for_ten_seconds() {
    let passed = "UPDATE dirty_customers
        SET mark_time = mark_time - interval '11 seconds', due_time = '-infinity'
        WHERE customer_id = 'N-3'";
    Box::pin(announced_after(passed, false)).await;
}

#[tokio::test]
async fn a_change_is_announced_after_five_minutes_although_facts_keep_coming() {
    let passed = "UPDATE standings SET differs_since = differs_since - interval '5 minutes'
                  WHERE customer_id = 'N-3'";
    Box::pin(announced_after(passed, true)).await;
}

#[tokio::test]
async fn changes_are_numbered_without_gaps_by_two_evaluators_at_once() {
    let store = fresh_store().await;
    let other = app::start_remembering(store.beside().await, answer_memory(0, false)).await;
    let (mut app, mut book) = (app::start_over(store).await, Book::default());
    book.neighbours();
    app.tell(&book).await;
    let (mut one, mut two) = (app.worker(), other.worker());
    one.catch_up().await.unwrap();
    for round in 0..6 {
        let rating = if round % 2 == 0 { 1 } else { 5 };
        rate_all(
            &mut app,
            &format!("{round}"),
            &format!("2026-06-2{round}"),
            rating,
        )
        .await;
        let done = CancellationToken::new();
        let work = async {
            let (first, second) = tokio::join!(one.catch_up(), two.catch_up());
            first.unwrap();
            second.unwrap();
            done.cancel();
        };
        let watch = async {
            while !done.is_cancelled() {
                assert_eq!(app.store.count(TORN).await, 0);
            }
        };
        tokio::join!(work, watch);
    }
    one.catch_up().await.unwrap();
    let changes = changes(&app).await;
    assert!(changes.len() >= 5, "{changes:?}");
    assert!(changes.iter().map(|it| it.0).eq(1..=changes.len() as i64));
    assert!(changes.windows(2).all(|pair| pair[0].2 == pair[1].1));
    assert_eq!(changes.last().unwrap().2, class(&app).await);
    assert_eq!(app.store.count(TORN).await, 0);
}
