//! The reasons why a call fails. `rpc::status` alone maps them to the wire. `Display` gives the sentence that
//! the caller reads, so nothing internal may appear in it.

mod difference;
mod violation;
mod words;

use domain::fact::FactKind;
use std::time::Duration;

use thiserror::Error;

pub use self::difference::Difference;
pub use self::violation::{Violation, Violations};
use self::words::{labelled, list, listed, version_of};

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The reason why a call failed. Each variant belongs to one `ErrorReason` and has the values that its
/// metadata needs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(
    missing_docs,
    reason = "fields are named after the metadata keys of `error_reason.proto`"
)]
pub enum Error {
    /// Some fields break their rules.
    #[error("{}", list(.0))]
    Invalid(Violations),
    /// One call has too many items.
    #[error("the call has `{item_count}` items and may have `{max_items}`: split it")]
    BatchTooLarge { item_count: usize, max_items: usize },
    /// The message is larger than the server accepts.
    #[error("the message is larger than `{max_bytes}` bytes: split it")]
    MessageTooLarge { max_bytes: usize },
    /// The page token was not made by this service.
    #[error("the page token was not made by this service: start from the first page")]
    InvalidPageToken,
    /// The page token belongs to another filter or order.
    #[error(
        "the page token belongs to another filter or order: \
         resend those of the first page, or start from the first page"
    )]
    PageTokenMismatch,
    /// There is no customer with this id.
    #[error(
        "there is no customer `{customer_id}`, or there was none yet at the time asked about: \
         correct the id, or upsert the customer first"
    )]
    CustomerNotFound { customer_id: String },
    /// There is no such fact.
    #[error("customer `{customer_id}` has no fact `{fact_id}` from source `{source}`")]
    FactNotFound {
        customer_id: String,
        r#source: String,
        fact_id: String,
    },
    /// There is no such model or version.
    #[error("there is no {}model `{model_id}`", version_of(*.model_version))]
    ModelNotFound {
        model_id: String,
        /// 0 means any version.
        model_version: i64,
    },
    /// The model's document has a format that this server cannot evaluate.
    #[error(
        "version `{model_version}` of model `{model_id}` is written in a form that this server does not \
         evaluate: ask for another version, or leave the model out"
    )]
    ModelFormat {
        model_id: String,
        model_version: i64,
    },
    /// A fact with the same key and other content was recorded before.
    #[error(
        "fact `{fact_id}` from source `{source}` of customer `{customer_id}` was recorded before with \
         other content: retract it and record the new one under another fact_id"
    )]
    FactConflict {
        customer_id: String,
        r#source: String,
        fact_id: String,
    },
    /// The fact with this key was retracted.
    #[error(
        "fact `{fact_id}` from source `{source}` of customer `{customer_id}` was retracted: \
         record it under another fact_id, or record it again with record_retracted_again"
    )]
    FactRetracted {
        customer_id: String,
        r#source: String,
        fact_id: String,
    },
    /// An equal fact is recorded with another label, and the call refuses equal facts.
    #[error(
        "customer `{customer_id}` has an equal fact already, `{fact_id}` from source `{source}` with {}: \
         leave this one out, or, if it happened twice, send it without refusing equal facts",
        labelled(.label)
    )]
    EqualFactRecorded {
        customer_id: String,
        r#source: String,
        fact_id: String,
        label: String,
    },
    /// Another live fact has this invoice number, with other content.
    #[error(
        "customer `{customer_id}` has an invoice `{invoice_id}` already, fact `{fact_id}` from source \
         `{source}`, with other content ({}): retract that fact and record this one, or use another \
         invoice_id", listed(.differences)
    )]
    InvoiceExists {
        customer_id: String,
        invoice_id: String,
        r#source: String,
        fact_id: String,
        differences: Box<[Difference]>,
    },
    /// Another live fact is this contract with the same first day, with other content.
    #[error(
        "customer `{customer_id}` has a contract `{contract_id}` from the same day on already, fact \
         `{fact_id}` from source `{source}`, with other content ({}): retract that fact and record this \
         one, or use another contract_id", listed(.differences)
    )]
    ContractExists {
        customer_id: String,
        contract_id: String,
        r#source: String,
        fact_id: String,
        differences: Box<[Difference]>,
    },
    /// The customer has no live invoice with this number.
    #[error(
        "customer `{customer_id}` has no invoice `{invoice_id}`: \
         correct the number, or record the invoice first"
    )]
    InvoiceNotFound {
        customer_id: String,
        invoice_id: String,
    },
    /// The referred customer already has a referrer.
    #[error(
        "customer `{referred_customer_id}` was referred by `{referrer_customer_id}` already: \
         retract that referral first"
    )]
    ReferrerAlreadySet {
        referred_customer_id: String,
        referrer_customer_id: String,
    },
    /// The referral would close a circle.
    #[error(
        "customer `{referred_customer_id}` cannot be referred by `{customer_id}`, \
         who was brought by it: that would close a circle"
    )]
    ReferralCycle {
        customer_id: String,
        referred_customer_id: String,
    },
    /// A customer cannot refer itself.
    #[error("customer `{customer_id}` cannot refer itself")]
    SelfReferral { customer_id: String },
    /// A customer cannot be merged into itself.
    #[error("customer `{customer_id}` cannot be merged into itself: name two ids")]
    SelfMerge { customer_id: String },
    /// The customer was merged before.
    #[error(
        "customer `{customer_id}` was merged into `{into_customer_id}` before: retract that merge first"
    )]
    MergedBefore {
        customer_id: String,
        into_customer_id: String,
    },
    /// The merge would close a circle.
    #[error(
        "customer `{into_customer_id}` was merged into `{customer_id}` before, so this merge would close a \
         circle: retract that merge first"
    )]
    MergeCycle {
        customer_id: String,
        into_customer_id: String,
    },
    /// The referral tree would become deeper than the limit.
    #[error("the referral tree would become deeper than `{max_depth}` levels")]
    ReferralTooDeep { max_depth: usize },
    /// The amount is in another currency and has no exchange rate.
    #[error(
        "the amount is in `{currency}` and must be in `{expected_currency}`: \
         convert it, or give an exchange rate where the fact takes one"
    )]
    CurrencyMismatch {
        currency: String,
        expected_currency: String,
    },
    /// The amount is in another currency than an earlier fact about the same invoice.
    #[error(
        "the amount is in `{currency}`, and fact `{fact_id}` from source `{source}` for the same \
         invoice is in `{expected_currency}`: if that one is wrong, retract it and record it in \
         `{currency}` under another fact_id; else record this one in `{expected_currency}`"
    )]
    ReceiptCurrency {
        currency: String,
        expected_currency: String,
        r#source: String,
        fact_id: String,
        /// The kind of the fact that is refused.
        kind: FactKind,
    },
    /// A sum would become too large to be stored.
    #[error("a sum of customer `{customer_id}` would no longer fit: nothing was written")]
    AmountOverflow { customer_id: String },
    /// The attribute names a trait that must not be scored.
    #[error("attribute `{attribute}` names a trait that must not be scored: leave it out")]
    AttributeRefused { attribute: String },
    /// No active model applies to this customer.
    #[error("no active model applies to customer `{customer_id}`: activate one, or name one")]
    NoActiveModel { customer_id: String },
    /// Another write interfered, even after retries.
    #[error("another write was in the way: send the same call again")]
    WriteConflict,
    /// The call has passed its deadline.
    #[error(
        "the call's `{}` ms ran out: if it was a write, it may have happened, and sending it again with \
         the same keys is safe", .budget.as_millis()
    )]
    DeadlineExceeded { budget: Duration },
    /// There are too many calls at once.
    #[error("too many calls at once: nothing was done, try again")]
    Overloaded,
    /// The server is stopping.
    #[error("this server is stopping: try again, another one will answer")]
    ShuttingDown,
    /// The database cannot be reached. The text is for the log only.
    #[error(
        "the database cannot be used now: if this was a write, it may have happened, and sending it \
         again with the same keys is safe"
    )]
    StoreUnavailable(String),
    /// The call needs a bearer token.
    #[error("the call needs a token: send the metadata `authorization: Bearer <token>`")]
    TokenMissing,
    /// The bearer token is unknown.
    #[error("the token is not known: ask the operator of this service for one")]
    TokenInvalid,
    /// There is no such method.
    #[error("there is no method `{method}`: reflection lists those there are")]
    UnknownMethod { method: String },
    /// The message is compressed.
    #[error(
        "the message is compressed with `{encoding}`, which is not supported: send it as it is"
    )]
    CompressionNotSupported { encoding: String },
    /// Stored data cannot be read. The text is for the log only.
    #[error("what is stored cannot be read: tell the operator the call's request id")]
    Corrupt(String),
    /// The service has a fault. The text is for the log only.
    #[error("this is a fault of the service: tell the operator the call's request id")]
    Internal(String),
    /// One of the errors above, at one item of a batch.
    #[error("`{path}`: {error}")]
    Item { path: String, error: Box<Error> },
    /// One of the errors above, at an item of the batch that the store was given: the place counts the facts
    /// first, then the retractions.
    #[error("{error}")]
    AtPlace { place: usize, error: Box<Error> },
}

