//! The spans of the parts of a call, and of a page of standings. They exist only if traces are sent, whatever
//! the log level. The parts exist only within such a whole, so that a statement that no call waits for does
//! not become a trace of its own.

use tracing::{Span, debug_span};

/// A page of standings that is made, which is a trace of its own.
pub fn standings() -> Span {
    debug_span!("standings")
}

/// Reads the records that answers rest on.
pub fn load() -> Span {
    part(|| debug_span!("load"))
}

/// Evaluates the loaded records in the core.
pub fn evaluate() -> Span {
    part(|| debug_span!("evaluate"))
}

/// Converts answers into wire types.
pub fn encode() -> Span {
    part(|| debug_span!("encode"))
}

/// The span of `make`, if it is part of another span.
pub(crate) fn part(make: impl FnOnce() -> Span) -> Span {
    if Span::current().is_none() {
        Span::none()
    } else {
        make()
    }
}
