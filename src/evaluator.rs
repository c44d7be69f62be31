//! Keeps one standing per customer up to date in the background, for lists, rankings and filters.
//!
//! A standing is made anew when facts about the customer or about anyone they brought arrive, when a
//! fact happens that was told ahead, when the portfolio figures change, and once a day, because time
//! alone changes answers. Several replicas may do so at once: a standing is replaced only by a newer one, and work
//! is taken off the queue only as the version that was done.

mod forest;
mod look;

use crate::answer::{Answers, Asked, Choice};
use crate::error::Error;
use crate::stage;
use crate::store::{Knowledge, NewStanding, Store};
use domain::score::Reason;
use domain::time::{Day, Time};
use look::Look;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// Where the figures are kept that standings were last made with.
const FIGURES: &str = "evaluated_figures";

/// Standings made in one go.
const PAGE: u32 = 200;

/// How long to wait when there is nothing to do.
const IDLE: Duration = Duration::from_millis(250);

/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How often what concerns everybody is looked over when there is nothing else to do.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// While facts keep coming, a round of standings waits for a pause, but not longer than this. What
/// concerns everybody is looked over as often during a long round.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Makes standings.
#[derive(Debug)]
pub struct Evaluator {
    store: Store,
    answers: Answers,
    /// The day for which all standings were last looked through.
    day: Option<Day>,
    /// The minute for which facts told ahead were last looked for.
    minute: Option<i64>,
    /// The newest mark on the queue when it was last looked at.
    newest_mark: i64,
    /// The last mark of the round under way: what is marked later belongs to the next.
    round: Option<i64>,
    round_ended: Instant,
    /// Whether standings were made since the last pass over the forest.
    forest_is_old: bool,
    looked_over: Instant,
    look: Look,
}

/// What became of a look at the queue.
#[derive(Debug, PartialEq, Eq)]
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
            day: None,
            minute: None,
            newest_mark: 0,
            round: None,
            round_ended: Instant::now(),
            forest_is_old: true,
            looked_over: Instant::now(),
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

    /// Does one piece of work; false if there is none. While facts keep coming, it waits no longer than
    /// `patience` for a pause.
    async fn step(&mut self, patience: Duration) -> Result<bool, Error> {
        let now = self.answers.now();
        self.mark_what_time_made_old(now).await?;
        self.look.when_due(&self.store).await?;
        let queue = self.work_off_queue(now, patience).await?;
        let every = if queue == Queue::Empty {
            LOOK_EVERY
        } else {
            LONGEST_WAIT
        };
        let due = self.looked_over.elapsed() >= every.min(patience);
        let looked_over = due && self.look_over_all(now).await?;
        Ok(queue == Queue::Worked || looked_over)
    }

    async fn mark_what_time_made_old(&mut self, now: Time) -> Result<(), Error> {
        let (day, minute) = (now.date_naive(), now.timestamp().div_euclid(60));
        if self.day != Some(day) {
            let day_start = domain::time::start_of(day);
            self.store.mark_outdated(day_start).await?;
            self.day = Some(day);
        }
        if self.minute != Some(minute) {
            self.store.mark_due(now).await?;
            self.minute = Some(minute);
        }
        Ok(())
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
        let page = self.store.dirty_page(last, PAGE).await?;
        if page.is_empty() {
            self.round = None;
            self.round_ended = Instant::now();
            // After a round there may be the next one.
            return Ok(if begins { Queue::Empty } else { Queue::Worked });
        }
        // After the marks, so that an hour that comes now comes with another mark.
        self.answers.refresh().await?;
        let evaluating = self.evaluate(&page, now);
        evaluating.instrument(stage::standings()).await?;
        self.forest_is_old = true;
        Ok(Queue::Worked)
    }

    /// The last mark of the round to begin now; none while facts keep coming.
    async fn next_round(&mut self, patience: Duration) -> Result<Option<i64>, Error> {
        let newest = self.store.newest_mark().await?;
        let filling = newest != std::mem::replace(&mut self.newest_mark, newest);
        let wait = filling && self.round_ended.elapsed() < patience;
        Ok((!wait).then_some(newest))
    }

    /// Looks at what concerns everybody: the portfolio figures and the forest. True if there was
    /// something to do.
    async fn look_over_all(&mut self, now: Time) -> Result<bool, Error> {
        self.looked_over = Instant::now();
        if self.figures_changed(now).await? {
            return Ok(true);
        }
        let passed = self.forest_is_old && self.pass_over_forest(now).await?;
        self.forest_is_old &= !passed;
        Ok(passed)
    }

    /// Marks everybody if the hour or the portfolio figures are others than those that standings were made
    /// with.
    /// Marks come first: whatever happens in between, nobody is left out.
    async fn figures_changed(&self, now: Time) -> Result<bool, Error> {
        self.answers.refresh().await?;
        let figures = self.answers.figures(now).await?;
        if self.store.setting(FIGURES).await?.as_ref() == Some(&figures) {
            return Ok(false);
        }
        self.store.mark_all_dirty().await?;
        self.store.put_setting(FIGURES, figures).await?;
        Ok(true)
    }

    /// Makes the standings of a page. Where facts cannot be read, one customer at a time, so that only
    /// those keep their old standing whose facts, or those of whom they brought, cannot be read.
    async fn evaluate(&self, page: &[(String, i64)], now: Time) -> Result<(), Error> {
        match self.evaluate_together(page, now).await {
            Err(Error::Corrupt(_)) if page.len() > 1 => {}
            Err(Error::Corrupt(what)) => {
                tracing::error!(%what, "a standing was not made");
                return self.store.clean(page).await;
            }
            done => return done,
        }
        for one in page.chunks(1) {
            Box::pin(self.evaluate(one, now)).await?;
        }
        Ok(())
    }

    async fn evaluate_together(&self, page: &[(String, i64)], now: Time) -> Result<(), Error> {
        let ids: Vec<String> = page.iter().map(|(id, _)| id.clone()).collect();
        let asked = Asked {
            at: now,
            knowledge: Knowledge::Now,
        };
        let answers = self
            .answers
            .assess_many(&ids, asked, &Choice::Active)
            .await?;
        let mut standings = Vec::new();
        for (id, answer) in answers {
            match answer {
                Ok(answer) => standings.push(standing(id, &answer, now)),
                Err(Error::NoActiveModel { .. } | Error::CustomerNotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let made = standings.len();
        self.store.put_standings(standings).await?;
        self.store.measures().standings_made(made);
        self.store.clean(page).await
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

fn standing(customer_id: String, answer: &crate::answer::Answer, now: Time) -> NewStanding {
    let assessment = &answer.assessment;
    let codes = |reasons: Vec<Reason<'_>>| {
        reasons
            .iter()
            .map(|reason| reason.criterion.reason_code())
            .collect::<Vec<String>>()
    };
    NewStanding {
        customer_id,
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
        as_of_time: now,
        customer_revision: answer.revision,
        basis_month: assessment.basis.boundary,
    }
}
