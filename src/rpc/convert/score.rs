//! Scores in wire form.

use super::basis::AnswerContext;
use super::finding::{findings, outlook, standing};
use super::name::Named;
use super::number::{number, points, whole};
use super::time::{timestamp, wire_date};
use crate::evaluate::Evaluated;
use crate::pb::v1 as pb;
use domain::evaluation::{Evaluation, FirstSixMonths};
use domain::model::Model;
use domain::score::{CriterionScore, Reason, Score, State, SubScores};
use domain::stay::Chance;
use domain::three_answers::ThreeAnswers;

/// A score in wire form, with pillars and criteria if `full`.
pub(crate) fn to_wire(context: &AnswerContext, evaluated: &Evaluated, full: bool) -> pb::Score {
    let evaluation = &evaluated.evaluation;
    let score = &evaluation.score;
    pb::Score {
        customer_id: String::new(),
        standing: Some(standing(evaluation, &evaluated.model.settings.numbers)),
        customer_class: evaluation.class().map_or(0, Named::number),
        class_sentence: evaluation.sentence().to_owned(),
        points: points(score.points),
        coverage: number(score.coverage.share()),
        answers: Some(three_answers(&evaluation.answers)),
        findings: if full {
            findings(context, &evaluation.findings)
        } else {
            Vec::new()
        },
        payment_outlook: Some(outlook(context, &evaluation.outlook)),
        lasts_six_months: Some(six_months(evaluation)),
        economics: Some(economics(context, evaluated)),
        pillars: if full {
            pillars(&evaluated.model, score)
        } else {
            Vec::new()
        },
        top_up: reasons(&score.top_up()),
        top_down: reasons(&score.top_down()),
        ask_next: questions(&evaluated.model, score),
        sub_scores: Some(sub_scores(score.sub_scores)),
        trend: Some(pb::Trend {
            points_before: points(evaluation.trend.points),
            change: points(evaluation.trend.change),
            before_time: Some(timestamp(evaluation.trend.time)),
        }),
        basis: Some(context.basis(evaluated)),
    }
}

fn three_answers(answers: &ThreeAnswers) -> pb::ThreeAnswers {
    pb::ThreeAnswers {
        want: answers.want.clone(),
        stay: answers.stay.clone(),
        how_long: answers.how_long.clone().unwrap_or_default(),
        disagree: answers.disagree.clone().unwrap_or_default(),
    }
}

fn pillars(model: &Model, score: &Score) -> Vec<pb::PillarScore> {
    let all: i64 = model
        .criteria()
        .map(|(_, criterion)| criterion.weight)
        .sum();
    model
        .pillars
        .iter()
        .map(|pillar| {
            let scored: Vec<&CriterionScore> = score.pillar(&pillar.id).collect();
            let weight = |keep: fn(&CriterionScore) -> bool| -> i64 {
                scored
                    .iter()
                    .filter(|own| keep(own))
                    .map(|own| own.weight)
                    .sum()
            };
            let applicable = weight(CriterionScore::applies);
            let observed = weight(CriterionScore::is_observed);
            pb::PillarScore {
                pillar_id: pillar.id.clone(),
                name: pillar.name.clone(),
                points: whole(scored.iter().map(|own| own.points).sum()),
                max_points: whole(scored.iter().map(|own| own.max_points).sum()),
                coverage: number(domain::ratio::ratio(observed, applicable)),
                criteria: pillar
                    .criteria
                    .iter()
                    .zip(scored)
                    .map(|(criterion, own)| self::criterion(&criterion.name, own, all))
                    .collect(),
            }
        })
        .collect()
}

fn criterion(name: &str, scored: &CriterionScore, all_weights: i64) -> pb::CriterionScore {
    let observed = match &scored.state {
        State::Observed(observed) => Some(observed),
        State::NotApplicable | State::Missing => None,
    };
    pb::CriterionScore {
        criterion_id: scored.id.clone(),
        name: name.to_owned(),
        state: match scored.state {
            State::NotApplicable => pb::EvidenceState::NotApplicable,
            State::Missing => pb::EvidenceState::Missing,
            State::Observed(_) => pb::EvidenceState::Observed,
        }
        .into(),
        points: whole(scored.points),
        max_points: whole(scored.max_points),
        weight: scored.weight as f64 * 1000.0 / all_weights as f64,
        value: observed.and_then(|observed| observed.value).map(number),
        unit: observed.map_or_else(String::new, |observed| observed.unit.to_owned()),
        curve_value: number(scored.worth),
        evidence_count: observed.map_or(0, |observed| whole(observed.count)),
        evidence_time: observed.and_then(|observed| observed.time).map(timestamp),
        reason_code: scored.reason_code(),
        sentence: scored.sentence(),
    }
}

