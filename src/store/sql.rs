//! Every statement that SeaORM does not build, each in a file of its own.
//!
//! The statements keep to the limits of a database distributed by `customer_id`. Customers are locked by an
//! upsert and never by SELECT FOR UPDATE. Keys lead with `customer_id`. No recursive query over `referrals`
//! joins another table. A queue of customers is distributed like the rows that it marks; otherwise a mark
//! could be visible before its rows. `tests/it/tidy/distributed.rs` checks the rules, and `docs/scaling.md`
//! gives their reasons.

use std::sync::LazyLock;
use std::time::Duration;

use sqlx::AssertSqlSafe;

/// Defines one statement from its file. The file's name is put at the head of the text, so that traces, the
/// server's log and `pg_stat_activity` show it.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$doc])* pub(super) const $name: &str =
            concat!("/* ", $file, " */\n", include_str!(concat!("sql/", $file, ".sql")));)*
    };
}

/// The settings of every new session. A statement waits at most 5 seconds for a lock, a transaction is idle
/// for at most 10 seconds, and `synchronous_commit` must not be off. JIT is off, because compiling takes
/// longer than any of our statements. Over TCP the server ends the session of an unreachable client within
/// half a minute.
pub(super) const PREPARE_SESSION: &str = "
SET statement_timeout = '30s';
SET lock_timeout = '5s';
SET idle_in_transaction_session_timeout = '10s';
SET tcp_keepalives_idle = '10s';
SET tcp_keepalives_interval = '5s';
SET tcp_keepalives_count = 3;
SET tcp_user_timeout = '15s';
SET TimeZone = 'UTC';
SET jit = off;
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') = 'off'";

/// Makes the server end a statement within 500 ms after its client is gone, even while it waits for a lock.
pub(super) const CHECK_CLIENT: &str = "SET client_connection_check_interval = '500ms'";

/// Reads whether the server keeps acknowledged writes through a crash.
pub(super) const DURABILITY: &str = "
SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes";

