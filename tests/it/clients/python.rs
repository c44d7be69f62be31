//! The billing example in Python: its decisions, its records, its error messages, and its behaviour during
//! a restart of the service.

mod workshop;

use std::net::SocketAddr;

use customer_quality::pb::{
    google_type::{Date, Money},
    v1::{CustomerClass, Fact, Invoice, ListFactsRequest, Payment, fact::Body},
};
use prost_types::Timestamp;
use tempfile::NamedTempFile;
use tokio::net::TcpListener;

use super::run::End;
use crate::support::{
    app::{self, App},
    ask::now,
    book::{Book, best_deal, bill, wallet},
    server::{TestServer, write},
};
use workshop::{begin, own_tests, run};

impl End {
    /// The output of a run that says no.
    #[track_caller]
    fn denied(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(3), ""));
        self.out
    }

    /// What a run that failed says instead, line by line, and the request id at its end.
    #[track_caller]
    fn failed(&self) -> (Vec<&str>, &str) {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{self:?}");
        let mut lines: Vec<&str> = self.err.lines().collect();
        let id = lines
            .pop()
            .and_then(|line| line.strip_prefix("  request id: "));
        (lines, id.unwrap())
    }
}

async fn started() -> (App, String) {
    let app = app::start().await;
    let server = format!("http://{}", app.address);
    (app, server)
}

/// The facts of a customer as the service has them, the earliest first.
async fn facts(app: &mut App, customer_id: &str) -> Vec<Fact> {
    let request = ListFactsRequest {
        customer_id: customer_id.to_owned(),
        ..ListFactsRequest::default()
    };
    let listed = app.records.list_facts(request).await.unwrap().into_inner();
    let facts = listed
        .facts
        .into_iter()
        .filter_map(|recorded| recorded.fact);
    let mut facts: Vec<Fact> = facts
        .map(|fact| Fact {
            record_time: None,
            ..fact
        })
        .collect();
    facts.reverse();
    facts
}

#[test]
fn money_is_the_same_both_ways_or_refused() {
    let ended = own_tests();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.success(), "{said}");
    assert!(
        said.contains("Ran 3 tests") && said.ends_with("OK\n"),
        "{said}"
    );
}

#[tokio::test]
async fn credit_follows_class_revenue_and_what_is_overdue() {
    let mut book = Book::default();
    book.neighbours();
    book.business("C-1");
    book.paid_bill("2026-03-02", "C-1", 1_200);
    book.paid_bill("2026-05-04", "C-1", 800);
    book.tell("2026-03-01", "C-1", best_deal());
    book.tell("2026-03-01", "C-1", wallet(Some(9_000), Some(0)));
    book.rate_all("2026-05-06", "C-1", 5, &["anna", "ben", "carl"]);
    book.business("C-2");
    book.tell(
        "2026-06-06",
        "C-2",
        bill("R-2", 1_234, "2026-06-06", "2026-06-20"),
    );
    book.business("C-3");
    book.business("C-5");
    book.customers.last_mut().unwrap().prospect = true;
    book.business("C-6");
    book.half_year("C-6", 100, [-4, -4, 12, 12, -4, -4]);
    let (mut app, server) = started().await;
    app.tell(&book).await;

    // Two of twelve months of 2,000.
    let class = app.classification("C-1", now()).await.customer_class();
    assert_eq!(class, CustomerClass::Good);
    let why = "up to 333.33 EUR\n\
               because: GOOD (pays on time, sees the value, tells others about you): 2 months of their revenue \
               (2,000.00 since 2025-07-01)\n\
               paying: both invoices due so far paid on time; the next one is late with a chance of \
               15 in 100\n";
    let ended = run(&server, "credit C-1 333.33").await;
    assert_eq!(ended.said(), format!("yes: {why}"));
    let ended = run(&server, "credit C-1 333.34").await;
    assert_eq!(ended.denied(), format!("no: {why}"));

    let expected = "no: up to 0.00 EUR\nbecause: 1,234.00 overdue for 11 days\n\
                    paying: too little to say: the only invoice due so far 11 days late; 1,234.00 EUR \
                    overdue, the oldest 11 days; the next one is late with a chance of 69 in 100\n";
    assert_eq!(run(&server, "credit C-2 1").await.denied(), expected);
    let expected = "no: up to 0.00 EUR\n\
                    because: INSUFFICIENT_DATA (too little is known to sort them): pays in advance\n\
                    paying: how they pay is not known\n";
    assert_eq!(run(&server, "credit C-3 1").await.denied(), expected);
    let expected = "no: up to 0.00 EUR\n\
                    because: a prospect, no customer yet: pays in advance\n\
                    paying: how they pay is not known\n";
    assert_eq!(run(&server, "credit C-5 1").await.denied(), expected);
    // Half of what the other gets, who is of that class and pays on time.
    let why = "because: OK (pays late now and then): one month of their revenue (600.00 since 2025-07-01), \
               halved as they are often late\n";
    let ended = run(&server, "credit C-6 25").await.said();
    assert!(
        ended.starts_with(&format!("yes: up to 25.00 EUR\n{why}")),
        "{ended}"
    );
    let expected = "no: up to 0.00\nbecause: not known yet\n";
    assert_eq!(run(&server, "credit C-4 1").await.denied(), expected);
}

