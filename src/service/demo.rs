//! Loads the demonstration through the service's own address, like any caller, and prints commands to try. It has a
//! data folder of its own, and a database with other customers is refused.

mod remove;

use super::{StartError, Terminal};
use crate::config::Config;
use crate::error::Error;
use crate::store::{LEASE_SECONDS, Store};
use chrono::NaiveDate;
use client::Options;
use domain::time::Time;
use futures::future::BoxFuture;
use postgres::{Environment, default_data_folder};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The settings that mark a database that holds the demonstration.
const SHIFT: &str = "demo_shift_weeks";
const EDITION_KEY: &str = "demo_edition";

/// The folder of the demonstration, beside the default data folder of the service.
const FOLDER: &str = "customer-quality-demo";

/// How long the last figures may take before a line explains the silence.
const QUIET: Duration = Duration::from_secs(2);

/// What the demonstration records about a customer: the name, and each fact by its source and id.
pub type Recorded = (String, Vec<(String, String)>);

/// The demonstration's data and functions, which the crate of the demonstration supplies.
#[derive(Clone, Copy)]
pub struct Demonstration {
    /// The edition of the data.
    pub edition: i64,
    /// Whether this edition may be sent to a database. The arguments: whether the database holds a
    /// demonstration, and the edition that it records.
    pub can_be_sent: fn(bool, Option<i64>) -> bool,
    /// The number of weeks by which the data are moved if they are first sent on this day.
    pub weeks_on: fn(NaiveDate) -> i64,
    /// The customers of the demonstration, by id.
    pub everybody: fn() -> Result<BTreeMap<String, Recorded>, String>,
    /// Sends the data to a service, moved by this number of weeks. Returns in words what was new.
    pub send: fn(Options, i64) -> BoxFuture<'static, Result<String, String>>,
    /// The commands to try on a port of this machine, each with a title.
    pub try_lines: fn(u16, i64) -> Vec<(&'static str, String)>,
    /// The terminal for its messages.
    pub terminal: Terminal,
}

impl fmt::Debug for Demonstration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "edition {} of the demonstration", self.edition)
    }
}

impl Demonstration {
    /// The settings with the demonstration's own data folder, unless another one is named.
    pub(super) fn at_home(mut config: Config) -> Result<Config, StartError> {
        if config.data_folder.is_none() && config.database_url.is_none() {
            let folder = default_data_folder(&Environment::of_process())?;
            config.data_folder = Some(folder.with_file_name(FOLDER));
        }
        Ok(config)
    }

    /// Refuses a database with customers of somebody else. The demonstration must not mix with them.
    pub(super) async fn refuse_others(&self, store: &Store) -> Result<(), StartError> {
        let everybody = (self.everybody)().map_err(StartError::Store)?;
        let ids: Vec<String> = everybody.into_keys().collect();
        let ours = store.names(&ids).await?.len() as i64;
        let others = store.customer_count().await? - ours;
        match others {
            ..=0 => Ok(()),
            1 => Err(StartError::Others("1 customer who is".to_owned())),
            _ => Err(StartError::Others(format!("{others} customers who are"))),
        }
    }

    /// Loads the data and prints the commands to try. A failure is printed instead of returned, because the
    /// service goes on.
    pub(super) async fn load(self, config: Config, store: Store, now: Time) {
        if let Err(why) = self.try_load(&config, &store, now).await {
            self.remark(&format!("the demonstration could not be loaded: {why}"));
        }
    }

    async fn try_load(&self, config: &Config, store: &Store, now: Time) -> Result<(), String> {
        let said = |error: Error| error.to_string();
        let can_be_sent = self.is_for(store).await.map_err(said)?;
        let weeks = self.weeks(store, now).await.map_err(said)?;
        if can_be_sent {
            self.remark(
                "loading the demonstration: real purchases of 2,357 buyers, a service business, nine stories",
            );
            let new = (self.send)(own_address(config), weeks).await?;
            self.remark(&format!("  {new}"));
            self.wait_for_standings(store).await.map_err(said)?;
        } else {
            self.remark(
                "this database holds the demonstration of another version of this program, which stays as it \
                 is. To see this one, start with an empty folder: demo --data-folder PATH",
            );
        }
        self.remark("\nready. Try:\n");
        for (title, command) in (self.try_lines)(config.listen.port(), weeks) {
            self.remark(&format!("# {title}\n{command}\n"));
        }
        Ok(())
    }

    fn remark(&self, line: &str) {
        (self.terminal.remark)(line);
    }

    /// Whether this edition can be sent to this database. If the database holds no demonstration yet, the
    /// edition is recorded.
    async fn is_for(&self, store: &Store) -> Result<bool, Error> {
        let holds_some = store.setting(SHIFT).await?.is_some();
        if !holds_some {
            store
                .put_setting(EDITION_KEY, Value::from(self.edition))
                .await?;
        }
        let kept = store.setting(EDITION_KEY).await?;
        let kept = kept.as_ref().and_then(Value::as_i64);
        Ok((self.can_be_sent)(holds_some, kept))
    }

    /// The number of weeks by which the days are moved. It is chosen at the first start and then kept.
    async fn weeks(&self, store: &Store, now: Time) -> Result<i64, Error> {
        let chosen = (self.weeks_on)(now.date_naive());
        let kept = store.setting_or(SHIFT, Value::from(chosen)).await?;
        kept.as_i64().ok_or_else(|| {
            Error::Corrupt("the setting demo_shift_weeks is not a number".to_owned())
        })
    }

    async fn wait_for_standings(&self, store: &Store) -> Result<(), Error> {
        let mut said = i64::MAX;
        let mut quiet = None;
        let mut explained = false;
        loop {
            let waiting = store.waiting_count().await?;
            if waiting == 0 && store.is_at_rest().await? {
                return Ok(());
            }
            let since = *quiet.get_or_insert_with(Instant::now);
            if waiting > 0 {
                quiet = None;
            } else if !explained && since.elapsed() > QUIET {
                explained = true;
                self.remark(&format!(
                    "  comparing everybody with everybody; after a start that was killed this begins within \
                     {LEASE_SECONDS} seconds"
                ));
            }
            if waiting > 0 && waiting + 500 < said {
                said = waiting;
                self.remark(&format!("  {waiting} customers wait for their standing"));
            }
            sleep(Duration::from_millis(100)).await;
        }
    }
}

/// The service's own address.
fn own_address(config: &Config) -> Options {
    let mut address: SocketAddr = config.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    Options {
        token_file: config.token_file.clone(),
        ..Options::new(format!("http://{address}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Flags, Surroundings};

    #[test]
    fn the_demonstration_has_a_folder_of_its_own_unless_one_is_named() {
        let at_home = |flags: Flags| {
            let config = Config::resolve(&flags, &Surroundings::default(), None).unwrap();
            Demonstration::at_home(config).unwrap().data_folder
        };
        let usual = default_data_folder(&Environment::of_process()).unwrap();
        let own = at_home(Flags::default()).unwrap();
        assert_eq!(own.parent(), usual.parent());
        assert_ne!(own, usual);
        let named = at_home(Flags::default().with("data-folder", "/srv/cq"));
        assert_eq!(named, Some("/srv/cq".into()));
    }
}
