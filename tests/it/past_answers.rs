//! Answers about the past. An answer as of T equals the answer of a service that received only the facts
//! that had occurred by T. An answer as known at K equals that of a service that received only the facts
//! recorded by K.

use customer_quality::pb::v1::{
    AnswerBasis, AnswerOptions, Classification, CustomerKind, ReferralValue, Score, ScoreView,
    UpsertCustomersRequest, classification_result, score_result,
};
use prost_types::{FieldMask, Timestamp};

use crate::support::{
    app::{self, App},
    ask::as_of_time,
    book::{Book, day, time},
    portfolio::portfolio,
    random::Random,
};

/// Everything that the service says about one customer.
#[derive(Debug, PartialEq)]
struct Said {
    score: Score,
    classification: Classification,
    value: ReferralValue,
}

/// What is said about each customer, without what can only differ: which revision was seen, and what
/// was asked for as known.
async fn said(app: &mut App, ids: &[String], options: &AnswerOptions) -> Vec<Said> {
    let scores = app.scores(ids, options.clone(), ScoreView::Full).await;
    let classes = app.classifications(ids, options.clone()).await;
    let mut all = Vec::new();
    for ((score, class), id) in scores.into_iter().zip(classes).zip(ids) {
        let Some(score_result::Result::Score(mut score)) = score.result else {
            panic!("{score:?}")
        };
        let Some(classification_result::Result::Classification(mut classification)) = class.result
        else {
            panic!("{class:?}")
        };
        let mut value = app.value(id, options.clone()).await;
        let bases = [
            &mut score.basis,
            &mut classification.basis,
            &mut value.basis,
        ];
        for basis in bases {
            let rest = basis.as_mut().unwrap();
            *rest = AnswerBasis {
                customer_revision: 0,
                as_known_time: None,
                settled: false,
                referral_publish_time: None,
                ..rest.clone()
            };
            if let Some(portfolio) = &mut rest.portfolio {
                (portfolio.publish_time, portfolio.origin) = (None, 0);
            }
        }
        // Classes and ranks are said of today only.
        value
            .levels
            .iter_mut()
            .for_each(|level| level.classes.clear());
        (value.rank_by_own_spending, value.rank_by_total) = (None, None);
        (value.ranked_count, value.sentence) = (None, String::new());
        all.push(Said {
            score,
            classification,
            value,
        });
    }
    all
}

#[track_caller]
fn same(found: &[Said], expected: &[Said], when: &str) {
    assert_eq!(found.len(), expected.len());
    for (this, that) in found.iter().zip(expected) {
        let id = &this.score.customer_id;
        assert!(this == that, "{when}: {id}:\n{}", differences(this, that));
    }
}

/// The lines in which two answers differ.
fn differences(this: &Said, that: &Said) -> String {
    let (this, that) = (format!("{this:#?}"), format!("{that:#?}"));
    let pairs = this
        .lines()
        .zip(that.lines())
        .filter(|(one, other)| one != other);
    let lines: Vec<String> = pairs
        .take(20)
        .map(|(one, other)| format!("{} | {}", one.trim(), other.trim()))
        .collect();
    lines.join("\n")
}

/// A service whose clock stands after the last fact.
async fn service() -> App {
    let app = app::start().await;
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    app
}

async fn told(book: &Book) -> App {
    let mut app = service().await;
    app.tell(book).await;
    app
}

async fn an_answer_as_of_a_day_is_that_of_a_service_told_until_then(seed: u64, times: &[&str]) {
    let book = portfolio(seed);
    let mut whole = told(&book).await;
    for text in times {
        let asked = as_of_time(time(text));
        let mut fresh = told(&book.until(time(text))).await;
        let expected = said(&mut fresh, &book.ids(), &asked).await;
        same(
            &said(&mut whole, &book.ids(), &asked).await,
            &expected,
            text,
        );
        for id in &book.ids() {
            let single = whole.score(id, asked.clone()).await;
            let batch = expected.iter().find(|one| one.score.customer_id == *id);
            assert_eq!(
                (single.points, single.pillars, single.economics),
                batch
                    .map(|one| &one.score)
                    .map_or_else(Default::default, |score| {
                        (score.points, score.pillars.clone(), score.economics.clone())
                    }),
                "{text}: {id} alone"
            );
        }
    }
}

#[tokio::test]
async fn as_of_the_middle_of_a_month_only_what_had_occurred_counts() {
    let times = ["2023-05-17T13:20:01Z", "2024-02-29T06:00:00Z"];
    Box::pin(an_answer_as_of_a_day_is_that_of_a_service_told_until_then(
        1, &times,
    ))
    .await;
}

#[tokio::test]
async fn as_of_the_edges_of_a_month_only_what_had_occurred_counts() {
    let times = [
        "2023-09-01T00:00:00Z",
        "2023-12-31T23:59:59.999999Z",
        "2022-03-03T03:00:00Z",
    ];
    Box::pin(an_answer_as_of_a_day_is_that_of_a_service_told_until_then(
        2, &times,
    ))
    .await;
}

#[tokio::test]
async fn as_of_now_is_the_plain_answer() {
    let book = portfolio(3);
    let mut app = told(&book).await;
    let asked = as_of_time(time("2024-07-03T10:00:00Z"));
    let plain = said(&mut app, &book.ids(), &AnswerOptions::default()).await;
    same(&said(&mut app, &book.ids(), &asked).await, &plain, "now");
}

/// A book told in two parts: the second takes back some of the first and changes customers.
struct TwoParts {
    first: Book,
    second: Book,
    /// Customer and fact.
    retracted: Vec<(String, String)>,
}

