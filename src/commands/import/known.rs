//! The customers of an import who are known now, and the reasons why others are not.

use std::time::Duration;

use serde::Serialize;

use crate::{
    failure::Failure,
    import::report::Report,
    top::scores::{self, Wanted},
    words,
};
use domain::words::counted;

use client::pb::v1::{CustomerClass, CustomerStanding, ScoreFilter, ScoreOrder, ScoreSummary};
use client::{Client, Patience};

/// The most customers that are not known that the service is asked for. A longer list is for `sorted`.
const LIST_MAX: usize = 10_000;
/// The most of them that are printed.
const SAID: usize = 3;

/// The customers with facts in the files: those who are known now, and the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Now {
    /// How many have a class.
    pub known: u64,
    /// How many have none, because too little is known about them.
    pub not_known: u64,
    /// The first of them, and the reason.
    pub first_not_known: Vec<NotKnown>,
    /// How many are prospects, who have no class.
    pub prospects: u64,
    /// How many customers of the service are still being worked out. Until then the other numbers may grow.
    pub waiting: u64,
}

/// A customer who is not known, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct NotKnown {
    /// The customer's id.
    pub customer_id: String,
    /// The customer's name.
    pub name: String,
    /// The reason.
    pub why: String,
}

/// Asks the service, once its lists have the newest facts or after `wait` seconds. None if it does not
/// answer or if the list is long: the answer is an extra, and no import fails without it.
pub(super) async fn ask(client: &Client, report: &Report, wait: u64) -> Option<Now> {
    let once = Patience {
        tries_max: 1,
        ..Patience::default()
    };
    let client = &client.clone().with_patience(once);
    let waiting = scores::settle(client, Duration::from_secs(wait))
        .await
        .ok()?;
    let not_known = ScoreFilter {
        classes: vec![CustomerClass::InsufficientData.into()],
        ..ScoreFilter::default()
    };
    let prospects = ScoreFilter {
        standings: vec![CustomerStanding::Prospect.into()],
        ..ScoreFilter::default()
    };
    let not_known = of_import(client, report, not_known).await.ok()??;
    let prospects = of_import(client, report, prospects).await.ok()??.len() as u64;
    let without = not_known.len() as u64;
    let first = not_known.into_iter().take(SAID).map(|row| NotKnown {
        customer_id: row.customer_id,
        name: row.name,
        why: row.sentence,
    });
    let all = report.summary().customers_with_facts;
    Some(Now {
        known: all.saturating_sub(without + prospects),
        not_known: without,
        first_not_known: first.collect(),
        prospects,
        waiting: u64::try_from(waiting).unwrap_or(0),
    })
}

/// The customers of the import among those of a list. None if the list is long.
async fn of_import(
    client: &Client,
    report: &Report,
    filter: ScoreFilter,
) -> Result<Option<Vec<ScoreSummary>>, Failure> {
    let wanted = Wanted {
        filter,
        order: ScoreOrder::CustomerId,
        most: LIST_MAX,
        page_token: String::new(),
    };
    let list = scores::fetch(client, &wanted).await?;
    if !list.next_page_token.is_empty() {
        return Ok(None);
    }
    let rows = list.scores.into_iter();
    let rows = rows.filter(|row| report.has_fact(&row.customer_id));
    Ok(Some(rows.collect()))
}

impl Now {
    /// The lines for people, each with what stands before it.
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = vec![];
        let waiting = i32::try_from(self.waiting).unwrap_or(i32::MAX);
        if let Some(waiting) = words::waiting(waiting) {
            lines.push(("", waiting));
        } else {
            let all = self.known + self.not_known;
            if all == 0 {
                return lines;
            }
            let all = counted(i64::try_from(all).unwrap_or(i64::MAX), "customer");
            let not_yet = if self.first_not_known.is_empty() {
                ""
            } else {
                "; not yet:"
            };
            lines.push(("", format!("known now: {} of {all}{not_yet}", self.known)));
            let rows = self.first_not_known.iter();
            lines.extend(rows.map(|row| {
                let who = words::who(&row.name, &row.customer_id);
                ("  ", format!("{who}: {}", row.why))
            }));
            let more = self.not_known.saturating_sub(SAID as u64);
            if more > 0 {
                lines.push(("  ", format!("and {more} more")));
            }
        }
        lines
    }
}
