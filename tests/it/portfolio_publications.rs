//! Publications of portfolio figures: the one that an answer is compared with, and the time of their
//! replacement. No answer about now computes any portfolio figures.

use chrono::TimeDelta;
use customer_quality::pb::v1::{
    AnswerOptions, FiguresOrigin, GetClassificationRequest, GetReferralValueRequest,
    GetScoreRequest, PortfolioBasis, Score, ScoreView,
};
use customer_quality::rpc::answers::answer_memory;
use domain::time::{Month, Time, start_of};
use prost_types::Timestamp;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::{
    app::{self, App},
    book::{Book, micros, refer},
    server::until,
    store::fresh_store,
};

/// Publications that were put in force, and those made for questions about the past.
const PUBLISHED: &str = "SELECT count(*) FROM portfolio_publications WHERE NOT reconstructed";
const RECONSTRUCTED: &str = "SELECT count(*) FROM portfolio_publications WHERE reconstructed";

/// The day so many days before the clock's.
fn ago(app: &App, days: i64) -> String {
    let day = app.clock.now() - TimeDelta::days(days);
    day.date_naive().to_string()
}

fn stamp(time: Time) -> Timestamp {
    Timestamp {
        seconds: time.timestamp(),
        nanos: time.timestamp_subsec_nanos() as i32,
    }
}

/// Moves the clock just past what the database has recorded: both date what is asked about the past.
async fn catch_up_with_the_database(app: &App) -> Time {
    let now = app.store.store.clock().await.unwrap() + TimeDelta::milliseconds(1);
    app.clock.set(now.max(app.clock.now()));
    app.clock.now()
}

/// Five businesses with values of 1,000 to 5,000, of whom N-1 brought N-2. Nothing is published.
async fn five() -> App {
    let store = fresh_store().await;
    let mut app = app::start_remembering(store, answer_memory(0, false)).await;
    catch_up_with_the_database(&app).await;
    let (mut book, issued) = (Book::default(), ago(&app, 100));
    for number in 1..=5 {
        let id = format!("N-{number}");
        book.business(&id);
        book.paid_bill(&issued, &id, 1_000 * number);
    }
    book.tell(&ago(&app, 120), "N-1", refer("N-2", None));
    app.tell(&book).await;
    app
}

/// A paid bill more, long before the month.
async fn bill(app: &mut App, id: &str, units: i64) {
    let mut book = Book::default();
    book.paid_bill(&ago(app, 110), id, units);
    for fact in &mut book.facts {
        fact.fact_id = format!("{}-{id}-{units}", fact.fact_id);
        if let Some(customer_quality::pb::v1::fact::Body::Invoice(invoice)) = &mut fact.body {
            invoice.invoice_id = format!("R-{id}-{units}");
        }
        if let Some(customer_quality::pb::v1::fact::Body::Payment(payment)) = &mut fact.body {
            payment.invoice_id = format!("R-{id}-{units}");
        }
    }
    app.tell(&book).await;
}

async fn ask(app: &App, id: &str, at: Option<Time>, known: Option<Time>) -> Score {
    let request = GetScoreRequest {
        customer_id: id.to_owned(),
        options: Some(AnswerOptions {
            as_of_time: at.map(stamp),
            as_known_time: known.map(stamp),
            ..AnswerOptions::default()
        }),
        view: ScoreView::Full.into(),
    };
    let answer = app.quality.clone().get_score(request).await.unwrap();
    answer.into_inner().score.unwrap()
}

fn figures(score: &Score) -> PortfolioBasis {
    score.basis.clone().unwrap().portfolio.unwrap()
}

/// What an answer about now is compared with.
async fn in_force(app: &App) -> PortfolioBasis {
    figures(&ask(app, "N-3", None, None).await)
}

