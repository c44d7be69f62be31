//! Builds what a fact tells from the fields of a row. Only what cannot be read is refused here; whether
//! it keeps the rules is the service's to say.

use std::collections::BTreeMap;

use prost_types::Duration;

use crate::{
    day,
    explain::Refusal,
    import::{columns, fields::Fields},
};
use client::pb::v1::{
    Action, ActionKind, AssessedRole, Assessment, Comeback, Contract, Cost, CostKind, CreditNote,
    Departure, Effort, EffortBilling, EffortKind, EndedBy, Invoice, Negotiation, NegotiationMoment,
    Payment, Purchase, Referral, Trait, Usage, Voice, VoiceKind, WalletEstimate, fact::Body,
};

/// What a fact of this kind tells.
pub fn build(kind: &str, fields: &mut Fields<'_>) -> Result<Body, Refusal> {
    Ok(match kind {
        "invoice" => Body::Invoice(invoice(fields)?),
        "contract" => Body::Contract(contract(fields)?),
        "payment" => Body::Payment(Payment {
            invoice_id: fields.text_or_empty("invoice_id")?,
            amount: fields.money()?,
            exchange_rate: fields.text_or_empty("exchange_rate")?,
        }),
        "credit_note" => Body::CreditNote(CreditNote {
            invoice_id: fields.text_or_empty("invoice_id")?,
            amount: fields.money()?,
            exchange_rate: fields.text_or_empty("exchange_rate")?,
        }),
        "purchase" => Body::Purchase(Purchase {
            amount: fields.money()?,
            exchange_rate: fields.text_or_empty("exchange_rate")?,
        }),
        "cost" => Body::Cost(Cost {
            amount: fields.money()?,
            kind: fields.choice::<CostKind>("cost_kind")?,
            exchange_rate: fields.text_or_empty("exchange_rate")?,
        }),
        "effort" => Body::Effort(effort(fields)?),
        _ => return of_people(kind, fields),
    })
}

/// What a fact tells that is not about money and hours.
fn of_people(kind: &str, fields: &mut Fields<'_>) -> Result<Body, Refusal> {
    Ok(match kind {
        "negotiation" => Body::Negotiation(Negotiation {
            moment: fields.choice::<NegotiationMoment>("moment")?,
            discount_asked_bps: fields.basis_points("discount_asked_bps")?,
            discount_granted_bps: fields.basis_points("discount_granted_bps")?,
            rounds: fields.whole("rounds")?,
            value_recognition: fields.whole("value_recognition")?,
        }),
        "usage" => Body::Usage(usage(fields)?),
        "assessment" => Body::Assessment(Assessment {
            assessed_trait: fields.choice::<Trait>("assessed_trait")?,
            rating: fields.whole("rating")?.unwrap_or(0),
            assessor: fields.text_or_empty("assessor")?,
            about: fields.choice::<AssessedRole>("about")?,
            person_key: fields.text_or_empty("person_key")?,
            note: fields.text_or_empty("note")?,
        }),
        "wallet_estimate" => Body::WalletEstimate(WalletEstimate {
            our_share_bps: fields.basis_points("our_share_bps")?,
            other_vendor_count: fields.whole("other_vendor_count")?,
        }),
        "voice" => Body::Voice(Voice {
            kind: fields.choice::<VoiceKind>("voice_kind")?,
            words: fields.text_or_empty("words")?,
        }),
        "action" => Body::Action(Action {
            kind: fields.choice::<ActionKind>("action_kind")?,
            by: fields.text_or_empty("by")?,
            note: fields.text_or_empty("note")?,
            outcome: fields.text_or_empty("outcome")?,
        }),
        "referral" => Body::Referral(Referral {
            referred_customer_id: fields.text_or_empty("referred_customer_id")?,
            would_have_come_anyway_bps: fields.basis_points("would_have_come_anyway_bps")?,
        }),
        "departure" => Body::Departure(Departure {
            ended_by: fields.choice::<EndedBy>("ended_by")?,
            reason: fields.text_or_empty("reason")?,
        }),
        "comeback" => Body::Comeback(Comeback {
            reason: fields.text_or_empty("reason")?,
        }),
        other => return Err(unknown(other)),
    })
}

/// The refusal of a kind that is none.
pub fn unknown(kind: &str) -> Refusal {
    Refusal::new("kind", "UNKNOWN_KIND", columns::unknown_kind(kind))
}

/// When a fact happened, where the row does not say so: documents carry their day.
pub fn own_time(body: &Body) -> Option<prost_types::Timestamp> {
    let day = match body {
        Body::Invoice(invoice) => invoice.issue_date.as_ref(),
        Body::Contract(contract) => contract.start_date.as_ref(),
        _ => None,
    };
    day.and_then(day::midnight)
}

fn invoice(fields: &mut Fields<'_>) -> Result<Invoice, Refusal> {
    Ok(Invoice {
        invoice_id: fields.text_or_empty("invoice_id")?,
        amount: fields.money()?,
        issue_date: fields.date("issue_date")?,
        due_date: fields.date("due_date")?,
        service_start_date: fields.date("service_start_date")?,
        service_end_date: fields.date("service_end_date")?,
        exchange_rate: fields.text_or_empty("exchange_rate")?,
    })
}

fn contract(fields: &mut Fields<'_>) -> Result<Contract, Refusal> {
    Ok(Contract {
        contract_id: fields.text_or_empty("contract_id")?,
        start_date: fields.date("start_date")?,
        end_date: fields.date("end_date")?,
        billing_period_months: fields.whole("billing_period_months")?.unwrap_or(0),
        amount: fields.money()?,
        exchange_rate: fields.text_or_empty("exchange_rate")?,
    })
}

fn effort(fields: &mut Fields<'_>) -> Result<Effort, Refusal> {
    let mut told = vec![];
    for (name, seconds) in [("minutes", 60), ("hours", 3600), ("seconds", 1)] {
        if let Some(micros) = fields.decimal(name)? {
            told.push((micros * seconds + 500_000).div_euclid(1_000_000));
        }
    }
    let seconds = match told.as_slice() {
        [seconds] => i64::try_from(*seconds)
            .map_err(|_| Refusal::new("minutes", "TOO_LARGE", "nobody works that long")),
        _ => Err(Refusal::new(
            "minutes",
            "ONE_OF",
            "give exactly one of minutes, hours and seconds",
        )),
    }?;
    Ok(Effort {
        duration: Some(Duration { seconds, nanos: 0 }),
        kind: fields.choice::<EffortKind>("effort_kind")?,
        billing: fields.choice::<EffortBilling>("billing")?,
    })
}

fn usage(fields: &mut Fields<'_>) -> Result<Usage, Refusal> {
    let mut measures = BTreeMap::new();
    for name in fields.names_after("usage.") {
        if let Some(count) = fields.whole(&format!("usage.{name}"))? {
            measures.insert(name, count);
        }
    }
    Ok(Usage { measures })
}
