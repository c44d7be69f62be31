//! Figures over all customers: computed once for all who wait, whoever of them goes away.

use customer_quality::answer::{Asked, Choice};
use customer_quality::store::Knowledge;
use domain::time::Time;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::{
    app::{self, App},
    book::Book,
    portfolio::portfolio,
    server::until,
};

/// Who is asked about.
const WHO: &str = "C-00";

/// Figures that are being computed, and those that are done.
const BEGUN: &str = "SELECT count(*) FROM portfolio_bases";
const CLEAN: &str = "SELECT count(*) FROM portfolio_bases WHERE state = 3";

/// How often figures began to be computed or became dirty.
const VERSIONS: &str = "SELECT sum(version)::bigint FROM portfolio_bases";

async fn app() -> App {
    let (mut app, book): (App, Book) = (app::start().await, portfolio(7));
    app.tell(&book).await;
    app
}

/// A session of its own that keeps others from a table until it is dropped.
async fn keep_from(app: &App, lock: &str) -> PgConnection {
    let mut session = PgConnection::connect(&app.store.database.url)
        .await
        .unwrap();
    session.execute("BEGIN").await.unwrap();
    session.execute(sqlx::AssertSqlSafe(lock)).await.unwrap();
    session
}

/// Asks with this knowledge.
async fn ask(app: &App, knowledge: Knowledge) {
    let at = match knowledge {
        Knowledge::Now => app.clock.now(),
        Knowledge::At(known) => known,
    };
    let asked = Asked { at, knowledge };
    let answers = app.answers.clone();
    answers
        .assess_one(WHO, asked, &Choice::Active)
        .await
        .unwrap();
}

/// Asks, and goes away as soon as the computation waits for a lock.
async fn ask_and_go_away(app: &App, knowledge: Knowledge) {
    tokio::select! {
        () = ask(app, knowledge) => panic!("it cannot have been answered"),
        () = app.store.waits_for_a_lock() => {}
    }
}

/// Waits until what was begun has ended.
async fn all_has_ended(app: &App) {
    until("no unit of work is under way", async || {
        app.store.store.units().is_empty()
    })
    .await;
}

#[tokio::test]
async fn a_caller_who_goes_away_leaves_the_figures_to_the_next() {
    let app = app().await;
    let lock = keep_from(&app, "LOCK TABLE portfolio_bases IN SHARE MODE").await;
    ask_and_go_away(&app, Knowledge::Now).await;
    lock.close().await.unwrap();
    all_has_ended(&app).await;
    let begun = app.store.count(BEGUN).await;
    assert!(begun > 0);
    assert_eq!(app.store.count(CLEAN).await, begun);
    ask(&app, Knowledge::Now).await;
    assert_eq!(app.store.count(VERSIONS).await, begun, "computed once");
}

#[tokio::test]
async fn figures_that_are_computed_for_several_callers_are_computed_once() {
    let app = app().await;
    let lock = keep_from(&app, "LOCK TABLE portfolio_bases IN SHARE MODE").await;
    let asking = futures::future::join_all((0..8).map(|_| ask(&app, Knowledge::Now)));
    let release = async {
        app.store.waits_for_a_lock().await;
        lock.close().await.unwrap();
    };
    tokio::join!(asking, release);
    let begun = app.store.count(BEGUN).await;
    assert_eq!(app.store.count(CLEAN).await, begun);
    assert_eq!(app.store.count(VERSIONS).await, begun);
}

#[tokio::test]
async fn past_figures_are_remembered_also_for_a_caller_who_went_away() {
    let app = app().await;
    let now = app
        .store
        .count("SELECT extract(epoch FROM now())::bigint")
        .await;
    let at = |seconds| Knowledge::At(Time::from_timestamp(now + seconds, 0).unwrap());
    app.clock.set(Time::from_timestamp(now + 1_000, 0).unwrap());
    ask(&app, at(10)).await;
    // Only the pass over everybody reads the ids of customers as they are now.
    let everybody = "LOCK TABLE customers IN ACCESS EXCLUSIVE MODE";
    let lock = keep_from(&app, everybody).await;
    ask_and_go_away(&app, at(20)).await;
    // What is remembered is answered while others wait.
    ask(&app, at(10)).await;
    lock.close().await.unwrap();
    all_has_ended(&app).await;
    let lock = keep_from(&app, everybody).await;
    ask(&app, at(20)).await;
    lock.close().await.unwrap();
}
