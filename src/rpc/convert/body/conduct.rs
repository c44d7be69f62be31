//! Facts that measure without money: time, price talks, usage, share of the customer's wallet.

use domain::fact::{Effort, Negotiation, Usage, WalletEstimate};
use prost_types::Duration;

use crate::{
    pb::v1 as pb,
    rpc::convert::{
        check::{Check, Read, entry},
        name::Named,
        number::BPS,
        rule,
        text::ID_MAX,
    },
};

const EFFORT_SECONDS_MAX: i64 = 1_000 * 3_600;
const MEASURES_MAX: usize = 64;

pub(super) fn effort(check: &mut Check, wire: pb::Effort) -> Read<Effort> {
    let pb::Effort {
        duration,
        kind,
        billing,
    } = wire;
    let seconds = seconds(check, duration);
    let kind = check.one_of("kind", kind);
    let billing = check.one_of("billing", billing);
    Ok(Effort {
        seconds: seconds?,
        kind: kind?,
        billing: billing?,
    })
}

fn seconds(check: &mut Check, wire: Option<Duration>) -> Read<i64> {
    let Duration { seconds, nanos } = check.required("duration", wire)?;
    if nanos != 0 {
        let description = format!("must be whole seconds, and has nanos `{nanos}`: round it");
        return Err(check.violated("duration", rule::NOT_WHOLE_SECONDS, description));
    }
    if !(1..=EFFORT_SECONDS_MAX).contains(&seconds) {
        let description =
            format!("must be 1 to {EFFORT_SECONDS_MAX} seconds (1,000 hours), and is `{seconds}`");
        return Err(check.violated("duration", rule::OUT_OF_RANGE, description));
    }
    Ok(seconds)
}

pub(super) fn wire_effort(effort: &Effort) -> pb::Effort {
    let Effort {
        seconds,
        kind,
        billing,
    } = *effort;
    pb::Effort {
        duration: Some(Duration { seconds, nanos: 0 }),
        kind: kind.number(),
        billing: billing.number(),
    }
}

pub(super) fn negotiation(check: &mut Check, wire: pb::Negotiation) -> Read<Negotiation> {
    let pb::Negotiation {
        moment,
        discount_asked_bps: asked,
        discount_granted_bps: granted,
        rounds,
        value_recognition: value,
    } = wire;
    // A questioned invoice needs no further number.
    let questioned = moment == i32::from(pb::NegotiationMoment::InvoiceQuestioned);
    let given = questioned || asked.or(granted).or(rounds).or(value).is_some();
    let fields = "discount_asked_bps, discount_granted_bps, rounds and value_recognition";
    let any = check.at_least_one(fields, given);
    let moment = check.one_of("moment", moment);
    let asked = check.optional_within("discount_asked_bps", asked, &BPS);
    let granted = check.optional_within("discount_granted_bps", granted, &BPS);
    let rounds = check.optional_within("rounds", rounds, &(1..=100));
    let value = check.optional_within("value_recognition", value, &(1..=5));
    any?;
    Ok(Negotiation {
        moment: moment?,
        discount_asked_bps: asked?,
        discount_granted_bps: granted?,
        rounds: rounds?,
        value_recognition: value?,
    })
}

pub(super) fn wire_negotiation(negotiation: &Negotiation) -> pb::Negotiation {
    let Negotiation {
        moment,
        discount_asked_bps,
        discount_granted_bps,
        rounds,
        value_recognition,
    } = *negotiation;
    pb::Negotiation {
        moment: moment.number(),
        discount_asked_bps,
        discount_granted_bps,
        rounds,
        value_recognition,
    }
}

pub(super) fn usage(check: &mut Check, wire: pb::Usage) -> Read<Usage> {
    let pb::Usage { measures: wire } = wire;
    if wire.is_empty() {
        return Err(check.violated(
            "measures",
            rule::REQUIRED,
            "is required: give 1 to 64 measures",
        ));
    }
    if wire.len() > MEASURES_MAX {
        let description = format!(
            "has {} measures and may have at most {MEASURES_MAX}: leave some out",
            wire.len()
        );
        return Err(check.violated("measures", rule::TOO_MANY, description));
    }
    let measures: Vec<Read<_>> = wire
        .into_iter()
        .map(|(name, value)| measure(check, name, value))
        .collect();
    Ok(Usage {
        measures: measures.into_iter().collect::<Read<_>>()?,
    })
}

fn measure(check: &mut Check, name: String, value: i64) -> Read<(String, i64)> {
    let field = entry("measures", &name);
    let name = check.key(&field, name, ID_MAX);
    if value < 0 {
        let description = format!("must be zero or more, and is `{value}`");
        return Err(check.violated(&field, rule::OUT_OF_RANGE, description));
    }
    Ok((name?, value))
}

pub(super) fn wire_usage(usage: Usage) -> pb::Usage {
    let Usage { measures } = usage;
    pb::Usage { measures }
}

pub(super) fn wallet_estimate(check: &mut Check, wire: pb::WalletEstimate) -> Read<WalletEstimate> {
    let pb::WalletEstimate {
        our_share_bps: share,
        other_vendor_count: vendors,
    } = wire;
    let any = check.at_least_one(
        "our_share_bps and other_vendor_count",
        share.or(vendors).is_some(),
    );
    let share = check.optional_within("our_share_bps", share, &BPS);
    let vendors = check.optional_within("other_vendor_count", vendors, &(0..=10_000));
    any?;
    Ok(WalletEstimate {
        our_share_bps: share?,
        other_vendor_count: vendors?,
    })
}

pub(super) fn wire_wallet_estimate(wallet: &WalletEstimate) -> pb::WalletEstimate {
    let WalletEstimate {
        our_share_bps,
        other_vendor_count,
    } = *wallet;
    pb::WalletEstimate {
        our_share_bps,
        other_vendor_count,
    }
}
