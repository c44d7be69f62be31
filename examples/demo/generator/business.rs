//! A bookkeeping and IT care firm with all its customers over three years. A seeded generator invents it.
//! No public data set combines a referral tree with value and payments. These data do. The generator plants
//! effects in the sizes that research has published, so that tests can find each of them again:
//!
//! - referrals: fewer than one per customer; half of the customers refer nobody, and the top fifth bring
//!   most of the value (`forest`); customers who bring large customers are large themselves (`forest`);
//! - referred customers are worth 16 % more, with a margin that erodes (`size`);
//! - churn: the hazard is 0.8 times as high while the referrer is a customer; 7 % of the customers who
//!   recommend leave, and 19 % of the others (`churn`);
//! - the top fifth make two thirds of the revenue (`size`);
//! - people pay nearly always or nearly never on time (`plan`, beta-binomial .44 and .65);
//! - few customers take most of the unpaid time (`plan`, `work`);
//! - gaps: the wallets of small customers are estimated less often, independent of their quality (missing
//!   at random); bad customers are assessed less often (missing not at random; `people`, `talk`).
//!
//! The firm's records are consistent. All ratings, sorts, words and deeds about a customer come from one
//! hidden opinion (`feeling`), which knows nothing about payment. So the owner's own sorts (`sorting`)
//! mostly agree with the numbers, but not always: she calls a nice customer good even if that customer pays
//! late. The firm thanks, praises or asks a favour only where the facts allow it (`actions`, `voices`). A
//! few customers go quiet, stop paying or are weaned (`turns`).
use super::{calendar, chance, journal, line};

mod actions;
mod billing;
mod cast;
mod churn;
mod feeling;
mod firm;
mod forest;
mod people;
mod plan;
mod prospects;
mod size;
mod sorting;
mod talk;
mod turns;
mod voices;
mod words;
mod work;

pub(crate) use firm::{SEED, text};
