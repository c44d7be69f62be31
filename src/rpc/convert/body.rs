//! The bodies of the kinds of fact.

mod conduct;
mod money;
mod people;

use domain::{fact::Body, money::Currency};

use super::check::{Check, Read};
use crate::pb::v1::fact::Body as Wire;

/// Reads the body of a fact about customer `customer_id`.
pub(super) fn from_wire(check: &mut Check, customer_id: &str, wire: Wire) -> Read<Body> {
    match wire {
        Wire::Invoice(wire) => check
            .at("invoice", |at| money::invoice(at, wire))
            .map(Body::Invoice),
        Wire::Contract(wire) => check
            .at("contract", |at| money::contract(at, wire))
            .map(Body::Contract),
        Wire::Payment(wire) => check
            .at("payment", |at| money::payment(at, wire))
            .map(Body::Payment),
        Wire::PaymentReturn(wire) => check
            .at("payment_return", |at| money::payment_return(at, wire))
            .map(Body::PaymentReturn),
        Wire::InvoiceVoid(wire) => check
            .at("invoice_void", |at| money::invoice_void(at, wire))
            .map(Body::InvoiceVoid),
        Wire::CreditNote(wire) => check
            .at("credit_note", |at| money::credit_note(at, wire))
            .map(Body::CreditNote),
        Wire::Purchase(wire) => check
            .at("purchase", |at| money::purchase(at, wire))
            .map(Body::Purchase),
        Wire::Cost(wire) => check.at("cost", |at| money::cost(at, wire)).map(Body::Cost),
        Wire::Effort(wire) => check
            .at("effort", |at| conduct::effort(at, wire))
            .map(Body::Effort),
        Wire::Negotiation(wire) => check
            .at("negotiation", |at| conduct::negotiation(at, wire))
            .map(Body::Negotiation),
        Wire::Usage(wire) => check
            .at("usage", |at| conduct::usage(at, wire))
            .map(Body::Usage),
        Wire::WalletEstimate(wire) => check
            .at("wallet_estimate", |at| conduct::wallet_estimate(at, wire))
            .map(Body::WalletEstimate),
        Wire::Assessment(wire) => check
            .at("assessment", |at| people::assessment(at, wire))
            .map(Body::Assessment),
        Wire::Voice(wire) => check
            .at("voice", |at| people::voice(at, wire))
            .map(Body::Voice),
        Wire::Action(wire) => check
            .at("action", |at| people::action(at, wire))
            .map(Body::Action),
        Wire::Departure(wire) => check
            .at("departure", |at| people::departure(at, wire))
            .map(Body::Departure),
        Wire::Comeback(wire) => check
            .at("comeback", |at| people::comeback(at, wire))
            .map(Body::Comeback),
        Wire::Referral(wire) => check
            .at("referral", |at| people::referral(at, customer_id, wire))
            .map(Body::Referral),
        Wire::Merge(wire) => check
            .at("merge", |at| people::merge(at, customer_id, wire))
            .map(Body::Merge),
    }
}

/// The body in wire form.
pub(super) fn to_wire(body: Body, reporting_currency: Currency) -> Wire {
    match body {
        Body::Invoice(invoice) => Wire::Invoice(money::wire_invoice(invoice, reporting_currency)),
        Body::Contract(contract) => {
            Wire::Contract(money::wire_contract(contract, reporting_currency))
        }
        Body::Payment(payment) => Wire::Payment(money::wire_payment(payment, reporting_currency)),
        Body::PaymentReturn(back) => {
            Wire::PaymentReturn(money::wire_payment_return(back, reporting_currency))
        }
        Body::InvoiceVoid(void) => Wire::InvoiceVoid(money::wire_invoice_void(void)),
        Body::CreditNote(credit) => {
            Wire::CreditNote(money::wire_credit_note(credit, reporting_currency))
        }
        Body::Purchase(purchase) => {
            Wire::Purchase(money::wire_purchase(&purchase, reporting_currency))
        }
        Body::Cost(cost) => Wire::Cost(money::wire_cost(&cost, reporting_currency)),
        Body::Effort(effort) => Wire::Effort(conduct::wire_effort(&effort)),
        Body::Negotiation(negotiation) => {
            Wire::Negotiation(conduct::wire_negotiation(&negotiation))
        }
        Body::Usage(usage) => Wire::Usage(conduct::wire_usage(usage)),
        Body::WalletEstimate(wallet) => {
            Wire::WalletEstimate(conduct::wire_wallet_estimate(&wallet))
        }
        Body::Assessment(assessment) => Wire::Assessment(people::wire_assessment(assessment)),
        Body::Voice(voice) => Wire::Voice(people::wire_voice(voice)),
        Body::Action(action) => Wire::Action(people::wire_action(action)),
        Body::Referral(referral) => Wire::Referral(people::wire_referral(referral)),
        Body::Departure(departure) => Wire::Departure(people::wire_departure(departure)),
        Body::Comeback(comeback) => Wire::Comeback(people::wire_comeback(comeback)),
        Body::Merge(merge) => Wire::Merge(people::wire_merge(merge)),
    }
}
