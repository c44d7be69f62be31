//! Versions of one model. The newest active version answers by default. A question about earlier knowledge
//! gets the version of that time. A version never changes.

use std::fmt::Write;

use customer_quality::models::MODEL_FORMAT;
use customer_quality::pb::v1::{
    AnswerOptions, ErrorReason, GetScoreRequest, GetSystemInfoRequest, ListScoresRequest,
    ModelState as WireState, ScoreView,
};
use customer_quality::store::ModelState;
use domain::model::{Model, SHIPPED};
use sha2::{Digest, Sha256};
use sqlx::Executor;
use tonic::Code;

use crate::support::{
    app::{self, App},
    ask::{by_model, now},
    book::{Book, time},
    fault::Fault,
    store::{TestStore, fresh_store},
};

/// Every version of a model that came with the service, and the SHA-256 of its document. Lines are added and
/// never changed: databases hold these documents under these names.
pub(crate) const EVER_SHIPPED: &str = "
credentials 1 054141859931e9854ec62908c8b94f4485a2d612c4a7392cf1bce5a3b423b771
default 1 f923c1389361bd5085ba7ccb767a268559faa021115efd9cd7a0de8b3cc43292
four-pillars 1 1cdd2b7d34410f35ba197484a6b41444e306b2c2566231886c9b83ce77ad5339
good-ok-bad 1 ac5a2bb95528d94f8bbd858ccbfbb9fdd5eabc2eec277558ab92ef72eea3c9f3
shop 1 5c184ad34e90264e713fddaee24e9145b58565a35f50d44f9dbe44ae36e8c63d
credentials 2 a4ab95013030cfe8701f4bad90d4c627c0091120deceb95e1f61e98f2bc77910
default 2 a6f071435b7ac04a15fd63ab695f7955ff8da18cfe1ed39d879a68f6c04748d3
four-pillars 2 9131c9cfd23b816944285af97733d4035a4392ce40e9e8da26e04f2b97db9ed9
good-ok-bad 2 614ead19d8b52cf7baa37d3077fd512d41073d0c5cb5d0eb21bf3f94a0ea693e
shop 2 ed8fd421887bd635f3de3a3e8407795a387659f67285530f3511578937f949a0
credentials 3 15f96ff4eddfcaa64c22cad14390869c5e3169d96dea895c97f45a85bc1bb827
default 3 96bc4caec61c9c149669adb8bc7145ee3780623955ad231ec8c32982284e3ef8
four-pillars 3 560daa127938642a30c734aa616b2546f8decee22e8d05faaa7b0342c855aa27
good-ok-bad 3 089cab210cb6d4d8210144d5f082b80174a2e2ef29037fd9c918d3b1d5b6d362
shop 3 44b1115a483f559ccf400ad188f5d77fc089cf152d01932b5795f2e94d23d111
";

#[test]
fn a_shipped_document_keeps_its_version_only_as_it_is() {
    let mut missing = String::new();
    for shipped in SHIPPED {
        let model = Model::parse(shipped.document).unwrap();
        let mut line = format!("{} {} ", model.id, model.version);
        for byte in Sha256::digest(shipped.document) {
            write!(line, "{byte:02x}").unwrap();
        }
        if !EVER_SHIPPED.lines().any(|known| known == line) {
            writeln!(missing, "{line}").unwrap();
        }
    }
    assert!(
        missing.is_empty(),
        "a document that changes needs a version of its own, and a line more in EVER_SHIPPED:\n{missing}"
    );
}

/// The shipped document of the default model, and its version.
fn shipped() -> (&'static str, i32) {
    let mut models = SHIPPED
        .iter()
        .map(|it| (it.document, Model::parse(it.document).unwrap()));
    let (document, model) = models.find(|(_, model)| model.id == "default").unwrap();
    (document, model.version)
}

/// The document of the default model as another version.
fn version(number: i32) -> String {
    let (document, shipped) = shipped();
    let line = format!("\nversion: {shipped}\n");
    assert!(document.contains(&line));
    document.replacen(&line, &format!("\nversion: {number}\n"), 1)
}

async fn add(test: &TestStore, number: i32, state: ModelState, form: i16) {
    // Of another form nothing is read.
    let document = if form == MODEL_FORMAT {
        version(number)
    } else {
        "pillars: of another form: [".to_owned()
    };
    let add = test
        .store
        .add_model("default", number, state, (&document, form));
    add.await.unwrap();
}

