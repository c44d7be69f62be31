//! Hysteresis: a class that rests on points alone is held for a while after the points have fallen a little.
//! The code looks back over the last days instead of keeping a state, so a replay gives the same answer.

use super::decide::{RuleContext, RuleInput};
use super::{Class, Decision, Step};
use crate::finding::{Answers, Findings};
use crate::model::{Circumstances, ClassRule, Model};
use crate::time::{Day, add_days};

/// A class that is held, and the downgrade that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// The decision, with the step that holds the class.
    pub decision: Decision,
    /// The downgrade to the class by today's figures.
    pub downgrade: DelayedDowngrade,
}

/// A downgrade that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelayedDowngrade {
    /// The class by today's figures.
    pub class: Class,
    /// The last day on which the points reached the line.
    pub last_reached: Day,
    /// The day on which the class falls, if nothing changes before.
    pub falls_on: Day,
    /// The class falls at once if the points are below this number.
    pub lowest_points: i64,
}

/// Finds the class that is held instead of the class of `decision`. A rule by points holds its class if four
/// things are true: the class is higher, everything else that the rule requires holds, today's points are
/// just below its line, and on one of the last days the points reached the line and have not fallen further
/// since. `points_at` gives the points at the end of an earlier day, by today's model and figures; it is
/// called only where the result depends on it.
#[must_use]
pub fn delay(
    model: &Model,
    decision: &Decision,
    (about, findings): (&Circumstances<'_>, &Findings),
    points: Option<i64>,
    (today, points_at): (Day, &mut dyn FnMut(Day) -> Option<i64>),
) -> Option<Delay> {
    let input = RuleInput {
        about,
        answers: Answers::of(findings),
        points,
    };
    let context = RuleContext {
        input,
        findings,
        own_sort: None,
    };
    let numbers = &model.settings.numbers;
    let rules = model.classes.rules.iter();
    let near = |rule: &&ClassRule| {
        let line = rule.points_from?;
        let lowest = line - numbers.held_points;
        let is_near = (lowest..line).contains(&points?);
        let higher = Class::of(rule.leads_to)? > decision.class;
        (is_near && higher && input.holds_but_for_points(rule)).then_some((line, lowest))
    };
    let (rule, (line, lowest)) = rules
        .filter(|rule| rule.points_from.is_some())
        .find_map(|rule| near(&rule).map(|found| (rule, found)))?;
    let mut reached = None;
    for days in 1..=numbers.held_days {
        let day = add_days(today, -days);
        match points_at(day) {
            Some(points) if points >= line => {
                reached = Some(day);
                break;
            }
            Some(points) if points >= lowest => {}
            _ => break,
        }
    }
    let last_reached = reached?;
    let falls_on = add_days(last_reached, numbers.held_days + 1);
    let class = Class::of(rule.leads_to)?;
    let mut steps = decision.steps.clone();
    steps.push(Step {
        rule: rule.id.clone(),
        class,
        sentence: context.sentence(rule),
    });
    if class == Class::Good {
        steps.extend(context.ideal(&model.classes));
    }
    Some(Delay {
        downgrade: DelayedDowngrade {
            class: decision.class,
            last_reached,
            falls_on,
            lowest_points: lowest,
        },
        decision: Decision::of(steps),
    })
}