#[tokio::test]
async fn an_amount_that_is_none_is_refused_before_the_service_is_asked() {
    let nobody = "http://127.0.0.1:1";
    let rest = "--reference bank-77 --received 2026-04-10";
    for (words, rule) in [
        (
            "credit C-1 1,12".to_owned(),
            "An amount is written 1200.50, and not 1,12",
        ),
        (
            "credit C-1 NaN".to_owned(),
            "An amount is written 1200.50, and not NaN",
        ),
        (
            "credit C-1 -5".to_owned(),
            "A credit is above zero, and not -5",
        ),
        (
            format!("payment C-1 R-1 1,12 EUR {rest}"),
            "An amount is written 1200.50, and not 1,12",
        ),
    ] {
        let ended = run(nobody, &words).await;
        let said = ended.err.lines().last().unwrap_or_default();
        let expected = format!(": error: argument amount: {rule}");
        assert!(said.ends_with(&expected), "{ended:?}");
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    }
}

#[tokio::test]
async fn an_invoice_and_its_payment_are_recorded_once_and_exactly() {
    let (mut app, server) = started().await;
    let customer = run(&server, "customer C-1042 Hofmann-Joinery").await;
    assert_eq!(customer.said(), "C-1042 is known\n");
    let invoice = "invoice C-1042 2026-0117 1200.50 EUR --issued 2026-03-31 --due 2026-04-14";
    assert_eq!(run(&server, invoice).await.said(), "recorded\n");
    let payment =
        "payment C-1042 2026-0117 600.000001 EUR --reference bank-77 --received 2026-04-10";
    assert_eq!(run(&server, payment).await.said(), "recorded\n");
    assert_eq!(run(&server, payment).await.said(), "known already\n");

    let money = |units, nanos| {
        Some(Money {
            currency_code: "EUR".to_owned(),
            units,
            nanos,
        })
    };
    let day = |month, day| {
        Some(Date {
            year: 2026,
            month,
            day,
        })
    };
    let of_billing = |fact_id: &str, midnight, body| Fact {
        customer_id: "C-1042".to_owned(),
        source: "billing".to_owned(),
        fact_id: fact_id.to_owned(),
        occur_time: Some(midnight),
        body: Some(body),
        ..Fact::default()
    };
    let invoice = Invoice {
        invoice_id: "2026-0117".to_owned(),
        amount: money(1_200, 500_000_000),
        issue_date: day(3, 31),
        due_date: day(4, 14),
        ..Invoice::default()
    };
    let payment = Payment {
        invoice_id: "2026-0117".to_owned(),
        amount: money(600, 1_000),
        ..Payment::default()
    };
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let expected = [
        of_billing(
            "invoice-2026-0117",
            at("2026-03-31T00:00:00Z"),
            Body::Invoice(invoice),
        ),
        of_billing(
            "payment-bank-77",
            at("2026-04-10T00:00:00Z"),
            Body::Payment(payment),
        ),
    ];
    assert_eq!(facts(&mut app, "C-1042").await, expected);
}

