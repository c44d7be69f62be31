//! Referral figures kept by differences equal those computed from everybody's own numbers, whatever happens.

use crate::forest::any_forest;
use domain::class::Class;
use domain::forest::{Circle, Forest, NOBODY};
use domain::ratio::{ONE, Ppm};
use domain::referral_figures::{Below, CLASSES, Figures, LEVELS, Level, Own, publish};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::{BTreeMap, BTreeSet};

/// Everybody's own numbers.
type Owns = BTreeMap<String, Own>;

/// Everybody's figures.
type Stored = BTreeMap<String, Figures>;

/// What happens to one customer.
#[derive(Clone, Debug)]
enum Event {
    /// They are worth something else.
    Changed(Index, Own),
    /// It turns out that somebody brought them, or somebody else; everyone below moves along.
    Brought(Index, Index),
    /// Nobody brought them after all.
    Retracted(Index),
    /// They are new, brought by one of the last few, so that there are long chains.
    New(Own, usize),
    /// Somebody brought them of whom nothing else is known.
    BroughtByStranger(Index),
}

fn any_own() -> impl Strategy<Value = Own> {
    let share = prop_oneof![4 => Just(ONE / 2), 1 => 0..=ONE];
    let amount = || -1_000_000_007i64..1_000_000_007;
    let class = prop::option::weighted(0.9, prop::sample::select(CLASSES.to_vec()));
    let flags = (any::<bool>(), any::<bool>());
    (share, [amount(), amount(), amount()], flags, class).prop_map(
        |(passed_up, amounts, (is_billed, pays_their_way), class)| Own {
            referrer: None,
            passed_up,
            value: amounts[0],
            value_at_boundary: amounts[1],
            contribution: amounts[2],
            is_billed,
            pays_their_way,
            class,
        },
    )
}

fn any_event() -> impl Strategy<Value = Event> {
    let one = any::<Index>;
    prop_oneof![
        3 => (one(), any_own()).prop_map(|(who, own)| Event::Changed(who, own)),
        3 => (one(), one()).prop_map(|(who, by)| Event::Brought(who, by)),
        1 => one().prop_map(Event::Retracted),
        3 => (any_own(), 0usize..5).prop_map(|(own, back)| Event::New(own, back)),
        1 => one().prop_map(Event::BroughtByStranger),
    ]
}

/// A first step in which up to 30 come, and further steps of up to four events each.
fn any_steps() -> impl Strategy<Value = Vec<Vec<Event>>> {
    let new = (any_own(), 0usize..4).prop_map(|(own, back)| Event::New(own, back));
    let first = prop::collection::vec(new, 1..30);
    let next = prop::collection::vec(prop::collection::vec(any_event(), 1..5), 0..10);
    (first, next).prop_map(|(first, next)| std::iter::once(first).chain(next).collect())
}

/// The changes that `events` make, and the own numbers of all after them.
fn happen(owns: &Owns, events: &[Event]) -> (Owns, Owns) {
    let (mut after, mut changes) = (owns.clone(), Owns::new());
    for event in events {
        let ids: Vec<String> = after.keys().cloned().collect();
        let at = |index: &Index| ids[index.index(ids.len())].clone();
        let next = format!("c{:03}", ids.len());
        let (id, own) = match event {
            Event::Changed(who, own) => {
                let referrer = after[&at(who)].referrer.clone();
                let own = own.clone();
                (at(who), Own { referrer, ..own })
            }
            Event::Brought(who, by) => (at(who), brought_by(&after[&at(who)], Some(at(by)))),
            Event::Retracted(who) => (at(who), brought_by(&after[&at(who)], None)),
            Event::New(own, back) => {
                let referrer = ids.iter().rev().nth(back.wrapping_sub(1)).cloned();
                (next, brought_by(own, referrer))
            }
            Event::BroughtByStranger(who) => {
                after.insert(next.clone(), Own::default());
                (at(who), brought_by(&after[&at(who)], Some(next)))
            }
        };
        after.insert(id.clone(), own.clone());
        changes.insert(id, own);
    }
    (changes, after)
}

fn brought_by(own: &Own, referrer: Option<String>) -> Own {
    let own = own.clone();
    Own { referrer, ..own }
}

/// Those of `stored` whom [`publish`] asks for: the changed and all above, before and after.
fn asked_for(stored: &Stored, changes: &Owns) -> Stored {
    let mut ids: BTreeSet<&String> = BTreeSet::new();
    let mut waiting: Vec<&String> = changes.keys().collect();
    while let Some(id) = waiting.pop() {
        if ids.insert(id) {
            waiting.extend(stored.get(id).and_then(|it| it.own.referrer.as_ref()));
            waiting.extend(changes.get(id).and_then(|own| own.referrer.as_ref()));
        }
    }
    let known = ids.into_iter().filter_map(|id| stored.get_key_value(id));
    known.map(|(id, it)| (id.clone(), it.clone())).collect()
}

