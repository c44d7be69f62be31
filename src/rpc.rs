//! What is spoken on the wire: the only place, with `server`, that names tonic and the wire types.
//!
//! Each RPC has a file of its name, which reads top down: decode, load, compute, save, encode. The
//! generated traits are implemented here, one line for each RPC.

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
pub mod memory;
pub mod page;
mod record_facts;
mod retract_fact;
pub mod status;
mod upsert_customers;

pub use get_score::encoded_score;

use std::time::Duration;

use domain::money::Currency;
use tonic::{Request, Response, Status, async_trait};

use self::{
    call::Deadline,
    convert::{Check, Terms, basis::Frame, check::Read},
    limits::Limits,
    memory::Memory,
    page::PageKey,
};
use crate::{
    answer::{Answers, Asked, Choice},
    clock::Clock,
    error::Error,
    feeds::Feeds,
    pb::v1::{
        self as pb, customer_quality_service_server::CustomerQualityService,
        customer_records_service_server::CustomerRecordsService,
        system_service_server::SystemService,
    },
    store::{Knowledge, Store},
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
    /// Makes answers about customers.
    pub answers: Answers,
    /// Answers that may be given again.
    pub memory: Memory,
    /// What is heard of feeds.
    pub feeds: Feeds,
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

    /// The customer a question is about.
    fn customer_id(&self, wire: String) -> Result<String, Error> {
        let mut check = self.check();
        let id = check.id("customer_id", wire);
        check.finish(id)
    }

    /// The customers a question is about: 1 to `max`.
    fn customer_ids(&self, wire: Vec<String>, max: usize) -> Result<Vec<String>, Error> {
        if wire.len() > max {
            return Err(Error::BatchTooLarge {
                item_count: wire.len(),
                max_items: max,
            });
        }
        let mut check = self.check();
        let given = if wire.is_empty() {
            let description = format!("is required: give 1 to {max} ids");
            Err(check.violated("customer_ids", convert::rule::REQUIRED, description))
        } else {
            Ok(())
        };
        let read = |(index, id)| check.id(&format!("customer_ids[{index}]"), id);
        let ids: Vec<Read<String>> = wire.into_iter().enumerate().map(read).collect();
        let ids: Read<Vec<String>> = ids.into_iter().collect();
        check.finish(given.and(ids))
    }

    /// Whether the full view is asked for.
    fn full_view(&self, wire: i32, default: pb::ScoreView) -> Result<bool, Error> {
        let mut check = self.check();
        let view = pb::ScoreView::try_from(wire).map_err(|_| {
            let description = format!("`{wire}` is no view: name one from the contract");
            check.violated("view", convert::rule::UNKNOWN_ENUM, description)
        });
        let view = check.finish(view)?;
        let view = if view == pb::ScoreView::Unspecified {
            default
        } else {
            view
        };
        Ok(view == pb::ScoreView::Full)
    }

    /// When a question speaks for, and by which model. The clock is read once: an answer about now speaks for
    /// the very time of the frame.
    fn frame(&self, wire: Option<pb::AnswerOptions>) -> Result<(Frame, Choice), Error> {
        let frame = self.frame_now();
        let terms = Terms {
            now: frame.now,
            ..self.terms()
        };
        let check = Check::new(terms, "");
        let options = convert::options::from_wire(check, self.answers.shelf(), wire)?;
        let frame = Frame {
            asked: options.asked,
            ..frame
        };
        Ok((frame, options.choice))
    }

    /// An answer for now.
    fn frame_now(&self) -> Frame {
        let now = self.clock.now();
        let asked = Asked {
            at: now,
            knowledge: Knowledge::Now,
        };
        Frame {
            asked,
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
