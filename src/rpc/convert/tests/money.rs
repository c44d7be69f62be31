//! Amounts and exchange rates.

use domain::{fact as core, money::Amount};

use super::*;

fn amount_of(amount: Option<Money>, rate: &str) -> Result<Amount, Error> {
    let fact = read_fact(fact(Body::Purchase(purchase(amount, rate))))?;
    match fact.body {
        core::Body::Purchase(purchase) => Ok(purchase.amount),
        other => panic!("{other:?}"),
    }
}

#[test]
fn money_is_read_to_the_micro() {
    for (units, nanos, micros) in [
        (0, 0, 0),
        (29, 950_000_000, 29_950_000),
        (0, 1_000, 1),
        (10_000_000_000, 0, 10_000_000_000_000_000),
    ] {
        let amount = amount_of(money("EUR", units, nanos), "").unwrap();
        assert_eq!((amount.micros, amount.rate_nanos), (micros, 1_000_000_000));
    }
}

#[test]
fn money_that_breaks_a_rule_says_which() {
    for (amount, field, rule) in [
        (None, "amount", "REQUIRED"),
        (money("", 1, 0), "amount.currency_code", "CURRENCY_CODE"),
        (money("eur", 1, 0), "amount.currency_code", "CURRENCY_CODE"),
        (money("EURO", 1, 0), "amount.currency_code", "CURRENCY_CODE"),
        (
            money("EUR", 1, 1_000_000_000),
            "amount.nanos",
            "OUT_OF_RANGE",
        ),
        (
            money("EUR", 0, -1_000_000_000),
            "amount.nanos",
            "OUT_OF_RANGE",
        ),
        (money("EUR", 1, i32::MIN), "amount.nanos", "OUT_OF_RANGE"),
        (money("EUR", 1, -1_000), "amount.nanos", "SIGN_MISMATCH"),
        (money("EUR", -1, 1_000), "amount.nanos", "SIGN_MISMATCH"),
        (money("EUR", 1, 1), "amount.nanos", "NANOS_NOT_MICROS"),
        (
            money("EUR", 1, 999_999_999),
            "amount.nanos",
            "NANOS_NOT_MICROS",
        ),
        (money("EUR", -1, 0), "amount", "OUT_OF_RANGE"),
        (money("EUR", 0, -1_000), "amount", "OUT_OF_RANGE"),
        (
            money("EUR", 10_000_000_000, 1_000),
            "amount",
            "OUT_OF_RANGE",
        ),
        (money("EUR", i64::MAX, 0), "amount", "OUT_OF_RANGE"),
        (money("EUR", i64::MIN, 0), "amount", "OUT_OF_RANGE"),
    ] {
        let field = format!("purchase.{field}");
        check_body(Body::Purchase(purchase(amount, "")), &[(&field, rule)]);
    }
}

#[test]
fn payments_and_credit_notes_are_above_zero_and_the_others_may_be_zero() {
    let rate = String::new;
    let invoice_id = || "2026-0117".to_owned();
    let payment = |amount| pb::Payment {
        invoice_id: invoice_id(),
        amount,
        exchange_rate: rate(),
    };
    let credit = |amount| pb::CreditNote {
        invoice_id: String::new(),
        amount,
        exchange_rate: rate(),
    };
    let cost = |amount| pb::Cost {
        amount,
        kind: 1,
        exchange_rate: rate(),
    };
    check_body(
        Body::Payment(payment(eur(0))),
        &[("payment.amount", "OUT_OF_RANGE")],
    );
    check_body(Body::Payment(payment(money("EUR", 0, 1_000))), &[]);
    let back = |amount| pb::PaymentReturn {
        invoice_id: invoice_id(),
        amount,
        ..pb::PaymentReturn::default()
    };
    check_body(
        Body::PaymentReturn(back(eur(0))),
        &[("payment_return.amount", "OUT_OF_RANGE")],
    );
    check_body(Body::PaymentReturn(back(eur(1))), &[]);
    check_body(
        Body::CreditNote(credit(eur(0))),
        &[("credit_note.amount", "OUT_OF_RANGE")],
    );
    check_body(Body::CreditNote(credit(eur(1))), &[]);
    check_body(Body::Cost(cost(eur(0))), &[]);
    check_body(
        Body::Invoice(pb::Invoice {
            amount: eur(0),
            ..invoice()
        }),
        &[],
    );
}

