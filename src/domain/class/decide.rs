//! From findings to a class, by the rules of the model in their order.

use super::{Class, OwnSort};
use crate::customer::Standing;
use crate::finding::{Finding, Findings};
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

/// What rules are asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    pub about: &'a Circumstances<'a>,
    pub findings: &'a Findings,
    pub points: Option<i64>,
    /// `None` where it shall not count.
    pub own_sort: Option<&'a OwnSort>,
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
    let known = Known {
        about,
        findings,
        points,
        own_sort,
    };
    let first = rules.rules.iter().find_map(|rule| known.step(rule));
    let mut steps = vec![first.unwrap_or_else(|| known.not_known())];
    if steps[0].class == Class::Good {
        steps.extend(known.ideal(rules));
    }
    Decision::of(steps)
}

impl Known<'_> {
    /// The step from good to ideal, if there is one.
    pub(super) fn ideal(&self, rules: &ClassRules) -> Option<Step> {
        rules.ideal.iter().find_map(|rule| self.step(rule))
    }

    /// The step that `rule` makes, if it holds.
    fn step(&self, rule: &ClassRule) -> Option<Step> {
        if rule.leads_to == Leads::OwnSort {
            let sort = self.own_sort?;
            return rule.applies_when.holds(self.about).then(|| Step {
                rule: rule.id.clone(),
                class: sort.class,
                sentence: sort.sentence(),
            });
        }
        let class = Class::of(rule.leads_to)?;
        self.holds(rule).then(|| Step {
            rule: rule.id.clone(),
            class,
            sentence: self.sentence(rule),
        })
    }

    /// Whether everything that `rule` asks for is so, but for points.
    pub(super) fn holds_but_for_points(&self, rule: &ClassRule) -> bool {
        let answers = |(question, wanted): (&Question, &Vec<_>)| {
            wanted.contains(&self.findings.answer(*question))
        };
        let against = self.findings.against().count();
        rule.applies_when.holds(self.about)
            && rule.findings.iter().all(answers)
            && rule
                .signs
                .iter()
                .all(|sign| self.findings.signs.contains(sign))
            && rule.against.is_none_or(|count| {
                (usize::from(count.at_least)..=usize::from(count.at_most)).contains(&against)
            })
    }

    fn holds(&self, rule: &ClassRule) -> bool {
        let enough = rule
            .points_from
            .is_none_or(|from| self.points.is_some_and(|points| points >= from));
        enough && self.holds_but_for_points(rule)
    }

    pub(super) fn sentence(&self, rule: &ClassRule) -> String {
        let reason = self.reason(rule);
        let is_here = matches!(self.about.standing, Standing::New | Standing::Active);
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
            let place = format!("{{{}}}", finding.question.name());
            sentence = sentence.replace(&place, &finding.words);
        }
        sentence
    }

    fn not_known(&self) -> Step {
        let lead = if self.about.standing == Standing::New {
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
