//! The spans of what a call, or a page of standings, consists of. They are made only where traces are sent,
//! whatever is logged, and only within such a whole: a statement that nobody waits for is no trace of its own.

use tracing::{Span, debug_span};

/// A page of standings that is made anew: a trace of its own.
pub fn standings() -> Span {
    debug_span!("standings")
}

/// Reading what answers rest on.
pub fn load() -> Span {
    part(|| debug_span!("load"))
}

/// The core's work on what was read.
pub fn evaluate() -> Span {
    part(|| debug_span!("evaluate"))
}

/// Putting answers into the form of the wire.
pub fn encode() -> Span {
    part(|| debug_span!("encode"))
}

/// What `make` makes, if it is part of something.
pub(crate) fn part(make: impl FnOnce() -> Span) -> Span {
    if Span::current().is_none() {
        Span::none()
    } else {
        make()
    }
}
