//! A table of texts: for people with aligned columns, for machines as CSV.

use crate::cli::{
    failure::Failure,
    paper::{self, Ink, Paper, clean, cut, left, right},
};

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its heading.
    pub(super) title: &'static str,
    /// Whether it holds numbers, which stand to the right.
    pub(super) is_number: bool,
}

/// Lays rows out. The first column that holds text gives way where the paper is too narrow.
pub(super) fn draw(columns: &[Column], rows: &[Vec<String>], paper: Paper) -> String {
    let mut widths: Vec<usize> = columns
        .iter()
        .map(|column| paper::width(column.title))
        .collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(paper::width(cell));
        }
    }
    let all: usize = widths.iter().sum::<usize>() + 2 * columns.len().saturating_sub(1);
    if let Some(flexible) = columns.iter().position(|column| !column.is_number) {
        let over = all.saturating_sub(paper.width);
        widths[flexible] = widths[flexible]
            .saturating_sub(over)
            .max(widths[flexible].min(12));
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells = cells
            .zip(columns)
            .zip(&widths)
            .map(|((cell, column), width)| {
                let cell = cut(&clean(cell), *width);
                if column.is_number {
                    right(&cell, *width)
                } else {
                    left(&cell, *width)
                }
            });
        cells
            .collect::<Vec<String>>()
            .join("  ")
            .trim_end()
            .to_owned()
    };
    let title = line(&mut columns.iter().map(|column| column.title));
    let mut text = format!("{}\n", paper.ink(Ink::Bold, &title));
    for row in rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
        text.push('\n');
    }
    text
}

/// Writes CSV.
pub(super) fn csv(header: &[&str], rows: &[Vec<String>]) -> Result<String, Failure> {
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
