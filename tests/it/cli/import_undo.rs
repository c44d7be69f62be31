//! An import is taken back by its label, page after page.

use client::Client;
use commands::{
    failure::{Failure, Finish},
    import::{
        interrupt::Interrupt,
        undo::{self, Undo, Undone},
    },
};
use customer_quality::pb::v1::Fact;
use futures::stream;
use tonic::Code;

use super::{errors::error, fake::Fake};

fn undo(yes: bool) -> Undo {
    let (reason, author) = ("wrong file".to_owned(), "anna".to_owned());
    Undo {
        label: "march.csv".into(),
        reason,
        author,
        yes,
    }
}

async fn with_facts(count: usize) -> (Fake, Client) {
    let fake = Fake::default();
    let client = Client::connect(&fake.start().await).await.unwrap();
    for at in 0..count + 2 {
        let label = if at < count { "march.csv" } else { "april.csv" };
        let fact = Fact {
            customer_id: format!("C-{}", at % 2),
            source: "import".into(),
            fact_id: format!("{label}:{at:03}"),
            label: label.into(),
            ..Fact::default()
        };
        let key = (
            fact.customer_id.clone(),
            fact.source.clone(),
            fact.fact_id.clone(),
        );
        fake.state.lock().unwrap().facts.insert(key, fact);
    }
    (fake, client)
}

async fn run(client: &Client, undo: &Undo) -> Result<(Undone, Finish), Failure> {
    undo::run(client, undo, || {
        Ok(Interrupt::from_presses(stream::empty()))
    })
    .await
}

#[tokio::test]
async fn all_pages_of_the_label_are_retracted_and_nothing_else() {
    let (fake, client) = with_facts(10).await;
    let (undone, finish) = run(&client, &undo(true)).await.unwrap();
    assert_eq!((undone.facts_retracted, finish), (10, Finish::Fine));
    let state = fake.state.lock().unwrap();
    assert_eq!(state.retracted.len(), 10);
    assert!(
        state
            .retracted
            .iter()
            .all(|(_, _, fact_id)| fact_id.starts_with("march.csv"))
    );
    let retraction = &state.calls[0].retractions[0];
    assert_eq!(
        (retraction.reason.as_str(), retraction.author.as_str()),
        ("wrong file", "anna")
    );
}

#[tokio::test]
async fn undoing_again_finds_nothing() {
    let (_fake, client) = with_facts(4).await;
    run(&client, &undo(true)).await.unwrap();
    assert_eq!(
        run(&client, &undo(true)).await.unwrap(),
        (Undone::default(), Finish::Fine)
    );
}

#[tokio::test]
async fn without_a_terminal_a_yes_must_be_given() {
    let (fake, client) = with_facts(4).await;
    let told = run(&client, &undo(false)).await.unwrap_err().to_string();
    assert!(
        told.contains("Retract 4 facts") && told.contains("--yes"),
        "{told}"
    );
    assert!(fake.state.lock().unwrap().retracted.is_empty());
}

#[tokio::test]
async fn a_busy_service_is_waited_for() {
    let (fake, client) = with_facts(4).await;
    fake.fail_next([error(Code::Unavailable, "OVERLOADED", "busy")]);
    assert_eq!(
        run(&client, &undo(true)).await.unwrap().0.facts_retracted,
        4
    );
}
