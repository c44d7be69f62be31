//! Runs an import: all customers of all files first, in the order of the files, then all facts.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    mem,
};

use crate::{
    failure::Failure,
    import::{
        interrupt::Interrupt,
        item::{CustomerRow, Item},
        lanes::{Lanes, Limits},
        progress::Progress,
        refused::{RefusedFile, RefusedRow},
        send::{self, Manner, Part, Told},
        source::Source,
        tally::Tally,
        understand::{Manual, Reading},
    },
};
use client::Client;
use client::pb::v1::Fact;

/// How often it is shown how far an import is, in records.
const SHOW_EVERY: u64 = 500;

/// What an import needs to know.
#[derive(Debug)]
pub struct Importer<'a> {
    /// The service.
    pub client: &'a Client,
    /// How files are read.
    pub manual: &'a Manual,
    /// How facts are sent.
    pub manner: Manner,
    /// What one call may carry.
    pub limits: Limits,
}

/// What was told of a file so far.
#[derive(Debug, Default)]
struct Memory {
    /// What was told of each customer last, by hashes: to say the same again is idle.
    customers: BTreeMap<u64, u64>,
    /// Records of which a customer was refused.
    refused: BTreeSet<(usize, u64)>,
}

impl Importer<'_> {
    /// Imports files; their refused rows go to the file at the same place of `refused`, or to the
    /// only one.
    pub async fn run(
        &self,
        sources: &[Source],
        refused: &mut [RefusedFile],
        interrupt: &mut Interrupt,
    ) -> Result<Tally, (Tally, Failure)> {
        let mut state = State {
            memory: Memory::default(),
            tally: Tally::default(),
            interrupt,
        };
        for pass in [Self::is_customer, Self::is_fact] {
            for (at, source) in sources.iter().enumerate() {
                let place = at.min(refused.len().saturating_sub(1));
                let mut file = OfFile {
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

    /// Reads one file once, and sends what is wanted of it. However that ends, what was refused until then
    /// is written and what was reported is counted.
    async fn file(&self, file: &mut OfFile<'_>, state: &mut State<'_>) -> Result<(), Failure> {
        let mut sending = Sending {
            customers: vec![],
            lanes: Lanes::new(self.client, self.limits),
            told: Told::default(),
        };
        let sent = self.send(file, state, &mut sending).await;
        sent.and(file.take_down(&mut sending, state))
    }

    async fn send(
        &self,
        file: &mut OfFile<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        let mut reading = Reading::begin(file.source, self.manual)?;
        let facts = file.is_of_facts();
        let what = if facts { "facts" } else { "customers" };
        let title = format!("{} ({what})", file.source.name);
        let mut progress = Progress::new(&title, file.source.bytes);
        let next = if facts {
            Reading::read
        } else {
            Reading::read_customers
        };
        while let Some(understood) = next(&mut reading)? {
            if facts {
                state.tally.rows_read += 1;
                understood
                    .warnings
                    .iter()
                    .for_each(|warning| progress.remark(warning));
            }
            match understood.items {
                Err(refused) => sending.told.refused.extend(facts.then_some(refused)),
                Ok(parts) => {
                    state.tally.rows_skipped += u64::from(facts && parts.is_empty());
                    let wanted = parts.into_iter().filter(|part| (file.wanted)(&part.thing));
                    for part in wanted {
                        self.push(part, file, state, sending).await?;
                    }
                }
            }
            if understood.number.is_multiple_of(SHOW_EVERY) {
                progress.show(reading.bytes_read(), &so_far(&state.tally));
            }
            if sending.refused_count() >= self.limits.items * 4 {
                self.settle(file, state, sending).await?;
                file.take_down(sending, state)?;
            }
        }
        self.settle(file, state, sending).await
    }

    /// Takes an item; where there is no more room for it, what was collected is sent first.
    async fn push(
        &self,
        part: Part<Item>,
        file: &OfFile<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        let Part { thing, origin } = part;
        match thing {
            Item::Fact(fact) => {
                let manner = self.manner_of(&fact, &state.memory);
                let thing = *fact;
                let part = Part { thing, origin };
                let pushed = sending.lanes.push(part, manner, state.interrupt).await;
                sending.count(state);
                pushed
            }
            Item::Customer(thing) => {
                let part = Part { thing, origin };
                if let Some(part) = sending.push_customer(part, self.limits, &mut state.memory) {
                    self.send_customers(file, state, sending).await?;
                    sending.push_customer(part, self.limits, &mut state.memory);
                }
                Ok(())
            }
        }
    }

    /// Sends all that is collected, and waits until it is told.
    async fn settle(
        &self,
        file: &OfFile<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        self.send_customers(file, state, sending).await?;
        sending.lanes.settle(state.interrupt).await
    }

    async fn send_customers(
        &self,
        file: &OfFile<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        let customers = mem::take(&mut sending.customers);
        if customers.is_empty() {
            return Ok(());
        }
        let State {
            memory, interrupt, ..
        } = state;
        if interrupt.is_pressed() {
            return Err(Failure::Interrupted);
        }
        let id = |part: &Part<CustomerRow>| hash(&part.thing.customer.customer_id);
        let ids: BTreeMap<u64, u64> = customers
            .iter()
            .map(|part| (part.origin.record, id(part)))
            .collect();
        let sent = send::customers(self.client, customers, self.manner.validate_only);
        let told = interrupt.finish(sent).await??;
        for row in &told.refused {
            memory.refused.insert((file.at, row.origin.record));
            ids.get(&row.origin.record)
                .map(|id| memory.customers.remove(id));
        }
        sending.told.add(told);
        sending.count(state);
        Ok(())
    }

    /// When only checking, the customers of the files are not there yet and may be created.
    fn manner_of(&self, fact: &Fact, memory: &Memory) -> Manner {
        let in_file = || memory.customers.contains_key(&hash(&fact.customer_id));
        let create = self.manner.create_customers || (self.manner.validate_only && in_file());
        Manner {
            create_customers: create,
            ..self.manner
        }
    }
}

/// How far an import is.
struct State<'i> {
    memory: Memory,
    tally: Tally,
    interrupt: &'i mut Interrupt,
}

/// A file in one pass.
struct OfFile<'a> {
    at: usize,
    source: &'a Source,
    refused: &'a mut RefusedFile,
    wanted: fn(&Item) -> bool,
}

impl OfFile<'_> {
    fn is_of_facts(&self) -> bool {
        (self.wanted)(&Item::Fact(Box::default()))
    }

    /// Counts what was told and writes what was refused, in the order of the file.
    fn take_down(
        &mut self,
        sending: &mut Sending<'_>,
        state: &mut State<'_>,
    ) -> Result<(), Failure> {
        sending.count(state);
        let refused = mem::take(&mut sending.told.refused);
        state.tally.rows_refused += self.newly_refused(&refused, &state.memory);
        self.refused.write(&self.source.name, refused)
    }

    /// How many records are refused that were not refused before.
    fn newly_refused(&self, rows: &[RefusedRow], memory: &Memory) -> u64 {
        let customers = !self.is_of_facts();
        let records: BTreeSet<u64> = rows.iter().map(|row| row.origin.record).collect();
        let known = |record: &&u64| !customers && memory.refused.contains(&(self.at, **record));
        (records.len() - records.iter().filter(known).count()) as u64
    }
}

