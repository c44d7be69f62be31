//! Replicas over one database. Each has a memory for answers, except one that serves for comparison. The
//! events are random.

use chrono::TimeDelta;
use customer_quality::pb::v1::{
    Classification, CostKind, Customer, CustomerKind, Economics, EffortBilling, EffortKind, Fact,
    GetClassificationRequest, GetScoreRequest, RecordFactsRequest, Retraction, Score, ScoreView,
    UpsertCustomersRequest, fact::Body,
};
use customer_quality::rpc::answers::answer_memory;
use domain::time::{Time, add_days, start_of};
use prost_types::{FieldMask, Timestamp};
use tonic::{Code, Status};

use crate::support::{
    app::{self, App},
    ask::{by_model, now},
    bodies,
    book::{TRAITS, buy, come_back, leave, merge, pay, rate, refer, spend, time, wallet, work},
    build::customer,
    portfolio::portfolio,
    random::Random,
    store::fresh_store,
};

/// When the random history begins: three days before a new month.
const BEGIN: &str = "2024-06-28T10:00:00Z";

/// Those who are asked about after each step.
const WATCHED: [&str; 3] = ["C-00", "C-04", "C-11"];

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Full,
    Basic,
    Classification,
    Named,
}

const KINDS: [Kind; 4] = [Kind::Full, Kind::Basic, Kind::Classification, Kind::Named];

/// What comes of it, whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answered {
    Score(Box<Score>),
    Classification(Box<Classification>),
}

impl Kind {
    /// Asks, and again where the service has no place at the moment.
    pub(super) async fn ask(self, app: &mut App, id: &str) -> Answered {
        for _ in 0..100 {
            match self.try_to_ask(app, id).await {
                Err(status) if status.code() == Code::Unavailable => tokio::task::yield_now().await,
                answer => return answer.unwrap(),
            }
        }
        panic!("the service has never a place");
    }

    async fn try_to_ask(self, app: &mut App, id: &str) -> Result<Answered, Status> {
        let (options, view) = match self {
            Self::Full => (now(), ScoreView::Full),
            Self::Basic => (now(), ScoreView::Basic),
            Self::Classification => {
                let request = GetClassificationRequest {
                    customer_id: id.to_owned(),
                    options: Some(now()),
                };
                let answer = app.quality.get_classification(request).await?;
                let answer = answer.into_inner().classification.unwrap();
                return Ok(Answered::Classification(Box::new(answer)));
            }
            Self::Named => (by_model("four-pillars"), ScoreView::Full),
        };
        let request = GetScoreRequest {
            customer_id: id.to_owned(),
            options: Some(options),
            view: view.into(),
        };
        let answer = app.quality.get_score(request).await?;
        Ok(Answered::Score(Box::new(
            answer.into_inner().score.unwrap(),
        )))
    }
}

impl Answered {
    /// The customer's revision that the answer has seen.
    pub(super) fn revision(&self) -> i64 {
        let basis = match self {
            Self::Score(score) => score.basis.as_ref(),
            Self::Classification(classification) => classification.basis.as_ref(),
        };
        basis.unwrap().customer_revision
    }
}

impl Answered {
    /// The money of a score.
    pub(super) fn earned(&self) -> Option<Economics> {
        match self {
            Self::Score(score) => score.economics.clone(),
            Self::Classification(_) => None,
        }
    }
}

/// A fact that was recorded and not taken back.
#[derive(Clone)]
struct Kept {
    customer_id: String,
    source: String,
    fact_id: String,
    referred: Option<String>,
    is_merge: bool,
}

pub(super) struct House {
    random: Random,
    remembering: Vec<App>,
    computing: App,
    now: Time,
    ids: Vec<String>,
    kept: Vec<Kept>,
    /// Facts and steps so far.
    count: usize,
    /// What has happened, for whoever looks for a difference.
    log: Vec<String>,
}

impl House {
    /// Nineteen customers, known and published, and so many replicas that remember.
    pub(super) async fn of(replicas: usize, is_sole_writer: bool, seed: u64) -> Self {
        let store = fresh_store().await;
        let mut remembering = Vec::new();
        for _ in 0..replicas {
            let memory = answer_memory(app::ANSWER_MEMORY, is_sole_writer);
            remembering.push(app::start_remembering(store.beside().await, memory).await);
        }
        let book = portfolio(seed).until(time(BEGIN));
        let kept = book.facts.iter().map(|fact| Kept {
            customer_id: fact.customer_id.clone(),
            source: fact.source.clone(),
            fact_id: fact.fact_id.clone(),
            referred: referred(fact),
            is_merge: false,
        });
        let mut house = Self {
            random: Random(seed),
            kept: kept.collect(),
            computing: app::start_remembering(store, answer_memory(0, false)).await,
            now: BEGIN.parse().unwrap(),
            ids: book.ids(),
            remembering,
            count: 0,
            log: Vec::new(),
        };
        house.set_clocks(house.now);
        house.remembering[0].tell(&book).await;
        house.remembering[0].settle().await;
        house
    }

