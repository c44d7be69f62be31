//! Referrals always form a forest, whoever records them and in whatever order.

use customer_quality::error::Error;
use customer_quality::store::{Edge, Knowledge, REFERRAL_DEPTH_MAX, RecordBatch};
use domain::fact::Fact;
use domain::time::Time;

use crate::support::facts::{fact, fact_at, referral, retraction, time, voice};
use crate::support::store::{TestStore, fresh_store};

/// `by` referred `referred`; the fact is named after both.
fn edge(by: &str, referred: &str) -> Fact {
    fact(by, &format!("{by}>{referred}"), referral(referred))
}

async fn refusal(test: &TestStore, facts: Vec<Fact>) -> Error {
    test.tell(facts).await.unwrap_err().parts().1.clone()
}

async fn edges(test: &TestStore, knowledge: Knowledge) -> Vec<(String, String)> {
    let at = time("2030-01-01T00:00:00Z");
    let mut edges: Vec<_> = test
        .store
        .edges(at, knowledge)
        .await
        .unwrap()
        .into_iter()
        .map(pair)
        .collect();
    edges.sort();
    edges
}

fn pair(edge: Edge) -> (String, String) {
    (edge.referrer, edge.referred)
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(by, referred)| ((*by).to_owned(), (*referred).to_owned()))
        .collect()
}

#[tokio::test]
async fn nobody_refers_themselves_has_two_referrers_or_closes_a_circle() {
    let test = fresh_store().await;
    let oneself = refusal(&test, vec![edge("a", "a")]).await;
    assert!(matches!(oneself, Error::SelfReferral { .. }), "{oneself:?}");
    test.tell(vec![edge("a", "b"), edge("b", "c")])
        .await
        .unwrap();
    let second = refusal(&test, vec![edge("x", "b")]).await;
    assert!(
        matches!(&second, Error::ReferrerAlreadySet { referrer_customer_id, .. } if referrer_customer_id == "a"),
        "{second:?}"
    );
    let circle = refusal(&test, vec![edge("c", "a")]).await;
    assert!(matches!(circle, Error::ReferralCycle { .. }), "{circle:?}");
    let circle = refusal(&test, vec![edge("p", "q"), edge("q", "r"), edge("r", "p")]).await;
    assert!(matches!(circle, Error::ReferralCycle { .. }), "{circle:?}");
    assert_eq!(
        edges(&test, Knowledge::Now).await,
        pairs(&[("a", "b"), ("b", "c")])
    );
    assert_eq!(test.store.customer("x").await.unwrap(), None);
}

#[tokio::test]
async fn a_customer_is_given_another_referrer_in_one_batch_and_the_tree_below_moves_along() {
    let test = fresh_store().await;
    test.tell(vec![
        edge("a", "b"),
        edge("b", "c"),
        fact("x", "1", voice("hm")),
    ])
    .await
    .unwrap();
    let batch = RecordBatch {
        facts: vec![edge("x", "b")],
        retractions: vec![retraction("a", "a>b")],
        ..RecordBatch::default()
    };
    test.record(batch).await.unwrap();
    assert_eq!(
        edges(&test, Knowledge::Now).await,
        pairs(&[("b", "c"), ("x", "b")])
    );
    // Turned around: the one above becomes the one below.
    let batch = RecordBatch {
        facts: vec![edge("c", "x")],
        retractions: vec![retraction("x", "x>b")],
        ..RecordBatch::default()
    };
    test.record(batch).await.unwrap();
    assert_eq!(
        edges(&test, Knowledge::Now).await,
        pairs(&[("b", "c"), ("c", "x")])
    );
}

