//! Tasks whose cost may depend on the number of customers: pages of lists, and recording.

use std::time::Instant;

use customer_quality::pb::v1::customer_quality_service_client::CustomerQualityServiceClient;
use customer_quality::pb::v1::{Fact, ListScoresRequest, ListTopReferrersRequest};
use domain::time::add_days;
use prost::Message;
use tonic::transport::Channel;

use crate::ask::{TURNS, Timed, patiently, turn};
use crate::bodies::buy;
use crate::echo;
use crate::load::{BATCH, record};
use crate::measure::Worker;
use crate::people::{fact, facts, id};
use crate::random::Random;
use crate::running::{Running, askers};
use crate::table::{self, note};

/// Customers on a page.
const PAGE: i32 = 100;

/// The number of recorded batches.
const BATCHES: usize = 40;

#[derive(Clone, Copy)]
enum List {
    Scores,
    Referrers,
}

pub(crate) async fn measure(running: &Running) {
    for (what, list) in [
        ("ListScores by points, pages of 100", List::Scores),
        ("ListTopReferrers, pages of 100", List::Referrers),
    ] {
        let client = askers(running.address, 1).await.remove(0);
        let mut first = Paging::new(client, list);
        let bytes = first.page().await;
        let floor = format!("echo of {} bytes", bytes.len());
        let echo = echo::serve(bytes).await;
        let paging = |client| Paging::new(client, list);
        let mut us: Vec<Paging> = askers(running.address, 4)
            .await
            .into_iter()
            .map(paging)
            .collect();
        let mut echoing: Vec<Paging> = askers(echo, 4).await.into_iter().map(paging).collect();
        let (mut pages, mut echoes) = (Timed::default(), Timed::default());
        for _ in 0..TURNS {
            us = turn(running, us, &mut pages).await;
            echoing = turn(running, echoing, &mut echoes).await;
        }
        table::line(running, what, &floor, (&pages, &[&echoes]));
    }
}

/// A caller that reads a list page by page, again and again.
struct Paging {
    client: CustomerQualityServiceClient<Channel>,
    list: List,
    token: String,
}

impl Paging {
    fn new(client: CustomerQualityServiceClient<Channel>, list: List) -> Self {
        Self {
            client,
            list,
            token: String::new(),
        }
    }

    /// The bytes of the next page.
    async fn page(&mut self) -> Vec<u8> {
        let page_token = std::mem::take(&mut self.token);
        match self.list {
            List::Scores => {
                let request = ListScoresRequest {
                    page_size: PAGE,
                    page_token,
                    ..ListScoresRequest::default()
                };
                let page = patiently(|| {
                    let (mut client, request) = (self.client.clone(), request.clone());
                    async move { client.list_scores(request).await }
                })
                .await;
                self.token.clone_from(&page.next_page_token);
                page.encode_to_vec()
            }
            List::Referrers => {
                let request = ListTopReferrersRequest {
                    page_size: PAGE,
                    page_token,
                    ..ListTopReferrersRequest::default()
                };
                let page = patiently(|| {
                    let (mut client, request) = (self.client.clone(), request.clone());
                    async move { client.list_top_referrers(request).await }
                })
                .await;
                self.token.clone_from(&page.next_page_token);
                page.encode_to_vec()
            }
        }
    }
}

impl Worker for Paging {
    async fn work(&mut self, _: usize) {
        self.page().await;
    }
}

/// Records more facts beside all existing ones. First come facts of new customers one after another, then
/// facts by date of random customers.
pub(crate) async fn recording(running: &Running) {
    let today = running.now().date_naive();
    let people = running.people;
    let count = BATCH * BATCHES;
    let new = (people.size..).flat_map(|number| facts(number, today));
    let by_customer: Vec<Fact> = new.take(count).collect();
    let mut random = Random(13);
    let by_date = (0..count).map(|place| {
        let number = random.below(people.size as u64) as usize;
        let body = buy(10);
        let day = add_days(today, -(((count - place) / 100) as i64) - 1);
        fact(&id(number), "dates", &place.to_string(), day, body)
    });
    let by_date = by_date.collect();
    for (what, facts) in [("by customer", by_customer), ("by date", by_date)] {
        let started = Instant::now();
        record(running, facts).await;
        table::rate(&format!("facts recorded {what}"), count, started.elapsed());
    }
    note(&table::load());
}