/// Tells of somebody who paid.
async fn tell(app: &mut App) {
    let mut book = Book::default();
    book.business("anna");
    book.paid_bill("2026-03-02", "anna", 100);
    app.tell(&book).await;
}

#[tokio::test]
async fn the_newest_active_version_answers_and_older_ones_where_they_are_named() {
    let (test, first) = (fresh_store().await, shipped().1);
    for (number, state) in [
        (first + 1, ModelState::Active),
        (first + 2, ModelState::Draft),
        (first + 3, ModelState::Retired),
    ] {
        add(&test, number, state, MODEL_FORMAT).await;
    }
    let mut app = app::start_over(test).await;
    tell(&mut app).await;
    for (model_version, expected) in [(0, first + 1), (first, first), (first + 2, first + 2)] {
        let mut options = by_model("default");
        options.model_version = model_version;
        let score = app.score("anna", options).await;
        assert_eq!(score.basis.unwrap().model_version, expected);
    }
    let score = app.score("anna", now()).await;
    assert_eq!(score.basis.unwrap().model_version, first + 1);
    app.catch_up().await;
}

/// The version that answers about anna, and the one that her row in lists rests on.
async fn in_force(app: &mut App) -> (i32, i32) {
    let score = app.score("anna", now()).await;
    let request = ListScoresRequest::default();
    let listed = app.quality.list_scores(request).await.unwrap().into_inner();
    let [row] = listed.scores.as_slice() else {
        panic!("{listed:?}")
    };
    (score.basis.unwrap().model_version, row.model_version)
}

#[tokio::test]
async fn every_replica_notices_a_version_that_another_one_activates() {
    let (test, first) = (fresh_store().await, shipped().1);
    let mut app = app::start_over(test).await;
    tell(&mut app).await;
    app.settle().await;
    let mut other = app.beside().await;
    for one in [&mut app, &mut other] {
        assert_eq!(in_force(one).await, (first, first));
    }
    add(&app.store, first + 1, ModelState::Active, MODEL_FORMAT).await;
    other.settle().await;
    assert_eq!(in_force(&mut other).await, (first + 1, first + 1));
    // What it has in memory was made by the version before.
    app.evaluator.refresh().await.unwrap();
    assert_eq!(in_force(&mut app).await, (first + 1, first + 1));
    let retire =
        "UPDATE models SET state = 3, retire_time = clock_timestamp() WHERE model_id = 'default'
        AND version = (SELECT max(version) FROM models WHERE model_id = 'default')";
    app.store.pool.execute(retire).await.unwrap();
    app.settle().await;
    assert_eq!(in_force(&mut app).await, (first, first));
    other.evaluator.refresh().await.unwrap();
    assert_eq!(in_force(&mut other).await, (first, first));
}

#[tokio::test]
async fn an_answer_by_the_models_of_before_is_not_kept_for_those_of_now() {
    let (test, first) = (fresh_store().await, shipped().1);
    let mut app = app::start_over(test).await;
    tell(&mut app).await;
    app.settle().await;
    // Asked directly: nothing is brought up to date before.
    let version = async |app: &mut App| {
        let request = GetScoreRequest {
            customer_id: "anna".to_owned(),
            ..GetScoreRequest::default()
        };
        let answer = app.quality.get_score(request).await.unwrap().into_inner();
        answer.score.unwrap().basis.unwrap().model_version
    };
    assert_eq!(version(&mut app).await, first);
    // The service hears of both while it answers a question that came before.
    add(&app.store, first + 1, ModelState::Active, MODEL_FORMAT).await;
    let publish = "INSERT INTO portfolio_publications
        SELECT (jsonb_populate_record(p, jsonb_build_object(
                'publication', p.publication + 1, 'publish_time', clock_timestamp()))).*
        FROM portfolio_publications AS p ORDER BY p.publication DESC LIMIT 1";
    let published = app.store.pool.execute(publish).await.unwrap();
    assert_eq!(published.rows_affected(), 1);
    assert_eq!(version(&mut app).await, first);
    assert_eq!(version(&mut app).await, first + 1);
}

