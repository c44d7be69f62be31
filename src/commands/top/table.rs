//! A table of texts with aligned columns, for people.

use std::fmt::Write as _;

use crate::{
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
    /// Whether it makes room for the customers on a narrow terminal: 0 never, and the higher the earlier.
    pub(super) yields: u8,
}

/// The columns that customers get before other columns have to stay.
const WHO_ROOM: usize = 32;
const WHO: &str = "customer";

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

/// Lays out the rows with the customers in front. If the terminal is too narrow, columns yield, then customers' names are
/// shortened. Ids never are: a customer with a longer id has a line of its own.
pub(super) fn draw(columns: &[Column], rows: &[Row], terminal: Terminal) -> String {
    let widths = widths(columns, rows);
    let names = rows
        .iter()
        .map(|row| terminal::width(&words::who(&row.name, &row.customer_id)));
    let wanted = names.max().unwrap_or(0).min(WHO_ROOM);
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let room = |shown: &[usize]| {
        let others: usize = shown.iter().map(|at| widths[*at] + 2).sum();
        terminal.table.saturating_sub(others).max(WHO.len())
    };
    while room(&shown) < wanted {
        let first = shown.iter().filter(|at| columns[**at].yields > 0);
        let Some(first) = first.max_by_key(|at| columns[**at].yields).copied() else {
            break;
        };
        shown.retain(|at| *at != first);
    }
    let room = room(&shown);
    let whos = rows
        .iter()
        .map(|row| words::who_within(&row.name, &row.customer_id, room));
    let whos: Vec<String> = whos.collect();
    let fitting = whos.iter().map(|who| terminal::width(who));
    let widest = fitting.filter(|width| *width <= room).max().unwrap_or(0);
    let who_width = widest.max(WHO.len());
    let line = |who: &str, cell: &dyn Fn(usize) -> String| {
        let mut text = left(who, who_width);
        for at in &shown {
            let (cell, width) = (cell(*at), widths[*at]);
            text.push_str("  ");
            text.push_str(&if columns[*at].is_number {
                right(&cell, width)
            } else {
                left(&cell, width)
            });
        }
        format!("{}\n", text.trim_end())
    };
    let title = line(WHO, &|at| columns[at].title.to_owned());
    let mut text = terminal.styled(Style::Bold, title.trim_end()) + "\n";
    for (row, who) in rows.iter().zip(&whos) {
        let cell = |at: usize| row.cells.get(at).cloned().unwrap_or_default();
        if terminal::width(who) > who_width {
            let _ = write!(text, "{who}\n{}", line("", &cell));
        } else {
            text.push_str(&line(who, &cell));
        }
    }
    text
}

/// The width of each column.
fn widths(columns: &[Column], rows: &[Row]) -> Vec<usize> {
    let width = |(at, column): (usize, &Column)| {
        let cells = rows.iter().filter_map(|row| row.cells.get(at));
        let widest = cells.map(|cell| terminal::width(cell)).max();
        terminal::width(column.title).max(widest.unwrap_or(0))
    };
    columns.iter().enumerate().map(width).collect()
}
