//! The tree shows the referrer and the value of every customer.

use commands::{terminal::Terminal, tree::draw};
use customer_quality::pb::v1::{
    ClassCount, CustomerClass, GetReferralTreeResponse, ReferralLevel, ReferralNode, ReferralValue,
};

use super::card_samples::eur;

fn node(
    path: (&str, &str, i32),
    name: &str,
    values: (i64, i64),
    class: CustomerClass,
) -> ReferralNode {
    let (customer_id, referrer, level) = path;
    ReferralNode {
        customer_id: customer_id.into(),
        name: name.into(),
        referrer_customer_id: referrer.into(),
        level,
        own_value: eur(values.0),
        total_value: eur(values.1),
        brought_count: 0,
        customer_class: class.into(),
    }
}

fn tree() -> GetReferralTreeResponse {
    use CustomerClass::{Bad, Good, Ideal, InsufficientData, Ok};
    GetReferralTreeResponse {
        nodes: vec![
            node(("C-7", "", 0), "Anna Berg", (120_000, 9_340_000), Ideal),
            node(
                ("C-1", "C-7", 1),
                "Hofmann Joinery",
                (2_400_000, 6_100_000),
                Good,
            ),
            node(("C-2", "C-7", 1), "", (900_000, 2_000_000), Ok),
            node(("C-3", "C-7", 1), "Grün & Söhne", (-15_000, -15_000), Bad),
            node(
                ("C-4", "C-1", 2),
                "Town School",
                (3_700_000, 3_700_000),
                Ideal,
            ),
            node(
                ("C-5", "C-2", 2),
                "A firm with a very long name that will not fit into the room",
                (1_100_000, 1_100_000),
                Good,
            ),
            node(("C-6", "C-1", 2), "日本の会社", (0, 0), InsufficientData),
        ],
        truncated: false,
        referrer_customer_id: "C-0".into(),
        basis: None,
    }
}

fn value() -> ReferralValue {
    let class = |class: CustomerClass, customer_count| ClassCount {
        customer_class: class.into(),
        customer_count,
    };
    ReferralValue {
        total_lifetime_value: eur(9_340_000),
        own_value: eur(120_000),
        brought_value: eur(9_220_000),
        credited_value: eur(2_310_000),
        brought_count: 6,
        levels: vec![
            ReferralLevel {
                level: 1,
                customer_count: 3,
                value: eur(3_285_000),
                classes: vec![
                    class(CustomerClass::Good, 1),
                    class(CustomerClass::Ok, 1),
                    class(CustomerClass::Bad, 1),
                ],
            },
            ReferralLevel {
                level: 2,
                customer_count: 3,
                value: eur(4_800_000),
                classes: vec![],
            },
        ],
        sentence: "51st by spending, 3rd with all they brought".into(),
        ..ReferralValue::default()
    }
}

#[test]
fn a_small_spender_with_a_big_tree() {
    insta::assert_snapshot!(draw(&tree(), &value(), Terminal::plain(80)));
}

#[test]
fn a_tree_that_goes_on() {
    let tree = GetReferralTreeResponse {
        truncated: true,
        referrer_customer_id: String::new(),
        ..tree()
    };
    let value = ReferralValue {
        levels: vec![],
        ..value()
    };
    insta::assert_snapshot!(draw(&tree, &value, Terminal::plain(60)));
}

#[test]
fn a_chain_a_thousand_deep_keeps_to_the_paper() {
    let ids: Vec<String> = (0..=1000).map(|at| format!("C-{at}")).collect();
    let nodes = (0..=1000).map(|at| {
        let referrer = if at == 0 { "" } else { &ids[at - 1] };
        node(
            (&ids[at], referrer, at as i32),
            "",
            (100, 100),
            CustomerClass::Ok,
        )
    });
    let tree = GetReferralTreeResponse {
        nodes: nodes.collect(),
        ..Default::default()
    };
    let drawn = draw(&tree, &ReferralValue::default(), Terminal::plain(80));
    assert!(drawn.contains("… level 1000 C-1000"));
    assert!(
        drawn
            .lines()
            .all(|line| commands::terminal::width(line) <= 80)
    );
}

#[test]
fn nobody_is_drawn_twice_even_in_a_circle() {
    let mut tree = tree();
    tree.nodes.push(node(
        ("C-7", "C-4", 3),
        "Anna Berg",
        (0, 0),
        CustomerClass::Ok,
    ));
    let drawn = draw(&tree, &value(), Terminal::plain(80));
    assert!(drawn.lines().count() < 30);
}

#[test]
fn an_empty_tree_says_so() {
    let drawn = draw(
        &GetReferralTreeResponse::default(),
        &ReferralValue::default(),
        Terminal::plain(80),
    );
    assert_eq!(drawn, "nobody is in this tree\n");
}
