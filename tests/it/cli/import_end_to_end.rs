//! Whole imports against a service in memory.

use commands::{
    failure::Failure,
    import::{interrupt::Interrupt, tally::Tally},
};
use customer_quality::pb::v1::fact::Body;
use futures::{StreamExt, stream};
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::Code;

use super::{
    desk::{Desk, csv, purchases},
    errors::error,
};

#[tokio::test]
async fn customers_are_told_before_facts_wherever_they_stand_in_the_file() {
    let desk = Desk::new().await;
    let text = "kind,customer_id,occur_time,amount,currency,name,customer_kind\n\
                purchase,C-1,2026-01-01,5,EUR,,\n\
                customer,C-1,,,,Anna,individual\n";
    let (tally, refused) = desk
        .import(&[&desk.file("a.csv", text)], &[])
        .await
        .unwrap();
    let expected = Tally {
        rows_read: 2,
        facts_new: 1,
        customers_created: 1,
        ..Tally::default()
    };
    assert_eq!(tally, expected);
    assert!(refused.is_empty());
    let state = desk.fake.state.lock().unwrap();
    assert_eq!(state.customers["C-1"].name, "Anna");
    let mask = state.upserts[0].update_mask.clone().unwrap();
    assert_eq!(mask.paths, ["name", "kind"]);
}

#[tokio::test]
async fn importing_twice_changes_nothing() {
    let desk = Desk::new().await;
    let file = desk.file("a.csv", purchases(1234));
    let flags = ["--create-customers"];
    let (first, _) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!((first.facts_new, first.customers_created), (1234, 50));
    let (second, _) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!((second.facts_new, second.facts_duplicate), (0, 1234));
}

#[tokio::test]
async fn calls_carry_at_most_500_facts_and_not_too_many_bytes() {
    let desk = Desk::new().await;
    let line = |_| format!("voice,C-1,2026-01-01,wish,{}", "x".repeat(3000));
    let text = csv(
        "kind,customer_id,occur_time,voice_kind,words",
        (0..2500).map(line),
    );
    desk.import(&[&desk.file("a.csv", text)], &["--create-customers"])
        .await
        .unwrap();
    let state = desk.fake.state.lock().unwrap();
    assert_eq!(state.facts.len(), 2500);
    for call in &state.calls {
        assert!(call.facts.len() <= 500);
        assert!(prost::Message::encoded_len(call) < 4 * 1024 * 1024);
    }
}

/// The first call is answered after four of other customers. Their way is another one: the last digits
/// of the ids differ.
#[tokio::test]
async fn a_slow_call_holds_up_only_the_customers_that_go_its_way() {
    let desk = Desk::new().await;
    desk.fake.state.lock().unwrap().held_until = Some(5);
    let line = |customer| move |at| format!("purchase,{customer},2026-01-01,{at}.50,EUR");
    let text = csv(
        "kind,customer_id,occur_time,amount,currency",
        (0..501).map(line("C-1")).chain((0..2_100).map(line("C-2"))),
    );
    let file = desk.file("a.csv", text);
    let (tally, _) = desk
        .import(&[&file], &["--create-customers"])
        .await
        .unwrap();
    assert_eq!(tally.facts_new, 2_601);
    let state = desk.fake.state.lock().unwrap();
    let customers = state.calls.iter().map(|call| &call.facts[0].customer_id);
    let answered_before = customers.take_while(|id| *id == "C-2").count();
    assert!(answered_before >= 3, "{answered_before}");
}

