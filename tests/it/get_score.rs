//! `GetScore`: points that add up, include the latest write, and follow the chosen model.

use customer_quality::pb::v1::{
    AnswerOptions, BillingMode, CriterionScore, CustomerClass, CustomerStanding, ErrorReason,
    EvidenceState, GetScoreRequest, HalfVerdict, Score, ScoreView, Trait,
};
use tonic::Code;

use crate::support::{
    app::{self, App, NOW},
    ask::{as_of, by_model, now},
    book::{Book, best_deal, buy, leave, rate, refer, usage},
    build::at,
    fault::Fault,
    portfolio::portfolio,
};

/// C-1, of whom something is known, and five neighbours.
async fn app_with_c1() -> App {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.neighbours();
    book.business("C-1");
    book.paid_bill("2026-02-02", "C-1", 1_200);
    book.tell("2026-01-10", "C-1", best_deal());
    book.rate_all("2026-05-01", "C-1", 4, &["anna"]);
    app.tell(&book).await;
    app
}

/// The score without the revision that it saw.
fn content(mut score: Score) -> Score {
    let basis = score.basis.as_mut().unwrap();
    basis.customer_revision = 0;
    basis.portfolio.as_mut().unwrap().publish_time = None;
    score
}

fn add_up(score: &Score) {
    let criteria = || score.pillars.iter().flat_map(|pillar| &pillar.criteria);
    let points: i32 = criteria().map(|criterion| criterion.points).sum();
    assert_eq!(score.points.unwrap_or(0), points);
    let most: i32 = criteria().map(|criterion| criterion.max_points).sum();
    assert_eq!(most, 1_000);
    let weights: f64 = criteria().map(|criterion| criterion.weight).sum();
    assert!((weights - 1_000.0).abs() < 1e-6, "{weights}");
    for pillar in &score.pillars {
        let points: i32 = pillar.criteria.iter().map(|one| one.points).sum();
        let most: i32 = pillar.criteria.iter().map(|one| one.max_points).sum();
        assert_eq!((pillar.points, pillar.max_points), (points, most));
        for one in &pillar.criteria {
            assert!((0..=one.max_points).contains(&one.points), "{one:?}");
            match one.state() {
                EvidenceState::NotApplicable => assert_eq!(one.max_points, 0),
                EvidenceState::Missing => {
                    assert!(one.points <= one.max_points / 2 + 1, "{one:?}");
                    assert_eq!((one.value, one.evidence_count), (None, 0));
                }
                EvidenceState::Observed => assert!((0.0..=1.0).contains(&one.curve_value)),
                EvidenceState::Unspecified => panic!("{one:?}"),
            }
            assert!(!one.reason_code.is_empty() && !one.sentence.is_empty());
        }
    }
}

#[tokio::test]
async fn contributions_add_up_to_the_points_by_every_model() {
    let (book, mut app) = (portfolio(21), app::start().await);
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    app.tell(&book).await;
    for id in book.ids() {
        for model in [
            "",
            "default",
            "shop",
            "four-pillars",
            "good-ok-bad",
            "credentials",
        ] {
            let score = app.score(&id, by_model(model)).await;
            add_up(&score);
            let trend = score.trend.unwrap();
            let change = score
                .points
                .zip(trend.points_before)
                .map(|(now, then)| now - then);
            assert_eq!(trend.change, change);
        }
    }
}

#[tokio::test]
async fn a_fact_just_written_is_in_the_next_answer() {
    let mut app = app_with_c1().await;
    let before = app.score("C-1", now()).await;
    app.add("late", "2026-06-01", "C-1", usage(&[("users", 10)]))
        .await;
    let between = app.score("C-1", now()).await;
    assert_eq!(between.points, before.points, "one snapshot is no growth");
    app.add("later", "2026-03-01", "C-1", usage(&[("users", 5)]))
        .await;
    let after = app.score("C-1", now()).await;
    assert!(after.points > before.points);
    assert!(after.coverage > before.coverage);
    let revision = |score: &Score| score.basis.as_ref().unwrap().customer_revision;
    assert_eq!(revision(&between), revision(&before) + 1);
    assert_eq!(revision(&after), revision(&before) + 2);
}

#[tokio::test]
async fn what_is_retracted_was_never_told() {
    let mut app = app_with_c1().await;
    let before = app.score("C-1", now()).await;
    let told = [
        ("r-1", rate(Trait::GladToHearFrom, 1, "ben")),
        ("r-2", buy(90)),
        ("r-3", refer("N-2", None)),
        ("r-4", leave()),
    ];
    for (fact_id, body) in told.clone() {
        app.add(fact_id, "2026-06-20", "C-1", body).await;
    }
    assert_ne!(
        content(app.score("C-1", now()).await),
        content(before.clone())
    );
    for (fact_id, _) in told {
        app.retract("C-1", fact_id).await;
    }
    assert_eq!(content(app.score("C-1", now()).await), content(before));
}

