//! The store in Postgres. No other module names `sea_orm` or queries through `sqlx`. The store takes and
//! returns the core's types.
//!
//! - [`pool`]: opens the connections and holds the [`Store`]
//! - `session`: settings of sessions and hooks of the pool; `connections`, `lent`: take connections out of
//!   the pool and give them back
//! - `presence`: whether the server is reachable; `pooler`: refuses poolers that the service cannot use;
//!   [`NotReady`]: why the store cannot be used
//! - `unit`: the transactions of all writes; `freshness`, `states`: whether a remembered answer still holds
//! - [`record`]: facts and retractions; [`customer`]: customers' own fields; [`fact`]: facts as rows
//! - [`history`]: everything about customers in one statement; [`referral`]: the referrals; `merge`: which
//!   ids belong to one customer
//! - [`standing`], `queue`: standings and the queue of their worker; [`portfolio`], [`referral_figures`]:
//!   published figures; [`model`], [`hour`], `setting`: rows of those tables
//! - `feed`: the days on which each source sent facts of each kind
//! - [`migrate`]: runs the migrations; `schema`: compares the schema with the expected one; [`rebuild`]:
//!   compares derived tables with the facts and derives them again; [`removal`]: takes the demonstration out
//! - [`row`]: the tables that SeaORM reads and writes; `entity`: runs its statements; `sql`: all other
//!   statements; `statement`: the span of a statement in traces
//!
//! # The order of locks
//!
//! 1. The forest of referrals (`lock_referrals`), where referrals or merges change.
//! 2. Customers, by id. Whoever writes about a merged id also locks the id that the customer is known by.
//! 3. Their facts, then the rows derived from these, by key.
//! 4. Standings, then shares, by id.
//! 5. The publisher of referral figures (`try_referral_lock`, which never waits).
//! 6. Referral figures, by id.
//! 7. The queues of referral figures and of standings, by id. Here a write of standings and the publisher
//!    may lock in opposite order; Postgres then ends one of them as a deadlock, and it is retried.
//!
//! No unit of work needs all of these locks. Except in step 7, a unit never takes a lock that comes before
//! one it already holds. The locks of hours, portfolio publications and passes are each taken without any
//! other. Every write is a unit of work; nothing is written through the pool directly.

mod connections;
mod entity;
mod fault;
mod freshness;
mod keys;
mod lent;
mod limits;
mod lock;
mod merge;
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
pub mod removal;
pub mod row;
mod setting;
pub mod standing;
mod states;

pub use customer::{
    CustomerField, CustomerFields, CustomerQuery, CustomerUpsert, StoredCustomer, Upserted,
};
pub use fact::{FactQuery, StoredFact};
pub use history::{Cut, Knowledge, Loaded};
pub use hour::{DatedHour, HourChange};
pub use model::{ModelState, StoredModel};
pub use month::MONTH_SUMS;
pub use not_ready::NotReady;
pub use pass::{LEASE_SECONDS, Pass};
pub use pool::{Durability, Store, StoreOptions};
pub use portfolio::Publication;
pub use queue::Mark;
pub use rebuild::Difference;
pub use record::{EqualFact, EqualFacts, REFERRAL_DEPTH_MAX, RecordBatch, RecordOutcome};
pub use referral::{Edge, Subtrees};
pub use referral_figures::{PublishedReferrals, Ranks, ReferralStep, TreeMember, TreeNode};
pub use removal::Trace;
pub use standing::{
    Cause, NewStanding, Occasion, Place, Referrer, ReferrerOrder, ReferrerQuery, ScoreOrder,
    Standing, StandingFilter, StandingQuery,
};
pub use states::State;
