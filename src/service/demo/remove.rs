//! Takes the demonstration out of a database in which it got mixed with other customers. The facts of the
//! demonstration go first, then its customers about whom no fact is left, then the published figures, which rested on
//! all of them. A removal that was interrupted goes on when it is asked for again.

use super::{Demonstration, EDITION_KEY, Recorded, SHIFT};
use crate::config::Config;
use crate::service::StartError;
use crate::service::database::Database;
use crate::standings::PASSES;
use crate::store::{Store, Trace};
use domain::fact::FactKey;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The customers of one transaction.
const PAGE: usize = 200;

/// How long the sums of one page may take.
const REBUILD_LIMIT: Duration = Duration::from_secs(30);

/// The most customers that are named; of more only the number is given.
const NAMED: usize = 20;

/// What the database holds of the demonstration.
#[derive(Default)]
struct Found {
    /// The facts, by customer.
    facts: BTreeMap<String, Vec<FactKey>>,
    /// The customers without any other fact.
    customers: Vec<String>,
    /// The customers who stay, with their names.
    stay: BTreeMap<String, String>,
}

impl Demonstration {
    /// Asks and removes.
    pub(in crate::service) async fn remove(
        &self,
        config: &Config,
        yes: bool,
    ) -> Result<(), StartError> {
        let everybody = (self.everybody)().map_err(StartError::Store)?;
        let database = Database::open_aside(config).await?;
        let removed = self.take_out(&database.store, &everybody, yes).await;
        database.close().await;
        self.say(&removed?)
    }

    async fn take_out(
        &self,
        store: &Store,
        everybody: &BTreeMap<String, Recorded>,
        yes: bool,
    ) -> Result<String, StartError> {
        let found = Found::in_store(store, everybody).await?;
        if found.is_nothing() {
            // A removal may have been interrupted before it was complete.
            if store.setting(SHIFT).await?.is_some() {
                found.finish(store, everybody).await?;
            }
            return Ok(format!(
                "nothing of the demonstration is here\n{}",
                found.who_stays()
            ));
        }
        let what = found.in_words();
        if !found.stay.is_empty() && !yes {
            (self.terminal.remark)(found.who_stays().trim_end());
        }
        let question = format!("Take {what} of the demonstration out of this database, for ever?");
        if !(self.terminal.agreed)(&question, yes).map_err(StartError::Store)? {
            return Err(StartError::Store("nothing was removed".to_owned()));
        }
        found.remove(store).await?;
        found.finish(store, everybody).await?;
        Ok(format!("{what} removed\n{}", found.who_stays()))
    }

    fn say(&self, text: &str) -> Result<(), StartError> {
        (self.terminal.answer)(text).map_err(StartError::Store)
    }
}

impl Found {
    async fn in_store(
        store: &Store,
        everybody: &BTreeMap<String, Recorded>,
    ) -> Result<Self, StartError> {
        let is_ours = |key: &FactKey| {
            let recorded = everybody.get(&key.customer_id);
            recorded.is_some_and(|(_, keys)| {
                keys.iter()
                    .any(|(source, id)| (source, id) == (&key.source, &key.fact_id))
            })
        };
        let mut found = Self::default();
        let ids: Vec<String> = everybody.keys().cloned().collect();
        for page in ids.chunks(PAGE) {
            let names = store.names(page).await?;
            let mut has_others = BTreeSet::new();
            for Trace { key, about } in store.traces(page).await? {
                if !is_ours(&key) {
                    has_others.insert(about);
                } else if about == key.customer_id {
                    found.facts.entry(about).or_default().push(key);
                }
            }
            for (id, name) in names {
                let is_renamed = everybody.get(&id).is_some_and(|it| it.0 != name);
                if is_renamed || has_others.contains(&id) {
                    found.stay.insert(id, name);
                } else {
                    found.customers.push(id);
                }
            }
        }
        Ok(found)
    }

    fn is_nothing(&self) -> bool {
        self.facts.is_empty() && self.customers.is_empty()
    }

    fn in_words(&self) -> String {
        let facts: usize = self.facts.values().map(Vec::len).sum();
        let count = |number: usize, what: &str| match number {
            1 => format!("1 {what}"),
            _ => format!("{number} {what}s"),
        };
        let customers = count(self.customers.len(), "customer");
        format!("{customers} and {}", count(facts, "fact"))
    }

    /// Names the customers of the demonstration who stay; nothing if all go.
    fn who_stays(&self) -> String {
        if self.stay.is_empty() {
            return String::new();
        }
        let first = self.stay.iter().take(NAMED);
        let mut names: Vec<String> = first.map(|(id, name)| format!("{name} ({id})")).collect();
        if self.stay.len() > NAMED {
            names.push(format!("and {} more", self.stay.len() - NAMED));
        }
        format!(
            "these customers of the demonstration stay, because somebody recorded facts about them or gave them \
             another name: {}\n",
            names.join(", ")
        )
    }

    async fn remove(&self, store: &Store) -> Result<(), StartError> {
        let facts: Vec<&Vec<FactKey>> = self.facts.values().collect();
        for page in facts.chunks(PAGE) {
            let keys = page.iter().flat_map(|keys| keys.iter().cloned());
            store.remove_facts(keys.collect()).await?;
        }
        for page in self.customers.chunks(PAGE) {
            store.rebuild(page, REBUILD_LIMIT).await?;
        }
        for page in self.customers.chunks(PAGE) {
            store.remove_customers(page.to_vec()).await?;
        }
        Ok(())
    }

    /// Derives again what rested on the demonstration. The marks of the demonstration go last: while they are there,
    /// the removal is not complete.
    async fn finish(
        &self,
        store: &Store,
        everybody: &BTreeMap<String, Recorded>,
    ) -> Result<(), StartError> {
        let stay: Vec<String> = self.stay.keys().cloned().collect();
        for page in stay.chunks(PAGE) {
            store.rebuild(page, REBUILD_LIMIT).await?;
        }
        store.repair_referrals().await?;
        let keys = everybody.values().flat_map(|recorded| &recorded.1);
        let sources: BTreeSet<String> = keys.map(|(source, _)| source.clone()).collect();
        let marks = PASSES.into_iter().chain([EDITION_KEY, SHIFT]);
        let marks = marks.map(str::to_owned).collect();
        let sources = sources.into_iter().collect();
        Ok(store.forget_figures(sources, marks).await?)
    }
}
