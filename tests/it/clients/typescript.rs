//! The sales example in TypeScript: its output, its records, and its behaviour during a restart of the
//! service.

mod restarts;
mod workshop;

use commands::server::ServerArgs;
use customer_quality::pb::v1::{
    CostKind, CustomerClass, Fact, FindingAnswer, ListFactsRequest, fact::Body,
};

use crate::{
    cli::encrypted::Door,
    clients::run::End,
    support::{
        app::{self, App},
        ask::now,
        book::{Book, best_deal, bill, buy, leave, micros, refer, spend, wallet},
        server::{TestServer, write},
    },
};
use workshop::{begin, run, script};

/// A business that is liked, and has bought for 2,000 at a direct cost of 300.
fn liked(book: &mut Book, id: &str, name: &str) {
    book.business(id);
    name.clone_into(&mut book.customers.last_mut().unwrap().name);
    book.paid_bill("2026-03-02", id, 1_200);
    book.paid_bill("2026-06-04", id, 800);
    book.tell("2026-05-05", id, spend(CostKind::Direct, 300));
    book.tell("2026-03-01", id, best_deal());
    book.tell("2026-03-01", id, wallet(Some(9_000), Some(0)));
    book.rate_all("2026-05-06", id, 5, &["anna", "ben", "carl"]);
}

/// A business that two people hide from, and whose last invoice is overdue.
fn disliked(book: &mut Book, id: &str) {
    book.business(id);
    book.paid_bill("2026-03-02", id, 500);
    book.tell(
        "2026-06-06",
        id,
        bill("R-2", 1_234, "2026-06-06", "2026-06-20"),
    );
    book.rate_all("2026-05-06", id, 1, &["anna", "ben"]);
}

async fn app_with(book: &Book) -> (App, String) {
    let mut app = app::start().await;
    app.tell(book).await;
    app.catch_up().await;
    let server = format!("http://{}", app.address);
    (app, server)
}

impl End {
    /// What a run that did not go well says instead of an answer.
    #[track_caller]
    fn refused(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""));
        self.err
    }
}

#[test]
fn the_example_passes_its_own_tests() {
    script("test");
}

/// The part of a template that makes the stubs for TypeScript, without the folder that they go to.
fn typescript(template: &str) -> Vec<String> {
    let text = std::fs::read_to_string(template).unwrap();
    let is_plugin = |line: &&str| line.trim_end().ends_with("local: protoc-gen-ts_proto");
    let lines = text.lines().skip_while(|line| !is_plugin(line));
    let options = lines.skip(1).take_while(|line| line.starts_with("    "));
    let options = options
        .map(str::trim)
        .filter(|line| !line.starts_with("out:"));
    options.map(str::to_owned).collect()
}

#[test]
fn the_stubs_are_made_as_the_template_of_the_contract_makes_them() {
    let ours = typescript("examples/typescript/buf.gen.yaml");
    assert!(
        ours.iter().any(|line| line == "- forceLong=bigint"),
        "{ours:?}"
    );
    assert_eq!(ours, typescript("proto/buf.gen.yaml"));
}

