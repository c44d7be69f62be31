//! `GetReferralValue`: the value of a customer with everyone they brought, and a split that adds up.

use customer_quality::pb::v1::{
    AnswerOptions, CostKind, CustomerClass as Class, ErrorReason, GetReferralValueRequest,
};
use tonic::Code;

use crate::support::{
    app::{self, App, NOW},
    ask::{as_of, by_model, now},
    book::{Book, bill, leave, micros, pay, refer, spend},
    build::at,
    fault::Fault,
    portfolio::portfolio,
};

/// The forest of docs/scoring.md: Anna brought Ben and Carla, Ben brought David, David brought Emma,
/// who lost us money.
fn forest() -> Book {
    let mut book = Book::default();
    for (id, units) in [("anna", 100), ("ben", 200), ("carla", 400), ("david", 300)] {
        book.business(id);
        book.paid_bill("2026-03-02", id, units);
    }
    book.business("emma");
    book.tell("2026-03-02", "emma", spend(CostKind::Direct, 150));
    book.tell("2026-02-01", "anna", refer("ben", None));
    book.tell("2026-02-01", "anna", refer("carla", None));
    book.tell("2026-02-01", "ben", refer("david", Some(2_500)));
    book.tell("2026-02-01", "david", refer("emma", None));
    book
}

async fn app_with_forest() -> App {
    let mut app = app::start().await;
    app.tell(&forest()).await;
    app
}

/// Thousandths of a euro.
fn milli(units: f64) -> i64 {
    (units * 1_000.0) as i64 * 1_000
}

#[tokio::test]
async fn the_split_of_the_documented_forest_is_as_documented() {
    let mut app = app_with_forest().await;
    let mut credited = 0;
    for (id, referrer, values) in [
        ("anna", "", [100.0, 850.0, 100.0, 356.25, 456.25]),
        ("ben", "anna", [200.0, 350.0, 100.0, 56.25, 156.25]),
        ("carla", "anna", [400.0, 400.0, 200.0, 0.0, 200.0]),
        ("david", "ben", [300.0, 150.0, 150.0, -37.5, 112.5]),
        ("emma", "david", [-150.0, -150.0, -75.0, 0.0, -75.0]),
    ] {
        let value = app.value(id, now()).await;
        let found = [
            &value.own_value,
            &value.total_lifetime_value,
            &value.kept_of_own,
            &value.from_referrals,
            &value.credited_value,
        ];
        let found = found.map(|money| micros(money.as_ref()));
        assert_eq!(found, values.map(milli), "{id}");
        assert_eq!(
            micros(value.brought_value.as_ref()),
            milli(values[1] - values[0]),
            "{id}"
        );
        assert_eq!(value.referrer_customer_id, referrer);
        credited += micros(value.credited_value.as_ref());
    }
    assert_eq!(credited, milli(850.0));
}

#[tokio::test]
async fn levels_say_how_many_worth_how_much_of_which_class() {
    let mut app = app_with_forest().await;
    let value = app.value("anna", now()).await;
    assert_eq!((value.brought_count, value.paying_referred_count), (4, 2));
    assert_eq!(micros(value.own_revenue.as_ref()), milli(100.0));
    let mut expected = Vec::new();
    for (level, ids, units) in [
        (1, vec!["ben", "carla"], 600.0),
        (2, vec!["david"], 300.0),
        (3, vec!["emma"], -150.0),
    ] {
        let mut classes = Vec::new();
        for id in &ids {
            classes.push(app.classification(id, now()).await.customer_class());
        }
        classes.sort_by_key(|class| *class as i32);
        expected.push((level, ids.len() as i32, milli(units), classes));
    }
    let found: Vec<_> = value
        .levels
        .iter()
        .map(|level| {
            let counted = level.classes.iter();
            let classes: Vec<Class> = counted
                .flat_map(|one| vec![one.customer_class(); one.customer_count as usize])
                .collect();
            let worth = micros(level.value.as_ref());
            (level.level, level.customer_count, worth, classes)
        })
        .collect();
    assert_eq!(found, expected);
    assert!(value.sentence.ends_with("brought 4 customers"));
}

#[tokio::test]
async fn what_is_incremental_is_weighed_and_outside_of_the_sums() {
    let mut app = app_with_forest().await;
    let value = app.value("anna", now()).await;
    // Nobody cost anything to win. Emma half of -150; David (300 - 75) x 3/4; Ben (200 + 168.75) / 2;
    // Carla 400 / 2.
    assert_eq!(micros(value.incremental_value.as_ref()), milli(384.375));
    let leaf = app.value("carla", now()).await;
    assert_eq!(micros(leaf.incremental_value.as_ref()), 0);
}

