//! Runs an import. It sends all customers of all files first, in the order of the files, then all facts.

use std::{collections::BTreeMap, mem};

use crate::{
    failure::Failure,
    import::{
        batcher::{Batcher, Limits},
        decoder::{DecodeOptions, Decoder},
        interrupt::Interrupt,
        item::{CustomerRow, Item},
        pass::{FilePass, Seen, Sending, State, hash},
        progress::Progress,
        refused::RefusedFile,
        send::{self, Outcome, Part, SendMode},
        source::Source,
        tally::Tally,
    },
};
use client::Client;
use client::pb::v1::Fact;

/// The number of records between two updates of the progress.
const SHOW_EVERY: u64 = 500;

/// The inputs of an import.
#[derive(Debug)]
pub struct Importer<'a> {
    /// The service.
    pub client: &'a Client,
    /// How to read files.
    pub options: &'a DecodeOptions,
    /// How to send facts.
    pub mode: SendMode,
    /// The limits of one call.
    pub limits: Limits,
}

impl Importer<'_> {
    /// Imports the files. The refused rows of each file go to the file at the same place in `refused`, or
    /// to the only one.
    pub async fn run(
        &self,
        sources: &[Source],
        refused: &mut [RefusedFile],
        interrupt: &mut Interrupt,
    ) -> Result<Tally, (Tally, Failure)> {
        let mut state = State {
            seen: Seen::default(),
            tally: Tally::default(),
            interrupt,
        };
        for pass in [Self::is_customer, Self::is_fact] {
            for (at, source) in sources.iter().enumerate() {
                let place = at.min(refused.len().saturating_sub(1));
                let mut file = FilePass {
                    at,
                    source,
                    refused: &mut refused[place],
                    wanted: pass,
                };
                let done = self.file(&mut file, &mut state).await;
                done.map_err(|failure| (state.tally, failure))?;
            }
        }
        Ok(state.tally)
    }

    fn is_customer(item: &Item) -> bool {
        matches!(item, Item::Customer(_))
    }

    fn is_fact(item: &Item) -> bool {
        matches!(item, Item::Fact(_))
    }

    /// Reads one file once and sends the items that this pass wants. Even if that fails, it writes all rows
    /// refused so far and counts everything the service answered.
    async fn file(&self, file: &mut FilePass<'_>, state: &mut State<'_>) -> Result<(), Failure> {
        let mut sending = Sending {
            customers: vec![],
            batcher: Batcher::new(self.client, self.limits),
            outcome: Outcome::default(),
        };
        let sent = self.send(file, state, &mut sending).await;
        sent.and(file.record(&mut sending, state))
    }

    async fn send(
        &self,
        file: &mut FilePass<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        let mut decoder = Decoder::begin(file.source, self.options)?;
        let facts = file.is_of_facts();
        let what = if facts { "facts" } else { "customers" };
        let title = format!("{} ({what})", file.source.name);
        let mut progress = Progress::new(&title, file.source.bytes);
        let next = if facts {
            Decoder::read
        } else {
            Decoder::read_customers
        };
        while let Some(decoded) = next(&mut decoder)? {
            if facts {
                state.tally.rows_read += 1;
                decoded
                    .warnings
                    .iter()
                    .for_each(|warning| progress.remark(warning));
            }
            match decoded.items {
                Err(refused) => sending.outcome.refused.extend(facts.then_some(refused)),
                Ok(parts) => {
                    state.tally.rows_skipped += u64::from(facts && parts.is_empty());
                    let wanted = parts.into_iter().filter(|part| (file.wanted)(&part.thing));
                    for part in wanted {
                        self.push(part, file, state, sending).await?;
                    }
                }
            }
            if decoded.number.is_multiple_of(SHOW_EVERY) {
                progress.show(decoder.bytes_read(), &so_far(&state.tally));
            }
            if sending.refused_count() >= self.limits.items * 4 {
                self.flush(file, state, sending).await?;
                file.record(sending, state)?;
            }
        }
        self.flush(file, state, sending).await
    }

    /// Takes an item. If there is no room for it, the importer first sends the collected items.
    async fn push(
        &self,
        part: Part<Item>,
        file: &FilePass<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        let Part { thing, origin } = part;
        match thing {
            Item::Fact(fact) => {
                let mode = self.mode_of(&fact, &state.seen);
                let thing = *fact;
                let part = Part { thing, origin };
                let pushed = sending.batcher.push(part, mode, state.interrupt).await;
                sending.count(state);
                pushed
            }
            Item::Customer(thing) => {
                let part = Part { thing, origin };
                if let Some(part) = sending.push_customer(part, self.limits, &mut state.seen) {
                    self.send_customers(file, state, sending).await?;
                    sending.push_customer(part, self.limits, &mut state.seen);
                }
                Ok(())
            }
        }
    }

    /// Sends everything collected and waits for the answers.
    async fn flush(
        &self,
        file: &FilePass<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        self.send_customers(file, state, sending).await?;
        sending.batcher.flush(state.interrupt).await
    }

    async fn send_customers(
        &self,
        file: &FilePass<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        let customers = mem::take(&mut sending.customers);
        if customers.is_empty() {
            return Ok(());
        }
        let State {
            seen, interrupt, ..
        } = state;
        if interrupt.is_pressed() {
            return Err(Failure::Interrupted);
        }
        let id = |part: &Part<CustomerRow>| hash(&part.thing.customer.customer_id);
        let ids: BTreeMap<u64, u64> = customers
            .iter()
            .map(|part| (part.origin.record, id(part)))
            .collect();
        let sent = send::customers(self.client, customers, self.mode.validate_only);
        let outcome = interrupt.finish(sent).await??;
        for row in &outcome.refused {
            seen.refused.insert((file.at, row.origin.record));
            ids.get(&row.origin.record)
                .map(|id| seen.customers.remove(id));
        }
        sending.outcome.add(outcome);
        sending.count(state);
        Ok(())
    }

    /// A check writes nothing, so the customers in the files are not in the service yet. The mode lets
    /// facts create them.
    fn mode_of(&self, fact: &Fact, seen: &Seen) -> SendMode {
        let in_file = || seen.customers.contains_key(&hash(&fact.customer_id));
        let create = self.mode.create_customers || (self.mode.validate_only && in_file());
        SendMode {
            create_customers: create,
            ..self.mode
        }
    }
}

fn so_far(tally: &Tally) -> String {
    let sent = tally.facts_new + tally.facts_duplicate;
    format!(
        "{} rows, {sent} facts sent, {} rows refused",
        tally.rows_read, tally.rows_refused
    )
}
