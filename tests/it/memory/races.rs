//! Questions during a COMMIT. No answer from memory is older than the last COMMIT before the question.

use customer_quality::rpc::answers::answer_memory;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::task::JoinHandle;

use super::house::Kind;
use crate::support::{
    app::{self, App},
    book::{Book, buy, refer},
    build::customer,
    door::Door,
    server::until,
    store::fresh_store,
};

/// A sole writer who remembers, behind a door, and somebody who computes what is asked.
struct Race {
    sole: App,
    computing: App,
    door: Door,
}

/// What is written while it is asked about N-1.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Write {
    Fact,
    Upsert,
    Figures,
}

const WRITES: [Write; 3] = [Write::Fact, Write::Upsert, Write::Figures];

impl Write {
    /// The table that it writes into.
    fn table(self) -> &'static str {
        match self {
            Self::Fact | Self::Upsert => "customers",
            Self::Figures => "referral_figures",
        }
    }

    /// Begins to write; comes to whether it is known to be done.
    fn begin(self, app: &App) -> JoinHandle<bool> {
        let (mut records, store) = (app.records.clone(), app.store.store.clone());
        let now = app.clock.now();
        tokio::spawn(async move {
            match self {
                Self::Fact => {
                    let mut book = Book::default();
                    book.tell("2026-06-01", "N-1", buy(77));
                    "race".clone_into(&mut book.facts[0].fact_id);
                    let request = crate::support::build::record(book.facts);
                    records.record_facts(request).await.is_ok()
                }
                Self::Upsert => {
                    let mut changed = customer("N-1");
                    changed.onboard_date = crate::support::book::day("2025-01-01");
                    let request = crate::support::build::upsert(vec![changed]);
                    records.upsert_customers(request).await.is_ok()
                }
                Self::Figures => {
                    let step = store.publish_referrals(now).await.unwrap();
                    step.changed.contains(&"N-1".to_owned())
                }
            }
        })
    }
}

impl Race {
    async fn new() -> Self {
        let store = fresh_store().await;
        let door = Door::before(&store.database.url);
        let memory = answer_memory(app::ANSWER_MEMORY, true);
        let mut sole = app::start_remembering(store.through(&door).await, memory).await;
        let computing = app::start_remembering(store, answer_memory(0, false)).await;
        let mut book = Book::default();
        book.neighbours();
        sole.tell(&book).await;
        sole.settle().await;
        computing.evaluator.refresh().await.unwrap();
        let mut race = Self {
            sole,
            computing,
            door,
        };
        // The statement is prepared on its connection.
        race.ask().await;
        race
    }

    /// A change of referral figures waits to be published.
    async fn before(&mut self, write: Write) {
        if write == Write::Figures {
            self.sole
                .add("refer", "2026-06-01", "N-1", refer("N-2", None))
                .await;
            let waiting = "INSERT INTO referral_queue (customer_id) VALUES ('N-2')";
            self.sole.store.pool.execute(waiting).await.unwrap();
        }
    }

    /// From now on a COMMIT that changes `table` waits for the session that is returned.
    async fn slow_commits(&self, table: &str) -> PgConnection {
        let slow = format!(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                 'BEGIN
                      -- The server does not notice that the client has gone.
                      PERFORM set_config(''client_connection_check_interval'', ''0'', true);
                      PERFORM pg_advisory_xact_lock(4711);
                      RETURN NULL;
                  END';
             CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT OR UPDATE ON {table}
                 DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait();"
        );
        let url = &self.computing.store.database.url;
        let mut session = PgConnection::connect(url).await.unwrap();
        session.execute(AssertSqlSafe(slow)).await.unwrap();
        session
            .execute("SELECT pg_advisory_lock(4711)")
            .await
            .unwrap();
        session
    }

    async fn ask(&mut self) -> super::house::Answered {
        Kind::Full.ask(&mut self.sole, "N-1").await
    }

    async fn compute(&mut self) -> super::house::Answered {
        Kind::Full.ask(&mut self.computing, "N-1").await
    }
}

#[tokio::test]
async fn what_was_loaded_while_a_commit_was_under_way_is_not_remembered_afterwards() {
    for write in WRITES {
        let mut race = Box::pin(Race::new()).await;
        race.before(write).await;
        let slow = race.slow_commits(write.table()).await;
        let writing = write.begin(&race.sole);
        race.sole.store.waits_for_a_lock().await;
        let before = race.ask().await;
        assert_eq!(before, race.compute().await, "{write:?}");
        slow.close().await.unwrap();
        assert!(writing.await.unwrap(), "{write:?}");
        let after = race.ask().await;
        assert_eq!(after, race.compute().await, "{write:?}");
        assert_ne!(after, before, "{write:?}");
    }
}

