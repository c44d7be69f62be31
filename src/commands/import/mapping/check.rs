//! Checks a whole mapping before the importer reads a row.

use serde_saphyr::Spanned;

use crate::{
    currency,
    date::{self, Zone},
    import::{
        columns::{self, Form},
        mapping::{Column, Condition, Feed, Kind, Mapping, Rule, Target, Year, yaml::place},
        meant,
    },
    text_encoding::named,
};

/// The most days from issue to payment. The flag has the same limit.
const DUE_DAYS_MAX: u32 = 3650;

impl Mapping {
    /// Returns an error that names the first problem of the mapping.
    pub(super) fn check(&self) -> Result<(), String> {
        self.form()?;
        self.encoding.as_deref().map(named).transpose()?;
        if self.header_line.is_some() && !self.header {
            return Err("`header_line` is the line of a header, and `header` is false".to_owned());
        }
        if self.rows.is_empty() {
            return Err("`rows` is empty: say what a row yields".to_owned());
        }
        self.notation().check()?;
        if let Some(currency) = &self.currency {
            currency::code(currency, None)?;
        }
        if self.due_days.is_some_and(|days| days > DUE_DAYS_MAX) {
            return Err(format!("`due_days` is more than {DUE_DAYS_MAX}"));
        }
        self.zone.as_deref().map(Zone::of).transpose()?;
        if let Some(Year::Number(year)) = self.year
            && !(1000..=9999).contains(&year)
        {
            return Err(format!("`year` is {year}: write four digits"));
        }
        for format in &self.dates {
            self.check_format(format)?;
        }
        for column in self.reads() {
            self.check_column(column)?;
        }
        if self.refuse.iter().any(|refuse| refuse.when.is_empty()) {
            return Err("`refuse` needs `when` with the conditions of the rows".to_owned());
        }
        if !self.conditions().all(Condition::is_whole) {
            return Err(
                "a condition needs one of `is`, `is_not`, `starts_with`, `contains`, `between`, `outside`, `blank` and \
                 `negative`"
                    .to_owned(),
            );
        }
        let mut suffixes: Vec<String> = vec![];
        for (at, row) in self.rows.iter().enumerate() {
            row.value.check(self, row)?;
            let suffix = self.suffix(at);
            if row.value.may_be_fact() && suffixes.contains(&suffix) {
                return Err(format!(
                    "{}its fact ids would be those of another: give a suffix",
                    place(Some(row.referenced))
                ));
            }
            suffixes.extend(row.value.may_be_fact().then_some(suffix));
        }
        Ok(())
    }

    fn check_format(&self, format: &str) -> Result<(), String> {
        date::check_format(format, self.year.is_some())
    }

    fn check_column(&self, column: &Column) -> Result<(), String> {
        match column {
            Column::Number(0) => Err("columns are numbered from 1".to_owned()),
            Column::Name(name) if !self.header && self.format.as_deref() != Some("jsonl") => Err(
                format!("column `{name}`: without a header, columns are given by number"),
            ),
            Column::Number(_) | Column::Name(_) => Ok(()),
        }
    }
}

impl Target {
    fn check(&self, mapping: &Mapping, row: &Spanned<Self>) -> Result<(), String> {
        let here = |words: String| format!("{}{words}", place(Some(row.referenced)));
        let kinds: Vec<&str> = match &self.kind {
            Kind::Constant(kind) => vec![kind],
            Kind::Fed(rule) => {
                let checked = rule.check(mapping, None);
                checked.map_err(|words| here(format!("kind: {words}")))?;
                rule.words.values().map(String::as_str).collect()
            }
        };
        for kind in &kinds {
            columns::kind(kind).ok_or_else(|| here(columns::unknown_kind(kind)))?;
        }
        if self.sum.is_some() && (self.once_per.is_empty() || self.summed_field().is_none()) {
            let words = "`sum` needs `once_per`, and a field that takes the same column";
            return Err(here(words.to_owned()));
        }
        for (field, feed) in &self.fields {
            check_field(&kinds, field, feed, mapping)
                .map_err(|words| format!("{}{words}", place(Some(feed.referenced))))?;
        }
        Ok(())
    }
}

/// Checks one field of an item that may be of these kinds, or of any kind if there are none.
fn check_field(
    kinds: &[&str],
    field: &str,
    feed: &Spanned<Feed>,
    mapping: &Mapping,
) -> Result<(), String> {
    let all = columns::kinds().iter();
    let possible = all.filter(|kind| kinds.is_empty() || kinds.contains(&kind.name.as_str()));
    let mut found = possible.clone().filter_map(|kind| kind.column(field));
    let Some(column) = found.next() else {
        let names: Vec<&str> = possible
            .flat_map(columns::Kind::all_columns)
            .flat_map(columns::Column::names)
            .collect();
        let kinds = if kinds.is_empty() {
            "no kind".to_owned()
        } else {
            kinds.join(", ")
        };
        return Err(format!(
            "{kinds} has no field `{field}`{}; `import --columns` shows all",
            meant::question(field, names)
        ));
    };
    let checked = feed.value.0.check(mapping, Some(&column.form));
    checked.map_err(|words| format!("{field}: {words}"))
}

impl Rule {
    /// Checks the rule of a field of this form, or of the kind.
    fn check(&self, mapping: &Mapping, form: Option<&Form>) -> Result<(), String> {
        let sources = [
            self.column.is_some(),
            !self.columns.is_empty(),
            self.value.is_some(),
        ];
        if sources.into_iter().filter(|given| *given).count() != 1 {
            return Err("give either `column` or `value`, or `columns` for several".to_owned());
        }
        let given = [
            ("words", !self.words.is_empty()),
            ("date", self.date.is_some()),
            ("plus_days", self.plus_days.is_some()),
            ("number", self.number.is_some()),
            ("prefix", !self.prefix.is_empty()),
            ("suffix", !self.suffix.is_empty()),
            ("strip", !self.strip.is_empty()),
            ("default", self.default.is_some()),
            ("between", self.between.is_some()),
            ("or", self.or.is_some()),
        ];
        let given = given
            .into_iter()
            .filter_map(|(key, given)| given.then_some(key));
        let given: Vec<&str> = given.collect();
        let without =
            |keys: &[&str], reason: &str| match given.iter().find(|key| keys.contains(key)) {
                Some(key) => Err(format!("`{key}` {reason}: leave one out")),
                None => Ok(()),
            };
        let texts = ["prefix", "suffix", "strip", "number"];
        if self.value.is_some() {
            without(&given, "changes a column's text, and `value` has no column")?;
        }
        if self.columns.is_empty() {
            without(
                &["between"],
                "stands between `columns`, and there is one column",
            )?;
        }
        if !self.words.is_empty() {
            without(
                &texts,
                "does not go with `words`, which gives the whole text",
            )?;
            without(
                &["date", "plus_days"],
                "does not go with `words`, which gives the whole text",
            )?;
        }
        if self.date.is_some() || self.plus_days.is_some() {
            without(
                &texts,
                "does not go with `date` and `plus_days`, which read the whole text",
            )?;
            if !matches!(form, Some(Form::Day | Form::Time)) {
                return Err(
                    "`date` and `plus_days` are for fields that are days or times".to_owned(),
                );
            }
        }
        if self.number.is_some() {
            without(&["prefix", "suffix"], "does not go with `number`")?;
            if form != Some(&Form::Money) {
                return Err("`number` is for amounts".to_owned());
            }
        }
        self.date
            .as_deref()
            .map_or(Ok(()), |format| mapping.check_format(format))
    }
}
