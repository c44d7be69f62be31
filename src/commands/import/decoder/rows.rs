//! The customers and facts of one record, or the reason for its refusal.

use std::sync::Arc;

use crate::{
    explain::Refusal,
    import::{
        bundle::Part,
        columns::{self, CUSTOMER},
        decoder::{Decoded, Decoder, Prepared},
        item::{self, Defaults, Flat, Item},
        meant,
        record::Record,
        refused::{Origin, RefusedRow},
    },
};
use client::pb::v1::Fact;

impl Decoder<'_> {
    pub(super) fn decode(&mut self, prepared: Prepared) -> Decoded {
        let Prepared { record, flats } = prepared;
        let mut warnings = vec![];
        let repeats = flats.as_ref().ok().map(|flats| {
            let repeats = flats.iter().filter_map(|flat| flat.repeat.clone());
            repeats.collect()
        });
        let has_flats = flats.as_ref().is_ok_and(|flats| !flats.is_empty());
        let items = flats.map_err(|refusal| (String::new(), refusal));
        let items = items.and_then(|flats| self.items(flats, &record, &mut warnings));
        self.twice.decide(items.is_ok(), &record);
        self.assigned.decide(items.is_ok());
        if items.is_ok() {
            self.repeats.taken();
        } else {
            self.repeats.refused(record.line, repeats);
        }
        let text: Arc<str> = record.text.into();
        let origin = |item: String| Origin {
            line: record.line,
            record: record.number,
            item,
            text: Arc::clone(&text),
        };
        let items = items.map(|items| {
            let parts = items.into_iter().map(|(kind, thing)| Part {
                thing,
                origin: origin(kind),
            });
            parts.collect()
        });
        Decoded {
            number: record.number,
            is_joined: has_flats && items.as_ref().is_ok_and(Vec::is_empty),
            items: items.map_err(|(kind, refusal)| RefusedRow {
                origin: origin(kind),
                refusal,
            }),
            warnings,
        }
    }

    /// The items of a record, each with its kind. An error carries the kind of the refused item.
    fn items(
        &mut self,
        flats: Vec<Flat>,
        record: &Record,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<(String, Item)>, (String, Refusal)> {
        let notation = self.defaults.writing.notation;
        let (mut items, mut facts) = (vec![], vec![]);
        for flat in flats {
            let kind = flat.kind.clone();
            let refused = |refusal| (kind.clone(), refusal);
            let next = match &self.ahead {
                Some(Prepared { record, flats }) => flats.as_deref().map_err(|_| record.line),
                None => Ok(&[][..]),
            };
            let taken = self.repeats.take(flat, record.line, next, notation);
            let Some(mut flat) = taken.map_err(refused)? else {
                continue;
            };
            let Defaults {
                directory,
                creates_by_name,
                ..
            } = &self.defaults;
            let named = self.named.find(&mut flat, directory, *creates_by_name);
            if let Some(customer) = named.map_err(refused)? {
                items.push((CUSTOMER.to_owned(), Item::Customer(Box::new(customer))));
            }
            let has_own_id = flat.values.contains_key("fact_id");
            let item = self.item(flat, record, warnings).map_err(refused)?;
            if let Item::Fact(fact) = &item
                && self.reader.is_mapped()
            {
                let mut fact = Fact::clone(fact);
                if has_own_id {
                    self.twice.fact(&fact, record).map_err(refused)?;
                } else {
                    fact.fact_id.clear();
                }
                facts.push(fact);
            }
            items.push((kind, item));
        }
        let once = self.twice.row(&facts, record);
        once.map_err(|refusal| (String::new(), refusal))?;
        Ok(items)
    }

    fn item(
        &mut self,
        mut flat: Flat,
        record: &Record,
        warnings: &mut Vec<String>,
    ) -> Result<Item, Refusal> {
        let kind = flat.kind.clone();
        if self.is_by_name() && kind == CUSTOMER {
            let directory = &self.defaults.directory;
            flat = self.assigned.assign(flat, record.line, directory)?;
        }
        let (item, left_over) = item::build(flat, record.number, &self.defaults)?;
        warnings.extend(self.left_over(&kind, left_over)?);
        Ok(item)
    }

    /// Handles filled fields that the row's kind does not have: a refusal in strict mode, else warnings.
    fn left_over(&mut self, kind: &str, names: Vec<String>) -> Result<Vec<String>, Refusal> {
        if self.strict
            && let Some(name) = names.first()
        {
            let remedy =
                format!("{kind} has no such column; leave it blank, or import without --strict");
            return Err(Refusal::new(name, "UNKNOWN_COLUMN", remedy));
        }
        let mut warnings = vec![];
        for name in names {
            let meant = if columns::is_known(&name) {
                String::new()
            } else {
                meant::question(&name, columns::names())
            };
            let warning = format!(
                "{}: `{name}` means nothing for {kind} and is left out{meant}",
                self.name
            );
            if self.warned.insert(warning.clone()) {
                warnings.push(warning);
            }
        }
        Ok(warnings)
    }
}
