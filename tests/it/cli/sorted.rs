//! All names, list by list.

use commands::{
    paper::Paper,
    sorted::{Lists, draw},
};
use customer_quality::pb::v1::{
    BillingMode, CustomerClass as Class, CustomerStanding as Standing, ListScoresResponse,
    ScoreSummary,
};
use serde_json::{Value, json};

use super::{oracle::Oracle, questions};

fn row(name: &str, class: Class, sentence: &str) -> ScoreSummary {
    ScoreSummary {
        customer_id: commands::name::made_id(name),
        name: name.into(),
        customer_class: class.into(),
        sentence: sentence.into(),
        ..ScoreSummary::default()
    }
}

fn own(row: ScoreSummary, sort: Class, numbers: Class) -> ScoreSummary {
    ScoreSummary {
        own_sort: sort.into(),
        class_by_numbers: numbers.into(),
        ..row
    }
}

fn seven() -> Vec<ScoreSummary> {
    let late = row("Köhler", Class::Ok, "pays late, 12 days as a rule");
    let quiet = row("Lund Dairy", Class::Good, "quiet since May 2025, was good");
    vec![
        row(
            "Moser GmbH",
            Class::Bad,
            "they are not nice: your heart sinks when they call",
        ),
        own(
            row(
                "Anna Berg",
                Class::Good,
                "you sorted her yourself on 3 August 2026: pays in cash and bakes for us",
            ),
            Class::Good,
            Class::Ideal,
        ),
        own(late, Class::Ok, Class::Bad),
        ScoreSummary {
            customer_standing: Standing::Quiet.into(),
            ..quiet
        },
        row(
            "A customer with a name as long as the street they live in",
            Class::Good,
            "brings good people",
        ),
        own(
            ScoreSummary {
                customer_id: "C-1042".into(),
                ..row(
                    "Hofmann Joinery",
                    Class::Ideal,
                    "earns you money and pays on time",
                )
            },
            Class::Good,
            Class::InsufficientData,
        ),
        ScoreSummary {
            customer_standing: Standing::Prospect.into(),
            ..row("Zoe", Class::Unspecified, "take the deal, paid in advance")
        },
    ]
}

fn drawn(scores: Vec<ScoreSummary>, most: usize, waiting_count: i32) -> String {
    let response = ListScoresResponse {
        scores,
        waiting_count,
        ..ListScoresResponse::default()
    };
    draw(&Lists::of(response), most, false, Paper::plain(80))
}

