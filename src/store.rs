//! Postgres. The only module that names `sea_orm` and `sqlx`; it takes and returns the core's types.
//!
//! - [`embedded`]: the private Postgres; [`pool`]: the way in, and the [`Store`]
//! - `session`: sessions and the pool's hooks; `connections`, `lent`: connections out of the pool and back
//! - `presence`: whether the server is there; `pooler`: what cannot be worked with; [`NotReady`]: why not
//! - `unit`: the transactions of everything that writes; `freshness`, `states`: whether answers still hold
//! - [`record`]: facts and retractions; [`customer`]: customers' own fields; [`fact`]: facts as rows
//! - [`history`]: everything about customers in one statement; [`referral`]: who brought whom
//! - [`standing`], `dirty`: what the evaluator keeps; [`portfolio`], [`referral_figures`]: what is
//!   published; [`model`], [`hour`], `setting`
//! - `feed`: on which days which source sent facts of which kind
//! - [`migrate`]: the migrations; `schema`: the schema as it should be; [`rebuild`]: derived tables compared with, and made anew from, facts
//! - `sql`: the statements; `statement`: one of them in traces; [`row`]: the tables
//!
//! Locks are taken in one order everywhere: the forest of referrals, customers by id, what is derived
//! from their facts, the queue by id, the hours, the lock of publications. Every write is a unit of work;
//! nothing is written through the pool.

mod connections;
mod fault;
mod freshness;
mod keys;
mod lent;
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
mod dirty;
pub mod embedded;
pub mod fact;
mod feed;
pub mod history;
pub mod hour;
pub mod migrate;
pub mod model;
pub mod pass;
pub mod pool;
pub mod portfolio;
pub mod rebuild;
pub mod record;
pub mod referral;
pub mod referral_figures;
pub mod row;
mod setting;
pub mod standing;
mod states;

pub use customer::{CustomerField, CustomerFields, CustomerUpsert, StoredCustomer, Upserted};
pub use dirty::Mark;
pub use fact::{FactQuery, StoredFact};
pub use history::{Cut, Knowledge, Loaded};
pub use hour::{DatedHour, HourTold};
pub use model::{ModelState, StoredModel};
pub use not_ready::NotReady;
pub use pass::Pass;
pub use pool::{Durability, Store, StoreOptions};
pub use portfolio::Publication;
pub use rebuild::Difference;
pub use record::{REFERRAL_DEPTH_MAX, RecordBatch, Recorded};
pub use referral::{Edge, Subtrees};
pub use referral_figures::{PublishedReferrals, Ranks, ReferralStep, TreeMember, TreeNode};
pub use standing::{
    Cause, NewStanding, Occasion, Place, Referrer, ReferrerOrder, ReferrerQuery, ScoreOrder,
    Standing, StandingFilter, StandingQuery,
};
pub use states::State;