#[tokio::test]
async fn before_a_discount_sales_reads_what_the_service_answers() {
    let mut book = Book::default();
    book.neighbours();
    liked(&mut book, "C-1", "Hofmann Joinery");
    for below in ["N-1", "N-2"] {
        book.tell("2026-03-01", "C-1", refer(below, None));
    }
    disliked(&mut book, "C-2");
    book.person("P-1");
    book.tell("2026-03-02", "P-1", buy(60));
    book.tell("2026-04-02", "P-1", leave());
    let (mut app, server) = app_with(&book).await;

    let good = run(&server, &["discount", "C-1", "12.5"]).await.said();
    assert_eq!(good.lines().next(), Some("Hofmann Joinery (C-1)"));
    let class = app.classification("C-1", now()).await;
    assert_eq!(class.customer_class(), CustomerClass::Good);
    let known = class
        .findings
        .iter()
        .filter(|finding| finding.decides_class && finding.answer() != FindingAnswer::Unknown);
    let known = known.map(|finding| &finding.sentence);
    let questions = class.ask_next.iter().map(|question| &question.sentence);
    for sentence in known.chain(questions) {
        assert!(good.contains(sentence), "no {sentence} in {good}");
    }
    for line in [
        "Standing   new, day 121 of 182",
        "Class      GOOD: pays on time, sees the value, sends others",
        "In favour  nice: you smile when they call (anna 5, ben 5, carl 5), they respect you (anna 5, ben 5, carl 5)",
        "Paying     both invoices due so far paid on time; the next one is late with a chance of 15 in 100",
        "Staying    money and owner check out: better than the 50/50 of an old rule of thumb that they stay for years",
        "Worth      1,700.00 EUR so far by themselves, 4,700.00 EUR with the 2 customers they brought",
        "Discount   revenue since 2025-07-01 is 2,000.00 EUR, which leaves us 1,700.00 EUR",
        "           12.5 % off it is 250.00 EUR, after which it leaves us 1,450.00 EUR",
        "Advice     a discount is fine where it wins us more of their business",
        "Basis      as of 2026-07-01T12:00:00Z, revision 2 of their records, model default 3",
    ] {
        assert!(good.contains(&format!("  {line}\n")), "no {line} in {good}");
    }

    let bad = run(&server, &["discount", "C-2", "5"]).await.said();
    assert!(
        bad.starts_with(
            "C-2\n  Standing   new, day 121 of 182\n  Class      BAD: your heart sinks when they call"
        ),
        "{bad}"
    );
    for line in [
        "Against    your heart sinks when they call (anna 1, ben 1)",
        "1,234.00 EUR overdue, the oldest 11 days",
        "Advice     no discount: we want to let them go, in the nicest possible way",
    ] {
        assert!(bad.contains(line), "no {line} in {bad}");
    }

    let past = run(&server, &["discount", "P-1", "5"]).await.said();
    for line in [
        "Standing   left on 2 April 2026",
        "Staying    they have left",
        "Worth      60.00 EUR so far; they have brought nobody yet",
    ] {
        assert!(past.contains(line), "no {line} in {past}");
    }
}

#[tokio::test]
async fn whom_to_ask_for_a_referral_are_customers_we_want_from_as_many_pages_as_it_takes() {
    let mut book = Book::default();
    book.neighbours();
    for (id, name) in [
        ("C-1", "Hofmann Joinery"),
        ("C-2", "Quint Optics"),
        ("C-3", "Ravel Music"),
        ("C-4", "Sorel Bakery"),
    ] {
        liked(&mut book, id, name);
    }
    disliked(&mut book, "C-5");
    book.tell("2026-06-20", "C-3", leave());
    book.business("C-6");
    book.paid_bill("2026-03-02", "C-6", 50);
    for (above, below) in [
        ("C-5", "N-5"),
        ("C-3", "N-4"),
        ("C-2", "N-3"),
        ("C-1", "N-2"),
        ("C-1", "C-6"),
    ] {
        book.tell("2026-02-01", above, refer(below, None));
    }
    let (_app, server) = app_with(&book).await;
    // The first page of those who brought most is C-5, whom nobody wants, and C-3, who has left.
    let two = run(&server, &["referrals", "2"]).await.said();
    let lines: Vec<&str> = two.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "Ask again: they have brought customers before.",
            "  1. Quint Optics (C-2), GOOD: brought 1 customer worth 3,000.00 EUR",
            "  2. Hofmann Joinery (C-1), GOOD: brought 2 customers worth 2,050.00 EUR",
            "Ask for the first time: they are among our best and have brought nobody yet.",
        ]
    );
    assert!(
        lines[4].starts_with("  1. Sorel Bakery (C-4), GOOD: "),
        "{two}"
    );
    assert_eq!(lines.len(), 5, "{two}");
}

#[tokio::test]
async fn nobody_is_named_before_the_first_look_at_all_customers() {
    let app = app::start().await;
    let words = run(&format!("http://{}", app.address), &["referrals", "5"]).await;
    let expected = "The service has not looked at all customers yet. Ask again in a minute.\n";
    assert_eq!(words.refused(), expected);
}

async fn facts(app: &mut App) -> Vec<Fact> {
    let request = ListFactsRequest {
        source: "sales".to_owned(),
        ..ListFactsRequest::default()
    };
    let page = app.records.list_facts(request).await.unwrap().into_inner();
    page.facts
        .into_iter()
        .map(|recorded| recorded.fact.unwrap())
        .collect()
}

