//! What each column of a file means, by its heading and by its cells, and why.

use crate::import::guess::{
    cells::{Cells, looks_like_date, looks_like_number},
    table::Table,
    words::{Match, Meaning, Words},
};

/// The most different words of a column of types or of states.
const WORDS_MAX: usize = 20;

/// A column of a file.
#[derive(Debug)]
pub(super) struct Column {
    /// Its place in a row, from 0.
    pub(super) place: usize,
    /// Its heading. Empty if it has none.
    pub(super) heading: String,
    /// Its name in a mapping: the quoted heading, or the number where the heading is blank or not the only one.
    pub(super) name: String,
    /// What its cells show.
    pub(super) cells: Cells,
    /// Its meaning. None if it means nothing known.
    pub(super) meaning: Option<Meaning>,
    /// The reason for the meaning.
    pub(super) why: String,
}

/// The columns of a file with their meanings.
#[derive(Debug)]
pub(super) struct Columns(pub(super) Vec<Column>);

impl Columns {
    pub(super) fn of(table: &Table, words: &Words) -> Self {
        let columns = table.names.iter().enumerate().map(|(at, heading)| {
            let is_only = table.names.iter().filter(|other| *other == heading).count() == 1;
            let name = if heading.is_empty() || !is_only {
                (at + 1).to_string()
            } else {
                quoted(heading)
            };
            Column {
                place: at,
                heading: heading.clone(),
                name,
                cells: Cells::of(table.column(at)),
                meaning: None,
                why: String::new(),
            }
        });
        let mut columns = Self(columns.collect());
        columns.by_heading(words);
        columns.by_cells();
        columns
    }

    /// The column with this meaning.
    pub(super) fn with(&self, meaning: Meaning) -> Option<&Column> {
        self.0.iter().find(|column| column.meaning == Some(meaning))
    }

    /// Whether a column has this meaning.
    pub(super) fn has(&self, meaning: Meaning) -> bool {
        self.with(meaning).is_some()
    }

    /// The name of the column with this meaning.
    pub(super) fn name(&self, meaning: Meaning) -> Option<String> {
        self.with(meaning).map(|column| column.name.clone())
    }

    /// The column with the first of these meanings that the file has.
    pub(super) fn first(&self, meanings: &[Meaning]) -> Option<&Column> {
        meanings.iter().find_map(|meaning| self.with(*meaning))
    }

    /// Gives each meaning to the column whose heading matches it best and whose cells can have it.
    fn by_heading(&mut self, words: &Words) {
        let mut candidates: Vec<(Match, Meaning, usize)> = vec![];
        for (at, column) in self.0.iter().enumerate() {
            for (quality, meaning) in words.meanings(&column.heading) {
                let meaning = column.cells.customer(meaning);
                if column.cells.can_be(meaning, words) {
                    candidates.push((quality, meaning, at));
                }
            }
        }
        candidates.sort_unstable();
        for (_, meaning, at) in candidates {
            let is_taken = meaning != Meaning::Ignored && self.with(meaning).is_some();
            if self.0[at].meaning.is_none() && !is_taken {
                self.0[at].set(meaning, "its heading");
            }
        }
    }

    /// Gives a meaning that no heading names to the only column whose cells can have it.
    fn by_cells(&mut self) {
        let free = |columns: &Self, holds: &dyn Fn(&Column) -> bool| -> Option<usize> {
            let all = columns.0.iter().enumerate();
            let mut found = all.filter(|(_, column)| column.meaning.is_none() && holds(column));
            let first = found.next().map(|(at, _)| at);
            first.filter(|_| found.next().is_none())
        };
        let has_date = [Meaning::Date, Meaning::IssueDate, Meaning::PaidDate];
        if !has_date.iter().any(|meaning| self.with(*meaning).is_some())
            && let Some(at) = free(self, &|column| column.cells.dates.is_some())
        {
            self.0[at].set(Meaning::Date, "it is the only column of dates");
        }
        let is_money = |column: &Column| {
            column.cells.are_numbers() && column.cells.most(|cell| cell.contains(['.', ',']))
        };
        if self.with(Meaning::Amount).is_none()
            && let Some(at) = free(self, &is_money)
        {
            self.0[at].set(
                Meaning::Amount,
                "it is the only column of numbers with decimals",
            );
        }
        let is_alone = |column: &Column| {
            column.heading.is_empty()
                && column.cells.most(|cell| cell.contains(char::is_alphabetic))
        };
        if self.with(Meaning::CustomerId).is_none()
            && self.with(Meaning::CustomerName).is_none()
            && let Some(at) = free(self, &is_alone)
        {
            self.0[at].set(
                Meaning::CustomerName,
                "it has no heading, as the groups of a report have",
            );
        }
    }
}

