//! Keeps standings and published figures up to date in the background.
//!
//! A standing is made anew when facts about the customer come, when a fact happens that was recorded ahead,
//! when what they brought is published anew, and in a pass over everybody (`pass`) once a day and whenever
//! something else changes on which all rest. What is published (`publish`) follows from standings. Several
//! replicas may do so at once: a standing is replaced only by a newer one, and work is taken off the queue
//! only as the version that was done.

mod look;
mod pass;
mod publish;

use crate::answer::{Answers, Evaluated};
use crate::error::Error;
use crate::stage;
use crate::store::{Cause, NewStanding, Occasion, Store};
use domain::score::Reason;
use domain::time::{Month, Time};
use look::Look;
use pass::Passes;
use publish::Publishing;
use std::collections::BTreeMap;
use std::thread::available_parallelism;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// Standings made in one go.
const PAGE: u32 = 500;

/// How long to wait when there is nothing to do.
const IDLE: Duration = Duration::from_millis(250);

/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// While facts keep coming, a round of standings waits for a pause, but not longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Makes standings.
#[derive(Debug)]
pub struct Evaluator {
    store: Store,
    answers: Answers,
    /// The second for which facts recorded ahead were last looked for.
    second: Option<i64>,
    /// The newest mark on the queue when it was last looked at.
    newest_mark: i64,
    /// The last mark of the round under way: what is marked later belongs to the next.
    round: Option<i64>,
    round_ended: Instant,
    passes: Passes,
    publishing: Publishing,
    look: Look,
}

/// What became of a look at the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Queue {
    /// Standings were made, or a round of them ended.
    Worked,
    /// Facts keep coming: it pays to wait a little.
    Filling,
    Empty,
}

impl Evaluator {
    /// An evaluator that has done nothing yet.
    pub fn new(store: Store, answers: Answers) -> Self {
        Self {
            store,
            answers,
            second: None,
            newest_mark: 0,
            round: None,
            round_ended: Instant::now(),
            passes: Passes::default(),
            publishing: Publishing::default(),
            look: Look::new(),
        }
    }

