//! The pure core of Customer Quality. It turns facts into history, signals, score, class and values.
//!
//! Data flows one way, and each stage knows only the stages before it:
//!
//! 1. vocabulary: [`time`], [`money`], [`ratio`], [`company`]: the company's currency and hour
//! 2. [`fact`]: what may be recorded about a customer, [`customer`]: the customer's own fields, [`feed`]:
//!    whether facts still arrive, [`merges`]: customers recorded under several ids
//! 3. [`history`]: facts folded into what evaluations need
//! 4. [`model`]: the scoring document, [`forest`]: the referrals, [`standing`]: where a customer stands
//! 5. [`portfolio`]: figures over all customers that one customer is compared with
//! 6. [`signal`]: numbers with their evidence
//! 7. [`score`]: points, contributions, sub-scores, [`stay`]: whether they stay
//! 8. [`finding`]: the owner's questions, answered with evidence, [`outlook`]: how they pay
//! 9. [`class`]: the class with every step that led to it, [`three_answers`]: the answers in words
//! 10. [`evaluation`]: the whole chain for one customer at one time, [`referral_figures`]: the figures of
//!     everyone a customer brought, kept up to date by differences
//!
//! There is no I/O, no clock, no randomness, no database and no protobuf in this crate; its list of
//! dependencies proves it. Functions that depend on time take it as an argument. The same input gives the
//! same bytes.

pub mod class;
pub mod company;
pub mod customer;
pub mod economics;
pub mod evaluation;
pub mod fact;
pub mod feed;
pub mod finding;
pub mod forest;
pub mod history;
pub mod merges;
pub mod model;
pub mod money;
pub mod outlook;
pub mod payments;
pub mod portfolio;
pub mod ratio;
pub mod referral_figures;
pub mod score;
pub mod signal;
pub mod standing;
pub mod stay;
pub mod three_answers;
pub mod time;
pub mod tree;
pub mod words;
