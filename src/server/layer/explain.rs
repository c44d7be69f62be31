//! Gives details to the errors that the transport makes by itself, which have none: every error that
//! a caller sees has a reason.

use tonic::{Code, Status};

use super::{Inner, Next, Request, Response, Step, refuse};
use crate::{error::Error, server::MAX_MESSAGE_BYTES};

/// How the transport begins its messages about what it cannot read.
const UNREADABLE: [&str; 4] = [
    "failed to decode Protobuf message",
    "Missing request message",
    "Unexpected EOF decoding stream",
    "protocol error: received message with",
];

#[derive(Debug, Clone)]
pub(super) struct Explain;

impl Step for Explain {
    async fn run<S: Inner>(self, request: Request, next: Next<S>) -> Response {
        let uri = request.uri().clone();
        let response = next.run(request).await;
        let headers = response.headers();
        if !headers.contains_key(Status::GRPC_STATUS)
            || headers.contains_key(Status::GRPC_STATUS_DETAILS)
        {
            return response;
        }
        let bare = Status::from_header_map(headers);
        match bare.and_then(|status| explain(&status, uri.path())) {
            Some(error) => refuse(&error),
            None => response,
        }
    }
}

fn explain(status: &Status, path: &str) -> Option<Error> {
    let message = status.message();
    match status.code() {
        Code::Unimplemented if message.is_empty() => Some(Error::UnknownMethod {
            method: path.to_owned(),
        }),
        Code::OutOfRange | Code::ResourceExhausted
            if message.contains("message length too large") =>
        {
            Some(Error::MessageTooLarge {
                max_bytes: MAX_MESSAGE_BYTES,
            })
        }
        Code::ResourceExhausted if message.contains("decompress") => Some(Error::MessageTooLarge {
            max_bytes: MAX_MESSAGE_BYTES,
        }),
        Code::Internal if UNREADABLE.iter().any(|start| message.starts_with(start)) => {
            Some(Error::invalid(
                "",
                "MESSAGE_UNREADABLE",
                format!("not a valid message: {message}"),
            ))
        }
        Code::Internal | Code::Unknown => Some(Error::Internal(message.to_owned())),
        _ => None,
    }
}
