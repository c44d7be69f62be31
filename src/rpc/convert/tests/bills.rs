//! The rules of invoices, contracts and what belongs to them.

use super::*;

#[test]
fn an_invoice_is_due_on_or_after_its_issue() {
    let due = |due_date| {
        Body::Invoice(pb::Invoice {
            due_date,
            ..invoice()
        })
    };
    check_body(due(date(2026, 3, 31)), &[]);
    check_body(
        due(date(2026, 3, 30)),
        &[("invoice.due_date", "DATE_ORDER")],
    );
}

#[test]
fn a_service_has_both_ends_in_order_and_at_most_ten_years() {
    let served = |service_start_date, service_end_date| {
        Body::Invoice(pb::Invoice {
            service_start_date,
            service_end_date,
            ..invoice()
        })
    };
    let first = || date(2026, 1, 1);
    check_body(served(first(), first()), &[]);
    check_body(served(first(), date(2036, 1, 1)), &[]);
    for (start, end, field, rule) in [
        (first(), None, "service_end_date", "BOTH_OR_NEITHER"),
        (None, first(), "service_start_date", "BOTH_OR_NEITHER"),
        (
            first(),
            date(2025, 12, 31),
            "service_end_date",
            "DATE_ORDER",
        ),
        (
            first(),
            date(2036, 1, 2),
            "service_end_date",
            "OUT_OF_RANGE",
        ),
        (date(2026, 0, 1), None, "service_start_date", "NOT_A_DATE"),
    ] {
        check_body(served(start, end), &[(&format!("invoice.{field}"), rule)]);
    }
}

#[test]
fn a_contract_has_a_period_of_1_to_120_months_and_ends_after_it_starts() {
    let contract = |months, end_date| {
        Body::Contract(pb::Contract {
            contract_id: "SUP-77".to_owned(),
            start_date: date(2025, 1, 1),
            end_date,
            billing_period_months: months,
            amount: eur(0),
            exchange_rate: String::new(),
        })
    };
    check_body(contract(1, None), &[]);
    check_body(contract(120, date(2025, 1, 1)), &[]);
    let months = "contract.billing_period_months";
    check_body(contract(0, None), &[(months, "OUT_OF_RANGE")]);
    check_body(contract(121, None), &[(months, "OUT_OF_RANGE")]);
    check_body(
        contract(1, date(2024, 12, 31)),
        &[("contract.end_date", "DATE_ORDER")],
    );
}

#[test]
fn invoices_contracts_and_payments_need_their_numbers_and_credit_notes_do_not() {
    let amount = || eur(1);
    let exchange_rate = String::new;
    let invoice_id = String::new;
    let required = |field| [(field, "REQUIRED")];
    check_body(
        Body::Invoice(pb::Invoice {
            invoice_id: invoice_id(),
            ..invoice()
        }),
        &required("invoice.invoice_id"),
    );
    let payment = pb::Payment {
        invoice_id: invoice_id(),
        amount: amount(),
        exchange_rate: exchange_rate(),
    };
    check_body(Body::Payment(payment), &required("payment.invoice_id"));
    let back = pb::PaymentReturn {
        invoice_id: invoice_id(),
        amount: amount(),
        ..pb::PaymentReturn::default()
    };
    check_body(
        Body::PaymentReturn(back),
        &required("payment_return.invoice_id"),
    );
    let void = pb::InvoiceVoid::default();
    check_body(
        Body::InvoiceVoid(void),
        &required("invoice_void.invoice_id"),
    );
    let credit = pb::CreditNote {
        invoice_id: invoice_id(),
        amount: amount(),
        exchange_rate: exchange_rate(),
    };
    check_body(Body::CreditNote(credit), &[]);
    let contract = pb::Contract {
        contract_id: String::new(),
        start_date: date(2025, 1, 1),
        end_date: None,
        billing_period_months: 1,
        amount: amount(),
        exchange_rate: exchange_rate(),
    };
    check_body(Body::Contract(contract), &required("contract.contract_id"));
}
