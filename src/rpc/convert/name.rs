//! Enums that have the same value names on the wire and in the core.

use crate::store::{ModelState, ReferrerOrder, ScoreOrder};
use domain::class::Class;
use domain::model::{Answer, Question};
use domain::portfolio::Half;
use domain::{customer as customers, fact as facts};

use crate::pb::v1 as pb;

/// An enum of the core that the contract has under the same name.
pub(crate) trait Named: Copy {
    /// The enum of the contract.
    type Wire: TryFrom<i32> + Into<i32>;
    /// The name of that enum.
    const ENUM: &str;

    /// The core's value; `None` for UNSPECIFIED.
    fn from_wire(wire: Self::Wire) -> Option<Self>;

    /// The contract's value.
    fn to_wire(self) -> Self::Wire;

    /// The number of the contract's value, as messages carry it.
    fn number(self) -> i32 {
        self.to_wire().into()
    }
}

/// Both directions name every value, so that a new value on either side does not compile until it is added
/// here. `else` names the value of the core that is UNSPECIFIED in the contract.
macro_rules! named {
    ($core:path as $wire:ident { $($value:ident),+ $(,)? } $(else $untold:ident)?) => {
        impl Named for $core {
            type Wire = pb::$wire;
            const ENUM: &str = stringify!($wire);

            fn from_wire(wire: pb::$wire) -> Option<Self> {
                match wire {
                    pb::$wire::Unspecified => None,
                    $(pb::$wire::$value => Some(Self::$value),)+
                }
            }

            fn to_wire(self) -> pb::$wire {
                match self {
                    $(Self::$untold => pb::$wire::Unspecified,)?
                    $(Self::$value => pb::$wire::$value,)+
                }
            }
        }
    };
}

// The kinds of fact have the same numbers on the wire, in the core and in the store.
impl Named for facts::FactKind {
    type Wire = pb::FactKind;
    const ENUM: &str = "FactKind";

    fn from_wire(wire: pb::FactKind) -> Option<Self> {
        Self::numbered(wire as i16)
    }

    fn to_wire(self) -> pb::FactKind {
        pb::FactKind::try_from(self as i32).unwrap_or_default()
    }
}

named!(customers::CustomerKind as CustomerKind { Business, Individual } else NotGiven);
named!(customers::BuysAs as BuysAs { EndUser, Middleman });
named!(customers::Mode as BillingMode { None, Invoiced, Purchasing });
named!(customers::Standing as CustomerStanding { Prospect, New, Active, Quiet, Past });
named!(facts::CostKind as CostKind { Direct, Acquisition, Gift });
named!(facts::EffortKind as EffortKind { Accounting, Support, Delivery, Rework });
named!(facts::EffortBilling as EffortBilling { Billed, Included, Unbilled });
named!(facts::NegotiationMoment as NegotiationMoment { FirstDeal, Renewal, InvoiceQuestioned });
named!(facts::AssessedRole as AssessedRole { Owner, EconomicBuyer, Champion, Other });
named!(facts::VoiceKind as VoiceKind { Wish, Need, Praise, Complaint });
named!(facts::EndedBy as EndedBy { Them, Us, Circumstance });
named!(facts::ActionKind as ActionKind {
    Thanked,
    AskedWhatTheyWant,
    InvitedToTrial,
    AskedForReferral,
    SetExpectations,
    AgreedDestination,
    Weaned,
    LetGoConfirmed,
    Called,
});
named!(facts::Trait as Trait {
    LooksAhead,
    Delegates,
    SetsPriorities,
    HoldsResponsible,
    HasDestination,
    KnowsTheWay,
    PaysOnTime,
    PutsUsFirst,
    PaysFairPrice,
    ChallengesUs,
    PlaysToOurStrengths,
    OpensDoors,
    ValuesOurWork,
    RespectsUs,
    RealisticExpectations,
    AbleToPay,
    MoodFits,
    GladToHearFrom,
    OwnSort,
});
named!(Class as CustomerClass { Ideal, Good, Ok, Bad, InsufficientData });
named!(Question as FindingQuestion {
    Nice,
    Pays,
    SeesValue,
    SendsOthers,
    Earns,
    TakesTime,
    LooksAhead,
    Credentials,
    Destination,
    Grows,
    AffordsUs,
    Expectations,
    AccountingTime,
});
named!(Answer as FindingAnswer { Yes, No, Mixed, Unknown });
named!(Half as HalfVerdict { Unknown, ChecksOut, DoesNot, NotApplicable });
named!(ModelState as ModelState { Draft, Active, Retired });
named!(ScoreOrder as ScoreOrder {
    PointsDesc,
    PointsAsc,
    OwnValueDesc,
    ContributionDesc,
    CustomerId,
});
named!(ReferrerOrder as ReferrerOrder {
    TotalValue,
    BroughtValue,
    CreditedValue,
    PlacesGained,
});
