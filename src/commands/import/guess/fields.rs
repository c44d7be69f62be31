//! The columns that fill the fields of one item.

use std::collections::BTreeSet;

use crate::import::guess::{
    columns::{Columns, quoted},
    item::Item,
    table::Row,
    words::{Meaning, Words},
};

/// What the fields of an item are guessed from.
pub(super) struct Fields<'a> {
    pub(super) columns: &'a Columns,
    pub(super) words: &'a Words,
    /// All rows of the file.
    pub(super) all: &'a [Row],
    /// The rows that yield the item.
    pub(super) rows: &'a [&'a Row],
    /// What the file leaves open.
    pub(super) questions: Vec<String>,
}

impl Fields<'_> {
    /// An item of this kind.
    pub(super) fn item(&mut self, kind: &str, when: Vec<String>) -> Item {
        let customer = match (
            self.columns.name(Meaning::CustomerId),
            self.columns.name(Meaning::CustomerName),
        ) {
            (Some(id), _) => ("customer_id", Some(id)),
            (None, name) => ("customer_name", name),
        };
        let mut rules = vec![("fact_id", self.fact_id(kind)), customer];
        rules.extend(match kind {
            "effort" => self.effort(),
            kind => self.money(kind),
        });
        let fields = rules
            .into_iter()
            .filter_map(|(field, rule)| Some((field, rule?)));
        let keys = if matches!(kind, "invoice" | "credit_note") {
            self.once()
        } else {
            vec![]
        };
        Item {
            kind: kind.to_owned(),
            when,
            keys,
            fields: fields.collect(),
        }
    }

    fn effort(&mut self) -> Vec<(&'static str, Option<String>)> {
        let mut rules = vec![(
            "occur_time",
            self.moment(&[Meaning::Date, Meaning::IssueDate, Meaning::PaidDate]),
        )];
        let times = [
            ("duration", Meaning::Duration),
            ("hours", Meaning::Hours),
            ("minutes", Meaning::Minutes),
        ];
        let time = times
            .into_iter()
            .find(|(_, meaning)| self.columns.has(*meaning));
        rules.extend(time.map(|(field, meaning)| (field, self.columns.name(meaning))));
        rules.push(("effort_kind", Some("{ value: delivery }".to_owned())));
        rules.push(("billing", Some(self.billing())));
        rules.push(("author", self.columns.name(Meaning::Author)));
        rules
    }

    fn money(&self, kind: &str) -> Vec<(&'static str, Option<String>)> {
        let is_paid = kind == "payment" && self.columns.has(Meaning::PaidAmount);
        let amount = if is_paid {
            Meaning::PaidAmount
        } else {
            Meaning::Amount
        };
        let amount = self.columns.name(amount).map(|name| match kind {
            "invoice" | "purchase" => name,
            _ => format!("{{ column: {name}, number: absolute }}"),
        });
        let has_number = match kind {
            "purchase" => false,
            "credit_note" => self.credits_known_number(),
            _ => true,
        };
        let number = self.columns.name(Meaning::InvoiceId).filter(|_| has_number);
        let mut rules = vec![
            ("invoice_id", number),
            ("amount", amount),
            ("currency", self.columns.name(Meaning::Currency)),
        ];
        match kind {
            "invoice" => {
                let dates = [Meaning::IssueDate, Meaning::Date, Meaning::PaidDate];
                rules.push((
                    "issue_date",
                    self.columns.first(&dates).map(|column| column.name.clone()),
                ));
                rules.push(("due_date", self.columns.name(Meaning::DueDate)));
            }
            "payment" => {
                rules.push((
                    "occur_time",
                    self.moment(&[Meaning::PaidDate, Meaning::Date, Meaning::IssueDate]),
                ));
            }
            _ => rules.push((
                "occur_time",
                self.moment(&[Meaning::Date, Meaning::IssueDate, Meaning::PaidDate]),
            )),
        }
        rules
    }

    /// Whether the numbers of credit notes are those of invoices: other rows have them too.
    fn credits_known_number(&self) -> bool {
        let Some(number) = self.columns.with(Meaning::InvoiceId) else {
            return false;
        };
        let own: BTreeSet<&str> = self
            .rows
            .iter()
            .map(|row| row[number.place].as_str())
            .collect();
        let count = |row: &&Row| own.contains(row[number.place].as_str());
        self.all.iter().filter(count).count() > self.rows.len()
    }

    /// A date, with the time of day that another column holds.
    fn moment(&self, meanings: &[Meaning]) -> Option<String> {
        let date = &self.columns.first(meanings)?.name;
        Some(match self.columns.name(Meaning::Time) {
            Some(time) => format!("{{ columns: [{date}, {time}], between: \" \" }}"),
            None => date.clone(),
        })
    }

    /// An id of the facts from the file, so that the same row under another label counts once.
    fn fact_id(&self, kind: &str) -> Option<String> {
        let is_numbered = matches!(kind, "invoice" | "credit_note");
        let number = || {
            self.columns
                .name(Meaning::InvoiceId)
                .filter(|_| is_numbered)
        };
        let column = self.columns.name(Meaning::FactId).or_else(number)?;
        Some(format!(
            "{{ column: {column}, prefix: \"{}-\" }}",
            kind.replace('_', "-")
        ))
    }

    fn billing(&mut self) -> String {
        let Some(column) = self.columns.with(Meaning::Billable) else {
            let question = "is the time billed, included in a price, or unbilled? No column says it; it counts as billed";
            self.questions.push(question.to_owned());
            return "{ value: billed }".to_owned();
        };
        let words = column.cells.words().into_iter().filter_map(|word| {
            let meaning = if self.words.answer(word)? {
                "billed"
            } else {
                "unbilled"
            };
            Some(format!("{}: {meaning}", quoted(word)))
        });
        let words: Vec<String> = words.collect();
        format!(
            "{{ column: {}, words: {{ {} }} }}",
            column.name,
            words.join(", ")
        )
    }

    /// The keys for a file with a row for each line of an invoice: its total stands on each of them, or is
    /// their sum.
    fn once(&self) -> Vec<String> {
        let (Some(number), Some(amount)) = (
            self.columns.with(Meaning::InvoiceId),
            self.columns.with(Meaning::Amount),
        ) else {
            return vec![];
        };
        let pairs = self.rows.windows(2).map(|pair| (pair[0], pair[1]));
        let is_same = |one: &Row, other: &Row, place: usize| one[place] == other[place];
        let lines = pairs.filter(|(one, other)| {
            !one[number.place].is_empty() && is_same(one, other, number.place)
        });
        let lines: Vec<(&Row, &Row)> = lines.collect();
        if lines.is_empty() {
            return vec![];
        }
        let mut keys = vec![format!("once_per: [{}]", number.name)];
        if !lines
            .iter()
            .all(|(one, other)| is_same(one, other, amount.place))
        {
            keys.push(format!("sum: {}", amount.name));
        }
        keys
    }
}
