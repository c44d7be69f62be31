//! Conditions on a row.

use serde::Deserialize;

use crate::{
    import::mapping::Column,
    number::{self, Notation, Size},
};

/// A condition on a row. All parts that are set must hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The column to check.
    pub column: Column,
    /// Its text is one of these.
    pub is: Option<Vec<String>>,
    /// Its text is none of these.
    pub is_not: Option<Vec<String>>,
    /// Its text begins with this.
    pub starts_with: Option<String>,
    /// Its text has this in it.
    pub contains: Option<String>,
    /// Its whole number is in one of these ranges.
    pub between: Option<Vec<Range>>,
    /// Its text is no whole number in one of these ranges.
    pub outside: Option<Vec<Range>>,
    /// Its text is blank (true) or not (false).
    pub blank: Option<bool>,
    /// Its number is below zero (true) or not (false). A blank column has no number: neither holds.
    pub negative: Option<bool>,
}

/// Whole numbers from one to another, both included: `10000-69999`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Range {
    from: u64,
    to: u64,
}

impl Range {
    fn has(self, number: u64) -> bool {
        (self.from..=self.to).contains(&number)
    }
}

impl TryFrom<String> for Range {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (from, to) = text.split_once('-').unwrap_or((&text, &text));
        let whole = |part: &str| part.trim().parse::<u64>().ok();
        let range = whole(from).zip(whole(to)).filter(|(from, to)| from <= to);
        range
            .map(|(from, to)| Self { from, to })
            .ok_or_else(|| format!("`{text}` is no range of whole numbers such as 10000-69999"))
    }
}

impl Condition {
    /// Whether anything is asked of the column.
    pub fn is_whole(&self) -> bool {
        let texts = [&self.starts_with, &self.contains];
        let lists = [&self.is, &self.is_not];
        let ranges = [&self.between, &self.outside];
        let flags = [self.blank, self.negative];
        texts.iter().any(|text| text.is_some())
            || lists.iter().any(|list| list.is_some())
            || ranges.iter().any(|ranges| ranges.is_some())
            || flags.iter().any(Option::is_some)
    }

    /// Whether the condition holds for the column's text. An error if the text should be a number and is
    /// none.
    pub fn holds(&self, text: &str, notation: Notation) -> Result<bool, String> {
        let among = |words: &Vec<String>| words.iter().any(|word| word == text);
        let starts = |start: &String| text.starts_with(start.as_str());
        let contains = |part: &String| text.contains(part.as_str());
        let within = |ranges: &Vec<Range>| {
            let number = text.parse::<u64>();
            number.is_ok_and(|number| ranges.iter().any(|range| range.has(number)))
        };
        let holds = self.is.as_ref().is_none_or(among)
            && !self.is_not.as_ref().is_some_and(among)
            && self.starts_with.as_ref().is_none_or(starts)
            && self.contains.as_ref().is_none_or(contains)
            && self.between.as_ref().is_none_or(within)
            && !self.outside.as_ref().is_some_and(within)
            && self.blank.is_none_or(|blank| text.is_empty() == blank);
        match self.negative.filter(|_| holds) {
            None => Ok(holds),
            Some(_) if text.is_empty() => Ok(false),
            Some(negative) => {
                let written = number::written(text, notation, Size::Grouped)?;
                Ok(written.number.is_negative() == negative)
            }
        }
    }
}