#[tokio::test]
async fn the_tree_is_never_deeper_than_its_limit() {
    let test = fresh_store().await;
    let name = |level: usize| format!("c{level:04}");
    let levels: Vec<usize> = (0..REFERRAL_DEPTH_MAX).collect();
    for chunk in levels.chunks(250) {
        let facts = chunk
            .iter()
            .map(|level| edge(&name(*level), &name(level + 1)))
            .collect();
        test.tell(facts).await.unwrap();
    }
    let last = name(REFERRAL_DEPTH_MAX);
    let below = refusal(&test, vec![edge(&last, "one more")]).await;
    assert_eq!(
        below,
        Error::ReferralTooDeep {
            max_depth: REFERRAL_DEPTH_MAX
        }
    );
    let above = refusal(&test, vec![edge("one more", &name(0))]).await;
    assert_eq!(
        above,
        Error::ReferralTooDeep {
            max_depth: REFERRAL_DEPTH_MAX
        }
    );
    let circle = refusal(&test, vec![edge(&last, &name(0))]).await;
    assert!(matches!(circle, Error::ReferralCycle { .. }), "{circle:?}");

    let at = time("2030-01-01T00:00:00Z");
    let roots = [name(0), name(500)];
    for knowledge in [Knowledge::Now, Knowledge::At(at)] {
        let all = test
            .store
            .subtrees(&roots, at, knowledge, 5_000)
            .await
            .unwrap();
        assert_eq!(
            (all.edges.len(), all.truncated),
            (REFERRAL_DEPTH_MAX, false)
        );
        let some = test
            .store
            .subtrees(&roots[..1], at, knowledge, 10)
            .await
            .unwrap();
        assert_eq!((some.edges.len(), some.truncated), (10, true));
        assert_eq!(pair(some.edges[9].clone()), (name(9), name(10)));
    }
}

/// Of four who would bring each other in a circle, two tell the last two referrals at once. They share
/// no customer, so only the lock of the forest keeps them apart.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn opposite_referrals_told_at_once_never_close_a_circle() {
    let test = fresh_store().await;
    let store = &test.store;
    for round in 0..300 {
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|id| format!("{id}{round}"));
        test.tell(vec![edge(&a, &b), edge(&c, &d)]).await.unwrap();
        let told = [(&b, &c), (&d, &a)].map(|(by, referred)| {
            let batch = RecordBatch {
                facts: vec![edge(by, referred)],
                ..RecordBatch::default()
            };
            store.record(batch, crate::support::store::BUDGET)
        });
        let told = futures::future::join_all(told).await;
        assert_eq!(
            told.iter().filter(|told| told.is_ok()).count(),
            1,
            "{told:?}"
        );
    }
    let circles = "WITH RECURSIVE up AS (
            SELECT referred_customer_id AS start, referrer_customer_id AS above FROM referrals
            UNION
            SELECT up.start, r.referrer_customer_id FROM up
            JOIN referrals r ON r.referred_customer_id = up.above)
        SELECT count(*) FROM up WHERE start = above";
    assert_eq!(test.count(circles).await, 0);
}

#[tokio::test]
async fn a_past_forest_is_the_one_that_was_known_and_had_occurred() {
    let test = fresh_store().await;
    let late = |by: &str, referred: &str, at: &str| {
        fact_at(by, &format!("{by}>{referred}"), at, referral(referred))
    };
    let first = test
        .tell(vec![late("a", "b", "2025-01-01T00:00:00Z")])
        .await
        .unwrap()
        .record_time;
    let second = test
        .tell(vec![late("b", "c", "2025-06-01T00:00:00Z")])
        .await
        .unwrap()
        .record_time;
    let retractions = vec![retraction("a", "a>b")];
    let third = test
        .record(RecordBatch {
            retractions,
            ..RecordBatch::default()
        })
        .await
        .unwrap();

    assert_eq!(
        edges(&test, Knowledge::At(first)).await,
        pairs(&[("a", "b")])
    );
    assert_eq!(
        edges(&test, Knowledge::At(second)).await,
        pairs(&[("a", "b"), ("b", "c")])
    );
    assert_eq!(
        edges(&test, Knowledge::At(third.record_time)).await,
        pairs(&[("b", "c")])
    );
    assert_eq!(edges(&test, Knowledge::Now).await, pairs(&[("b", "c")]));

    let may = time("2025-05-01T00:00:00Z");
    let known = Knowledge::At(second);
    let below = test
        .store
        .subtrees(&["a".to_owned()], may, known, 10)
        .await
        .unwrap();
    assert_eq!(
        below.edges.into_iter().map(pair).collect::<Vec<_>>(),
        pairs(&[("a", "b")])
    );
    let july = time("2025-07-01T00:00:00Z");
    assert_eq!(referrer(&test, "b", may, known).await.as_deref(), Some("a"));
    assert_eq!(referrer(&test, "b", may, Knowledge::Now).await, None);
    assert_eq!(referrer(&test, "c", may, Knowledge::Now).await, None);
    let now = referrer(&test, "c", july, Knowledge::Now).await;
    assert_eq!(now.as_deref(), Some("b"));
}

async fn referrer(test: &TestStore, id: &str, at: Time, known: Knowledge) -> Option<String> {
    let above = test.store.referral_of(id, at, known).await;
    above.unwrap().map(|edge| edge.referrer)
}
