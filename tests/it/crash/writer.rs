//! A caller that keeps a ledger. It notes an acknowledgement only after receiving it. Without an answer, it
//! sends the facts again with the same keys.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use customer_quality::pb::v1::{
    Fact, RecordFactsRequest, customer_records_service_client::CustomerRecordsServiceClient,
};
use prost_types::Timestamp;
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Row};
use tokio::time::{Instant, sleep, timeout};
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

use super::house::{House, SOON};
use super::ledger::{Fate, Held, Key, Ledger, SOURCE, key, units};
use crate::support::bodies;
use crate::support::random::Random;

const CUSTOMERS: u64 = 40;
const BATCH_MAX: u64 = 30;
const CALL_LIMIT: Duration = Duration::from_secs(8);
const PAUSE: Duration = Duration::from_millis(20);

/// What the writers of one run share.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) ledger: RefCell<Ledger>,
    pub(super) closed: Cell<bool>,
    /// Calls that got no answer, by the code they ended with.
    pub(super) unanswered: RefCell<BTreeMap<String, usize>>,
    /// Calls without an answer that turned out to have been recorded, and not to have been.
    pub(super) had_committed: Cell<usize>,
    pub(super) had_not: Cell<usize>,
}

/// One caller.
pub(super) struct Writer<'d> {
    pub(super) number: u64,
    pub(super) random: Random,
    pub(super) records: CustomerRecordsServiceClient<Channel>,
    pub(super) desk: &'d Desk,
}

impl Writer<'_> {
    /// Tells facts until the desk closes, and then what is still open.
    pub(super) async fn write(mut self) {
        let mut told = 0;
        while !self.desk.closed.get() {
            let size = match self.random.below(3) {
                0 => 1,
                _ => 2 + self.random.below(BATCH_MAX - 1),
            };
            let mut facts: Vec<Fact> = (0..size)
                .map(|_| {
                    told += 1;
                    self.fact(&format!("{}-{told}", self.number))
                })
                .collect();
            let known = self.known();
            match (self.random.below(8), known) {
                // Told before: a duplicate.
                (0, Some((key, units))) => facts.push(purchase(&key, units)),
                // Told before with other content: the whole call is refused.
                (1, Some((key, units))) => facts.push(purchase(&key, units + 1)),
                _ => {}
            }
            self.tell(facts, size as i32).await;
        }
    }

    async fn tell(&mut self, facts: Vec<Fact>, new: i32) {
        self.desk.ledger.borrow_mut().tell(&facts);
        let began = Instant::now();
        let mut in_doubt = false;
        loop {
            let call = RecordFactsRequest {
                facts: facts.clone(),
                create_missing_customers: true,
                ..RecordFactsRequest::default()
            };
            let mut call = Request::new(call);
            call.set_timeout(CALL_LIMIT);
            // A second limit, because the one of the call is kept by the service, which may be gone.
            let answer = timeout(CALL_LIMIT * 2, self.records.record_facts(call)).await;
            let status = match answer {
                Ok(Ok(answer)) => {
                    let answer = answer.into_inner();
                    assert_eq!(
                        answer.recorded_count + answer.duplicate_count,
                        facts.len() as i32,
                        "all or nothing"
                    );
                    assert!(answer.recorded_count == 0 || answer.recorded_count == new);
                    if in_doubt {
                        self.count_doubt(answer.recorded_count == 0);
                    }
                    return self.answer(&facts, Fate::Acknowledged);
                }
                Ok(Err(status)) => status,
                Err(_) => Status::deadline_exceeded("nobody answers"),
            };
            if is_refusal(&status) {
                return self.answer(&facts, Fate::Refused);
            }
            let why = format!("{:?}", status.code());
            *self.desk.unanswered.borrow_mut().entry(why).or_default() += 1;
            assert!(began.elapsed() < SOON, "never answered: {status}");
            in_doubt = true;
            sleep(PAUSE).await;
        }
    }

    fn answer(&self, facts: &[Fact], fate: Fate) {
        self.desk.ledger.borrow_mut().answer(facts, fate);
    }

    fn count_doubt(&self, had_committed: bool) {
        let count = if had_committed {
            &self.desk.had_committed
        } else {
            &self.desk.had_not
        };
        count.set(count.get() + 1);
    }

    fn fact(&mut self, fact_id: &str) -> Fact {
        let key = (customer(&mut self.random), fact_id.to_owned());
        purchase(&key, 1 + self.random.below(500) as i64)
    }

    fn known(&mut self) -> Option<(Key, i64)> {
        let from = customer(&mut self.random);
        self.desk.ledger.borrow().acknowledged_after(&from)
    }
}

/// What the service holds of the ledger's facts, as it lists them and as it has added them up.
pub(super) async fn held(house: &House) -> Held {
    let facts = house.facts(SOURCE, "").await;
    let mut connection = PgConnection::connect(&house.database()).await.unwrap();
    let sums = "SELECT customer_id, (sum(purchase_micros) / 1000000)::bigint
                FROM customer_months GROUP BY customer_id";
    let rows = sqlx::query(sums).fetch_all(&mut connection).await.unwrap();
    Held {
        purchases: facts.iter().map(|it| (key(it), units(it))).collect(),
        sums: rows.iter().map(|row| (row.get(0), row.get(1))).collect(),
    }
}

fn customer(random: &mut Random) -> String {
    format!("L-{:02}", random.below(CUSTOMERS))
}

/// A purchase of 2026, of a day that its key gives.
fn purchase((customer_id, fact_id): &Key, units: i64) -> Fact {
    let day: i64 = fact_id.bytes().map(i64::from).sum::<i64>() % 150;
    let occur_time = Timestamp {
        seconds: 1_767_225_600 + day * 86_400,
        nanos: 0,
    };
    bodies::fact(customer_id, SOURCE, fact_id, occur_time, bodies::buy(units))
}

/// Whether the service has said no. Anything else leaves open what has become of the call.
fn is_refusal(status: &Status) -> bool {
    let about_content = matches!(
        status.code(),
        Code::AlreadyExists | Code::InvalidArgument | Code::FailedPrecondition | Code::NotFound
    );
    about_content && status.get_details_error_info().is_some()
}
