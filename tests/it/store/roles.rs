//! A service whose database role has only the grants of `docs/operating.md`.

use customer_quality::store::Store;
use sqlx::{AssertSqlSafe, Executor, PgPool};

use crate::support::app;
use crate::support::portfolio::portfolio;
use crate::support::store::{BUDGET, TestStore, fresh_store, options};

const OPERATING: &str = include_str!("../../../docs/operating.md");

/// The block of SQL in the document that grants to `customer_quality_app`, for another name.
fn grants(role: &str) -> String {
    let block = OPERATING
        .split("```sql\n")
        .skip(1)
        .find(|block| block.contains("GRANT"))
        .expect("the document has the grants");
    let (sql, _) = block.split_once("```").unwrap();
    sql.replace("customer_quality_app", role)
}

/// Makes the role as the document says; roles belong to the whole server, so it has the test's name.
async fn make_role(test: &TestStore) -> String {
    let name: String = sqlx::query_scalar("SELECT current_database()")
        .fetch_one(&test.pool)
        .await
        .unwrap();
    let role = format!("{name}_app");
    test.pool
        .execute(AssertSqlSafe(grants(&role)))
        .await
        .unwrap();
    role
}

async fn drop_role(pool: &PgPool, role: &str) {
    let drop = format!("DROP OWNED BY {role}; DROP ROLE {role}");
    pool.execute(AssertSqlSafe(drop)).await.unwrap();
}

fn as_role(url: &str, role: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}options[role]={role}")
}

#[tokio::test]
async fn a_service_with_the_documented_grants_does_its_work_and_cannot_change_what_was_told() {
    let mut test = fresh_store().await;
    let (owner, role) = (test.pool.clone(), make_role(&test).await);
    let url = as_role(&test.database.url, &role);
    test.store = Store::connect(&options(&url)).await.unwrap();
    test.store.check_schema().await.unwrap();

    let mut app = app::start_over(test).await;
    app.clock.set("2024-07-01T10:00:00Z".parse().unwrap());
    let book = portfolio(5);
    app.tell(&book).await;
    let told = book.facts.last().unwrap();
    app.retract(&told.customer_id, &told.fact_id).await;
    app.catch_up().await;
    assert_eq!(app.waiting().await, 0);
    let rebuilt = app.store.store.rebuild(&book.ids(), BUDGET).await.unwrap();
    assert_eq!(rebuilt, []);

    let limited = PgPool::connect(&url).await.unwrap();
    for forbidden in [
        "UPDATE facts SET kind = kind",
        "DELETE FROM facts",
        "DELETE FROM retractions",
        "UPDATE customer_versions SET name = ''",
        "UPDATE models SET version = version",
        "DROP TABLE standings",
        "CREATE TABLE mine (number integer)",
    ] {
        let refused = limited.execute(forbidden).await.unwrap_err();
        let code = refused
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{forbidden}");
    }
    limited.close().await;
    app.store.store.close().await;
    drop_role(&owner, &role).await;
}
