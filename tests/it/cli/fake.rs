//! A small service in memory that follows the rules of keys. It is enough to test the service's callers.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex},
};

use commands::server::ServerArgs;
use customer_quality::pb::v1::{
    Customer, Fact, GetCustomerRequest, GetCustomerResponse, ListCustomersRequest,
    ListCustomersResponse, ListFactsRequest, ListFactsResponse, RecordFactsRequest,
    RecordFactsResponse, RecordFailure, RecordedFact, RetractFactRequest, RetractFactResponse,
    Retraction, UpsertCustomersRequest, UpsertCustomersResponse,
    customer_records_service_server::{CustomerRecordsService, CustomerRecordsServiceServer},
    fact::Body,
};
use prost_types::Timestamp;
use tokio::{
    net::TcpListener,
    sync::{mpsc::UnboundedSender, watch},
};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Code, Request, Response, Status, transport::Server};

use super::errors::{error, invalid, unknown_customer};

type Key = (String, String, String);

/// What the service holds and what it was asked.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) customers: BTreeMap<String, Customer>,
    pub(crate) facts: BTreeMap<Key, Fact>,
    pub(crate) retracted: BTreeSet<Key>,
    /// Errors that the next calls get.
    pub(crate) errors: VecDeque<Status>,
    /// Facts and retractions of each call of `RecordFacts`, in order.
    pub(crate) calls: Vec<RecordFactsRequest>,
    pub(crate) upserts: Vec<UpsertCustomersRequest>,
    pub(crate) tokens: Vec<Option<String>>,
    /// Pressed once, in the middle of the next call that records facts.
    pub(crate) ctrl_c: Option<UnboundedSender<()>>,
    /// The next call that records facts is answered only after so many calls have come.
    pub(crate) held_until: Option<usize>,
}

/// The service.
#[derive(Clone, Default)]
pub(crate) struct Fake {
    pub(crate) state: Arc<Mutex<State>>,
    /// How many calls that record facts have come.
    came: Arc<watch::Sender<usize>>,
}

impl Fake {
    /// Starts to serve; the arguments lead to it.
    pub(crate) async fn start(&self) -> ServerArgs {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        let service = CustomerRecordsServiceServer::new(self.clone());
        let serving = Server::builder()
            .add_service(service)
            .serve_with_incoming(TcpListenerStream::new(listener));
        tokio::spawn(serving);
        ServerArgs {
            server,
            ca: None,
            token_file: None,
            timeout: 10,
        }
    }

    pub(crate) fn fail_next(&self, errors: impl IntoIterator<Item = Status>) {
        self.state.lock().unwrap().errors.extend(errors);
    }

    pub(crate) fn fact_ids(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state
            .facts
            .keys()
            .map(|(_, _, fact_id)| fact_id.clone())
            .collect()
    }

    async fn hold(&self) {
        self.came.send_modify(|came| *came += 1);
        let until = self.state.lock().unwrap().held_until.take();
        if let Some(until) = until {
            let mut came = self.came.subscribe();
            came.wait_for(|came| *came >= until).await.unwrap();
        }
    }

    fn enter<T>(&self, request: &Request<T>) -> Result<(), Status> {
        let mut state = self.state.lock().unwrap();
        let token = request.metadata().get("authorization");
        let token = token.map(|token| token.to_str().unwrap().to_owned());
        state.tokens.push(token);
        state.errors.pop_front().map_or(Ok(()), Err)
    }
}

fn item_status(status: &Status) -> tonic_types::Status {
    prost::Message::decode(status.details()).unwrap()
}

fn key(fact: &Fact) -> Key {
    (
        fact.customer_id.clone(),
        fact.source.clone(),
        fact.fact_id.clone(),
    )
}

impl State {
    fn try_fact(
        &mut self,
        at: usize,
        fact: &Fact,
        request: &RecordFactsRequest,
        told: &mut RecordFactsResponse,
    ) -> Result<(), Status> {
        let amount = match &fact.body {
            Some(Body::Purchase(purchase)) => purchase.amount.as_ref(),
            Some(Body::Invoice(invoice)) => invoice.amount.as_ref(),
            _ => None,
        };
        if amount.is_some_and(|amount| amount.units < 0) {
            let field = format!("facts[{at}].purchase.amount");
            return Err(invalid(&field, "NOT_NEGATIVE", "must be zero or more"));
        }
        if !self.customers.contains_key(&fact.customer_id) {
            if !request.create_missing_customers {
                return Err(unknown_customer(&fact.customer_id));
            }
            told.created_customer_count += 1;
            if !request.validate_only {
                self.customers
                    .insert(fact.customer_id.clone(), Customer::default());
            }
        }
        match self.facts.get(&key(fact)) {
            Some(known) if known == fact => told.duplicate_count += 1,
            Some(_) => {
                return Err(error(
                    Code::AlreadyExists,
                    "FACT_CONFLICT",
                    "told otherwise",
                ));
            }
            None => {
                told.recorded_count += 1;
                if !request.validate_only {
                    self.facts.insert(key(fact), fact.clone());
                }
            }
        }
        Ok(())
    }
}