/// Begins a unit of work whose statements may each take as long as `remaining`. Under READ COMMITTED each
/// statement sees everything committed before it, also what was committed while an earlier statement waited
/// for a lock. The isolation level is set because the server's default may differ.
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
    ANNOUNCE = "announce";
    ANNOUNCED = "announced";
    AT_REST = "at_rest";
    BLOCKS_OF_FACTS = "blocks_of_facts";
    CLOCK = "clock";
    COMMIT = "commit";
    CUSTOMERS_BY_NAME = "customers_by_name";
    DELETE_EMPTY_MONTHS = "delete_empty_months";
    DELETE_INVOICES = "delete_invoices";
    DELETE_MERGES = "delete_merges";
    DELETE_REFERRAL_FIGURES = "delete_referral_figures";
    DELETE_REFERRALS = "delete_referrals";
    DELETE_UNNEEDED_CUSTOMERS = "delete_unneeded_customers";
    DERIVED = "derived";
    DUE_MARKS = "due_marks";
    EQUAL_FACTS = "equal_facts";
    EDGES_BELOW = "edges_below";
    EDGES_KNOWN = "edges_known";
    EDGES_KNOWN_ABOVE = "edges_known_above";
    EDGES_KNOWN_BELOW = "edges_known_below";
    EDGES_NOW = "edges_now";
    EMPTY_SHARES = "empty_shares";
    FACTS_IN_BLOCKS = "facts_in_blocks";
    FEEDS = "feeds";
    FORGET_FEED_DAYS = "forget_feed_days";
    FORGET_FEEDS_OF = "forget_feeds_of";
    FORGET_INVOICES = "forget_invoices";
    FORGET_MONTHS = "forget_months";
    FORGET_PUBLICATIONS = "forget_publications";
    FORGET_REFERRALS = "forget_referrals";
    FORGET_REFERRERS = "forget_referrers";
    FORGET_SETTINGS = "forget_settings";
    FORGET_STANDINGS = "forget_standings";
    HISTORIES_KNOWN = "histories_known";
    HISTORIES_NOW = "histories_now";
    INSERT_CLASS_CHANGES = "insert_class_changes";
    INSERT_FACTS = "insert_facts";
    INSERT_HOUR = "insert_hour";
    INSERT_INVOICES = "insert_invoices";
    INSERT_MERGES = "insert_merges";
    INSERT_MODEL = "insert_model";
    INSERT_PUBLICATION = "insert_publication";
    INSERT_REFERRALS = "insert_referrals";
    INSERT_RETRACTIONS = "insert_retractions";
    KINDS_OF_FACTS = "kinds_of_facts";
    KNOWN_CUSTOMERS = "known_customers";
    KNOWN_FACTS = "known_facts";
    KNOWN_INVOICES = "known_invoices";
    KNOWN_MONTHS = "known_months";
    LOCK_CUSTOMERS = "lock_customers";
    LOCK_HOURS = "lock_hours";
    LOCK_PASS = "lock_pass";
    LOCK_PUBLICATIONS = "lock_publications";
    LOCK_REFERRALS = "lock_referrals";
    MARK_CUSTOMERS = "mark_customers";
    MARK_DUE = "mark_due";
    MARK_FOR_FIGURES = "mark_for_figures";
    MARK_LATER = "mark_later";
    MERGES_AROUND = "merges_around";
    MERGES_COMPARED = "merges_compared";
    MERGES_KNOWN = "merges_known";
    MODELS_EDITION = "models_edition";
    NAMES = "names";
    NEWEST_MARK = "newest_mark";
    NUMBERED_FACTS = "numbered_facts";
    NOTE_MARKED = "note_marked";
    OLDEST_SCHEMA = "oldest_schema";
    ORPHANS = "orphans";
    OWN_FIGURES = "own_figures";
    PUBLICATION_AT = "publication_at";
    PUT_FEED_DAYS = "put_feed_days";
    PUT_RANKS = "put_ranks";
    PUT_REFERRAL_FIGURES = "put_referral_figures";
    PUT_SHARES = "put_shares";
    PUT_STANDINGS = "put_standings";
    QUEUE = "queue";
    QUEUE_REFERRALS = "queue_referrals";
    REAP_CLASS_CHANGES = "reap_class_changes";
    RECORD_CLOCK = "record_clock";
    REFERRAL_FACTS = "referral_facts";
    REFERRAL_FIGURES = "referral_figures";
    REFERRAL_FIGURES_BELOW = "referral_figures_below";
    REFERRAL_PAGE = "referral_page";
    REFERRAL_SUMS_WRONG = "referral_sums_wrong";
    REFERRAL_SURROUNDINGS = "referral_surroundings";
    REFERRALS_ABOVE = "referrals_above";
    REFERRED_BY = "referred_by";
    REMOVE_CUSTOMERS = "remove_customers";
    REMOVE_FACTS = "remove_facts";
    REMOVE_RETRACTIONS = "remove_retractions";
    RIGHTS_MISSING = "rights_missing";
    SCHEMA_EXISTS = "schema_exists";
    SCHEMA_OBJECTS = "schema_objects";
    SCHEMA_STEPS = "schema_steps";
    SHARES = "shares";
    SHARES_CHANGED = "shares_changed";
    STATES = "states";
    TAKE_OFF_QUEUE = "take_off_queue";
    TAKE_OFF_REFERRAL_QUEUE = "take_off_referral_queue";
    TRACES = "traces";
    TREE_MEMBERS = "tree_members";
    TRY_MIGRATION_LOCK = "try_migration_lock";
    TRY_REFERRAL_LOCK = "try_referral_lock";
    UPDATE_CUSTOMERS = "update_customers";
    WAITING_COUNT = "waiting_count";
    WHERE_THEY_STAND = "where_they_stand";
}

/// [`HISTORIES_NOW`] of one customer.
pub(super) static HISTORY_NOW: LazyLock<String> = LazyLock::new(|| of_one(HISTORIES_NOW));

/// [`HISTORIES_NOW`] in one snapshot.
pub(super) static HISTORIES_NOW_WHOLE: LazyLock<String> = LazyLock::new(|| whole(HISTORIES_NOW));

/// [`DERIVED`] in one snapshot.
pub(super) static DERIVED_WHOLE: LazyLock<String> = LazyLock::new(|| whole(DERIVED));

/// [`EDGES_BELOW`] one customer.
pub(super) static EDGES_BELOW_ONE: LazyLock<String> = LazyLock::new(|| of_one(EDGES_BELOW));

