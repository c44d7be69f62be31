//! Gives every call an id and sends it back. A valid id of the caller's own is used.

use http::HeaderValue;

use super::{Inner, Next, Request, Response, Step};
use crate::rpc::call::RequestId;

#[derive(Debug)]
pub(super) struct NameCall;

impl Step for NameCall {
    async fn run<S: Inner>(&self, mut request: Request, next: Next<S>) -> Response {
        let given = request
            .headers()
            .get(RequestId::KEY)
            .and_then(|value| value.to_str().ok());
        let id = given
            .and_then(RequestId::parse)
            .unwrap_or_else(RequestId::random);
        request.extensions_mut().insert(id.clone());
        let value = HeaderValue::from_str(id.as_str());
        let mut response = id.scope(next.run(request)).await;
        if let Ok(value) = value {
            response.headers_mut().insert(RequestId::KEY, value);
        }
        response
    }
}
