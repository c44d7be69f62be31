//! Facts that carry an amount.

use chrono::Months;
use domain::{
    fact::{
        Contract, Cost, CreditNote, Invoice, InvoiceVoid, Payment, PaymentReturn, Purchase, Service,
    },
    money::Currency,
};

use crate::{
    pb::{google_type::Date, v1 as pb},
    rpc::convert::{
        check::{Check, Read},
        money::{self, Least},
        name::Named,
        rule,
        text::NOTE_MAX,
        time::wire_date,
    },
};

/// The furthest that an invoice may be dated ahead of the server's clock.
const ISSUE_AHEAD: Months = Months::new(12);
/// The furthest that a contract or the service of an invoice may begin ahead of the server's clock.
const START_AHEAD: Months = Months::new(10 * 12);
/// The longest payment term, and the longest service period.
const TERM_MAX: Months = Months::new(10 * 12);
/// The longest contract that has an end.
const CONTRACT_MAX: Months = Months::new(100 * 12);

pub(super) fn invoice(check: &mut Check, wire: pb::Invoice) -> Read<Invoice> {
    let pb::Invoice {
        invoice_id,
        amount,
        issue_date,
        due_date,
        service_start_date,
        service_end_date,
        exchange_rate,
    } = wire;
    let invoice_id = check.id("invoice_id", invoice_id);
    let amount = check.amount(amount, &exchange_rate, Least::Zero);
    let issue_date = check.date("issue_date", issue_date);
    let due_date = check.date("due_date", due_date);
    if let Ok(issue) = issue_date {
        check.near("issue_date", issue, ISSUE_AHEAD).ok();
    }
    if let (Ok(issue), Ok(due)) = (&issue_date, &due_date) {
        let in_order = check.in_order(*issue, "due_date", *due);
        in_order
            .and_then(|()| check.within_months("due_date", *due, *issue, TERM_MAX))
            .ok();
    }
    let service = service(check, service_start_date, service_end_date);
    Ok(Invoice {
        invoice_id: invoice_id?,
        amount: amount?,
        issue_date: issue_date?,
        due_date: due_date?,
        service: service?,
    })
}

fn service(check: &mut Check, start: Option<Date>, end: Option<Date>) -> Read<Option<Service>> {
    let first = check.optional_date("service_start_date", start);
    let last = check.optional_date("service_end_date", end);
    let (first, last) = match (first?, last?) {
        (None, None) => return Ok(None),
        (Some(first), Some(last)) => (first, last),
        (first, _) => {
            let missing = if first.is_some() {
                "service_end_date"
            } else {
                "service_start_date"
            };
            let description = "is required with the other end of the service: give both or neither";
            return Err(check.violated(missing, rule::BOTH_OR_NEITHER, description));
        }
    };
    check.near("service_start_date", first, START_AHEAD)?;
    check.in_order(first, "service_end_date", last)?;
    check.within_months("service_end_date", last, first, TERM_MAX)?;
    Ok(Some(Service { first, last }))
}

pub(super) fn wire_invoice(invoice: Invoice, currency: Currency) -> pb::Invoice {
    let Invoice {
        invoice_id,
        amount,
        issue_date,
        due_date,
        service,
    } = invoice;
    let (amount, exchange_rate) = money::to_wire(amount, currency);
    pb::Invoice {
        invoice_id,
        amount,
        issue_date: Some(wire_date(issue_date)),
        due_date: Some(wire_date(due_date)),
        service_start_date: service.map(|service| wire_date(service.first)),
        service_end_date: service.map(|service| wire_date(service.last)),
        exchange_rate,
    }
}

pub(super) fn contract(check: &mut Check, wire: pb::Contract) -> Read<Contract> {
    let pb::Contract {
        contract_id,
        start_date,
        end_date,
        billing_period_months,
        amount,
        exchange_rate,
    } = wire;
    let contract_id = check.id("contract_id", contract_id);
    let start_date = check.date("start_date", start_date);
    let end_date = check.optional_date("end_date", end_date);
    if let Ok(start) = start_date {
        check.near("start_date", start, START_AHEAD).ok();
    }
    if let (Ok(start), Ok(Some(end))) = (&start_date, &end_date) {
        let in_order = check.in_order(*start, "end_date", *end);
        in_order
            .and_then(|()| check.within_months("end_date", *end, *start, CONTRACT_MAX))
            .ok();
    }
    let months = check.within("billing_period_months", billing_period_months, &(1..=120));
    let amount = check.amount(amount, &exchange_rate, Least::Zero);
    Ok(Contract {
        contract_id: contract_id?,
        start_date: start_date?,
        end_date: end_date?,
        billing_period_months: months?,
        amount: amount?,
    })
}

