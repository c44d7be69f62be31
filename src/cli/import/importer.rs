//! Runs an import: all customers of all files first, in the order of the files, then all facts.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    mem,
};

use crate::{
    cli::{
        client::Client,
        failure::Failure,
        import::{
            interrupt::Interrupt,
            item::{CustomerRow, Item},
            progress::Progress,
            refused::{RefusedFile, RefusedRow},
            round::{Limits, Round},
            send::{self, Manner, Part, Told},
            source::Source,
            tally::Tally,
            understand::{Manual, Reading},
        },
    },
    pb::v1::Fact,
};

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

    /// Reads one file once, and sends what is wanted of it.
    async fn file(&self, file: &mut OfFile<'_>, state: &mut State<'_>) -> Result<(), Failure> {
        let mut reading = Reading::begin(file.source, self.manual)?;
        let wanted = file.wanted;
        let facts = wanted(&Item::Fact(Box::default()));
        let what = if facts { "facts" } else { "customers" };
        let title = format!("{} ({what})", file.source.name);
        let mut progress = Progress::new(&title, file.source.bytes);
        let mut batch = Batch::default();
        while let Some(understood) = reading.read()? {
            if facts {
                state.tally.rows_read += 1;
                understood
                    .warnings
                    .iter()
                    .for_each(|warning| progress.remark(warning));
            }
            let parts = match understood.items {
                Ok(parts) => parts,
                Err(refused) => {
                    batch.refused.extend(facts.then_some(refused));
                    continue;
                }
            };
            state.tally.rows_skipped += u64::from(facts && parts.is_empty());
            for part in parts.into_iter().filter(|part| wanted(&part.thing)) {
                if let Some(part) = batch.push(part, self.limits, &mut state.memory) {
                    self.flush(&mut batch, file, state).await?;
                    progress.show(reading.bytes_read(), &so_far(&state.tally));
                    batch.push(part, self.limits, &mut state.memory);
                }
            }
        }
        self.flush(&mut batch, file, state).await
    }

    /// Sends what is collected and writes what was refused.
    async fn flush(
        &self,
        batch: &mut Batch,
        file: &mut OfFile<'_>,
        state: &mut State<'_>,
    ) -> Result<(), Failure> {
        let State {
            memory,
            tally,
            interrupt,
        } = state;
        let Batch {
            customers,
            round,
            refused,
        } = mem::take(batch);
        if interrupt.is_pressed() {
            return Err(Failure::Interrupted);
        }
        let mut told = Told {
            tally: Tally::default(),
            refused,
        };
        let mut end = Ok(());
        if !customers.is_empty() {
            let id = |part: &Part<CustomerRow>| hash(&part.thing.customer.customer_id);
            let ids: BTreeMap<u64, u64> = customers
                .iter()
                .map(|part| (part.origin.record, id(part)))
                .collect();
            let sent = send::customers(self.client, customers, self.manner.validate_only);
            told.add(interrupt.finish(sent).await??);
            for row in &told.refused {
                memory.refused.insert((file.at, row.origin.record));
                ids.get(&row.origin.record)
                    .map(|id| memory.customers.remove(id));
            }
        }
        if !round.is_empty() {
            let manner_of = |fact: &Fact| self.manner_of(fact, memory);
            let (of_round, ended) = interrupt
                .finish(round.send(self.client, &manner_of))
                .await?;
            told.add(of_round);
            end = ended;
        }
        tally.add(told.tally);
        tally.rows_refused += file.newly_refused(&told.refused, memory);
        file.refused.write(&file.source.name, told.refused)?;
        end
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
    /// How many records are refused that were not refused before.
    fn newly_refused(&self, rows: &[RefusedRow], memory: &Memory) -> u64 {
        let customers = (self.wanted)(&Item::Customer(CustomerRow::default()));
        let records: BTreeSet<u64> = rows.iter().map(|row| row.origin.record).collect();
        let known = |record: &&u64| !customers && memory.refused.contains(&(self.at, **record));
        (records.len() - records.iter().filter(known).count()) as u64
    }
}

/// What is collected for the next calls.
#[derive(Debug, Default)]
struct Batch {
    customers: Vec<Part<CustomerRow>>,
    round: Round,
    refused: Vec<RefusedRow>,
}

impl Batch {
    /// Takes an item, or gives it back where the batch must be sent first.
    fn push(
        &mut self,
        part: Part<Item>,
        limits: Limits,
        memory: &mut Memory,
    ) -> Option<Part<Item>> {
        // Rows that cannot be read wait for the next call too, but not without end.
        if self.refused.len() >= limits.items * 4 {
            return Some(part);
        }
        let Part { thing, origin } = part;
        match thing {
            Item::Fact(fact) => {
                let back = self.round.push(
                    Part {
                        thing: *fact,
                        origin,
                    },
                    limits,
                )?;
                Some(Part {
                    thing: Item::Fact(Box::new(back.thing)),
                    origin: back.origin,
                })
            }
            Item::Customer(row) => {
                let back = self.push_customer(Part { thing: row, origin }, limits, memory)?;
                Some(Part {
                    thing: Item::Customer(back.thing),
                    origin: back.origin,
                })
            }
        }
    }

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
