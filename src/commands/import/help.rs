//! Describes the columns with an example each, for `import --columns`. The text comes from the comments of
//! the protos.

use std::{cmp::Reverse, fmt::Write as _};

use crate::{
    import::{
        columns::{self, Column, Form, Kind, comment_of},
        fields,
    },
    terminal::{hang, left},
};

/// The mark before the example in a comment.
const EXAMPLE: &str = " Example: ";

/// All kinds and columns with an example each, laid out for a terminal.
pub fn describe(width: usize) -> String {
    let kinds = "Every row has a `kind`, unless all rows are of one --kind, or the file is a list of customers with a \
                 column `name`. Upper and lower case are the same. Every fact has:";
    let mut text = hang("", kinds, width);
    text.push('\n');
    text.push_str(&table(columns::of_all_facts(), width));
    text.push_str("\nAnd by kind:\n");
    for kind in columns::kinds() {
        text.push('\n');
        text.push_str(&hang(&format!("{}: ", kind.name), &heading(kind), width));
        text.push_str(&table(&kind.columns, width));
    }
    text
}

fn heading(kind: &Kind) -> String {
    let comment = for_people(&kind.comment);
    match kind.own_day().filter(|_| kind.name != columns::CUSTOMER) {
        Some(day) => format!(
            "{comment} Its occur_time is its {} where not given.",
            day.name
        ),
        None => comment,
    }
}

fn table(columns: &[Column], width: usize) -> String {
    let mut text = String::new();
    for column in columns {
        for name in column.names() {
            let mut words = help(column, name);
            for (alias, _) in columns::ALIASES.iter().filter(|(_, own)| *own == name) {
                let _ = write!(words, " The column may also be called {alias}.");
            }
            if let Some(example) = example(column, name) {
                let _ = write!(words, " (example: {example})");
            }
            let lead = format!("  {} ", left(name, 26));
            text.push_str(&hang(&lead, &words, width));
        }
    }
    text
}

fn help(column: &Column, name: &str) -> String {
    let comment = for_people(&comment_of(&column.field));
    let words = comment.split(EXAMPLE).next().unwrap_or_default();
    let words = &required(column, words);
    match &column.form {
        _ if name == "fact_id" => format!("{words} Default: the label and the record's number."),
        _ if name == "source" => format!("{words} Default: --source."),
        _ if name == columns::CUSTOMER_NAME => {
            "The name of the customer, instead of customer_id.".to_owned()
        }
        Form::Time => format!("{words} A date alone is its midnight UTC."),
        Form::Money if name == "currency" => "Three letters. Default: --currency.".to_owned(),
        Form::Word(choice) => format!("{words} One of {}.", fields::words(choice).join(", ")),
        Form::BasisPoints => format!("{words} Or as 12.5%."),
        Form::Flag => format!("{words} yes or no."),
        Form::Duration => format!("{words} Exactly one of duration, hours, minutes and seconds."),
        Form::Lists => format!("{words} `;` stands between several values."),
        _ => words.to_owned(),
    }
}

/// The comment of a text or an amount, which must be given unless its comment names a default.
fn required(column: &Column, comment: &str) -> String {
    let is_marked = comment.contains("Required") || comment.contains("Default");
    let is_set_by_the_import = ["fact_id", "source"].contains(&column.name.as_str());
    match column.form {
        Form::Text if column.name == "customer_id" => {
            format!("{comment} Required, or {}.", columns::CUSTOMER_NAME)
        }
        Form::Text | Form::Money if !is_marked && !is_set_by_the_import => {
            format!("{comment} Required.")
        }
        _ => comment.to_owned(),
    }
}

/// A comment of the protos in the words that people write into cells: `end user`, not `BUYS_AS_END_USER`.
/// A comment that refers to the comment of another field is that one.
fn for_people(comment: &str) -> String {
    let other = comment.strip_prefix("As in ").and_then(|rest| {
        let (kind, rest) = rest.split_once('.')?;
        let (name, _) = rest.split_once('.')?;
        let column = columns::kind(&kind.to_lowercase())?.column(name)?;
        Some(comment_of(&column.field))
    });
    let mut text = other.unwrap_or_else(|| comment.to_owned());
    let mut codes: Vec<(String, String)> = vec![];
    for column in columns::kinds().iter().flat_map(|kind| &kind.columns) {
        if let Form::Word(choice) = &column.form {
            let values = choice.values().filter(|value| value.number() != 0);
            for (value, word) in values.zip(fields::words(choice)) {
                let short = word.to_uppercase().replace(' ', "_");
                codes.push((value.name().to_owned(), word.clone()));
                codes.extend(short.contains('_').then_some((short, word)));
            }
        }
    }
    // A code may begin another one.
    codes.sort_by_key(|(code, _)| Reverse(code.len()));
    for (code, word) in codes {
        text = text.replace(&code, &word);
    }
    text
}

/// A sample value for the column: from its comment, else by its type.
pub fn example(column: &Column, name: &str) -> Option<String> {
    let comment = for_people(&comment_of(&column.field));
    let named = comment.split_once(EXAMPLE).map(|(_, example)| {
        let example = example.trim_end_matches('.').trim_matches('"');
        example.to_owned()
    });
    let usual = match &column.form {
        _ if name == columns::CUSTOMER_NAME => "Hofmann Joinery",
        Form::Text
        | Form::Whole32
        | Form::Whole64
        | Form::BasisPoints
        | Form::Rate
        | Form::Day
        | Form::Time
            if named.is_some() =>
        {
            return named;
        }
        Form::Money if name == "currency" => "EUR",
        Form::Money => "1200.00",
        Form::Duration if name == "duration" => "1:30",
        Form::Duration if name == "hours" => "1.5",
        Form::Duration | Form::Counts => "12",
        Form::Day | Form::Time => "2026-03-31",
        Form::Flag => "yes",
        Form::Lists => "carpentry;furniture",
        Form::Word(choice) => return fields::words(choice).into_iter().next(),
        Form::Text | Form::Whole32 | Form::Whole64 | Form::BasisPoints | Form::Rate => return None,
    };
    Some(usual.to_owned())
}
