//! A table of texts: for people with aligned columns, for machines as CSV.

use crate::{
    failure::Failure,
    paper::{self, Ink, Paper, clean, left, right},
    words,
};

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its heading.
    pub(super) title: &'static str,
    /// Whether it holds numbers, which stand to the right.
    pub(super) is_number: bool,
}

/// A customer's row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    name: String,
    customer_id: String,
    cells: Vec<String>,
}

impl Row {
    /// The cells that stand after a customer.
    pub(super) fn of(name: &str, customer_id: &str, cells: &[String]) -> Self {
        Self {
            name: clean(name),
            customer_id: clean(customer_id),
            cells: cells.iter().map(|cell| clean(cell)).collect(),
        }
    }
}

/// Lays rows out, the customers first. They give way where the paper is too narrow.
pub(super) fn draw(columns: &[Column], rows: &[Row], paper: Paper) -> String {
    const WHO: &str = "customer";
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells = rows.iter().filter_map(|row| row.cells.get(at));
            let widest = cells.map(|cell| paper::width(cell)).max();
            paper::width(column.title).max(widest.unwrap_or(0))
        })
        .collect();
    let others: usize = widths.iter().map(|width| width + 2).sum();
    let room = if paper.cuts {
        paper.width.saturating_sub(others).max(WHO.len())
    } else {
        usize::MAX
    };
    let whos: Vec<String> = rows
        .iter()
        .map(|row| words::who_within(&row.name, &row.customer_id, room))
        .collect();
    let widest = whos.iter().map(|who| paper::width(who)).max();
    let who_width = widest.unwrap_or(0).max(WHO.len());
    let line = |who: &str, cells: &mut dyn Iterator<Item = &str>| {
        let mut text = left(who, who_width);
        for ((cell, column), width) in cells.zip(columns).zip(&widths) {
            text.push_str("  ");
            text.push_str(&if column.is_number {
                right(cell, *width)
            } else {
                left(cell, *width)
            });
        }
        text.trim_end().to_owned()
    };
    let title = line(WHO, &mut columns.iter().map(|column| column.title));
    let mut text = format!("{}\n", paper.ink(Ink::Bold, &title));
    for (row, who) in rows.iter().zip(&whos) {
        text.push_str(&line(who, &mut row.cells.iter().map(String::as_str)));
        text.push('\n');
    }
    text
}

/// Writes CSV.
pub(crate) fn csv(header: &[&str], rows: &[Vec<String>]) -> Result<String, Failure> {
    let told = |error: csv::Error| Failure::told(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(header).map_err(told)?;
    for row in rows {
        writer.write_record(row).map_err(told)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Failure::told(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::told(error.to_string()))
}
