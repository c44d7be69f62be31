//! `ListScores`: standings by filter, in order, page by page.

use customer_quality::pb::v1::{
    AttributeFilter, AttributeValues, BillingMode, CustomerClass as Class, ErrorReason,
    ListScoresRequest, ScoreFilter, ScoreOrder, ScoreSummary,
};
use tonic::Code;

use crate::support::{
    app::{self, App, NOW},
    book::{Book, TRAITS, buy, micros, rate},
    build::at,
    fault::Fault,
};

/// Thirty customers: invoiced, purchasing, or only talked about; some have no points, many the same.
async fn app_with_standings() -> App {
    let (mut app, mut book) = (app::start().await, Book::default());
    for number in 0..30 {
        let id = format!("C-{number:02}");
        book.business(&id);
        let customer = book.customers.last_mut().unwrap();
        customer.name = format!("Name {number}");
        ["fair", "website", ""][number % 3].clone_into(&mut customer.acquisition_source);
        let industry = if number % 2 == 0 {
            vec!["crafts", "furniture"]
        } else {
            vec!["food"]
        };
        let values = industry.into_iter().map(str::to_owned).collect();
        let values = AttributeValues { values };
        customer.attributes.insert("industry".to_owned(), values);
        if number < 10 {
            book.paid_bill("2026-03-02", &id, 100 * (number as i64 % 4));
        } else if number < 20 {
            book.tell("2026-05-02", &id, buy(50 + number as i64 % 3));
        }
        if number % 5 != 4 {
            for what in TRAITS {
                let rating = 1 + number as i32 % 5;
                book.tell("2026-06-01", &id, rate(what, rating, "anna"));
            }
        }
    }
    app.tell(&book).await;
    app.catch_up().await;
    app
}

async fn all(app: &mut App, order: ScoreOrder) -> Vec<ScoreSummary> {
    app.standings(ScoreFilter::default(), order, 7).await
}

fn ids(scores: &[ScoreSummary]) -> Vec<&str> {
    scores.iter().map(|one| one.customer_id.as_str()).collect()
}

/// The ids of `scores`, ordered by `key` and then by id.
fn ordered<K: Ord>(scores: &[ScoreSummary], key: impl Fn(&ScoreSummary) -> K) -> Vec<&str> {
    let mut sorted: Vec<&ScoreSummary> = scores.iter().collect();
    sorted.sort_by_key(|one| (key(one), one.customer_id.clone()));
    sorted.iter().map(|one| one.customer_id.as_str()).collect()
}

#[tokio::test]
async fn every_order_gives_every_customer_once_and_no_points_come_last() {
    let mut app = app_with_standings().await;
    let by_id = all(&mut app, ScoreOrder::CustomerId).await;
    assert_eq!(ids(&by_id), ordered(&by_id, |_| 0));
    assert_eq!(by_id.len(), 30);
    assert!(by_id.iter().any(|one| one.points.is_none()));
    let descending = all(&mut app, ScoreOrder::PointsDesc).await;
    let by_points = |one: &ScoreSummary| (one.points.is_none(), -one.points.unwrap_or(0));
    assert_eq!(ids(&descending), ordered(&by_id, by_points));
    assert_eq!(all(&mut app, ScoreOrder::Unspecified).await, descending);
    let ascending = all(&mut app, ScoreOrder::PointsAsc).await;
    let by_points = |one: &ScoreSummary| (one.points.is_none(), one.points);
    assert_eq!(ids(&ascending), ordered(&by_id, by_points));
    let by_value = all(&mut app, ScoreOrder::OwnValueDesc).await;
    let value = |one: &ScoreSummary| -micros(one.own_value.as_ref());
    assert_eq!(ids(&by_value), ordered(&by_id, value));
    let by_contribution = all(&mut app, ScoreOrder::ContributionDesc).await;
    let contribution = |one: &ScoreSummary| -micros(one.contribution.as_ref());
    assert_eq!(ids(&by_contribution), ordered(&by_id, contribution));
    assert_eq!(app.waiting().await, 0);
}

