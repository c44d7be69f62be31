//! A table of texts, with aligned columns for people or as CSV for machines.

use crate::{
    failure::Failure,
    terminal::{self, Style, Terminal, clean, left, right},
    words,
};

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its heading.
    pub(super) title: &'static str,
    /// Whether it holds numbers, which are aligned to the right.
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
    /// A row with the cells that follow the customer.
    pub(super) fn of(name: &str, customer_id: &str, cells: &[String]) -> Self {
        Self {
            name: clean(name),
            customer_id: clean(customer_id),
            cells: cells.iter().map(|cell| clean(cell)).collect(),
        }
    }
}

/// Lays out the rows with the customers in front. Customers' names are shortened if the terminal is too
/// narrow.
pub(super) fn draw(columns: &[Column], rows: &[Row], terminal: Terminal) -> String {
    const WHO: &str = "customer";
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells = rows.iter().filter_map(|row| row.cells.get(at));
            let widest = cells.map(|cell| terminal::width(cell)).max();
            terminal::width(column.title).max(widest.unwrap_or(0))
        })
        .collect();
    let others: usize = widths.iter().map(|width| width + 2).sum();
    let room = if terminal.cuts {
        terminal.width.saturating_sub(others).max(WHO.len())
    } else {
        usize::MAX
    };
    let whos: Vec<String> = rows
        .iter()
        .map(|row| words::who_within(&row.name, &row.customer_id, room))
        .collect();
    let widest = whos.iter().map(|who| terminal::width(who)).max();
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
    let mut text = format!("{}\n", terminal.styled(Style::Bold, &title));
    for (row, who) in rows.iter().zip(&whos) {
        text.push_str(&line(who, &mut row.cells.iter().map(String::as_str)));
        text.push('\n');
    }
    text
}

/// Writes CSV.
pub(crate) fn csv(header: &[&str], rows: &[Vec<String>]) -> Result<String, Failure> {
    let failed = |error: csv::Error| Failure::message(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Failure::message(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::message(error.to_string()))
}
