//! Describes the columns with an example each, for `import --columns`. The text comes from the comments of
//! the protos.

use std::fmt::Write as _;

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
    let mut text = String::from("Every row has a column `kind`. Every fact has:\n\n");
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
    match kind.own_day().filter(|_| kind.name != columns::CUSTOMER) {
        Some(day) => format!(
            "{} Its occur_time is its {} where not given.",
            kind.comment, day.name
        ),
        None => kind.comment.clone(),
    }
}

fn table(columns: &[Column], width: usize) -> String {
    let mut text = String::new();
    for column in columns {
        for name in column.names() {
            let mut words = help(column, name);
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
    let comment = comment_of(&column.field);
    let words = comment.split(EXAMPLE).next().unwrap_or_default();
    match &column.form {
        _ if name == "fact_id" => format!("{words} Default: the label and the record's number."),
        _ if name == "source" => format!("{words} Default: --source."),
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

/// A sample value for the column: from its comment, else by its type.
pub fn example(column: &Column, name: &str) -> Option<String> {
    let comment = comment_of(&column.field);
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