impl Column {
    fn set(&mut self, meaning: Meaning, why: &str) {
        let cells = &self.cells;
        let (what, fits): (&str, fn(&str) -> bool) = match meaning {
            Meaning::Date | Meaning::IssueDate | Meaning::DueDate | Meaning::PaidDate => {
                ("dates", looks_like_date)
            }
            Meaning::Amount | Meaning::PaidAmount | Meaning::Minutes => {
                ("numbers", looks_like_number)
            }
            _ => ("filled", |_| true),
        };
        let example = cells.filled.iter().find(|cell| fits(cell));
        let example = example.map_or("", String::as_str);
        let share = |count: usize, all: usize| {
            if count == all {
                format!("all {all}")
            } else {
                format!("{count} of {all}")
            }
        };
        let filled = cells.filled.len();
        self.why = match what {
            "filled" => {
                let share = share(filled, cells.rows);
                format!("{why}; {share} cells are filled, as with `{example}`")
            }
            what => {
                let share = share(cells.count(fits), filled);
                format!("{why}; {share} filled cells are {what} such as `{example}`")
            }
        };
        self.meaning = Some(meaning);
    }

    /// The column for people.
    pub(super) fn shown(&self) -> String {
        if self.heading.is_empty() {
            format!("column {}", self.place + 1)
        } else {
            format!("`{}`", self.heading)
        }
    }

    /// The currency in the heading: `Amount (EUR)`.
    pub(super) fn currency(&self) -> Option<String> {
        let is_code =
            |word: &&str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let mut words = self.heading.split(|letter: char| !letter.is_alphanumeric());
        let code = words.find(is_code).map(str::to_owned);
        let signs = [('€', "EUR"), ('£', "GBP")];
        code.or_else(|| {
            let sign = signs.iter().find(|(sign, _)| self.heading.contains(*sign));
            sign.map(|(_, code)| (*code).to_owned())
        })
    }
}

impl Cells {
    /// A customer is an id or a name.
    fn customer(&self, meaning: Meaning) -> Meaning {
        match meaning {
            Meaning::Customer if self.are_ids() => Meaning::CustomerId,
            Meaning::Customer => Meaning::CustomerName,
            meaning => meaning,
        }
    }

    /// Whether cells can have this meaning.
    fn can_be(&self, meaning: Meaning, words: &Words) -> bool {
        if meaning == Meaning::Ignored {
            return true;
        }
        let has_letter = |cell: &str| cell.contains(char::is_alphabetic);
        let has_digit = |cell: &str| cell.contains(|digit: char| digit.is_ascii_digit());
        let is_short = || self.words().len() <= WORDS_MAX;
        !self.filled.is_empty()
            && match meaning {
                Meaning::Amount | Meaning::PaidAmount | Meaning::Minutes => self.are_numbers(),
                Meaning::Currency => self.are_currencies(),
                Meaning::Date | Meaning::IssueDate | Meaning::DueDate | Meaning::PaidDate => {
                    self.dates.is_some()
                }
                Meaning::Time => self.most(|cell| cell.contains(':')) && self.dates.is_none(),
                Meaning::Duration => self.are_durations(),
                Meaning::Hours => self.are_hours(),
                Meaning::Billable => self.most(|cell| words.answer(cell).is_some()),
                Meaning::Type => {
                    is_short() && self.filled.iter().any(|word| words.kind(word).is_some())
                }
                Meaning::Status => is_short(),
                Meaning::InvoiceId => self.most(has_digit) && self.dates.is_none(),
                Meaning::FactId => self.are_unique(),
                Meaning::CustomerName | Meaning::Author => self.most(has_letter),
                Meaning::CustomerId | Meaning::Customer | Meaning::Ignored => true,
            }
    }
}

/// A text as YAML and JSON write it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
