//! The core alone, in memory: portfolio figures, and the evaluation of one customer.

use std::collections::BTreeMap;
use std::hint::black_box;

use domain::evaluation::{Case, evaluate};
use domain::fact::{Body, Fact};
use domain::history::History;
use domain::model::{Model, SHIPPED};
use domain::portfolio::PortfolioFigures;
use domain::standing::circumstances;
use domain::stay::share;
use domain::time::Month;
use domain::tree::{Brought, Member, Tree};

use crate::evaluation;
use crate::measure::{Samples, TURNS};
use crate::portfolio::{self, CUSTOMERS, FIRST_ALONE, TREE, now};
use crate::report::{self, begin_step};

/// The number of customers in the portfolio figures.
const PORTFOLIO: usize = 2_500;

/// The fewest evaluations in each turn.
const LEAST: usize = 30;

const FLOOR: &str = "one pass over their facts";

pub(crate) fn measure() {
    report::heading();
    let facts: Vec<Vec<Fact>> = (0..PORTFOLIO).map(portfolio::facts).collect();
    let fold = |(number, facts)| portfolio::history(number, facts);
    let histories: Vec<History> = facts.iter().cloned().enumerate().map(fold).collect();
    let model = the_model();
    let figures = portfolio_figures(&histories, &facts, &model);

    let case = |history, brought| Case {
        history,
        brought,
        model: &model,
        figures: &figures,
    };
    let alone = histories[FIRST_ALONE..CUSTOMERS].iter();
    let alone: Vec<Case<'_>> = alone.map(|it| case(it, Brought::default())).collect();
    assess_all("no tree", &alone, &facts[FIRST_ALONE..CUSTOMERS]);
    let brought = tree(&histories, 0).brought(now(), figures.boundary(), &model.settings);
    let what = format!("brought {TREE}");
    assess_all(&what, &[case(&histories[0], brought)], &facts[..1]);
    evaluation::measure();
}

/// Measures the computation of portfolio figures. Returns the figures.
fn portfolio_figures(
    histories: &[History],
    facts: &[Vec<Fact>],
    model: &Model,
) -> PortfolioFigures {
    begin_step();
    let (mut times, mut floor) = (Samples::default(), Samples::default());
    for _ in 0..TURNS {
        let month = Month::at(now());
        let figures = times.take(PORTFOLIO, || figures(histories, month, model));
        let sum = floor.take(PORTFOLIO, || pass(facts));
        black_box((figures, sum));
    }
    let what = "portfolio figures of 2,500, per customer";
    report::line(what, FLOOR, times.compared_with(&floor));
    figures(histories, Month::at(now()), model)
}

/// Measures the time to evaluate each of `cases`, beside a pass over the same `facts`.
fn assess_all(what: &str, cases: &[Case<'_>], facts: &[Vec<Fact>]) {
    begin_step();
    let (mut times, mut floor) = (Samples::default(), Samples::default());
    let count = cases.len().max(LEAST);
    for _ in 0..TURNS {
        times.take(count, || {
            for case in cases.iter().cycle().take(count) {
                black_box(evaluate(*case, now()));
            }
        });
        floor.take(count, || {
            for _ in 0..count / cases.len() {
                black_box(pass(black_box(facts)));
            }
        });
    }
    let what = format!("assessing in memory, {what}");
    report::line(&what, FLOOR, times.compared_with(&floor));
}

/// The model that answers for invoiced customers.
pub(crate) fn the_model() -> Model {
    model_for(&portfolio::history(0, portfolio::facts(0)))
}

/// The model that answers for the customer of `history`.
pub(crate) fn model_for(history: &History) -> Model {
    let parse = |shipped: &domain::model::Shipped| Model::parse(shipped.document).expect("a model");
    let active = SHIPPED.iter().filter(|shipped| shipped.active);
    let answers = |model: &Model| {
        let about = circumstances(history.at(now()), &model.settings.numbers);
        model.applies_when.holds(&about)
    };
    // Models for some customers come before the model for all customers.
    let mut models: Vec<Model> = active.map(parse).filter(answers).collect();
    models.sort_by_key(|model| model.applies_when.is_open());
    models.into_iter().next().expect("a model answers")
}

/// The tree of `number` with everyone they brought.
fn tree(histories: &[History], number: usize) -> Tree<'_> {
    let numbers = portfolio::members(number, CUSTOMERS);
    let places: BTreeMap<usize, usize> = numbers.iter().copied().zip(0..).collect();
    let member = |number: &usize| Member {
        history: &histories[*number],
        referrer: portfolio::referrer(*number).and_then(|by| places.get(&by).copied()),
        referral_time: portfolio::edge(*number).map(|edge| edge.occur_time),
        would_have_come_anyway_bps: None,
    };
    Tree::new(numbers.iter().map(member).collect())
}

pub(crate) fn figures(histories: &[History], month: Month, model: &Model) -> PortfolioFigures {
    let member = |history| domain::portfolio::Member {
        share: share(model, history, month),
        ..Default::default()
    };
    let members: Vec<_> = histories.iter().map(member).collect();
    PortfolioFigures::of_all(month, &members, None)
}

/// Adds up money and time of all kinds.
pub(crate) fn pass(facts: &[Vec<Fact>]) -> i64 {
    let number = |fact: &Fact| match &fact.body {
        Body::Invoice(invoice) => invoice.amount.micros,
        Body::Payment(payment) => payment.amount.micros,
        Body::Purchase(purchase) => purchase.amount.micros,
        Body::Cost(cost) => cost.amount.micros,
        Body::Effort(effort) => effort.seconds,
        _ => 0,
    };
    facts.iter().flatten().map(number).sum()
}
