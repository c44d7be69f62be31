//! Compares standings with answers.

use std::collections::BTreeMap;

use customer_quality::pb::v1::{
    Reason, ReferrerOrder, ScoreFilter, ScoreOrder, ScoreSummary, ScoreView, score_result,
};

use crate::support::{app::App, ask::now};

/// All standings by customer.
pub(super) async fn standings(app: &mut App) -> BTreeMap<String, ScoreSummary> {
    let all = app
        .standings(ScoreFilter::default(), ScoreOrder::CustomerId, 100)
        .await;
    all.into_iter()
        .map(|one| (one.customer_id.clone(), one))
        .collect()
}

/// Checks that nobody waits and that every standing says what the answers say.
pub(super) async fn check(app: &mut App, ids: &[String]) {
    assert_eq!(app.waiting().await, 0);
    let standings = standings(app).await;
    assert_eq!(standings.keys().cloned().collect::<Vec<_>>(), ids);
    let ranked = app.referrers(ReferrerOrder::TotalValue, 100).await;
    let scores = app.scores(ids, now(), ScoreView::Basic).await;
    for item in scores {
        let Some(score_result::Result::Score(score)) = item.result else {
            panic!("{item:?}")
        };
        let id = score.customer_id.as_str();
        let (standing, value) = (&standings[id], app.value(id, now()).await);
        let basis = score.basis.unwrap();
        assert_eq!(standing.points, score.points, "{id}");
        let class = app.classification(id, now()).await;
        let own_sort = class.own_sort.map_or(0, |sort| sort.customer_class);
        assert_eq!(
            (
                standing.customer_class,
                &standing.sentence,
                standing.own_sort,
                standing.class_by_numbers
            ),
            (
                score.customer_class,
                &score.class_sentence,
                own_sort,
                class.class_by_numbers
            ),
            "{id}"
        );
        assert_eq!(standing.customer_standing, basis.standing, "{id}");
        assert!((standing.coverage - score.coverage).abs() < 1e-9, "{id}");
        let codes = |reasons: Vec<Reason>| -> Vec<String> {
            reasons
                .into_iter()
                .map(|reason| reason.reason_code)
                .collect()
        };
        assert_eq!(standing.up_reason_codes, codes(score.top_up), "{id}");
        assert_eq!(standing.down_reason_codes, codes(score.top_down), "{id}");
        assert_eq!(
            standing.contribution,
            score.economics.unwrap().contribution,
            "{id}"
        );
        assert_eq!(standing.own_value, value.own_value, "{id}");
        assert_eq!(
            (standing.mode, &standing.model_id, standing.model_version),
            (basis.mode, &basis.model_id, basis.model_version),
            "{id}"
        );
        let made = |time: Option<prost_types::Timestamp>| time.map(|it| (it.seconds, it.nanos));
        assert!(made(standing.as_of_time) <= made(basis.as_of_time), "{id}");
        let row = ranked.iter().find(|row| row.customer_id == id);
        assert_eq!(row.is_some(), value.brought_count > 0, "{id}");
        if let Some(row) = row {
            assert_eq!(row.own_value, value.own_value, "{id}");
            assert_eq!(row.total_value, value.total_lifetime_value, "{id}");
            assert_eq!(row.brought_value, value.brought_value, "{id}");
            assert_eq!(row.credited_value, value.credited_value, "{id}");
            assert_eq!(row.brought_count, value.brought_count, "{id}");
            assert_eq!(row.customer_class, score.customer_class, "{id}");
            let rank = value.rank_by_own_spending.unwrap_or_default();
            assert_eq!(row.rank_by_own_spending, rank, "{id}");
        }
    }
}
