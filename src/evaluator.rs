//! Keeps one standing per customer up to date in the background, for lists, rankings and filters.
//!
//! A standing is made anew when facts about the customer arrive, when the portfolio figures change,
//! when those they brought are worth something else, and once a day, because time alone changes
//! answers. Several replicas may do so at once: a standing is replaced only by a newer one, and work
//! is taken off the queue only as the version that was done.

use crate::answer::{Answers, Asked, Choice};
use crate::error::Error;
use crate::store::{ForestInput, ForestRow, Knowledge, NewStanding, Store};
use domain::customer::{Mode, Peers, Status};
use domain::forest::{Forest, NOBODY, ranks};
use domain::ratio::Ppm;
use domain::score::Reason;
use domain::time::{Day, Time};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// Where the figures are kept that standings were last made with.
const FIGURES: &str = "evaluated_figures";

/// Standings made in one go.
const PAGE: u32 = 200;

/// How long to wait when there is nothing to do.
const IDLE: Duration = Duration::from_millis(250);

/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// While facts keep coming, work waits for a pause, but not longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Makes standings.
#[derive(Debug)]
pub struct Evaluator {
    store: Store,
    answers: Answers,
    /// The day for which all standings were last looked through.
    day: Option<Day>,
    /// Whether standings were made since the last pass over the forest.
    forest_is_old: bool,
    /// The newest mark on the queue when it was last looked at, and when work was last done.
    newest_mark: i64,
    worked: Instant,
}

impl Evaluator {
    /// An evaluator that has done nothing yet.
    pub fn new(store: Store, answers: Answers) -> Self {
        Self {
            store,
            answers,
            day: None,
            forest_is_old: true,
            newest_mark: 0,
            worked: Instant::now(),
        }
    }

    /// Works until `stop`.
    pub async fn run(mut self, stop: CancellationToken) {
        let work = async {
            loop {
                match self.step().await {
                    Ok(true) => {}
                    Ok(false) => sleep(IDLE).await,
                    Err(error) => {
                        tracing::warn!(%error, "standings could not be made; trying again");
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
        loop {
            self.worked = Instant::now() - LONGEST_WAIT;
            if !self.step().await? {
                return Ok(steps);
            }
            steps += 1;
        }
    }

    /// Does one piece of work; false if there is none.
    async fn step(&mut self) -> Result<bool, Error> {
        let now = self.answers.now();
        if self.day != Some(now.date_naive()) {
            self.store
                .mark_outdated(domain::time::start_of(now.date_naive()))
                .await?;
            self.day = Some(now.date_naive());
        }
        if self.facts_keep_coming().await? {
            return Ok(false);
        }
        let page = self.store.dirty_page(PAGE).await?;
        if !page.is_empty() {
            self.evaluate(&page, now).await?;
            self.worked = Instant::now();
            self.forest_is_old = true;
            return Ok(true);
        }
        if self.figures_changed(now).await? {
            return Ok(true);
        }
        if self.forest_is_old {
            self.forest_is_old = false;
            self.pass_over_forest(now).await?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Whether the queue was added to since the last look, so that it pays to wait a little.
    async fn facts_keep_coming(&mut self) -> Result<bool, Error> {
        let newest = self.store.newest_mark().await?;
        let keep_coming = newest != self.newest_mark && self.worked.elapsed() < LONGEST_WAIT;
        self.newest_mark = newest;
        Ok(keep_coming)
    }

    /// Marks everybody if the portfolio figures are others than those that standings were made with.
    /// Marks come first: whatever happens in between, nobody is left out.
    async fn figures_changed(&self, now: Time) -> Result<bool, Error> {
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
        self.store.put_standings(standings).await?;
        self.store.clean(page).await
    }

    /// The share of a value that is passed up: that of the active model without a condition, because here
    /// customers of all models are valued together.
    fn passed_up(&self) -> Ppm {
        let active = self.answers.shelf().active();
        active
            .last()
            .map_or(0, |model| model.settings.referral_passed_up)
    }

    /// Values everybody with everyone they brought, ranks them, and marks those whose tree is worth
    /// something else than before.
    async fn pass_over_forest(&self, now: Time) -> Result<(), Error> {
        let customers = self.store.forest_inputs().await?;
        let edges = self.store.edges(now, Knowledge::Now).await?;
        let place: BTreeMap<&str, u32> = customers
            .iter()
            .enumerate()
            .map(|(at, own)| (own.customer_id.as_str(), at as u32))
            .collect();
        let mut referrers = vec![NOBODY; customers.len()];
        for edge in &edges {
            let ends = place
                .get(edge.referrer.as_str())
                .zip(place.get(edge.referred.as_str()));
            if let Some((referrer, referred)) = ends {
                referrers[*referred as usize] = *referrer;
            }
        }
        let forest = Forest::new(referrers).map_err(|error| Error::Corrupt(error.to_string()))?;
        let rows = forest_rows(&customers, &forest, self.passed_up());
        let changed: Vec<String> = customers
            .iter()
            .zip(&rows)
            .filter(|(before, row)| before.brought_value.unwrap_or(0) != row.brought_value)
            .map(|(before, _)| before.customer_id.clone())
            .collect();
        // Marks come first: whatever happens in between, the next pass finds the same change.
        self.store.mark_dirty(&changed).await?;
        self.store.put_forest(rows, now).await
    }
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
        status: assessment.status,
        class: assessment.held.class,
        raw_class: assessment.raw.class,
        points: assessment.score.points,
        coverage: assessment.score.coverage.share(),
        up_reason_codes: codes(assessment.score.top_up()),
        down_reason_codes: codes(assessment.score.top_down()),
        own_value: assessment.to_date.value(),
        own_revenue: assessment.to_date.revenue,
        contribution: assessment.economics.contribution(),
        as_of_time: now,
        customer_revision: answer.revision,
        basis_month: assessment.basis.boundary,
    }
}

fn forest_rows(customers: &[ForestInput], forest: &Forest, passed_up: Ppm) -> Vec<ForestRow> {
    let own: Vec<i64> = customers
        .iter()
        .map(|customer| customer.own_value)
        .collect();
    let totals = forest.totals(&own);
    let counts = forest.brought_counts();
    let credits = forest.credits(&own, passed_up);
    let by_own = ranked(customers, |at| customers[at].own_revenue);
    let by_total = ranked(customers, |at| totals[at]);
    customers
        .iter()
        .enumerate()
        .map(|(at, customer)| ForestRow {
            customer_id: customer.customer_id.clone(),
            brought_value: totals[at] - own[at],
            total_value: totals[at],
            credited_value: credits.kept_of_own[at] + credits.from_referrals[at],
            brought_count: counts[at],
            ranks: by_own[at]
                .zip(by_total[at])
                .map(|((own, count), (total, _))| (own, total, count)),
        })
        .collect()
}

/// Rank and number of ranked, each among customers of the same group; prospects are not ranked.
fn ranked(customers: &[ForestInput], value: impl Fn(usize) -> i64) -> Vec<Option<(u32, u32)>> {
    let mut found = vec![None; customers.len()];
    for peers in [Peers::Invoiced, Peers::Purchasing] {
        let group: Vec<usize> = customers
            .iter()
            .enumerate()
            .filter(|(_, own)| own.status != Status::Prospect && own.mode != Mode::None)
            .filter(|(_, own)| own.mode.peers() == peers)
            .map(|(at, _)| at)
            .collect();
        let values: Vec<i64> = group.iter().map(|at| value(*at)).collect();
        for (at, rank) in group.iter().zip(ranks(&values)) {
            found[*at] = Some((rank, group.len() as u32));
        }
    }
    found
}
