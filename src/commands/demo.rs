//! Sends the demonstration to the service: real purchases, an invented service business with planted
//! effects, and nine stories. The data are the files of `examples/cdnow` and `examples/demo`, which the
//! program embeds.
//!
//! | module | what |
//! |---|---|
//! | [`files`] | the files, and how the importer reads and sends them |
//! | [`mod@shift`] | the number of weeks to move the data, so that they end last week |
//! | [`edition`] | the edition that a database holds, so that it never gets another one |
//! | [`mod@try_lines`] | commands to try next, ready to paste |

pub mod edition;
pub mod files;
pub mod shift;
pub mod try_lines;

pub use files::everybody;
pub use shift::{Shift, shift_for};
pub use try_lines::try_lines;

use crate::failure::Failure;
use crate::import::tally::Tally;
use client::{Client, Options};
use files::FILES;

/// Sends all files to a service, with their days moved by `shift`. Running it again is safe: facts sent
/// before count as known. Returns a sentence with the new counts.
///
/// # Errors
/// Returns the first failure that sending again does not cure. Everything sent before it stays.
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
