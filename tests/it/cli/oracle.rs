//! A service that gives fixed answers.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use customer_quality::pb::v1::{
    BatchGetClassificationsRequest, BatchGetClassificationsResponse, BatchGetScoresRequest,
    BatchGetScoresResponse, Classification, CustomerClass, GetClassificationRequest,
    GetClassificationResponse, GetReferralTreeRequest, GetReferralTreeResponse,
    GetReferralValueRequest, GetReferralValueResponse, GetScoreRequest, GetScoreResponse,
    ListScoresRequest, ListScoresResponse, ListTopReferrersRequest, ListTopReferrersResponse,
    ReferralNode, Score, ScoreSummary, TopReferrer,
    customer_quality_service_server::CustomerQualityService,
};
use tonic::{Request, Response, Status};

type Answer<T> = Result<Response<T>, Status>;

/// Answers every question the same way, in pages of two.
#[derive(Clone, Default)]
pub(crate) struct Oracle {
    pub(crate) asked: Arc<Mutex<Vec<GetScoreRequest>>>,
    pub(crate) lists: Arc<Mutex<Vec<ListScoresRequest>>>,
    /// The rows of a list of scores; where there are none, five good ones.
    pub(crate) rows: Vec<ScoreSummary>,
    /// How many wait, at one question after the other; nobody once all is told.
    pub(crate) waiting: Arc<Mutex<VecDeque<i32>>>,
    /// What makes the answers doubtful.
    pub(crate) warnings: Vec<String>,
}

/// The place of the next row, and the token after a page of two out of five.
fn page(token: &str, size: i32) -> (Vec<usize>, String) {
    let start = token.parse().unwrap_or(0);
    let rows: Vec<usize> = (start..5).take(size.min(2) as usize).collect();
    let next = start + rows.len();
    (
        rows,
        if next < 5 {
            next.to_string()
        } else {
            String::new()
        },
    )
}

#[tonic::async_trait]
impl CustomerQualityService for Oracle {
    async fn get_score(&self, request: Request<GetScoreRequest>) -> Answer<GetScoreResponse> {
        let request = request.into_inner();
        self.asked.lock().unwrap().push(request.clone());
        let customer_id = request.customer_id;
        let score = Score {
            customer_id,
            points: Some(742),
            ..Score::default()
        };
        Ok(Response::new(GetScoreResponse { score: Some(score) }))
    }

    async fn batch_get_scores(
        &self,
        _: Request<BatchGetScoresRequest>,
    ) -> Answer<BatchGetScoresResponse> {
        Err(Status::unimplemented("not needed"))
    }

    async fn list_scores(&self, request: Request<ListScoresRequest>) -> Answer<ListScoresResponse> {
        let request = request.into_inner();
        self.lists.lock().unwrap().push(request.clone());
        let waiting_count = self.waiting.lock().unwrap().pop_front().unwrap_or(0);
        if !self.rows.is_empty() {
            return Ok(Response::new(ListScoresResponse {
                scores: self.rows.clone(),
                next_page_token: String::new(),
                waiting_count,
            }));
        }
        let (rows, next_page_token) = page(&request.page_token, request.page_size);
        let scores = rows.into_iter().map(|at| ScoreSummary {
            customer_id: format!("C-{at}"),
            name: format!("=C-{at}()"),
            customer_class: CustomerClass::Good.into(),
            ..ScoreSummary::default()
        });
        let scores = scores.collect();
        Ok(Response::new(ListScoresResponse {
            scores,
            next_page_token,
            waiting_count,
        }))
    }

    async fn get_classification(
        &self,
        _: Request<GetClassificationRequest>,
    ) -> Answer<GetClassificationResponse> {
        let classification = Classification {
            customer_class: CustomerClass::Good.into(),
            ..Default::default()
        };
        let classification = Some(classification);
        Ok(Response::new(GetClassificationResponse { classification }))
    }

    async fn batch_get_classifications(
        &self,
        _: Request<BatchGetClassificationsRequest>,
    ) -> Answer<BatchGetClassificationsResponse> {
        Err(Status::unimplemented("not needed"))
    }

    async fn get_referral_value(
        &self,
        _: Request<GetReferralValueRequest>,
    ) -> Answer<GetReferralValueResponse> {
        Ok(Response::new(GetReferralValueResponse::default()))
    }

    async fn get_referral_tree(
        &self,
        request: Request<GetReferralTreeRequest>,
    ) -> Answer<GetReferralTreeResponse> {
        let customer_id = request.into_inner().customer_id;
        let nodes = vec![ReferralNode {
            customer_id,
            ..ReferralNode::default()
        }];
        Ok(Response::new(GetReferralTreeResponse {
            nodes,
            ..Default::default()
        }))
    }

    async fn list_top_referrers(
        &self,
        request: Request<ListTopReferrersRequest>,
    ) -> Answer<ListTopReferrersResponse> {
        let request = request.into_inner();
        let (rows, next_page_token) = page(&request.page_token, request.page_size);
        let referrer = |at| TopReferrer {
            customer_id: format!("C-{at}"),
            name: format!("@C-{at}"),
            ..TopReferrer::default()
        };
        let referrers = rows.into_iter().map(referrer).collect();
        Ok(Response::new(ListTopReferrersResponse {
            referrers,
            next_page_token,
            publish_time: None,
        }))
    }
}
