//! Decodes a file: each record becomes customers and facts, with the defaults of the import.

mod rows;

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufReader},
};

use crate::{
    explain::Refusal,
    failure::Failure,
    import::{
        apart::Scan,
        bundle::Part,
        columns::{self, CUSTOMER_NAME},
        customer_name::NamedCustomers,
        decode_options::DecodeOptions,
        fill_down::FillDown,
        header,
        input::Input,
        item::{Defaults, Flat, Item},
        layout::Layout,
        meant,
        names::{self, AssignedIds, List},
        reader::Reader,
        record::{Content, Form, Record},
        records::Records,
        refused::RefusedRow,
        repeats::Repeats,
        source::Source,
        twice::Twice,
    },
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
    twice: Twice,
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
    /// Whether its items belong to those of other rows, as the line items of an invoice do.
    pub is_joined: bool,
    /// Warnings for the user. Each one appears once for a file.
    pub warnings: Vec<String>,
}

impl<'a> Decoder<'a> {
    /// Starts to read a file. A file with sums is first read to its end, once for all passes.
    pub fn begin(source: &'a Source, options: &'a DecodeOptions) -> Result<Self, Failure> {
        let mut decoder = Self::open(source, options)?;
        if decoder.looks_ahead {
            if source.apart.get().is_none() {
                let apart = Self::open(source, options)?.scan()?;
                source.apart.get_or_init(|| apart);
            }
            let apart = source.apart.get().cloned().unwrap_or_default();
            decoder.repeats = Repeats::with(apart);
        }
        Ok(decoder)
    }

    /// The sums whose rows do not stand together. Reads the file to its end.
    fn scan(mut self) -> Result<BTreeSet<u64>, Failure> {
        let mut scan = Scan::default();
        while let Some(prepared) = self.prepare()? {
            scan.row(prepared.flats.ok().as_deref());
        }
        Ok(scan.apart())
    }

    fn open(source: &'a Source, options: &'a DecodeOptions) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::io(&source.name, &error);
        let input = source.input(&options.file, &options.layout)?;
        let (mut records, header) = input.records(options.file.header).map_err(failed)?;
        let list = List::of(&options.layout, input.form(), header.as_ref());
        if list == List::Bare {
            (records, _) = input.records(false).map_err(failed)?;
        }
        if let Layout::Mapped(mapping) = &options.layout {
            // A row of a sheet has no cells behind its last filled one.
            let is_short = input.form() == Form::Sheet && header.is_none();
            let read = || mapping.last_number().filter(|_| is_short);
            if let Some(columns) = mapping.columns.or_else(read) {
                records.set_width(columns);
            }
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
            twice: Twice::default(),
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

    /// The names in the records read so far that nobody has.
    pub fn unknown_names(&self) -> impl Iterator<Item = &String> {
        self.named.unknown()
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
