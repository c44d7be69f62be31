//! Every statement that is not built from entities, each in a file of its own, reviewed as it stands.
//!
//! They keep to what a database distributed by `customer_id` allows: customers are locked by an upsert
//! and never by SELECT FOR UPDATE, keys lead with `customer_id`, no walk over `referrals` joins another
//! table, and queues stay local.

use std::time::Duration;

use sqlx::AssertSqlSafe;

pub(super) mod standings;

/// One statement from its file.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$doc])* pub(super) const $name: &str = include_str!(concat!("sql/", $file, ".sql"));)*
    };
}

/// What every new session is set to. A lock is waited for at most 5 seconds, a transaction is never
/// idle for 10, and a commit that does not wait for the disk is not accepted. Compiling statements
/// takes longer than any of ours.
pub(super) const PREPARE_SESSION: &str = "
SET statement_timeout = '30s';
SET lock_timeout = '5s';
SET idle_in_transaction_session_timeout = '10s';
SET TimeZone = 'UTC';
SET jit = off;
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') = 'off'";

/// Whether the server keeps what it acknowledged through a crash.
pub(super) const DURABILITY: &str = "
SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes";

/// Begins a unit of work whose statements may take as long as `remaining`. Each statement has to see
/// what was committed before it, in particular while an earlier one waited for a lock, whatever the
/// server's default is.
pub(super) fn begin(remaining: Duration) -> AssertSqlSafe<String> {
    let milliseconds = remaining.as_millis().clamp(1, 600_000);
    let begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    AssertSqlSafe(format!(
        "{begin}; SET LOCAL statement_timeout = {milliseconds}"
    ))
}

statements! {
    ADD_TO_MONTHS = "add_to_months";
    ADVANCE_CUSTOMERS = "advance_customers";
    BEGIN_BASIS = "begin_basis";
    CLEAR_CUSTOMERS = "clear_customers";
    CLOCK = "clock";
    COMMIT = "commit";
    CUSTOMER_IDS = "customer_ids";
    DELETE_EMPTY_MONTHS = "delete_empty_months";
    DELETE_INVOICES = "delete_invoices";
    DELETE_REFERRALS = "delete_referrals";
    DELETE_UNNEEDED_CUSTOMERS = "delete_unneeded_customers";
    DERIVED = "derived";
    DIRTY_CUSTOMERS = "dirty_customers";
    EDGES_BELOW = "edges_below";
    EDGES_KNOWN = "edges_known";
    EDGES_KNOWN_ABOVE = "edges_known_above";
    EDGES_KNOWN_BELOW = "edges_known_below";
    EDGES_NOW = "edges_now";
    ENTER_BASES = "enter_bases";
    EXISTING_CUSTOMERS = "existing_customers";
    FORGET_INVOICES = "forget_invoices";
    FORGET_MONTHS = "forget_months";
    FORGET_REFERRALS = "forget_referrals";
    HISTORIES_KNOWN = "histories_known";
    HISTORIES_NOW = "histories_now";
    INSERT_FACTS = "insert_facts";
    INSERT_FIRST_VERSIONS = "insert_first_versions";
    INSERT_INVOICES = "insert_invoices";
    INSERT_MODEL_IF_ABSENT = "insert_model_if_absent";
    INSERT_REFERRALS = "insert_referrals";
    INSERT_RETRACTIONS = "insert_retractions";
    KINDS_OF_FACTS = "kinds_of_facts";
    KNOWN_CUSTOMERS = "known_customers";
    KNOWN_FACTS = "known_facts";
    KNOWN_INVOICES = "known_invoices";
    KNOWN_MONTHS = "known_months";
    LOCK_BASES = "lock_bases";
    LOCK_CUSTOMERS = "lock_customers";
    LOCK_REFERRALS = "lock_referrals";
    MARK_BASES = "mark_bases";
    MARK_CUSTOMERS = "mark_customers";
    MARK_EVERYBODY = "mark_everybody";
    PUT_BASIS = "put_basis";
    PUT_SETTING = "put_setting";
    PUT_SETTING_IF_ABSENT = "put_setting_if_absent";
    REFERRAL_SURROUNDINGS = "referral_surroundings";
    REFERRER_NOW = "referrer_now";
    SCHEMA_EXISTS = "schema_exists";
    SCHEMA_VERSION = "schema_version";
    STANDINGS_OF = "standings_of";
    TRY_MIGRATION_LOCK = "try_migration_lock";
    UPDATE_CUSTOMERS = "update_customers";
    UPDATE_FOREST = "update_forest";
    UPSERT_STANDINGS = "upsert_standings";
}