impl TwoParts {
    fn of(seed: u64) -> Self {
        let (whole, mut random) = (portfolio(seed), Random(seed));
        let (mut first, mut second) = (whole.clone(), whole.clone());
        first.facts.clear();
        second.facts.clear();
        for fact in whole.facts {
            if random.below(3) == 0 {
                second.facts.push(fact);
            } else {
                first.facts.push(fact);
            }
        }
        let told = first.facts.iter().step_by(7);
        let retracted = told.map(|fact| (fact.customer_id.clone(), fact.fact_id.clone()));
        let retracted = retracted.collect();
        second.customers.clear();
        Self {
            first,
            second,
            retracted,
        }
    }

    async fn tell_second(&self, app: &mut App) {
        app.tell(&self.second).await;
        for (customer_id, fact_id) in &self.retracted {
            app.retract(customer_id, fact_id).await;
        }
        let mut changed = vec![
            self.first.customers[0].clone(),
            self.first.customers[12].clone(),
        ];
        changed[0].kind = CustomerKind::Individual.into();
        changed[1].onboard_date = day("2021-01-15");
        let request = UpsertCustomersRequest {
            customers: changed,
            update_mask: Some(FieldMask {
                paths: vec!["kind".to_owned(), "onboard_date".to_owned()],
            }),
            validate_only: false,
        };
        app.records.upsert_customers(request).await.unwrap();
    }
}

fn as_time(at: Timestamp) -> domain::time::Time {
    domain::time::Time::from_timestamp(at.seconds, at.nanos as u32).unwrap()
}

/// The same moment a little later: longer than any write takes.
fn later(at: Timestamp) -> domain::time::Time {
    as_time(Timestamp {
        seconds: at.seconds + 3_600,
        ..at
    })
}

#[tokio::test]
async fn as_known_then_only_what_had_been_recorded_counts() {
    let parts = TwoParts::of(4);
    let ids = parts.first.ids();
    let (mut app, mut fresh) = (service().await, service().await);
    let known = app.tell(&parts.first).await;
    app.clock.set(later(known));
    // What is known then is compared with figures published soon after.
    app.settle().await;
    parts.tell_second(&mut app).await;
    fresh.tell(&parts.first).await;
    fresh.clock.set(later(known));
    for text in ["2023-05-17T13:20:01Z", "2024-06-30T12:00:00Z"] {
        let asked = as_of_time(time(text));
        let as_known = AnswerOptions {
            as_known_time: Some(known),
            ..asked.clone()
        };
        let expected = said(&mut fresh, &ids, &asked).await;
        same(&said(&mut app, &ids, &as_known).await, &expected, text);
        assert_ne!(said(&mut app, &ids, &asked).await, expected);
    }
    // Nothing but the time of knowledge: the answer speaks for the same time.
    let only_known = AnswerOptions {
        as_known_time: Some(known),
        ..AnswerOptions::default()
    };
    let expected = said(&mut fresh, &ids, &as_of_time(known)).await;
    same(
        &said(&mut app, &ids, &only_known).await,
        &expected,
        "K only",
    );
    let basis = app.score(&ids[0], only_known).await.basis.unwrap();
    assert!(basis.settled);
    assert_eq!(
        (
            basis.as_of_time,
            basis.as_known_time,
            basis.customer_revision
        ),
        (Some(known), Some(known), 0)
    );
}

#[tokio::test]
async fn with_both_times_set_the_answer_is_the_one_given_then() {
    let parts = TwoParts::of(5);
    let ids = parts.first.ids();
    let mut app = app::start().await;
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    let then = app.tell(&parts.first).await;
    app.clock.set(as_time(then));
    let answered = said(&mut app, &ids, &AnswerOptions::default()).await;
    parts.tell_second(&mut app).await;
    app.clock.set(later(then));
    let as_answered = AnswerOptions {
        as_of_time: Some(then),
        as_known_time: Some(then),
        ..AnswerOptions::default()
    };
    let again = said(&mut app, &ids, &as_answered).await;
    same(&again, &answered, "then");
    assert_ne!(
        said(&mut app, &ids, &AnswerOptions::default()).await,
        answered
    );
}

#[tokio::test]
async fn what_was_learnt_of_a_moment_just_past_is_no_last_word() {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.neighbours();
    let recorded = app.tell(&book).await;
    // The service's clock is ahead of the database's, so that more can be recorded by that time.
    app.clock.set(later(recorded));
    let unsettled = AnswerOptions {
        as_of_time: Some(time("2026-07-01T00:00:00Z")),
        as_known_time: Some(Timestamp {
            seconds: recorded.seconds + 3_600,
            ..recorded
        }),
        ..AnswerOptions::default()
    };
    let basis = app.score("N-1", unsettled.clone()).await.basis.unwrap();
    assert!(!basis.settled);
    assert_eq!(basis.portfolio.unwrap().customer_count, 5);
    let before = app.score("N-1", unsettled.clone()).await;
    let mut more = Book::default();
    more.business("N-6");
    more.paid_bill("2026-03-02", "N-6", 6_000);
    more.paid_bill("2026-03-02", "N-1", 6_000);
    more.facts
        .iter_mut()
        .for_each(|fact| fact.fact_id.push_str("-6"));
    app.tell(&more).await;
    let after = app.score("N-1", unsettled).await;
    assert_ne!(after.economics, before.economics);
    let count = after.basis.unwrap().portfolio.unwrap().customer_count;
    assert_eq!(count, 6, "what is not settled is not kept");
}
