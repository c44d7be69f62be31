//! Reads the written form into a model, and checks every rule.

use super::document::{CriterionDocument, Document, PillarDocument};
use super::invalid::{InvalidModel, Parsed, invalid};
use super::settings::{Lines, Numbers};
use super::{ClassRule, Criterion, Leads, Model, Pillar, Question, Settings, SignalKind};
use crate::company::Company;
use crate::ratio::{Curve, ppm};
use std::collections::BTreeSet;

/// The format of documents that this program reads.
pub const FORMAT: i32 = 2;

/// The largest weight. It keeps weights and sums far inside the range of exact arithmetic.
const WEIGHT_MAX: i64 = 1_000_000;

/// The curve of ratings. Shrinkage is applied before the curve.
const RATING_CURVE: [(f64, f64); 4] = [(1.0, 0.0), (3.0, 0.5), (4.0, 0.85), (5.0, 1.0)];

impl Model {
    /// Reads a model from a YAML or JSON document.
    ///
    /// # Errors
    /// Names the place in the document and the rule that it breaks.
    pub fn parse(text: &str) -> Parsed<Self> {
        let document: Document = serde_saphyr::from_str(text).map_err(|error| InvalidModel {
            path: "document".to_owned(),
            problem: error.to_string(),
        })?;
        Self::from_document(document)
    }

    fn from_document(document: Document) -> Parsed<Self> {
        if document.format != FORMAT {
            return invalid("format", format!("must be {FORMAT}"));
        }
        if document.version < 1 {
            return invalid("version", "must be 1 or more");
        }
        if document.id.is_empty() || document.id.len() > 128 {
            return invalid("id", "must have 1 to 128 characters");
        }
        let settings = settings(&document)?;
        let classes = document.classes.unwrap_or_default();
        check_rules("classes.rules", &classes.rules, false)?;
        check_rules("classes.ideal", &classes.ideal, true)?;
        let weights = effective_weights(&document.pillars)?;
        let pillars = document
            .pillars
            .into_iter()
            .zip(weights)
            .enumerate()
            .map(|(at, (pillar, weights))| {
                parse_pillar(&format!("pillars[{at}]"), pillar, &weights)
            })
            .collect::<Parsed<Vec<_>>>()?;
        check_unique(&pillars)?;
        Ok(Self {
            id: document.id,
            version: document.version,
            description: document.description,
            applies_when: document.applies_when,
            pillars,
            settings,
            classes,
        })
    }
}

fn settings(document: &Document) -> Parsed<Settings> {
    let numbers = Numbers::read(&document.settings)?;
    if numbers.punctuality_prior_on_time > numbers.punctuality_prior_due {
        return invalid(
            "settings.punctuality_prior_on_time",
            "must not be above punctuality_prior_due",
        );
    }
    Ok(Settings {
        company: Company::default(),
        numbers,
        lines: Lines::read(&document.findings)?,
        rating_curve: curve("rating", RATING_CURVE.to_vec())?,
    })
}

/// The weights of all criteria, as whole numbers in the proportions of the written weights of pillars and
/// criteria.
fn effective_weights(pillars: &[PillarDocument]) -> Parsed<Vec<Vec<i64>>> {
    let mut sums = Vec::new();
    for (at, pillar) in pillars.iter().enumerate() {
        let path = format!("pillars[{at}]");
        if pillar.criteria.is_empty() {
            return invalid(format!("{path}.criteria"), "must not be empty");
        }
        let weights = pillar.criteria.iter().map(|criterion| criterion.weight);
        if weights
            .clone()
            .chain(pillar.weight)
            .any(|weight| !(1..=WEIGHT_MAX).contains(&weight))
        {
            return invalid(
                format!("{path}.weight"),
                "weights must lie between 1 and 1,000,000",
            );
        }
        sums.push(weights.sum::<i64>());
    }
    if sums.is_empty() {
        return invalid("pillars", "must not be empty");
    }
    let common = sums
        .iter()
        .try_fold(1i64, |all, sum| (all / gcd(all, *sum)).checked_mul(*sum));
    let Some(common) = common.filter(|common| *common < 1 << 40) else {
        return invalid(
            "pillars",
            "weights are too uneven: use smaller whole numbers",
        );
    };
    let mut weights: Vec<Vec<i64>> = Vec::new();
    for (pillar, sum) in pillars.iter().zip(&sums) {
        let scale = i128::from(pillar.weight.unwrap_or(*sum)) * i128::from(common / sum);
        let scaled = pillar
            .criteria
            .iter()
            .map(|criterion| i128::from(criterion.weight) * scale);
        weights.push(scaled.map(crate::money::saturate).collect());
    }
    let divisor = weights
        .iter()
        .flatten()
        .fold(0, |all, weight| gcd(all, *weight));
    weights
        .iter_mut()
        .flatten()
        .for_each(|weight| *weight /= divisor);
    Ok(weights)
}

fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn parse_pillar(path: &str, pillar: PillarDocument, weights: &[i64]) -> Parsed<Pillar> {
    if let Some(weight) = pillar
        .readings
        .values()
        .find(|weight| !(1..=1000).contains(*weight))
    {
        return invalid(
            format!("{path}.readings"),
            format!("{weight} must lie between 1 and 1000"),
        );
    }
    let criteria = pillar
        .criteria
        .into_iter()
        .zip(weights)
        .enumerate()
        .map(|(at, (criterion, weight))| {
            parse_criterion(&format!("{path}.criteria[{at}]"), criterion, *weight)
        })
        .collect::<Parsed<Vec<_>>>()?;
    Ok(Pillar {
        id: pillar.id,
        name: pillar.name,
        half: pillar.half,
        readings: pillar.readings,
        applies_when: pillar.applies_when,
        criteria,
    })
}

fn parse_criterion(path: &str, document: CriterionDocument, weight: i64) -> Parsed<Criterion> {
    let signal = parse_signal(path, &document)?;
    let knots = match document.curve {
        Some(knots) => knots,
        None if matches!(signal, SignalKind::Rating(_)) => RATING_CURVE.to_vec(),
        None => {
            return invalid(
                format!("{path}.curve"),
                "is required for every signal but rating",
            );
        }
    };
    let curve = curve(path, knots)?;
    Ok(Criterion {
        id: document.id,
        name: document.name,
        question: document.question,
        signal,
        weight,
        curve,
        applies_when: document.applies_when,
        missing: document.missing,
        lasting: document.lasting,
    })
}

fn curve(path: &str, knots: Vec<(f64, f64)>) -> Parsed<Curve> {
    let is_wild = |knot: &f64| !knot.is_finite() || knot.abs() > 1e9;
    if knots.iter().any(|(x, y)| is_wild(x) || is_wild(y)) {
        return invalid(
            format!("{path}.curve"),
            "numbers must lie between -1e9 and 1e9",
        );
    }
    let knots = knots.into_iter().map(|(x, y)| (ppm(x), ppm(y))).collect();
    Curve::new(knots).map_err(|problem| InvalidModel {
        path: format!("{path}.curve"),
        problem,
    })
}

fn parse_signal(path: &str, document: &CriterionDocument) -> Parsed<SignalKind> {
    let required = |field: &str| {
        let problem = format!("is required for the signal {}", document.signal);
        invalid(format!("{path}.{field}"), problem)
    };
    match document.signal.as_str() {
        "rating" => document
            .subject
            .map_or_else(|| required("trait"), |of| Ok(SignalKind::Rating(of))),
        "expansion" => match &document.measure {
            Some(measure) => Ok(SignalKind::Expansion(measure.clone())),
            None => required("measure"),
        },
        name => serde_json::from_value(name.into()).or_else(|_| {
            let problem = format!("there is no signal `{name}`");
            invalid(format!("{path}.signal"), problem)
        }),
    }
}

fn check_unique(pillars: &[Pillar]) -> Parsed<()> {
    let mut seen = BTreeSet::new();
    for pillar in pillars {
        let ids = pillar
            .criteria
            .iter()
            .map(|criterion| ("criterion", criterion.id.as_str()));
        for id in ids.chain([("pillar", pillar.id.as_str())]) {
            if id.1.is_empty() || !seen.insert(id) {
                return invalid(
                    "pillars",
                    format!("{} id `{}` is empty or used twice", id.0, id.1),
                );
            }
        }
    }
    Ok(())
}

/// The placeholders in a rule's sentence, in addition to the names of questions.
const PLACES: [&str; 2] = ["against", "known"];

fn check_rules(path: &str, rules: &[ClassRule], ideal: bool) -> Parsed<()> {
    let mut seen = BTreeSet::new();
    for (at, rule) in rules.iter().enumerate() {
        let path = format!("{path}[{at}]");
        if rule.id.is_empty() || !seen.insert(&rule.id) {
            return invalid(
                format!("{path}.id"),
                format!("`{}` is empty or used twice", rule.id),
            );
        }
        if (rule.leads_to == Leads::Ideal) != ideal {
            return invalid(
                format!("{path}.leads_to"),
                "IDEAL is for the rules of `ideal`, and these lead to nothing else",
            );
        }
        if rule
            .points_from
            .is_some_and(|points| !(0..=1000).contains(&points))
        {
            return invalid(format!("{path}.points_from"), "must lie between 0 and 1000");
        }
        check_sentence(&path, rule)?;
    }
    Ok(())
}

fn check_sentence(path: &str, rule: &ClassRule) -> Parsed<()> {
    let sentence = rule.sentence.as_deref().unwrap_or_default();
    for part in sentence.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default();
        let is_known =
            PLACES.contains(&name) || Question::ALL.iter().any(|question| question.name() == name);
        if !is_known {
            return invalid(
                format!("{path}.sentence"),
                format!("`{{{name}}}` stands for nothing: name a question, against or known"),
            );
        }
    }
    Ok(())
}
