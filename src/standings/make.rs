//! Makes the standings of some customers, on all processor cores.

use crate::error::Error;
use crate::evaluate::{EvaluatedInPortfolio, Evaluator};
use crate::stage;
use crate::store::{Cause, NewStanding, Occasion};
use domain::evaluation::Evaluation;
use domain::score::Reason;
use domain::time::{Month, Time};
use std::thread::available_parallelism;
use tokio::task::JoinSet;
use tracing::Instrument;

/// The number of standings made at a time.
pub(super) const PAGE: u32 = 500;

/// A customer id, the reason for making the standing, and the seconds since the last facts came.
pub(super) type Marked = (String, (Cause, Option<f64>));

/// Makes the standings of these customers. With `shares` it also makes their shares in the portfolio figures.
pub(super) async fn make(
    evaluator: &Evaluator,
    customers: Vec<Marked>,
    now: Time,
    shares: bool,
) -> Result<(), Error> {
    let cores = available_parallelism().map_or(1, usize::from);
    let size = customers.len().div_ceil(cores).max(1);
    let mut parts = JoinSet::new();
    for part in customers.chunks(size) {
        let making = Making {
            evaluator: evaluator.clone(),
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

/// Makes standings of some customers.
struct Making {
    evaluator: Evaluator,
    now: Time,
    boundary: Option<Month>,
}

impl Making {
    /// Makes the standings together. If facts cannot be read or a standing cannot be written, it makes them
    /// one by one, so that only the customers with a fault keep their old standing.
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
        let evaluated = self.evaluator.in_portfolio(&ids, self.now, self.boundary);
        let mut evaluated = evaluated.await?;
        let (mut standings, mut gone) = (Vec::new(), Vec::new());
        for (id, why) in part {
            match evaluated.remove(id) {
                Some(Ok(one)) => standings.push(standing(id, &one, *why)),
                Some(Err(Error::NoActiveModel { .. } | Error::CustomerNotFound { .. })) => {}
                None => gone.push(id.clone()),
                Some(Err(error)) => return Err(error),
            }
        }
        let store = self.evaluator.store();
        let measures = store.measures();
        measures.standings_made(standings.len());
        for cause in store.put_standings((standings, gone), self.now).await? {
            measures.class_changes(cause.name(), 1);
        }
        Ok(())
    }
}

fn standing(id: &str, made: &EvaluatedInPortfolio, why: (Cause, Option<f64>)) -> NewStanding {
    let evaluated = &made.evaluated;
    let evaluation = &evaluated.evaluation;
    let codes = |reasons: Vec<Reason<'_>>| {
        reasons
            .iter()
            .map(|reason| reason.criterion.reason_code())
            .collect::<Vec<String>>()
    };
    NewStanding {
        customer_id: id.to_owned(),
        model_id: evaluated.model.id.clone(),
        model_version: evaluated.model.version,
        mode: evaluation.mode,
        customer_standing: evaluation.stands.standing,
        class: evaluation.class(),
        sentence: evaluation.sentence().to_owned(),
        own_sort: evaluation.own_sort.as_ref().map(|sort| sort.class),
        class_by_numbers: evaluation.by_numbers.as_ref().map(|numbers| numbers.class),
        points: evaluation.score.points,
        coverage: evaluation.score.coverage.share(),
        up_reason_codes: codes(evaluation.score.top_up()),
        down_reason_codes: codes(evaluation.score.top_down()),
        own_value: evaluation.to_as_of.value(),
        own_revenue: evaluation.to_as_of.revenue,
        contribution: evaluation.economics.contribution(),
        is_billed: made.value.is_billed,
        pays_their_way: made.value.pays_their_way,
        passed_up: evaluated.model.settings.numbers.referral_passed_up,
        as_of_time: evaluation.as_of,
        customer_revision: evaluated.revision,
        basis_month: evaluation.basis.boundary,
        next_fact_time: evaluated.next_fact_time,
        share: made.share.clone(),
        occasion: Occasion {
            cause: why.0,
            quiet_seconds: why.1,
            codes: class_codes(evaluation),
            is_compared: evaluated.compared.publication.is_some(),
        },
    }
}

/// The codes of the rule that decided the class and of the answers of the findings.
fn class_codes(evaluation: &Evaluation) -> Vec<String> {
    let rule = evaluation.decision.iter().map(|it| it.rule().to_owned());
    let findings = evaluation.findings.all.iter();
    let answers = findings.map(|finding| format!("{:?}={:?}", finding.question, finding.answer));
    rule.chain(answers).collect()
}
