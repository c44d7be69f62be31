//! The nine stories. Each has one customer, with the customers they brought, and must produce its class,
//! its two halves (money and owner) and its advice.
//!
//! The stories belong to the service business and are ranked with its customers. Only the dog owner is
//! ranked with the buyers of CDs. The comment at each story gives the findings that make its class, and the
//! origin of its points by the default model. In that model, one rating by a single person counts as
//! follows: 5 is .85, 4 is .675, 3 is .5, 2 is .375, 1 is .25. A missing criterion is worth the mean of the
//! others, at most .5. The lines between the classes are 400 and 700 points.
use super::{journal, line};

mod brought;
mod money;
mod owner;
mod steady;
mod told;

pub(crate) use told::text;
