//! Cells become amounts, currencies, durations, days and customers.

use commands::{day::show_date, import::decode_options::DecodeOptions};
use customer_quality::pb::{
    google_type::Money,
    v1::{Fact, fact::Body},
};

use super::{
    desk::Desk,
    import_rows::{fact, native, read},
};

fn money(fact: &Fact) -> Money {
    let amount = match &fact.body {
        Some(Body::Purchase(body)) => &body.amount,
        Some(Body::Invoice(body)) => &body.amount,
        Some(Body::CreditNote(body)) => &body.amount,
        Some(Body::Payment(body)) => &body.amount,
        other => panic!("{other:?}"),
    };
    amount.clone().unwrap()
}

/// The amount of a purchase, or the rule that refuses it with its field.
fn purchase(options: &DecodeOptions, amount: &str, currency: &str) -> Result<String, String> {
    let text = format!(
        "kind;customer_id;occur_time;amount;currency\npurchase;C;2026-01-01;{amount};{currency}\n"
    );
    let (rows, _) = read(options, "x.csv", text.as_bytes());
    match &rows[0] {
        Ok(_) => Ok(commands::amount::show(&money(fact(&rows[0])))),
        Err(row) => Err(format!("{}: {}", row.refusal.field, row.refusal.rule)),
    }
}

#[test]
fn amounts_are_read_with_their_signs_and_currencies() {
    let table = [
        ("1.234,56 €", "", Ok("1,234.56 EUR")),
        ("€12.50", "", Ok("12.50 EUR")),
        ("EUR 12.50", "", Ok("12.50 EUR")),
        ("12,50 EUR", "EUR", Ok("12.50 EUR")),
        ("12,50", "eur", Ok("12.50 EUR")),
        ("12,50", "€", Ok("12.50 EUR")),
        ("CHF 12.50", "", Ok("12.50 CHF")),
        ("£9.99", "", Ok("9.99 GBP")),
        ("$9.99", "CAD", Ok("9.99 CAD")),
        ("(120.00)", "EUR", Ok("-120.00 EUR")),
        ("-€12.50", "", Ok("-12.50 EUR")),
        ("120,00-", "EUR", Ok("-120.00 EUR")),
        ("€ 12.50 EUR", "", Ok("12.50 EUR")),
        ("$ 12.50 CAD", "", Ok("12.50 CAD")),
        ("$9.99", "EUR", Err("amount: CURRENCY_MISMATCH")),
        ("€ 12.50 USD", "", Err("amount: CURRENCY_MISMATCH")),
        ("kr 100.00", "", Err("amount: CURRENCY_MISMATCH")),
        ("12.50 kg", "EUR", Err("amount: CURRENCY_MISMATCH")),
        ("12.50", "money", Err("currency: NO_CURRENCY")),
        ("12.50", "", Err("currency: MISSING")),
        ("1,234", "EUR", Err("amount: NO_DECIMAL")),
        ("1.234", "EUR", Err("amount: NO_DECIMAL")),
    ];
    for (amount, currency, expected) in table {
        let told = purchase(&native(), amount, currency);
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(told, expected, "{amount} {currency}");
    }
}

#[test]
fn the_currency_of_all_amounts_agrees_with_the_signs_beside_them() {
    let mut options = native();
    options.defaults.writing.currency = Some("cad".to_owned());
    let table = [
        ("9.99", "", Ok("9.99 CAD")),
        ("$9.99", "", Ok("9.99 CAD")),
        ("9.99", "$", Ok("9.99 CAD")),
        ("9.99", "EUR", Ok("9.99 EUR")),
        ("9.99 €", "", Err("amount: CURRENCY_MISMATCH")),
    ];
    for (amount, currency, expected) in table {
        let told = purchase(&options, amount, currency);
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(told, expected, "{amount} {currency}");
    }
}

#[test]
fn smallest_units_are_those_of_the_currency() {
    let mut options = native();
    options.defaults.writing.minor_units = true;
    let table = [
        ("120000", "eur", Ok("1,200.00 EUR")),
        ("120000", "jpy", Ok("120,000 JPY")),
        ("120000", "kwd", Ok("120.000 KWD")),
        ("1200.50", "EUR", Err("amount: NO_DECIMAL")),
    ];
    for (amount, currency, expected) in table {
        let told = purchase(&options, amount, currency);
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(told, expected, "{amount} {currency}");
    }
}

