//! Every table at 80 and at 200 columns and in a pipe, with wide, combining and right-to-left names.

use commands::{
    amount,
    sorted::{self, Lists},
    terminal::{Terminal, isolated, width},
    top::{draw_referrers, draw_scores},
    tree,
};
use customer_quality::pb::{
    google_type::Money,
    v1::{
        CustomerClass, GetReferralTreeResponse, ListScoresResponse, ListTopReferrersResponse,
        ReferralNode, ReferralValue, ScoreSummary, TopReferrer,
    },
};

/// Ids and names: plain, wide, combining, from right to left, without a name, and long ones.
const WHO: [(&str, &str); 7] = [
    (
        "story-small-spender",
        "Lisbet Arkwright Bookbinding and Restoration",
    ),
    ("yamada", "山田商店 東京本社"),
    ("C-3", "Mu\u{308}ller & So\u{308}hne"),
    ("C-4", "متجر السلام للأثاث"),
    ("C-5", "נגריית הגליל 24"),
    ("C-6", ""),
    (
        "an-id-from-another-program-that-takes-more-room-than-a-name-ever-would",
        "Zoe",
    ),
];

fn money(cents: i64, currency: &str) -> Money {
    amount::money(i128::from(cents) * 10_000, currency)
}

fn referrers(currency: &str) -> ListTopReferrersResponse {
    let row = |(at, (id, name)): (usize, &(&str, &str))| TopReferrer {
        customer_id: (*id).into(),
        name: (*name).into(),
        own_value: Some(money(120_000, currency)),
        brought_value: Some(money(9_220_000_055, currency)),
        total_value: Some(money(9_340_000_055, currency)),
        credited_value: Some(money(2_310_000, currency)),
        brought_count: 6,
        rank_by_own_spending: 112,
        rank_by_total: at as i32 + 1,
        customer_class: CustomerClass::InsufficientData.into(),
    };
    ListTopReferrersResponse {
        referrers: WHO.iter().enumerate().map(row).collect(),
        ..ListTopReferrersResponse::default()
    }
}

fn scores() -> ListScoresResponse {
    let row = |(id, name): &(&str, &str)| ScoreSummary {
        customer_id: (*id).into(),
        name: (*name).into(),
        points: Some(742),
        customer_class: CustomerClass::Good.into(),
        coverage: 0.86,
        own_value: Some(money(9_190_000_000, "EUR")),
        contribution: Some(money(1_742_860, "EUR")),
        sentence: "pays on time, sees the value, sends others".into(),
        ..ScoreSummary::default()
    };
    ListScoresResponse {
        scores: WHO.iter().map(row).collect(),
        next_page_token: "more".into(),
        ..ListScoresResponse::default()
    }
}

fn a_tree() -> GetReferralTreeResponse {
    let node = |(at, (id, name)): (usize, &(&str, &str))| ReferralNode {
        customer_id: (*id).into(),
        name: (*name).into(),
        referrer_customer_id: if at == 0 { "" } else { WHO[(at - 1) / 2].0 }.into(),
        level: (at as i32 + 1).ilog2() as i32,
        own_value: Some(money(120_000, "EUR")),
        total_value: Some(money(9_340_000, "EUR")),
        customer_class: CustomerClass::Good.into(),
        ..ReferralNode::default()
    };
    GetReferralTreeResponse {
        nodes: WHO.iter().enumerate().map(node).collect(),
        ..GetReferralTreeResponse::default()
    }
}

/// All tables, one below the other.
fn all(terminal: Terminal) -> String {
    [
        draw_referrers(&[("", referrers("EUR"))], terminal),
        draw_scores(&scores(), terminal),
        tree::draw(&a_tree(), &ReferralValue::default(), terminal),
        sorted::draw(&Lists::of(scores()), 20, false, terminal),
    ]
    .join("\n======\n\n")
}

