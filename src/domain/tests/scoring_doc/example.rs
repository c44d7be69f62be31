//! The worked example, from its facts to the last number.

use super::document::{Row, day, millionths, noon, table, whole};
use super::facts::{facts_of, histories, named};
use super::{answer, sums};
use domain::customer::Peers;
use domain::economics::Economics;
use domain::evaluation::{Case, Evaluation, evaluate};
use domain::fact::{Body, Trait};
use domain::history::{History, View};
use domain::model::Model;
use domain::portfolio::{Basis, Outcome, PortfolioFigures, RecordedKind};
use domain::score::{CriterionScore, State};
use domain::time::{Month, Time, Window, days_between};
use domain::tree::{Member, Tree, TreeValues};
use std::collections::BTreeMap;

pub(crate) const AT: &str = "2026-06-15";
pub(crate) const BOUNDARY: &str = "2026-06-01";

/// The example's answer and what it rests on.
pub(crate) struct Example {
    histories: BTreeMap<String, History>,
    pub(crate) model: Model,
    pub(crate) answer: Evaluation,
    pub(crate) values: TreeValues,
}

impl Example {
    pub(crate) fn new() -> Self {
        let model = super::models::shipped("default");
        let histories = histories();
        let (answer, values) = {
            let tree = tree(&histories);
            let boundary = Month::of(day(BOUNDARY));
            let case = Case {
                history: tree.root(),
                brought: tree.brought(noon(AT), boundary, &model.settings),
                model: &model,
                figures: &figures(boundary),
            };
            let answer = evaluate(case, noon(AT));
            let mean_cost = answer.basis.mean_acquisition_cost;
            let values = tree.values(noon(AT), &model.settings, mean_cost);
            (answer, values)
        };
        Self {
            histories,
            model,
            answer,
            values,
        }
    }

    pub(crate) fn view(&self) -> View<'_> {
        self.histories["joiner"].at(noon(AT))
    }

    pub(crate) fn within(&self, first: &str, last: &str) -> Economics {
        let window = Window {
            first: day(first),
            last: day(last),
        };
        Economics::of(self.view(), window, &self.model.settings)
    }

    fn criterion(&self, id: &str) -> &CriterionScore {
        let found = self.answer.score.criteria.iter().find(|one| one.id == id);
        found.unwrap_or_else(|| panic!("there is no criterion {id}"))
    }

    /// The sum of the model's weights, of 1,000 in the document.
    fn whole(&self) -> i64 {
        self.answer.score.coverage.applicable
    }

    pub(crate) fn of_thousand(&self, weight: i64) -> i64 {
        assert_eq!(weight * 1000 % self.whole(), 0);
        weight * 1000 / self.whole()
    }

    /// Weight times worth, in millionths.
    pub(crate) fn earned(&self, one: &CriterionScore) -> i64 {
        self.of_thousand(one.weight) * one.worth
    }

    /// Weight times worth of the observed.
    pub(crate) fn observed(&self) -> i64 {
        let observed = self.answer.score.criteria.iter();
        let observed = observed.filter(|one| one.is_observed());
        observed.map(|one| self.earned(one)).sum()
    }

    /// The points of all criteria, each rounded down.
    pub(crate) fn rounded_down(&self) -> i64 {
        let criteria = self.answer.score.criteria.iter();
        criteria.map(|one| self.earned(one) / 1_000_000).sum()
    }

    /// The mean worth of the observed criteria of a pillar.
    pub(crate) fn mean(&self, pillar: &str) -> i64 {
        let observed = self.answer.score.pillar(pillar);
        let (sum, weights) =
            observed
                .filter(|one| one.is_observed())
                .fold((0, 0), |(sum, weights), one| {
                    (
                        sum + self.earned(one),
                        weights + self.of_thousand(one.weight),
                    )
                });
        sum / weights
    }
}

