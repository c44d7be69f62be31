//! A realistic violation of each rule, with an allowed form beside it.

use sqlx::{AssertSqlSafe, Connection, Executor};

use super::reading::Statement;
use super::{queues, schema, statements};
use crate::support::store::fresh_store;

/// A statement that is refused, and a word of why.
const REFUSED: [(&str, &str); 13] = [
    (
        "INSERT INTO dirty_customers (customer_id) SELECT customer_id FROM customers
         ON CONFLICT (customer_id) DO UPDATE SET version = nextval('dirty_customers_version')",
        "`nextval` after DO UPDATE",
    ),
    (
        "WITH put AS (
             INSERT INTO facts AS f (customer_id) VALUES ($1)
             ON CONFLICT (customer_id) DO UPDATE SET record_time = coalesce(f.record_time, now())
             RETURNING customer_id)
         SELECT customer_id FROM put",
        "`now` after DO UPDATE",
    ),
    (
        "INSERT INTO standings AS standing (customer_id) VALUES ($1)
         ON CONFLICT (customer_id) DO UPDATE SET points = excluded.points
         WHERE standing.as_of_time > excluded.as_of_time + interval '1 hour'",
        "a time plus an interval",
    ),
    (
        "INSERT INTO standings AS standing (customer_id) VALUES ($1)
         ON CONFLICT (customer_id) DO UPDATE SET points = excluded.points
         WHERE (interval '1 hour' + excluded.as_of_time) < standing.as_of_time",
        "a time plus an interval",
    ),
    (
        "WITH claim AS (SELECT FROM settings WHERE key = 'forest_time')
         SELECT 1 WHERE EXISTS (SELECT FROM claim)",
        "a CTE that begins with SELECT FROM",
    ),
    (
        "SELECT asked.place FROM unnest($1::text[]) WITH ORDINALITY AS asked (customer_id, place)
         JOIN facts AS f USING (customer_id) LEFT JOIN retractions AS r USING (customer_id)",
        "an outer join with USING",
    ),
    (
        "INSERT INTO standings (customer_id, next_fact_time)
         SELECT made.customer_id,
             (SELECT min(fact.occur_time) FROM facts AS fact WHERE fact.customer_id = made.customer_id)
         FROM jsonb_to_recordset($1) AS made (customer_id text)",
        "a subquery over `facts` among the columns of a set",
    ),
    (
        "SELECT customer_id FROM customers WHERE customer_id = ANY($1) FOR UPDATE",
        "FOR UPDATE or FOR SHARE of `customers`",
    ),
    (
        "SELECT r.source FROM settings JOIN referrals AS r ON true FOR NO KEY UPDATE",
        "FOR UPDATE or FOR SHARE of `referrals`",
    ),
    (
        "WITH RECURSIVE below AS (
             SELECT referred_customer_id FROM referrals
             UNION SELECT c.customer_id FROM below JOIN customers AS c ON true)
         SELECT referred_customer_id FROM below",
        "WITH RECURSIVE over `customers`",
    ),
    // The rest only where the statement is also one about one customer.
    (
        "SELECT min(f.revenue_day) FROM facts AS f JOIN customers AS c
         ON c.customer_id = f.customer_id WHERE c.customer_id = ANY($1)",
        "`facts` without its customers: add `f.customer_id = ANY($1)`",
    ),
    (
        "SELECT (SELECT min(f.revenue_day) FROM facts AS f WHERE f.customer_id = customers.customer_id)
         FROM customers WHERE customers.customer_id = ANY($1)",
        "`facts` without its customers",
    ),
    (
        "SELECT customer_id FROM customer_months WHERE customer_id = ANY($2)",
        "`customer_months` without its customers",
    ),
];

/// Statements that look like those, and are taken.
const TAKEN: [&str; 8] = [
    "INSERT INTO dirty_customers (customer_id) SELECT customer_id FROM standings
     WHERE customer_id = ANY($1) AND as_of_time < now() - interval '1 day'
     ON CONFLICT (customer_id) DO UPDATE SET version = excluded.version
     RETURNING clock_timestamp()",
    "INSERT INTO settings (key) VALUES ($1) ON CONFLICT (key) DO UPDATE SET value = to_jsonb(now())",
    "INSERT INTO standings AS standing (customer_id) VALUES ($1)
     ON CONFLICT (customer_id) DO UPDATE SET points = excluded.points
     WHERE standing.as_of_time - excluded.as_of_time > interval '1 hour'",
    "WITH claim AS (SELECT key FROM settings WHERE key = 'forest_time' FOR SHARE)
     SELECT 1 WHERE EXISTS (SELECT FROM claim)",
    "SELECT asked.place FROM unnest($1::text[]) WITH ORDINALITY AS asked (customer_id, place)
     JOIN facts AS f USING (customer_id)
     LEFT JOIN retractions AS r ON r.customer_id = f.customer_id AND r.customer_id = ANY($1)
     WHERE f.customer_id = ANY($1)",
    "WITH RECURSIVE below AS (
         SELECT referred_customer_id FROM referrals
         UNION SELECT r.referred_customer_id FROM below JOIN referrals AS r USING (referred_customer_id))
     SELECT referred_customer_id FROM below",
    "SELECT customer_id FROM customer_months WHERE customer_id = ANY($1) -- FROM facts FOR UPDATE",
    "SELECT f.fact_id FROM facts AS f WHERE f.customer_id = ANY($1) AND NOT EXISTS (
         SELECT FROM retractions AS r WHERE r.customer_id = f.customer_id)",
];

