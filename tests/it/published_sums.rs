//! The published referral figures add up in every committed state, however publishers are disturbed.

use std::collections::BTreeSet;

use customer_quality::pb::v1::{Fact, RecordFactsRequest, Retraction, fact::Body};
use customer_quality::rpc::answers::answer_memory;
use customer_quality::standings::Worker;
use sqlx::{Executor, PgPool};
use tokio_util::sync::CancellationToken;

use crate::support::{
    app::{self, App},
    bodies,
    book::{Book, buy, refer, time},
    random::Random,
    store::fresh_store,
};

/// Customers in the forest.
const COUNT: u64 = 24;

/// Every so many rows that are published, the publisher's connection is cut by the server.
const CUTS: &str = "CREATE SEQUENCE cuts;
    CREATE SEQUENCE cut_count;
    CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
        IF nextval(''cuts'') % 29 = 0 THEN
            PERFORM nextval(''cut_count''), pg_terminate_backend(pg_backend_pid());
        END IF;
        RETURN NULL;
    END';
    CREATE TRIGGER cut AFTER INSERT OR UPDATE OR DELETE ON referral_figures
        FOR EACH ROW EXECUTE FUNCTION cut();";

/// When the figures were last published, and whether what is credited is what is own.
const TOTALS: &str = "SELECT coalesce(max(publish_time)::text, ''),
        coalesce(sum(credited_value) = sum(own_value), true)
    FROM referral_figures";

/// Those whose sums are not the sums of those below them.
const WRONG: &str = "WITH RECURSIVE below AS (
        SELECT customer_id AS top, customer_id, own_value, 0 AS level FROM referral_figures
        UNION ALL
        SELECT above.top, figures.customer_id, figures.own_value, above.level + 1
        FROM below AS above
        JOIN referral_figures AS figures ON figures.referrer_customer_id = above.customer_id
        WHERE above.level < 50
    ), summed AS (
        SELECT top, sum(own_value) AS value, count(*) AS number FROM below WHERE level > 0 GROUP BY top
    )
    SELECT customer_id
    FROM referral_figures
    LEFT JOIN summed ON top = customer_id
    WHERE (brought_value, brought_count) IS DISTINCT FROM (coalesce(value, 0), coalesce(number, 0))
    ORDER BY customer_id";

/// Those whose published own value or referrer is another than that of their standing and facts.
const BEHIND: &str = "SELECT count(*)
    FROM standings
    JOIN referral_figures AS figures USING (customer_id)
    LEFT JOIN referrals ON referred_customer_id = figures.customer_id
    WHERE (figures.own_value, figures.referrer_customer_id)
        IS DISTINCT FROM (standings.own_value, referrals.referrer_customer_id)";

/// Looks at one committed state; returns when it was published.
async fn look(pool: &PgPool) -> String {
    let mut state = pool
        .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ")
        .await
        .unwrap();
    let (published, adds_up): (String, bool) =
        sqlx::query_as(TOTALS).fetch_one(&mut *state).await.unwrap();
    let wrong: Vec<String> = sqlx::query_scalar(WRONG)
        .fetch_all(&mut *state)
        .await
        .unwrap();
    state.rollback().await.unwrap();
    assert!(adds_up, "what was published at {published} does not add up");
    assert!(wrong.is_empty(), "published at {published}: {wrong:?}");
    published
}

/// Works until nothing is left to do, however often it is cut.
async fn work_off(worker: &mut Worker) {
    for _ in 0..500 {
        if worker.catch_up().await.is_ok() {
            return;
        }
    }
    panic!("it never ends");
}

/// Somebody who records, takes back and brings, at random.
struct Writer {
    random: Random,
    count: u64,
    /// The customers brought, each with the fact and the customer who referred them.
    brought: Vec<(String, String, String)>,
    /// Purchases, and whose.
    bought: Vec<(String, String)>,
}

impl Writer {
    fn anybody(&mut self) -> String {
        format!("P-{:02}", self.random.below(COUNT))
    }

    async fn write(&mut self, app: &mut App) {
        self.count += 1;
        let fact_id = format!("w-{}", self.count);
        let (id, units) = (self.anybody(), self.random.below(5_000) as i64 + 1);
        match self.random.below(4) {
            0 | 1 => {
                let fact = fact(&id, &fact_id, buy(units));
                if send(app, Some(fact), None).await {
                    self.bought.push((id, fact_id));
                }
            }
            2 if !self.bought.is_empty() => {
                let place = self.random.below(self.bought.len() as u64) as usize;
                let (id, fact_id) = self.bought.swap_remove(place);
                send(app, None, Some((id, fact_id))).await;
            }
            _ => {
                let below = self.anybody();
                let before = self.brought.iter().position(|one| one.0 == below);
                let before = before.map(|place| self.brought.swap_remove(place));
                let before = before.map(|(_, above, fact_id)| (above, fact_id));
                let anyway = self.random.pick(&[None, Some(0), Some(5_000)]);
                let fact = fact(&id, &fact_id, refer(&below, anyway));
                if send(app, Some(fact), before).await {
                    self.brought.push((below, id, fact_id));
                }
            }
        }
    }
}

