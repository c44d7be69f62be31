//! Reads a file record by record and turns each into customers and facts, with the defaults and
//! warnings of one import.

use std::{collections::BTreeSet, fs::File, io::BufReader};

use crate::{
    explain::Refusal,
    failure::Failure,
    import::{
        item::{self, Defaults, Item},
        mapping::Mapping,
        names::{self, Given, List},
        plan::{Plan, Reader},
        record::{Form, Record, Records},
        refused::{Origin, RefusedRow},
        send::Part,
        source::Source,
    },
};

/// How all files of an import are read.
#[derive(Clone, Debug)]
pub struct Manual {
    /// What their columns mean.
    pub plan: Plan,
    /// How their records are written. None: found out by name or content.
    pub form: Option<Form>,
    /// Whether the first record names the columns.
    pub header: bool,
    /// What facts get that do not say it themselves.
    pub defaults: Defaults,
    /// Whether columns that nothing knows are refused.
    pub strict: bool,
}

impl Manual {
    /// How files are read by a mapping, or without one by their own column names.
    pub fn of(mapping: Option<Mapping>) -> Result<Self, Failure> {
        let mut manual = Self {
            plan: Plan::Native { kind: None },
            form: None,
            header: true,
            defaults: Defaults {
                source: "import".to_owned(),
                ..Defaults::default()
            },
            strict: false,
        };
        let Some(mapping) = mapping else {
            return Ok(manual);
        };
        manual.form = mapping.form().map_err(Failure::Told)?;
        manual.header = mapping.header;
        if let Some(source) = &mapping.source {
            manual.defaults.source.clone_from(source);
        }
        manual.defaults.writing.notation = mapping.notation();
        manual.defaults.writing.dates.clone_from(&mapping.dates);
        manual
            .defaults
            .writing
            .currency
            .clone_from(&mapping.currency);
        manual.plan = Plan::Mapped(Box::new(mapping));
        Ok(manual)
    }
}

/// A file being read.
pub struct Reading<'a> {
    name: &'a str,
    records: Records<BufReader<File>>,
    reader: Reader<'a>,
    has_header: bool,
    list: List,
    given: Given,
    defaults: Defaults,
    strict: bool,
    warned: BTreeSet<String>,
}

/// A record, understood or not.
pub struct Understood {
    /// The record's number.
    pub number: u64,
    /// What it yields.
    pub items: Result<Vec<Part<Item>>, RefusedRow>,
    /// What a person should know about it, told once.
    pub warnings: Vec<String>,
}

impl<'a> Reading<'a> {
    /// Begins to read a file.
    pub fn begin(source: &'a Source, manual: &'a Manual) -> Result<Self, Failure> {
        let form = manual.form.map_or_else(|| source.sniff(), Ok)?;
        let mut records = Records::new(names::input(source, &manual.plan, form)?, form);
        let named = manual.header && form != Form::JsonLines;
        let header = if named { records.header() } else { Ok(None) };
        let header = header.map_err(|error| Failure::io(&source.name, &error))?;
        let list = List::of(&manual.plan, form, header.as_ref());
        if list == List::Bare {
            records = Records::new(names::input(source, &manual.plan, form)?, form);
        }
        let reader = if list == List::None {
            Reader::new(&manual.plan, header.as_ref())
                .map_err(|refusal| Failure::told(format!("{}: {}", source.name, show(&refusal))))?
        } else {
            Reader::of_names(&manual.plan, list)
        };
        let defaults = Defaults {
            label: source.label.clone(),
            ..manual.defaults.clone()
        };
        let warned = BTreeSet::new();
        Ok(Self {
            name: &source.name,
            records,
            reader,
            has_header: list != List::Bare && header.is_some(),
            list,
            given: Given::default(),
            defaults,
            strict: manual.strict,
            warned,
        })
    }

    /// What is wrong with the header, if anything is.
    pub fn header_warning(&self) -> Option<String> {
        let unknown = self.reader.unknown_columns();
        let unknown: Vec<&String> = unknown.iter().filter(|name| !name.is_empty()).collect();
        if unknown.is_empty() {
            return None;
        }
        let names: Vec<String> = unknown
            .into_iter()
            .map(|name| format!("`{name}`"))
            .collect();
        Some(format!(
            "{}: no kind of row has the column {}; `import --columns` shows them all",
            self.name,
            names.join(", ")
        ))
    }