#[tokio::test]
async fn a_model_answers_by_name_and_version() {
    let mut app = app_with_c1().await;
    let default = app.score("C-1", now()).await;
    assert_eq!(default.basis.as_ref().unwrap().model_id, "default");
    let named = AnswerOptions {
        model_version: 3,
        ..by_model("default")
    };
    assert_eq!(app.score("C-1", named).await, default);
    for (model, pillars) in [
        (
            "four-pillars",
            vec!["money", "owner", "wallet_share", "referrals"],
        ),
        ("good-ok-bad", vec!["worksheet"]),
        ("credentials", vec!["credentials"]),
        ("shop", vec!["purchases"]),
    ] {
        let score = app.score("C-1", by_model(model)).await;
        let basis = score.basis.unwrap();
        assert_eq!((basis.model_id.as_str(), basis.model_version), (model, 3));
        let found: Vec<&str> = score.pillars.iter().map(|p| p.pillar_id.as_str()).collect();
        assert_eq!(found, pillars);
        assert_ne!(score.points, default.points, "{model}");
    }
    let credentials = app.score("C-1", by_model("credentials")).await;
    // A single 4 counts 3.5, which the curve makes .675.
    assert_eq!((credentials.points, credentials.coverage), (Some(675), 1.0));
    assert_eq!(app.score("C-1", by_model("shop")).await.points, None);
}

#[tokio::test]
async fn without_evidence_there_are_no_points_but_questions() {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.business("C-1");
    app.tell(&book).await;
    let score = app.score("C-1", now()).await;
    assert_eq!((score.points, score.coverage), (None, 0.0));
    assert_eq!(score.customer_class(), CustomerClass::InsufficientData);
    let asked: Vec<&str> = score
        .ask_next
        .iter()
        .map(|q| q.criterion_id.as_str())
        .collect();
    assert_eq!(
        asked,
        ["respects_us", "glad_to_hear_from", "values_our_work"]
    );
    for question in &score.ask_next {
        assert!(
            question.sentence.contains('?') && question.max_points >= 50,
            "{question:?}"
        );
    }
    let basis = score.basis.as_ref().unwrap();
    assert_eq!(basis.standing(), CustomerStanding::Active);
    assert_eq!(basis.mode(), BillingMode::None);
    let six_months = score.lasts_six_months.as_ref().unwrap();
    assert_eq!(
        (six_months.money(), six_months.owner()),
        (HalfVerdict::Unknown, HalfVerdict::Unknown)
    );
    assert_eq!(six_months.still_customer_probability, None);
    assert!(score.top_up.is_empty() && score.top_down.is_empty());
    assert_eq!(score.trend.unwrap().change, None);
    add_up(&app.score("C-1", now()).await);
}

#[tokio::test]
async fn a_private_person_has_no_owner() {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.person("C-1");
    book.rate_all("2026-05-01", "C-1", 4, &["anna"]);
    app.tell(&book).await;
    let score = app.score("C-1", by_model("default")).await;
    add_up(&score);
    let owner = score
        .pillars
        .iter()
        .find(|p| p.pillar_id == "owner")
        .unwrap();
    assert_eq!((owner.points, owner.max_points), (0, 0));
    let states = owner.criteria.iter().map(CriterionScore::state);
    assert!(states.eq([EvidenceState::NotApplicable; 4]));
    let six_months = score.lasts_six_months.unwrap();
    assert_eq!(six_months.owner(), HalfVerdict::NotApplicable);
}

#[tokio::test]
async fn the_full_view_is_the_default_and_the_basic_one_leaves_out_pillars_and_findings() {
    let mut app = app_with_c1().await;
    let mut ask = async |view: i32| {
        let request = GetScoreRequest {
            customer_id: "C-1".to_owned(),
            options: None,
            view,
        };
        let answer = app.quality.get_score(request).await.unwrap().into_inner();
        answer.score.unwrap()
    };
    let full = ask(ScoreView::Full.into()).await;
    assert_eq!(ask(ScoreView::Unspecified.into()).await, full);
    assert_eq!(full.pillars.len(), 6);
    let basic = ask(ScoreView::Basic.into()).await;
    let without = Score {
        pillars: Vec::new(),
        findings: Vec::new(),
        ..full
    };
    assert_eq!(basic, without);
}

#[tokio::test]
async fn a_past_customer_speaks_for_the_day_they_left() {
    let mut app = app_with_c1().await;
    let on_that_day = app.score("C-1", as_of("2026-05-20T12:00:00Z")).await;
    app.add("left", "2026-05-20", "C-1", leave()).await;
    let left = app.score("C-1", now()).await;
    assert_eq!(left.customer_class, on_that_day.customer_class);
    let cold = rate(Trait::GladToHearFrom, 1, "ben");
    app.add("talk", "2026-06-20", "C-1", cold).await;
    let score = app.score("C-1", now()).await;
    assert_ne!(
        score.class_sentence, left.class_sentence,
        "what people say counts to today"
    );
    assert_eq!(score.points, on_that_day.points);
    assert_eq!(score.economics, on_that_day.economics);
    let basis = score.basis.unwrap();
    assert_eq!(basis.standing(), CustomerStanding::Past);
    assert_eq!(basis.as_of_time, at(NOW));
    assert_eq!(
        basis.effective_time,
        on_that_day.basis.unwrap().effective_time
    );
}

