//! Commands to try next, ready to paste.
use super::shift::Shift;
use chrono::Days;

const HALF_A_YEAR: Days = Days::new(182);
/// The default port of the command line.
const CLI_PORT: u16 = 50_051;
const SERVICE: &str = "customerquality.v1.CustomerQualityService";

/// Questions and the commands that ask them, for a service on `port` of this machine. `program` is the name by which
/// the command line is called.
pub fn try_lines(port: u16, shift: Shift, program: &str) -> Vec<(&'static str, String)> {
    let then = shift.last_day_of_firm() - HALF_A_YEAR;
    let past = format!(
        r#"{{"customer_id":"story-squeaky-wheel","options":{{"as_of_time":"{then}T00:00:00Z"}}}}"#
    );
    let calls = [
        ("How good is this customer, and why?", "GetScore", CUSTOMER),
        (
            "Which class, and by which steps?",
            "GetClassification",
            HIDDEN_FROM,
        ),
        (
            "What are they worth with everyone they brought?",
            "GetReferralValue",
            CUSTOMER,
        ),
        ("Whom did they bring?", "GetReferralTree", CUSTOMER),
        (
            "Small spenders with big trees",
            "ListTopReferrers",
            PLACES_GAINED,
        ),
        ("The ideal customers", "ListScores", IDEAL),
        (
            "Which customers of the trade fairs are bad?",
            "ListScores",
            BAD_FROM_FAIRS,
        ),
        ("A real buyer of CDs", "GetScore", BUYER),
        (
            "How good were they half a year ago?",
            "GetScore",
            past.as_str(),
        ),
    ];
    let calls = calls.into_iter().map(|(title, method, json)| {
        let line = format!("grpcurl -plaintext -d '{json}' 127.0.0.1:{port} {SERVICE}/{method}");
        (title, line)
    });
    let server = if port == CLI_PORT {
        String::new()
    } else {
        format!(" --server http://127.0.0.1:{port}")
    };
    let commands = COMMANDS.map(|(title, command)| (title, format!("{program} {command}{server}")));
    commands.into_iter().chain(calls).collect()
}

const CUSTOMER: &str = r#"{"customer_id":"story-small-spender"}"#;
const HIDDEN_FROM: &str = r#"{"customer_id":"story-three-million"}"#;
const BUYER: &str = r#"{"customer_id":"cdnow-0004"}"#;
const PLACES_GAINED: &str = r#"{"order":"REFERRER_ORDER_PLACES_GAINED","page_size":10}"#;
const IDEAL: &str =
    r#"{"filter":{"classes":["CUSTOMER_CLASS_IDEAL"],"modes":["BILLING_MODE_INVOICED"]}}"#;
const BAD_FROM_FAIRS: &str = concat!(
    r#"{"filter":{"classes":["CUSTOMER_CLASS_BAD"],"acquisition_sources":["trade-fair"]},"#,
    r#""order":"SCORE_ORDER_CONTRIBUTION_DESC","page_size":20}"#
);
const COMMANDS: [(&str, &str); 4] = [
    ("All names, sorted, with the reason", "sorted"),
    ("The card of a customer", "card story-small-spender"),
    ("Their tree", "tree story-small-spender"),
    ("Those who brought most", "top"),
];
