//! Three answers in words: do we want them, will they stay, and how long? They are separate, and a sentence
//! says if they disagree.

use crate::class::Class;
use crate::customer::Standing;
use crate::finding::{Finding, Findings};
use crate::model::{Answer, Question};
use crate::portfolio::Half;
use crate::ratio::{ONE, Ppm};
use crate::stay::{Chance, Stay};

/// The three answers, a sentence each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreeAnswers {
    /// Do we want them?
    pub want: String,
    /// Will they stay?
    pub stay: String,
    /// How long? `None` for prospects and past customers.
    pub how_long: Option<String>,
    /// A sentence, if the first two answers disagree.
    pub disagree: Option<String>,
}

/// The least chance at which they will probably stay.
const PROBABLY: Ppm = ONE / 2;

impl ThreeAnswers {
    /// Builds the answers from the class, the standing, the findings and the chance that they stay.
    #[must_use]
    pub fn of(class: Option<Class>, standing: Standing, findings: &Findings, stay: &Stay) -> Self {
        let will = will_stay(standing, stay);
        Self {
            want: want(class, findings).to_owned(),
            stay: stays(class, standing, stay, will),
            how_long: how_long(standing, findings),
            disagree: disagree(class, will).map(ToOwned::to_owned),
        }
    }
}

fn want(class: Option<Class>, findings: &Findings) -> &'static str {
    match class {
        Some(Class::Ok) if findings.against().next().is_some() => "once that is mended",
        Some(Class::Ideal) => "yes, and more like them",
        Some(Class::Good) => "yes",
        Some(Class::Ok) => "as they are",
        Some(Class::Bad) => "no",
        Some(Class::InsufficientData) => "not known yet",
        None => "that is for the deal to show",
    }
}

/// Whether they will probably stay; `None` if that cannot be said.
fn will_stay(standing: Standing, stay: &Stay) -> Option<bool> {
    match (standing, stay.chance, stay.halves.money) {
        (_, Chance::Measured(measured), _) => Some(measured.probability >= PROBABLY),
        (Standing::New, _, Half::DoesNot) => Some(false),
        _ => None,
    }
}

fn stays(class: Option<Class>, standing: Standing, stay: &Stay, will: Option<bool>) -> String {
    let lead = match (standing, will) {
        (Standing::Past, _) if class >= Some(Class::Good) => {
            return "they have left; ask them whom else you could help".to_owned();
        }
        (Standing::Past, _) => return "they have left".to_owned(),
        (Standing::Quiet, _) => return "they have gone quiet; call them".to_owned(),
        (Standing::Prospect, _) => return "they are no customer yet".to_owned(),
        (_, Some(true)) => "probably: ",
        (_, Some(false)) => "probably not: ",
        (_, None) => "",
    };
    format!("{lead}{}", stay.sentence)
}

fn how_long(standing: Standing, findings: &Findings) -> Option<String> {
    if matches!(standing, Standing::Past | Standing::Prospect) {
        return None;
    }
    let asked = [
        Question::Destination,
        Question::Grows,
        Question::SendsOthers,
    ];
    let with = |answer: Answer| -> Vec<&str> {
        let found = asked.iter().filter_map(|question| findings.get(*question));
        let found = found.filter(|finding: &&Finding| finding.answer == answer);
        found.map(|finding| finding.words.as_str()).collect()
    };
    let (yes, no) = (with(Answer::Yes), with(Answer::No));
    Some(match (yes.as_slice(), no.as_slice()) {
        ([], []) => "not known".to_owned(),
        (yes, []) => format!("for long, it seems: {}", yes.join(", ")),
        ([], no) => format!("perhaps not for long: {}", no.join(", ")),
        (yes, no) => format!("{}; but {}", yes.join(", "), no.join(", ")),
    })
}

fn disagree(class: Option<Class>, will: Option<bool>) -> Option<&'static str> {
    match (class?, will?) {
        (Class::Bad, true) => Some("They will probably stay, and you would rather they did not."),
        (Class::Good | Class::Ideal, false) => {
            Some("You want them, and they will probably not stay.")
        }
        _ => None,
    }
}
