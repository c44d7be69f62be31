//! Answers requests that are not gRPC as the protocol requires: with HTTP status 415, and with a hint on what
//! to do.

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

/// Whether the content type is `application/grpc` or `application/grpc+proto`, alone or with parameters.
/// Media types ignore upper and lower case.
fn is_grpc(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok()) else {
        return false;
    };
    let kind = value.split(';').next().unwrap_or_default().trim_end();
    ["application/grpc", "application/grpc+proto"]
        .iter()
        .any(|known| kind.eq_ignore_ascii_case(known))
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
            ("Application/GRPC", true),
            ("application/grpc+json", false),
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