#[tokio::test]
async fn a_gift_is_recorded_once_and_to_the_millionth() {
    let mut book = Book::default();
    book.business("C-1");
    let (mut app, server) = app_with(&book).await;
    let thank = async |amount: &str| {
        let words = ["thank", "C-1", amount, "2026-06-30", "88", "anna"];
        run(&server, &words).await
    };
    let refused = thank("49.9000011").await.refused();
    let rule = "An amount is digits with at most six decimals after a point, as 49.90, and not";
    assert_eq!(refused, format!("{rule} 49.9000011\n"));
    assert_eq!(facts(&mut app).await, []);

    let words = ["thank", "C-1", "5", "2026-02-31", "90", "anna"];
    let refused = run(&server, &words).await.refused();
    assert_eq!(refused, "There is no day 2026-02-31\n");
    assert_eq!(facts(&mut app).await, []);

    let first = thank("49.900001").await.said();
    let what = "49.90 EUR for C-1, receipt 88.\n";
    assert_eq!(first, format!("The gift is recorded: {what}"));
    let again = thank("49.900001").await.said();
    assert_eq!(again, format!("The gift is on record already: {what}"));
    let other = thank("49.90").await.refused();
    assert!(
        other.starts_with("Receipt 88 is on record with another amount"),
        "{other}"
    );

    let facts = facts(&mut app).await;
    assert_eq!(facts.len(), 2);
    let gift = facts.iter().find_map(|fact| match &fact.body {
        Some(Body::Cost(cost)) => Some(cost),
        _ => None,
    });
    let gift = gift.unwrap();
    assert_eq!(gift.kind(), CostKind::Gift);
    assert_eq!(micros(gift.amount.as_ref()), 49_900_001);
    let value = app.value("C-1", now()).await;
    assert_eq!(micros(value.own_value.as_ref()), -49_900_001);
    let words = run(&server, &["discount", "C-1", "5"]).await.said();
    assert!(words.contains("Worth      -49.90 EUR so far"), "{words}");
}

#[tokio::test]
async fn an_error_is_put_into_words_by_its_reason_and_its_fields() {
    let app = app::start().await;
    let server = format!("http://{}", app.address);
    let unknown = run(&server, &["discount", "nobody", "5"]).await.refused();
    assert_eq!(unknown, "There is no customer nobody.\n");
    let long = "C".repeat(129);
    let words = ["thank", &long, "1", "2026-06-30", "88", ""];
    let invalid = run(&server, &words).await.refused();
    let mut lines = invalid.lines();
    let first = "The service refuses what was asked (INVALID_FIELD):";
    assert_eq!(lines.next(), Some(first));
    for field in [
        "facts[0].customer_id",
        "facts[1].customer_id",
        "facts[1].action.by",
    ] {
        let named = invalid
            .lines()
            .any(|line| line.starts_with(&format!("  {field} ")));
        assert!(named, "no {field} in {invalid}");
    }
}

#[tokio::test]
async fn sales_shows_its_token_through_tls() {
    let folder = tempfile::tempdir().unwrap();
    let (tokens, token) = (folder.path().join("tokens"), folder.path().join("token"));
    write(&tokens, "# sales\na-token-of-the-sales-people\n");
    write(&token, "\n# sales\n a-token-of-the-sales-people\n");
    let service = TestServer::start(&[("token-file", tokens.to_str().unwrap())]).await;
    let plain = format!("http://{}", service.address);
    let door = Door::open(&ServerArgs {
        server: plain,
        ca: None,
        token_file: None,
        timeout: 10,
    })
    .await;
    let https = door.args("localhost", None).server;
    let server = ("CUSTOMER_QUALITY_SERVER", https.as_str());
    let authority = ("CUSTOMER_QUALITY_CA", door.authority.to_str().unwrap());
    let token = ("CUSTOMER_QUALITY_TOKEN_FILE", token.to_str().unwrap());
    let words = ["thank", "C-1", "1", "2026-06-30", "88", "anna"];
    let without = begin(&words, &[server, authority]).end().await.refused();
    assert!(without.contains("(TOKEN_MISSING, request "), "{without}");
    let gone = ("CUSTOMER_QUALITY_TOKEN_FILE", "not-there");
    let gone = begin(&words, &[server, authority, gone]).end().await;
    let gone = gone.refused();
    let expected = "CUSTOMER_QUALITY_TOKEN_FILE names a file that cannot be read: ENOENT";
    assert!(gone.starts_with(expected), "{gone}");
    assert_eq!(gone.lines().count(), 1, "{gone}");
    // This server knows the caller now, and has no method but the first that is called.
    let with = begin(&words, &[server, authority, token]).end().await;
    let with = with.refused();
    assert!(with.contains("(UNKNOWN_METHOD, request "), "{with}");
}
