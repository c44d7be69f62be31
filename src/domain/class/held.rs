//! Downgrades by points alone wait: until the points are well past the line, or the time is up. A pure
//! look back over days, so that a replay gives what was answered.

use super::{Class, DecidedBy, RawClass};
use crate::model::Classes;
use crate::time::{Day, add_days};

/// What one past day gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The day.
    pub day: Day,
    /// The class of its last moment.
    pub class: Class,
    /// The points of its last moment.
    pub points: Option<i64>,
    /// Whether the class rested on a floor.
    pub by_floor: bool,
}

impl Past {
    /// What `raw` and its points say about `day`.
    #[must_use]
    pub fn of(day: Day, raw: &RawClass, points: Option<i64>) -> Self {
        Self {
            day,
            class: raw.class,
            points,
            by_floor: raw.rests_on_floor(),
        }
    }
}

/// The class that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The class.
    pub class: Class,
    /// Set while a downgrade waits.
    pub downgrade: Option<HeldDowngrade>,
}

/// A downgrade that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldDowngrade {
    /// The day on which the better class was last reached.
    pub last_reached: Day,
    /// The day on which it falls, if nothing changes before.
    pub falls_on: Day,
    /// With fewer points it falls at once; `None` where it is held whatever the points, because it was
    /// ideal or came from a floor.
    pub lowest_points: Option<i64>,
}

/// The class held today, given today's `raw` class and `points` and the `past` days, newest first,
/// without gaps, at most as many as a class is held. Days beyond are never asked for, so `past` may be
/// lazy.
#[must_use]
pub fn held(
    raw: &RawClass,
    points: Option<i64>,
    today: Day,
    classes: &Classes,
    past: impl Iterator<Item = Past>,
) -> Held {
    let as_it_is = Held {
        class: raw.class,
        downgrade: None,
    };
    let ceiling = raw
        .caps
        .iter()
        .map(|cap| cap.class)
        .min()
        .unwrap_or(Class::Ideal);
    let at_once = matches!(raw.decided_by, DecidedBy::OwnSort | DecidedBy::Coverage);
    if at_once || raw.class >= ceiling {
        return as_it_is;
    }
    let mut lowest = points;
    let mut best: Option<(Class, HeldDowngrade)> = None;
    for day in past.take_while(|past| past.day >= add_days(today, -classes.held_days)) {
        let class = holds(&day, lowest, classes).min(ceiling);
        if class > raw.class && best.as_ref().is_none_or(|(found, _)| class > *found) {
            best = Some((class, downgrade(&day, class, classes)));
        }
        if best.as_ref().is_some_and(|(found, _)| *found == ceiling) {
            break;
        }
        lowest = match (lowest, day.points) {
            (Some(lowest), Some(points)) => Some(lowest.min(points)),
            _ => None,
        };
    }
    match best {
        None => as_it_is,
        Some((class, downgrade)) => Held {
            class,
            downgrade: Some(downgrade),
        },
    }
}

fn downgrade(past: &Past, class: Class, classes: &Classes) -> HeldDowngrade {
    let whatever = past.by_floor || past.class == Class::Ideal;
    HeldDowngrade {
        last_reached: past.day,
        falls_on: add_days(past.day, classes.held_days + 1),
        lowest_points: (!whatever).then(|| lowest_points(class, classes)),
    }
}

/// The points with which a class is still held.
fn lowest_points(class: Class, classes: &Classes) -> i64 {
    class.line(classes).unwrap_or(0) - classes.held_points
}

/// The best class that reaching `past.class` on its day still holds, where `lowest` are the lowest
/// points since.
fn holds(past: &Past, lowest: Option<i64>, classes: &Classes) -> Class {
    let near = |class: Class| {
        past.by_floor || lowest.is_some_and(|lowest| lowest >= lowest_points(class, classes))
    };
    match past.class {
        Class::Ideal => Class::Ideal,
        Class::Good if near(Class::Good) => Class::Good,
        Class::Good | Class::Ok if near(Class::Ok) => Class::Ok,
        _ => Class::InsufficientData,
    }
}