    fn set_clocks(&mut self, now: Time) {
        self.now = now;
        for app in self.remembering.iter().chain([&self.computing]) {
            app.clock.set(now);
        }
    }

    /// Anybody, often one of those who are watched.
    fn anybody(&mut self) -> String {
        let anybody = self.ids[self.random.below(self.ids.len() as u64) as usize].clone();
        let watched = self.random.pick(&WATCHED).to_owned();
        self.random.pick(&[&anybody, &watched, &watched]).clone()
    }

    /// Something happens, at one of the replicas or to the time.
    pub(super) async fn step(&mut self) {
        let replica = self.random.below(self.remembering.len() as u64) as usize;
        self.count += 1;
        let what = self.random.below(22);
        self.log.push(format!("{what} at {replica}, {}", self.now));
        match what {
            0..5 => {
                let (id, body) = (self.anybody(), self.some_body());
                let ago = TimeDelta::hours(self.random.below(24 * 90) as i64);
                self.record(replica, &id, (self.now - ago, body), None)
                    .await;
            }
            5 => {
                let (id, body) = (self.anybody(), self.some_body());
                let ahead = TimeDelta::minutes(self.random.below(20 * 60) as i64 + 1);
                self.record(replica, &id, (self.now + ahead, body), None)
                    .await;
            }
            6..8 => self.take_back(replica).await,
            8 | 9 => self.bring(replica).await,
            10 => self.upsert(replica).await,
            11..16 => self.remembering[replica].settle().await,
            16 | 17 => {
                let on = TimeDelta::minutes(self.random.below(600) as i64 + 1);
                self.set_clocks(self.now + on);
            }
            18 => self.set_clocks(start_of(add_days(self.now.date_naive(), 1))),
            19 => {
                let days = self.random.pick(&[1, 3, 20]);
                self.set_clocks(self.now + TimeDelta::days(days));
            }
            _ => self.merge(replica).await,
        }
    }

    fn some_body(&mut self) -> Body {
        let units = self.random.below(900) as i64 + 1;
        let rating = self.random.below(5) as i32 + 1;
        match self.random.below(8) {
            0 => buy(units),
            1 => pay(&format!("R-{}", self.random.below(4)), units),
            2 => spend(CostKind::Direct, units),
            3 => work(EffortKind::Support, EffortBilling::Unbilled, units),
            4 => rate(self.random.pick(&TRAITS), rating, "anna"),
            5 => wallet(Some(rating * 1_000), None),
            6 => leave(),
            _ => come_back(),
        }
    }

    /// Records a fact, and takes another back in the same call. A fact that the rules refuse is left out.
    async fn record(
        &mut self,
        replica: usize,
        id: &str,
        (time, body): (Time, Body),
        instead_of: Option<Kept>,
    ) {
        let occur_time = Timestamp {
            seconds: time.timestamp(),
            nanos: 0,
        };
        let fact_id = format!("r-{}", self.count);
        let fact = bodies::fact(id, "random", &fact_id, occur_time, body);
        let request = RecordFactsRequest {
            facts: vec![fact.clone()],
            retractions: instead_of.iter().map(retraction).collect(),
            allow_partial_success: true,
            ..RecordFactsRequest::default()
        };
        let records = &mut self.remembering[replica].records;
        let answer = match records.record_facts(request).await {
            // The referrals that count again would form a circle.
            Err(status) if status.code() == Code::FailedPrecondition => return,
            answer => answer.unwrap().into_inner(),
        };
        if answer.recorded_count == 1 {
            self.kept.push(Kept {
                customer_id: fact.customer_id.clone(),
                source: fact.source.clone(),
                fact_id: fact.fact_id.clone(),
                referred: referred(&fact),
                is_merge: matches!(fact.body, Some(Body::Merge(_))),
            });
        }
    }

    async fn take_back(&mut self, replica: usize) {
        let place = self.random.below(self.kept.len() as u64) as usize;
        let kept = self.kept.swap_remove(place);
        let request = RecordFactsRequest {
            retractions: vec![retraction(&kept)],
            ..RecordFactsRequest::default()
        };
        let records = &mut self.remembering[replica].records;
        match records.record_facts(request).await {
            Err(status) if status.code() == Code::FailedPrecondition => self.kept.push(kept),
            answer => drop(answer.unwrap()),
        }
    }