fn has_circle(owns: &Owns) -> bool {
    let above = |id: &&String| owns.get(*id).and_then(|own| own.referrer.as_ref());
    let ends = |id| {
        std::iter::successors(Some(id), above)
            .nth(owns.len())
            .is_none()
    };
    !owns.keys().all(ends)
}

/// The figures as their definition says, from everybody's own numbers.
struct Defined<'a> {
    owns: &'a Owns,
    brought: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Defined<'a> {
    fn of(owns: &'a Owns) -> Self {
        let mut brought: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, own) in owns {
            if let Some(above) = &own.referrer {
                brought.entry(above).or_default().push(id);
            }
        }
        Self { owns, brought }
    }

    fn children(&self, id: &str) -> &[&'a str] {
        self.brought.get(id).map_or(&[], Vec::as_slice)
    }

    /// Everyone below, with how far below.
    fn everyone(&self, id: &str, depth: usize, all: &mut Vec<(usize, &'a Own)>) {
        for child in self.children(id) {
            all.push((depth, &self.owns[*child]));
            self.everyone(child, depth + 1, all);
        }
    }

    fn inflow(&self, id: &str, number: fn(&Own) -> i64) -> i64 {
        let passed = self.children(id).iter().map(|child| {
            let own = &self.owns[*child];
            let through = number(own) + self.inflow(child, number);
            (i128::from(through) * i128::from(own.passed_up) / i128::from(ONE)) as i64
        });
        passed.sum()
    }

    fn figures(&self, id: &str) -> Figures {
        let mut all = Vec::new();
        self.everyone(id, 1, &mut all);
        let sum = |number: fn(&Own) -> i64| all.iter().map(|one| number(one.1)).sum();
        let count = |holds: &dyn Fn(usize, &Own) -> bool| {
            let held = all.iter().filter(|one| holds(one.0, one.1));
            held.count() as i64
        };
        let level = |depth: usize| Level {
            count: count(&|at, _| at == depth),
            value: {
                let there = all.iter().filter(|one| one.0 == depth);
                there.map(|one| one.1.value).sum()
            },
            classes: CLASSES.map(|class| count(&|at, own| at == depth && own.class == Some(class))),
        };
        let below = Below {
            value: sum(|own| own.value),
            value_at_boundary: sum(|own| own.value_at_boundary),
            count: count(&|_, _| true),
            direct: count(&|depth, _| depth == 1),
            direct_paying: count(&|depth, own| depth == 1 && own.pays_their_way),
            billed: count(&|_, own| own.is_billed),
            paying: count(&|_, own| own.pays_their_way),
            value_inflow: self.inflow(id, |own| own.value),
            contribution_inflow: self.inflow(id, |own| own.contribution),
            levels: std::array::from_fn(|at| level(at + 1)),
        };
        let own = self.owns[id].clone();
        Figures { own, below }
    }

    fn all(&self) -> Stored {
        let figures = |id: &String| (id.clone(), self.figures(id));
        self.owns.keys().map(figures).collect()
    }
}

/// Without those of whom there is nothing to say.
fn said(mut stored: Stored) -> Stored {
    stored.retain(|_, figures| *figures != Figures::default());
    stored
}