pub(super) fn wire_contract(contract: Contract, currency: Currency) -> pb::Contract {
    let Contract {
        contract_id,
        start_date,
        end_date,
        billing_period_months,
        amount,
    } = contract;
    let (amount, exchange_rate) = money::to_wire(amount, currency);
    pb::Contract {
        contract_id,
        start_date: Some(wire_date(start_date)),
        end_date: end_date.map(wire_date),
        billing_period_months,
        amount,
        exchange_rate,
    }
}

pub(super) fn payment(check: &mut Check, wire: pb::Payment) -> Read<Payment> {
    let pb::Payment {
        invoice_id,
        amount,
        exchange_rate,
    } = wire;
    let invoice_id = check.id("invoice_id", invoice_id);
    let amount = check.amount(amount, &exchange_rate, Least::AboveZero);
    Ok(Payment {
        invoice_id: invoice_id?,
        amount: amount?,
    })
}

pub(super) fn wire_payment(payment: Payment, currency: Currency) -> pb::Payment {
    let Payment { invoice_id, amount } = payment;
    let (amount, exchange_rate) = money::to_wire(amount, currency);
    pb::Payment {
        invoice_id,
        amount,
        exchange_rate,
    }
}

pub(super) fn payment_return(check: &mut Check, wire: pb::PaymentReturn) -> Read<PaymentReturn> {
    let pb::PaymentReturn {
        invoice_id,
        amount,
        exchange_rate,
        reason,
    } = wire;
    let invoice_id = check.id("invoice_id", invoice_id);
    let amount = check.amount(amount, &exchange_rate, Least::AboveZero);
    let reason = check.words("reason", reason, NOTE_MAX);
    Ok(PaymentReturn {
        invoice_id: invoice_id?,
        amount: amount?,
        reason: reason?,
    })
}

pub(super) fn wire_payment_return(back: PaymentReturn, currency: Currency) -> pb::PaymentReturn {
    let PaymentReturn {
        invoice_id,
        amount,
        reason,
    } = back;
    let (amount, exchange_rate) = money::to_wire(amount, currency);
    pb::PaymentReturn {
        invoice_id,
        amount,
        exchange_rate,
        reason,
    }
}

pub(super) fn invoice_void(check: &mut Check, wire: pb::InvoiceVoid) -> Read<InvoiceVoid> {
    let pb::InvoiceVoid { invoice_id, reason } = wire;
    let invoice_id = check.id("invoice_id", invoice_id);
    let reason = check.words("reason", reason, NOTE_MAX);
    Ok(InvoiceVoid {
        invoice_id: invoice_id?,
        reason: reason?,
    })
}

pub(super) fn wire_invoice_void(void: InvoiceVoid) -> pb::InvoiceVoid {
    let InvoiceVoid { invoice_id, reason } = void;
    pb::InvoiceVoid { invoice_id, reason }
}

pub(super) fn credit_note(check: &mut Check, wire: pb::CreditNote) -> Read<CreditNote> {
    let pb::CreditNote {
        invoice_id,
        amount,
        exchange_rate,
    } = wire;
    let invoice_id = check.optional_id("invoice_id", invoice_id);
    let amount = check.amount(amount, &exchange_rate, Least::AboveZero);
    Ok(CreditNote {
        invoice_id: invoice_id?,
        amount: amount?,
    })
}

pub(super) fn wire_credit_note(credit: CreditNote, currency: Currency) -> pb::CreditNote {
    let CreditNote { invoice_id, amount } = credit;
    let (amount, exchange_rate) = money::to_wire(amount, currency);
    pb::CreditNote {
        invoice_id: invoice_id.unwrap_or_default(),
        amount,
        exchange_rate,
    }
}

pub(super) fn purchase(check: &mut Check, wire: pb::Purchase) -> Read<Purchase> {
    let pb::Purchase {
        amount,
        exchange_rate,
    } = wire;
    let amount = check.amount(amount, &exchange_rate, Least::Zero)?;
    Ok(Purchase { amount })
}

pub(super) fn wire_purchase(purchase: &Purchase, currency: Currency) -> pb::Purchase {
    let Purchase { amount } = purchase;
    let (amount, exchange_rate) = money::to_wire(*amount, currency);
    pb::Purchase {
        amount,
        exchange_rate,
    }
}

pub(super) fn cost(check: &mut Check, wire: pb::Cost) -> Read<Cost> {
    let pb::Cost {
        amount,
        kind,
        exchange_rate,
    } = wire;
    let amount = check.amount(amount, &exchange_rate, Least::Zero);
    let kind = check.one_of("kind", kind);
    Ok(Cost {
        amount: amount?,
        kind: kind?,
    })
}

pub(super) fn wire_cost(cost: &Cost, currency: Currency) -> pb::Cost {
    let Cost { amount, kind } = cost;
    let (amount, exchange_rate) = money::to_wire(*amount, currency);
    pb::Cost {
        amount,
        kind: kind.number(),
        exchange_rate,
    }
}
