//! Runs an import. It sends all customers of all files first, in the order of the files, then all facts.

use std::{collections::BTreeMap, mem};

use crate::{
    failure::Failure,
    import::{
        batcher::{Batcher, Limits},
        bundle::{Bundle, Part, customers_of},
        decode_options::DecodeOptions,
        decoder::Decoder,
        hash::hash,
        interrupt::Interrupt,
        item::{CustomerRow, Item},
        outcome::{self, Outcome},
        pass::{FilePass, Seen, Sending, State},
        progress::Progress,
        refused::{Origin, RefusedFile},
        report::{self, Report},
        send::{self, Equal, SendMode},
        source::Source,
        tally::Tally,
        total_row,
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
    /// Whether rows may give customers names with no word in common with the recorded ones.
    pub renames: bool,
}

impl Importer<'_> {
    /// Imports the files. The refused rows of each file go to the file at the same place in `refused`, or
    /// to the only one.
    pub async fn run(
        &self,
        sources: &[Source],
        refused: &mut [RefusedFile],
        interrupt: &mut Interrupt,
    ) -> Result<(Tally, Report), (Tally, Failure)> {
        let mut state = State {
            seen: Seen::default(),
            tally: Tally::default(),
            report: Report::default(),
            today: report::today(),
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
        let newcomers = self.newcomers(&mut state, 1).await;
        newcomers.map_err(|failure| (state.tally, failure))?;
        if self.mode.validate_only {
            // Nothing was written, so several calls counted the same new customer.
            state.tally.customers_created = state.report.people.new_count;
        }
        Ok((state.tally, state.report))
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
            file: &file.source.name,
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
        let mut progress = Progress::new(&title, decoder.bytes());
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
                    let is_left_out = facts && parts.is_empty();
                    state.tally.rows_joined += u64::from(is_left_out && decoded.is_joined);
                    state.tally.rows_skipped += u64::from(is_left_out && !decoded.is_joined);
                    self.push(parts, file, state, sending).await?;
                }
            }
            if decoded.number.is_multiple_of(SHOW_EVERY) {
                progress.show(decoder.bytes_read(), &so_far(&state.tally));
            }
            if sending.refused_count() >= self.limits.items * 4 {
                self.flush(file, state, sending).await?;
                file.record(sending, state)?;
            }
            if state.seen.to_name.len() >= self.limits.items {
                self.name(state, sending).await?;
            }
            self.newcomers(state, self.limits.items).await?;
        }
        if facts {
            state.report.people.take_unknown(decoder.unknown_names());
        }
        self.flush(file, state, sending).await
    }

    /// Takes the items of a row that this pass wants. If there is no room for them, the importer first sends
    /// the collected items.
    async fn push(
        &self,
        parts: Vec<Part<Item>>,
        file: &FilePass<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        let mut facts = vec![];
        for Part { thing, origin } in parts {
            match thing {
                Item::Fact(fact) if file.is_of_facts() => {
                    let thing = *fact;
                    facts.push(Part { thing, origin });
                }
                Item::Customer(thing) if !file.is_of_facts() => {
                    let thing = *thing;
                    let part = Part { thing, origin };
                    let refusal = if self.renames {
                        None
                    } else {
                        state.seen.names.refusal(self.client, &part.thing).await?
                    };
                    if let Some(refusal) = refusal {
                        state.seen.refused.insert((file.at, part.origin.record));
                        sending.outcome.refuse(&part, vec![refusal]);
                    } else if let Some(part) =
                        sending.push_customer(part, self.limits, &mut state.seen)
                    {
                        self.send_customers(file, state, sending).await?;
                        sending.push_customer(part, self.limits, &mut state.seen);
                    }
                }
                _ => {}
            }
        }
        if facts.is_empty() {
            return Ok(());
        }
        if self.refuse(&facts, file, &state.seen, &mut sending.outcome) {
            return Ok(());
        }
        let row = Bundle::of_facts(facts);
        let mode = self.mode_of(&row, file, &state.seen);
        let pushed = sending.batcher.push(row, mode, state.interrupt).await;
        sending.count(state);
        pushed
    }

    /// Refuses the facts of a row whose customer is refused, or would be made of a row of totals. Returns
    /// whether it did.
    fn refuse(
        &self,
        facts: &[Part<Fact>],
        file: &FilePass<'_>,
        seen: &Seen,
        outcome: &mut Outcome,
    ) -> bool {
        let is_new_total = |fact: &Fact| {
            let mut ids = customers_of(fact);
            self.mode.create_customers
                && ids.any(|id| {
                    let is_known = seen.customers.contains_key(&hash(&id));
                    total_row::is_one(id) && (!is_known || seen.waiting.contains_key(id))
                })
        };
        let Some(first) = facts.first() else {
            return false;
        };
        let refusal = if seen.refused.contains(&(file.at, first.origin.record)) {
            outcome::held("customer")
        } else if facts.iter().any(|part| is_new_total(&part.thing)) {
            total_row::refusal()
        } else {
            return false;
        };
        for part in facts {
            outcome.refuse(part, vec![refusal.clone()]);
        }
        true
    }

    /// Sends everything collected and waits for the answers.
    async fn flush(
        &self,
        file: &FilePass<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        self.send_customers(file, state, sending).await?;
        sending.batcher.flush(state.interrupt).await?;
        sending.count(state);
        self.name(state, sending).await
    }

    async fn send_customers(
        &self,
        file: &FilePass<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        for customers in mem::take(&mut sending.customers) {
            self.send_group(customers, file, state, sending).await?;
        }
        Ok(())
    }

    /// Sends customers that fill the same fields.
    async fn send_group(
        &self,
        customers: Vec<Part<CustomerRow>>,
        file: &FilePass<'_>,
        state: &mut State<'_>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        let State {
            seen,
            interrupt,
            report,
            ..
        } = state;
        if interrupt.is_pressed() {
            return Err(Failure::Interrupted);
        }
        let id = |part: &Part<CustomerRow>| hash(&part.thing.customer.customer_id);
        let ids: BTreeMap<u64, u64> = customers
            .iter()
            .map(|part| (part.origin.record, id(part)))
            .collect();
        // A name from a row of facts is only checked: it is recorded after a fact.
        let with_fact = customers.iter().any(|part| part.thing.with_fact);
        let validate_only = self.mode.validate_only || with_fact;
        let sent = send::customers(self.client, customers, validate_only);
        let (mut outcome, taken) = interrupt.finish(sent).await??;
        if with_fact {
            outcome.tally = Tally::default();
            let taken = taken.into_iter();
            let by_id = taken.map(|part| (part.thing.customer.customer_id.clone(), part));
            seen.waiting.extend(by_id);
        } else {
            for Part { thing, .. } in taken {
                let people = &mut report.people;
                people.take(&thing.customer.customer_id, &thing.customer.name);
            }
        }
        for row in &outcome.refused {
            seen.refused.insert((file.at, row.origin.record));
            ids.get(&row.origin.record)
                .map(|id| seen.customers.remove(id));
        }
        sending.outcome.add(outcome);
        sending.count(state);
        Ok(())
    }

    /// Names the new customers of whom facts were recorded. Such a customer was counted when it was created.
    async fn name(&self, state: &mut State<'_>, sending: &mut Sending<'_>) -> Result<(), Failure> {
        if self.mode.validate_only {
            state.seen.to_name.clear();
        }
        while !state.seen.to_name.is_empty() {
            let left = state.seen.to_name.len().min(self.limits.items);
            let named = state.seen.to_name.drain(..left).collect();
            let sent = send::customers(self.client, named, false);
            let (outcome, _) = state.interrupt.finish(sent).await??;
            sending.outcome.refused.extend(outcome.refused);
        }
        Ok(())
    }

    /// How to send a row. A check writes nothing, so the customers in the files are not in the service yet:
    /// the mode lets facts create them. Only facts whose ids the importer makes may equal facts of another
    /// label by mistake.
    fn mode_of(&self, row: &Bundle<Fact>, file: &FilePass<'_>, seen: &Seen) -> SendMode {
        let in_file =
            |fact: &Fact| customers_of(fact).any(|id| seen.customers.contains_key(&hash(&id)));
        let mut parts = row.parts.iter();
        let create = self.mode.create_customers
            || (self.mode.validate_only && parts.clone().any(|part| in_file(&part.thing)));
        let is_asked =
            parts.any(|part| is_made(&part.thing.fact_id, &file.source.label, &part.origin));
        SendMode {
            create_customers: create,
            equal: if is_asked {
                self.mode.equal
            } else {
                Equal::Ignore
            },
            ..self.mode
        }
    }

    /// In a check: asks the service which of the customers that `most` or more wait to be looked up are
    /// new.
    async fn newcomers(&self, state: &mut State<'_>, most: usize) -> Result<(), Failure> {
        let people = &mut state.report.people;
        if !self.mode.validate_only {
            people.look_up_nobody();
        }
        while people.waiting() >= most {
            let ask = people.ask(self.client, self.limits.items);
            state.interrupt.finish(ask).await??;
        }
        Ok(())
    }
}

/// Whether a fact's id is the one that the importer makes of label and record number.
fn is_made(fact_id: &str, label: &str, origin: &Origin) -> bool {
    let number = fact_id
        .strip_prefix(label)
        .and_then(|rest| rest.strip_prefix(':'));
    number.is_some_and(|rest| rest.split(':').next() == Some(origin.record.to_string().as_str()))
}

fn so_far(tally: &Tally) -> String {
    let sent = tally.facts_new + tally.facts_duplicate;
    format!(
        "{} rows, {sent} facts sent, {} rows refused",
        tally.rows_read, tally.rows_refused
    )
}
