//! The rows that a first mapping leaves out, and what no column of the file says.

use domain::words;

use crate::import::guess::{
    columns::{Column, quoted},
    items::Items,
    table::Row,
    words::Meaning,
};

/// The meanings of the main date of a row.
const DATES: [Meaning; 3] = [Meaning::Date, Meaning::IssueDate, Meaning::PaidDate];

impl Items<'_> {
    /// The rows to leave out, and blank cells that mean the cell above.
    pub(super) fn left_out(&mut self) {
        let mut skip = vec![];
        if let Some(status) = self.columns.with(Meaning::Status) {
            let words = status
                .cells
                .words()
                .into_iter()
                .filter(|word| self.words.is_left_out(word));
            let words: Vec<String> = words.map(quoted).collect();
            if !words.is_empty() {
                skip.push(format!(
                    "  - {{ column: {}, is: [{}] }}",
                    status.name,
                    words.join(", ")
                ));
            }
        }
        if let Some(date) = self.columns.first(&DATES) {
            let blank = self.rows.iter().filter(|row| row[date.place].is_empty());
            if let Some(example) = blank.clone().flatten().find(|cell| !cell.is_empty()) {
                let (column, example) = (&date.name, quoted(example));
                let rows = words::counted(blank.count() as i64, "row");
                skip.push(format!(
                    "  - {{ column: {column}, blank: true }} # {rows}, such as {example}"
                ));
            }
            self.without_customer(date);
        }
        if !skip.is_empty() {
            self.lines.push(format!("skip:\n{}", skip.join("\n")));
        }
    }

    /// Rows that name no customer: the one above, if rows without a date name the customers of a report.
    fn without_customer(&mut self, date: &Column) {
        let Some(customer) = self
            .columns
            .first(&[Meaning::CustomerId, Meaning::CustomerName])
        else {
            return;
        };
        let is_blank = |row: &&Row, column: &Column| row[column.place].is_empty();
        let dated = self.rows.iter().filter(|row| !is_blank(row, date));
        let nameless = dated.clone().filter(|row| is_blank(row, customer)).count();
        if nameless == 0 {
            return;
        }
        if nameless == dated.count() {
            self.lines.push(format!("fill_down: [{}]", customer.name));
            self.ask("does a row without a customer belong to the customer above? It is taken for one of theirs");
        } else {
            let rows = words::counted(nameless as i64, "row");
            self.ask(format!(
                "{rows} without a customer in {} will be refused. To leave such rows out, add to `skip`: \
                 - {{ column: {}, blank: true }}",
                customer.shown(),
                customer.name
            ));
        }
    }

    /// What no column says.
    pub(super) fn missing(&mut self) {
        let facts = || self.found.iter().filter(|item| item.kind != "customer");
        let has_invoice = facts().any(|item| item.kind == "invoice");
        let is_numberless =
            facts().any(|item| !item.fields.iter().any(|(field, _)| *field == "fact_id"));
        let has_facts = facts().next().is_some();
        if has_invoice && !self.columns.has(Meaning::DueDate) {
            self.lines.push("due_days: 14".to_owned());
            self.ask("after how many days are invoices due? No column says it; 14 is a guess (`due_days`)");
        }
        if self
            .columns
            .first(&[Meaning::CustomerId, Meaning::CustomerName])
            .is_none()
        {
            self.ask("which column names the customer? Write it as customer_id or customer_name");
        }
        if self.columns.has(Meaning::PaidAmount) && !self.columns.has(Meaning::PaidDate) {
            self.ask(
                "when were the invoices paid? The file says how much is paid, but not when. Import the payments from \
                 another file, or every invoice looks open",
            );
        }
        if has_facts && self.columns.first(&DATES).is_none() {
            self.ask("which column is the date? Write it as occur_time, and for an invoice as issue_date");
        }
        if is_numberless {
            self.ask(
                "which columns identify a row? Without a fact_id, the same row in another file counts again; for \
                 example fact_id: { columns: [A, B] }",
            );
        }
        let Some(amount) = self.columns.with(Meaning::Amount).filter(|_| has_facts) else {
            return;
        };
        if !amount
            .cells
            .filled
            .iter()
            .any(|cell| cell.contains(['.', ',']))
        {
            self.ask("are the amounts whole, or in cents? For cents write `minor_units: true`");
        }
        let names_it =
            |cell: &str| cell.contains(|sign: char| sign.is_alphabetic() || "€£$¥".contains(sign));
        if !self.columns.has(Meaning::Currency) && !amount.cells.most(names_it) {
            match amount.currency() {
                Some(currency) => self.lines.push(format!("currency: {currency}")),
                None => self.ask("which currency are the amounts? Write it as in `currency: EUR`, or give --currency"),
            }
        }
    }
}