#[test]
fn rates_are_read_exactly() {
    for (text, billionths) in [
        ("0.9234", 923_400_000),
        ("1", 1_000_000_000),
        ("0.000000001", 1),
        ("007.50", 7_500_000_000),
        ("1.000000000", 1_000_000_000),
        ("9223372036.854775807", i64::MAX),
    ] {
        let amount = amount_of(money("JPY", 0, 1_000), text).unwrap();
        assert_eq!(amount.rate_nanos, billionths, "{text}");
    }
}

#[test]
fn a_rate_that_breaks_a_rule_says_which() {
    for (text, rule) in [
        ("abc", "NOT_A_DECIMAL"),
        ("-1", "NOT_A_DECIMAL"),
        ("+1", "NOT_A_DECIMAL"),
        ("1e3", "NOT_A_DECIMAL"),
        ("1,5", "NOT_A_DECIMAL"),
        (" 1", "NOT_A_DECIMAL"),
        (".5", "NOT_A_DECIMAL"),
        ("1.", "NOT_A_DECIMAL"),
        ("1.2.3", "NOT_A_DECIMAL"),
        ("\u{0661}", "NOT_A_DECIMAL"),
        ("0.1234567891", "NOT_A_DECIMAL"),
        ("1234567890123456789012", "NOT_A_DECIMAL"),
        ("0", "OUT_OF_RANGE"),
        ("0.000000000", "OUT_OF_RANGE"),
        ("9223372036.854775808", "OUT_OF_RANGE"),
        ("99999999999999999999", "OUT_OF_RANGE"),
    ] {
        let body = Body::Purchase(purchase(money("USD", 1, 0), text));
        check_body(body, &[("purchase.exchange_rate", rule)]);
    }
}

#[test]
fn an_amount_that_its_rate_makes_too_large_is_refused() {
    let body = Body::Purchase(purchase(money("USD", 10_000_000_000, 0), "1.000000001"));
    check_body(body, &[("purchase.exchange_rate", "OUT_OF_RANGE")]);
    let body = Body::Purchase(purchase(money("USD", 10_000_000_000, 0), "9223372036"));
    check_body(body, &[("purchase.exchange_rate", "OUT_OF_RANGE")]);
    let body = Body::Purchase(purchase(money("USD", 10_000_000_000, 0), "1"));
    check_body(body, &[]);
}

#[test]
fn the_reporting_currency_needs_no_rate_and_takes_none_but_one() {
    for (rate, expected) in [
        ("", &[][..]),
        ("1", &[]),
        ("1.0", &[]),
        ("0.9", &[("purchase.exchange_rate", "RATE_NOT_ONE")]),
    ] {
        check_body(Body::Purchase(purchase(eur(1), rate)), expected);
    }
}

#[test]
fn another_currency_without_a_rate_is_a_mismatch_at_its_fact() {
    let found = amount_of(money("USD", 1, 0), "");
    let expected = Error::CurrencyMismatch {
        currency: "USD".to_owned(),
        expected_currency: "EUR".to_owned(),
    };
    assert_eq!(found, Err(expected.in_field("purchase")));
}

#[test]
fn an_invalid_field_is_told_before_a_mismatch_of_currencies() {
    let mut wire = fact(Body::Purchase(purchase(money("USD", 1, 0), "")));
    wire.source = String::new();
    assert_eq!(broken(read_fact(wire)), [("source".to_owned(), "REQUIRED")]);
}