#[test]
fn rates_and_shares_are_written_like_amounts() {
    let text = "kind;customer_id;occur_time;amount;currency;exchange_rate;our_share_bps\n\
                purchase;C;2026-01-01;1;USD;0,9234;\n\
                purchase;C;2026-01-01;1;USD;1,085;\n\
                purchase;C;2026-01-01;1;USD;0,12345678901;\n\
                wallet_estimate;C;2026-01-01;;;;12,5 %\n";
    let (rows, _) = read(&native(), "x.csv", text.as_bytes());
    let rates: Vec<&str> = rows[..2]
        .iter()
        .map(|row| match &fact(row).body {
            Some(Body::Purchase(body)) => body.exchange_rate.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(rates, ["0.9234", "1.085"]);
    assert_eq!(rows[2].as_ref().unwrap_err().refusal.field, "exchange_rate");
    let Some(Body::WalletEstimate(body)) = &fact(&rows[3]).body else {
        panic!()
    };
    assert_eq!(body.our_share_bps, Some(1250));
}

#[test]
fn a_credit_is_a_credit_with_and_without_a_minus() {
    let text = "kind;customer_id;invoice_id;occur_time;amount;currency\n\
                credit_note;C-1;1;2026-01-01;-50,00;EUR\n\
                credit_note;C-1;1;2026-01-01;50,00;EUR\n";
    let (rows, _) = read(&native(), "x.csv", text.as_bytes());
    for row in &rows {
        assert_eq!(commands::amount::show(&money(fact(row))), "50.00 EUR");
    }
}

#[test]
fn a_duration_stands_in_one_column() {
    let read_one = |column: &str, text: &str| {
        let csv = format!(
            "kind;customer_id;occur_time;{column};effort_kind;billing\n\
             effort;C;2026-01-01;{text};support;billed\n"
        );
        let (rows, _) = read(&native(), "x.csv", csv.as_bytes());
        if let Err(row) = &rows[0] {
            return format!("{}: {}", row.refusal.field, row.refusal.rule);
        }
        match &fact(&rows[0]).body {
            Some(Body::Effort(effort)) => effort.duration.as_ref().unwrap().seconds.to_string(),
            other => panic!("{other:?}"),
        }
    };
    for (column, text, expected) in [
        ("duration", "1:30", "5400"),
        ("duration", "90 min", "5400"),
        ("hours", "1:30", "5400"),
        ("hours", "1,5", "5400"),
        ("duration", "1.5", "duration: NO_DURATION"),
        ("duration", "1:75", "duration: NO_DURATION"),
        ("hours", "-1", "hours: NO_DURATION"),
        ("duration", "", "duration: ONE_OF"),
    ] {
        assert_eq!(read_one(column, text), expected, "{column} {text}");
    }
}

#[tokio::test]
async fn invoices_without_a_due_date_are_due_after_the_days_given() {
    let desk = Desk::new().await;
    let text = "kind,customer_id,invoice_id,amount,currency,issue_date,due_date\n\
                invoice,C-1,R-1,5,EUR,31.03.2026,\n\
                invoice,C-1,R-2,5,EUR,31.03.2026,01.04.2026\n\
                invoice,C-1,R-3,5,EUR,,\n";
    let file = desk.file("a.csv", text);
    let flags = ["--due-days", "14", "--create-customers", "--check"];
    desk.import(&[&file], &flags).await.unwrap();
    let state = desk.fake.state.lock().unwrap();
    let due = state
        .calls
        .iter()
        .flat_map(|call| &call.facts)
        .map(|fact| match &fact.body {
            Some(Body::Invoice(invoice)) => invoice.due_date.as_ref().map(show_date),
            other => panic!("{other:?}"),
        });
    let due: Vec<Option<String>> = due.collect();
    assert_eq!(
        due,
        [
            Some("2026-04-14".to_owned()),
            Some("2026-04-01".to_owned()),
            None
        ]
    );
}

#[tokio::test]
async fn a_zone_moves_times_and_not_days() {
    let desk = Desk::new().await;
    let text = "kind,customer_id,occur_time,voice_kind,words\n\
                voice,C-1,2026-07-01 00:30,wish,more\n\
                voice,C-1,2026-07-01,wish,more\n\
                voice,C-1,2026-03-29 02:30,wish,more\n";
    let file = desk.file("a.csv", text);
    let flags = ["--zone", "Europe/Berlin", "--create-customers"];
    let (tally, refused) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (2, 1));
    let state = desk.fake.state.lock().unwrap();
    let times = state
        .facts
        .values()
        .map(|fact| fact.occur_time.unwrap().to_string());
    assert_eq!(
        times.collect::<Vec<_>>(),
        ["2026-06-30T22:30:00Z", "2026-07-01T00:00:00Z"]
    );
    let refused = std::fs::read_to_string(&refused[0]).unwrap();
    assert!(
        refused.contains("does not exist in Europe/Berlin"),
        "{refused}"
    );
}
