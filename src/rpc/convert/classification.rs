//! Classes on the wire.

use super::basis::Frame;
use super::name::Named;
use super::score::{number, points, questions, reasons};
use super::time::wire_date;
use crate::answer::Answer;
use crate::pb::v1 as pb;
use domain::class::{Class, HeldDowngrade, NextClass, Rule};

fn optional<N: Named>(value: Option<N>) -> i32 {
    value.map_or(0, Named::number)
}

/// A classification of `customer_id`.
pub(crate) fn to_wire(frame: &Frame, customer_id: &str, answer: &Answer) -> pb::Classification {
    let assessment = &answer.assessment;
    let (raw, score) = (&assessment.raw, &assessment.score);
    let steps = raw.steps.iter().map(|step| pb::ClassStep {
        step_code: step.code.to_owned(),
        customer_class: step.class.number(),
        sentence: step.sentence.clone(),
    });
    let held_step = assessment
        .held
        .downgrade
        .as_ref()
        .map(|downgrade| pb::ClassStep {
            step_code: "HELD".to_owned(),
            customer_class: assessment.held.class.number(),
            sentence: held_sentence(assessment.held.class, downgrade),
        });
    pb::Classification {
        customer_id: customer_id.to_owned(),
        customer_class: assessment.held.class.number(),
        raw_class: raw.class.number(),
        class_by_points: raw.by_points.unwrap_or(Class::InsufficientData).number(),
        decided_by: raw.decided_by.number(),
        provisional_class: optional(raw.provisional),
        points: points(score.points),
        coverage: number(score.coverage.share()),
        steps: steps.chain(held_step).collect(),
        floors: raw.floors.iter().map(rule).collect(),
        caps: raw.caps.iter().map(rule).collect(),
        ideal_by: optional(raw.ideal_by),
        own_sort: optional(raw.own_sort),
        held_downgrade: assessment
            .held
            .downgrade
            .as_ref()
            .map(|downgrade| held_downgrade(assessment.held.class, downgrade)),
        next_class: assessment.next_class.as_ref().map(next_class),
        ask_next: questions(&answer.model, score),
        top_up: reasons(&score.top_up()),
        top_down: reasons(&score.top_down()),
        basis: Some(frame.basis(answer)),
    }
}

fn rule(rule: &Rule) -> pb::ClassRule {
    pb::ClassRule {
        rule_id: rule.id.to_owned(),
        customer_class: rule.class.number(),
        sentence: rule.sentence.clone(),
    }
}

fn held_downgrade(class: Class, downgrade: &HeldDowngrade) -> pb::HeldDowngrade {
    pb::HeldDowngrade {
        last_reached_date: Some(wire_date(downgrade.last_reached)),
        falls_on_date: Some(wire_date(downgrade.falls_on)),
        lowest_points: downgrade
            .lowest_points
            .map(|points| i32::try_from(points).unwrap_or(0)),
        sentence: held_sentence(class, downgrade),
    }
}

fn held_sentence(class: Class, downgrade: &HeldDowngrade) -> String {
    let (class, reached, falls) = (class.name(), downgrade.last_reached, downgrade.falls_on);
    let held =
        format!("{class} was last reached on {reached} and is held until it falls on {falls}");
    match downgrade.lowest_points {
        Some(points) => format!("{held}, or at once with fewer than {points} points"),
        None => format!("{held}, whatever the points"),
    }
}

fn next_class(next: &NextClass) -> pb::NextClass {
    let number = |points: i64| i32::try_from(points).unwrap_or(i32::MAX);
    pb::NextClass {
        customer_class: next.class.number(),
        points_missing: number(next.points_missing),
        steps: next
            .steps
            .iter()
            .map(|step| pb::NextStep {
                target_id: step.target.clone(),
                points_gain: number(step.gain),
                sentence: step.sentence.clone(),
            })
            .collect(),
    }
}
