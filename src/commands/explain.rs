//! Turns the errors of the service into words: the field, the broken rule, and the remedy.

use client::bare_reason;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, ErrorInfo, RpcStatusExt, StatusExt};

/// One thing that the service refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The path of the field in the request. Empty for the whole item.
    pub field: String,
    /// The broken rule: the rule's id or the reason of the error.
    pub rule: String,
    /// The problem and its remedy.
    pub remedy: String,
}

impl Refusal {
    /// A refused field with the broken rule and the remedy.
    pub fn new(field: &str, rule: &str, remedy: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            rule: rule.to_owned(),
            remedy: remedy.into(),
        }
    }
}

/// Everything that the service refused in a call, from the error of the whole call.
pub fn refusals(status: &Status) -> Vec<Refusal> {
    let id = request_id(status);
    from_details(
        status.code(),
        &with_id(status.message(), id.as_deref()),
        &status.get_error_details(),
    )
}

/// Everything that the service refused in one item of a batch.
pub fn item_refusals(status: &tonic_types::Status) -> Vec<Refusal> {
    let details = status.get_error_details();
    let id = details.error_info().and_then(id_in);
    let message = with_id(&status.message, id.map(String::as_str));
    from_details(Code::from_i32(status.code), &message, &details)
}

fn with_id(message: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{message}: {id}"),
        None => message.to_owned(),
    }
}

/// The id under which the service logged a fault of its own. The error details may hold it; the response
/// metadata always does.
fn request_id(status: &Status) -> Option<String> {
    let info = status.get_details_error_info();
    if let Some(id) = info.as_ref().and_then(id_in) {
        return Some(id.clone());
    }
    let own_fault = matches!(
        status.code(),
        Code::Internal | Code::DataLoss | Code::Unknown
    );
    let id = status.metadata().get("x-request-id")?.to_str().ok()?;
    own_fault.then(|| id.to_owned())
}

fn id_in(info: &ErrorInfo) -> Option<&String> {
    info.metadata.get("request_id")
}

/// The error of a whole call in words, with one line per broken field.
pub fn explain(status: &Status) -> String {
    let details = status.get_error_details();
    let mut text = headline(status, &details);
    for violation in details
        .bad_request()
        .iter()
        .flat_map(|bad| &bad.field_violations)
    {
        let (field, flag) = (&violation.field, flag(&violation.field));
        text = text.replace(&format!("`{field}`"), flag);
        text.push_str("\n  ");
        text.push_str(flag);
        text.push_str(": ");
        text.push_str(&violation.description);
    }
    if let Some(id) = request_id(status) {
        text.push_str("\nrequest id: ");
        text.push_str(&id);
    }
    let hint = details
        .error_info()
        .and_then(|info| hint(bare_reason(&info.reason)));
    if let Some(hint) = hint.or_else(|| code_hint(status.code())) {
        text.push_str("\nhint: ");
        text.push_str(hint);
    }
    text
}

/// The flag that fills a field of a question. Other fields have none.
fn flag(field: &str) -> &str {
    let flags = [
        ("options.as_of_time", "--as-of"),
        ("options.as_known_time", "--as-known"),
        ("options.model_id", "--model"),
        ("options.model_version", "--model-version"),
        ("page_token", "--page-token"),
        ("page_size", "--limit"),
        ("max_levels", "--depth"),
        ("max_nodes", "--limit"),
        ("filter.min_points", "--min-points"),
        ("filter.max_points", "--max-points"),
        ("filter.acquisition_sources", "--source"),
        ("filter.attributes", "--attribute"),
    ];
    let known = flags.iter().find(|(name, _)| {
        let rest = field.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
    });
    known.map_or(field, |(_, flag)| flag)
}

fn headline(status: &Status, details: &ErrorDetails) -> String {
    let message = if status.message().is_empty() {
        status.code().description()
    } else {
        status.message()
    };
    match details.error_info() {
        Some(info) => {
            let unknown =
                unknown_customer(info).map(|words| format!("{words} at the time asked about"));
            let message = unknown.as_deref().unwrap_or(message);
            format!("{message} ({})", bare_reason(&info.reason))
        }
        None => message.to_owned(),
    }
}

fn from_details(code: Code, message: &str, details: &ErrorDetails) -> Vec<Refusal> {
    let info = details.error_info();
    let rule = info.map_or_else(
        || format!("{code:?}"),
        |info| bare_reason(&info.reason).to_owned(),
    );
    let violations: Vec<Refusal> = details
        .bad_request()
        .iter()
        .flat_map(|bad| &bad.field_violations)
        .map(|violation| Refusal {
            field: violation.field.clone(),
            rule: if violation.reason.is_empty() {
                rule.clone()
            } else {
                violation.reason.clone()
            },
            remedy: violation.description.clone(),
        })
        .collect();
    if !violations.is_empty() {
        return violations;
    }
    let (message, place) = without_place(message);
    let unknown = info.and_then(unknown_customer);
    let remedy = match unknown {
        Some(words) => format!(
            "{words}: import the customer first, or create unknown ones with --create-customers"
        ),
        None => message.to_owned(),
    };
    vec![Refusal {
        field: place.to_owned(),
        rule,
        remedy,
    }]
}

/// Splits the place in the call off the front of a message. In a file the place means nothing, and it
/// differs in the next run.
fn without_place(message: &str) -> (&str, &str) {
    let named = message
        .strip_prefix('`')
        .and_then(|rest| rest.split_once("`: "));
    match named {
        Some((place, rest)) if place.contains('[') => (rest, place),
        _ => (message, ""),
    }
}

/// The words for an unknown customer, without the advice for programs.
fn unknown_customer(info: &ErrorInfo) -> Option<String> {
    let id = info.metadata.get("customer_id")?;
    let unknown = bare_reason(&info.reason) == "CUSTOMER_NOT_FOUND";
    unknown.then(|| format!("there is no customer `{id}`"))
}

/// The advice for a person at the command line, by the reason of the error.
fn hint(reason: &str) -> Option<&'static str> {
    match reason {
        "CUSTOMER_NOT_FOUND" => Some(
            "list those there are with `customer-quality top --scores --order id --all`, or import \
             more with `customer-quality import`",
        ),
        "TOKEN_MISSING" => Some("name the file with the token: --token-file"),
        "TOKEN_INVALID" => Some(
            "the first token of the file that --token-file names is not one the server takes: put \
             one first that it takes",
        ),
        _ => None,
    }
}

fn code_hint(code: Code) -> Option<&'static str> {
    match code {
        Code::Unavailable => Some("is the service running? see --server"),
        Code::DeadlineExceeded => Some("give the call more time: --timeout"),
        Code::Unimplemented => {
            Some("the service is older than this command, or --server is another one")
        }
        _ => None,
    }
}
