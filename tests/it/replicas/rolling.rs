//! A rolling restart: each replica in turn is stopped and started again while callers go on.

use std::cell::Cell;

use customer_quality::pb::v1::{
    Fact, ListFactsRequest, RecordFactsRequest,
    customer_records_service_client::CustomerRecordsServiceClient,
};
use futures::future;
use tonic::Code;
use tonic::transport::Channel;

use crate::crash::house::{House, until};
use crate::support::bodies::buy;
use crate::support::build::{at, fact, record};
use crate::support::replicas::Replicas;

const CALLERS: usize = 4;
/// So many calls are answered between two stops.
const BETWEEN: usize = 100;

/// A caller that asks the replicas in turn, and sends a call that was not taken to the next one.
struct Caller<'d> {
    number: usize,
    replicas: Vec<CustomerRecordsServiceClient<Channel>>,
    answered: &'d Cell<usize>,
    closed: &'d Cell<bool>,
}

impl Caller<'_> {
    /// Calls until the desk closes; returns how many calls had to be sent to a second replica.
    async fn call(mut self) -> usize {
        let (mut calls, mut sent_again) = (0, 0);
        while !self.closed.get() {
            calls += 1;
            let request = one_purchase(&format!("{}-{calls}", self.number));
            let first = calls % self.replicas.len();
            let second = (calls + 1) % self.replicas.len();
            let answer = match self.replicas[first].record_facts(request.clone()).await {
                Err(status) => {
                    // A connection that closes before the call is sent cancels it.
                    let untaken = [Code::Unavailable, Code::Cancelled];
                    assert!(untaken.contains(&status.code()), "{status:?}");
                    sent_again += 1;
                    self.replicas[second].record_facts(request).await
                }
                answer => answer,
            };
            let answer = answer.unwrap().into_inner();
            assert_eq!(answer.recorded_count, 1, "what was not taken left no trace");
            self.answered.set(self.answered.get() + 1);
        }
        sent_again
    }
}

fn one_purchase(fact_id: &str) -> RecordFactsRequest {
    let purchase = Fact {
        occur_time: at(1_767_225_600),
        ..fact(fact_id, buy(1))
    };
    RecordFactsRequest {
        create_missing_customers: true,
        ..record(vec![purchase])
    }
}

#[tokio::test]
async fn a_rolling_stop_loses_no_call_and_ends_none_that_was_taken() {
    let mut replicas = Replicas::start(2).await;
    replicas.houses[1].start().await;
    let (answered, closed) = (Cell::new(0), Cell::new(false));
    let callers: Vec<_> = (0..CALLERS)
        .map(|number| Caller {
            number,
            replicas: replicas.houses.iter().map(House::records).collect(),
            answered: &answered,
            closed: &closed,
        })
        .collect();
    let calling = future::join_all(callers.into_iter().map(Caller::call));
    let rolling = async {
        for turn in 0..2 {
            let enough = answered.get() + BETWEEN;
            until("calls are answered", async || answered.get() >= enough).await;
            let house = &mut replicas.houses[turn];
            assert!(
                house.stop().await.success(),
                "{}",
                house.read("service.log")
            );
            let enough = answered.get() + BETWEEN;
            until("the other answers", async || answered.get() >= enough).await;
            replicas.houses[turn].start().await;
        }
        closed.set(true);
    };
    let (sent_again, ()) = future::join(calling, rolling).await;

    assert!(sent_again.iter().sum::<usize>() > 0, "some were not taken");
    let facts = "SELECT count(*) FROM facts";
    assert_eq!(replicas.number(facts).await as usize, answered.get());
    replicas.houses[1].is_consistent().await;
    a_list_is_read_on_from_the_other(&replicas).await;
}

/// The key of page tokens is one for all replicas.
async fn a_list_is_read_on_from_the_other(replicas: &Replicas) {
    let page = |page_token| ListFactsRequest {
        page_size: 1,
        page_token,
        source: "billing".to_owned(),
        ..ListFactsRequest::default()
    };
    let first = page(String::new());
    let first = replicas.houses[0]
        .records()
        .list_facts(first)
        .await
        .unwrap();
    let second = page(first.into_inner().next_page_token);
    let second = replicas.houses[1]
        .records()
        .list_facts(second)
        .await
        .unwrap();
    assert_eq!(second.into_inner().facts.len(), 1);
}