/// Wraps a statement so that Citus sends it to each shard as a whole, and each shard answers from one
/// snapshot. Citus would run the branches of a top-level UNION one after the other.
fn whole(statement: &str) -> String {
    format!("SELECT * FROM (\n{statement}) AS history")
}

/// Turns a statement about the customers `$1` into one about the single customer `$1`. The server caches a
/// plan for `= $1`, but plans `= ANY($1)` at each execution, because it estimates the generic plan for an
/// array as more expensive. For one customer, planning takes longer than executing.
fn of_one(statement: &str) -> String {
    statement.replace("= ANY($1)", "= $1")
}

/// Pages of standings in one order, with `$number` ascending. Only the selected number is cast; the
/// comparison and the order use the expression that the index is on.
macro_rules! standings_by {
    ($number:literal) => {
        standings_by!(
            $number,
            concat!("(", $number, ", standing.customer_id) > ($1, $2)"),
            concat!($number, ", standing.customer_id")
        )
    };
    ($number:literal, $after:expr, $order:expr) => {
        concat!(
            "/* standings_by_number */\n",
            "SELECT standing.*, customer.name, (",
            $number,
            ")::bigint AS number\n",
            "FROM standings AS standing JOIN customers AS customer USING (customer_id)\n",
            "WHERE ",
            $after,
            "\n",
            "AND ($4 = '{}'::smallint[] OR standing.customer_class = ANY($4))\n",
            "AND ($5 = '{}'::smallint[] OR standing.mode = ANY($5))\n",
            "AND ($6::integer IS NULL OR standing.points >= $6)\n",
            "AND ($7::integer IS NULL OR standing.points <= $7)\n",
            "AND ($8 = '{}'::text[] OR customer.acquisition_source = ANY($8))\n",
            "AND NOT EXISTS (SELECT FROM unnest($9::text[], $10::text[]) AS wanted (key, value)\n",
            "    WHERE NOT coalesce(customer.attributes -> wanted.key ? wanted.value, false))\n",
            "AND ($11 = '{}'::smallint[] OR standing.customer_standing = ANY($11))\n",
            "ORDER BY ",
            $order,
            " LIMIT $3",
        )
    };
}

/// Pages of the ranking of referrers in one order, with `$number` ascending.
macro_rules! referrers_by {
    ($number:literal) => {
        concat!(
            "/* referrers_by_number */\n",
            "SELECT figures.*, customer.name, (",
            $number,
            ")::bigint AS number\n",
            "FROM referral_figures AS figures\n",
            "JOIN customers AS customer USING (customer_id)\n",
            "JOIN standings AS standing USING (customer_id)\n",
            "WHERE figures.brought_count > 0\n",
            "AND (",
            $number,
            ", figures.customer_id) > ($1, $2)\n",
            "AND ($4 = '{}'::smallint[] OR standing.mode = ANY($4))\n",
            "ORDER BY ",
            $number,
            ", figures.customer_id LIMIT $3",
        )
    };
}

pub(super) const STANDINGS_BY_POINTS_DESC: &str = standings_by!("coalesce(-standing.points, 1)");
pub(super) const STANDINGS_BY_POINTS_ASC: &str = standings_by!("coalesce(standing.points, 1001)");
pub(super) const STANDINGS_BY_OWN_VALUE: &str = standings_by!("~standing.own_value");
pub(super) const STANDINGS_BY_CONTRIBUTION: &str = standings_by!("~standing.contribution");
pub(super) const STANDINGS_BY_CUSTOMER: &str = standings_by!(
    "0",
    "$1::bigint IS NOT NULL AND standing.customer_id > $2 AND customer.customer_id > $2",
    "standing.customer_id"
);
pub(super) const REFERRERS_BY_TOTAL: &str =
    referrers_by!("~(figures.own_value + figures.brought_value)");
pub(super) const REFERRERS_BY_BROUGHT: &str = referrers_by!("~figures.brought_value");
pub(super) const REFERRERS_BY_CREDITED: &str = referrers_by!("~figures.credited_value");
pub(super) const REFERRERS_BY_PLACES_GAINED: &str =
    referrers_by!("coalesce(figures.rank_by_total - figures.rank_by_own, 2147483647)");
