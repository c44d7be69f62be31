//! The card starts with the facts that matter most to an owner, and fits on a page.

use commands::{
    card::{Card, draw},
    terminal::Terminal,
};
use customer_quality::pb::v1::{
    Classification, CustomerClass, CustomerStanding, Fact, HeldDowngrade, InvoiceVoid,
    PaymentReturn, RecordedFact, Standing, fact::Body,
};

use super::card_samples::{eur, good, sorted_bad, unknown_person};
use crate::support::bodies;

fn held_good() -> Card {
    let mut card = good();
    card.classification = Classification {
        customer_class: CustomerClass::Good.into(),
        sentence: "buys often and lately".into(),
        points: Some(692),
        held_downgrade: Some(HeldDowngrade {
            sentence: "GOOD by points of 20 March 2026, held until 4 April 2026, or as long as \
                       there are 680 points"
                .into(),
            ..HeldDowngrade::default()
        }),
        ..Classification::default()
    };
    card
}

fn quiet() -> Card {
    let mut card = good();
    card.classification.standing = Some(Standing {
        customer_standing: CustomerStanding::Quiet.into(),
        sentence: "quiet since May 2025".into(),
        ..Standing::default()
    });
    card.classification.next_class = None;
    card
}

#[test]
fn a_good_customer() {
    insta::assert_snapshot!(draw(&good(), Terminal::plain(80), false));
}

#[test]
fn a_good_customer_with_every_criterion() {
    insta::assert_snapshot!(draw(&good(), Terminal::plain(80), true));
}

#[test]
fn one_sorted_otherwise_than_the_numbers_say() {
    insta::assert_snapshot!(draw(&sorted_bad(), Terminal::plain(80), false));
}

#[test]
fn a_good_one_who_is_about_to_fall() {
    insta::assert_snapshot!(draw(&held_good(), Terminal::plain(60), false));
}

#[test]
fn one_who_has_gone_quiet() {
    insta::assert_snapshot!(draw(&quiet(), Terminal::plain(80), false));
}

#[test]
fn a_prospect_of_whom_nothing_is_known() {
    insta::assert_snapshot!(draw(&unknown_person(), Terminal::plain(80), true));
}

fn recent(when: &str, body: Body) -> RecordedFact {
    RecordedFact {
        fact: Some(Fact {
            occur_time: Some(bodies::time(when)),
            body: Some(body),
            ..Fact::default()
        }),
        ..RecordedFact::default()
    }
}

#[test]
fn a_payment_that_came_back_and_a_void_invoice_are_said() {
    let mut card = good();
    let back = PaymentReturn {
        invoice_id: "R-7".into(),
        amount: eur(12_000),
        reason: "account closed".into(),
        ..PaymentReturn::default()
    };
    let void = InvoiceVoid {
        invoice_id: "R-8".into(),
        reason: String::new(),
    };
    card.recent.extend([
        recent("2026-03-03T00:00:00Z", Body::PaymentReturn(back)),
        recent("2026-02-02T00:00:00Z", Body::InvoiceVoid(void)),
    ]);
    let drawn = draw(&card, Terminal::plain(80), false);
    for line in [
        "a payment of 120.00 EUR came back on 3 March 2026: account closed",
        "invoice R-8 became void on 2 February 2026",
    ] {
        assert!(drawn.contains(&format!("\n  {line}\n")), "{drawn}");
    }
}

#[test]
fn no_line_is_wider_than_the_paper_and_none_ends_with_blanks() {
    for card in [good, sorted_bad, held_good, unknown_person, Card::default] {
        let card = card();
        for columns in [60, 80, 110] {
            let drawn = draw(&card, Terminal::plain(columns), true);
            for line in drawn.lines() {
                let width = commands::terminal::width(line);
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
        Terminal {
            colour: true,
            ..Terminal::plain(80)
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
    assert_eq!(plain, draw(&good(), Terminal::plain(80), true));
}

#[test]
fn a_name_cannot_write_on_the_terminal() {
    let mut card = good();
    card.customer.name = "\u{1b}[2J\u{7}evil\nname".into();
    card.score.top_up[0].sentence = "\u{1b}]0;x".into();
    assert!(!draw(&card, Terminal::plain(80), true).contains(['\u{1b}', '\u{7}']));
}