#[tokio::test]
async fn credited_values_of_all_customers_sum_to_their_own_values_at_any_time() {
    let (book, mut app) = (portfolio(41), app::start().await);
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    let recorded = app.tell(&book).await;
    let as_known = AnswerOptions {
        as_of_time: Some(crate::support::book::time("2024-02-10T10:00:00Z")),
        as_known_time: Some(recorded),
        ..now()
    };
    app.clock
        .set(domain::time::Time::from_timestamp(recorded.seconds + 1, 0).unwrap());
    for options in [
        now(),
        as_of("2023-06-15T10:00:00Z"),
        as_known,
        by_model("good-ok-bad"),
    ] {
        let (mut own, mut credited) = (0, 0);
        for id in book.ids() {
            let value = app.value(&id, options.clone()).await;
            own += micros(value.own_value.as_ref());
            credited += micros(value.credited_value.as_ref());
            let [own, brought, total] = [
                &value.own_value,
                &value.brought_value,
                &value.total_lifetime_value,
            ]
            .map(|money| micros(money.as_ref()));
            assert_eq!(own + brought, total, "{id}");
            let by_level: i64 = value
                .levels
                .iter()
                .map(|one| micros(one.value.as_ref()))
                .sum();
            assert_eq!(by_level, brought, "{id}");
            let count: i32 = value.levels.iter().map(|one| one.customer_count).sum();
            assert_eq!(count, value.brought_count, "{id}");
        }
        assert_eq!(credited, own, "{options:?}");
    }
}

#[tokio::test]
async fn ranks_come_with_the_portfolio_figures() {
    let mut app = app_with_forest().await;
    app.catch_up().await;
    let value = app.value("anna", now()).await;
    assert_eq!(
        (
            value.rank_by_own_spending,
            value.rank_by_total,
            value.ranked_count
        ),
        (Some(4), Some(1), Some(4))
    );
    assert_eq!(
        value.sentence,
        "4th by spending, 1st with all they brought; brought 4 customers"
    );
    let emma = app.value("emma", now()).await;
    assert_eq!(
        (emma.rank_by_total, emma.sentence.as_str()),
        (None, "brought nobody")
    );
    let past = app.value("anna", as_of("2026-06-30T12:00:00Z")).await;
    assert_eq!(past.rank_by_total, None);
}

#[tokio::test]
async fn past_customers_count_on() {
    let mut app = app_with_forest().await;
    app.add("left", "2026-04-01", "ben", leave()).await;
    app.add("left", "2026-04-01", "anna", leave()).await;
    // After that David went on buying, and Ben's last invoice came.
    app.add(
        "more",
        "2026-05-02",
        "david",
        bill("more", 1_000, "2026-05-02", "2026-07-30"),
    )
    .await;
    app.add(
        "last",
        "2026-05-02",
        "ben",
        bill("last", 40, "2026-05-02", "2026-07-30"),
    )
    .await;
    app.add("paid", "2026-05-03", "ben", pay("last", 40)).await;
    let value = app.value("anna", now()).await;
    assert_eq!(micros(value.total_lifetime_value.as_ref()), milli(1_890.0));
    let ben = app.value("ben", now()).await;
    assert_eq!(micros(ben.own_value.as_ref()), milli(240.0));
    assert_eq!(micros(ben.own_revenue.as_ref()), milli(240.0));
    assert_eq!(micros(ben.total_lifetime_value.as_ref()), milli(1_390.0));
}

#[tokio::test]
async fn who_pays_their_way_is_counted_on_for_those_who_left() {
    let (mut app, mut book) = (app::start().await, Book::default());
    for id in ["anna", "ben"] {
        book.business(id);
    }
    book.paid_bill("2026-01-02", "anna", 100);
    book.tell("2026-02-01", "anna", refer("ben", None));
    book.tell("2026-03-01", "anna", leave());
    book.paid_bill("2026-04-02", "ben", 100);
    app.tell(&book).await;
    let value = app.value("anna", now()).await;
    assert_eq!((value.brought_count, value.paying_referred_count), (1, 1));
}

#[tokio::test]
async fn a_referral_taken_back_takes_the_tree_along() {
    let mut app = app_with_forest().await;
    let found = forest();
    let referral = found
        .facts
        .iter()
        .find(|fact| fact.customer_id == "ben" && fact.body == Some(refer("david", Some(2_500))));
    app.retract("ben", &referral.unwrap().fact_id).await;
    app.add("anew", "2026-02-01", "carla", refer("david", None))
        .await;
    let ben = app.value("ben", now()).await;
    assert_eq!((ben.brought_count, ben.levels.len()), (0, 0));
    let carla = app.value("carla", now()).await;
    assert_eq!(micros(carla.total_lifetime_value.as_ref()), milli(550.0));
    assert_eq!(
        app.value("david", now()).await.referrer_customer_id,
        "carla"
    );
    let anna = app.value("anna", now()).await;
    assert_eq!(micros(anna.total_lifetime_value.as_ref()), milli(850.0));
}

#[tokio::test]
async fn a_question_that_cannot_be_answered_is_refused() {
    let mut app = app_with_forest().await;
    let mut refused = async |customer_id: &str, options: AnswerOptions| {
        let request = GetReferralValueRequest {
            customer_id: customer_id.to_owned(),
            options: Some(options),
            incremental: false,
        };
        Fault::of(app.quality.get_referral_value(request).await)
    };
    let metadata = [("customer_id", "nobody")];
    let fault = refused("nobody", now()).await;
    fault.is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
    refused("anna ", now())
        .await
        .violates(&[("customer_id", "SURROUNDING_BLANK")]);
    let metadata = [("model_id", "no-such"), ("model_version", "0")];
    let fault = refused("anna", by_model("no-such")).await;
    fault.is(Code::NotFound, ErrorReason::ModelNotFound, &metadata);
    let ahead = AnswerOptions {
        as_known_time: at(NOW + 1),
        ..now()
    };
    let fault = refused("anna", ahead).await;
    fault.violates(&[("options.as_known_time", "TIME_IN_FUTURE")]);
}
