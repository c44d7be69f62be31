//! Records a merge, after a look at both customers, and takes one back.

use super::{MergeArgs, merge_of, merges};
use crate::{
    amount::{grouped, show},
    day,
    failure::Failure,
    out, terminal,
    words::who,
};
use client::Client;
use client::pb::v1::{
    Customer, Fact, GetCustomerRequest, GetReferralValueRequest, ListFactsRequest, Merge,
    RecordFactsRequest, RetractFactRequest, Retraction, fact::Body,
};

/// The source of all merges that this command records.
const SOURCE: &str = "merge";

/// Shows both customers, asks, and records that `id` is the same customer as `into`. Returns what to print.
pub(super) async fn merge(
    client: &Client,
    args: &MergeArgs,
    (id, into): (&str, &str),
) -> Result<String, Failure> {
    let (one, other) = (customer(client, id).await?, customer(client, into).await?);
    if one.customer_id == other.customer_id {
        return Ok(if id == into {
            "a customer is the same as themselves: name two ids\n".to_owned()
        } else {
            format!("{id} is the same customer as {into} already\n")
        });
    }
    for customer in [&one, &other] {
        out::remark(&summary(client, customer).await?);
    }
    let kept = who(&other.name, &other.customer_id);
    if !args.yes {
        let words = format!("Are these one customer? All answers will then be about {kept}.");
        let words = terminal::clean(&words);
        if !out::can_ask() {
            return Err(Failure::message(format!("{words} Say so with --yes")));
        }
        if !out::confirm(&words)? {
            return Err(Failure::message("nothing was merged"));
        }
    }
    let now = day::now();
    let fact = Fact {
        customer_id: id.to_owned(),
        source: SOURCE.to_owned(),
        fact_id: format!("merge-{}-{}", now.seconds, now.nanos),
        occur_time: Some(now),
        author: author(args)?,
        body: Some(Body::Merge(Merge {
            into_customer_id: into.to_owned(),
            reason: args.reason.clone().unwrap_or_default(),
        })),
        ..Fact::default()
    };
    let request = RecordFactsRequest {
        facts: vec![fact],
        ..RecordFactsRequest::default()
    };
    let make = |request| async { client.records().record_facts(request).await };
    client.call(request, make).await?;
    Ok(format!(
        "{id} is the same customer as {kept} now\nto take it back: customer-quality merge --undo {id}{server}\n",
        kept = terminal::clean(&kept),
        server = args.server.flag()
    ))
}

/// Takes the merge of `id` back. Returns what to print.
pub(super) async fn undo(client: &Client, args: &MergeArgs, id: &str) -> Result<String, Failure> {
    let all = merges(client, id).await?;
    let found = all
        .iter()
        .find(|it| merge_of(it).is_some_and(|(merged, _)| merged == id));
    let merged = found.and_then(|it| Some((it.fact.as_ref()?, merge_of(it)?.1)));
    let Some((fact, merge)) = merged else {
        return Err(Failure::message(format!(
            "{id} is not merged into another customer: see all merges with merge --list"
        )));
    };
    let reason = args.reason.clone();
    let retraction = Retraction {
        customer_id: id.to_owned(),
        source: fact.source.clone(),
        fact_id: fact.fact_id.clone(),
        reason: reason.unwrap_or_else(|| "not the same customer".to_owned()),
        author: author(args)?,
    };
    let request = RetractFactRequest {
        retraction: Some(retraction),
    };
    let make = |request| async { client.records().retract_fact(request).await };
    client.call(request, make).await?;
    Ok(format!(
        "{id} and {} are two customers again\n",
        terminal::clean(&merge.into_customer_id)
    ))
}

/// The person who says so. Every merge has one, so that others can ask them.
fn author(args: &MergeArgs) -> Result<String, Failure> {
    let author = args.author.clone().unwrap_or_default().trim().to_owned();
    if author.is_empty() {
        return Err(Failure::message("say who merges: give --author NAME"));
    }
    Ok(author)
}

async fn customer(client: &Client, id: &str) -> Result<Customer, Failure> {
    let request = GetCustomerRequest {
        customer_id: id.to_owned(),
    };
    let make = |request| async { client.records().get_customer(request).await };
    let answer = client.call(request, make).await?;
    Ok(answer.customer.unwrap_or_default())
}

/// A customer in a line: name and ids, number of facts, revenue and the value of the customer.
async fn summary(client: &Client, customer: &Customer) -> Result<String, Failure> {
    let id = &customer.customer_id;
    let facts = count(client, id).await?;
    let request = GetReferralValueRequest {
        customer_id: id.clone(),
        ..GetReferralValueRequest::default()
    };
    let make = |request| async { client.quality().get_referral_value(request).await };
    let value = client.call(request, make).await?.referral_value;
    let value = value.unwrap_or_default();
    let money = |money: &Option<_>| money.as_ref().map(show).unwrap_or_default();
    let noun = if facts == 1 { "fact" } else { "facts" };
    let further = match customer.merged_customer_ids.as_slice() {
        [] => String::new(),
        ids => format!(", with the ids merged before: {}", ids.join(", ")),
    };
    let line = format!(
        "{}: {} {noun}, revenue {}, own value {}{further}",
        who(&customer.name, id),
        grouped(facts),
        money(&value.own_revenue),
        money(&value.own_value),
    );
    Ok(terminal::clean(&line))
}

/// The number of facts about a customer.
async fn count(client: &Client, customer_id: &str) -> Result<i128, Failure> {
    let (mut count, mut page_token) = (0, String::new());
    loop {
        let request = ListFactsRequest {
            customer_id: customer_id.to_owned(),
            page_size: 1_000,
            page_token,
            ..ListFactsRequest::default()
        };
        let make = |request| async { client.records().list_facts(request).await };
        let page = client.call(request, make).await?;
        count += page.facts.len() as i128;
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(count);
        }
    }
}
