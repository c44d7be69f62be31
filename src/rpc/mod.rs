//! What is spoken on the wire: the only place, with `server`, that names tonic and the wire types.
//!
//! Each RPC has a file of its name, which reads top down: decode, load, compute, save, encode. The
//! generated traits are implemented here, one line for each RPC.

pub mod call;
mod convert;
mod customer_status;
mod get_customer;
mod get_system_info;
pub mod limits;
mod list_customers;
mod list_facts;
pub mod page;
mod record_facts;
mod retract_fact;
pub mod status;
mod upsert_customers;

use std::time::Duration;

use domain::money::Currency;
use tonic::{Request, Response, Status, async_trait};

use self::{
    call::Deadline,
    convert::{Check, Terms},
    limits::Limits,
    page::PageKey,
};
use crate::{
    clock::Clock,
    error::Error,
    pb::v1::{
        self as pb, customer_records_service_server::CustomerRecordsService,
        system_service_server::SystemService,
    },
    store::Store,
};

/// Answers all RPCs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Service {
    /// Where customers and facts are kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// The currency of all sums.
    pub reporting_currency: Currency,
    /// What one call may ask.
    pub limits: Limits,
    /// Tags page tokens.
    pub page_key: PageKey,
}

impl Service {
    /// A check of a request without parts of its own.
    fn check(&self) -> Check {
        Check::new(self.terms(), "")
    }

    /// What a request is checked against; the parts of one request against the same time.
    fn terms(&self) -> Terms {
        Terms {
            now: self.clock.now(),
            occur_ahead: self.limits.occur_ahead,
            reporting_currency: self.reporting_currency,
        }
    }

    /// The time that a call has left.
    fn budget<T>(&self, request: &Request<T>) -> Duration {
        request
            .extensions()
            .get::<Deadline>()
            .map_or(self.limits.default_deadline, Deadline::left)
    }
}

fn respond<T>(answer: Result<T, Error>) -> Result<Response<T>, Status> {
    Ok(Response::new(answer?))
}

#[async_trait]
impl CustomerRecordsService for Service {
    async fn upsert_customers(
        &self,
        request: Request<pb::UpsertCustomersRequest>,
    ) -> Result<Response<pb::UpsertCustomersResponse>, Status> {
        respond(upsert_customers::answer(self, request).await)
    }

    async fn get_customer(
        &self,
        request: Request<pb::GetCustomerRequest>,
    ) -> Result<Response<pb::GetCustomerResponse>, Status> {
        respond(get_customer::answer(self, request).await)
    }

    async fn list_customers(
        &self,
        request: Request<pb::ListCustomersRequest>,
    ) -> Result<Response<pb::ListCustomersResponse>, Status> {
        respond(list_customers::answer(self, request).await)
    }

    async fn record_facts(
        &self,
        request: Request<pb::RecordFactsRequest>,
    ) -> Result<Response<pb::RecordFactsResponse>, Status> {
        respond(record_facts::answer(self, request).await)
    }

    async fn retract_fact(
        &self,
        request: Request<pb::RetractFactRequest>,
    ) -> Result<Response<pb::RetractFactResponse>, Status> {
        respond(retract_fact::answer(self, request).await)
    }

    async fn list_facts(
        &self,
        request: Request<pb::ListFactsRequest>,
    ) -> Result<Response<pb::ListFactsResponse>, Status> {
        respond(list_facts::answer(self, request).await)
    }
}

#[async_trait]
impl SystemService for Service {
    async fn get_system_info(
        &self,
        request: Request<pb::GetSystemInfoRequest>,
    ) -> Result<Response<pb::GetSystemInfoResponse>, Status> {
        respond(Ok(get_system_info::answer(self, request)))
    }
}
