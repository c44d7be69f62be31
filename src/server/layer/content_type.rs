//! Answers what is not gRPC as the protocol says: with HTTP status 415, and a word on what to do.

use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, HeaderMap},
};
use tonic::body::Body;

use super::{Inner, Next, Request, Response, Step};

const REMEDY: &str = "this port speaks gRPC: send `content-type: application/grpc`, with a gRPC \
     client such as grpcurl\n";

#[derive(Debug)]
pub(super) struct OnlyGrpc;

impl Step for OnlyGrpc {
    async fn run<S: Inner>(&self, request: Request, next: Next<S>) -> Response {
        if is_grpc(request.headers()) {
            return next.run(request).await;
        }
        let mut response = Response::new(Body::new(http_body_util::Full::from(REMEDY)));
        *response.status_mut() = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, plain);
        response
    }
}

/// `application/grpc`, alone or followed by `+proto` and the like or by parameters.
fn is_grpc(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return false;
    };
    let rest = value.as_bytes().strip_prefix(b"application/grpc");
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_content_types_of_grpc_are_taken() {
        for (given, taken) in [
            ("application/grpc", true),
            ("application/grpc+proto", true),
            ("application/grpc;charset=utf-8", true),
            ("application/grpc-web", false),
            ("application/json", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(given));
            assert_eq!(is_grpc(&headers), taken, "{given:?}");
        }
        assert!(!is_grpc(&HeaderMap::new()));
    }
}
