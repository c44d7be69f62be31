//! Decodes a file: each record becomes customers and facts, with the defaults of the import.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufReader},
};

use crate::{
    explain::Refusal,
    failure::Failure,
    import::{
        bundle::Part,
        columns::{self, CUSTOMER, CUSTOMER_NAME},
        customer_name::NamedCustomers,
        decode_options::DecodeOptions,
        fill_down::FillDown,
        header,
        input::Input,
        item::{self, Defaults, Flat, Item},
        layout::Layout,
        meant,
        names::{self, AssignedIds, List},
        reader::Reader,
        record::{Content, Record},
        records::Records,
        refused::{Origin, RefusedRow},
        repeats::Repeats,
        source::Source,
    },
    number::Decimal,
};

/// A file during decoding.
pub struct Decoder<'a> {
    name: &'a str,
    input: &'a Input,
    records: Records<BufReader<File>>,
    reader: Reader<'a>,
    has_header: bool,
    list: List,
    fill_down: FillDown<'a>,
    repeats: Repeats,
    looks_ahead: bool,
    ahead: Option<Prepared>,
    assigned: AssignedIds,
    named: NamedCustomers,
    defaults: Defaults,
    strict: bool,
    warned: BTreeSet<String>,
}

/// A record and its rows.
struct Prepared {
    record: Record,
    flats: Result<Vec<Flat>, Refusal>,
}

/// A decoded record.
pub struct Decoded {
    /// The record's number.
    pub number: u64,
    /// Its customers and facts, or the reason for its refusal.
    pub items: Result<Vec<Part<Item>>, RefusedRow>,
    /// Warnings for the user. Each one appears once for a file.
    pub warnings: Vec<String>,
}

