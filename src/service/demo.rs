//! Loads the demonstration through the service's own address, like any caller, and says what to try.

use crate::cli::client::{Client, ServerArgs};
use crate::cli::import::tally::Tally;
use crate::cli::out::remark;
use crate::config::Config;
use crate::demo::edition::{self, EDITION};
use crate::demo::files::FILES;
use crate::demo::{Shift, shift_for, try_lines};
use crate::error::Error;
use crate::store::Store;
use domain::time::Time;
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::sleep;

/// The settings that mark a database which holds the demonstration.
const SHIFT: &str = "demo_shift_weeks";
const EDITION_KEY: &str = "demo_edition";

/// Loads the demonstration and prints what to try. Failures are said, not returned: the service goes on.
pub(super) async fn load(config: Config, store: Store, now: Time) {
    if let Err(why) = try_load(&config, &store, now).await {
        remark(&format!("the demonstration could not be loaded: {why}"));
    }
}

async fn try_load(config: &Config, store: &Store, now: Time) -> Result<(), String> {
    let can_be_sent = can_be_sent(store)
        .await
        .map_err(|error| error.to_string())?;
    let shift = shift(store, now).await.map_err(|error| error.to_string())?;
    if can_be_sent {
        send(config, store, shift).await?;
    } else {
        remark(
            "this database holds the demonstration of another version of this program, which stays as it \
             is. To see this one, start with an empty folder: demo --data-folder PATH",
        );
    }
    remark("\nready. Try:\n");
    for (title, command) in try_lines(config.listen.port(), shift) {
        remark(&format!("# {title}\n{command}\n"));
    }
    Ok(())
}

async fn send(config: &Config, store: &Store, shift: Shift) -> Result<(), String> {
    let client = connect(config).await?;
    remark(
        "loading the demonstration: real purchases of 2,357 buyers, a service business, nine stories",
    );
    let mut sent = Tally::default();
    for file in FILES {
        let tally = file.send(&client, shift).await;
        sent.add(tally.map_err(|failure| failure.to_string())?);
    }
    remark(&format!(
        "  {} customers and {} facts are new, {} customers and {} facts were there",
        sent.customers_created,
        sent.facts_new,
        sent.customers_updated + sent.customers_unchanged,
        sent.facts_duplicate,
    ));
    wait_for_standings(store)
        .await
        .map_err(|error| error.to_string())
}

/// Whether this edition can be sent here; if it is the first, its number is kept.
async fn can_be_sent(store: &Store) -> Result<bool, Error> {
    let holds_some = store.setting(SHIFT).await?.is_some();
    if !holds_some {
        store.put_setting(EDITION_KEY, Value::from(EDITION)).await?;
    }
    let kept = store.setting(EDITION_KEY).await?;
    let kept = kept.as_ref().and_then(Value::as_i64);
    Ok(edition::can_be_sent(holds_some, kept))
}

/// The shift of the demonstration's days, chosen at its first start and then kept.
async fn shift(store: &Store, now: Time) -> Result<Shift, Error> {
    let chosen = shift_for(now.date_naive()).weeks();
    let kept = store.setting_or(SHIFT, Value::from(chosen)).await?;
    kept.as_i64()
        .map(Shift::from_weeks)
        .ok_or_else(|| Error::Corrupt("the setting demo_shift_weeks is not a number".to_owned()))
}

async fn connect(config: &Config) -> Result<Client, String> {
    let mut address: SocketAddr = config.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let args = ServerArgs {
        server: format!("http://{address}"),
        ca: None,
        token_file: config.token_file.clone(),
        timeout: 30,
    };
    Client::connect(&args)
        .await
        .map_err(|failure| failure.to_string())
}

async fn wait_for_standings(store: &Store) -> Result<(), Error> {
    let mut said = i64::MAX;
    loop {
        let waiting = store.waiting_count().await?;
        if waiting == 0 && store.is_at_rest().await? {
            return Ok(());
        }
        if waiting + 500 < said {
            said = waiting;
            remark(&format!("  {waiting} customers wait for their standing"));
        }
        sleep(Duration::from_millis(100)).await;
    }
}
