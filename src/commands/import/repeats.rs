//! Items that several rows of a file repeat: one invoice in the rows of its line items. They are taken
//! once, and the parts of a total are added up.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use crate::{
    explain::Refusal,
    import::{
        hash::hash,
        item::{Flat, Repeat},
        value::Value,
    },
    number::{self, Notation, Size},
};

/// The items of a file so far. Of each it keeps only numbers.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// The sums whose rows do not stand together.
    apart: BTreeSet<u64>,
    /// The line and the content of each item, by key.
    seen: BTreeMap<u64, (u64, u64)>,
    /// The items of the row that is being decided.
    pending: Vec<(u64, (u64, u64))>,
    /// The sums of rows that are not at their end, by the place of the item in the mapping.
    open: BTreeMap<usize, Sum>,
    /// The line of the last row, if it cannot be read.
    unread: Option<u64>,
}

/// A sum of the rows that stand together.
#[derive(Debug)]
struct Sum {
    key: Vec<String>,
    line: u64,
    /// What its rows have in common. None: the first one is refused.
    content: Option<u64>,
    micros: i128,
    /// The line of a refused row that is a part of the sum, or may be one.
    refused: Option<u64>,
}

impl Repeats {
    /// Repeats in a file of which the sums `apart` have rows that do not stand together.
    pub(super) fn with(apart: BTreeSet<u64>) -> Self {
        Self {
            apart,
            ..Self::default()
        }
    }

    /// The item, if it is to be taken from the row on this line. `next` are the items of the next row, or
    /// the line on which a row stands that cannot be read.
    pub(super) fn take(
        &mut self,
        flat: Flat,
        line: u64,
        next: Result<&[Flat], u64>,
        notation: Notation,
    ) -> Result<Option<Flat>, Refusal> {
        let Some(repeat) = flat.repeat.clone() else {
            return Ok(Some(flat));
        };
        let (key, content) = (repeat.id(), content(&flat, &repeat));
        let earlier = self.seen.get(&key);
        let Some(field) = &repeat.sum else {
            return match earlier {
                Some((_, same)) if *same == content => Ok(None),
                Some((first, _)) => Err(otherwise(*first)),
                None => {
                    self.pending.push((key, (line, content)));
                    Ok(Some(flat))
                }
            };
        };
        if self.apart.contains(&key) {
            let remedy = "the rows of this total do not stand together: sort the file so that they stand one below the \
                          other";
            return Err(Refusal::new("", "ROWS_APART", remedy));
        }
        let mut flat = flat;
        let total = self.add(&flat, &repeat, line, notation)?;
        let goes_on = |next: &Flat| {
            let of_next = next.repeat.as_ref();
            of_next.is_some_and(|next| (next.place, &next.key) == (repeat.place, &repeat.key))
        };
        if next.is_ok_and(|next| next.iter().any(goes_on)) {
            return Ok(None);
        }
        self.pending.push((key, (line, content)));
        let sum = self.open.remove(&repeat.place);
        if let Some(refused) = sum.and_then(|sum| sum.refused).or(next.err()) {
            self.seen.insert(key, (line, content));
            let remedy = format!(
                "line {refused} is refused and is a part of this total, or may be one: correct that line"
            );
            return Err(Refusal::new(field, "PART_REFUSED", remedy));
        }
        flat.values.insert(field.clone(), total);
        Ok(Some(flat))
    }

    /// Adds a row to the sum of its key. Returns the sum so far.
    fn add(
        &mut self,
        flat: &Flat,
        repeat: &Repeat,
        line: u64,
        notation: Notation,
    ) -> Result<Value, Refusal> {
        let field = repeat.sum.as_deref().unwrap_or_default();
        let no_decimal = |words: String| Refusal::new(field, "NO_DECIMAL", words);
        let value = flat.values.get(field);
        let notation = value.map_or(notation, |value| value.notation(notation));
        let text = value.map_or_else(String::new, Value::text);
        let written = number::written(&text, notation, Size::Grouped).map_err(no_decimal)?;
        let micros = written.number.micros().map_err(no_decimal)?;
        let words = hash(&(content(flat, repeat), &written.before, &written.after));
        let open = self.open.remove(&repeat.place);
        let mut sum = open.filter(|sum| sum.key == repeat.key).unwrap_or(Sum {
            key: repeat.key.clone(),
            line,
            content: Some(words),
            micros: 0,
            refused: self.unread,
        });
        let first = (*sum.content.get_or_insert(words) != words).then_some(sum.line);
        sum.micros += micros;
        let decimals = decimal(sum.micros);
        self.open.insert(repeat.place, sum);
        match first {
            Some(first) => Err(otherwise(first)),
            None => Ok(Value::Number(format!(
                "{}{decimals}{}",
                written.before, written.after
            ))),
        }
    }

    /// Records that the row on this line is taken.
    pub(super) fn taken(&mut self) {
        self.unread = None;
        self.seen.extend(mem::take(&mut self.pending));
    }

    /// Records that the row on this line is refused. `repeats` are the items that it would have had; none
    /// if it cannot be read.
    pub(super) fn refused(&mut self, line: u64, repeats: Option<Vec<Repeat>>) {
        self.pending.clear();
        self.unread = repeats.is_none().then_some(line);
        for sum in self.open.values_mut().filter(|_| repeats.is_none()) {
            sum.refused = sum.refused.or(Some(line));
        }
        let repeats = repeats.into_iter().flatten();
        for Repeat { place, key, .. } in repeats.filter(|repeat| repeat.sum.is_some()) {
            let open = self.open.remove(&place).filter(|sum| sum.key == key);
            let sum = open.unwrap_or(Sum {
                key,
                line,
                content: None,
                micros: 0,
                refused: None,
            });
            let refused = sum.refused.or(Some(line));
            self.open.insert(place, Sum { refused, ..sum });
        }
    }
}

impl Repeat {
    /// The number of the item that several rows share.
    pub(super) fn id(&self) -> u64 {
        hash(&(self.place, &self.key))
    }
}

/// A hash of everything that the rows of an item must have in common.
fn content(flat: &Flat, repeat: &Repeat) -> u64 {
    let is_common = |name: &str| repeat.sum.as_deref() != Some(name);
    let values = flat.values.iter().filter(|(name, _)| is_common(name));
    let values: Vec<String> = values
        .map(|(name, value)| format!("{name}={:?}", value.text()))
        .collect();
    hash(&(&flat.kind, values))
}

fn otherwise(first: u64) -> Refusal {
    let remedy = format!(
        "line {first} says the same in part and the rest otherwise: correct one of them; if each row has a part of the \
         total, give `sum` in the mapping"
    );
    Refusal::new("", "REPEATED_OTHERWISE", remedy)
}

/// The number with a point before its decimals.
fn decimal(micros: i128) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let (whole, part) = (micros.abs() / 1_000_000, micros.abs() % 1_000_000);
    if part == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{part:06}")
}