fn faults(text: &str) -> Vec<String> {
    let statement = Statement::read("planted.sql", text);
    let mut faults = statements::faults(&statement);
    faults.extend(statements::not_of_one(&statement));
    faults
}

#[test]
fn each_planted_statement_is_found_with_its_remedy() {
    for (text, why) in REFUSED {
        let found = faults(text);
        let named = found.iter().any(|fault| fault.contains(why));
        assert!(named, "{text}\n{found:?}");
    }
    for text in TAKEN {
        assert_eq!(faults(text), Vec::<String>::new(), "{text}");
    }
}

/// Changes of the schema, and a word of why they are refused; none for those that are allowed.
const CHANGES: [(&str, Option<&str>); 12] = [
    (
        "CREATE TABLE visits (at timestamptz)",
        Some("visits: say in TABLES"),
    ),
    ("DROP TABLE hours", Some("hours: gone")),
    (
        "ALTER TABLE invoices ALTER COLUMN customer_id TYPE text COLLATE \"POSIX\"",
        Some("invoices: `invoices`: give it `customer_id text COLLATE \"C\" NOT NULL`"),
    ),
    (
        "ALTER TABLE standings RENAME COLUMN customer_id TO client_id",
        Some("standings: `standings`: give it `customer_id"),
    ),
    (
        "CREATE UNIQUE INDEX once ON facts (source, customer_id)",
        Some("facts: `once`: begin the key with `customer_id`"),
    ),
    (
        "CREATE UNIQUE INDEX once ON facts (lower(source))",
        Some("facts: `once`: begin the key with `customer_id`"),
    ),
    (
        "ALTER TABLE facts ADD CONSTRAINT of_known FOREIGN KEY (customer_id) REFERENCES customers",
        Some("facts: `of_known`: drop the foreign key"),
    ),
    (
        "CREATE TRIGGER noticed BEFORE UPDATE ON facts
         FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        Some("facts: `noticed`: drop the trigger"),
    ),
    (
        "ALTER TABLE facts ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY",
        Some("facts: `number`: take a sequence"),
    ),
    (
        "ALTER TABLE facts ADD COLUMN number integer DEFAULT nextval('dirty_customers_version')",
        Some("facts: `number`: make it a bigint"),
    ),
    (
        "ALTER TABLE facts ADD COLUMN number bigint DEFAULT nextval('dirty_customers_version')",
        None,
    ),
    (
        "CREATE UNIQUE INDEX once ON models (state, model_id, version)",
        None,
    ),
];

#[tokio::test]
async fn each_planted_change_of_the_schema_is_found_with_its_remedy() {
    let test = fresh_store().await;
    let mut connection = test.pool.acquire().await.unwrap();
    for (change, why) in CHANGES {
        let mut planted = connection.begin().await.unwrap();
        planted.execute(AssertSqlSafe(change)).await.unwrap();
        let found = schema::faults(&mut planted).await.unwrap();
        match why {
            Some(why) => assert!(
                found.iter().any(|it| it.contains(why)),
                "{change}\n{found:?}"
            ),
            None => assert_eq!(found, Vec::<String>::new(), "{change}"),
        }
        planted.rollback().await.unwrap();
    }
}

#[test]
fn each_planted_body_in_a_migration_is_found() {
    for (text, count) in [
        ("CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$", 1),
        ("SELECT 1; DO $$ BEGIN NULL; END $$", 1),
        (
            "CREATE TRIGGER t BEFORE UPDATE ON facts EXECUTE FUNCTION f()",
            2,
        ),
        (
            "INSERT INTO settings (key) VALUES ('1') ON CONFLICT DO NOTHING",
            0,
        ),
        ("COMMENT ON TABLE facts IS 'DO; a function'", 0),
    ] {
        let found = schema::bodies(&Statement::read("planted.sql", text));
        assert_eq!(found.len(), count, "{text}\n{found:?}");
    }
}

#[test]
fn a_queue_kept_apart_from_what_it_marks_is_found() {
    let apart = [
        ("dirty_customers", "settings"),
        ("referral_queue", "standings"),
    ];
    assert_eq!(queues(&apart).len(), 1);
    let unnamed = ["dirty_customers", "referral_queue"]
        .map(|queue| format!("{queue}: say in MARKS what it marks"));
    assert_eq!(queues(&[]), unnamed);
}
