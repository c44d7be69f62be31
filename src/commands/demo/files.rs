//! The files of the demonstration. The importer reads and sends them like any other file.
use super::shift::Shift;
use crate::failure::Failure;
use crate::import::after::say_refused;
use crate::import::batcher::Limits;
use crate::import::decode_options::DecodeOptions;
use crate::import::decoder::{Decoder, show};
use crate::import::importer::Importer;
use crate::import::interrupt::Interrupt;
use crate::import::item::Item;
use crate::import::mapping::Mapping;
use crate::import::refused::RefusedFile;
use crate::import::send::SendMode;
use crate::import::source::Source;
use crate::import::tally::Tally;
use client::Client;
use futures::stream;
use std::collections::BTreeMap;
use std::slice;

/// The currency of every amount, which is the default reporting currency. The purchases' dollars count as
/// euros, one for one.
const CURRENCY: &str = "EUR";

/// The most refused rows of a file that are printed.
const REFUSED_SAID: usize = 20;

/// A file of the demonstration.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its name.
    pub name: &'static str,
    /// The label of its facts.
    pub label: &'static str,
    /// Its content.
    pub text: &'static str,
    /// The mapping of its columns. None if they already have the importer's names.
    pub mapping: Option<&'static str>,
    /// The shift at which the file's own days need no move.
    pub written: Shift,
}

/// The nine customers with a story, and the customers they brought.
pub const STORIES: File = File {
    name: "stories.jsonl",
    label: "stories",
    text: include_str!("../../../examples/demo/stories.jsonl"),
    mapping: None,
    written: Shift::OF_THE_FIRM,
};
/// The service business.
pub const FIRM: File = File {
    name: "firm.jsonl",
    label: "service-business",
    text: include_str!("../../../examples/demo/firm.jsonl"),
    mapping: None,
    written: Shift::OF_THE_FIRM,
};
/// The purchases of 2,357 real buyers of CDs. The purchases have no ids, and some are true duplicates. So
/// each fact takes its record number as its id.
pub const PURCHASES: File = File {
    name: "purchases.csv",
    label: "cdnow",
    text: include_str!("../../../examples/cdnow/purchases.csv"),
    mapping: Some(include_str!("../../../examples/cdnow/purchases.map.yaml")),
    written: Shift::from_weeks(0),
};
/// The whole demonstration.
pub const FILES: [File; 3] = [STORIES, FIRM, PURCHASES];

/// What the demonstration records about a customer: the name, and each fact by its source and id.
pub type Recorded = (String, Vec<(String, String)>);

/// The customers of the whole demonstration, by id. The keys of facts do not depend on the shift.
///
/// # Errors
/// Returns an error if a file cannot be read. Files that passed the tests can be read.
pub fn everybody() -> Result<BTreeMap<String, Recorded>, Failure> {
    let mut everybody = BTreeMap::new();
    for file in FILES {
        file.add_to(&mut everybody)?;
    }
    Ok(everybody)
}

impl File {
    fn add_to(&self, everybody: &mut BTreeMap<String, Recorded>) -> Result<(), Failure> {
        let source = Source::of_text(self.name, self.label, self.text)?;
        let options = self.decode_options(Shift::OF_THE_FIRM)?;
        let mut decoder = Decoder::begin(&source, &options)?;
        while let Some(decoded) = decoder.read()? {
            let items = decoded.items;
            for part in items.map_err(|row| Failure::message(show(&row.refusal)))? {
                match part.thing {
                    Item::Customer(row) => {
                        let customer = row.customer;
                        let recorded: &mut Recorded =
                            everybody.entry(customer.customer_id).or_default();
                        recorded.0 = customer.name;
                    }
                    Item::Fact(fact) => {
                        let recorded = everybody.entry(fact.customer_id).or_default();
                        recorded.1.push((fact.source, fact.fact_id));
                    }
                }
            }
        }
        Ok(())
    }

    /// The options by which the importer reads the file and moves all its days.
    ///
    /// # Errors
    /// Returns an error if the mapping is wrong. A mapping that passed the tests is never wrong.
    pub fn decode_options(&self, shift: Shift) -> Result<DecodeOptions, Failure> {
        let mapping = self.mapping.map(Mapping::parse).transpose();
        let mut options = DecodeOptions::of(mapping.map_err(Failure::Message)?)?;
        options.defaults.writing.currency = Some(CURRENCY.to_owned());
        options.defaults.writing.shift_days = shift.days_since(self.written);
        Ok(options)
    }

    /// Sends the file. Running it again is safe: facts sent before count as known. Prints the refused rows.
    ///
    /// # Errors
    /// Returns the first failure that sending again does not cure. Everything sent before it stays.
    pub async fn send(&self, client: &Client, shift: Shift) -> Result<Tally, Failure> {
        let folder = tempfile::tempdir().map_err(|e| Failure::io("no temporary folder", &e))?;
        let path = folder.path().join(self.name);
        let mut refused = RefusedFile::new(&path)?;
        let source = Source::of_text(self.name, self.label, self.text)?;
        let importer = Importer {
            client,
            options: &self.decode_options(shift)?,
            mode: SendMode::default(),
            limits: Limits::default(),
            renames: true,
        };
        let mut interrupt = Interrupt::from_presses(stream::empty());
        let files = slice::from_mut(&mut refused);
        let sent = importer.run(&[source], files, &mut interrupt).await;
        let (tally, _) = sent.map_err(|(_, failure)| failure)?;
        if tally.rows_refused > 0 {
            say_refused(&path, REFUSED_SAID, false)?;
        }
        Ok(tally)
    }
}