#[test]
fn names_stand_under_their_class_with_a_sentence_each() {
    let text = drawn(seven(), 20, 0);
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    insta::assert_snapshot!(text, @r"
    IDEAL (1)
      Hofmann Joinery (C-1042)  earns you money and pays on time

    GOOD (3)
      Anna Berg                 you sorted her yourself on 3 August 2026: pays in
                                cash and bakes for us
      Lund Dairy, quiet         quiet since May 2025, was good
      A customer with a name as long as the street they live in
                                brings good people

    OK (1)
      Köhler                    pays late, 12 days as a rule

    BAD (1)
      Moser GmbH                they are not nice: your heart sinks when they call

    NOT SORTED (1)
      Zoe, prospect             take the deal, paid in advance

    IDEAL 1, GOOD 3, OK 1, BAD 1, not sorted 1
    1 of 2 of your own sorts agree with the numbers alone; for 1 more they say
    nothing yet
      Köhler: you say OK, the numbers say bad

    more of one of them: customer-quality card C-1042
    ");
}

#[test]
fn a_long_list_is_cut_and_counted_whole() {
    let many = (0..30).map(|at| row(&format!("Number {at}"), Class::Ok, "nothing against them"));
    let text = drawn(many.collect(), 2, 1);
    insta::assert_snapshot!(text, @r"
    OK (30)
      Number 0  nothing against them
      Number 1  nothing against them
      and 28 more: --all shows them

    IDEAL 0, GOOD 0, OK 30, BAD 0, not sorted 0

    more of one of them: customer-quality card number-0
    1 customer is still being worked out: ask again in a moment
    ");
}

#[test]
fn own_sorts_that_all_agree_or_cannot_be_compared_are_said_so() {
    let all = |sort, numbers, count| {
        let one = |at| own(row(&format!("N {at}"), Class::Ok, ""), sort, numbers);
        let text = drawn((0..count).map(one).collect(), 20, 0);
        let (_, rest) = text.split_once("not sorted 0\n").unwrap();
        rest.split("\nmore of").next().unwrap().to_owned()
    };
    let words = "3 of 3 of your own sorts agree with the numbers alone\n";
    assert_eq!(all(Class::Good, Class::Ideal, 3), words);
    let words = "your one own sort agrees with the numbers alone\n";
    assert_eq!(all(Class::Ok, Class::Ok, 1), words);
    let words = "the numbers alone say nothing yet of the 3 you sorted yourself\n";
    assert_eq!(all(Class::Bad, Class::InsufficientData, 3), words);
    let words = "0 of 9 of your own sorts agree with the numbers alone\nwhere they do not agree: --all \
                 names them\n";
    assert_eq!(all(Class::Bad, Class::Good, 9), words);
    assert_eq!(all(Class::Unspecified, Class::Good, 3), "");
    let many = (0..9).map(|at| {
        own(
            row(&format!("N {at}"), Class::Ok, ""),
            Class::Bad,
            Class::Ok,
        )
    });
    let text = drawn(many.collect(), usize::MAX, 0);
    assert_eq!(
        text.matches(": you say bad, the numbers say OK\n").count(),
        9
    );
}

#[test]
fn nobody_at_all_leads_to_the_names() {
    let text = drawn(vec![], 20, 0);
    assert!(text.contains("customer-quality import names.txt"), "{text}");
    let text = drawn(vec![], 20, 3);
    assert_eq!(
        text,
        "3 customers are still being worked out: ask again in a moment\n"
    );
}

#[tokio::test]
async fn the_list_is_given_once_nobody_waits() {
    let oracle = Oracle {
        rows: seven(),
        ..Oracle::default()
    };
    oracle.waiting.lock().unwrap().extend([7, 1]);
    let ended = questions::run(&oracle, &["sorted"]).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(
        ended
            .stdout
            .contains("IDEAL 1, GOOD 3, OK 1, BAD 1, not sorted 1\n")
    );
    assert!(!ended.stdout.contains("worked out"), "{}", ended.stdout);
    oracle.waiting.lock().unwrap().extend([7, 7]);
    let ended = questions::run(&oracle, &["sorted", "--wait", "0"]).await;
    let words = "7 customers are still being worked out: ask again in a moment\n";
    assert!(ended.stdout.ends_with(words), "{}", ended.stdout);
}

#[tokio::test]
async fn filters_reach_the_service() {
    let oracle = Oracle::default();
    let words = [
        "sorted",
        "--class",
        "bad",
        "--min-points",
        "10",
        "--source",
        "fair",
        "--attribute",
        "a=b",
        "--mode",
        "invoiced",
        "--standing",
        "quiet",
        "--order",
        "id",
    ];
    assert_eq!(questions::run(&oracle, &words).await.code, Some(0));
    let asked = oracle.lists.lock().unwrap().last().cloned().unwrap();
    let filter = asked.filter.clone().unwrap();
    assert_eq!(
        (filter.classes, filter.min_points),
        (vec![Class::Bad as i32], Some(10))
    );
    assert_eq!(filter.acquisition_sources, ["fair"]);
    assert_eq!(filter.attributes[0].key, "a");
    assert_eq!(filter.modes, [BillingMode::Invoiced as i32]);
    assert_eq!(filter.standings, [Standing::Quiet as i32]);
    assert_eq!(
        asked.order(),
        customer_quality::pb::v1::ScoreOrder::CustomerId
    );
}

#[tokio::test]
async fn a_program_reads_the_same_as_csv_and_json() {
    let oracle = Oracle {
        rows: seven(),
        ..Oracle::default()
    };
    let ended = questions::run(&oracle, &["sorted", "--csv"]).await;
    insta::assert_snapshot!(ended.stdout, @r#"
    customer_class,name,sentence,own_sort,class_by_numbers,customer_standing,points,customer_id
    IDEAL,Hofmann Joinery,earns you money and pays on time,GOOD,INSUFFICIENT_DATA,,,C-1042
    GOOD,Anna Berg,you sorted her yourself on 3 August 2026: pays in cash and bakes for us,GOOD,IDEAL,,,anna-berg
    GOOD,Lund Dairy,"quiet since May 2025, was good",,,QUIET,,lund-dairy
    GOOD,A customer with a name as long as the street they live in,brings good people,,,,,a-customer-with-a-name-as-long-as-the-street-they-live-in
    OK,Köhler,"pays late, 12 days as a rule",OK,BAD,,,koehler
    BAD,Moser GmbH,they are not nice: your heart sinks when they call,,,,,moser-gmbh
    ,Zoe,"take the deal, paid in advance",,,PROSPECT,,zoe
    "#);
    let ended = questions::run(&oracle, &["sorted", "--json", "--limit", "1"]).await;
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(document["class_counts"]["GOOD"], 3);
    let own = json!({ "agree": 1, "disagree": 1, "numbers_unknown": 1 });
    assert_eq!(document["own_sorts"], own);
    assert_eq!(document["scores"]["scores"].as_array().unwrap().len(), 5);
    assert_eq!(document["scores"]["scores"][0]["customer_id"], "C-1042");
}
