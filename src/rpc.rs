//! The gRPC calls. Only this module and `server` know tonic and the wire types.
//!
//! Each RPC has a file of its name. It reads from top to bottom: decode, load, compute, save, encode. This
//! file implements the generated traits, one line for each RPC.

pub mod answers;
mod batch;
mod batch_get_classifications;
mod batch_get_scores;
pub mod call;
mod convert;
mod customer_standing;
mod get_classification;
mod get_customer;
mod get_referral_tree;
mod get_referral_value;
mod get_score;
mod get_system_info;
pub mod limits;
mod list_customers;
mod list_facts;
mod list_scores;
mod list_top_referrers;
pub mod page;
mod record_facts;
mod retract_fact;
pub mod status;
mod upsert_customers;

pub use get_score::encoded_score;

use std::time::Duration;

use domain::money::Currency;
use domain::time::Time;
use tonic::{Request, Response, Status, async_trait};

use self::{
    answers::Memory,
    call::Deadline,
    convert::{Check, Terms, basis::AnswerContext, check::Read},
    limits::Limits,
    page::PageKey,
};
use crate::{
    clock::Clock,
    error::Error,
    evaluate::{Evaluator, Question},
    feeds::Feeds,
    past::Past,
    pb::v1::{
        self as pb, customer_quality_service_server::CustomerQualityService,
        customer_records_service_server::CustomerRecordsService,
        system_service_server::SystemService,
    },
    store::Store,
};

/// Answers all RPCs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Service {
    /// The store that holds customers and facts.
    pub store: Store,
    /// The present time.
    pub clock: Clock,
    /// The reporting currency, in which all sums are.
    pub reporting_currency: Currency,
    /// The limits of one call.
    pub limits: Limits,
    /// The key that signs page tokens.
    pub page_key: PageKey,
    /// Evaluates customers as of now.
    pub evaluator: Evaluator,
    /// Evaluates customers as of a past time.
    pub past: Past,
    /// The cache of answers.
    pub memory: Memory,
    /// The state of the feeds.
    pub feeds: Feeds,
}

impl Service {
    /// Starts a check of a request as a whole.
    fn check(&self) -> Check {
        Check::new(self.terms(), "")
    }

    /// The terms that a request is checked against. All its parts are checked against the same time.
    fn terms(&self) -> Terms {
        Terms {
            now: self.clock.now(),
            occur_ahead: self.limits.occur_ahead,
            reporting_currency: self.reporting_currency,
        }
    }

    /// The time that is left for a call.
    fn budget<T>(&self, request: &Request<T>) -> Duration {
        request
            .extensions()
            .get::<Deadline>()
            .map_or(self.limits.default_deadline, Deadline::left)
    }

    /// Reads the customer ids of a question: 1 to `max`.
    fn customer_ids(check: &mut Check, wire: Vec<String>, max: usize) -> Read<Vec<String>> {
        if wire.len() > max {
            return Err(check.refused(Error::BatchTooLarge {
                item_count: wire.len(),
                max_items: max,
            }));
        }
        if wire.is_empty() {
            let description = format!("is required: give 1 to {max} ids");
            return Err(check.violated("customer_ids", convert::rule::REQUIRED, description));
        }
        let read = |(index, id)| check.id(&format!("customer_ids[{index}]"), id);
        let ids: Vec<Read<String>> = wire.into_iter().enumerate().map(read).collect();
        ids.into_iter().collect()
    }

    /// Reads the time that a question is about and the model that shall answer it.
    fn question(&self, check: &mut Check, wire: Option<pb::AnswerOptions>) -> Read<Question> {
        check.question(wire, self.evaluator.registry().models())
    }

    /// The context of an answer to `question`, which was checked at `now`.
    fn context(&self, question: Question, now: Time) -> AnswerContext {
        AnswerContext {
            question,
            now,
            currency: self.reporting_currency,
        }
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
impl CustomerQualityService for Service {
    async fn get_score(
        &self,
        request: Request<pb::GetScoreRequest>,
    ) -> Result<Response<pb::GetScoreResponse>, Status> {
        respond(get_score::answer(self, request).await)
    }

    async fn batch_get_scores(
        &self,
        request: Request<pb::BatchGetScoresRequest>,
    ) -> Result<Response<pb::BatchGetScoresResponse>, Status> {
        respond(batch_get_scores::answer(self, request).await)
    }

    async fn list_scores(
        &self,
        request: Request<pb::ListScoresRequest>,
    ) -> Result<Response<pb::ListScoresResponse>, Status> {
        respond(list_scores::answer(self, request).await)
    }

    async fn get_classification(
        &self,
        request: Request<pb::GetClassificationRequest>,
    ) -> Result<Response<pb::GetClassificationResponse>, Status> {
        respond(get_classification::answer(self, request).await)
    }

    async fn batch_get_classifications(
        &self,
        request: Request<pb::BatchGetClassificationsRequest>,
    ) -> Result<Response<pb::BatchGetClassificationsResponse>, Status> {
        respond(batch_get_classifications::answer(self, request).await)
    }

    async fn get_referral_value(
        &self,
        request: Request<pb::GetReferralValueRequest>,
    ) -> Result<Response<pb::GetReferralValueResponse>, Status> {
        respond(get_referral_value::answer(self, request).await)
    }

    async fn get_referral_tree(
        &self,
        request: Request<pb::GetReferralTreeRequest>,
    ) -> Result<Response<pb::GetReferralTreeResponse>, Status> {
        respond(get_referral_tree::answer(self, request).await)
    }

    async fn list_top_referrers(
        &self,
        request: Request<pb::ListTopReferrersRequest>,
    ) -> Result<Response<pb::ListTopReferrersResponse>, Status> {
        respond(list_top_referrers::answer(self, request).await)
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
