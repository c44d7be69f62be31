//! Compares the owner's own sorts with the classes by the numbers alone.

use std::fmt::Write as _;

use crate::{terminal, words};
use client::pb::v1::{CustomerClass, ScoreSummary};

/// The most customers with a different sort that are named. More would be a list of its own.
const NAMED: usize = 5;

/// How the owner's own sorts and the numbers agree.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    /// The number of sorts that match the numbers.
    pub agree: usize,
    /// Customers whose sort differs from the numbers.
    pub others: Vec<ScoreSummary>,
    /// The number of sorted customers for whom the numbers alone give no class.
    pub silent: usize,
}

impl Agreement {
    /// Compares the sorts of these customers.
    pub fn of(scores: &[ScoreSummary]) -> Self {
        let mut agreement = Self::default();
        for row in scores {
            match (word(row.own_sort()), word(row.class_by_numbers())) {
                ("", _) => {}
                (_, "") => agreement.silent += 1,
                (own, numbers) if own == numbers => agreement.agree += 1,
                _ => agreement.others.push(row.clone()),
            }
        }
        agreement
    }

    /// The agreement in words. Empty if the owner sorted nobody. The text names customers with a different
    /// sort if they are few or if `names_all` is set.
    pub fn words(&self, names_all: bool, columns: usize) -> String {
        let compared = self.agree + self.others.len();
        let mut text = String::new();
        if compared == 0 && self.silent == 0 {
            return text;
        }
        let mut first = match (compared, self.agree) {
            (0, _) => String::new(),
            (1, 1) => "your one own sort agrees with the numbers alone".to_owned(),
            (1, _) => "your one own sort does not agree with the numbers alone".to_owned(),
            _ => format!(
                "{} of {compared} of your own sorts agree with the numbers alone",
                self.agree
            ),
        };
        if self.silent > 0 && compared == 0 {
            let count = self.silent;
            let _ = write!(
                first,
                "the numbers alone say nothing yet of the {count} you sorted yourself"
            );
        } else if self.silent > 0 {
            let _ = write!(first, "; for {} more they say nothing yet", self.silent);
        }
        text.push_str(&terminal::hang("", &first, columns));
        if self.others.len() > NAMED && !names_all {
            text.push_str("where they do not agree: --all names them\n");
            return text;
        }
        for row in &self.others {
            let line = format!(
                "{}: you say {}, the numbers say {}",
                words::name_or_id(row),
                word(row.own_sort()),
                word(row.class_by_numbers())
            );
            text.push_str(&terminal::hang("  ", &line, columns));
        }
        text
    }
}

/// The owner's word for a class. IDEAL counts as good, because an owner sorts only into good, OK and bad.
/// Empty without a class.
fn word(class: CustomerClass) -> &'static str {
    match class {
        CustomerClass::Unspecified | CustomerClass::InsufficientData => "",
        CustomerClass::Ideal | CustomerClass::Good => "good",
        CustomerClass::Ok => "OK",
        CustomerClass::Bad => "bad",
    }
}
