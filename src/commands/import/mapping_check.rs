//! Checks a whole mapping before the importer reads a row.

use crate::{
    day,
    import::{
        columns,
        mapping::{Column, Condition, Decimal, FeedRule, Kind, Mapping, Target},
    },
};

impl Mapping {
    /// Returns an error that names the first problem of the mapping.
    pub(super) fn check(&self) -> Result<(), String> {
        self.form()?;
        if self.rows.is_empty() {
            return Err("`rows` is empty: say what a row yields".to_owned());
        }
        self.check_grouping()?;
        for format in &self.dates {
            day::check_format(format)?;
        }
        let conditions = self
            .skip
            .iter()
            .chain(self.rows.iter().flat_map(|target| &target.when));
        for condition in conditions {
            condition.check(self)?;
        }
        let mut suffixes: Vec<String> = vec![];
        for (at, target) in self.rows.iter().enumerate() {
            let place = format!("rows[{at}]");
            target
                .check(self)
                .map_err(|words| format!("{place}: {words}"))?;
            let suffix = self.suffix(at);
            if target.may_be_fact() && suffixes.contains(&suffix) {
                return Err(format!(
                    "{place}: its fact ids would be those of another: give a suffix"
                ));
            }
            suffixes.extend(target.may_be_fact().then_some(suffix));
        }
        Ok(())
    }

    fn check_grouping(&self) -> Result<(), String> {
        let mark = match self.decimal {
            Decimal::Point => '.',
            Decimal::Comma => ',',
        };
        match self.grouping {
            Some(sign) if sign == mark => Err(format!(
                "`grouping` is `{sign}`, which stands before decimals: set `decimal` to the other sign"
            )),
            Some(sign) if sign.is_ascii_digit() || matches!(sign, '-' | '+') => {
                Err(format!("`grouping` is `{sign}`, which is part of numbers"))
            }
            _ => Ok(()),
        }
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
    fn check(&self, mapping: &Mapping) -> Result<(), String> {
        let kinds: Vec<&str> = match &self.kind {
            Kind::Constant(kind) => vec![kind],
            Kind::Fed(rule) => {
                rule.check(mapping)
                    .map_err(|words| format!("kind: {words}"))?;
                rule.words.values().map(String::as_str).collect()
            }
        };
        for kind in &kinds {
            columns::kind(kind).ok_or_else(|| columns::unknown_kind(kind))?;
        }
        for (field, feed) in &self.fields {
            let known = kinds.is_empty()
                || kinds
                    .iter()
                    .filter_map(|kind| columns::kind(kind))
                    .any(|kind| kind.takes(field));
            if !known {
                return Err(format!("{} has no field `{field}`", kinds.join(", ")));
            }
            feed.rule()
                .check(mapping)
                .map_err(|words| format!("{field}: {words}"))?;
        }
        Ok(())
    }
}

impl FeedRule {
    fn check(&self, mapping: &Mapping) -> Result<(), String> {
        match (&self.column, &self.value) {
            (Some(column), None) => mapping.check_column(column)?,
            (None, Some(_)) => {}
            _ => return Err("give either `column` or `value`".to_owned()),
        }
        self.date.as_deref().map_or(Ok(()), day::check_format)
    }
}

impl Condition {
    fn check(&self, mapping: &Mapping) -> Result<(), String> {
        let is_whole = self.is.is_some()
            || self.is_not.is_some()
            || self.starts_with.is_some()
            || self.blank.is_some();
        if !is_whole {
            return Err("a condition needs `is`, `is_not`, `starts_with` or `blank`".to_owned());
        }
        mapping.check_column(&self.column)
    }
}