/// The joiner's tree: referrals as the facts tell them.
fn tree(histories: &BTreeMap<String, History>) -> Tree<'_> {
    let mut members: Vec<Member<'_>> = Vec::new();
    let mut referrer: Option<(usize, Time, Option<i32>)> = None;
    let mut next = Some("joiner".to_owned());
    while let Some(id) = next.take() {
        members.push(Member {
            history: &histories[&id],
            referrer: referrer.map(|above| above.0),
            referral_time: referrer.map(|above| above.1),
            would_have_come_anyway_bps: referrer.and_then(|above| above.2),
        });
        for fact in facts_of(&id) {
            if let Body::Referral(made) = fact.body {
                let chance = made.would_have_come_anyway_bps;
                referrer = Some((members.len() - 1, fact.occur_time, chance));
                next = Some(made.referred_customer_id);
            }
        }
    }
    Tree::new(members)
}

/// What became of customers, as a table tells it.
pub(crate) fn outcomes(rows: &[Row]) -> Vec<Outcome> {
    let outcome = |row: &Row| Outcome {
        money: named(row.text("money")),
        owner: named(row.text("owner")),
        here: row.whole("here"),
        stayed: row.whole("stayed"),
    };
    rows.iter().map(outcome).collect()
}

fn figures(boundary: Month) -> PortfolioFigures {
    let rows = table("basis");
    let cell = |figure: &str| {
        let row = rows.iter().find(|row| row.text("figure") == figure);
        let row = row.unwrap_or_else(|| panic!("the portfolio has no {figure}"));
        row.text(BOUNDARY).to_owned()
    };
    let money = |figure: &str| millionths(&cell(figure));
    let recorded = [
        ("effort_recorded", RecordedKind::Effort),
        ("cost_recorded", RecordedKind::Cost),
        ("acquisition_cost_recorded", RecordedKind::AcquisitionCost),
        ("payment_recorded", RecordedKind::Payment),
    ];
    let recorded = recorded.into_iter();
    let invoiced = Basis {
        boundary,
        peers: Peers::Invoiced,
        customer_count: whole(&cell("customer_count")) as u32,
        contribution_cutoff: Some(money("top_fifth_contribution")),
        brought_cutoff: Some(money("top_fifth_brought")),
        median_value: Some(money("median_value")),
        mean_acquisition_cost: money("mean_acquisition_cost"),
        recorded: recorded
            .filter(|kind| cell(kind.0) == "true")
            .map(|kind| kind.1)
            .collect(),
        last_payment: Some(day(&cell("last_payment_date"))),
        outcomes: outcomes(&table("outcomes")),
    };
    PortfolioFigures {
        invoiced,
        purchasing: Basis::empty(boundary, Peers::Purchasing),
    }
}

#[test]
fn ratings_weigh_by_their_age() {
    let facts = facts_of("joiner");
    let rows = table("ratings");
    let (mut sum, mut weights) = (0, 0);
    for row in &rows {
        let told = facts
            .iter()
            .find(|fact| fact.key.fact_id == row.text("fact"));
        let told = told.unwrap();
        let Body::Assessment(evaluation) = &told.body else {
            panic!("{} is no rating", row.text("fact"));
        };
        assert_eq!(evaluation.assessed_trait, named::<Trait>("VALUES_OUR_WORK"));
        assert_eq!(i64::from(evaluation.rating), row.whole("rating"));
        let age = days_between(told.occur_time.date_naive(), day(AT));
        assert_eq!(age, row.whole("age in days"));
        let weight = (libm::exp2(-(age as f64) / 180.0) * 1e6).round() as i64;
        assert_eq!(weight, row.millionths("weight"));
        sum += weight * i64::from(evaluation.rating) * 1_000_000;
        weights += weight;
    }
    let mean = table("figures ratings");
    let mean = &mean[0];
    assert_eq!(mean.millionths("result"), sum / weights);
    assert_eq!(
        sums::value(mean.text("sum")).millionths(),
        mean.millionths("result")
    );
}

