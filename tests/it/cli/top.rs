//! Rankings and lists, as tables.

use commands::{
    terminal::Terminal,
    top::{draw_referrers, draw_scores},
};
use customer_quality::pb::v1::{
    CustomerClass, ListScoresResponse, ListTopReferrersResponse, ScoreSummary, TopReferrer,
};
use prost_types::Timestamp;

use super::card_samples::eur;

fn referrer(customer_id: &str, name: &str, ranks: (i32, i32)) -> TopReferrer {
    TopReferrer {
        customer_id: customer_id.into(),
        name: name.into(),
        own_value: eur(120_000),
        brought_value: eur(9_220_000),
        total_value: eur(9_340_000),
        credited_value: eur(2_310_000),
        brought_count: 6,
        rank_by_own_spending: ranks.0,
        rank_by_total: ranks.1,
        customer_class: CustomerClass::Ideal.into(),
    }
}

#[test]
fn those_who_brought_others() {
    let list = ListTopReferrersResponse {
        referrers: vec![
            referrer("C-7", "Anna Berg", (51, 3)),
            referrer("C-8", "", (112, 22)),
            referrer("C-9", "Somebody with a name as long as the street", (1, 1)),
        ],
        publish_time: Some(Timestamp {
            seconds: 1_774_951_200,
            nanos: 0,
        }),
        ..ListTopReferrersResponse::default()
    };
    let lists = [("", list)];
    insta::assert_snapshot!(draw_referrers(&lists, Terminal::plain(100)));
    let drawn = draw_referrers(&lists, Terminal::plain(80));
    assert!(drawn.contains("Anna Berg"), "{drawn}");
}

#[test]
fn scores_as_a_table() {
    let summary = |customer_id: &str, name: &str, points, class: CustomerClass| ScoreSummary {
        customer_id: customer_id.into(),
        name: name.into(),
        points,
        customer_class: class.into(),
        coverage: 0.86,
        own_value: eur(6_190_000),
        contribution: eur(1_742_860),
        ..ScoreSummary::default()
    };
    let list = ListScoresResponse {
        scores: vec![
            summary("C-7", "Anna Berg", Some(801), CustomerClass::Ideal),
            summary("C-1042", "Hofmann Joinery", Some(742), CustomerClass::Good),
            summary("C-9", "", None, CustomerClass::InsufficientData),
        ],
        next_page_token: "more".into(),
        waiting_count: 2,
    };
    insta::assert_snapshot!(draw_scores(&list, Terminal::plain(80)));
}

#[test]
fn an_empty_list_says_so() {
    let none = draw_scores(&ListScoresResponse::default(), Terminal::plain(80));
    assert_eq!(none, "no customer is like that\n");
    let soon = ListScoresResponse {
        waiting_count: 3,
        ..ListScoresResponse::default()
    };
    let words = "3 customers are still being worked out: ask again in a moment\n";
    assert_eq!(draw_scores(&soon, Terminal::plain(80)), words);
    let none = draw_referrers(&[], Terminal::plain(80));
    assert_eq!(none, "nobody brought anybody yet\n");
}

#[test]
fn an_id_is_never_cut_and_a_name_only_for_a_reader_at_a_terminal() {
    let long = "a-customer-with-an-id-as-long-as-the-whole-line-of-this-terminal-and-then-some";
    let list = ListTopReferrersResponse {
        referrers: vec![
            referrer("story-the-quiet-one", "Somebody with a long name", (1, 1)),
            referrer(long, "Anna", (2, 2)),
            referrer("C-7", "Anna Berg", (3, 3)),
        ],
        ..ListTopReferrersResponse::default()
    };
    for terminal in [
        Terminal::plain(60),
        Terminal::plain(80),
        Terminal::plain(110),
    ] {
        let drawn = draw_referrers(&[("", list.clone())], terminal);
        for id in ["story-the-quiet-one", long, "C-7"] {
            assert!(drawn.contains(id), "{drawn}");
        }
    }
    let drawn = draw_referrers(&[("", list)], Terminal::pipe(80));
    assert!(drawn.contains("Somebody with a long name (story-the-quiet-one)"));
}
