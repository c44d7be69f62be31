//! `customer-quality verify`: finds planted differences in derived tables, and repairs them on request.

use sqlx::Executor;
use tokio::process::Command;

use crate::support::facts::{cost, euro, fact, invoice, purchase, referral};
use crate::support::store::{TestStore, fresh_store};

/// Runs the command on the database of `test`. Returns its exit code and what it printed.
async fn verify(test: &TestStore, flags: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_customer-quality"));
    command.arg("verify").args(flags);
    command.env("DATABASE_URL", &test.database.url);
    let output = command.output().await.unwrap();
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code(), printed)
}

async fn some_facts() -> TestStore {
    let test = fresh_store().await;
    let facts = vec![
        fact("a", "1", purchase(10)),
        fact("a", "2", invoice("I-1", euro(5))),
        fact("a", "3", referral("b")),
        fact("b", "1", cost(2)),
        fact("z", "1", purchase(1)),
    ];
    test.tell(facts).await.unwrap();
    test
}

async fn spoil(test: &TestStore) {
    for planted in [
        "UPDATE customer_months SET purchase_micros = purchase_micros + 1 WHERE customer_id = 'a'",
        "DELETE FROM customer_months WHERE customer_id = 'b'",
        "UPDATE invoices SET currency = 'USD'",
        // Under somebody else, who comes later.
        "UPDATE referrals SET referrer_customer_id = 'z'",
    ] {
        test.pool.execute(planted).await.unwrap();
    }
}

#[tokio::test]
async fn where_everything_is_right_there_is_nothing_to_say() {
    let test = some_facts().await;
    let expected = "3 customers compared, no difference\n".to_owned();
    assert_eq!(verify(&test, &[]).await, (Some(0), expected.clone()));
    assert_eq!(verify(&test, &["--repair"]).await, (Some(0), expected));
}

#[tokio::test]
async fn each_difference_is_named_with_what_is_stored_and_what_the_facts_give() {
    let test = some_facts().await;
    spoil(&test).await;
    let spoilt = test.derived().await;
    let (code, printed) = verify(&test, &[]).await;
    assert_eq!(code, Some(2), "{printed}");
    for said in [
        "customer `a`, month 2025-03: stored purchase_micros 10000001; by the facts purchase_micros 10000000\n",
        "customer `a`, invoice number `I-1`: stored fact `2` from `books` in USD; by the facts fact `2` from `books` in EUR\n",
        "customer `a`, referral of `b`: stored nothing; by the facts fact `3` from `books` at ",
        "customer `b`, month 2025-03: stored nothing; by the facts direct_cost_micros 2000000, cost_count 1\n",
        "customer `z`, referral of `b`: stored fact `3` from `books` at ",
        "3 customers compared, 5 differences, 0 put right\n",
    ] {
        assert!(printed.contains(said), "no `{said}` in:\n{printed}");
    }
    assert_eq!(test.derived().await, spoilt, "nothing was changed");
}

#[tokio::test]
async fn what_is_repaired_is_as_if_it_had_never_been_spoilt() {
    let test = some_facts().await;
    let right = test.derived().await;
    let before = test.store.customer("b").await.unwrap().unwrap().revision;
    spoil(&test).await;
    let (code, printed) = verify(&test, &["--repair"]).await;
    assert_eq!(code, Some(0), "{printed}");
    assert!(
        printed.contains("`z`, referral of `b`: stored fact"),
        "{printed}"
    );
    assert!(
        printed.ends_with("3 customers compared, 5 differences, 5 put right\n"),
        "{printed}"
    );
    assert_eq!(test.derived().await, right);
    let after = test.store.customer("b").await.unwrap().unwrap().revision;
    assert!(after > before, "answers about `b` have changed");
    let (code, printed) = verify(&test, &[]).await;
    assert_eq!(code, Some(0), "{printed}");
}

#[tokio::test]
async fn a_fact_that_cannot_be_read_is_named_and_hides_no_other_difference() {
    let test = some_facts().await;
    for planted in [
        "UPDATE facts SET body = '{\"cost\": {}}' WHERE customer_id = 'b'",
        "DELETE FROM customer_months WHERE customer_id = 'z'",
    ] {
        test.pool.execute(planted).await.unwrap();
    }
    let (code, printed) = verify(&test, &["--repair"]).await;
    assert_eq!(code, Some(2), "{printed}");
    assert!(
        printed.contains("customer `b`: fact `1` from `books`"),
        "{printed}"
    );
    assert!(
        printed.ends_with("3 customers compared, 2 differences, 1 put right\n"),
        "{printed}"
    );
}

#[tokio::test]
async fn sums_published_that_do_not_add_up_are_found_and_made_anew() {
    let test = some_facts().await;
    let now = sqlx::query_scalar("SELECT clock_timestamp()");
    let now = now.fetch_one(&test.pool).await.unwrap();
    let queue = "INSERT INTO referral_queue (customer_id) VALUES ('a'), ('b')";
    test.pool.execute(queue).await.unwrap();
    test.store.publish_referrals(now).await.unwrap();
    let planted = "UPDATE referral_figures SET brought_count = 7 WHERE customer_id = 'a'";
    test.pool.execute(planted).await.unwrap();
    let (code, printed) = verify(&test, &[]).await;
    assert_eq!(code, Some(2), "{printed}");
    assert!(
        printed.contains("customer `a`: what is published"),
        "{printed}"
    );
    assert_eq!(verify(&test, &["--repair"]).await.0, Some(0));
    assert_eq!(verify(&test, &[]).await.0, Some(0));
}

#[tokio::test]
async fn where_there_is_no_database_that_is_said_with_a_code_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_customer-quality"));
    command.args(["verify", "--data-folder"]).arg(folder.path());
    let output = command.env_remove("DATABASE_URL").output().await.unwrap();
    let printed = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(
        printed.contains("there is no private database in"),
        "{printed}"
    );
}

#[tokio::test]
async fn derived_rows_of_customers_who_do_not_exist_are_found_and_removed() {
    let test = some_facts().await;
    let before = test.derived().await;
    for planted in [
        r#"INSERT INTO customer_months SELECT (jsonb_populate_record(m, '{"customer_id": "ghost-1"}')).*
           FROM customer_months AS m LIMIT 1"#,
        "INSERT INTO invoices (customer_id, invoice_id, source, fact_id, currency)
             VALUES ('ghost-2', 'G-1', 'books', 'none', 'EUR')",
        "INSERT INTO referrals (referrer_customer_id, referred_customer_id, source, fact_id, occur_time)
             VALUES ('ghost-3', 'ghost-4', 'books', 'none', now())",
    ] {
        test.pool.execute(planted).await.unwrap();
    }
    let (code, printed) = verify(&test, &[]).await;
    assert_eq!(code, Some(2), "{printed}");
    for ghost in ["ghost-1", "ghost-2", "ghost-3"] {
        assert!(
            printed.contains(&format!("customer `{ghost}`")),
            "{printed}"
        );
    }
    let (code, printed) = verify(&test, &["--repair"]).await;
    assert_eq!(code, Some(0), "{printed}");
    assert_eq!(test.derived().await, before);
    assert_eq!(verify(&test, &[]).await.0, Some(0));
}

#[tokio::test]
async fn a_wrong_flag_is_no_difference() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_customer-quality"));
    let output = command.args(["verify", "--bogus"]).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
}
