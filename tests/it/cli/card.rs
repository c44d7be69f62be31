//! The card says first what an owner wants to know, and fits on the paper.

use customer_quality::{
    cli::{
        card::{Card, draw},
        paper::Paper,
    },
    pb::v1::{Classification, CustomerClass, HeldDowngrade, IdealBy},
};

use super::card_samples::{good, hidden_from, unknown_person};

fn held_ideal() -> Card {
    let mut card = good();
    card.classification = Classification {
        customer_class: CustomerClass::Ideal.into(),
        raw_class: CustomerClass::Good.into(),
        ideal_by: IdealBy::Referrals.into(),
        points: Some(742),
        held_downgrade: Some(HeldDowngrade {
            sentence: "stays IDEAL until 2026-04-03, last reached on 2026-03-20".into(),
            ..HeldDowngrade::default()
        }),
        ..Classification::default()
    };
    card
}

#[test]
fn a_good_customer() {
    insta::assert_snapshot!(draw(&good(), Paper::plain(80), false));
}

#[test]
fn a_good_customer_with_every_criterion() {
    insta::assert_snapshot!(draw(&good(), Paper::plain(80), true));
}

#[test]
fn one_we_hide_from() {
    insta::assert_snapshot!(draw(&hidden_from(), Paper::plain(80), false));
}

#[test]
fn an_ideal_one_who_is_about_to_fall() {
    insta::assert_snapshot!(draw(&held_ideal(), Paper::plain(60), false));
}

#[test]
fn somebody_of_whom_nothing_is_known() {
    insta::assert_snapshot!(draw(&unknown_person(), Paper::plain(80), true));
}

#[test]
fn no_line_is_wider_than_the_paper_and_none_ends_with_blanks() {
    for card in [
        good(),
        hidden_from(),
        held_ideal(),
        unknown_person(),
        Card::default(),
    ] {
        for columns in [60, 80, 110] {
            let drawn = draw(&card, Paper::plain(columns), true);
            for line in drawn.lines() {
                let width = customer_quality::cli::paper::width(line);
                assert!(width <= columns, "{columns}: {width}: {line}");
                assert_eq!(line, line.trim_end());
            }
        }
    }
}

#[test]
fn colour_changes_no_letter() {
    let coloured = draw(
        &good(),
        Paper {
            cuts: true,
            width: 80,
            colour: true,
        },
        true,
    );
    assert!(coloured.contains("\u{1b}[32m"));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, draw(&good(), Paper::plain(80), true));
}

#[test]
fn a_name_cannot_write_on_the_terminal() {
    let mut card = good();
    card.customer.name = "\u{1b}[2J\u{7}evil\nname".into();
    card.score.top_up[0].sentence = "\u{1b}]0;x".into();
    assert!(!draw(&card, Paper::plain(80), true).contains(['\u{1b}', '\u{7}']));
}
