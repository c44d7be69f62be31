//! Stored names stay as they were first written, whatever the contract calls them now. So databases of
//! earlier builds open, and facts sent again are recognised.

use customer_quality::store::FactQuery;
use domain::fact::{AssessedRole, Assessment, Body, Comeback, Fact, Trait};
use sqlx::Row;

use crate::support::facts::fact;
use crate::support::store::fresh_store;

/// Kind, hash and body of a fact as the first build wrote them: `return` is now a comeback, and `trait`
/// the assessed trait.
const FIRST_WRITTEN: [(i16, &str, &str); 2] = [
    (
        10,
        "98499bbb68db007c20db15bdf218617d0731aa5727d1d2f76ea1a80fbcd592ba",
        r#"{"assessment": {"note": "", "about": "OTHER", "trait": "RESPECTS_US", "rating": 4, "assessor": "ben", "person_key": ""}}"#,
    ),
    (
        16,
        "c76b12b36e6eae9ef454c7b9f3dd27000ae2a275df1a77dad868a7b28293b2ad",
        r#"{"return": {"reason": "missed us"}}"#,
    ),
];

fn facts() -> Vec<Fact> {
    let assessment = Assessment {
        assessed_trait: Trait::RespectsUs,
        rating: 4,
        assessor: "ben".to_owned(),
        about: AssessedRole::Other,
        person_key: String::new(),
        note: String::new(),
    };
    let comeback = Comeback {
        reason: "missed us".to_owned(),
    };
    vec![
        fact("a", "1", Body::Assessment(assessment)),
        fact("a", "2", Body::Comeback(comeback)),
    ]
}

#[tokio::test]
async fn renamed_facts_are_written_as_the_first_build_wrote_them() {
    let test = fresh_store().await;
    test.tell(facts()).await.unwrap();
    let query = "SELECT kind, encode(content_hash, 'hex'), body::text FROM facts ORDER BY fact_id";
    let rows = sqlx::query(query).fetch_all(&test.pool).await.unwrap();
    let written: Vec<(i16, String, String)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    let first = FIRST_WRITTEN.map(|(kind, hash, body)| (kind, hash.to_owned(), body.to_owned()));
    assert_eq!(written, first);
}

#[tokio::test]
async fn renamed_facts_of_the_first_build_are_read_and_are_duplicates_when_sent_again() {
    let test = fresh_store().await;
    test.tell(facts()).await.unwrap();
    for (fact, (kind, hash, body)) in facts().iter().zip(FIRST_WRITTEN) {
        let update =
            "UPDATE facts SET kind = $2, content_hash = decode($3, 'hex'), body = $4::jsonb
                      WHERE fact_id = $1";
        let update = sqlx::query(update).bind(&fact.key.fact_id).bind(kind);
        let written = update.bind(hash).bind(body).execute(&test.pool).await;
        assert_eq!(written.unwrap().rows_affected(), 1);
    }

    let again = test.tell(facts()).await.unwrap();

    assert_eq!((again.recorded_count, again.duplicate_count), (0, 2));
    let all = FactQuery {
        limit: 10,
        ..FactQuery::default()
    };
    let mut read = test.store.facts(all).await.unwrap();
    read.sort_by(|one, other| one.fact.key.cmp(&other.fact.key));
    let read: Vec<Fact> = read.into_iter().map(|stored| stored.fact).collect();
    assert_eq!(read, facts());
}
