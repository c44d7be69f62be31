//! The messages about a database that cannot be used: the true cause, and the remedy.

use std::os::unix::fs::FileExt;
use std::str::FromStr;

use customer_quality::error::Error;
use customer_quality::store::{NotReady, Store};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::support::own_cluster::OwnCluster;
use crate::support::store::{fresh_store, options};

#[tokio::test]
async fn a_database_that_does_not_exist_is_not_called_out_of_reach() {
    let test = fresh_store().await;
    let address = PgConnectOptions::from_str(&test.database.url).unwrap();
    let url = address.database("no_such_database").to_url_lossy();
    let said = Store::connect(&options(url.as_str())).await.unwrap_err();
    assert_eq!(
        said.to_string(),
        "database \"no_such_database\" does not exist: create it, or name another one in DATABASE_URL"
    );
}

#[tokio::test]
async fn a_user_whom_the_server_does_not_let_in_is_not_called_a_lost_database() {
    let test = fresh_store().await;
    let (_, place) = test.database.url.split_once('@').unwrap();
    let url = format!("postgres://nobody_of_that_name:wrong@{place}");
    let said = Store::connect(&options(&url)).await.unwrap_err();
    assert!(matches!(said, NotReady::NoLogin(_)), "{said:?}");
    let words = said.to_string();
    assert!(words.contains("nobody_of_that_name"), "{words}");
    assert!(words.contains("the password of DATABASE_URL"), "{words}");
}

#[tokio::test]
async fn a_role_without_rights_is_named_as_such_at_the_start_and_to_readiness() {
    let test = fresh_store().await;
    let name: String = sqlx::query_scalar("SELECT current_database()")
        .fetch_one(&test.pool)
        .await
        .unwrap();
    let role = format!("{name}_nobody");
    let create = format!("CREATE ROLE {role} LOGIN");
    test.pool.execute(AssertSqlSafe(create)).await.unwrap();
    let joint = if test.database.url.contains('?') {
        '&'
    } else {
        '?'
    };
    let url = format!("{}{joint}options[role]={role}", test.database.url);
    let store = Store::connect(&options(&url)).await.unwrap();
    let said = store.check_schema().await.unwrap_err();
    assert_eq!(
        said.to_string(),
        "the role of DATABASE_URL lacks rights: permission denied for table _sqlx_migrations: grant \
         them as the owner of the tables; docs/operating.md lists them"
    );
    assert_eq!(store.health().await.unwrap_err(), said);
    // All but one of the rights that docs/operating.md lists.
    let all = format!(
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO {role};
         GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
         REVOKE UPDATE ON standings FROM {role}"
    );
    test.pool.execute(AssertSqlSafe(all)).await.unwrap();
    assert_eq!(
        store.health().await.unwrap_err(),
        NotReady::NoRights("UPDATE on standings".to_owned())
    );
    store.close().await;
    let drop = format!("DROP OWNED BY {role}; DROP ROLE {role}");
    test.pool.execute(AssertSqlSafe(drop)).await.unwrap();
}

#[tokio::test]
async fn damaged_files_are_named_as_such() {
    let own = OwnCluster::start().await;
    let store = own.store(1).await;
    let url = own.cluster.url();
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let mut file = async |table: &str| -> String {
        let path = format!("SELECT pg_relation_filepath('{table}')");
        let path = sqlx::query_scalar(AssertSqlSafe(path)).fetch_one(&mut connection);
        path.await.unwrap()
    };
    let files = [file("_sqlx_migrations").await, file("models").await];
    let document = "INSERT INTO models VALUES ('m', 1, 1, '', sha256(''), now(), NULL, NULL, 2)";
    connection.execute(document).await.unwrap();
    connection.close().await.unwrap();
    store.close().await;
    let own = own
        .restarted(|data| {
            for file in &files {
                let file = std::fs::OpenOptions::new()
                    .write(true)
                    .open(data.join(file));
                file.unwrap().write_all_at(&[0xff; 4096], 0).unwrap();
            }
        })
        .await;
    let store = Store::connect(&options(&own.cluster.url())).await.unwrap();
    let said = store.check_schema().await.unwrap_err();
    assert!(matches!(said, NotReady::Damaged(_)), "{said:?}");
    let words = said.to_string();
    assert!(words.contains("invalid page"), "{words}");
    assert!(words.contains("restore it from a backup"), "{words}");
    let read = store.models().await.unwrap_err();
    assert!(matches!(read, Error::Corrupt(_)), "{read:?}");
    store.close().await;
    own.cluster.stop().await;
}
