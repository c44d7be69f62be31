//! The settings that a database keeps for the service: the currency, the company's hour and the secret.

use super::StartError;
use crate::config::Config;
use crate::error::Error;
use crate::rpc::page::PageKey;
use crate::store::{HourChange, Store};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::company::Hour;
use domain::money::Currency;
use serde_json::Value;

/// The reporting currency. It is chosen at the first start and never changes, because all sums are in it.
pub(super) async fn reporting_currency(
    store: &Store,
    wanted: &str,
) -> Result<Currency, StartError> {
    let kept = store
        .setting_or("reporting_currency", Value::from(wanted))
        .await?;
    match kept.as_str() {
        Some(kept) if kept == wanted => Currency::parse(kept)
            .ok_or_else(|| StartError::Store(format!("`{kept}` is not a currency code"))),
        Some(kept) => Err(StartError::Currency {
            kept: kept.to_owned(),
            wanted: wanted.to_owned(),
        }),
        None => {
            Err(Error::Corrupt("the setting reporting_currency is not a text".to_owned()).into())
        }
    }
}

/// Records the cost and price of the company's hour from the settings. They stay in force when later starts
/// set nothing.
pub(super) async fn hour(
    store: &Store,
    currency: Currency,
    config: &Config,
) -> Result<(), StartError> {
    let change = HourChange {
        cost: config.hour_cost,
        price: config.hour_price,
    };
    if change == HourChange::default() {
        return Ok(());
    }
    let in_force = store.put_hour(change, Hour::default_in(currency)).await?;
    in_force.map(|_| ()).ok_or_else(|| StartError::Hour {
        currency: currency.to_string(),
    })
}

/// The secret that signs page tokens. It is drawn at the first start and is the same for all replicas.
pub(super) async fn page_key(store: &Store) -> Result<PageKey, StartError> {
    let drawn: [u8; 32] = rand::random();
    let kept = store
        .setting_or("page_key", Value::from(STANDARD.encode(drawn)))
        .await?;
    let secret = kept.as_str().and_then(|text| STANDARD.decode(text).ok());
    let secret: Option<[u8; 32]> = secret.and_then(|bytes| bytes.try_into().ok());
    secret
        .map(PageKey::new)
        .ok_or_else(|| Error::Corrupt("the setting page_key is not 32 bytes".to_owned()).into())
}
