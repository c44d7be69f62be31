//! From findings to a class, by the rules of the model in their order.

use super::{Class, OwnSort};
use crate::customer::Standing;
use crate::finding::{Answers, Finding, Findings};
use crate::model::{Circumstances, ClassRule, ClassRules, Leads, Question};

/// A class with the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The class.
    pub class: Class,
    /// The steps in order; the last one decided.
    pub steps: Vec<Step>,
}

/// One step on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule's id; `not_known` where none holds.
    pub rule: String,
    /// The class after it.
    pub class: Class,
    /// In words.
    pub sentence: String,
}

/// What rules ask.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleInput<'a> {
    pub(super) about: &'a Circumstances<'a>,
    pub(super) answers: Answers,
    pub(super) points: Option<i64>,
}

/// What rules ask, and what their sentences need.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleContext<'a> {
    pub(super) input: RuleInput<'a>,
    pub(super) findings: &'a Findings,
    /// `None` where it shall not count.
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

    /// What decided.
    #[must_use]
    pub fn sentence(&self) -> &str {
        self.steps.last().map_or("", |step| step.sentence.as_str())
    }

    /// The rule that decided.
    #[must_use]
    pub fn rule(&self) -> &str {
        self.steps.last().map_or("", |step| step.rule.as_str())
    }
}

/// Finds the class: the first rule that holds gives it, and of the good the first ideal rule that holds
/// makes them ideal. Without `own_sort` it is what the numbers alone say.
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

    /// Whether everything that `rule` asks for is so, but for points.
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

/// The words of `findings`, one after the other.
fn joined<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let words: Vec<&str> = findings.map(|finding| finding.words.as_str()).collect();
    words.join(", ")
}
