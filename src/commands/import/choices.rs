//! The enums whose words can stand in a file. The words are those of the protos.

use crate::import::fields::Choice;
use client::pb::v1::{
    ActionKind, AssessedRole, BuysAs, CostKind, CustomerKind, EffortBilling, EffortKind, EndedBy,
    NegotiationMoment, Trait, VoiceKind,
};

macro_rules! choices {
    ($($name:ident: $prefix:literal,)*) => {$(
        impl Choice for $name {
            const PREFIX: &'static str = $prefix;

            fn of_name(name: &str) -> Option<i32> {
                Self::from_str_name(name).map(|value| value as i32)
            }

            fn name_of(value: i32) -> Option<&'static str> {
                Self::try_from(value).ok().map(|value| value.as_str_name())
            }
        }
    )*};
}

choices! {
    ActionKind: "ACTION_KIND_",
    AssessedRole: "ASSESSED_ROLE_",
    BuysAs: "BUYS_AS_",
    CostKind: "COST_KIND_",
    CustomerKind: "CUSTOMER_KIND_",
    EffortBilling: "EFFORT_BILLING_",
    EffortKind: "EFFORT_KIND_",
    EndedBy: "ENDED_BY_",
    NegotiationMoment: "NEGOTIATION_MOMENT_",
    Trait: "TRAIT_",
    VoiceKind: "VOICE_KIND_",
}