#[test]
fn at_80_columns() {
    let drawn = all(Terminal::plain(80));
    for line in drawn.lines() {
        assert!(width(line) <= 80 || line.contains(WHO[6].0), "{line}");
    }
    insta::assert_snapshot!(drawn);
}

#[test]
fn at_200_columns() {
    let drawn = all(Terminal::plain(200));
    assert!(!drawn.contains('\u{2026}'), "{drawn}");
    insta::assert_snapshot!(drawn);
}

#[test]
fn in_a_pipe_names_are_whole() {
    let drawn = all(Terminal::pipe(80));
    assert!(!drawn.contains('\u{2026}'), "{drawn}");
    for (id, name) in WHO {
        let whole = drawn
            .lines()
            .filter(|line| line.contains(id) && line.contains(name));
        assert!(whole.count() >= 4, "{id}");
    }
    insta::assert_snapshot!(drawn);
}

/// The figures of a row end in the same column, however wide the name is.
#[test]
fn figures_stand_below_each_other() {
    for terminal in [
        Terminal::plain(80),
        Terminal::plain(200),
        Terminal::pipe(80),
    ] {
        let tables = [
            draw_referrers(&[("", referrers("EUR"))], terminal),
            draw_scores(&scores(), terminal),
            tree::draw(&a_tree(), &ReferralValue::default(), terminal),
        ];
        for table in tables {
            let rows = table.lines().skip(1).take_while(|line| !line.is_empty());
            let ends = rows.filter(|line| !line.ends_with(WHO[6].0));
            let ends: Vec<usize> = ends.map(width).collect();
            assert!(
                ends.len() >= 7 && ends.windows(2).all(|pair| pair[0] == pair[1]),
                "{table}"
            );
        }
    }
}

#[test]
fn amounts_have_the_decimals_of_their_currency() {
    for (currency, amount) in [
        ("JPY", " 93,400,001 "),
        ("KWD", " 93,400,000.550 "),
        ("EUR", " 93,400,000.55 "),
    ] {
        let drawn = draw_referrers(&[("", referrers(currency))], Terminal::plain(80));
        assert!(drawn.contains(amount), "{drawn}");
    }
}

#[test]
fn ranks_among_different_customers_stand_in_different_tables() {
    let lists = [
        ("Those who get invoices", referrers("EUR")),
        ("Those who buy on the spot", referrers("EUR")),
        (
            "Those without revenue yet",
            ListTopReferrersResponse::default(),
        ),
    ];
    let drawn = draw_referrers(&lists, Terminal::plain(80));
    for (title, count) in [
        ("Those who get invoices\ncustomer", 1),
        ("Those who buy on the spot\ncustomer", 1),
        ("without revenue", 0),
    ] {
        assert_eq!(drawn.matches(title).count(), count, "{drawn}");
    }
    let one = draw_referrers(&lists[..1], Terminal::plain(80));
    assert!(one.starts_with("customer"), "{one}");
}

#[test]
fn text_from_right_to_left_is_set_apart_and_nothing_else_is() {
    for (text, apart) in [
        ("plain 山田 ü", "plain 山田 ü"),
        (
            "متجر السلام (C-4)  GOOD  נגריית",
            "\u{2068}متجر السلام\u{2069} (C-4)  GOOD  \u{2068}נגריית\u{2069}",
        ),
        (
            "a נגריית 24 הגליל\nb",
            "a \u{2068}נגריית 24 הגליל\u{2069}\nb",
        ),
        (
            "متجر (فرع) [a] x (سلام)",
            "\u{2068}متجر (فرع)\u{2069} [a] x (\u{2068}سلام\u{2069})",
        ),
        ("سلام  سلام", "\u{2068}سلام\u{2069}  \u{2068}سلام\u{2069}"),
        ("", ""),
    ] {
        assert_eq!(isolated(text), apart);
        assert_eq!(width(&isolated(text)), width(text));
    }
}
