//! The columns of what is about people.

use crate::import::columns::Kind;

pub(super) const NEGOTIATION: Kind = Kind {
    name: "negotiation",
    what: "how talking about the price went",
    columns: &[
        (
            "moment",
            "first_deal, renewal or invoice_questioned; required",
            "first_deal",
        ),
        (
            "discount_asked_bps",
            "discount asked, in basis points or as 10%",
            "1000",
        ),
        ("discount_granted_bps", "discount given, likewise", "500"),
        ("rounds", "rounds until both agreed", "2"),
        (
            "value_recognition",
            "1 sees only the price, 5 sees the whole value",
            "4",
        ),
    ],
};

pub(super) const USAGE: Kind = Kind {
    name: "usage",
    what: "a snapshot of how much of the product they use",
    columns: &[(
        "usage.<measure>",
        "a whole number: users, features, licences, storage_bytes or your own",
        "12",
    )],
};

pub(super) const ASSESSMENT: Kind = Kind {
    name: "assessment",
    what: "a person's rating of one trait",
    columns: &[
        (
            "assessed_trait",
            "looks_ahead, pays_fair_price, respects_us ...; required",
            "respects_us",
        ),
        ("rating", "1 to 5; required", "4"),
        ("assessor", "who rates; required", "anna"),
        ("about", "owner, economic_buyer, champion or other", "owner"),
        (
            "person_key",
            "a key of the person it is about",
            "mr-hofmann",
        ),
        ("note", "why", "asked for a plan for next year"),
    ],
};

pub(super) const WALLET_ESTIMATE: Kind = Kind {
    name: "wallet_estimate",
    what: "your share of what they spend in your field",
    columns: &[
        (
            "our_share_bps",
            "your share, in basis points or as 60%",
            "6000",
        ),
        ("other_vendor_count", "other vendors they buy from", "2"),
    ],
};

pub(super) const VOICE: Kind = Kind {
    name: "voice",
    what: "what the customer said",
    columns: &[
        (
            "voice_kind",
            "wish, need, praise or complaint; required",
            "wish",
        ),
        (
            "words",
            "their words; required",
            "I wish you did our payroll too",
        ),
    ],
};

pub(super) const ACTION: Kind = Kind {
    name: "action",
    what: "what you did for or about the customer",
    columns: &[
        (
            "action_kind",
            "thanked, called, asked_for_referral ...; required",
            "called",
        ),
        ("by", "who did it; required", "anna"),
        (
            "note",
            "a note, or the text agreed for agreed_destination",
            "about the renewal",
        ),
        ("outcome", "what came of it", "will think about it"),
    ],
};

pub(super) const REFERRAL: Kind = Kind {
    name: "referral",
    what: "the customer recommended you to another one",
    columns: &[
        (
            "referred_customer_id",
            "the customer who came; required",
            "C-2001",
        ),
        (
            "would_have_come_anyway_bps",
            "chance, in basis points or as 25%",
            "2500",
        ),
    ],
};

pub(super) const DEPARTURE: Kind = Kind {
    name: "departure",
    what: "the customer left",
    columns: &[
        ("ended_by", "them, us or circumstance; required", "them"),
        ("reason", "why", "moved abroad"),
    ],
};

pub(super) const COMEBACK: Kind = Kind {
    name: "comeback",
    what: "the customer came back after a departure",
    columns: &[("reason", "why", "the other one never answered")],
};
