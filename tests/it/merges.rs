//! One customer under several ids. Facts stay under the ids that they were recorded with, and answers are as if all
//! of them had been recorded under one.

mod as_known;
mod as_one;
mod refused;
mod remembered;
mod told;
mod verified;

use customer_quality::pb::v1::{
    GetCustomerRequest, ListCustomersRequest, ListFactsRequest, RecordFactsRequest,
    RecordFactsResponse, RecordedFact, fact::Body,
};
use tonic::Status;

use crate::support::{app::App, bodies::fact, book::time};

/// When the merges of these tests happen, unless it matters.
const MERGE_DAY: &str = "2026-06-30T09:00:00Z";

impl App {
    /// Records that the customer `id` is the same as `into`. The fact is named after both.
    async fn merge(&mut self, id: &str, into: &str) -> RecordFactsResponse {
        self.try_to_merge(id, into).await.unwrap()
    }

    async fn try_to_merge(&mut self, id: &str, into: &str) -> Result<RecordFactsResponse, Status> {
        let body = crate::support::book::merge(into);
        self.try_to_tell(id, &format!("{id} into {into}"), body)
            .await
    }

    async fn try_to_tell(
        &mut self,
        id: &str,
        fact_id: &str,
        body: Body,
    ) -> Result<RecordFactsResponse, Status> {
        let request = RecordFactsRequest {
            facts: vec![fact(id, "books", fact_id, time(MERGE_DAY), body)],
            ..RecordFactsRequest::default()
        };
        let answer = self.records.record_facts(request).await?;
        Ok(answer.into_inner())
    }

    /// Takes that back.
    async fn part(&mut self, id: &str, into: &str) {
        self.retract(id, &format!("{id} into {into}")).await;
    }

    /// The id that a customer is shown with, and their further ids.
    async fn ids_of(&mut self, id: &str) -> (String, Vec<String>) {
        let request = GetCustomerRequest {
            customer_id: id.to_owned(),
        };
        let answer = self.records.get_customer(request).await.unwrap();
        let customer = answer.into_inner().customer.unwrap();
        (customer.customer_id, customer.merged_customer_ids)
    }

    /// The ids in the list of customers.
    async fn listed(&mut self) -> Vec<String> {
        let request = ListCustomersRequest::default();
        let answer = self.records.list_customers(request).await.unwrap();
        let customers = answer.into_inner().customers.into_iter();
        customers.map(|customer| customer.customer_id).collect()
    }

    /// The facts of a customer, the newest first, under the ids that they were recorded with.
    async fn facts_of(&mut self, id: &str) -> Vec<RecordedFact> {
        let request = ListFactsRequest {
            customer_id: id.to_owned(),
            page_size: 1_000,
            ..ListFactsRequest::default()
        };
        let answer = self.records.list_facts(request).await.unwrap();
        answer.into_inner().facts
    }
}
