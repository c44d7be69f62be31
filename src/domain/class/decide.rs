//! Finds a class from findings: applies the rules of the model in their order.

use super::{Class, OwnSort};
use crate::customer::Standing;
use crate::finding::{Answers, Finding, Findings};
use crate::model::{Circumstances, ClassRule, ClassRules, Leads, Question};

/// A class and the steps that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The class.
    pub class: Class,
    /// The steps in order; the last one decided.
    pub steps: Vec<Step>,
}

/// One step of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The id of the rule; `not_known` if no rule holds.
    pub rule: String,
    /// The class after this step.
    pub class: Class,
    /// The step in words.
    pub sentence: String,
}

/// The input that the rules test.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleInput<'a> {
    pub(super) about: &'a Circumstances<'a>,
    pub(super) answers: Answers,
    pub(super) points: Option<i64>,
}

/// The input that the rules test, and the texts that their sentences need.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleContext<'a> {
    pub(super) input: RuleInput<'a>,
    pub(super) findings: &'a Findings,
    /// `None` if the own sort must not count.
    pub(super) own_sort: Option<&'a OwnSort>,
}

impl Decision {
    /// The class after the last of `steps`.
    pub(super) fn of(steps: Vec<Step>) -> Self {
        Self {
            class: steps
                .last()
                .map_or(Class::InsufficientData, |step| step.class),
            steps,
        }
    }

    /// The sentence of the step that decided.
    #[must_use]
    pub fn sentence(&self) -> &str {
        self.steps.last().map_or("", |step| step.sentence.as_str())
    }

    /// The id of the rule that decided.
    #[must_use]
    pub fn rule(&self) -> &str {
        self.steps.last().map_or("", |step| step.rule.as_str())
    }
}

/// Finds the class. The first rule that holds gives it; if it is GOOD, the first ideal rule that holds makes
/// it IDEAL. Without `own_sort`, the numbers alone decide.
#[must_use]
pub fn decide(
    rules: &ClassRules,
    about: &Circumstances<'_>,
    findings: &Findings,
    points: Option<i64>,
    own_sort: Option<&OwnSort>,
) -> Decision {
    let input = RuleInput {
        about,
        answers: Answers::of(findings),
        points,
    };
    let context = RuleContext {
        input,
        findings,
        own_sort,
    };
    let first = rules.rules.iter().find_map(|rule| context.step(rule));
    let mut steps = vec![first.unwrap_or_else(|| context.not_known())];
    if steps[0].class == Class::Good {
        steps.extend(context.ideal(rules));
    }
    Decision::of(steps)
}

impl RuleInput<'_> {
    /// The class that [`decide`] finds without an own sort.
    pub(super) fn class(&self, rules: &ClassRules) -> Class {
        let class = rules.rules.iter().find_map(|rule| self.leads(rule));
        let ideal = || rules.ideal.iter().find_map(|rule| self.leads(rule));
        match class {
            Some(Class::Good) => ideal().unwrap_or(Class::Good),
            other => other.unwrap_or(Class::InsufficientData),
        }
    }

    /// The class that `rule` gives, if it holds.
    fn leads(&self, rule: &ClassRule) -> Option<Class> {
        Class::of(rule.leads_to).filter(|_| self.holds(rule))
    }

    /// Whether everything that `rule` requires holds, except for its points.
    pub(super) fn holds_but_for_points(&self, rule: &ClassRule) -> bool {
        let answered = |(question, wanted): (&Question, &Vec<_>)| {
            wanted.contains(&self.answers.get(*question))
        };
        rule.applies_when.holds(self.about)
            && rule.findings.iter().all(answered)
            && rule.signs.iter().all(|sign| self.answers.has(*sign))
            && rule.against.is_none_or(|count| {
                let allowed = usize::from(count.at_least)..=usize::from(count.at_most);
                allowed.contains(&self.answers.against())
            })
    }

    fn holds(&self, rule: &ClassRule) -> bool {
        let enough = rule
            .points_from
            .is_none_or(|from| self.points.is_some_and(|points| points >= from));
        enough && self.holds_but_for_points(rule)
    }
}

impl RuleContext<'_> {
    /// The step from good to ideal, if there is one.
    pub(super) fn ideal(&self, rules: &ClassRules) -> Option<Step> {
        rules.ideal.iter().find_map(|rule| self.step(rule))
    }

    /// The step that `rule` makes, if it holds.
    fn step(&self, rule: &ClassRule) -> Option<Step> {
        if rule.leads_to == Leads::OwnSort {
            let sort = self.own_sort?;
            return rule.applies_when.holds(self.input.about).then(|| Step {
                rule: rule.id.clone(),
                class: sort.class,
                sentence: sort.sentence(),
            });
        }
        self.input.leads(rule).map(|class| Step {
            rule: rule.id.clone(),
            class,
            sentence: self.sentence(rule),
        })
    }

    pub(super) fn sentence(&self, rule: &ClassRule) -> String {
        let reason = self.reason(rule);
        let is_here = matches!(self.input.about.standing, Standing::New | Standing::Active);
        match rule.advice.as_deref().filter(|_| is_here) {
            Some(advice) => format!("{reason}: {advice}"),
            None => reason,
        }
    }

    fn reason(&self, rule: &ClassRule) -> String {
        let Some(template) = &rule.sentence else {
            let named = rule
                .findings
                .keys()
                .filter_map(|question| self.findings.get(*question));
            let known = named.filter(|finding| finding.answer != crate::model::Answer::Unknown);
            return joined(known);
        };
        let mut sentence = template
            .replace("{against}", &joined(self.findings.against()))
            .replace("{known}", &joined(self.findings.known()));
        for finding in &self.findings.all {
            if !sentence.contains('{') {
                break;
            }
            let place = format!("{{{}}}", finding.question.name());
            sentence = sentence.replace(&place, &finding.words);
        }
        sentence
    }

    fn not_known(&self) -> Step {
        let lead = if self.input.about.standing == Standing::New {
            "too early to sort"
        } else {
            "too little is known to sort them"
        };
        let pays = self.findings.get(Question::Pays);
        let sentence = match pays.filter(|pays| !pays.evidence.is_empty()) {
            Some(pays) => format!("{lead}: {}", pays.words),
            None => lead.to_owned(),
        };
        Step {
            rule: "not_known".to_owned(),
            class: Class::InsufficientData,
            sentence,
        }
    }
}

/// The words of `findings`, separated by commas.
fn joined<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let words: Vec<&str> = findings.map(|finding| finding.words.as_str()).collect();
    words.join(", ")
}
