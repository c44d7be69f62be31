//! All integration tests as one program, with one file per subject.
#![expect(
    clippy::disallowed_methods,
    reason = "a test may spawn what it waits for, and look at the real time and environment"
)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also within its helpers"
)]

mod access;
mod batch_get_classifications;
mod batch_get_scores;
mod before_your_time;
mod build_context;
mod class_changes;
mod class_rules;
mod cli;
mod clients;
mod config;
mod crash;
mod deadline;
mod demo;
mod embedded;
mod equal_facts;
mod errors;
mod explanations;
mod feeds;
mod findings;
mod get_classification;
mod get_classification_held;
mod get_customer;
mod get_referral_tree;
mod get_referral_value;
mod get_score;
mod get_system_info;
mod hours;
mod large_trees;
mod list_customers;
mod list_facts;
mod list_scores;
mod list_top_referrers;
mod load;
mod measures;
mod memory;
mod merges;
mod model_versions;
mod numbered;
mod observing;
mod own_sort;
mod passes;
mod past_answers;
mod payment_outlook;
mod portfolio_publications;
mod published_sums;
mod record_again;
mod record_facts;
mod record_facts_partly;
mod record_facts_refused;
mod replicas;
mod retract_fact;
mod standings;
mod stopping;
mod store;
mod stories;
mod support;
mod taken_back;
mod tidy;
mod tracing;
mod transport_errors;
mod unread;
mod upgrade;
mod upsert_customers;
mod will_they_stay;
mod worker;