#[tokio::test]
async fn an_answer_says_how_the_figures_that_it_is_compared_with_came_to_be() {
    let mut app = five().await;
    let none = in_force(&app).await;
    assert_eq!(none.origin(), FiguresOrigin::None);
    assert_eq!((none.publish_time, none.boundary_date), (None, None));
    assert_eq!(none.median_value, None);

    let before = catch_up_with_the_database(&app).await;
    app.settle().await;
    let after = catch_up_with_the_database(&app).await;
    let now = in_force(&app).await;
    assert_eq!(now.origin(), FiguresOrigin::Published);
    assert!(now.publish_time.is_some() && now.boundary_date.is_some());
    assert_eq!(micros(now.median_value.as_ref()), 3_000_000_000);

    let later = figures(&ask(&app, "N-3", None, Some(before)).await);
    assert_eq!(later.origin(), FiguresOrigin::PublishedLater);
    assert_eq!(later.publish_time, now.publish_time);
    let known = figures(&ask(&app, "N-3", None, Some(after)).await);
    assert_eq!(known.origin(), FiguresOrigin::Published);
    assert_eq!(known.publish_time, now.publish_time);

    let earlier = after - TimeDelta::days(40);
    let made = figures(&ask(&app, "N-3", Some(earlier), None).await);
    assert_eq!(made.origin(), FiguresOrigin::Reconstructed);
    assert_eq!(micros(made.median_value.as_ref()), 3_000_000_000);
    let again = figures(&ask(&app, "N-3", Some(earlier), None).await);
    assert_eq!(again, made);
}

#[tokio::test]
async fn figures_in_force_are_replaced_by_a_change_of_more_than_a_hundredth_and_by_a_new_month() {
    let mut app = five().await;
    app.settle().await;
    let first = in_force(&app).await;
    bill(&mut app, "N-3", 20).await;
    app.settle().await;
    assert_eq!(in_force(&app).await, first, "0.7 % more is dropped");
    assert_eq!(app.store.count(PUBLISHED).await, 1);
    bill(&mut app, "N-3", 30).await;
    app.settle().await;
    let second = in_force(&app).await;
    assert_eq!(
        micros(second.median_value.as_ref()),
        3_050_000_000,
        "together 1.7 %"
    );
    assert_ne!(second.publish_time, first.publish_time);
    assert_eq!(app.store.count(PUBLISHED).await, 2);

    let next = Month::at(app.clock.now()).first_day() + TimeDelta::days(32);
    app.clock
        .set(start_of(Month::at(start_of(next)).first_day()));
    assert_eq!(in_force(&app).await, second, "until it is published");
    app.settle().await;
    let third = in_force(&app).await;
    assert_ne!(third.boundary_date, second.boundary_date);
    assert_eq!(third.origin(), FiguresOrigin::Published);
    assert_eq!(app.store.count(PUBLISHED).await, 3);
    app.settle().await;
    assert_eq!(app.store.count(PUBLISHED).await, 3);
}

#[tokio::test]
async fn a_referral_alone_is_seen_by_the_portfolio_figures() {
    let mut app = five().await;
    app.settle().await;
    let before = in_force(&app).await;
    assert_eq!(micros(before.top_fifth_brought.as_ref()), 2_000_000_000);
    // What changed lately counts as changed; here nothing has.
    let long_ago = "UPDATE portfolio_shares SET change_time = change_time - interval '1 hour'";
    app.store.pool.execute(long_ago).await.unwrap();
    let mut book = Book::default();
    book.tell(&ago(&app, 119), "N-1", refer("N-3", None));
    book.facts[0].fact_id = "another".to_owned();
    app.tell(&book).await;
    app.settle().await;
    let after = in_force(&app).await;
    assert_eq!(micros(after.top_fifth_brought.as_ref()), 5_000_000_000);
}

#[tokio::test]
async fn an_answer_as_known_stays_what_it_was_after_more_facts_and_publications() {
    let mut app = five().await;
    app.settle().await;
    let mut answers = Vec::new();
    for units in [20, 500, 10, 4_000] {
        let known = catch_up_with_the_database(&app).await;
        for id in ["N-1", "N-3"] {
            let mut answer = ask(&app, id, None, Some(known)).await;
            unsettled(&mut answer);
            answers.push((id, known, answer));
        }
        bill(&mut app, "N-3", units).await;
        app.settle().await;
    }
    assert!(app.store.count(PUBLISHED).await >= 3);
    for (id, known, answer) in answers {
        let mut now = ask(&app, id, None, Some(known)).await;
        unsettled(&mut now);
        assert_eq!(now, answer, "{id} as known at {known}");
    }
}

/// Whether what was known is settled is the one thing that changes.
fn unsettled(score: &mut Score) {
    if let Some(basis) = &mut score.basis {
        basis.settled = false;
    }
}

/// A session of its own that keeps others from tables until it is closed.
async fn keep_from(app: &App, lock: &'static str) -> PgConnection {
    let url = &app.store.database.url;
    let mut session = PgConnection::connect(url).await.unwrap();
    session.execute("BEGIN").await.unwrap();
    session.execute(lock).await.unwrap();
    session
}