    /// Two turn out to be one, or one of those who are one is somebody else after all.
    async fn merge(&mut self, replica: usize) {
        let is_merge = |kept: &Kept| kept.is_merge;
        let before = self.kept.iter().position(is_merge);
        let before = before.filter(|_| self.random.below(2) == 0);
        let before = before.map(|place| self.kept.swap_remove(place));
        let (one, other) = (self.anybody(), self.anybody());
        self.record(replica, &one, (self.now, merge(&other)), before)
            .await;
    }

    /// Somebody brought somebody, who until now was brought by nobody or by another.
    async fn bring(&mut self, replica: usize) {
        let (above, below) = (self.anybody(), self.anybody());
        let is_theirs = |kept: &Kept| kept.referred.as_ref() == Some(&below);
        let before = self.kept.iter().position(is_theirs);
        let before = before.map(|place| self.kept.swap_remove(place));
        let at = self.now - TimeDelta::days(1);
        self.record(replica, &above, (at, refer(&below, Some(1_000))), before)
            .await;
    }

    async fn upsert(&mut self, replica: usize) {
        let kinds = [CustomerKind::Business, CustomerKind::Individual];
        let path = self
            .random
            .pick(&["name", "kind", "onboard_date", "prospect"]);
        let changed = Customer {
            name: format!("name {}", self.count),
            kind: self.random.pick(&kinds).into(),
            onboard_date: crate::support::book::day("2023-05-17"),
            prospect: self.random.below(2) == 0,
            ..customer(&self.anybody())
        };
        let request = UpsertCustomersRequest {
            customers: vec![changed],
            update_mask: Some(FieldMask {
                paths: vec![path.to_owned()],
            }),
            validate_only: false,
        };
        let records = &mut self.remembering[replica].records;
        records.upsert_customers(request).await.unwrap();
    }

    /// Those watched and somebody else are answered about alike by all.
    pub(super) async fn compare(&mut self) {
        let somebody = self.anybody();
        for id in WATCHED.into_iter().chain([somebody.as_str()]) {
            let kind = self.random.pick(&KINDS);
            self.compare_one(kind, id).await;
        }
    }

    /// Everybody is answered about alike by all, whatever is asked.
    pub(super) async fn compare_everything(&mut self) {
        for id in self.ids.clone() {
            for kind in KINDS {
                self.compare_one(kind, &id).await;
            }
        }
    }

    async fn compare_one(&mut self, kind: Kind, id: &str) {
        self.computing.evaluator.refresh().await.unwrap();
        let expected = kind.ask(&mut self.computing, id).await;
        for (replica, app) in self.remembering.iter_mut().enumerate() {
            let found = kind.ask(app, id).await;
            let (steps, differing) = (&self.log, differences(&found, &expected, self.now));
            assert!(
                differing.is_empty(),
                "{kind:?} of {id} by {replica} after {steps:#?}: {differing:#?}"
            );
        }
    }
}

/// The lines of an answer from memory that are not in the one computed, with those. What speaks for now may
/// speak for an earlier time of the same day.
fn differences(found: &Answered, expected: &Answered, now: Time) -> Vec<String> {
    if found == expected {
        return Vec::new();
    }
    let [found, expected] = [found, expected].map(|answer| format!("{answer:#?}"));
    if found.lines().count() != expected.lines().count() {
        return vec![found, expected];
    }
    let seconds = |line: &str| -> Option<i64> {
        let number = line.trim().strip_prefix("seconds: ")?;
        number.trim_end_matches(',').parse().ok()
    };
    let midnight = start_of(now.date_naive()).timestamp();
    let is_of_now = |found: &str, expected: &str| {
        seconds(expected) == Some(now.timestamp())
            && seconds(found).is_some_and(|seconds| (midnight..now.timestamp()).contains(&seconds))
    };
    let lines = found.lines().zip(expected.lines());
    lines
        .filter(|(found, expected)| found != expected && !is_of_now(found, expected))
        .map(|(found, expected)| format!("remembered {found}, computed {expected}"))
        .collect()
}

fn referred(fact: &Fact) -> Option<String> {
    match &fact.body {
        Some(Body::Referral(referral)) => Some(referral.referred_customer_id.clone()),
        _ => None,
    }
}

fn retraction(kept: &Kept) -> Retraction {
    Retraction {
        customer_id: kept.customer_id.clone(),
        source: kept.source.clone(),
        fact_id: kept.fact_id.clone(),
        reason: "typed twice".to_owned(),
        author: "anna".to_owned(),
    }
}