#[tokio::test]
async fn a_row_says_who_how_good_and_by_what() {
    let mut app = app_with_standings().await;
    let rows = all(&mut app, ScoreOrder::CustomerId).await;
    let row = &rows[13];
    assert_eq!(
        (row.customer_id.as_str(), row.name.as_str()),
        ("C-13", "Name 13")
    );
    assert_eq!((row.model_id.as_str(), row.model_version), ("shop", 3));
    assert_eq!(row.mode(), BillingMode::Purchasing);
    assert_eq!(row.as_of_time, at(NOW));
    assert!(!row.up_reason_codes.is_empty());
    assert_eq!(micros(row.own_value.as_ref()), 51_000_000);
    assert_eq!(rows[24].points, None);
    assert_eq!(rows[24].customer_class(), Class::InsufficientData);
}

/// Which customers a filter keeps.
type Keep = fn(&ScoreSummary) -> bool;

fn number(one: &ScoreSummary) -> usize {
    one.customer_id[2..].parse().unwrap()
}

/// One of each of these industries.
fn industries(values: &[&str]) -> Vec<AttributeFilter> {
    let filters = values.iter().map(|value| AttributeFilter {
        key: "industry".to_owned(),
        value: (*value).to_owned(),
    });
    filters.collect()
}

#[tokio::test]
async fn filters_keep_those_for_whom_all_conditions_hold() {
    let mut app = app_with_standings().await;
    let whole = all(&mut app, ScoreOrder::CustomerId).await;
    for (filter, keep) in of_figures().into_iter().chain(of_customers()) {
        let found = app
            .standings(filter.clone(), ScoreOrder::CustomerId, 4)
            .await;
        let expected: Vec<ScoreSummary> = whole.iter().filter(|one| keep(one)).cloned().collect();
        assert_eq!(found, expected, "{filter:?}");
    }
}

fn of_figures() -> Vec<(ScoreFilter, Keep)> {
    let some = ScoreFilter::default;
    vec![
        (
            ScoreFilter {
                classes: vec![Class::Ok.into(), Class::Bad.into()],
                ..some()
            },
            |one| matches!(one.customer_class(), Class::Ok | Class::Bad),
        ),
        (
            ScoreFilter {
                min_points: Some(400),
                max_points: Some(500),
                ..some()
            },
            |one| {
                one.points
                    .is_some_and(|points| (400..=500).contains(&points))
            },
        ),
        (
            ScoreFilter {
                min_points: Some(0),
                ..some()
            },
            |one| one.points.is_some(),
        ),
        (
            ScoreFilter {
                modes: vec![BillingMode::Invoiced.into(), BillingMode::None.into()],
                ..some()
            },
            |one| one.mode() != BillingMode::Purchasing,
        ),
    ]
}

fn of_customers() -> Vec<(ScoreFilter, Keep)> {
    let some = ScoreFilter::default;
    vec![
        (
            ScoreFilter {
                acquisition_sources: vec!["fair".to_owned(), "website".to_owned()],
                ..some()
            },
            |one| number(one) % 3 != 2,
        ),
        (
            ScoreFilter {
                attributes: industries(&["furniture"]),
                ..some()
            },
            |one| number(one).is_multiple_of(2),
        ),
        (
            ScoreFilter {
                attributes: industries(&["crafts", "furniture"]),
                ..some()
            },
            |one| number(one).is_multiple_of(2),
        ),
        (
            ScoreFilter {
                attributes: industries(&["crafts", "food"]),
                ..some()
            },
            |_| false,
        ),
        (
            ScoreFilter {
                modes: vec![BillingMode::Purchasing.into()],
                attributes: industries(&["food"]),
                acquisition_sources: vec!["fair".to_owned()],
                ..some()
            },
            |one| (10..20).contains(&number(one)) && number(one) % 6 == 3,
        ),
    ]
}