impl<'a> Decoder<'a> {
    /// Starts to read a file.
    pub fn begin(source: &'a Source, options: &'a DecodeOptions) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::io(&source.name, &error);
        let input = source.input(&options.file, &options.layout)?;
        let (mut records, header) = input.records(options.file.header).map_err(failed)?;
        let list = List::of(&options.layout, input.form(), header.as_ref());
        if list == List::Bare {
            (records, _) = input.records(false).map_err(failed)?;
        }
        if let Layout::Mapped(mapping) = &options.layout
            && let Some(columns) = mapping.columns
        {
            records.set_width(columns);
        }
        let reader = if list == List::None {
            Reader::new(&options.layout, header.as_ref()).map_err(|refusal| {
                Failure::message(format!("{}: {}", source.name, show(&refusal)))
            })?
        } else {
            Reader::of_names(&options.layout, list)
        };
        let mut defaults = Defaults {
            label: source.label.clone(),
            ..options.defaults.clone()
        };
        if let Layout::Mapped(mapping) = &options.layout {
            let year = mapping.year_from(records.above());
            let year =
                year.map_err(|words| Failure::message(format!("{}: {words}", source.name)))?;
            let dates = &mut defaults.writing.dates;
            dates.year_from = year.or(dates.year_from);
        }
        if !input.form().has_cells() {
            // A number of JSON has a point, unless a file with numbers in texts says otherwise.
            let decimal = &mut defaults.writing.notation.decimal;
            *decimal = decimal.or(Some(Decimal::Point));
        }
        let warned = BTreeSet::new();
        Ok(Self {
            name: &source.name,
            input,
            records,
            reader,
            has_header: list != List::Bare && header.is_some(),
            list,
            fill_down: FillDown::new(&options.layout),
            repeats: Repeats::default(),
            looks_ahead: matches!(&options.layout, Layout::Mapped(mapping) if mapping.adds_up()),
            ahead: None,
            assigned: AssignedIds::default(),
            named: NamedCustomers::default(),
            defaults,
            strict: options.strict,
            warned,
        })
    }

    /// What people must know about how the file is read.
    pub fn remarks(&self) -> &'a [String] {
        &self.input.remarks
    }

    /// The lines above the header as cells: the first line at place 0.
    pub fn above(&self) -> &[Vec<String>] {
        self.records.above()
    }

    /// A warning about the header. None if nothing is wrong.
    pub fn header_warning(&self) -> Option<String> {
        let unknown = self.reader.unknown_columns();
        let unknown: BTreeSet<&String> = unknown.iter().filter(|name| !name.is_empty()).collect();
        if unknown.is_empty() {
            return None;
        }
        let names: Vec<String> = unknown
            .into_iter()
            .map(|name| format!("`{name}`{}", meant::question(name, columns::names())))
            .collect();
        Some(format!(
            "{}: no kind of row has the column {}; `import --columns` shows them all",
            self.name,
            names.join(", ")
        ))
    }

    /// A warning if the file holds no record. Call it only right before reading the first record.
    pub fn emptiness(&mut self) -> Result<Option<String>, Failure> {
        if self.read()?.is_some() {
            return Ok(None);
        }
        Ok(Some(if self.has_header {
            format!("{}: a header and no rows", self.name)
        } else {
            format!("{}: the file is empty", self.name)
        }))
    }

    /// Whether the file identifies customers by their names, because it has no ids.
    pub fn is_by_name(&self) -> bool {
        self.reader.is_by_name()
    }

    /// Refuses a file without a heading that may not be a list of names. Reads the file to its end.
    pub fn check_list(mut self) -> Result<(), Failure> {
        if self.list != List::Bare {
            return Ok(());
        }
        let failed = |error| Failure::io(self.name, &error);
        while let Some(record) = self.records.read().map_err(failed)? {
            names::check_bare(&record)
                .map_err(|words| Failure::message(format!("{}: {words}", self.name)))?;
        }
        Ok(())
    }

    /// The bytes of the whole file.
    pub fn bytes(&self) -> u64 {
        self.input.bytes
    }

    /// The bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.records.bytes_read()
    }

    /// Whether rows name customers by name, so that the customers of the service must be known. Reads a file
    /// of objects to its end.
    pub fn names_customers(mut self) -> Result<bool, Failure> {
        if let Some(known) = self.reader.names_customers() {
            return Ok(known);
        }
        let failed = |error| Failure::io(self.name, &error);
        while let Some(record) = self.records.read().map_err(failed)? {
            if let Ok(Content::Fields(fields)) = &record.content
                && fields
                    .iter()
                    .any(|(name, _)| header::native(name) == CUSTOMER_NAME)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The next record. None at the end.
    pub fn read(&mut self) -> Result<Option<Decoded>, Failure> {
        let prepared = match self.ahead.take() {
            Some(prepared) => Some(prepared),
            None => self.prepare()?,
        };
        let Some(prepared) = prepared else {
            return Ok(None);
        };
        if self.looks_ahead {
            self.ahead = self.prepare()?;
        }
        Ok(Some(self.decode(prepared)))
    }

    /// The next record that may describe a customer. None if no such record follows.
    pub fn read_customers(&mut self) -> Result<Option<Decoded>, Failure> {
        let names = self.defaults.creates_by_name;
        if !names && !self.reader.may_be_of_customers() {
            return Ok(None);
        }
        if names || self.looks_ahead {
            return self.read();
        }
        while let Some(record) = self.record()? {
            if !self.reader.is_of_fact(&record) {
                let prepared = self.rows_of(record);
                return Ok(Some(self.decode(prepared)));
            }
        }
        Ok(None)
    }

    fn prepare(&mut self) -> Result<Option<Prepared>, Failure> {
        let record = self.record()?;
        Ok(record.map(|record| self.rows_of(record)))
    }

    fn record(&mut self) -> Result<Option<Record>, Failure> {
        let failed = |error| Failure::io(self.name, &error);
        let mut record = self.records.read().map_err(failed)?;
        if let Some(record) = &mut record {
            self.fill_down.fill(record, self.reader.header());
        }
        Ok(record)
    }

    fn rows_of(&self, record: Record) -> Prepared {
        let flats = self.reader.read(&record, &self.defaults.writing);
        Prepared { record, flats }
    }

    fn decode(&mut self, prepared: Prepared) -> Decoded {
        let Prepared { record, flats } = prepared;
        let mut warnings = vec![];
        let repeats = flats.as_ref().ok().map(|flats| {
            let repeats = flats.iter().filter_map(|flat| flat.repeat.clone());
            repeats.collect()
        });
        let items = flats.map_err(|refusal| (String::new(), refusal));
        let items = items.and_then(|flats| self.items(flats, &record, &mut warnings));
        if items.is_ok() {
            self.repeats.taken();
        } else {
            self.repeats.refused(record.line, repeats);
        }
        let origin = |item: String| Origin {
            line: record.line,
            record: record.number,
            item,
            text: record.text.clone(),
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
        let mut items = vec![];
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
                items.push((CUSTOMER.to_owned(), Item::Customer(customer)));
            }
            let item = self.item(flat, record, warnings).map_err(refused)?;
            items.push((kind, item));
        }
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

/// A refusal on one line.
pub fn show(refusal: &Refusal) -> String {
    let parts = [&refusal.field, &refusal.rule, &refusal.remedy];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|p| !p.is_empty())
        .collect();
    parts.join(": ")
}
