//! `ListTopReferrers`: the customers who brought most, by the last pass over all customers.

use customer_quality::pb::v1::{
    BillingMode, ErrorReason, ListScoresRequest, ListTopReferrersRequest, ReferrerOrder,
    TopReferrer,
};
use tonic::Code;

use crate::support::{
    app::{self, App},
    ask::now,
    book::{Book, buy, micros, refer},
    fault::Fault,
};

/// Twelve invoiced customers of whom six referred others, and two buyers of whom one did.
async fn app_with_referrers() -> App {
    let (mut app, mut book) = (app::start().await, Book::default());
    for number in 0..12 {
        let id = format!("C-{number:02}");
        book.business(&id);
        book.paid_bill("2026-03-02", &id, 100 + 150 * ((number * 7) % 12));
    }
    for id in ["P-1", "P-2"] {
        book.person(id);
        book.tell("2026-03-02", id, buy(60));
    }
    for (above, below) in [
        ("C-00", "C-01"),
        ("C-00", "C-02"),
        ("C-02", "C-03"),
        ("C-05", "C-06"),
        ("C-06", "C-07"),
        ("C-07", "C-08"),
        ("C-10", "C-11"),
        ("P-1", "P-2"),
    ] {
        book.tell("2026-02-01", above, refer(below, None));
    }
    app.tell(&book).await;
    app.catch_up().await;
    app
}

fn ids(rows: &[TopReferrer]) -> Vec<&str> {
    rows.iter().map(|row| row.customer_id.as_str()).collect()
}

fn ordered<K: Ord>(rows: &[TopReferrer], key: impl Fn(&TopReferrer) -> K) -> Vec<&str> {
    let mut sorted: Vec<&TopReferrer> = rows.iter().collect();
    sorted.sort_by_key(|row| (key(row), row.customer_id.clone()));
    sorted.iter().map(|row| row.customer_id.as_str()).collect()
}

#[tokio::test]
async fn every_order_gives_every_referrer_once() {
    let mut app = app_with_referrers().await;
    let rows = app.referrers(ReferrerOrder::TotalValue, 2).await;
    let mut names = ids(&rows);
    names.sort_unstable();
    assert_eq!(
        names,
        ["C-00", "C-02", "C-05", "C-06", "C-07", "C-10", "P-1"]
    );
    assert_eq!(
        ids(&rows),
        ordered(&rows, |row| -micros(row.total_value.as_ref()))
    );
    assert_eq!(app.referrers(ReferrerOrder::Unspecified, 3).await, rows);
    for (order, key) in [
        (
            ReferrerOrder::BroughtValue,
            (|row| -micros(row.brought_value.as_ref())) as fn(&TopReferrer) -> i64,
        ),
        (ReferrerOrder::CreditedValue, |row| {
            -micros(row.credited_value.as_ref())
        }),
        (ReferrerOrder::PlacesGained, |row| {
            i64::from(row.rank_by_total - row.rank_by_own_spending)
        }),
    ] {
        let found = app.referrers(order, 2).await;
        assert_eq!(ids(&found), ordered(&rows, key), "{order:?}");
        assert_eq!(found.len(), rows.len());
    }
}

#[tokio::test]
async fn a_row_says_what_the_referral_value_says() {
    let mut app = app_with_referrers().await;
    for row in app.referrers(ReferrerOrder::PlacesGained, 50).await {
        let value = app.value(&row.customer_id, now()).await;
        assert_eq!(row.own_value, value.own_value);
        assert_eq!(row.brought_value, value.brought_value);
        assert_eq!(row.total_value, value.total_lifetime_value);
        assert_eq!(row.credited_value, value.credited_value);
        assert_eq!(row.brought_count, value.brought_count);
        assert_eq!(Some(row.rank_by_own_spending), value.rank_by_own_spending);
        assert_eq!(Some(row.rank_by_total), value.rank_by_total);
        let class = app.classification(&row.customer_id, now()).await;
        assert_eq!(row.customer_class, class.customer_class);
    }
}

#[tokio::test]
async fn only_the_modes_asked_for_are_listed_and_the_publication_is_named() {
    let (mut app, mut none) = (app_with_referrers().await, app::start().await);
    for (mode, count) in [
        (BillingMode::Purchasing, 1),
        (BillingMode::Invoiced, 6),
        (BillingMode::None, 0),
    ] {
        let request = ListTopReferrersRequest {
            modes: vec![mode.into()],
            ..ListTopReferrersRequest::default()
        };
        let page = app
            .quality
            .list_top_referrers(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(page.referrers.len(), count, "{mode:?}");
        assert!(page.publish_time.is_some());
    }
    let request = ListTopReferrersRequest::default();
    let page = none
        .quality
        .list_top_referrers(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((page.referrers.len(), page.publish_time), (0, None));
}

async fn refused(app: &mut App, request: ListTopReferrersRequest) -> Fault {
    Fault::of(app.quality.list_top_referrers(request).await)
}

#[tokio::test]
async fn a_question_that_breaks_the_rules_is_refused() {
    let mut app = app::start().await;
    let request = ListTopReferrersRequest {
        order: 5,
        modes: vec![9],
        page_size: -1,
        page_token: String::new(),
    };
    refused(&mut app, request).await.violates(&[
        ("page_size", "OUT_OF_RANGE"),
        ("order", "UNKNOWN_ENUM"),
        ("modes[0]", "UNKNOWN_ENUM"),
    ]);
}

#[tokio::test]
async fn a_token_belongs_to_its_question() {
    let mut app = app_with_referrers().await;
    let first = ListTopReferrersRequest {
        page_size: 1,
        ..ListTopReferrersRequest::default()
    };
    let page = app
        .quality
        .list_top_referrers(first.clone())
        .await
        .unwrap()
        .into_inner();
    let next = ListTopReferrersRequest {
        page_token: page.next_page_token,
        ..first
    };
    let other_order = ListTopReferrersRequest {
        order: ReferrerOrder::BroughtValue.into(),
        ..next.clone()
    };
    let other_modes = ListTopReferrersRequest {
        modes: vec![BillingMode::Invoiced.into()],
        ..next.clone()
    };
    for request in [other_order, other_modes] {
        let fault = refused(&mut app, request).await;
        fault.is(Code::InvalidArgument, ErrorReason::PageTokenMismatch, &[]);
    }
    let of_another_list = ListScoresRequest {
        page_token: next.page_token.clone(),
        ..ListScoresRequest::default()
    };
    let fault = Fault::of(app.quality.list_scores(of_another_list).await);
    fault.is(Code::InvalidArgument, ErrorReason::PageTokenMismatch, &[]);
    let made_up = ListTopReferrersRequest {
        page_token: "made up".to_owned(),
        ..next
    };
    let fault = refused(&mut app, made_up).await;
    fault.is(Code::InvalidArgument, ErrorReason::InvalidPageToken, &[]);
}
