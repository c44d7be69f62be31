//! `verify`: compares all data derived from facts with the facts, a page of customers at a time, and corrects
//! it on request. It reads each page in one snapshot and locks only the rows that it corrects, so it may run
//! beside the service.

use super::database::Database;
use super::{StartError, Terminal};
use crate::config::Config;
use crate::error::Error;
use crate::store::{Difference, Store};
use std::time::Duration;
use tokio::time::Instant;

/// The customers that one statement compares.
const PAGE: u32 = 200;

/// How long the correction of one page may take.
const REPAIR_LIMIT: Duration = Duration::from_secs(30);

/// The time between two progress messages.
const SAY_EVERY: Duration = Duration::from_secs(5);

/// Returns true if everything is correct afterwards.
pub(super) async fn run(
    config: &Config,
    repair: bool,
    terminal: Terminal,
) -> Result<bool, StartError> {
    let database = Database::open_aside(config).await?;
    let mut verifying = Verifying {
        store: database.store.clone(),
        terminal,
        repair,
        compared: 0,
        found: 0,
        repaired: 0,
    };
    let verified = verifying.everything().await;
    database.close().await;
    verified?;
    verifying.summary()?;
    Ok(verifying.found == verifying.repaired)
}

struct Verifying {
    store: Store,
    terminal: Terminal,
    repair: bool,
    compared: i64,
    /// The number of differences found, and of those corrected.
    found: usize,
    repaired: usize,
}

impl Verifying {
    async fn everything(&mut self) -> Result<(), StartError> {
        // First, because referrals rest on merges.
        let merges = if self.repair {
            self.store.rebuild_merges(REPAIR_LIMIT).await?
        } else {
            self.store.merge_differences().await?
        };
        self.note(&merges)?;
        let total = self.store.customer_count().await?;
        let mut said = Instant::now();
        let mut after: Option<String> = None;
        loop {
            let page = self.store.customer_ids(after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else { break };
            self.page(&page).await?;
            self.compared += page.len() as i64;
            after = Some(last.clone());
            if said.elapsed() >= SAY_EVERY {
                said = Instant::now();
                let compared = self.compared;
                (self.terminal.remark)(&format!("{compared} of {total} customers compared"));
            }
        }
        let orphans = self.store.orphans().await?;
        for page in orphans.chunks(PAGE as usize) {
            self.page(page).await?;
        }
        self.published_sums().await
    }

    /// Compares one page. If the facts of a customer cannot be read, it compares customer by customer, so
    /// that the fault hides no other difference.
    async fn page(&mut self, ids: &[String]) -> Result<(), StartError> {
        let compared = self.compare(ids).await;
        let Err(Error::Corrupt(_)) = compared else {
            return self.note(&compared?);
        };
        for id in ids {
            match self.compare(std::slice::from_ref(id)).await {
                Err(Error::Corrupt(why)) => self.say(&format!("customer `{id}`: {why}"), false)?,
                compared => self.note(&compared?)?,
            }
        }
        Ok(())
    }

    async fn compare(&self, ids: &[String]) -> Result<Vec<Difference>, Error> {
        if self.repair {
            self.store.rebuild(ids, REPAIR_LIMIT).await
        } else {
            self.store.differences(ids).await
        }
    }

    fn note(&mut self, differences: &[Difference]) -> Result<(), StartError> {
        for difference in differences {
            self.say(&difference.to_string(), self.repair)?;
        }
        Ok(())
    }

    async fn published_sums(&mut self) -> Result<(), StartError> {
        let wrong = self.store.wrong_referral_sums().await?;
        if wrong.is_empty() {
            return Ok(());
        }
        if self.repair {
            self.store.repair_referrals().await?;
        }
        let left = self.store.wrong_referral_sums().await?;
        for id in wrong {
            let what = "what is published as brought is not what those directly below add up to";
            let is_right = self.repair && !left.contains(&id);
            self.say(&format!("customer `{id}`: {what}"), is_right)?;
        }
        Ok(())
    }

    fn say(&mut self, what: &str, is_right_now: bool) -> Result<(), StartError> {
        self.found += 1;
        self.repaired += usize::from(is_right_now);
        let end = if is_right_now { ": put right" } else { "" };
        self.print(&format!("{what}{end}\n"))
    }

    fn summary(&self) -> Result<(), StartError> {
        let (compared, found, repaired) = (self.compared, self.found, self.repaired);
        self.print(&match found {
            0 => format!("{compared} customers compared, no difference\n"),
            1 => format!("{compared} customers compared, 1 difference, {repaired} put right\n"),
            _ => format!(
                "{compared} customers compared, {found} differences, {repaired} put right\n"
            ),
        })
    }

    fn print(&self, text: &str) -> Result<(), StartError> {
        (self.terminal.answer)(text).map_err(StartError::Store)
    }
}
