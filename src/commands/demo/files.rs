//! The files of the demonstration, read and sent by the importer as any others.
use super::shift::Shift;
use crate::failure::Failure;
use crate::import::after::say_refused;
use crate::import::batcher::Limits;
use crate::import::decoder::DecodeOptions;
use crate::import::importer::Importer;
use crate::import::interrupt::Interrupt;
use crate::import::mapping::Mapping;
use crate::import::refused::RefusedFile;
use crate::import::send::SendMode;
use crate::import::source::Source;
use crate::import::tally::Tally;
use client::Client;
use futures::stream;
use std::slice;

/// The currency of every amount, the default reporting currency. The purchases' dollars count as it.
const CURRENCY: &str = "EUR";

/// A file of the demonstration.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its name.
    pub name: &'static str,
    /// The label of its facts.
    pub label: &'static str,
    /// What is in it.
    pub text: &'static str,
    /// How its columns are named, if not as the importer names them.
    pub mapping: Option<&'static str>,
    /// The shift by which its last week is the one that is written in it.
    pub written: Shift,
}

/// The nine customers with a story, and those whom they brought.
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
/// The purchases of 2,357 real buyers of CDs. They have no ids of their own and some are true
/// duplicates, so the number of the record is the id of its fact.
pub const PURCHASES: File = File {
    name: "purchases.csv",
    label: "cdnow",
    text: include_str!("../../../examples/cdnow/purchases.csv"),
    mapping: Some(include_str!("../../../examples/cdnow/purchases.map.yaml")),
    written: Shift::from_weeks(0),
};
/// The whole demonstration.
pub const FILES: [File; 3] = [STORIES, FIRM, PURCHASES];

impl File {
    /// How the importer reads it, with all days moved.
    ///
    /// # Errors
    /// If its mapping is wrong: cannot happen to one that passed the tests.
    pub fn decode_options(&self, shift: Shift) -> Result<DecodeOptions, Failure> {
        let mapping = self.mapping.map(Mapping::parse).transpose();
        let mut options = DecodeOptions::of(mapping.map_err(Failure::Message)?)?;
        options.defaults.writing.currency = Some(CURRENCY.to_owned());
        options.defaults.writing.shift_days = shift.days_since(self.written);
        Ok(options)
    }

    /// Sends it. Safe to run again: what was sent before counts as known. Says what was refused.
    ///
    /// # Errors
    /// With the first failure that sending again does not cure. What was sent until then stays.
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
        };
        let mut interrupt = Interrupt::from_presses(stream::empty());
        let files = slice::from_mut(&mut refused);
        let sent = importer.run(&[source], files, &mut interrupt).await;
        let tally = sent.map_err(|(_, failure)| failure)?;
        if tally.rows_refused > 0 {
            say_refused(&path)?;
        }
        Ok(tally)
    }
}