    /// That there is nothing to tell, if so; to be asked before the first record is read.
    pub fn nothing_to_tell(&mut self) -> Result<Option<String>, Failure> {
        if self.read()?.is_some() {
            return Ok(None);
        }
        Ok(Some(if self.has_header {
            format!("{}: a header and no rows", self.name)
        } else {
            format!("{}: the file is empty", self.name)
        }))
    }

    /// Whether its customers are known by their names, because the file has no ids.
    pub fn is_by_name(&self) -> bool {
        self.reader.is_by_name()
    }

    /// Refuses a file without a heading that may well be something else than a list of names; reads it
    /// to the end.
    pub fn check_list(mut self) -> Result<(), Failure> {
        if self.list != List::Bare {
            return Ok(());
        }
        let told = |error| Failure::io(self.name, &error);
        while let Some(record) = self.records.read().map_err(told)? {
            names::check_bare(&record)
                .map_err(|words| Failure::told(format!("{}: {words}", self.name)))?;
        }
        Ok(())
    }

    /// How many bytes have been read.
    pub fn bytes_read(&self) -> u64 {
        self.records.bytes_read()
    }

    /// The next record. None: the end.
    pub fn read(&mut self) -> Result<Option<Understood>, Failure> {
        let record = self
            .records
            .read()
            .map_err(|error| Failure::io(self.name, &error))?;
        Ok(record.map(|record| self.understand(&record)))
    }

    /// The next record that may tell about a customer itself. None: there is none any more.
    pub fn read_customers(&mut self) -> Result<Option<Understood>, Failure> {
        if !self.reader.may_be_of_customers() {
            return Ok(None);
        }
        loop {
            let record = self
                .records
                .read()
                .map_err(|error| Failure::io(self.name, &error))?;
            match record {
                None => return Ok(None),
                Some(record) if self.reader.is_of_fact(&record) => {}
                Some(record) => return Ok(Some(self.understand(&record))),
            }
        }
    }

    fn understand(&mut self, record: &Record) -> Understood {
        let origin = |item: &str| Origin {
            line: record.line,
            record: record.number,
            item: item.to_owned(),
            text: record.text.clone(),
        };
        let mut warnings = vec![];
        let flats = match self.reader.read(record) {
            Ok(flats) => flats,
            Err(refusal) => {
                let refused = RefusedRow {
                    origin: origin(""),
                    refusal,
                };
                return Understood {
                    number: record.number,
                    items: Err(refused),
                    warnings,
                };
            }
        };
        let mut items = vec![];
        for flat in flats {
            let kind = flat.kind.clone();
            let flat = if self.is_by_name() && flat.kind == "customer" {
                self.given.give(flat, record.line, &self.defaults.known)
            } else {
                Ok(flat)
            };
            let built = flat.and_then(|flat| item::build(flat, record.number, &self.defaults));
            let built = built.and_then(|(item, left_over)| {
                warnings.extend(self.left_over(&kind, left_over)?);
                Ok(item)
            });
            match built {
                Ok(thing) => items.push(Part {
                    thing,
                    origin: origin(&kind),
                }),
                Err(refusal) => {
                    let refused = RefusedRow {
                        origin: origin(&kind),
                        refusal,
                    };
                    return Understood {
                        number: record.number,
                        items: Err(refused),
                        warnings,
                    };
                }
            }
        }
        Understood {
            number: record.number,
            items: Ok(items),
            warnings,
        }
    }

    /// Fields with a value that the row's kind does not have: refused if strict, else told once.
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
            let warning = format!(
                "{}: `{name}` means nothing for {kind} and is left out",
                self.name
            );
            if self.warned.insert(warning.clone()) {
                warnings.push(warning);
            }
        }
        Ok(warnings)
    }
}

/// A refusal in one line.
pub fn show(refusal: &Refusal) -> String {
    let parts = [&refusal.field, &refusal.rule, &refusal.remedy];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|p| !p.is_empty())
        .collect();
    parts.join(": ")
}