#[tokio::test]
async fn an_error_is_decoded_with_its_metadata_and_fields() {
    let (mut app, server) = started().await;
    let mut book = Book::default();
    book.business("C-1");
    book.tell(
        "2026-06-06",
        "C-1",
        bill("R-1", 100, "2026-06-06", "2026-06-20"),
    );
    app.tell(&book).await;
    let pay = async |amount: &str, currency: &str| {
        let bill = format!("payment C-1 R-1 {amount} {currency}");
        run(
            &server,
            &format!("{bill} --reference b-1 --received 2026-06-07"),
        )
        .await
    };

    let field = "`facts[0].payment.amount`: must be above zero to 10000000000, \
                 and has units `0` and nanos `0`";
    let ended = pay("0", "EUR").await;
    let (lines, id) = ended.failed();
    assert_eq!(
        lines[0],
        format!("INVALID_ARGUMENT ERROR_REASON_INVALID_FIELD: {field}")
    );
    assert_eq!(lines[1], "  violation_count: 1");
    let remedy = field.replace("`facts[0].payment.amount`: ", "");
    assert_eq!(
        lines[2],
        format!("  facts[0].payment.amount (OUT_OF_RANGE): {remedy}")
    );
    assert_eq!((lines.len(), id.len()), (3, 32));

    let ended = pay("5.50", "USD").await;
    let (lines, _) = ended.failed();
    let head = "FAILED_PRECONDITION ERROR_REASON_CURRENCY_MISMATCH: `facts[0].payment`: ";
    assert!(lines[0].starts_with(head), "{lines:?}");
    let named = [
        "  currency: USD",
        "  expected_currency: EUR",
        "  field: facts[0].payment",
    ];
    assert_eq!(lines[1..], named);

    let ended = pay("0.0000001", "EUR").await;
    let expected = "0.0000001 has more than six decimals, which are not kept: round it\n";
    assert_eq!((ended.code, ended.err.as_str()), (Some(1), expected));
}

#[tokio::test]
async fn a_token_is_sent_and_a_deadline_kept() {
    let token_file = NamedTempFile::new().unwrap();
    let path = token_file.path().to_str().unwrap();
    write(token_file.path(), "a-token-of-billing\n");
    let guarded = TestServer::start(&[("token-file", path)]).await;
    let server = format!("http://{}", guarded.address);
    let ended = run(&server, "credit C-1 1").await;
    let head = "UNAUTHENTICATED ERROR_REASON_";
    assert!(ended.failed().0[0].starts_with(head), "{ended:?}");
    // With the token the call arrives at a server that has only one RPC, another one.
    let ended = run(&server, &format!("--token-file {path} credit C-1 1")).await;
    let head = "UNIMPLEMENTED ERROR_REASON_UNKNOWN_METHOD: ";
    assert!(ended.failed().0[0].starts_with(head), "{ended:?}");

    let text = "\u{feff}\r\n# billing\r\n  a-token-of-billing\t\r\nanother-token-of-billing\r\n";
    write(token_file.path(), text);
    let ended = run(&server, &format!("--token-file {path} credit C-1 1")).await;
    assert!(ended.failed().0[0].starts_with(head), "{ended:?}");
    let ended = run(&server, "--token-file not-there credit C-1 1").await;
    let expected = "The token file cannot be read: not-there: ";
    assert!(ended.err.starts_with(expected), "{ended:?}");
    assert_eq!(ended.err.lines().count(), 1, "{ended:?}");

    // It takes the connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = format!("http://{}", silent.local_addr().unwrap());
    let ended = run(&server, "--deadline 0.2 credit C-1 1").await;
    let expected = "The service does not answer. Is it running where --server says? \
                    (DEADLINE_EXCEEDED: Deadline Exceeded)\n";
    assert_eq!((ended.code, ended.err.as_str()), (Some(1), expected));
}

/// Takes the place of a service that is away: hangs up on whoever calls, so that the call fails.
async fn hang_up_once(address: SocketAddr) {
    let listener = TcpListener::bind(address).await.unwrap();
    drop(listener.accept().await.unwrap());
}

#[tokio::test]
async fn a_call_sent_while_the_service_is_away_is_answered_when_it_is_back() {
    let (mut app, server) = started().await;
    let mut book = Book::default();
    book.business("C-1");
    book.tell(
        "2026-06-06",
        "C-1",
        bill("R-1", 100, "2026-06-06", "2026-06-20"),
    );
    app.tell(&book).await;
    let address = app.address;
    let store = app.stop().await;

    let words = "payment C-1 R-1 100 EUR --reference b-1 --received 2026-06-07";
    let payment = begin(&server, words);
    hang_up_once(address).await;
    let mut app = app::start_at(address, store).await;

    assert_eq!(payment.end().await.said(), "recorded\n");
    let facts = facts(&mut app, "C-1").await;
    let ids: Vec<&str> = facts.iter().map(|fact| fact.fact_id.as_str()).collect();
    assert_eq!(ids, ["f-00000", "payment-b-1"]);
}