#[tokio::test]
async fn a_caller_who_goes_away_leaves_reconstructed_figures_to_the_next() {
    let mut app = five().await;
    app.settle().await;
    let earlier = app.clock.now() - TimeDelta::days(40);
    let lock = keep_from(&app, "LOCK TABLE referrals IN ACCESS EXCLUSIVE MODE").await;
    tokio::select! {
        _ = ask(&app, "N-3", Some(earlier), None) => panic!("it cannot have been answered"),
        () = app.store.waits_for_a_lock() => {}
    }
    let gone: Time = sqlx::query_scalar("SELECT clock_timestamp()")
        .fetch_one(&app.store.pool)
        .await
        .unwrap();
    lock.close().await.unwrap();
    until("no unit of work is under way", async || {
        app.store.store.units().is_empty()
    })
    .await;
    let made = figures(&ask(&app, "N-3", Some(earlier), None).await);
    assert_eq!(made.origin(), FiguresOrigin::Reconstructed);
    let made = made.publish_time.unwrap();
    assert!((made.seconds, made.nanos) <= (gone.timestamp(), gone.timestamp_subsec_nanos() as i32));
}

#[tokio::test]
async fn figures_of_a_settled_past_are_kept_for_just_that_knowledge() {
    let mut app = five().await;
    let known = catch_up_with_the_database(&app).await;
    let earlier = known - TimeDelta::days(40);
    app.clock.set(known + TimeDelta::minutes(2));
    let made = figures(&ask(&app, "N-3", Some(earlier), Some(known)).await);
    assert_eq!(made.origin(), FiguresOrigin::Reconstructed);
    assert_eq!(app.store.count(RECONSTRUCTED).await, 1);
    bill(&mut app, "N-4", 9_000).await;
    let again = figures(&ask(&app, "N-3", Some(earlier), Some(known)).await);
    assert_eq!(again, made);
    let later = catch_up_with_the_database(&app).await;
    let other = figures(&ask(&app, "N-3", Some(earlier), Some(later)).await);
    assert_ne!(
        other.publish_time, made.publish_time,
        "other knowledge, other figures"
    );
}

#[tokio::test]
async fn figures_that_several_ask_for_are_reconstructed_once() {
    let mut app = five().await;
    app.settle().await;
    let earlier = app.clock.now() - TimeDelta::days(40);
    let asked = (0..6).map(|_| ask(&app, "N-3", Some(earlier), None));
    let answers = futures::future::join_all(asked).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

/// Everything that is known of anybody but N-1 cannot be read any more.
const SPOILED: &str = "UPDATE facts SET body = '{}' WHERE customer_id <> 'N-1';
    DELETE FROM customer_months WHERE customer_id <> 'N-1';
    DELETE FROM invoices WHERE customer_id <> 'N-1';
    DELETE FROM standings WHERE customer_id <> 'N-1';
    DELETE FROM referral_figures WHERE customer_id <> 'N-1';
    DELETE FROM portfolio_shares;";

#[tokio::test]
async fn an_answer_about_now_reads_nothing_but_the_customers_own_rows_and_what_is_published() {
    let mut app = five().await;
    app.settle().await;
    let (mut quality, now) = (app.quality.clone(), async |app: &App| {
        let score = ask(app, "N-1", None, None).await;
        let customer_id = "N-1".to_owned();
        let mut quality = app.quality.clone();
        let class = quality.get_classification(GetClassificationRequest {
            customer_id: customer_id.clone(),
            options: None,
        });
        let class = class.await.unwrap().into_inner();
        let value = quality.get_referral_value(GetReferralValueRequest {
            customer_id,
            options: None,
            incremental: false,
        });
        (score, class, value.await.unwrap().into_inner())
    });
    let before = now(&app).await;
    let brought = before.2.referral_value.clone().unwrap();
    assert_eq!(micros(brought.brought_value.as_ref()), 2_000_000_000);
    app.store.pool.execute(SPOILED).await.unwrap();
    assert_eq!(now(&app).await, before);
    // Of what the background work writes, an answer waits for nothing either.
    let lock = keep_from(
        &app,
        "LOCK TABLE portfolio_shares, standings, dirty_customers, referral_queue, referrals, class_changes",
    )
    .await;
    assert_eq!(now(&app).await, before);
    lock.close().await.unwrap();
    let others = quality.get_score(GetScoreRequest {
        customer_id: "N-2".to_owned(),
        ..GetScoreRequest::default()
    });
    assert!(others.await.is_err(), "they are spoiled indeed");
}
