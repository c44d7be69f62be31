//! Postgres. The only module that names `sea_orm`, and `sqlx` to ask for data; it takes and returns the core's types.
//!
//! - [`pool`]: the way in, and the [`Store`]
//! - `session`: sessions and the pool's hooks; `connections`, `lent`: connections out of the pool and back
//! - `presence`: whether the server is there; `pooler`: what cannot be worked with; [`NotReady`]: why not
//! - `unit`: the transactions of everything that writes; `freshness`, `states`: whether answers still hold
//! - [`record`]: facts and retractions; [`customer`]: customers' own fields; [`fact`]: facts as rows
//! - [`history`]: everything about customers in one statement; [`referral`]: who brought whom
//! - [`standing`], `queue`: what the evaluator keeps; [`portfolio`], [`referral_figures`]: what is
//!   published; [`model`], [`hour`], `setting`
//! - `feed`: on which days which source sent facts of which kind
//! - [`migrate`]: the migrations; `schema`: the schema as it should be; [`rebuild`]: derived tables compared
//!   with, and made anew from, facts
//! - [`row`]: the tables that SeaORM reads and writes, `entity`: how; `sql`: all other statements; `statement`:
//!   one of them in traces
//!
//! # The order of locks
//!
//! 1. The forest of referrals (`lock_referrals`), where referrals change.
//! 2. Customers, by id.
//! 3. Their facts, then what is derived from these, by key.
//! 4. Standings, then shares, by id.
//! 5. The publisher of referral figures (`try_referral_lock`, which nobody waits for).
//! 6. Referral figures, by id.
//! 7. The queues of referral figures and of standings, by id: here a standing and its publisher may meet in
//!    turned order, and one of them is tried again.
//!
//! No unit of work needs all of them, and apart from that none takes one that stands before
//! another it holds. The locks of
//! hours, portfolio publications and passes are taken alone. Every write is a unit of work; nothing is
//! written through the pool.

mod connections;
mod entity;
mod fault;
mod freshness;
mod keys;
mod lent;
mod limits;
mod lock;
mod month;
mod not_ready;
mod pooler;
mod presence;
mod schema;
mod script;
mod session;
mod sql;
mod statement;
mod unit;

pub mod customer;
pub mod fact;
mod feed;
pub mod history;
pub mod hour;
pub mod migrate;
pub mod migrations;
pub mod model;
pub mod pass;
pub mod pool;
pub mod portfolio;
mod queue;
pub mod rebuild;
pub mod record;
pub mod referral;
pub mod referral_figures;
pub mod row;
mod setting;
pub mod standing;
mod states;

pub use customer::{CustomerField, CustomerFields, CustomerUpsert, StoredCustomer, Upserted};
pub use fact::{FactQuery, StoredFact};
pub use history::{Cut, Knowledge, Loaded};
pub use hour::{DatedHour, HourChange};
pub use model::{ModelState, StoredModel};
pub use month::MONTH_SUMS;
pub use not_ready::NotReady;
pub use pass::Pass;
pub use pool::{Durability, Store, StoreOptions};
pub use portfolio::Publication;
pub use queue::Mark;
pub use rebuild::Difference;
pub use record::{REFERRAL_DEPTH_MAX, RecordBatch, RecordOutcome};
pub use referral::{Edge, Subtrees};
pub use referral_figures::{PublishedReferrals, Ranks, ReferralStep, TreeMember, TreeNode};
pub use standing::{
    Cause, NewStanding, Occasion, Place, Referrer, ReferrerOrder, ReferrerQuery, ScoreOrder,
    Standing, StandingFilter, StandingQuery,
};
pub use states::State;
