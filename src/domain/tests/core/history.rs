//! Facts give the same answer to the byte in any order, from sums or from facts alone, and with later or
//! retracted facts.

use crate::generated::{any_moment, any_told};
use crate::given::{Told, alone, model, of_tree, shipped, usual};
use domain::evaluation::{Evaluation, effective_time, months_cut};
use domain::fact::{Event, Fact};
use domain::history::{Flow, History, is_record, months_of};
use domain::model::Model;
use domain::time::{Month, Time, add_days};
use domain::tree::{Member, Tree};
use proptest::prelude::*;

/// The whole answer in words, with every number in it.
fn words(answer: &Evaluation) -> String {
    format!("{answer:?}")
}

fn events<'f>(facts: impl IntoIterator<Item = &'f Fact>) -> Vec<Event> {
    facts.into_iter().cloned().map(Event::from).collect()
}

fn answer(told: &Told, facts: &[Fact], model: &Model, at: Time) -> Evaluation {
    let history = History::fold(told.customer.clone(), events(facts));
    alone(&history, model, at, usual)
}

/// The months that the answer cuts: those of the portfolio figures, and that of day 182.
fn cut_months(whole: &History, model: &Model, at: Time) -> Vec<Month> {
    let view = whole.at(at);
    let time = effective_time(view, model);
    let onboard = view.moved_to(time).onboard_day();
    let day_182 = onboard.map(|day| Month::of(add_days(day, 182)));
    months_cut(model, at, time)
        .into_iter()
        .chain(day_182)
        .collect()
}

/// The same history from monthly sums and only the facts that sums cannot replace.
fn assembled(told: &Told, whole: &History, model: &Model, at: Time) -> History {
    let cut = cut_months(whole, model, at);
    let needed = |fact: &&Fact| is_record(&fact.body) || cut.contains(&Month::at(fact.occur_time));
    let months = months_of(&events(&told.facts));
    let needed = events(told.facts.iter().filter(needed));
    History::assemble(told.customer.clone(), months, needed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_order_of_arrival_does_not_matter(
        (told, shuffled) in any_told(40).prop_flat_map(|told| {
            let facts = told.facts.clone();
            (Just(told), Just(facts).prop_shuffle())
        }),
        at in any_moment(),
        which in 0usize..5,
    ) {
        let model = &shipped()[which];
        let one = answer(&told, &told.facts, model, at);
        prop_assert_eq!(words(&one), words(&answer(&told, &shuffled, model, at)));
    }

    #[test]
    fn sums_and_the_facts_they_cannot_replace_give_the_same_answer(
        told in any_told(60),
        at in any_moment(),
        which in 0usize..5,
    ) {
        let model = &shipped()[which];
        let whole = told.history();
        let sums = assembled(&told, &whole, model, at);
        let from_facts = alone(&whole, model, at, usual);
        prop_assert_eq!(words(&alone(&sums, model, at, usual)), words(&from_facts));
    }

    #[test]
    fn in_a_tree_too_sums_give_the_same_answer(
        told in any_told(30),
        other in any_told(30),
        at in any_moment(),
    ) {
        let model = model("default");
        let whole = [told.history(), other.history()];
        let time = effective_time(whole[0].at(at), &model);
        let cut = cut_months(&whole[0], &model, at);
        let sums = [&told, &other].map(|told| {
            let needed = |fact: &&Fact| {
                is_record(&fact.body) || cut.contains(&Month::at(fact.occur_time))
            };
            let months = months_of(&events(&told.facts));
            let needed = events(told.facts.iter().filter(needed));
            History::assemble(told.customer.clone(), months, needed)
        });
        let answered = |histories: &[History; 2]| {
            let member = |at: usize| Member {
                history: &histories[at],
                referrer: at.checked_sub(1),
                referral_time: (at > 0).then_some(time - chrono::TimeDelta::days(20)),
                would_have_come_anyway_bps: None,
            };
            let tree = Tree::new(vec![member(0), member(1)]);
            words(&of_tree(&tree, &model, at, usual))
        };
        prop_assert_eq!(answered(&sums), answered(&whole));
    }

    #[test]
    fn what_occurs_later_changes_nothing(told in any_told(60), at in any_moment(), which in 0usize..5) {
        let model = &shipped()[which];
        let before = told.facts.iter().filter(|fact| fact.occur_time <= at).cloned();
        let known = answer(&told, &before.collect::<Vec<_>>(), model, at);
        prop_assert_eq!(words(&answer(&told, &told.facts, model, at)), words(&known));
    }

    /// A retraction adds the opposite of what the fact added, and the fact is no longer there.
    #[test]
    fn what_is_taken_back_was_never_told(
        told in any_told(60),
        at in any_moment(),
        which in any::<prop::sample::Index>(),
    ) {
        prop_assume!(!told.facts.is_empty());
        let gone = which.index(told.facts.len());
        let mut rest = told.facts.clone();
        let retracted = rest.remove(gone);
        let mut months = months_of(&events(&told.facts));
        if let Some(month) = months.get_mut(&Month::at(retracted.occur_time)) {
            month.subtract(&Flow::of(&retracted.body));
        }
        let model = model("default");
        let taken_back = History::assemble(told.customer.clone(), months, events(&rest));
        let never = answer(&told, &rest, &model, at);
        prop_assert_eq!(words(&alone(&taken_back, &model, at, usual)), words(&never));
    }

    #[test]
    fn the_same_question_gets_the_same_bytes(told in any_told(40), at in any_moment()) {
        let model = model("default");
        let once = words(&answer(&told, &told.facts, &model, at));
        prop_assert_eq!(once, words(&answer(&told, &told.facts, &model, at)));
    }

    #[test]
    fn seconds_and_money_of_all_months_are_those_of_all_facts(told in any_told(60)) {
        let (mut by_month, mut by_fact) = (Flow::default(), Flow::default());
        for month in months_of(&events(&told.facts)).values() {
            by_month.add(month);
        }
        for fact in &told.facts {
            by_fact.add(&Flow::of(&fact.body));
        }
        prop_assert_eq!(by_month, by_fact);
    }
}
