//! Questions about customers, asked like any caller asks them.

use customer_quality::pb::v1::{
    AnswerOptions, BatchGetClassificationsRequest, BatchGetScoresRequest, Classification,
    ClassificationResult, GetClassificationRequest, GetReferralTreeRequest,
    GetReferralTreeResponse, GetReferralValueRequest, GetScoreRequest, ListScoresRequest,
    ListTopReferrersRequest, ReferralValue, ReferrerOrder, Score, ScoreFilter, ScoreOrder,
    ScoreResult, ScoreSummary, ScoreView, TopReferrer,
};
use prost_types::Timestamp;

use super::{app::App, book::time};

/// About now, by the active model.
pub(crate) fn now() -> AnswerOptions {
    AnswerOptions::default()
}

/// About facts that had occurred by a time.
pub(crate) fn as_of(text: &str) -> AnswerOptions {
    as_of_time(time(text))
}

/// About facts that had occurred by a time.
pub(crate) fn as_of_time(time: Timestamp) -> AnswerOptions {
    AnswerOptions {
        as_of_time: Some(time),
        ..AnswerOptions::default()
    }
}

/// About now, by a model of this name.
pub(crate) fn by_model(model_id: &str) -> AnswerOptions {
    AnswerOptions {
        model_id: model_id.to_owned(),
        ..AnswerOptions::default()
    }
}

impl App {
    /// Brings the published figures up to date first, because answers about now rest on them.
    async fn settle_for(&mut self, options: &AnswerOptions) {
        if options.as_known_time.is_none() {
            self.settle().await;
        }
    }

    pub(crate) async fn score(&mut self, id: &str, options: AnswerOptions) -> Score {
        self.settle_for(&options).await;
        let request = GetScoreRequest {
            customer_id: id.to_owned(),
            options: Some(options),
            view: ScoreView::Unspecified.into(),
        };
        let answer = self.quality.get_score(request).await.unwrap();
        answer.into_inner().score.unwrap()
    }

    pub(crate) async fn classification(
        &mut self,
        id: &str,
        options: AnswerOptions,
    ) -> Classification {
        self.settle_for(&options).await;
        let request = GetClassificationRequest {
            customer_id: id.to_owned(),
            options: Some(options),
        };
        let answer = self.quality.get_classification(request).await.unwrap();
        answer.into_inner().classification.unwrap()
    }

    pub(crate) async fn value(&mut self, id: &str, options: AnswerOptions) -> ReferralValue {
        self.settle_for(&options).await;
        let request = GetReferralValueRequest {
            customer_id: id.to_owned(),
            options: Some(options),
            incremental: true,
        };
        let answer = self.quality.get_referral_value(request).await.unwrap();
        answer.into_inner().referral_value.unwrap()
    }

    pub(crate) async fn tree(
        &mut self,
        id: &str,
        max_levels: i32,
        max_nodes: i32,
    ) -> GetReferralTreeResponse {
        self.settle().await;
        let request = GetReferralTreeRequest {
            customer_id: id.to_owned(),
            options: None,
            max_levels,
            max_nodes,
        };
        let answer = self.quality.get_referral_tree(request).await.unwrap();
        answer.into_inner()
    }

    pub(crate) async fn scores(
        &mut self,
        ids: &[String],
        options: AnswerOptions,
        view: ScoreView,
    ) -> Vec<ScoreResult> {
        self.settle_for(&options).await;
        let request = BatchGetScoresRequest {
            customer_ids: ids.to_vec(),
            options: Some(options),
            view: view.into(),
        };
        let answer = self.quality.batch_get_scores(request).await.unwrap();
        answer.into_inner().results
    }

    pub(crate) async fn classifications(
        &mut self,
        ids: &[String],
        options: AnswerOptions,
    ) -> Vec<ClassificationResult> {
        self.settle_for(&options).await;
        let request = BatchGetClassificationsRequest {
            customer_ids: ids.to_vec(),
            options: Some(options),
        };
        let answer = self.quality.batch_get_classifications(request).await;
        answer.unwrap().into_inner().results
    }

    /// All standings, page by page.
    pub(crate) async fn standings(
        &mut self,
        filter: ScoreFilter,
        order: ScoreOrder,
        page_size: i32,
    ) -> Vec<ScoreSummary> {
        let mut request = ListScoresRequest {
            filter: Some(filter),
            order: order.into(),
            page_size,
            page_token: String::new(),
        };
        let mut all = Vec::new();
        loop {
            let page = self.quality.list_scores(request.clone()).await.unwrap();
            let page = page.into_inner();
            assert!(page.scores.len() <= page_size as usize);
            all.extend(page.scores);
            if page.next_page_token.is_empty() {
                return all;
            }
            request.page_token = page.next_page_token;
        }
    }

    /// The ranking of referrers, page by page.
    pub(crate) async fn referrers(
        &mut self,
        order: ReferrerOrder,
        page_size: i32,
    ) -> Vec<TopReferrer> {
        let mut request = ListTopReferrersRequest {
            order: order.into(),
            page_size,
            ..ListTopReferrersRequest::default()
        };
        let mut all = Vec::new();
        loop {
            let page = self.quality.list_top_referrers(request.clone()).await;
            let page = page.unwrap().into_inner();
            assert!(page.referrers.len() <= page_size as usize);
            all.extend(page.referrers);
            if page.next_page_token.is_empty() {
                return all;
            }
            request.page_token = page.next_page_token;
        }
    }

    /// The number of customers who wait for their standing.
    pub(crate) async fn waiting(&mut self) -> i32 {
        let request = ListScoresRequest::default();
        let answer = self.quality.list_scores(request).await.unwrap();
        answer.into_inner().waiting_count
    }
}
