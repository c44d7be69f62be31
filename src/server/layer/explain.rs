//! Adds details to the errors of the transport, which have none. Every error that a caller sees therefore has
//! a reason, both instead of an answer and at the end of one.

use http::{HeaderMap, Uri};
use http_body_util::BodyExt;
use tonic::{Code, Status, body::Body};

use super::{Inner, Next, Request, Response, Step, refuse};
use crate::{error::Error, rpc::status::status, server::MAX_MESSAGE_BYTES};

/// The beginnings of the transport's messages about unreadable requests.
const UNREADABLE: [&str; 4] = [
    "failed to decode Protobuf message",
    "Missing request message",
    "Unexpected EOF decoding stream",
    "protocol error: received message with",
];

/// The beginning of the transport's message about a compressed request.
const COMPRESSED: &str = "Content is compressed with `";

#[derive(Debug)]
pub(super) struct Explain;

impl Step for Explain {
    async fn run<S: Inner>(&self, request: Request, next: Next<S>) -> Response {
        let uri = request.uri().clone();
        let response = next.run(request).await;
        match explain(response.headers(), &uri) {
            Some(error) => refuse(&error),
            None => response.map(|body| explain_the_end(body, uri)),
        }
    }
}

fn explain_the_end(body: Body, uri: Uri) -> Body {
    Body::new(body.map_frame(move |mut frame| {
        if let Some(trailers) = frame.trailers_mut()
            && let Some(error) = explain(trailers, &uri)
        {
            // This fails only for a message that cannot be a header, and then the old header stays.
            let _ = status(&error).add_header(trailers);
        }
        frame
    }))
}

/// The error that should replace a transport error without details; `None` for everything else.
fn explain(headers: &HeaderMap, uri: &Uri) -> Option<Error> {
    if headers.contains_key(Status::GRPC_STATUS_DETAILS) {
        return None;
    }
    let status = Status::from_header_map(headers)?;
    let message = status.message();
    let too_large = message.contains("decoded message length too large")
        || (status.code() == Code::ResourceExhausted && message.contains("decompress"));
    let unreadable = UNREADABLE.iter().any(|start| message.starts_with(start));
    let compressed = message.strip_prefix(COMPRESSED);
    let encoding = compressed.and_then(|rest| rest.split('`').next());
    if let (Code::Unimplemented, Some(encoding)) = (status.code(), encoding) {
        return Some(Error::CompressionNotSupported {
            encoding: encoding.to_owned(),
        });
    }
    match status.code() {
        Code::Unimplemented if message.is_empty() => Some(Error::UnknownMethod {
            method: uri.path().to_owned(),
        }),
        Code::OutOfRange | Code::ResourceExhausted if too_large => Some(Error::MessageTooLarge {
            max_bytes: MAX_MESSAGE_BYTES,
        }),
        Code::Internal if unreadable => {
            let description = format!("this is no valid message: {message}");
            Some(Error::invalid("", "MESSAGE_UNREADABLE", description))
        }
        Code::OutOfRange if message.contains("encoded message length too large") => {
            Some(Error::Internal(message.to_owned()))
        }
        Code::Internal | Code::Unknown => Some(Error::Internal(message.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(code: Code, message: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        Status::new(code, message).add_header(&mut headers).unwrap();
        headers
    }

    #[tokio::test]
    async fn an_error_at_the_end_of_an_answer_is_explained_too() {
        let frames = futures::stream::iter([Ok::<_, Status>(http_body::Frame::trailers(bare(
            Code::OutOfRange,
            "Error, encoded message length too large: found 5 bytes, the limit is: 4 bytes",
        )))]);
        let body = Body::new(http_body_util::StreamBody::new(frames));
        let explained = explain_the_end(body, Uri::from_static("/a.B/C"));
        let trailers = explained
            .collect()
            .await
            .unwrap()
            .trailers()
            .cloned()
            .unwrap();
        let status = Status::from_header_map(&trailers).unwrap();
        assert_eq!(status.code(), Code::Internal);
        assert!(!status.details().is_empty());
    }

    #[test]
    fn what_has_a_meaning_of_its_own_is_left_alone() {
        let uri = Uri::from_static("/a.B/C");
        for (code, message) in [
            (Code::Ok, ""),
            (Code::NotFound, "service not registered"),
            (Code::OutOfRange, "some other range"),
        ] {
            assert_eq!(
                explain(&bare(code, message), &uri),
                None,
                "{code:?} {message}"
            );
        }
        assert_eq!(explain(&HeaderMap::new(), &uri), None);
    }
}
