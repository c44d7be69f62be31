//! Calls to Customer Quality from any Rust program: the wire types, a connection with TLS and a token, a
//! deadline for every call, and repeated tries that may help. It does not depend on the service's code.
//!
//! ```no_run
//! use customer_quality_client::{Client, Options, pb::v1::GetScoreRequest};
//!
//! # async fn ask() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::connect(&Options {
//!     token_file: Some("token.txt".into()),
//!     ..Options::new("https://quality.example:443")
//! })
//! .await?;
//! let request = GetScoreRequest {
//!     customer_id: "C-1".to_owned(),
//!     ..GetScoreRequest::default()
//! };
//! let answer = client
//!     .call(request, |request| async {
//!         client.quality().get_score(request).await
//!     })
//!     .await?;
//! println!("{:?}", answer.score);
//! # Ok(())
//! # }
//! ```

mod call;
mod connect;
pub mod pb;
mod retry;
mod tokens;

pub use call::Client;
pub use connect::{ConnectError, Options};
pub use retry::{Patience, bare_reason, reason, wait, worth_another_try};
pub use tokens::tokens;
