//! Merges that are refused, and one that was recorded before.

use customer_quality::pb::v1::ErrorReason;
use tonic::Code;

use crate::support::{
    app::{self, App},
    book::{Book, refer},
    fault::Fault,
};

async fn three() -> App {
    let (mut app, mut book) = (app::start().await, Book::default());
    for id in ["A", "B", "C"] {
        book.business(id);
    }
    app.tell(&book).await;
    app
}

async fn refusal(app: &mut App, id: &str, into: &str) -> Fault {
    let refused = app.try_to_merge(id, into).await.map(tonic::Response::new);
    Fault::of(refused)
}

#[tokio::test]
async fn a_customer_is_not_merged_into_themselves_or_into_nobody() {
    let mut app = three().await;
    let fault = refusal(&mut app, "A", "A").await;
    let metadata = [("customer_id", "A"), ("field", "facts[0].merge")];
    fault.is(Code::InvalidArgument, ErrorReason::SelfMerge, &metadata);
    let fault = refusal(&mut app, "A", "nobody").await;
    let metadata = [("customer_id", "nobody"), ("field", "facts[0]")];
    fault.is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
}

#[tokio::test]
async fn merges_close_no_circle_and_a_customer_is_merged_once() {
    let mut app = three().await;
    app.merge("A", "B").await;
    app.merge("B", "C").await;
    for (id, into) in [("C", "A"), ("C", "B")] {
        let fault = refusal(&mut app, id, into).await;
        let metadata = [
            ("customer_id", id),
            ("into_customer_id", into),
            ("field", "facts[0]"),
        ];
        fault.is(Code::FailedPrecondition, ErrorReason::MergeCycle, &metadata);
    }
    let fault = refusal(&mut app, "A", "C").await;
    let metadata = [
        ("customer_id", "A"),
        ("into_customer_id", "B"),
        ("field", "facts[0]"),
    ];
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::MergedBefore,
        &metadata,
    );
}

#[tokio::test]
async fn merging_again_is_a_duplicate_also_as_another_fact() {
    let mut app = three().await;
    assert_eq!(app.merge("A", "B").await.recorded_count, 1);
    assert_eq!(app.merge("A", "B").await.duplicate_count, 1);
    let body = crate::support::book::merge("B");
    let again = app.try_to_tell("A", "another", body).await.unwrap();
    assert_eq!((again.recorded_count, again.duplicate_count), (0, 1));
    app.part("A", "B").await;
    assert_eq!(app.ids_of("A").await.0, "A");
}

#[tokio::test]
async fn a_merge_that_would_make_the_referrals_a_circle_is_refused() {
    let mut app = three().await;
    let mut book = Book::default();
    book.tell("2026-01-01", "A", refer("C", None));
    book.tell("2026-01-02", "C", refer("B", None));
    app.tell(&book).await;
    let fault = refusal(&mut app, "A", "B").await;
    let metadata = [
        ("customer_id", "C"),
        ("referred_customer_id", "A"),
        ("field", "facts[0]"),
    ];
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::ReferralCycle,
        &metadata,
    );
    app.retract("C", "f-00001").await;
    app.merge("A", "B").await;
}

#[tokio::test]
async fn a_merged_customer_refers_and_is_referred_like_the_one_they_are() {
    let mut app = three().await;
    app.merge("A", "B").await;
    let refused = app.try_to_tell("A", "r-1", refer("B", None)).await;
    let fault = Fault::of(refused.map(tonic::Response::new));
    let metadata = [("customer_id", "B"), ("field", "facts[0]")];
    fault.is(Code::InvalidArgument, ErrorReason::SelfReferral, &metadata);
    app.try_to_tell("C", "r-2", refer("A", None)).await.unwrap();
    let refused = app.try_to_tell("C", "r-3", refer("B", None)).await;
    let fault = Fault::of(refused.map(tonic::Response::new));
    let metadata = [
        ("referred_customer_id", "B"),
        ("referrer_customer_id", "C"),
        ("field", "facts[0]"),
    ];
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::ReferrerAlreadySet,
        &metadata,
    );
}
