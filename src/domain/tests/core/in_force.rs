//! New portfolio figures: when they replace those in force, and which kinds stay recorded.

use crate::given::{both, day, usual};
use domain::customer::Peers;
use domain::money::UNIT;
use domain::portfolio::{Basis, Half, Member, Outcome, PortfolioFigures, RecordedKind, Share};
use domain::time::Month;

fn june() -> Month {
    Month::of(day("2026-06-01"))
}

/// The usual figures, with outcomes of 100 customers of whom 50 stayed, and payments of late May.
fn whole(boundary: Month, peers: Peers) -> Basis {
    Basis {
        last_payment: Some(day("2026-05-20")),
        outcomes: vec![
            outcome(Half::ChecksOut, 60, 40),
            outcome(Half::DoesNot, 40, 10),
        ],
        ..usual(boundary, peers)
    }
}

fn outcome(money: Half, here: i64, stayed: i64) -> Outcome {
    Outcome {
        money,
        owner: Half::Unknown,
        here,
        stayed,
    }
}

fn in_force() -> PortfolioFigures {
    both(june(), whole)
}

/// Whether figures of which one group is `changed` differ from those in force: the same for either group.
fn differ(changed: impl Fn(&mut Basis)) -> bool {
    let (mut invoiced, mut purchasing) = (in_force(), in_force());
    changed(&mut invoiced.invoiced);
    changed(&mut purchasing.purchasing);
    let differ = invoiced.differ_from(&in_force());
    assert_eq!(purchasing.differ_from(&in_force()), differ);
    differ
}

type Amount = fn(&mut Basis) -> &mut i64;

#[test]
fn figures_differ_by_more_than_a_hundredth_of_those_in_force() {
    assert!(!in_force().differ_from(&in_force()));
    let amounts: [(Amount, i64); 4] = [
        (|it| it.contribution_cutoff.as_mut().unwrap(), 5_000 * UNIT),
        (|it| it.brought_cutoff.as_mut().unwrap(), 5_000 * UNIT),
        (|it| it.median_value.as_mut().unwrap(), 1_000 * UNIT),
        (|it| &mut it.mean_acquisition_cost, 100 * UNIT),
    ];
    for (amount, in_force) in amounts {
        let hundredth = in_force / 100;
        for by in [hundredth, -hundredth] {
            assert!(!differ(|it| *amount(it) += by));
            assert!(differ(|it| *amount(it) += by + by.signum()));
        }
    }
}

#[test]
fn figures_that_begin_or_end_differ() {
    assert!(differ(|it| it.contribution_cutoff = None));
    assert!(differ(|it| it.brought_cutoff = None));
    assert!(differ(|it| it.median_value = None));
    let without = both(june(), |boundary, peers| Basis {
        median_value: None,
        ..whole(boundary, peers)
    });
    assert!(in_force().differ_from(&without));
    // Of nothing any change is more than a hundredth.
    let free = both(june(), |boundary, peers| Basis {
        mean_acquisition_cost: 0,
        ..whole(boundary, peers)
    });
    assert!(in_force().differ_from(&free));
    assert!(!free.differ_from(&free));
}

#[test]
fn figures_of_another_month_or_with_other_kinds_recorded_differ() {
    assert!(both(june().plus(1), whole).differ_from(&in_force()));
    for kind in RecordedKind::ALL {
        assert!(differ(|it| assert!(it.recorded.remove(&kind))), "{kind:?}");
    }
}

#[test]
fn only_the_month_of_the_last_payment_makes_figures_differ() {
    assert!(!differ(|it| it.last_payment = Some(day("2026-05-31"))));
    assert!(differ(|it| it.last_payment = Some(day("2026-04-30"))));
    assert!(differ(|it| it.last_payment = None));
}

#[test]
fn so_many_customers_more_or_less_make_figures_differ() {
    assert!(!differ(|it| it.customer_count = 101));
    assert!(differ(|it| it.customer_count = 102));
    assert!(differ(|it| it.outcomes[0].here += 2));
    assert!(differ(|it| it.outcomes[1].stayed -= 1));
}

/// Ten customers of a group, of whom so many have every kind recorded.
fn members(count: usize) -> Vec<Member> {
    let member = |at: usize| Member {
        share: Share {
            peers: Some(Peers::Invoiced),
            recorded: [at < count; 4],
            ..Share::default()
        },
        ..Member::default()
    };
    (0..10).map(member).collect()
}

fn taken(members: &[Member], before: Option<&PortfolioFigures>) -> PortfolioFigures {
    PortfolioFigures::of_all(june(), members, before)
}

fn kinds(figures: &PortfolioFigures) -> Vec<RecordedKind> {
    figures.invoiced.recorded.iter().copied().collect()
}

#[test]
fn recorded_begins_at_one_half_and_ends_under_two_fifths() {
    let all = RecordedKind::ALL.to_vec();
    let mut figures = None;
    for (count, recorded) in [
        (4, false),
        (5, true),
        (4, true),
        (3, false),
        (4, false),
        (5, true),
    ] {
        let next = taken(&members(count), figures.as_ref());
        assert_eq!(
            kinds(&next),
            if recorded { all.clone() } else { vec![] },
            "{count}"
        );
        figures = Some(next);
    }
}

#[test]
fn each_kind_is_recorded_by_itself_and_in_its_own_group() {
    for (place, kind) in RecordedKind::ALL.into_iter().enumerate() {
        let mut some = members(4);
        some[9].share.recorded[place] = true;
        let alone = taken(&some, None);
        assert_eq!(kinds(&alone), [kind]);
        assert_eq!(kinds(&taken(&members(4), Some(&alone))), [kind], "it stays");
        let other = PortfolioFigures {
            invoiced: Basis::empty(june(), Peers::Invoiced),
            purchasing: Basis {
                peers: Peers::Purchasing,
                ..alone.invoiced
            },
        };
        assert_eq!(
            kinds(&taken(&members(4), Some(&other))),
            [],
            "of the others"
        );
    }
}

#[test]
fn of_fewer_than_five_customers_nothing_stays_recorded() {
    let before = taken(&members(10), None);
    let few = taken(&members(10)[..4], Some(&before));
    assert_eq!(kinds(&few), []);
}

#[test]
fn figures_taken_anew_of_the_same_customers_are_the_same() {
    for count in 0..=10 {
        let first = taken(&members(count), None);
        let again = taken(&members(count), Some(&first));
        assert_eq!(again, first, "{count}");
        assert!(!again.differ_from(&first), "{count}");
    }
    assert_eq!(taken(&[], None), PortfolioFigures::empty(june()));
    assert_eq!(PortfolioFigures::empty(june()).boundary(), june());
}
