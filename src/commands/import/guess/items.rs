//! The kinds of rows that a file seems to have.

use std::collections::BTreeMap;

use crate::import::guess::{
    cells::looks_like_number,
    columns::{Column, Columns, quoted},
    fields::Fields,
    item::Item,
    table::Row,
    words::{Meaning, Words},
};

/// The items of a file.
#[derive(Debug)]
pub(super) struct Items<'a> {
    pub(super) columns: &'a Columns,
    pub(super) words: &'a Words,
    pub(super) rows: &'a [Row],
    /// Lines of the mapping that belong to all items.
    pub(super) lines: Vec<String>,
    /// The items.
    pub(super) found: Vec<Item>,
    /// What the file leaves open.
    pub(super) questions: Vec<String>,
}

impl<'a> Items<'a> {
    pub(super) fn of(rows: &'a [Row], columns: &'a Columns, words: &'a Words) -> Self {
        let (lines, found, questions) = (vec![], vec![], vec![]);
        let mut guess = Self {
            columns,
            words,
            rows,
            lines,
            found,
            questions,
        };
        guess.customers();
        match columns.with(Meaning::Type) {
            Some(column) if columns.has(Meaning::Amount) => guess.by_type(column),
            _ => guess.all_alike(),
        }
        guess.payments();
        guess.left_out();
        guess.missing();
        guess
    }

    pub(super) fn ask(&mut self, question: impl Into<String>) {
        let question = question.into();
        if !self.questions.contains(&question) {
            self.questions.push(question);
        }
    }

    /// The customers themselves, if the file has ids and names.
    fn customers(&mut self) {
        let (id, name) = (
            self.columns.name(Meaning::CustomerId),
            self.columns.name(Meaning::CustomerName),
        );
        if let (Some(id), Some(name)) = (id, name) {
            self.found.push(Item {
                kind: "customer".to_owned(),
                when: vec![format!("{{ column: {name}, blank: false }}")],
                keys: vec![],
                fields: vec![("customer_id", id), ("name", name)],
            });
        }
    }

    /// Items by the words in a column of types. Rows with other words are refused.
    fn by_type(&mut self, column: &Column) {
        let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut unknown = vec![];
        for word in column.cells.words() {
            match self.words.kind(word) {
                // Money that belongs to no invoice is a sale.
                Some("payment") if !self.columns.has(Meaning::InvoiceId) => {
                    kinds.entry("purchase").or_default().push(word);
                }
                Some(kind) => kinds.entry(kind).or_default().push(word),
                None => unknown.push(format!("`{word}`")),
            }
        }
        let known: Vec<String> = kinds.values().flatten().map(|word| quoted(word)).collect();
        self.lines.push(format!(
            "refuse:\n  - when: [{{ column: {}, is_not: [{}] }}]\n    because: \"the mapping does not say what this \
             row is; add its word to an item or to `skip`\"",
            column.name,
            known.join(", ")
        ));
        if !unknown.is_empty() {
            self.ask(format!(
                "what do these words in {} mean: {}? Their rows are refused until an item or `skip` names them",
                column.shown(),
                unknown.join(", ")
            ));
        }
        for (kind, words) in kinds {
            let rows = self
                .rows
                .iter()
                .filter(|row| words.contains(&row[column.place].as_str()));
            let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            let condition = format!("{{ column: {}, is: [{}] }}", column.name, quoted.join(", "));
            self.signed(kind, &[condition], &rows.collect::<Vec<_>>());
        }
    }

    /// Items of one kind for all rows, by the columns that the file has.
    fn all_alike(&mut self) {
        let has = |meaning| self.columns.has(meaning);
        let has_due = has(Meaning::DueDate) || has(Meaning::IssueDate);
        let kind = if has(Meaning::Duration) || has(Meaning::Hours) || has(Meaning::Minutes) {
            "effort"
        } else if !has(Meaning::Amount) {
            if self.found.is_empty() {
                self.ask(
                    "no column looks like an amount or a duration. Write the kind of the rows and their fields; \
                     `import --columns` shows all kinds",
                );
            } else {
                return;
            }
            "purchase"
        } else if !has(Meaning::InvoiceId) {
            "purchase"
        } else if has(Meaning::PaidDate) && !has_due && !has(Meaning::Date) {
            "payment"
        } else {
            if !has_due {
                self.ask(
                    "are the rows invoices? They have a number, but no due date. For payments write `kind: payment`, \
                     and occur_time in place of issue_date",
                );
            }
            "invoice"
        };
        self.signed(kind, &[], &self.rows.iter().collect::<Vec<_>>());
    }

    /// An item of this kind for these rows, and a credit note for those with a negative amount.
    fn signed(&mut self, kind: &str, when: &[String], rows: &[&Row]) {
        let amount = self.columns.with(Meaning::Amount);
        let may_be_negative = matches!(kind, "invoice" | "purchase");
        let split = amount.filter(|_| may_be_negative).and_then(|amount| {
            let (negative, positive): (Vec<&Row>, Vec<&Row>) =
                rows.iter().partition(|row| is_negative(&row[amount.place]));
            (!negative.is_empty()).then_some((amount, positive, negative))
        });
        let Some((amount, positive, negative)) = split else {
            self.push(kind, when.to_vec(), rows);
            return;
        };
        for (kind, sign, rows) in [(kind, false, positive), ("credit_note", true, negative)] {
            let sign = format!("{{ column: {}, negative: {sign} }}", amount.name);
            self.push(kind, [when, &[sign]].concat(), &rows);
        }
        self.ask("are negative amounts credit notes? They are taken for them");
    }

    fn push(&mut self, kind: &str, when: Vec<String>, rows: &[&Row]) {
        let mut fields = Fields {
            columns: self.columns,
            words: self.words,
            all: self.rows,
            rows,
            questions: vec![],
        };
        let item = fields.item(kind, when);
        let questions = fields.questions;
        for question in questions {
            self.ask(question);
        }
        self.found.push(item);
    }

    /// Payments on the days when invoices were paid, from the rows of the invoices.
    fn payments(&mut self) {
        let Some(paid) = self.columns.with(Meaning::PaidDate) else {
            return;
        };
        let invoice = self.found.iter().find(|item| item.kind == "invoice");
        let Some(mut when) = invoice.map(|item| item.when.clone()) else {
            return;
        };
        if self.found.iter().any(|item| item.kind == "payment") {
            return;
        }
        when.push(format!("{{ column: {}, blank: false }}", paid.name));
        self.push("payment", when, &self.rows.iter().collect::<Vec<_>>());
        let number = self.columns.name(Meaning::InvoiceId);
        if let (Some(item), Some(number)) = (self.found.last_mut(), number) {
            item.fields.retain(|(field, _)| *field != "fact_id");
            item.fields.insert(
                0,
                (
                    "fact_id",
                    format!("{{ column: {number}, prefix: \"payment-\" }}"),
                ),
            );
        }
    }
}

/// Whether a cell is a number with a minus or in brackets. In `89,- €` the dash stands for no decimals.
fn is_negative(cell: &str) -> bool {
    looks_like_number(cell) && cell.contains(['-', '\u{2212}', '('])
}