#[tokio::test]
async fn a_model_that_cannot_be_read_stops_nobody() {
    let (test, first) = (fresh_store().await, shipped().1);
    let mut app = app::start_over(test).await;
    tell(&mut app).await;
    for (spoil, version) in [
        (
            "UPDATE models SET document = '{', create_time = clock_timestamp() WHERE model_id = 'credentials'",
            first,
        ),
        (
            "UPDATE models SET document = '{', activate_time = clock_timestamp() WHERE model_id = 'default'",
            first,
        ),
    ] {
        app.store.pool.execute(spoil).await.unwrap();
        app.settle().await;
        assert_eq!(in_force(&mut app).await, (version, version), "{spoil}");
    }
    let listed = app.system.get_system_info(GetSystemInfoRequest {}).await;
    let listed = listed.unwrap().into_inner().models;
    assert!(listed.iter().any(|model| model.model_id == "credentials"));
}

#[tokio::test]
async fn a_document_of_another_form_is_listed_and_answers_nobody() {
    let (test, other) = (fresh_store().await, shipped().1 + 10);
    add(&test, other, ModelState::Retired, MODEL_FORMAT - 1).await;
    add(&test, other + 1, ModelState::Active, MODEL_FORMAT + 1).await;
    let mut app = app::start_over(test).await;
    tell(&mut app).await;
    let info = app.system.get_system_info(GetSystemInfoRequest {}).await;
    let models = info.unwrap().into_inner().models;
    let listed = models.iter().find(|model| model.version == other).unwrap();
    assert_eq!(
        (listed.model_id.as_str(), listed.state()),
        ("default", WireState::Retired)
    );
    assert_eq!(listed.description, "");
    for version in [other, other + 1] {
        let options = AnswerOptions {
            model_version: version,
            ..by_model("default")
        };
        let request = GetScoreRequest {
            customer_id: "anna".to_owned(),
            options: Some(options),
            view: ScoreView::Unspecified.into(),
        };
        let fault = Fault::of(app.quality.get_score(request).await);
        let version = version.to_string();
        let metadata = [("model_id", "default"), ("model_version", version.as_str())];
        fault.is(
            Code::FailedPrecondition,
            ErrorReason::ModelFormat,
            &metadata,
        );
    }
    for options in [now(), by_model("default")] {
        let basis = app.score("anna", options).await.basis.unwrap();
        assert_eq!(basis.model_version, shipped().1);
    }
}

#[tokio::test]
async fn what_was_known_is_answered_by_the_model_of_that_time_or_the_oldest_there_is() {
    let (test, first) = (fresh_store().await, shipped().1);
    add(&test, first, ModelState::Active, MODEL_FORMAT).await;
    add(&test, first + 1, ModelState::Active, MODEL_FORMAT).await;
    add(&test, first + 10, ModelState::Active, MODEL_FORMAT - 1).await;
    let dates = format!(
        "UPDATE models SET create_time = '2020-01-01Z', activate_time = '2020-01-01Z', state = 3,
             retire_time = '2025-01-01Z' WHERE version = {old};
         UPDATE models SET create_time = '2025-01-01Z', activate_time = '2025-01-01Z'
             WHERE version = {first};
         UPDATE models SET create_time = '2026-04-01Z', activate_time = '2026-04-01Z'
             WHERE version = {newest}",
        old = first + 10,
        newest = first + 1,
    );
    test.pool.execute(sqlx::AssertSqlSafe(dates)).await.unwrap();
    let mut app = app::start_over(test).await;
    tell(&mut app).await;
    let long_ago = "UPDATE customer_versions SET record_time = '2020-01-01Z'";
    app.store.pool.execute(long_ago).await.unwrap();
    for (known, version, made_later) in [
        (Some("2024-06-01T00:00:00Z"), first, true),
        (Some("2025-06-01T00:00:00Z"), first, false),
        (Some("2026-05-01T00:00:00Z"), first + 1, false),
        (None, first + 1, false),
    ] {
        let options = AnswerOptions {
            as_known_time: known.map(time),
            ..now()
        };
        let basis = app.score("anna", options).await.basis.unwrap();
        let found = (basis.model_version, basis.model_made_later);
        assert_eq!(found, (version, made_later), "{known:?}");
    }
    let options = AnswerOptions {
        as_known_time: Some(time("2025-06-01T00:00:00Z")),
        model_version: first + 1,
        ..by_model("default")
    };
    let basis = app.score("anna", options).await.basis.unwrap();
    assert!(basis.model_made_later, "also where it was named");
}
