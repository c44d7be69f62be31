//! Classes on the wire.

use super::basis::AnswerContext;
use super::finding::{findings, outlook, standing};
use super::name::Named;
use super::number::{number, points};
use super::score::{questions, reasons};
use super::time::{timestamp, wire_date};
use crate::evaluate::Evaluated;
use crate::pb::v1 as pb;
use domain::class::{Class, Decision, DelayedDowngrade, NextClass, OwnSort};
use domain::words::day;

fn class_number(decision: Option<&Decision>) -> i32 {
    decision.map_or(0, |decision| decision.class.number())
}

/// A classification in wire form.
pub(crate) fn to_wire(context: &AnswerContext, evaluated: &Evaluated) -> pb::Classification {
    let evaluation = &evaluated.evaluation;
    let (decision, numbers) = (evaluation.decision.as_ref(), evaluation.by_numbers.as_ref());
    let score = &evaluation.score;
    let agree = decision
        .zip(numbers)
        .is_some_and(|(own, numbers)| own.class.agrees_with(numbers.class));
    let held = decision.zip(evaluation.downgrade.as_ref());
    pb::Classification {
        customer_id: evaluated.customer_id.clone(),
        standing: Some(standing(evaluation, &evaluated.model.settings.numbers)),
        customer_class: class_number(decision),
        sentence: evaluation.sentence().to_owned(),
        steps: decision.map_or_else(Vec::new, steps),
        findings: findings(context, &evaluation.findings),
        own_sort: evaluation
            .own_sort
            .as_ref()
            .map(|sort| own_sort(sort, agree)),
        class_by_numbers: class_number(numbers),
        numbers_sentence: numbers.map_or_else(String::new, |it| it.sentence().to_owned()),
        payment_outlook: Some(outlook(context, &evaluation.outlook)),
        held_downgrade: held.map(|(decision, held)| held_downgrade(decision.class, held)),
        next_class: evaluation.next_class.as_ref().map(next_class),
        points: points(score.points),
        coverage: number(score.coverage.share()),
        ask_next: questions(&evaluated.model, score),
        top_up: reasons(&score.top_up()),
        top_down: reasons(&score.top_down()),
        basis: Some(context.basis(evaluated)),
    }
}

fn steps(decision: &Decision) -> Vec<pb::ClassStep> {
    let step = |step: &domain::class::Step| pb::ClassStep {
        rule_id: step.rule.clone(),
        customer_class: step.class.number(),
        sentence: step.sentence.clone(),
    };
    decision.steps.iter().map(step).collect()
}

fn own_sort(sort: &OwnSort, numbers_agree: bool) -> pb::OwnSort {
    pb::OwnSort {
        customer_class: sort.class.number(),
        said_by: sort.by.clone(),
        sort_time: Some(timestamp(sort.time)),
        why: sort.why.clone(),
        look_again: sort.look_again,
        numbers_agree,
        sentence: sort.sentence(),
    }
}

fn held_downgrade(class: Class, downgrade: &DelayedDowngrade) -> pb::HeldDowngrade {
    let (reached, falls) = (day(downgrade.last_reached), day(downgrade.falls_on));
    pb::HeldDowngrade {
        last_reached_date: Some(wire_date(downgrade.last_reached)),
        falls_on_date: Some(wire_date(downgrade.falls_on)),
        lowest_points: i32::try_from(downgrade.lowest_points).unwrap_or(0),
        class_today: downgrade.class.number(),
        sentence: format!(
            "{} by the points of {reached}: that ends on {falls}, or as soon as there are fewer than {} \
             points",
            class.name(),
            downgrade.lowest_points
        ),
    }
}

fn next_class(next: &NextClass) -> pb::NextClass {
    let step = |step: &domain::class::NextStep| pb::NextStep {
        question: step.question.number(),
        sentence: step.sentence.to_owned(),
    };
    pb::NextClass {
        customer_class: next.class.number(),
        steps: next.steps.iter().map(step).collect(),
        any_one_is_enough: next.any_one,
    }
}
