//! Loads the demonstration through the service's own address, like any caller, and says what to try.

use crate::config::Config;
use crate::demo::edition::{self, EDITION};
use crate::demo::{Shift, load::Progress, shift_for, try_lines::try_lines};
use crate::error::Error;
use crate::store::Store;
use client::{Client, Options};
use domain::time::Time;
use serde_json::Value;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::sleep;

/// The settings that mark a database which holds the demonstration.
const SHIFT: &str = "demo_shift_weeks";
const EDITION_KEY: &str = "demo_edition";
/// How often progress is said.
const EVERY: usize = 2_000;

/// Loads the demonstration and prints what to try. Failures are said, not returned: the service goes on.
pub(super) async fn load(config: Config, store: Store, now: Time) {
    if let Err(why) = try_load(&config, &store, now).await {
        remark(&format!("the demonstration could not be loaded: {why}"));
    }
}

async fn try_load(config: &Config, store: &Store, now: Time) -> Result<(), String> {
    let can_be_told = can_be_told(store)
        .await
        .map_err(|error| error.to_string())?;
    let shift = shift(store, now).await.map_err(|error| error.to_string())?;
    if can_be_told {
        tell(config, store, shift).await?;
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

async fn tell(config: &Config, store: &Store, shift: Shift) -> Result<(), String> {
    let client = connect(config).await?;
    remark(
        "loading the demonstration: real purchases of 2,357 buyers, a service business, nine stories",
    );
    let mut said = 0;
    let loaded = crate::demo::load::load(&client, shift, |progress: Progress| {
        if progress.sent_count >= said + EVERY || progress.sent_count == progress.total_count {
            said = progress.sent_count;
            remark(&format!(
                "  {} of {} told",
                progress.sent_count, progress.total_count
            ));
        }
    })
    .await
    .map_err(|status| format!("{} ({:?})", status.message(), status.code()))?;
    remark(&format!(
        "  {} customers and {} facts are new, {} customers and {} facts were there",
        loaded.created_customer_count,
        loaded.recorded_count,
        loaded.known_customer_count,
        loaded.duplicate_count,
    ));
    wait_for_standings(store)
        .await
        .map_err(|error| error.to_string())
}

/// Whether this edition can be told here; if it is the first, its number is kept.
async fn can_be_told(store: &Store) -> Result<bool, Error> {
    let holds_some = store.setting(SHIFT).await?.is_some();
    if !holds_some {
        store.put_setting(EDITION_KEY, Value::from(EDITION)).await?;
    }
    let kept = store.setting(EDITION_KEY).await?;
    let kept = kept.as_ref().and_then(Value::as_i64);
    Ok(edition::can_be_told(holds_some, kept))
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
    let options = Options {
        token_file: config.token_file.clone(),
        ..Options::new(format!("http://{address}"))
    };
    Client::connect(&options)
        .await
        .map_err(|error| error.to_string())
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

/// Writes a line for the person at the terminal. If that is closed there is nobody to write to.
fn remark(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