fn fact(id: &str, fact_id: &str, body: Body) -> Fact {
    bodies::fact(id, "books", fact_id, time("2026-05-01T10:00:00Z"), body)
}

/// Sends a fact, and one to be taken back; whether the fact was recorded.
async fn send(app: &mut App, fact: Option<Fact>, gone: Option<(String, String)>) -> bool {
    let retraction = |(customer_id, fact_id)| Retraction {
        customer_id,
        fact_id,
        source: "books".to_owned(),
        reason: "typed twice".to_owned(),
        author: "anna".to_owned(),
    };
    let request = RecordFactsRequest {
        facts: fact.into_iter().collect(),
        retractions: gone.into_iter().map(retraction).collect(),
        allow_partial_success: true,
        ..RecordFactsRequest::default()
    };
    for _ in 0..100 {
        // What is sent again is known by its key.
        if let Ok(answer) = app.records.record_facts(request.clone()).await {
            let answer = answer.into_inner();
            return answer.recorded_count + answer.duplicate_count > 0;
        }
    }
    panic!("it is never recorded");
}

/// Two replicas that publish the same customers.
async fn two_replicas() -> (App, App) {
    let store = fresh_store().await;
    let other = app::start_remembering(store.beside().await, answer_memory(0, false)).await;
    let mut one = app::start_over(store).await;
    let mut book = Book::default();
    for number in 0..COUNT {
        book.person(&format!("P-{number:02}"));
    }
    one.tell(&book).await;
    (one, other)
}

#[tokio::test]
async fn published_sums_add_up_in_every_committed_state_while_two_publish_and_are_cut() {
    let (mut app, other) = Box::pin(two_replicas()).await;
    let pool = app.store.pool.clone();
    pool.execute(CUTS).await.unwrap();
    let (mut one, mut two) = (app.worker(), other.worker());
    let mut writer = Writer {
        random: Random(21),
        count: 0,
        brought: Vec::new(),
        bought: Vec::new(),
    };
    let mut states = BTreeSet::new();
    for _ in 0..8 {
        let done = CancellationToken::new();
        let work = async {
            let write = async {
                for _ in 0..12 {
                    writer.write(&mut app).await;
                }
            };
            tokio::join!(write, work_off(&mut one), work_off(&mut two));
            tokio::join!(work_off(&mut one), work_off(&mut two));
            done.cancel();
        };
        let watch = async {
            while !done.is_cancelled() {
                states.insert(look(&pool).await);
            }
        };
        tokio::join!(work, watch);
        states.insert(look(&pool).await);
    }
    work_off(&mut one).await;
    look(&pool).await;
    assert_eq!(app.store.count(BEHIND).await, 0);
    let cuts = app.store.count("SELECT last_value FROM cut_count").await;
    assert!(cuts > 0, "{cuts} cuts");
    assert!(states.len() > 3, "{} states", states.len());
}

#[tokio::test]
async fn a_publication_that_is_done_twice_changes_nothing() {
    let (mut app, other) = Box::pin(two_replicas()).await;
    let mut book = Book::default();
    for number in 1..COUNT {
        let (above, below) = (format!("P-{:02}", number / 3), format!("P-{number:02}"));
        book.tell("2026-04-01", &above, refer(&below, Some(2_500)));
        book.tell("2026-04-02", &below, buy(100 + number as i64));
    }
    app.tell(&book).await;
    app.settle().await;
    let figures = "SELECT string_agg(figures::text, ' ' ORDER BY customer_id) FROM (
            SELECT customer_id, own_value, brought_value, brought_count, credited_value, levels
            FROM referral_figures) AS figures";
    let read = async || -> String {
        let read = sqlx::query_scalar(figures).fetch_one(&app.store.pool);
        read.await.unwrap()
    };
    let before = read().await;
    let again = "INSERT INTO referral_queue (customer_id) SELECT customer_id FROM customers";
    for publisher in [&app, &other] {
        app.store.pool.execute(again).await.unwrap();
        let step = publisher.store.store.publish_referrals(app.clock.now());
        assert_eq!(step.await.unwrap().taken, COUNT as usize);
        assert_eq!(read().await, before);
        look(&app.store.pool).await;
    }
}
