//! Taking facts back.

use super::{super::retraction, *};

#[test]
fn a_retraction_needs_a_key_a_reason_and_an_author() {
    let expected = ["customer_id", "source", "fact_id", "reason", "author"];
    assert_eq!(
        broken(read(pb::Retraction::default(), retraction::from_wire)),
        expected.map(|field| (field.to_owned(), "REQUIRED"))
    );
}

#[test]
fn a_retraction_is_read_and_written_alike() {
    let wire = pb::Retraction {
        customer_id: "C-1042".to_owned(),
        source: "billing".to_owned(),
        fact_id: "f-1".to_owned(),
        reason: "typed\ntwice".to_owned(),
        author: "anna".to_owned(),
    };
    let read = read(wire.clone(), retraction::from_wire).unwrap();
    assert_eq!(retraction::to_wire(read), wire);
}
