//! Ends a call that panics with INTERNAL. No other call is affected.

use std::{any::Any, panic::AssertUnwindSafe};

use futures::FutureExt;

use super::{Inner, Next, Request, Response, Step, refuse};
use crate::error::Error;

#[derive(Debug)]
pub(super) struct CatchPanic;

impl Step for CatchPanic {
    async fn run<S: Inner>(&self, request: Request, next: Next<S>) -> Response {
        // Nothing of a call outlives it except poisoned locks, and other calls must see those anyway.
        match AssertUnwindSafe(next.run(request)).catch_unwind().await {
            Ok(response) => response,
            Err(panic) => refuse(&Error::Internal(format!("panic: {}", message(&*panic)))),
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