#[tonic::async_trait]
impl CustomerRecordsService for Fake {
    async fn upsert_customers(
        &self,
        request: Request<UpsertCustomersRequest>,
    ) -> Result<Response<UpsertCustomersResponse>, Status> {
        self.enter(&request)?;
        let request = request.into_inner();
        let mut state = self.state.lock().unwrap();
        state.upserts.push(request.clone());
        let mut told = UpsertCustomersResponse::default();
        for (at, customer) in request.customers.iter().enumerate() {
            if customer.customer_id.is_empty() {
                let field = format!("customers[{at}].customer_id");
                return Err(invalid(&field, "REQUIRED", "give 1 to 128 characters"));
            }
        }
        for mut customer in request.customers {
            customer.create_time = None;
            let is_new = !state.customers.contains_key(&customer.customer_id);
            told.customers.push(Customer {
                create_time: Some(Timestamp {
                    seconds: i64::from(is_new),
                    nanos: 0,
                }),
                ..customer.clone()
            });
            match state.customers.get(&customer.customer_id) {
                None => told.created_count += 1,
                Some(known) if *known == customer => told.unchanged_count += 1,
                Some(_) => told.updated_count += 1,
            }
            if !request.validate_only {
                state
                    .customers
                    .insert(customer.customer_id.clone(), customer);
            }
        }
        Ok(Response::new(told))
    }

    async fn get_customer(
        &self,
        request: Request<GetCustomerRequest>,
    ) -> Result<Response<GetCustomerResponse>, Status> {
        self.enter(&request)?;
        let state = self.state.lock().unwrap();
        let customer = state.customers.get(&request.get_ref().customer_id).cloned();
        match customer {
            Some(customer) => Ok(Response::new(GetCustomerResponse {
                customer: Some(customer),
            })),
            None => Err(unknown_customer(&request.get_ref().customer_id)),
        }
    }

    async fn list_customers(
        &self,
        request: Request<ListCustomersRequest>,
    ) -> Result<Response<ListCustomersResponse>, Status> {
        let beginning = request.into_inner().name_contains.to_lowercase();
        let state = self.state.lock().unwrap();
        let is_named = |customer: &&Customer| {
            let name = customer.name.to_lowercase();
            beginning.is_empty() || name.split(' ').any(|word| word.starts_with(&beginning))
        };
        let customers = state.customers.values().filter(is_named).cloned();
        let customers = customers.collect();
        Ok(Response::new(ListCustomersResponse {
            customers,
            next_page_token: String::new(),
        }))
    }

    async fn record_facts(
        &self,
        request: Request<RecordFactsRequest>,
    ) -> Result<Response<RecordFactsResponse>, Status> {
        self.enter(&request)?;
        self.hold().await;
        let request = request.into_inner();
        let mut state = self.state.lock().unwrap();
        state.calls.push(request.clone());
        state.ctrl_c.take().map(|press| press.send(()));
        let mut told = RecordFactsResponse::default();
        for retraction in &request.retractions {
            let Retraction {
                customer_id,
                source,
                fact_id,
                ..
            } = retraction.clone();
            if state.retracted.insert((customer_id, source, fact_id)) {
                told.retracted_count += 1;
            } else {
                told.duplicate_retraction_count += 1;
            }
        }
        let before = (state.customers.clone(), state.facts.clone());
        for (at, fact) in request.facts.iter().enumerate() {
            if let Err(status) = state.try_fact(at, fact, &request, &mut told) {
                if !request.allow_partial_success {
                    (state.customers, state.facts) = before;
                    return Err(status);
                }
                told.failures.push(RecordFailure {
                    index: at as i32,
                    fact_id: fact.fact_id.clone(),
                    status: Some(item_status(&status)),
                });
            }
        }
        Ok(Response::new(told))
    }

    async fn retract_fact(
        &self,
        _: Request<RetractFactRequest>,
    ) -> Result<Response<RetractFactResponse>, Status> {
        Err(Status::unimplemented("not needed"))
    }

    async fn list_facts(
        &self,
        request: Request<ListFactsRequest>,
    ) -> Result<Response<ListFactsResponse>, Status> {
        self.enter(&request)?;
        let request = request.into_inner();
        let state = self.state.lock().unwrap();
        // Keyset paging, like the service: the token is the last fact id of the page before.
        let live = state.facts.iter().filter(|(key, fact)| {
            fact.label == request.label
                && !state.retracted.contains(*key)
                && key.2 > request.page_token
        });
        let size = (request.page_size as usize).min(3);
        let mut facts: Vec<&Fact> = live.map(|(_, fact)| fact).collect();
        facts.sort_by(|one, other| one.fact_id.cmp(&other.fact_id));
        let more = facts.len() > size;
        facts.truncate(size);
        let last = facts
            .last()
            .map(|fact| fact.fact_id.clone())
            .unwrap_or_default();
        let facts = facts.into_iter().cloned();
        let facts = facts.map(|fact| RecordedFact {
            fact: Some(fact),
            ..Default::default()
        });
        Ok(Response::new(ListFactsResponse {
            facts: facts.collect(),
            next_page_token: if more { last } else { String::new() },
        }))
    }
}