/// Summed over everybody: what is credited, and what all are worth; once to date, once of the twelve months.
fn sums(stored: &Stored) -> [(i64, i64); 2] {
    let all = || stored.values();
    let credited_contribution =
        |it: &Figures| it.own.kept_of(it.own.contribution) + it.brought().credited_contribution;
    [
        (
            all().map(Figures::credited_value).sum(),
            all().map(|it| it.own.value).sum(),
        ),
        (
            all().map(credited_contribution).sum(),
            all().map(|it| it.own.contribution).sum(),
        ),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_figures_are_those_of_everybodys_own_numbers(steps in any_steps()) {
        let (mut owns, mut stored) = (Owns::new(), Stored::new());
        for events in steps {
            let (changes, after) = happen(&owns, &events);
            let published = publish(&stored, &changes);
            if has_circle(&after) {
                prop_assert!(published.is_err());
                continue;
            }
            let published = published.unwrap();
            let needed = asked_for(&stored, &changes);
            prop_assert_eq!(&publish(&needed, &changes).unwrap(), &published);
            for (id, figures) in &published {
                prop_assert_ne!(Some(figures), stored.get(id), "{} did not change", id);
            }
            stored.extend(published);
            owns = after;
            let defined = said(Defined::of(&owns).all());
            prop_assert_eq!(&said(stored.clone()), &defined);
            let from_nothing = publish(&Stored::new(), &owns).unwrap();
            prop_assert_eq!(&from_nothing, &defined);
            for (credited, worth) in sums(&stored) {
                prop_assert_eq!(credited, worth);
            }
            prop_assert_eq!(publish(&stored, &changes).unwrap(), Stored::new());
        }
    }

    #[test]
    fn what_is_passed_up_is_credited_as_the_forest_credits_it(
        (referrers, own) in any_forest(),
        share in 0..=ONE,
    ) {
        let stored = publish(&Stored::new(), &owns_of(&referrers, &own, share)).unwrap();
        let forest = Forest::new(referrers.clone()).unwrap();
        let (totals, counts) = (forest.totals(&own), forest.brought_counts());
        let (credits, levels) = (forest.credits(&own, share), forest.levels());
        let mut level_counts = vec![[0; LEVELS]; own.len()];
        for at in 0..own.len() {
            let mut above = forest.referrer(at);
            while let Some(top) = above {
                let depth = (levels[at] - levels[top]) as usize;
                if let Some(count) = level_counts[top].get_mut(depth - 1) {
                    *count += 1;
                }
                above = forest.referrer(top);
            }
        }
        for at in 0..own.len() {
            let figures = &stored[&id(at)];
            prop_assert_eq!(figures.own.value + figures.below.value, totals[at]);
            prop_assert_eq!(figures.below.count, counts[at]);
            prop_assert_eq!(figures.from_referrals(), credits.from_referrals[at]);
            let credited = credits.kept_of_own[at] + credits.from_referrals[at];
            prop_assert_eq!(figures.credited_value(), credited);
            prop_assert_eq!(figures.below.levels.map(|level| level.count), level_counts[at]);
        }
    }
}

fn id(at: usize) -> String {
    format!("c{at:03}")
}

fn owns_of(referrers: &[u32], values: &[i64], passed_up: Ppm) -> Owns {
    let all = referrers.iter().zip(values).enumerate();
    all.map(|(at, (above, value))| {
        let own = Own {
            referrer: (*above != NOBODY).then(|| id(*above as usize)),
            passed_up,
            value: *value,
            is_billed: true,
            class: Some(Class::Ok),
            ..Own::default()
        };
        (id(at), own)
    })
    .collect()
}

/// The first brought the second, who brought the third, worth 100, 50 and 31.
fn chain() -> Stored {
    let owns = owns_of(&[NOBODY, 0, 1], &[100, 50, 31], ONE / 2);
    publish(&Stored::new(), &owns).unwrap()
}

fn changed(stored: &Stored, referrers: &[(usize, Option<usize>)]) -> Result<Stored, Circle> {
    let changes = referrers.iter().map(|(at, above)| {
        let own = &stored[&id(*at)].own;
        (id(*at), brought_by(own, above.map(id)))
    });
    let mut after = stored.clone();
    after.extend(publish(stored, &changes.collect())?);
    Ok(after)
}

fn credited(stored: &Stored) -> Vec<i64> {
    stored.values().map(Figures::credited_value).collect()
}

/// The third passes 15 up, the second (50 + 15) / 2 = 32.
#[test]
fn a_chain_by_hand_and_turned_round_in_one_step() {
    assert_eq!(credited(&chain()), [132, 33, 16]);
    let turned = [(0, Some(1)), (1, Some(2)), (2, None)];
    let turned = changed(&chain(), &turned).unwrap();
    // The first passes 50 up, the second (50 + 50) / 2.
    assert_eq!(credited(&turned), [50, 50, 81]);
    assert_eq!(turned[&id(2)].below.count, 2);
    assert_eq!(turned[&id(0)].below, Below::default());
}

#[test]
fn a_circle_is_refused_also_where_it_closes_with_two_changes() {
    let stored = chain();
    assert_eq!(
        changed(&stored, &[(0, Some(0))]),
        Err(Circle { customers: 1 })
    );
    assert_eq!(
        changed(&stored, &[(0, Some(2))]),
        Err(Circle { customers: 3 })
    );
    let apart = changed(&stored, &[(1, None), (2, None)]).unwrap();
    assert!(changed(&apart, &[(1, Some(2))]).is_ok());
    let both = [(1, Some(2)), (2, Some(1))];
    assert_eq!(changed(&apart, &both), Err(Circle { customers: 2 }));
}

#[test]
fn only_those_above_a_change_get_other_figures() {
    let stored = chain();
    let mut own = stored[&id(1)].own.clone();
    own.value += 1;
    let published = publish(&stored, &[(id(1), own)].into()).unwrap();
    assert_eq!(published.into_keys().collect::<Vec<_>>(), [id(0), id(1)]);
}