impl Error {
    /// One field that breaks a rule.
    pub fn invalid(
        field: impl Into<String>,
        rule: &'static str,
        description: impl Into<String>,
    ) -> Self {
        Self::Invalid(Violations::from_iter([Violation::new(
            field,
            rule,
            description,
        )]))
    }

    /// The same error with the path of the batch item that caused it. Violations get the path as a prefix,
    /// other faults of the caller name it. An error that is not the caller's fault stays unchanged.
    #[must_use]
    pub fn in_field(self, path: &str) -> Self {
        match self {
            Self::Invalid(violations) => {
                Self::Invalid(violations.in_field(|field| join(path, field)))
            }
            Self::Item { path: inner, error } => Self::Item {
                path: join(path, &inner),
                error,
            },
            error if error.is_about_the_call() => error,
            Self::AtPlace { error, .. } => error.in_field(path),
            error => Self::Item {
                path: path.to_owned(),
                error: Box::new(error),
            },
        }
    }

    /// The same error with the place of the item that caused it, if an item did.
    #[must_use]
    pub fn at_place(self, place: usize) -> Self {
        if self.is_about_the_call() {
            return self;
        }
        let error = Box::new(self);
        Self::AtPlace { place, error }
    }

    /// The place of the item of a batch that caused the error, where the store has found it.
    pub fn place(&self) -> Option<usize> {
        match self {
            Self::AtPlace { place, .. } => Some(*place),
            _ => None,
        }
    }

    /// The path of the item, if there is one, and the error itself.
    pub fn parts(&self) -> (Option<&str>, &Self) {
        match self {
            Self::Item { path, error } => (Some(path), error.parts().1),
            Self::AtPlace { error, .. } => error.parts(),
            error => (None, error),
        }
    }

    /// Whether the request itself is at fault, so that sending it again has the same result.
    pub fn is_refusal(&self) -> bool {
        !self.is_about_the_call() && !matches!(self.parts().1, Self::Corrupt(_))
    }

    /// Whether the error is about the call as a whole, so that no item of a batch caused it.
    fn is_about_the_call(&self) -> bool {
        matches!(
            self,
            Self::WriteConflict
                | Self::DeadlineExceeded { .. }
                | Self::Overloaded
                | Self::ShuttingDown
                | Self::StoreUnavailable(_)
                | Self::TokenMissing
                | Self::TokenInvalid
                | Self::UnknownMethod { .. }
                | Self::CompressionNotSupported { .. }
                | Self::Internal(_)
        )
    }
}

fn join(outer: &str, inner: &str) -> String {
    if inner.is_empty() || inner.starts_with('[') {
        format!("{outer}{inner}")
    } else {
        format!("{outer}.{inner}")
    }
}