#[test]
fn every_signal_and_its_worth_is_computed_step_by_step() {
    let example = Example::new();
    let observed = |id: &str| match &example.criterion(id).state {
        State::Observed(observed) => observed.clone(),
        other => panic!("{id} is {other:?}"),
    };
    let signals = table("signals");
    for row in &signals {
        let id = row.text("criterion");
        let sum = sums::value(row.text("sum")).millionths();
        assert_eq!(sum, row.millionths("value"), "sum of {id}");
        assert_eq!(observed(id).value, Some(sum), "{id}");
        assert_eq!(observed(id).unit, row.text("unit"), "{id}");
    }
    let worths = table("worths");
    for row in &worths {
        let id = row.text("criterion");
        let sum = sums::value(row.text("sum")).millionths();
        assert_eq!(sum, row.millionths("worth"), "sum of {id}");
        assert_eq!(example.criterion(id).worth, sum, "{id}");
    }
    let named = |rows: &[Row]| -> Vec<String> {
        let ids = rows.iter().map(|row| row.text("criterion").to_owned());
        ids.collect()
    };
    let all = example.answer.score.criteria.iter();
    let observed: Vec<String> = all
        .filter(|one| one.is_observed())
        .map(|one| one.id.clone())
        .collect();
    assert_eq!(named(&signals), observed);
    assert_eq!(named(&worths), observed);
}

#[test]
fn points_are_split_as_the_document_splits_them() {
    let example = Example::new();
    let rows = table("points");
    let score = &example.answer.score;
    assert_eq!(rows.len(), score.criteria.len());
    let mut remainders = Vec::new();
    for (row, one) in rows.iter().zip(&score.criteria) {
        let id = row.text("criterion");
        assert_eq!(id, one.id);
        let weight = example.of_thousand(one.weight);
        assert_eq!(row.whole("weight"), weight, "{id}");
        let state = if one.is_observed() {
            "OBSERVED"
        } else {
            "MISSING"
        };
        assert_eq!(row.text("state"), state, "{id}");
        assert_eq!(row.millionths("worth"), one.worth, "{id}");
        assert_eq!(row.millionths("weight x worth"), weight * one.worth, "{id}");
        assert_eq!(row.whole("points"), one.points, "{id}");
        assert_eq!(row.whole("most"), one.max_points, "{id}");
        let rounded = row.whole("rounded down");
        assert_eq!(rounded, weight * one.worth / 1_000_000, "{id}");
        remainders.push((one.points > rounded, weight * one.worth % 1_000_000));
    }
    let of = |given: bool| remainders.iter().filter(move |one| one.0 == given);
    assert!(of(true).map(|one| one.1).min() >= of(false).map(|one| one.1).max());
    let sum: i64 = rows.iter().map(|row| row.whole("points")).sum();
    assert_eq!(Some(sum), score.points);
}

#[test]
fn pillars_and_sub_scores_are_means() {
    let example = Example::new();
    let score = &example.answer.score;
    for row in table("pillars") {
        let id = row.text("pillar");
        let own = || score.pillar(id);
        let weight = |keep: fn(&CriterionScore) -> bool| -> i64 {
            let kept = own().filter(|one| keep(one));
            kept.map(|one| example.of_thousand(one.weight)).sum()
        };
        let (all, observed) = (weight(|_| true), weight(CriterionScore::is_observed));
        let seen = own().filter(|one| one.is_observed());
        let sum: i64 = seen
            .map(|one| example.of_thousand(one.weight) * one.worth)
            .sum();
        let taken = ((sum + (all - observed) * 500_000) / all).min(500_000);
        let points: i64 = own().map(|one| one.points).sum();
        assert_eq!(row.whole("points"), points, "{id}");
        assert_eq!(row.whole("weight"), all, "{id}");
        assert_eq!(row.whole("observed weight"), observed, "{id}");
        assert_eq!(row.millionths("observed, weight x worth"), sum, "{id}");
        let mean = row.millionths("mean of the observed");
        assert_eq!(mean, sum / observed, "{id}");
        let missing = row.some_millionths("worth of the missing");
        assert_eq!(missing, (observed < all).then_some(taken), "{id}");
        let value = (sum + (all - observed) * taken) / all;
        assert_eq!(row.millionths("value"), value, "{id}");
    }
    for row in table("figures sub-scores") {
        let sum = sums::value(row.text("sum"));
        assert_eq!(sum.millionths(), row.millionths("result"));
        let answered = answer::of(&example, row.text("figure"));
        assert_eq!(answered, sum.nearest().to_string());
    }
}
