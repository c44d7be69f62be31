//! What the demonstration sends to the service: real purchases, an invented service business with planted
//! effects, and nine stories. The data are the files of `examples/cdnow` and `examples/demo`, built in.
//!
//! | module | what |
//! |---|---|
//! | [`files`] | the files, and how the importer reads and sends them |
//! | [`mod@shift`] | by how many weeks they are moved, so that they end last week |
//! | [`edition`] | which edition a database holds, so that no other is sent to it |
//! | [`mod@try_lines`] | what to try next, as lines to paste |

pub mod edition;
pub mod files;
pub mod shift;
pub mod try_lines;

pub use shift::{Shift, shift_for};
pub use try_lines::try_lines;

use crate::failure::Failure;
use crate::import::tally::Tally;
use client::{Client, Options};
use files::FILES;

/// Sends all files to a service, moved by `shift`. Safe to run again: what was sent before counts as known.
/// Returns in words what was new.
///
/// # Errors
/// With the first failure that sending again does not cure. What was sent until then stays.
pub async fn send(server: &Options, shift: Shift) -> Result<String, Failure> {
    let client = Client::connect(server).await;
    let client = client.map_err(|error| Failure::message(error.to_string()))?;
    let mut sent = Tally::default();
    for file in FILES {
        sent.add(file.send(&client, shift).await?);
    }
    Ok(format!(
        "{} customers and {} facts are new, {} customers and {} facts were there",
        sent.customers_created,
        sent.facts_new,
        sent.customers_updated + sent.customers_unchanged,
        sent.facts_duplicate,
    ))
}
