//! Classes on the wire.

use super::basis::Frame;
use super::score::{number, points, questions, reasons};
use super::time::wire_date;
use crate::answer::Answer;
use crate::pb::v1 as pb;
use domain::class::{Class, DecidedBy, HeldDowngrade, IdealBy, NextClass, Rule};

/// A class on the wire.
pub(crate) fn class(class: Class) -> pb::CustomerClass {
    match class {
        Class::Ideal => pb::CustomerClass::Ideal,
        Class::Good => pb::CustomerClass::Good,
        Class::Ok => pb::CustomerClass::Ok,
        Class::Bad => pb::CustomerClass::Bad,
        Class::InsufficientData => pb::CustomerClass::InsufficientData,
    }
}

fn optional(class: Option<Class>) -> i32 {
    class.map_or(pb::CustomerClass::Unspecified, self::class).into()
}

/// A classification of `customer_id`.
pub(crate) fn to_wire(frame: &Frame, customer_id: &str, answer: &Answer) -> pb::Classification {
    let assessment = &answer.assessment;
    let (raw, score) = (&assessment.raw, &assessment.score);
    let steps = raw.steps.iter().map(|step| pb::ClassStep {
        step_code: step.code.to_owned(),
        customer_class: class(step.class).into(),
        sentence: step.sentence.clone(),
    });
    let held_step = assessment.held.downgrade.as_ref().map(|downgrade| pb::ClassStep {
        step_code: "HELD".to_owned(),
        customer_class: class(assessment.held.class).into(),
        sentence: held_sentence(assessment.held.class, downgrade),
    });
    pb::Classification {
        customer_id: customer_id.to_owned(),
        customer_class: class(assessment.held.class).into(),
        raw_class: class(raw.class).into(),
        class_by_points: class(raw.by_points.unwrap_or(Class::InsufficientData)).into(),
        decided_by: decided_by(raw.decided_by).into(),
        provisional_class: optional(raw.provisional),
        points: points(score.points),
        coverage: number(score.coverage.share()),
        steps: steps.chain(held_step).collect(),
        floors: raw.floors.iter().map(rule).collect(),
        caps: raw.caps.iter().map(rule).collect(),
        ideal_by: ideal_by(raw.ideal_by).into(),
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
        customer_class: class(rule.class).into(),
        sentence: rule.sentence.clone(),
    }
}

fn decided_by(by: DecidedBy) -> pb::DecidedBy {
    match by {
        DecidedBy::Points => pb::DecidedBy::Points,
        DecidedBy::OwnSort => pb::DecidedBy::OwnSort,
        DecidedBy::Floor => pb::DecidedBy::Floor,
        DecidedBy::Cap => pb::DecidedBy::Cap,
        DecidedBy::Ideal => pb::DecidedBy::Ideal,
        DecidedBy::Coverage => pb::DecidedBy::Coverage,
    }
}

fn ideal_by(by: Option<IdealBy>) -> pb::IdealBy {
    match by {
        None => pb::IdealBy::Unspecified,
        Some(IdealBy::Profit) => pb::IdealBy::Profit,
        Some(IdealBy::Referrals) => pb::IdealBy::Referrals,
        Some(IdealBy::Both) => pb::IdealBy::Both,
    }
}

fn held_downgrade(class: Class, downgrade: &HeldDowngrade) -> pb::HeldDowngrade {
    pb::HeldDowngrade {
        last_reached_date: Some(wire_date(downgrade.last_reached)),
        falls_on_date: Some(wire_date(downgrade.falls_on)),
        sentence: held_sentence(class, downgrade),
    }
}

fn held_sentence(class: Class, downgrade: &HeldDowngrade) -> String {
    format!(
        "{} was last reached on {} and is held until {}, unless the points fall further",
        class.name(),
        downgrade.last_reached,
        downgrade.falls_on,
    )
}

fn next_class(next: &NextClass) -> pb::NextClass {
    let number = |points: i64| i32::try_from(points).unwrap_or(i32::MAX);
    pb::NextClass {
        customer_class: class(next.class).into(),
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
