//! Standings: lists in every order, by every condition, and newer ones over older ones.

use customer_quality::store::{
    CustomerField, CustomerUpsert, ForestFigures, Standing, StandingFilter, StandingOrder,
};
use domain::customer::{BuysAs, Customer, CustomerKind, Mode, Status};
use domain::time::{Day, Month};

use crate::support::facts::time;
use crate::support::store::{BUDGET, TestStore, fresh_store};

fn standing(customer_id: &str, points: Option<i32>, own_value: i64) -> Standing {
    Standing {
        customer_id: customer_id.to_owned(),
        model_id: "default".to_owned(),
        model_version: 1,
        mode: Mode::Invoiced,
        status: Status::Active,
        customer_class: 2,
        raw_class: 3,
        points,
        coverage_ppm: 500_000,
        up_reason_codes: vec!["PAYS".to_owned(), "GLAD".to_owned()],
        down_reason_codes: Vec::new(),
        own_value,
        own_revenue: 7,
        contribution: own_value.saturating_neg(),
        as_of_time: time("2025-03-01T00:00:00Z"),
        evaluate_time: time("2025-03-01T00:00:01.000001Z"),
        customer_revision: 5,
        basis_month: Some(Month::of(Day::from_ymd_opt(2025, 3, 1).unwrap())),
        forest: None,
    }
}

async fn some_standings(test: &TestStore) -> Vec<Standing> {
    let customers = ["a", "b", "c", "d", "e"].map(|id| CustomerUpsert {
        customer: Customer {
            customer_id: id.to_owned(),
            name: id.to_uppercase(),
            kind: CustomerKind::Business,
            onboard_date: None,
            acquisition_source: if id < "c" { "fair" } else { "web" }.to_owned(),
            buys_as: BuysAs::EndUser,
            attributes: [("trade".to_owned(), vec![id.to_owned(), "all".to_owned()])].into(),
        },
        fields: CustomerField::ALL.into(),
        kind_given: true,
    });
    test.store
        .upsert_customers(customers.into(), false, BUDGET)
        .await
        .unwrap();
    let standings = vec![
        standing("a", Some(500), i64::MIN),
        standing("b", Some(900), 20),
        standing("c", None, i64::MAX),
        Standing {
            mode: Mode::Purchasing,
            customer_class: 4,
            ..standing("d", Some(500), 20)
        },
        standing("e", Some(0), -3),
    ];
    let kept = test.store.upsert_standings(&standings).await.unwrap();
    assert_eq!(kept, ["a", "b", "c", "d", "e"]);
    standings
}

fn figures(total: i64, by_own: i32, by_total: i32) -> ForestFigures {
    ForestFigures {
        brought_value: total - 1,
        total_value: total,
        credited_value: -total,
        incremental_value: 0,
        brought_count: i32::from(total > 0),
        rank_by_own: Some(by_own),
        rank_by_total: Some(by_total),
        ranked_count: Some(5),
        forest_time: time("2025-03-02T00:00:00Z"),
    }
}

#[tokio::test]
async fn every_order_lists_everybody_once_across_pages() {
    let test = fresh_store().await;
    let standings = some_standings(&test).await;
    let pass = [
        ("a", 10, 5, 1),
        ("b", 30, 1, 2),
        ("c", 30, 2, 3),
        ("d", 0, 3, 4),
    ]
    .map(|(id, total, own, rank)| (id.to_owned(), figures(total, own, rank)));
    test.store
        .update_forest(&pass, pass[0].1.forest_time)
        .await
        .unwrap();
    for (order, expected) in [
        (StandingOrder::PointsDesc, "badec"),
        (StandingOrder::PointsAsc, "eadbc"),
        (StandingOrder::OwnValueDesc, "cbdea"),
        (StandingOrder::ContributionDesc, "aebdc"),
        (StandingOrder::CustomerId, "abcde"),
        (StandingOrder::TotalValueDesc, "bca"),
        (StandingOrder::BroughtValueDesc, "bca"),
        (StandingOrder::CreditedValueDesc, "abc"),
        (StandingOrder::PlacesGainedDesc, "abc"),
    ] {
        let mut listed = Vec::new();
        let mut after = None;
        loop {
            let filter = StandingFilter::default();
            let page = test
                .store
                .standings(&filter, order, after.as_ref(), 2)
                .await
                .unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.place.clone());
            listed.extend(page);
        }
        let ids: String = listed
            .iter()
            .map(|it| it.standing.customer_id.as_str())
            .collect();
        assert_eq!(ids, expected, "{order:?}");
        assert!(
            listed
                .iter()
                .all(|it| it.name == it.standing.customer_id.to_uppercase())
        );
    }
    let read = test
        .store
        .standings_of(&["b".to_owned(), "x".to_owned()])
        .await
        .unwrap();
    assert_eq!(
        read,
        [Standing {
            forest: Some(pass[1].1),
            ..standings[1].clone()
        }]
    );
}

#[tokio::test]
async fn a_list_has_those_for_whom_all_conditions_hold() {
    let test = fresh_store().await;
    some_standings(&test).await;
    let all = StandingFilter::default;
    let owned = |it: &str| it.to_owned();
    for (filter, expected) in [
        (
            StandingFilter {
                classes: vec![4, 9],
                ..all()
            },
            "d",
        ),
        (
            StandingFilter {
                points_min: Some(500),
                ..all()
            },
            "abd",
        ),
        (
            StandingFilter {
                points_max: Some(500),
                ..all()
            },
            "ade",
        ),
        (
            StandingFilter {
                modes: vec![Mode::Invoiced],
                ..all()
            },
            "abce",
        ),
        (
            StandingFilter {
                acquisition_sources: vec![owned("web"), owned("x")],
                ..all()
            },
            "cde",
        ),
        (
            StandingFilter {
                attributes: vec![(owned("trade"), owned("all"))],
                ..all()
            },
            "abcde",
        ),
        (
            StandingFilter {
                attributes: vec![(owned("trade"), owned("all")), (owned("trade"), owned("c"))],
                acquisition_sources: vec![owned("web")],
                ..all()
            },
            "c",
        ),
    ] {
        let order = StandingOrder::CustomerId;
        let listed = test
            .store
            .standings(&filter, order, None, 100)
            .await
            .unwrap();
        let ids: String = listed
            .iter()
            .map(|it| it.standing.customer_id.as_str())
            .collect();
        assert_eq!(ids, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn a_standing_is_replaced_only_by_a_newer_one() {
    let test = fresh_store().await;
    some_standings(&test).await;
    let newer = Standing {
        customer_revision: 6,
        ..standing("a", Some(1), 1)
    };
    let older = Standing {
        customer_revision: 4,
        ..standing("a", Some(2), 2)
    };
    let earlier = Standing {
        as_of_time: time("2025-02-01T00:00:00Z"),
        customer_revision: 6,
        ..standing("a", Some(3), 3)
    };
    let keep = async |it: &Standing| {
        test.store
            .upsert_standings(std::slice::from_ref(it))
            .await
            .unwrap()
            .len()
    };
    assert_eq!(
        (keep(&older).await, keep(&newer).await, keep(&earlier).await),
        (0, 1, 0)
    );
    assert_eq!(
        test.store.standings_of(&["a".to_owned()]).await.unwrap(),
        [newer]
    );
}
