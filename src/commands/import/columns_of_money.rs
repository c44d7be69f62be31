//! The columns of customers and of what is about money and hours.

use crate::import::columns::{Column, Kind};

const AMOUNT: Column = (
    "amount",
    "a decimal, up to six decimals; required",
    "1200.00",
);
const CURRENCY: Column = ("currency", "three letters [default: --currency]", "EUR");
const RATE: Column = (
    "exchange_rate",
    "reporting currency per unit, if it is another one",
    "0.9234",
);
const INVOICE_ID: Column = ("invoice_id", "the invoice's number; required", "2026-0117");

pub(super) const CUSTOMER: Kind = Kind {
    name: "customer",
    what: "a customer's own fields; only those with a column are replaced",
    columns: &[
        (
            "customer_id",
            "your own id, never given to somebody else; without this column one is made of the name",
            "C-1042",
        ),
        ("name", "the name to show to people", "Hofmann Joinery"),
        (
            "customer_kind",
            "business or individual; blank: not told, or as told before",
            "business",
        ),
        (
            "onboard_date",
            "the day the relationship began",
            "2024-03-01",
        ),
        ("acquisition_source", "how they found you", "trade-fair"),
        ("buys_as", "end_user or middleman", "end_user"),
        ("prospect", "yes: not a customer yet; blank: no", "yes"),
        (
            "attribute.<key>",
            "values of an attribute, `;` between them",
            "carpentry;furniture",
        ),
    ],
};

pub(super) const INVOICE: Kind = Kind {
    name: "invoice",
    what: "an invoice sent; occur_time is its issue_date where not given",
    columns: &[
        INVOICE_ID,
        AMOUNT,
        CURRENCY,
        (
            "issue_date",
            "the day it was issued; required",
            "2026-03-31",
        ),
        ("due_date", "the last day in time; required", "2026-04-14"),
        (
            "service_start_date",
            "first day of the service it pays for",
            "2026-01-01",
        ),
        (
            "service_end_date",
            "last day of the service it pays for",
            "2026-03-31",
        ),
        RATE,
    ],
};

pub(super) const CONTRACT: Kind = Kind {
    name: "contract",
    what: "a contract agreed; occur_time is its start_date where not given",
    columns: &[
        ("contract_id", "the contract's number; required", "SUP-77"),
        ("start_date", "the first day; required", "2025-01-01"),
        (
            "end_date",
            "the last day [default: an open end]",
            "2026-12-31",
        ),
        (
            "billing_period_months",
            "months between two bills; required",
            "12",
        ),
        ("amount", "the amount of one period; required", "3600.00"),
        CURRENCY,
        RATE,
    ],
};

pub(super) const PAYMENT: Kind = Kind {
    name: "payment",
    what: "money received for an invoice; partial ones add up",
    columns: &[INVOICE_ID, AMOUNT, CURRENCY, RATE],
};

pub(super) const CREDIT_NOTE: Kind = Kind {
    name: "credit_note",
    what: "money credited or refunded",
    columns: &[
        (
            "invoice_id",
            "the invoice it credits [default: none, a refund]",
            "2026-0117",
        ),
        AMOUNT,
        CURRENCY,
        RATE,
    ],
};

pub(super) const PURCHASE: Kind = Kind {
    name: "purchase",
    what: "a sale paid on the spot",
    columns: &[AMOUNT, CURRENCY, RATE],
};

pub(super) const COST: Kind = Kind {
    name: "cost",
    what: "money spent on the customer",
    columns: &[
        AMOUNT,
        CURRENCY,
        (
            "cost_kind",
            "direct, acquisition or gift; required",
            "direct",
        ),
        RATE,
    ],
};

pub(super) const EFFORT: Kind = Kind {
    name: "effort",
    what: "time spent on the customer; exactly one of minutes, hours and seconds",
    columns: &[
        (
            "minutes",
            "minutes, decimals allowed, rounded to the second",
            "90",
        ),
        (
            "hours",
            "hours, decimals allowed, rounded to the second",
            "1.5",
        ),
        ("seconds", "seconds", "5400"),
        (
            "effort_kind",
            "accounting, support, delivery or rework; required",
            "support",
        ),
        (
            "billing",
            "billed, included or unbilled; required",
            "unbilled",
        ),
    ],
};
