//! The hash of the content of a fact: which fields belong to it, and that it never changes.

use crate::given::{business, euros, fact, time};
use domain::fact::{
    Action, ActionKind, Body, Comeback, CostKind, CreditNote, Departure, EffortBilling, EndedBy,
    Fact, Merge, Negotiation, NegotiationMoment, Purchase, Trait, Voice, VoiceKind,
};
use sha2::{Digest, Sha256};

fn purchase(units: i64) -> Fact {
    let amount = euros(units);
    fact(
        "c",
        "1",
        time("2026-01-01"),
        Body::Purchase(Purchase { amount }),
    )
}

fn hex(fact: &Fact) -> String {
    let hash = fact.content_hash();
    let first = hash.first_chunk::<8>().unwrap();
    format!("{:016x}", u64::from_be_bytes(*first))
}

#[test]
fn key_and_label_are_not_content_and_everything_else_is() {
    let told = purchase(10);
    let mut same = told.clone();
    same.key.fact_id = "2".to_owned();
    same.key.customer_id = "d".to_owned();
    same.label = "import".to_owned();
    assert_eq!(told.content_hash(), same.content_hash());
    let mut others = vec![purchase(11); 4];
    others[1] = Fact {
        author: "ann".to_owned(),
        ..told.clone()
    };
    others[2] = Fact {
        occur_time: time("2026-01-02"),
        ..told.clone()
    };
    others[3] = Fact {
        source_record_time: Some(time("2026-01-02")),
        ..told.clone()
    };
    for other in others {
        assert_ne!(told.content_hash(), other.content_hash(), "{other:?}");
    }
}

#[test]
fn unset_and_zero_differ() {
    let talk = |discount_asked_bps| {
        let talk = Negotiation {
            moment: NegotiationMoment::FirstDeal,
            discount_asked_bps,
            discount_granted_bps: None,
            rounds: None,
            value_recognition: None,
        };
        fact("c", "1", time("2026-01-01"), Body::Negotiation(talk)).content_hash()
    };
    assert_ne!(talk(None), talk(Some(0)));
}

#[test]
fn a_refund_and_a_credit_of_the_same_amount_differ_from_a_purchase() {
    let credit = |invoice_id: Option<&str>| {
        let credit = CreditNote {
            invoice_id: invoice_id.map(str::to_owned),
            amount: euros(10),
        };
        hex(&fact(
            "c",
            "1",
            time("2026-01-01"),
            Body::CreditNote(credit),
        ))
    };
    assert_ne!(credit(None), credit(Some("1")));
    assert_ne!(credit(None), hex(&purchase(10)));
}

/// One fact of every kind.
fn one_of_each() -> Vec<Fact> {
    let action = Action {
        kind: ActionKind::AgreedDestination,
        by: "ann".to_owned(),
        note: "note".to_owned(),
        outcome: "outcome".to_owned(),
    };
    let departure = Departure {
        ended_by: EndedBy::Circumstance,
        reason: "moved".to_owned(),
    };
    let words = "more".to_owned();
    let reason = "back".to_owned();
    business()
        .invoice("1", "2026-01-20", "2026-02-20", 500)
        .contract("2026-01-01", Some("2026-12-31"), 3)
        .paid("1", "2026-02-01", 100)
        .credited(None, "2026-02-02", 20)
        .bought("2026-01-01", 10)
        .cost("2026-01-01", CostKind::Gift, 7)
        .support("2026-01-01", 30, EffortBilling::Unbilled)
        .negotiated(
            "2026-01-01",
            NegotiationMoment::Renewal,
            (Some(100), None, Some(4)),
        )
        .used("2026-01-01", "users", 7)
        .rated("2026-01-01", "ann", Trait::RespectsUs, 4)
        .wallet("2026-01-01", None, Some(3))
        .told(
            "2026-01-01",
            Body::Voice(Voice {
                kind: VoiceKind::Wish,
                words,
            }),
        )
        .told("2026-01-01", Body::Action(action))
        .referred("2026-01-01", "d")
        .told("2026-01-01", Body::Departure(departure))
        .told(
            "2026-01-01",
            Body::Comeback(Comeback {
                reason: reason.clone(),
            }),
        )
        .told(
            "2026-01-01",
            Body::Merge(Merge {
                into_customer_id: "d".to_owned(),
                reason,
            }),
        )
        .paid_back("1", "2026-02-03", 30)
        .voided("1", "2026-02-04")
        .facts
}

/// Facts told years ago must still be recognised: these values must never change.
#[test]
fn the_encoding_is_for_ever() {
    let hashes: Vec<String> = one_of_each().iter().map(hex).collect();
    assert_eq!(
        hashes,
        [
            "96688ea2dde3acee",
            "734d7a67f86df87a",
            "2dee105622b5d394",
            "f3b84ce397db2da5",
            "03edccaff2ca8475",
            "a81c9e64bf391b00",
            "17874942e27651d8",
            "39612ad97868986c",
            "f118076c19d1159f",
            "f880ad2260147f1a",
            "e6d4ec3b94fb99c9",
            "f7b4882e585035e5",
            "1aa8b8e8f9afa7e4",
            "6febaf87f37764c3",
            "8a31990f58f33a19",
            "49a1e8be59ed5e63",
            "954f8eb8b7d75182",
            "3ebfc7cf15ada398",
            "f5792ac93d074cdc"
        ]
    );
}

/// The encoding written out: SHA-256 of the version, then each field after its length in eight bytes.
#[test]
fn the_encoding_is_version_and_fields_after_their_lengths() {
    let number = |number: i64| [8u64.to_be_bytes(), number.to_be_bytes()].concat();
    let unset = || 0u64.to_be_bytes().to_vec();
    let fields = [
        vec![1],
        number(time("2026-01-01").timestamp_micros()),
        unset(),
        unset(),
        number(5),
        number(10_000_000),
        [&3u64.to_be_bytes()[..], b"EUR"].concat(),
        number(1_000_000_000),
    ];
    let hash: [u8; 32] = Sha256::digest(fields.concat()).into();
    assert_eq!(hash, purchase(10).content_hash());
}
