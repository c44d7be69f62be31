//! A bookkeeping and IT care firm with all its customers over three years, invented by a seeded
//! generator. No public data join a referral tree with value and payments; these do, with effects planted
//! in the sizes that research has published, so that each can be looked for again:
//!
//! - referrals: fewer than one per customer, half refer nobody, the top fifth bring most of the value
//!   (`forest`); who brings large customers is large (`forest`);
//! - the referred are worth 16 % more, with a margin that erodes (`size`);
//! - churn: the hazard is 0.8 times as high while the referrer is a customer; 7 % of those who recommend
//!   leave, 19 % of the others (`churn`);
//! - the top fifth make two thirds of the revenue (`size`);
//! - people pay nearly always or nearly never on time (`plan`, beta-binomial .44 and .65);
//! - time that nobody pays for goes to few customers (`plan`, `work`);
//! - gaps: the wallets of small customers are estimated less often, whatever they are like (missing at
//!   random); bad customers are assessed less often (not at random; `people`, `talk`).
//!
//! What its people write down hangs together: all that they rate, sort, say and do about a customer comes
//! from one hidden opinion (`feeling`), which knows nothing about payment. So our owner's own sorts
//! (`sorting`) mostly agree with the numbers and sometimes do not: a nice customer who pays late is good
//! to her. Nobody is thanked, praised or asked for a favour against the facts (`actions`, `voices`). A few
//! go quiet, stop paying or are weaned (`turns`).
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