/// What is on its way.
struct Sending<'c> {
    /// Those collected for the next call.
    customers: Vec<Part<CustomerRow>>,
    lanes: Lanes<'c>,
    /// What was refused and is not written yet.
    told: Told,
}

impl Sending<'_> {
    /// Counts what was told since.
    fn count(&mut self, state: &mut State<'_>) {
        self.told.add(mem::take(&mut self.lanes.told));
        state.tally.add(mem::take(&mut self.told.tally));
    }

    fn refused_count(&self) -> usize {
        self.told.refused.len() + self.lanes.told.refused.len()
    }

    /// Takes a customer, or gives them back where the others must be sent first.
    fn push_customer(
        &mut self,
        part: Part<CustomerRow>,
        limits: Limits,
        memory: &mut Memory,
    ) -> Option<Part<CustomerRow>> {
        let row = &part.thing;
        let (id, content) = (hash(&row.customer.customer_id), hash(&format!("{row:?}")));
        if memory.customers.get(&id) == Some(&content) {
            return None;
        }
        let told = |other: &Part<CustomerRow>| {
            other.thing.customer.customer_id == row.customer.customer_id
        };
        let other_fields = self
            .customers
            .first()
            .is_some_and(|first| first.thing.mask != row.mask);
        if self.customers.len() >= limits.items || other_fields || self.customers.iter().any(told) {
            return Some(part);
        }
        memory.customers.insert(id, content);
        self.customers.push(part);
        None
    }
}

fn hash(thing: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

fn so_far(tally: &Tally) -> String {
    let told = tally.facts_new + tally.facts_duplicate;
    format!(
        "{} rows, {told} facts told, {} rows refused",
        tally.rows_read, tally.rows_refused
    )
}