/// Reasons in wire form.
pub(crate) fn reasons(reasons: &[Reason<'_>]) -> Vec<pb::Reason> {
    reasons
        .iter()
        .map(|reason| pb::Reason {
            criterion_id: reason.criterion.id.clone(),
            reason_code: reason.criterion.reason_code(),
            points_from_half: whole(reason.points_from_half),
            sentence: reason.criterion.sentence(),
        })
        .collect()
}

/// The questions to ask next, in wire form.
pub(crate) fn questions(model: &Model, score: &Score) -> Vec<pb::Question> {
    let question = |scored: &CriterionScore| {
        let found = model
            .criteria()
            .find(|(_, criterion)| criterion.id == scored.id);
        pb::Question {
            criterion_id: scored.id.clone(),
            sentence: found.map_or_else(String::new, |(_, criterion)| criterion.question.clone()),
            max_points: whole(scored.max_points),
        }
    };
    score.ask_next().into_iter().map(question).collect()
}

fn sub_scores(scores: SubScores) -> pb::SubScores {
    pb::SubScores {
        six_months: points(scores.six_months),
        how_long: points(scores.how_long),
        want_them: points(scores.want_them),
    }
}

fn six_months(evaluation: &Evaluation) -> pb::SixMonthAnswer {
    let stay = &evaluation.stay;
    let answer = pb::SixMonthAnswer {
        money: stay.halves.money.number(),
        owner: stay.halves.owner.number(),
        sentence: stay.sentence.clone(),
        first_six_months: evaluation.first_six_months.map(first_six_months),
        ..pb::SixMonthAnswer::default()
    };
    match stay.chance {
        Chance::Unknown => answer,
        Chance::FiftyFifty => pb::SixMonthAnswer {
            prediction_method: pb::PredictionMethod::RuleOfThumb.into(),
            long_term_rule_of_thumb: Some(0.5),
            ..answer
        },
        Chance::Measured(measured) => pb::SixMonthAnswer {
            still_customer_probability: Some(number(measured.probability)),
            prediction_method: if measured.by_alike {
                pb::PredictionMethod::OwnCustomersAlike
            } else {
                pb::PredictionMethod::OwnCustomersAll
            }
            .into(),
            alike_count: whole(measured.alike.0),
            alike_stayed_count: whole(measured.alike.1),
            all_count: whole(measured.all.0),
            all_stayed_count: whole(measured.all.1),
            ..answer
        },
    }
}

fn first_six_months(first: FirstSixMonths) -> pb::FirstSixMonths {
    pb::FirstSixMonths {
        day: whole(first.day),
        over: first.over,
        money: first.halves.money.number(),
        owner: first.halves.owner.number(),
    }
}

fn economics(context: &AnswerContext, evaluated: &Evaluated) -> pb::Economics {
    let evaluation = &evaluated.evaluation;
    let hour = evaluated.model.settings.company.hour;
    let year = evaluation.economics;
    pb::Economics {
        window_start_date: Some(wire_date(year.window.first)),
        revenue: context.money(year.revenue),
        direct_cost: context.money(year.direct_cost),
        effort_cost: context.money(year.effort_cost),
        late_cost: context.money(year.late_cost),
        gift_cost: context.money(year.gift_cost),
        contribution: context.money(year.contribution()),
        minutes: year.seconds as f64 / 60.0,
        unbilled_minutes: year.unbilled_seconds as f64 / 60.0,
        contribution_per_hour: year
            .contribution_per_hour()
            .and_then(|value| context.money(value)),
        realised_value: context.money(evaluation.to_date.value()),
        overdue: context.money(evaluation.overdue.amount),
        overdue_days: whole(evaluation.overdue.days),
        revenue_to_date: context.money(evaluation.to_date.revenue),
        hour_cost: hour.and_then(|hour| context.money(hour.cost)),
        hour_price: hour.and_then(|hour| context.money(hour.price)),
        before_your_time: hour.is_none(),
        left_out: context.money(evaluation.left_out),
    }
}

/// Sets the customer of a score.
pub(crate) fn of_customer(customer_id: &str, score: pb::Score) -> pb::Score {
    pb::Score {
        customer_id: customer_id.to_owned(),
        ..score
    }
}
