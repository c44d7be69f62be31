//! Records one fact that a person types: a rating, an own sort, or what a customer said and what was done.
//!
//! All of them have the source `by hand` and the midnight of their day. The id of a fact counts those of the same day,
//! so that saying the same thing again changes nothing.

mod note;
mod rate;
mod rated;

pub use note::{NoteArgs, note};
pub use rate::{RateArgs, SortArgs, rate, sort};
pub use rated::{Rated, rated};

use prost_types::Timestamp;

use crate::{
    date::Dates,
    day, explain,
    failure::{Failure, Finish},
    find, out,
    server::ServerArgs,
    terminal::clean,
    words,
};
use client::{
    Client,
    pb::google_type::Date,
    pb::v1::{
        Customer, Fact, ListFactsRequest, RecordFactsRequest, RecordedFact, Retraction, fact::Body,
    },
};

/// The source of these facts.
const SOURCE: &str = "by hand";
/// The most characters of a label.
const LABEL_MAX: usize = 128;
const SECONDS_A_DAY: i64 = 86_400;

/// Who says it, and when.
#[derive(Clone, Debug, clap::Args)]
pub struct HandArgs {
    /// Who says so
    #[arg(long, visible_alias = "assessor", value_name = "NAME", env = "USER")]
    pub by: Option<String>,
    /// The day of it, as in 2026-03-31 [default: today]
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// How a fact of the same day stands to the one to record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compared {
    /// It says the same.
    Same,
    /// The new one replaces it.
    Replaced,
    /// It is about something else.
    Other,
}

/// A fact to record by hand.
struct Hand {
    client: Client,
    customer: Customer,
    by: String,
    date: Date,
    occur_time: Timestamp,
}

impl HandArgs {
    async fn begin(&self, customer: &str) -> Result<Hand, Failure> {
        let by = self.by.as_deref().unwrap_or_default().trim().to_owned();
        if by.is_empty() {
            return Err(Failure::message("who says so? Give --by NAME"));
        }
        let date = self.date.clone().unwrap_or_else(day::today);
        let no_day = |_| {
            Failure::message(format!(
                "--date: `{date}` is no day: write it as in 2026-03-31"
            ))
        };
        let parsed = Dates::default().date(&date).map_err(no_day)?;
        let occur_time = said_at(&parsed).ok_or_else(|| no_day(String::new()))?;
        if occur_time.seconds > day::now().seconds + SECONDS_A_DAY {
            return Err(Failure::message(format!(
                "--date: `{date}` lies ahead: give the day on which it was said"
            )));
        }
        let client = self.server.connect().await?;
        let customer = find::customer(&client, customer).await?;
        Ok(Hand {
            client,
            customer,
            by,
            date: parsed,
            occur_time,
        })
    }
}

impl Hand {
    fn who(&self) -> String {
        let Customer {
            name, customer_id, ..
        } = &self.customer;
        words::who(&clean(name), &clean(customer_id))
    }

    /// The facts that were recorded by hand about the customer on this day, with those that were taken back.
    async fn of_this_day(&self) -> Result<Vec<RecordedFact>, Failure> {
        let mut facts = vec![];
        let mut page_token = String::new();
        loop {
            let request = ListFactsRequest {
                customer_id: self.customer.customer_id.clone(),
                source: SOURCE.to_owned(),
                include_retracted: true,
                page_size: 1000,
                page_token,
                ..ListFactsRequest::default()
            };
            let make = |request| async { self.client.records().list_facts(request).await };
            let page = self.client.call(request, make).await?;
            facts.extend(page.facts);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        let is_today = |recorded: &RecordedFact| {
            let time = recorded.fact.as_ref().and_then(|it| it.occur_time);
            time.and_then(|time| day::of_time(&time)) == Some(self.date)
        };
        facts.retain(is_today);
        Ok(facts)
    }

    /// Records `body` unless a live fact of this day says the same. `what` names the kind of fact in its id,
    /// `compare` compares live facts with the new one. Prints `said`.
    async fn record(
        &self,
        what: &str,
        body: Body,
        said: &str,
        compare: impl Fn(&Body) -> Compared,
    ) -> Result<Finish, Failure> {
        let before = self.of_this_day().await?;
        let is = |recorded: &RecordedFact, wanted: Compared| {
            let body = recorded.fact.as_ref().and_then(|it| it.body.as_ref());
            recorded.retraction.is_none() && body.is_some_and(|body| compare(body) == wanted)
        };
        let who = self.who();
        if let Some(same) = before.iter().find(|it| is(it, Compared::Same)) {
            out::drawn(&format!("{who}: {said}\nthis was recorded before\n"))?;
            return take_back(same.fact.as_ref());
        }
        let date = day::show_date(&self.date);
        let fact_id = format!("{what} {date} {} {}", self.by, before.len() + 1);
        let label = format!("{} {fact_id}", self.customer.customer_id);
        if label.chars().count() > LABEL_MAX {
            return Err(Failure::message(
                "the customer's id and --by are too long together: give a shorter --by",
            ));
        }
        let fact = Fact {
            customer_id: self.customer.customer_id.clone(),
            source: SOURCE.to_owned(),
            fact_id,
            occur_time: Some(self.occur_time),
            author: self.by.clone(),
            label,
            body: Some(body),
            ..Fact::default()
        };
        let replaced = before.iter().filter(|it| is(it, Compared::Replaced));
        let replaced = replaced.filter_map(|it| Some(self.retraction(it.fact.as_ref()?)));
        let retractions: Vec<Retraction> = replaced.collect();
        let note = if retractions.is_empty() {
            ""
        } else {
            "\nin place of what was said on the same day before"
        };
        let request = RecordFactsRequest {
            facts: vec![fact.clone()],
            retractions,
            ..RecordFactsRequest::default()
        };
        let make = |request| async { self.client.records().record_facts(request).await };
        let recorded = self.client.call(request, make).await;
        recorded.map_err(|status| Failure::Message(explain::explain(&status)))?;
        out::drawn(&format!("{who}: {said}{note}\n"))?;
        take_back(Some(&fact))
    }

    fn retraction(&self, fact: &Fact) -> Retraction {
        Retraction {
            customer_id: fact.customer_id.clone(),
            source: fact.source.clone(),
            fact_id: fact.fact_id.clone(),
            reason: "said anew on the same day".to_owned(),
            author: self.by.clone(),
        }
    }
}

/// When something was said on this day: now if it is today, else at noon. A worksheet speaks from the beginning of its
/// day, and what is said later on that day counts more.
fn said_at(date: &Date) -> Option<Timestamp> {
    let now = day::now();
    if day::of_time(&now).as_ref() == Some(date) {
        let nanos = 0;
        return Some(Timestamp { nanos, ..now });
    }
    let midnight = day::midnight(date)?;
    Some(Timestamp {
        seconds: midnight.seconds + SECONDS_A_DAY / 2,
        ..midnight
    })
}

/// Prints the command that takes the fact back.
fn take_back(fact: Option<&Fact>) -> Result<Finish, Failure> {
    let label = fact.map(|fact| fact.label.as_str()).unwrap_or_default();
    let quoted = label.replace('\'', "'\\''");
    out::answer(&format!(
        "to take it back: customer-quality import --undo '{quoted}'\n"
    ))?;
    Ok(Finish::Fine)
}