#[tokio::test]
async fn what_is_committed_is_seen_by_all_even_before_the_writer_hears_of_it() {
    for write in WRITES {
        let mut race = Box::pin(Race::new()).await;
        race.before(write).await;
        let before = race.ask().await;
        assert_eq!(race.ask().await, before, "it is remembered");
        let slow = race.slow_commits(write.table()).await;
        let writing = write.begin(&race.sole);
        race.sole.store.waits_for_a_lock().await;
        race.door.hold(b'C');
        slow.close().await.unwrap();
        race.door.holds_one().await;
        let committed = race.compute().await;
        assert_ne!(committed, before, "{write:?}");
        assert_eq!(race.ask().await, committed, "{write:?}");
        assert!(!writing.is_finished(), "{write:?}");
        race.door.let_go();
        assert!(writing.await.unwrap(), "{write:?}");
        assert_eq!(race.ask().await, committed, "{write:?}");
    }
}

#[tokio::test]
async fn what_was_loaded_before_a_write_is_not_put_into_memory_after_it() {
    for write in WRITES {
        let mut race = Box::pin(Race::new()).await;
        race.before(write).await;
        // Forgets what is kept, so that it is loaded.
        race.sole.add("one", "2026-06-02", "N-1", buy(5)).await;
        let old = race.compute().await;
        race.door.hold(b'2');
        let mut quality = race.sole.quality.clone();
        let asking = tokio::spawn(async move {
            let request = customer_quality::pb::v1::GetScoreRequest {
                customer_id: "N-1".to_owned(),
                options: None,
                view: customer_quality::pb::v1::ScoreView::Full.into(),
            };
            quality.get_score(request).await
        });
        race.door.holds_one().await;
        assert!(write.begin(&race.sole).await.unwrap(), "{write:?}");
        race.door.let_go();
        // Held too long on a busy machine, it is given up.
        if let Ok(loaded) = asking.await.unwrap() {
            let basis = loaded.into_inner().score.unwrap().basis;
            assert_eq!(basis.unwrap().customer_revision, old.revision());
        }
        let after = race.ask().await;
        assert_eq!(after, race.compute().await, "{write:?}");
        assert_ne!(after, old, "{write:?}");
    }
}

#[tokio::test]
async fn after_a_write_of_which_nobody_heard_the_answer_is_what_the_database_holds() {
    for write in [Write::Fact, Write::Upsert] {
        let mut race = Box::pin(Race::new()).await;
        let before = race.ask().await;
        let slow = race.slow_commits(write.table()).await;
        let writing = write.begin(&race.sole);
        race.sole.store.waits_for_a_lock().await;
        race.ask().await;
        race.door.hold(b'C');
        slow.close().await.unwrap();
        race.door.holds_one().await;
        race.door.shut();
        race.door.open();
        assert!(!writing.await.unwrap(), "{write:?}");
        until("the database is back", async || {
            race.sole.store.store.state("N-1").await.is_ok()
        })
        .await;
        let after = race.ask().await;
        assert_eq!(after, race.compute().await, "{write:?}");
        assert_ne!(after, before, "{write:?}");
    }
}

#[tokio::test]
async fn a_commit_that_ends_after_it_was_given_up_is_in_the_next_answer() {
    for write in [Write::Fact, Write::Upsert] {
        let mut race = Box::pin(Race::new()).await;
        let slow = race.slow_commits(write.table()).await;
        let writing = write.begin(&race.sole);
        race.sole.store.waits_for_a_lock().await;
        race.door.shut();
        race.door.open();
        assert!(!writing.await.unwrap(), "{write:?}");
        until("the database is back", async || {
            race.sole.store.store.state("N-1").await.is_ok()
        })
        .await;
        let before = race.ask().await;
        assert_eq!(before, race.compute().await, "{write:?}");
        slow.close().await.unwrap();
        let computing = &mut race.computing;
        let mut committed = before.clone();
        while committed == before {
            committed = Kind::Full.ask(computing, "N-1").await;
        }
        assert_eq!(race.ask().await, committed, "{write:?}");
    }
}
