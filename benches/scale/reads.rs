//! `GetScore` and `GetReferralValue` through gRPC, answered from memory and computed.

use std::hint::black_box;
use std::sync::Arc;

use chrono::Datelike;
use customer_quality::models::Registry;
use customer_quality::store::{Cut, Knowledge, Store, StoreOptions};
use domain::evaluation::{Case, evaluate, months_cut};
use domain::history::History;
use domain::model::Model;
use domain::portfolio::PortfolioFigures;
use domain::time::{Month, Time};
use domain::tree::Brought;
use prost::Message;
use sqlx::postgres::PgConnection;

use crate::ask::{IN_FLIGHT, TURNS, Timed, callers, score, turn};
use crate::echo;
use crate::measure::Worker;
use crate::people::{Sort, id};
use crate::running::{Running, askers};
use crate::table;

/// The number of customers to ask about. All their answers fit into memory.
const ASKED: usize = 1_000;

/// The statement that reads histories as known now.
const HISTORIES: &str = include_str!("../../src/store/sql/histories_now.sql");

fn ids(numbers: Vec<usize>) -> Arc<[String]> {
    numbers.into_iter().take(ASKED).map(id).collect()
}

/// The size of an answer and where it is echoed.
async fn echo_of(running: &Running, id: &str) -> (usize, std::net::SocketAddr) {
    let mut client = askers(running.address, 1).await.remove(0);
    let bytes = score(&mut client, id.to_owned()).await.encode_to_vec();
    (bytes.len(), echo::serve(bytes).await)
}

pub(crate) async fn from_memory(running: &Running) {
    let ids = ids(running.people.alone(Sort::Invoiced));
    let (size, echo) = echo_of(running, &ids[0]).await;
    let mut client = askers(running.address, 1).await.remove(0);
    for id in ids.iter() {
        score(&mut client, id.clone()).await;
    }
    let mut us = callers(running.address, &ids, false).await;
    let mut echoing = callers(echo, &ids, false).await;
    let (mut answers, mut echoes) = (Timed::default(), Timed::default());
    for _ in 0..TURNS {
        us = turn(running, us, &mut answers).await;
        echoing = turn(running, echoing, &mut echoes).await;
    }
    let floor = format!("echo of {size} bytes");
    table::line(
        running,
        "GetScore from memory",
        &floor,
        (&answers, &[&echoes]),
    );
    table::note(&answers.clock.describe("GetScore from memory"));
}

pub(crate) async fn computed(running: &mut Running) {
    running.restart("0").await;
    let groups = [
        ("GetScore computed, invoiced, 16 facts", Sort::Invoiced),
        ("GetScore computed, buyer, 16 facts", Sort::Buyer),
        ("GetScore computed, 140 facts", Sort::Long),
    ];
    for (what, sort) in groups {
        one_group(running, what, ids(running.people.alone(sort))).await;
    }
    let invoiced = |number: &usize| crate::people::sort(*number) == Sort::Invoiced;
    let people = running.people;
    let hundred = people.brought_hundred().into_iter().filter(invoiced);
    let trees = [
        ("8".to_owned(), people.brought_eight(Sort::Invoiced)),
        ("100".to_owned(), hundred.collect()),
        (people.tree().to_string(), vec![0]),
    ];
    let alone = ids(people.alone(Sort::Invoiced));
    for (count, numbers) in trees {
        if numbers.is_empty() {
            continue;
        }
        let brought = ids(numbers);
        for (call, value) in [("GetScore", false), ("GetReferralValue", true)] {
            let mut theirs = callers(running.address, &brought, value).await;
            let mut floor = callers(running.address, &alone, false).await;
            let (mut times, mut floors) = (Timed::default(), Timed::default());
            for _ in 0..TURNS {
                theirs = turn(running, theirs, &mut times).await;
                floor = turn(running, floor, &mut floors).await;
            }
            let what = format!("{call} computed, brought {count}");
            let floor = "GetScore, brought nobody";
            table::line(running, &what, floor, (&times, &[&floors]));
        }
    }
}

