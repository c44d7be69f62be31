//! `import --guess FILE`: a first mapping for a file of unknown form, with the reason for each guess. The
//! mapping goes to standard output, the questions that are left to standard error.

mod cells;
mod columns;
mod fields;
mod gaps;
mod item;
mod items;
mod table;
mod words;
mod writing;

use std::{fmt::Write as _, path::Path};

use domain::words::counted;

use crate::{
    failure::Failure,
    import::{layout::FileForm, preset::Preset, record::Form, source::Source},
    terminal::hang,
};
use columns::{Column, Columns};
use item::Item;
use items::Items;
use table::Table;
use words::Meaning;
use writing::Lines;

/// The columns of a comment.
const WIDTH: usize = 116;

/// A first mapping and what it leaves open.
#[derive(Debug)]
pub struct Guess {
    /// The mapping as YAML, with comments.
    pub mapping: String,
    /// What the person has to decide.
    pub questions: Vec<String>,
}

/// Guesses a mapping for the file at `path`, of whose form so much is known.
pub fn guess(path: &Path, known: &FileForm) -> Result<Guess, Failure> {
    let source = Source::open(path, Some("guess"))?;
    let words = words::words().map_err(Failure::Message)?;
    let table = Table::read(&source, known)?;
    let columns = Columns::of(&table, words);
    let writing = Lines::of(&columns);
    let items = Items::of(&table.rows, &columns, words);
    let mut questions = writing.questions;
    questions.extend(items.questions.iter().cloned());
    let preset = Preset::fitting(&table.names)?;
    let mut mapping = comment(&source.name, &table, &columns, preset, &questions);
    mapping.push_str(&form(&table, known));
    for line in writing.lines.iter().chain(&items.lines) {
        let _ = writeln!(mapping, "{line}");
    }
    mapping.push_str("rows:\n");
    mapping.extend(items.found.iter().map(Item::yaml));
    if let Some(preset) = preset {
        let name = preset.name;
        questions.insert(
            0,
            format!(
                "this is {}: try `import --preset {name}` first",
                preset.title()
            ),
        );
    }
    Ok(Guess { mapping, questions })
}

/// The comment above the mapping.
fn comment(
    name: &str,
    table: &Table,
    columns: &Columns,
    preset: Option<Preset>,
    questions: &[String],
) -> String {
    let rows = counted(table.rows.len() as i64, "row");
    let mut lines = vec![
        format!("A first mapping for {name}, guessed from {rows}. Check each line, then:"),
        format!("  customer-quality import --check --map THIS_FILE {name}"),
    ];
    if let Some(preset) = preset {
        lines.push(String::new());
        lines.push(format!(
            "The columns are those of a preset, {}. Try it first:",
            preset.title()
        ));
        lines.push(format!(
            "  customer-quality import --check --preset {} {name}",
            preset.name
        ));
    }
    lines.push(String::new());
    let is_used = |column: &&Column| {
        column
            .meaning
            .is_some_and(|meaning| meaning != Meaning::Ignored)
    };
    let (used, unused): (Vec<&Column>, Vec<&Column>) = columns.0.iter().partition(is_used);
    for column in used {
        let meaning = column.meaning.map_or("", label);
        lines.push(format!("{} → {meaning}: {}", column.shown(), column.why));
    }
    let is_blank = |column: &&Column| column.cells.filled.is_empty();
    let (blank, unused): (Vec<&Column>, Vec<&Column>) = unused.into_iter().partition(is_blank);
    if !unused.is_empty() {
        let names: Vec<String> = unused.iter().map(|column| column.shown()).collect();
        lines.push(format!("Not used: {}", names.join(", ")));
    }
    if !blank.is_empty() {
        let columns = counted(blank.len() as i64, "column");
        lines.push(format!("Not used, because no row fills them: {columns}"));
    }
    if table.odd > 0 {
        let rows = counted(table.odd as i64, "row");
        lines.push(format!(
            "Refused, because they have another number of cells: {rows}"
        ));
    }
    if !questions.is_empty() {
        lines.push(String::new());
        lines.push("To decide:".to_owned());
        lines.extend(questions.iter().map(|question| format!("- {question}")));
    }
    lines.iter().map(|line| commented(line)).collect()
}

/// A paragraph as a comment of YAML.
fn commented(paragraph: &str) -> String {
    if paragraph.is_empty() {
        return "#\n".to_owned();
    }
    let indent = if paragraph.starts_with("  ") {
        "  "
    } else {
        ""
    };
    let text = hang("", &paragraph.replace('\n', " "), WIDTH);
    let lines = text
        .lines()
        .map(|line| format!("# {indent}{}\n", line.trim()));
    lines.collect()
}

/// The keys about the form of the file.
fn form(table: &Table, known: &FileForm) -> String {
    let mut text = String::new();
    if let Some(encoding) = known.encoding {
        let _ = writeln!(text, "encoding: {}", encoding.name());
    }
    if let Some(sheet) = &known.sheet {
        let _ = writeln!(text, "sheet: {}", columns::quoted(sheet));
    }
    match table.form {
        Form::JsonLines | Form::JsonList => {
            text.push_str("format: jsonl\n");
            return text;
        }
        Form::Sheet => {}
        Form::Delimited(b'\t') => text.push_str("format: csv\ndelimiter: tab\n"),
        Form::Delimited(byte) => {
            let _ = writeln!(
                text,
                "format: csv\ndelimiter: {}",
                columns::quoted(&char::from(byte).to_string())
            );
        }
        Form::Whitespace => text.push_str("format: csv\ndelimiter: whitespace\n"),
    }
    match table.header_line {
        None => text.push_str("header: false\n"),
        Some(1) => {}
        Some(line) => {
            let _ = writeln!(text, "header_line: {line}");
        }
    }
    text
}

/// A meaning in words.
fn label(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::CustomerId => "customer_id",
        Meaning::CustomerName | Meaning::Customer => "customer_name",
        Meaning::InvoiceId => "invoice_id",
        Meaning::FactId => "fact_id",
        Meaning::Amount => "amount",
        Meaning::PaidAmount => "amount of the payment",
        Meaning::Currency => "currency",
        Meaning::IssueDate => "issue_date",
        Meaning::DueDate => "due_date",
        Meaning::PaidDate => "date of the payment",
        Meaning::Date => "date",
        Meaning::Time => "time of day",
        Meaning::Duration => "duration",
        Meaning::Hours => "hours",
        Meaning::Minutes => "minutes",
        Meaning::Billable => "billing",
        Meaning::Author => "author",
        Meaning::Type => "kind of the row",
        Meaning::Status => "rows to leave out",
        Meaning::Ignored => "nothing",
    }
}