#[tokio::test]
async fn an_answer_about_1970_knows_nothing() {
    let mut app = app_with_c1().await;
    let score = app.score("C-1", as_of("1970-01-01T00:00:00Z")).await;
    assert_eq!(score.points, None);
    assert_eq!(score.customer_class(), CustomerClass::InsufficientData);
    let standing = score.basis.unwrap().standing();
    assert_eq!(standing, CustomerStanding::Active);
}

async fn refused(app: &mut App, request: GetScoreRequest) -> Fault {
    Fault::of(app.quality.get_score(request).await)
}

fn of_c1(options: AnswerOptions) -> GetScoreRequest {
    GetScoreRequest {
        customer_id: "C-1".to_owned(),
        options: Some(options),
        view: 0,
    }
}

#[tokio::test]
async fn an_unknown_customer_is_not_found_also_as_known_before_they_were_told() {
    let mut app = app_with_c1().await;
    let request = GetScoreRequest {
        customer_id: "C-2".to_owned(),
        ..GetScoreRequest::default()
    };
    let metadata = [("customer_id", "C-2")];
    let fault = refused(&mut app, request).await;
    fault.is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
    let long_ago = AnswerOptions {
        as_known_time: at(NOW - 40 * 365 * 86_400),
        ..AnswerOptions::default()
    };
    let metadata = [("customer_id", "C-1")];
    let fault = refused(&mut app, of_c1(long_ago)).await;
    fault.is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
}

#[tokio::test]
async fn a_question_that_breaks_the_rules_is_refused_with_the_fields_path() {
    let mut app = app_with_c1().await;
    let long = "x".repeat(129);
    for (id, rule) in [
        ("", "REQUIRED"),
        (" C-1", "SURROUNDING_BLANK"),
        ("C\n1", "CONTROL_CHARACTER"),
        (long.as_str(), "TOO_LONG"),
    ] {
        let request = GetScoreRequest {
            customer_id: id.to_owned(),
            ..GetScoreRequest::default()
        };
        refused(&mut app, request)
            .await
            .violates(&[("customer_id", rule)]);
    }
    let ahead = AnswerOptions {
        as_of_time: at(NOW + 1),
        as_known_time: at(NOW + 1),
        ..AnswerOptions::default()
    };
    refused(&mut app, of_c1(ahead)).await.violates(&[
        ("options.as_of_time", "TIME_IN_FUTURE"),
        ("options.as_known_time", "TIME_IN_FUTURE"),
    ]);
    let before_time = AnswerOptions {
        as_of_time: at(-1),
        ..AnswerOptions::default()
    };
    let fault = refused(&mut app, of_c1(before_time)).await;
    fault.violates(&[("options.as_of_time", "OUT_OF_RANGE")]);
    let version_only = AnswerOptions {
        model_version: 1,
        ..AnswerOptions::default()
    };
    let fault = refused(&mut app, of_c1(version_only)).await;
    fault.violates(&[("options.model_id", "REQUIRED")]);
    let negative = AnswerOptions {
        model_version: -1,
        ..by_model("default")
    };
    let fault = refused(&mut app, of_c1(negative)).await;
    fault.violates(&[("options.model_version", "OUT_OF_RANGE")]);
    let request = GetScoreRequest {
        view: 9,
        ..of_c1(now())
    };
    refused(&mut app, request)
        .await
        .violates(&[("view", "UNKNOWN_ENUM")]);
}

#[tokio::test]
async fn an_unknown_model_or_version_is_not_found() {
    let mut app = app_with_c1().await;
    for (model_id, model_version) in [("no-such", 0), ("default", 4)] {
        let options = AnswerOptions {
            model_version,
            ..by_model(model_id)
        };
        let version = model_version.to_string();
        let metadata = [("model_id", model_id), ("model_version", version.as_str())];
        let fault = refused(&mut app, of_c1(options)).await;
        fault.is(Code::NotFound, ErrorReason::ModelNotFound, &metadata);
    }
}

#[tokio::test]
async fn what_is_stored_and_cannot_be_read_is_an_error_and_never_missing() {
    let mut app = app_with_c1().await;
    let known = app.classification("C-1", now()).await;
    assert!(known.points.is_some());
    sqlx::query(
        "UPDATE facts SET body = '{\"unheard_of\": {}}' WHERE customer_id = 'C-1' AND kind = 10",
    )
    .execute(&app.store.pool)
    .await
    .unwrap();
    let fault = refused(&mut app, of_c1(now())).await;
    assert_eq!(
        (fault.code, fault.reason),
        (Code::DataLoss, ErrorReason::CorruptData)
    );
    assert!(fault.metadata.contains_key("request_id"));
}
