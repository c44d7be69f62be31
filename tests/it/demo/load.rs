//! The demonstration goes to a server that enforces the contract's rules for keys, batches and referrals.
use super::data::{SHIFT, everything};
use client::{Client, Patience};
use commands::demo::files::FILES;
use commands::{
    failure::Failure,
    import::{batcher::PARTITIONS, tally::Tally},
};
use customer_quality::pb::v1::customer_records_service_server::{
    CustomerRecordsService, CustomerRecordsServiceServer,
};
use customer_quality::pb::v1::fact::Body;
use customer_quality::pb::v1::{
    Fact, GetCustomerRequest, GetCustomerResponse, ListCustomersRequest, ListCustomersResponse,
    ListFactsRequest, ListFactsResponse, RecordFactsRequest, RecordFactsResponse,
    RetractFactRequest, RetractFactResponse, UpsertCustomersRequest, UpsertCustomersResponse,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Server};
use tonic::{Request, Response, Status};

/// Customers or facts in one call.
const BATCH: usize = 500;

type Key = (String, String, String);
type Answer<T> = Result<Response<T>, Status>;

#[derive(Default)]
struct Books {
    customers: BTreeSet<String>,
    facts: BTreeMap<Key, Fact>,
    referred: BTreeSet<String>,
    under_way: usize,
    most_under_way: usize,
    calls: usize,
}

#[derive(Clone, Default)]
struct Clerk(Arc<Mutex<Books>>);

impl Clerk {
    /// Takes a batch; every ninth call finds another write in the way.
    fn take(&self, facts: Vec<Fact>) -> Result<RecordFactsResponse, Status> {
        let mut books = self.0.lock().unwrap();
        books.calls += 1;
        if books.calls.is_multiple_of(9) {
            return Err(customer_quality::error::Error::WriteConflict.into());
        }
        assert!((1..=BATCH).contains(&facts.len()));
        let mut answer = RecordFactsResponse::default();
        for fact in facts {
            assert!(
                books.customers.contains(&fact.customer_id),
                "{}",
                fact.customer_id
            );
            let key = (
                fact.customer_id.clone(),
                fact.source.clone(),
                fact.fact_id.clone(),
            );
            if let Some(known) = books.facts.get(&key) {
                assert_eq!(known, &fact, "the same key with other content");
                answer.duplicate_count += 1;
                continue;
            }
            if let Some(Body::Referral(referral)) = &fact.body {
                assert!(books.referred.insert(referral.referred_customer_id.clone()));
            }
            books.facts.insert(key, fact);
            answer.recorded_count += 1;
        }
        Ok(answer)
    }
}

#[tonic::async_trait]
impl CustomerRecordsService for Clerk {
    async fn upsert_customers(
        &self,
        request: Request<UpsertCustomersRequest>,
    ) -> Answer<UpsertCustomersResponse> {
        let customers = request.into_inner().customers;
        assert!((1..=BATCH).contains(&customers.len()));
        let mut books = self.0.lock().unwrap();
        let new = customers
            .into_iter()
            .map(|c| books.customers.insert(c.customer_id));
        let (mut created_count, mut unchanged_count) = (0, 0);
        for new in new.collect::<Vec<bool>>() {
            *if new {
                &mut created_count
            } else {
                &mut unchanged_count
            } += 1;
        }
        let answer = UpsertCustomersResponse {
            created_count,
            unchanged_count,
            ..UpsertCustomersResponse::default()
        };
        Ok(Response::new(answer))
    }

    async fn record_facts(
        &self,
        request: Request<RecordFactsRequest>,
    ) -> Answer<RecordFactsResponse> {
        {
            let mut books = self.0.lock().unwrap();
            books.under_way += 1;
            books.most_under_way = books.most_under_way.max(books.under_way);
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        self.0.lock().unwrap().under_way -= 1;
        self.take(request.into_inner().facts).map(Response::new)
    }

    async fn get_customer(&self, _: Request<GetCustomerRequest>) -> Answer<GetCustomerResponse> {
        Err(Status::unimplemented("not asked"))
    }

    async fn list_customers(
        &self,
        _: Request<ListCustomersRequest>,
    ) -> Answer<ListCustomersResponse> {
        Err(Status::unimplemented("not asked"))
    }

    async fn retract_fact(&self, _: Request<RetractFactRequest>) -> Answer<RetractFactResponse> {
        Err(Status::unimplemented("not asked"))
    }

    async fn list_facts(&self, _: Request<ListFactsRequest>) -> Answer<ListFactsResponse> {
        Err(Status::unimplemented("not asked"))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the server ends with the test's runtime"
)]
async fn serve(clerk: Clerk) -> Channel {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let service = CustomerRecordsServiceServer::new(clerk);
    let server = Server::builder()
        .add_service(service)
        .serve_with_incoming(TcpListenerStream::new(listener));
    drop(tokio::spawn(server));
    Channel::from_shared(address)
        .unwrap()
        .connect()
        .await
        .unwrap()
}

async fn send(client: &Client) -> Result<Tally, Failure> {
    let mut all = Tally::default();
    for file in &FILES {
        all.add(file.send(client, SHIFT).await?);
    }
    Ok(all)
}

#[tokio::test]
async fn loading_twice_adds_nothing_the_second_time() {
    let clerk = Clerk::default();
    let client = Client::over(serve(clerk.clone()).await);
    let all = everything(SHIFT);
    let (customers, facts) = (all.customers.len() as u64, all.facts.len() as u64);
    let first = send(&client).await.unwrap();
    let expected = Tally {
        rows_read: first.rows_read,
        customers_created: customers,
        facts_new: facts,
        ..Tally::default()
    };
    assert_eq!(first, expected);
    let second = send(&client).await.unwrap();
    let expected = Tally {
        rows_read: first.rows_read,
        customers_unchanged: customers,
        facts_duplicate: facts,
        ..Tally::default()
    };
    assert_eq!(second, expected);
    let books = clerk.0.lock().unwrap();
    assert_eq!(books.facts.len() as u64, facts);
    assert_eq!(books.most_under_way, PARTITIONS);
}

#[tokio::test]
async fn an_error_that_trying_again_does_not_cure_is_returned() {
    let channel = Channel::from_static("http://127.0.0.1:1").connect_lazy();
    let patience = Patience {
        tries_max: 2,
        wait_min: Duration::ZERO,
        wait_max: Duration::ZERO,
    };
    let client = Client::over(channel).with_patience(patience);
    let failure = send(&client).await.unwrap_err();
    assert!(matches!(failure, Failure::Message(_)), "{failure}");
}