#[tokio::test]
async fn referrals_go_in_order_and_by_themselves() {
    let desk = Desk::new().await;
    let lines = (0..1200).flat_map(|at| {
        let customer = at % 7;
        [
            format!("referral,C-{customer},2026-01-01,R-{at},,"),
            format!("purchase,C-{customer},2026-01-01,,1,EUR"),
        ]
    });
    let text = csv(
        "kind,customer_id,occur_time,referred_customer_id,amount,currency",
        lines,
    );
    desk.import(&[&desk.file("a.csv", text)], &["--create-customers"])
        .await
        .unwrap();
    let state = desk.fake.state.lock().unwrap();
    let is_referral = |body: &Option<Body>| matches!(body, Some(Body::Referral(_)));
    let mut referred = vec![];
    for call in &state.calls {
        let referrals = call
            .facts
            .iter()
            .filter(|fact| is_referral(&fact.body))
            .count();
        assert!(referrals == 0 || referrals == call.facts.len());
        referred.extend(call.facts.iter().filter_map(|fact| match &fact.body {
            Some(Body::Referral(referral)) => Some(referral.referred_customer_id.clone()),
            _ => None,
        }));
    }
    let expected: Vec<String> = (0..1200).map(|at| format!("R-{at}")).collect();
    assert_eq!(referred, expected);
}

#[tokio::test]
async fn an_interrupted_import_finishes_its_batches_and_is_ended_by_running_it_again() {
    let desk = Desk::new().await;
    let file = desk.file("a.csv", purchases(20_000));
    let (press, presses) = mpsc::unbounded_channel();
    desk.fake.state.lock().unwrap().ctrl_c = Some(press);
    let stop = Interrupt::from_presses(UnboundedReceiverStream::new(presses));
    let flags = ["--create-customers"];
    let end = desk.import_until(&[&file], &flags, stop).await;
    assert!(matches!(end, Err(Failure::Interrupted)));
    let (told, calls) = {
        let state = desk.fake.state.lock().unwrap();
        (state.facts.len(), state.calls.len())
    };
    assert_eq!(
        calls, 4,
        "the batches in flight are finished and no other is begun"
    );
    let (tally, _) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!(
        (tally.facts_duplicate, tally.facts_new),
        (told as u64, 20_000 - told as u64)
    );
}

#[tokio::test]
async fn a_second_ctrl_c_ends_the_import_at_once() {
    let desk = Desk::new().await;
    let file = desk.file("a.csv", purchases(10));
    let busy = || error(Code::Unavailable, "OVERLOADED", "busy");
    desk.fake.fail_next((0..50).map(|_| busy()));
    let presses = stream::iter([(), ()]).then(async |()| {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    });
    let stop = Interrupt::from_presses(presses);
    let end = desk
        .import_until(&[&file], &["--create-customers"], stop)
        .await;
    assert!(matches!(end, Err(Failure::Interrupted)));
}

#[tokio::test]
async fn an_error_of_the_service_ends_the_import_and_says_how_to_go_on() {
    let desk = Desk::new().await;
    desk.fake.fail_next([error(
        Code::Unauthenticated,
        "TOKEN_MISSING",
        "a token is needed",
    )]);
    let file = desk.file("a.csv", purchases(3));
    let words = desk
        .import(&[&file], &["--create-customers"])
        .await
        .unwrap_err()
        .to_string();
    assert!(
        words.contains("--token-file") && words.contains("run the same command again"),
        "{words}"
    );
}

#[tokio::test]
async fn the_cdnow_sample_is_imported_by_its_mapping() {
    let desk = Desk::new().await;
    let file = desk.file("CDNOW_sample.txt", include_bytes!("data/cdnow_head.txt"));
    let map = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/cdnow.map.yaml");
    let (tally, _) = desk.import(&[&file], &["--map", map]).await.unwrap();
    assert_eq!(
        (tally.rows_read, tally.facts_new, tally.rows_refused),
        (12, 12, 0)
    );
    assert!(tally.customers_created < 12);
    let state = desk.fake.state.lock().unwrap();
    let ids: Vec<&String> = state.customers.keys().collect();
    assert_eq!(ids.len() as u64, tally.customers_created);
    assert!(state.facts.values().all(|fact| fact.source == "cdnow"));
}