async fn one_group(running: &Running, what: &str, ids: Arc<[String]>) {
    let core = Arc::new(Core::load(running, &ids).await);
    let (_, echo) = echo_of(running, &ids[0]).await;
    let mut us = callers(running.address, &ids, false).await;
    let mut echoing = callers(echo, &ids, false).await;
    let (mut selecting, mut thinking) = (Vec::new(), Vec::new());
    for _ in 0..IN_FLIGHT {
        selecting.push(Selecting {
            database: running.reading().await,
            ids: Arc::clone(&ids),
            core: Arc::clone(&core),
        });
    }
    // One worker on each core.
    for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
        thinking.push(Thinking(Arc::clone(&core)));
    }
    let [mut answers, mut echoes, mut selects, mut cores] =
        std::array::from_fn(|_| Timed::default());
    for _ in 0..TURNS {
        us = turn(running, us, &mut answers).await;
        echoing = turn(running, echoing, &mut echoes).await;
        selecting = turn(running, selecting, &mut selects).await;
        thinking = turn(running, thinking, &mut cores).await;
    }
    let floors = [&echoes, &selects, &cores];
    table::line(running, what, "echo + select + core", (&answers, &floors));
    let micros = |timed: &Timed| timed.processor.middle() * 1e6;
    table::note(&format!(
        "floors: echo {:.0} µs, select {:.0} µs, core {:.0} µs",
        micros(&echoes),
        micros(&selects),
        micros(&cores)
    ));
}

/// The core's inputs for some customers.
struct Core {
    cases: Vec<(History, Arc<Model>)>,
    figures: PortfolioFigures,
    now: Time,
    months: Vec<i32>,
}

impl Core {
    async fn load(running: &Running, ids: &[String]) -> Self {
        let store = Store::connect(&StoreOptions::new(running.url())).await;
        let store = store.expect("the database answers");
        let registry = Registry::open(&store).await.expect("there are models");
        let models = registry.models();
        let now = running.now();
        let newest = store
            .newer_publication(0)
            .await
            .expect("the database answers");
        let figures = newest.expect("figures are published").figures;
        let mut cut = Cut {
            now,
            ..Cut::default()
        };
        let mut cases = Vec::new();
        for whole in [false, true] {
            let read = store.histories(ids, &cut, Knowledge::Now).await;
            let read = read.expect("there are histories").into_values();
            let case = |history: History| {
                let model = models.applicable(history.at(now), Knowledge::Now);
                (history, model.expect("a model answers"))
            };
            cases = read.map(|loaded| case(loaded.history)).collect();
            if !whole {
                cut.months = months_cut(&cases[0].1, now, now).into_iter().collect();
            }
        }
        store.close().await;
        let number = |month: &Month| {
            let day = month.first_day();
            day.year() * 12 + day.month0() as i32
        };
        Self {
            months: cut.months.iter().map(number).collect(),
            cases,
            figures,
            now,
        }
    }
}

struct Thinking(Arc<Core>);

impl Worker for Thinking {
    async fn work(&mut self, number: usize) {
        let core = &self.0;
        let (history, model) = &core.cases[number % core.cases.len()];
        let case = Case {
            history,
            brought: Brought::default(),
            model,
            figures: &core.figures,
        };
        black_box(evaluate(case, core.now));
    }
}

struct Selecting {
    database: PgConnection,
    ids: Arc<[String]>,
    core: Arc<Core>,
}

impl Worker for Selecting {
    async fn work(&mut self, number: usize) {
        let at = number % self.ids.len();
        let own = &self.ids[at..=at];
        let query = sqlx::query(HISTORIES).bind(own).bind(&self.core.months);
        let query = query
            .bind(own)
            .bind(vec![self.core.now])
            .bind(self.core.now);
        let rows = query.fetch_all(&mut self.database).await;
        rows.expect("there are rows");
    }
}
