//! `GetSystemInfo`: the version, the currency, the limits, the models and the feeds of this server.

use domain::feed::Heard;
use tonic::Request;

use super::Service;
use crate::{
    models::RegisteredModel,
    pb::v1 as pb,
    rpc::convert::{feed, name::Named},
};

/// The most feeds in one answer. Quiet feeds come first.
const FEEDS_MAX: usize = 100;

pub(super) fn answer(
    service: &Service,
    request: Request<pb::GetSystemInfoRequest>,
) -> pb::GetSystemInfoResponse {
    let pb::GetSystemInfoRequest {} = request.into_inner();
    let heard = service.feeds.heard();
    let heard = || heard.iter().take(FEEDS_MAX);
    pb::GetSystemInfoResponse {
        server_version: env!("CARGO_PKG_VERSION").to_owned(),
        api_versions: vec!["customerquality.v1".to_owned()],
        reporting_currency: service.reporting_currency.to_string(),
        limits: Some(service.limits.to_wire()),
        models: service
            .evaluator
            .registry()
            .models()
            .all()
            .iter()
            .map(model)
            .collect(),
        feeds: heard().map(feed::to_wire).collect(),
        warnings: heard().filter_map(Heard::warning).collect(),
    }
}

fn model(registered: &RegisteredModel) -> pb::ModelSummary {
    pb::ModelSummary {
        model_id: registered.model_id.clone(),
        version: registered.version,
        state: registered.state.number(),
        description: registered
            .model
            .as_ref()
            .map(|model| model.description.clone())
            .unwrap_or_default(),
    }
}
