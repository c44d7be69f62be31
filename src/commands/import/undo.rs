//! Takes back a whole import. It finds the facts by their label and retracts them, batch by batch.

use crate::{
    amount::grouped,
    explain,
    failure::{Failure, Finish},
    import::{decoder, interrupt::Interrupt, progress::Progress},
    out,
};
use client::Client;
use client::pb::v1::{
    ListFactsRequest, ListFactsResponse, RecordFactsRequest, RecordedFact, Retraction,
};

/// The number of facts that one call looks up and retracts.
const PAGE: i32 = 500;

/// The import to take back, and the reason.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The label of the import.
    pub label: String,
    /// The reason.
    pub reason: String,
    /// The person who takes it back.
    pub author: String,
    /// Skip the question.
    pub yes: bool,
}

/// The counts of an undo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Undone {
    /// Retracted facts.
    pub facts_retracted: u64,
    /// Facts that somebody else retracted in the meantime.
    pub facts_retracted_before: u64,
    /// Facts that could not be retracted.
    pub facts_refused: u64,
}

/// Asks the user and takes the import back. It watches for Ctrl-C from the first retraction on. Until then
/// Ctrl-C ends the command as usual.
pub async fn run(
    client: &Client,
    undo: &Undo,
    watch: impl FnOnce() -> Result<Interrupt, Failure>,
) -> Result<(Undone, Finish), Failure> {
    let count = count(client, &undo.label).await?;
    if count == 0 {
        out::remark(&format!(
            "no fact has the label `{}`: nothing to undo",
            undo.label
        ));
        return Ok((Undone::default(), Finish::Fine));
    }
    if !undo.yes {
        let words = format!(
            "Retract {} facts with the label `{}`?",
            grouped(count),
            undo.label
        );
        if !out::can_ask() {
            return Err(Failure::message(format!("{words} Say so with --yes")));
        }
        if !out::confirm(&words)? {
            return Err(Failure::message("nothing was retracted"));
        }
    }
    let undone = retract(client, undo, count as u64, &mut watch()?).await?;
    let finish = if undone.facts_refused == 0 {
        Finish::Fine
    } else {
        Finish::SomeRefused
    };
    Ok((undone, finish))
}

async fn page(
    client: &Client,
    label: &str,
    page_token: String,
) -> Result<ListFactsResponse, Failure> {
    let label = label.to_owned();
    let request = ListFactsRequest {
        label,
        page_size: PAGE,
        page_token,
        ..Default::default()
    };
    let make = |request| async { client.records().list_facts(request).await };
    Ok(client.call(request, make).await?)
}

async fn count(client: &Client, label: &str) -> Result<i128, Failure> {
    let mut count = 0;
    let mut token = String::new();
    loop {
        let page = page(client, label, token).await?;
        count += page.facts.len() as i128;
        token = page.next_page_token;
        if token.is_empty() {
            return Ok(count);
        }
    }
}

/// Retracts page after page. A page token stays valid when the facts before it disappear.
async fn retract(
    client: &Client,
    undo: &Undo,
    count: u64,
    interrupt: &mut Interrupt,
) -> Result<Undone, Failure> {
    let mut progress = Progress::new(&format!("undo {}", undo.label), count);
    let mut undone = Undone::default();
    let mut token = String::new();
    loop {
        let page = interrupt.finish(page(client, &undo.label, token)).await??;
        let retractions: Vec<Retraction> = page
            .facts
            .into_iter()
            .filter_map(|fact| retraction(fact, undo))
            .collect();
        if !retractions.is_empty() {
            let sent = send(client, retractions, &progress, &mut undone);
            interrupt.finish(sent).await??;
        }
        let done = undone.facts_retracted + undone.facts_retracted_before + undone.facts_refused;
        progress.show(done, &format!("{} facts retracted", undone.facts_retracted));
        token = page.next_page_token;
        if token.is_empty() {
            return Ok(undone);
        }
        if interrupt.is_pressed() {
            progress.remark(&format!(
                "{} facts retracted so far",
                undone.facts_retracted
            ));
            return Err(Failure::Interrupted);
        }
    }
}

fn retraction(recorded: RecordedFact, undo: &Undo) -> Option<Retraction> {
    let fact = recorded.fact.filter(|_| recorded.retraction.is_none())?;
    Some(Retraction {
        customer_id: fact.customer_id,
        source: fact.source,
        fact_id: fact.fact_id,
        reason: undo.reason.clone(),
        author: undo.author.clone(),
    })
}

async fn send(
    client: &Client,
    retractions: Vec<Retraction>,
    progress: &Progress,
    undone: &mut Undone,
) -> Result<(), Failure> {
    let request = RecordFactsRequest {
        retractions,
        allow_partial_success: true,
        ..Default::default()
    };
    let make = |request| async { client.records().record_facts(request).await };
    let answer = client.call(request, make).await?;
    undone.facts_retracted += u64::try_from(answer.retracted_count).unwrap_or(0);
    undone.facts_retracted_before += u64::try_from(answer.duplicate_retraction_count).unwrap_or(0);
    undone.facts_refused += answer.failures.len() as u64;
    for failure in answer.failures {
        let refusals = failure
            .status
            .as_ref()
            .map(explain::item_refusals)
            .unwrap_or_default();
        for refusal in refusals {
            progress.remark(&format!("{}: {}", failure.fact_id, decoder::show(&refusal)));
        }
    }
    Ok(())
}