    /// Works until `stop`.
    pub async fn run(mut self, stop: CancellationToken) {
        let work = async {
            loop {
                match self.step(LONGEST_WAIT).await {
                    Ok(true) => {}
                    Ok(false) => sleep(IDLE).await,
                    Err(error) => {
                        note(&error);
                        sleep(AFTER_FAILURE).await;
                    }
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
    }

    /// Works until nothing is left to do, without waiting for a pause. Returns how many steps it took.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn catch_up(&mut self) -> Result<u32, Error> {
        let mut steps = 0;
        while self.step(Duration::ZERO).await? {
            steps += 1;
        }
        self.store.look_at_queue().await?;
        Ok(steps)
    }

    /// Does one piece of each kind of work; false if there was none. While facts keep coming, it waits no
    /// longer than `patience` for a pause, and with none at all it waits for nothing.
    async fn step(&mut self, patience: Duration) -> Result<bool, Error> {
        let now = self.answers.now();
        self.answers.refresh().await?;
        let second = now.timestamp();
        if self.second != Some(second) {
            self.store.mark_due(now).await?;
            self.second = Some(second);
        }
        self.look.when_due(&self.store).await?;
        let queue = self.work_off_queue(now, patience).await?;
        let referrals = self.publish_referrals(now, patience).await?;
        let passed = self.pass_on(now, queue == Queue::Empty, patience).await?;
        let is_settled = !referrals && !passed;
        let published = is_settled && self.publish_portfolio(now, patience).await?;
        Ok(queue == Queue::Worked || referrals || passed || published)
    }

    /// Makes the standings of one page of the queue. A round takes all that is marked when it begins,
    /// however much is marked meanwhile.
    async fn work_off_queue(&mut self, now: Time, patience: Duration) -> Result<Queue, Error> {
        let begins = self.round.is_none();
        if begins {
            self.round = self.next_round(patience).await?;
        }
        let Some(last) = self.round else {
            return Ok(Queue::Filling);
        };
        let at_once = patience.is_zero();
        let page = self.store.due_marks(last, PAGE, at_once).await?;
        if page.is_empty() {
            self.round = None;
            self.round_ended = Instant::now();
            // After a round there may be the next one.
            return Ok(if begins { Queue::Empty } else { Queue::Worked });
        }
        // After the marks, so that an hour that comes now comes with another mark.
        self.answers.refresh().await?;
        let marks = page.iter().map(|mark| {
            let quiet = (!at_once && mark.cause == Cause::Facts).then_some(mark.quiet_seconds);
            (mark.customer_id.clone(), (mark.cause, quiet))
        });
        self.evaluate(marks.collect(), now, true).await?;
        self.store.take_off_queue(&page).await?;
        Ok(Queue::Worked)
    }

    /// The last mark of the round to begin now; none while facts keep coming.
    async fn next_round(&mut self, patience: Duration) -> Result<Option<i64>, Error> {
        let newest = self.store.newest_mark().await?;
        let filling = newest != std::mem::replace(&mut self.newest_mark, newest);
        let wait = filling && self.round_ended.elapsed() < patience;
        Ok((!wait).then_some(newest))
    }

    /// Makes the standings of these customers, on all cores; each comes with why. With `shares` also what
    /// they add to the portfolio figures.
    async fn evaluate(
        &self,
        customers: BTreeMap<String, (Cause, Option<f64>)>,
        now: Time,
        shares: bool,
    ) -> Result<(), Error> {
        let cores = available_parallelism().map_or(1, usize::from);
        let customers: Vec<_> = customers.into_iter().collect();
        let size = customers.len().div_ceil(cores).max(1);
        let mut parts = JoinSet::new();
        for part in customers.chunks(size) {
            let making = Making {
                store: self.store.clone(),
                answers: self.answers.clone(),
                now,
                boundary: shares.then(|| Month::at(now)),
            };
            let part = part.to_vec();
            let made = async move { making.make(&part).await };
            parts.spawn(made.instrument(stage::standings()));
        }
        while let Some(part) = parts.join_next().await {
            part.map_err(|lost| Error::Internal(format!("standings were lost: {lost}")))??;
        }
        Ok(())
    }
}

/// Customers with why their standing is made, and for how many seconds no facts have come.
type Marked = (String, (Cause, Option<f64>));

/// Makes standings of some customers.
struct Making {
    store: Store,
    answers: Answers,
    now: Time,
    boundary: Option<Month>,
}

impl Making {
    /// Where facts cannot be read or a standing cannot be written, one customer at a time, so that only
    /// those keep their old standing with whom something is wrong.
    async fn make(&self, part: &[Marked]) -> Result<(), Error> {
        match self.together(part).await {
            Err(Error::Corrupt(what) | Error::Internal(what)) => {
                if let [(id, _)] = part {
                    tracing::error!(customer = id, what, "a standing was not made");
                    return Ok(());
                }
            }
            done => return done,
        }
        for one in part.chunks(1) {
            Box::pin(self.make(one)).await?;
        }
        Ok(())
    }

    async fn together(&self, part: &[Marked]) -> Result<(), Error> {
        let ids: Vec<String> = part.iter().map(|(id, _)| id.clone()).collect();
        let evaluated = self.answers.evaluate(&ids, self.now, self.boundary);
        let mut evaluated = evaluated.await?;
        let mut standings = Vec::new();
        for (id, why) in part {
            match evaluated.remove(id) {
                Some(Ok(one)) => standings.push(standing(id, &one, *why)),
                Some(Err(Error::NoActiveModel { .. } | Error::CustomerNotFound { .. })) | None => {}
                Some(Err(error)) => return Err(error),
            }
        }
        let measures = self.store.measures();
        measures.standings_made(standings.len());
        for cause in self.store.put_standings(standings, self.now).await? {
            measures.class_changes(cause.name(), 1);
        }
        Ok(())
    }
}

/// Says why a step failed. The store says itself when it is gone, and when it is back.
fn note(error: &Error) {
    let cause = match error {
        Error::StoreUnavailable(cause) => {
            tracing::debug!(cause, "standings wait for the database");
            return;
        }
        Error::Corrupt(cause) | Error::Internal(cause) => cause.clone(),
        other => other.to_string(),
    };
    tracing::warn!(cause, "standings could not be made; trying again");
}

fn standing(id: &str, evaluated: &Evaluated, why: (Cause, Option<f64>)) -> NewStanding {
    let answer = &evaluated.answer;
    let assessment = &answer.assessment;
    let codes = |reasons: Vec<Reason<'_>>| {
        reasons
            .iter()
            .map(|reason| reason.criterion.reason_code())
            .collect::<Vec<String>>()
    };
    NewStanding {
        customer_id: id.to_owned(),
        model_id: answer.model.id.clone(),
        model_version: answer.model.version,
        mode: assessment.mode,
        customer_standing: assessment.stands.standing,
        class: assessment.class(),
        sentence: assessment.sentence().to_owned(),
        own_sort: assessment.own_sort.as_ref().map(|sort| sort.class),
        class_by_numbers: assessment.by_numbers.as_ref().map(|numbers| numbers.class),
        points: assessment.score.points,
        coverage: assessment.score.coverage.share(),
        up_reason_codes: codes(assessment.score.top_up()),
        down_reason_codes: codes(assessment.score.top_down()),
        own_value: assessment.to_asked.value(),
        own_revenue: assessment.to_asked.revenue,
        contribution: assessment.economics.contribution(),
        is_billed: evaluated.worth.is_billed,
        pays_their_way: evaluated.worth.pays_their_way,
        passed_up: answer.model.settings.numbers.referral_passed_up,
        as_of_time: assessment.asked,
        customer_revision: answer.revision,
        basis_month: assessment.basis.boundary,
        next_fact_time: answer.next_fact_time,
        share: evaluated.share.clone(),
        occasion: Occasion {
            cause: why.0,
            quiet_seconds: why.1,
            codes: class_codes(evaluated),
            is_compared: answer.compared.publication.is_some(),
        },
    }
}

/// The rule that decided and the answers of the findings, as codes.
fn class_codes(evaluated: &Evaluated) -> Vec<String> {
    let assessment = &evaluated.answer.assessment;
    let rule = assessment.decision.iter().map(|it| it.rule().to_owned());
    let findings = assessment.findings.all.iter();
    let answers = findings.map(|finding| format!("{:?}={:?}", finding.question, finding.answer));
    rule.chain(answers).collect()
}