#[tokio::test]
async fn who_waits_is_counted_and_listed_once_there_is_a_standing() {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.business("C-1");
    app.tell(&book).await;
    assert_eq!(app.waiting().await, 1);
    assert!(all(&mut app, ScoreOrder::CustomerId).await.is_empty());
    app.catch_up().await;
    assert_eq!(app.waiting().await, 0);
    assert_eq!(ids(&all(&mut app, ScoreOrder::CustomerId).await), ["C-1"]);
}

async fn refused(app: &mut App, request: ListScoresRequest) -> Fault {
    Fault::of(app.quality.list_scores(request).await)
}

#[tokio::test]
async fn a_filter_that_breaks_the_rules_is_refused() {
    let mut app = app::start().await;
    let request = ListScoresRequest {
        page_size: -1,
        order: 6,
        filter: Some(ScoreFilter {
            classes: vec![1, 0, 9],
            min_points: Some(-1),
            max_points: Some(1_001),
            acquisition_sources: vec!["x".to_owned(); 21],
            attributes: vec![AttributeFilter::default()],
            modes: vec![0, 4],
            standings: vec![0, 5, 6],
        }),
        page_token: String::new(),
    };
    refused(&mut app, request).await.violates(&[
        ("page_size", "OUT_OF_RANGE"),
        ("order", "UNKNOWN_ENUM"),
        ("filter.min_points", "OUT_OF_RANGE"),
        ("filter.max_points", "OUT_OF_RANGE"),
        ("filter.classes[1]", "REQUIRED"),
        ("filter.classes[2]", "UNKNOWN_ENUM"),
        ("filter.modes[0]", "REQUIRED"),
        ("filter.modes[1]", "UNKNOWN_ENUM"),
        ("filter.standings[0]", "REQUIRED"),
        ("filter.standings[2]", "UNKNOWN_ENUM"),
        ("filter.acquisition_sources", "TOO_MANY"),
        ("filter.attributes[0].key", "REQUIRED"),
        ("filter.attributes[0].value", "REQUIRED"),
    ]);
}

#[tokio::test]
async fn a_source_that_no_customer_can_have_is_refused() {
    let mut app = app::start().await;
    let request = ListScoresRequest {
        filter: Some(ScoreFilter {
            acquisition_sources: vec!["fa\0ir".to_owned(), "x".repeat(129)],
            ..ScoreFilter::default()
        }),
        ..ListScoresRequest::default()
    };
    refused(&mut app, request).await.violates(&[
        ("filter.acquisition_sources[0]", "CONTROL_CHARACTER"),
        ("filter.acquisition_sources[1]", "TOO_LONG"),
    ]);
}

#[tokio::test]
async fn a_token_belongs_to_its_filter_and_order() {
    let mut app = app_with_standings().await;
    let first = ListScoresRequest {
        page_size: 3,
        order: ScoreOrder::PointsAsc.into(),
        ..ListScoresRequest::default()
    };
    let page = app
        .quality
        .list_scores(first.clone())
        .await
        .unwrap()
        .into_inner();
    let next = ListScoresRequest {
        page_token: page.next_page_token,
        ..first
    };
    let other_size = ListScoresRequest {
        page_size: 1_000_000,
        ..next.clone()
    };
    let rest = app
        .quality
        .list_scores(other_size)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((rest.scores.len(), rest.next_page_token.as_str()), (27, ""));
    let other_order = ListScoresRequest {
        order: ScoreOrder::PointsDesc.into(),
        ..next.clone()
    };
    let other_filter = ListScoresRequest {
        filter: Some(ScoreFilter {
            min_points: Some(0),
            ..ScoreFilter::default()
        }),
        ..next.clone()
    };
    for request in [other_order, other_filter] {
        let fault = refused(&mut app, request).await;
        fault.is(Code::InvalidArgument, ErrorReason::PageTokenMismatch, &[]);
    }
    let made_up = ListScoresRequest {
        page_token: "AAAA".to_owned(),
        ..next
    };
    let fault = refused(&mut app, made_up).await;
    fault.is(Code::InvalidArgument, ErrorReason::InvalidPageToken, &[]);
}
