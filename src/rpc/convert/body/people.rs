//! Facts that people report about people: assessments, words, actions, referrals, departures, merges.

use domain::fact::{
    Action, ActionKind, AssessedRole, Assessment, Comeback, Departure, Merge, Referral, Trait,
    Voice,
};

use crate::{
    error::Error,
    pb::v1 as pb,
    rpc::convert::{
        check::{Check, Read},
        name::Named,
        number::BPS,
        rule,
        text::{ID_MAX, NOTE_MAX},
    },
};

const VOICE_MAX: usize = 4_000;

pub(super) fn assessment(check: &mut Check, wire: pb::Assessment) -> Read<Assessment> {
    let pb::Assessment {
        assessed_trait,
        rating,
        assessor,
        about,
        person_key,
        note,
    } = wire;
    let assessed_trait = check.one_of::<Trait>("assessed_trait", assessed_trait);
    let rating = check.within("rating", rating, &(1..=5));
    let assessor = check.id("assessor", assessor);
    let about = check.optional_one_of("about", about);
    let person_key = check.line("person_key", person_key, ID_MAX);
    let note = check.words("note", note, NOTE_MAX);
    let assessed_trait = assessed_trait?;
    Ok(Assessment {
        assessed_trait,
        rating: rating?,
        assessor: assessor?,
        about: about?.unwrap_or_else(|| usual_role(assessed_trait)),
        person_key: person_key?,
        note: note?,
    })
}

/// The person that a trait is about if the caller does not say it.
fn usual_role(assessed_trait: Trait) -> AssessedRole {
    if assessed_trait.is_owners() {
        AssessedRole::Owner
    } else {
        AssessedRole::Other
    }
}

pub(super) fn wire_assessment(assessment: Assessment) -> pb::Assessment {
    let Assessment {
        assessed_trait,
        rating,
        assessor,
        about,
        person_key,
        note,
    } = assessment;
    pb::Assessment {
        assessed_trait: assessed_trait.number(),
        rating,
        assessor,
        about: about.number(),
        person_key,
        note,
    }
}

pub(super) fn voice(check: &mut Check, wire: pb::Voice) -> Read<Voice> {
    let pb::Voice { kind, words } = wire;
    let kind = check.one_of("kind", kind);
    let words = check.required_words("words", words, VOICE_MAX);
    Ok(Voice {
        kind: kind?,
        words: words?,
    })
}

pub(super) fn wire_voice(voice: Voice) -> pb::Voice {
    let Voice { kind, words } = voice;
    pb::Voice {
        kind: kind.number(),
        words,
    }
}

pub(super) fn action(check: &mut Check, wire: pb::Action) -> Read<Action> {
    let pb::Action {
        kind,
        by,
        note,
        outcome,
    } = wire;
    let kind = check.one_of("kind", kind);
    let by = check.id("by", by);
    let note = if matches!(kind, Ok(ActionKind::AgreedDestination)) && note.trim().is_empty() {
        let description = "is required for AGREED_DESTINATION: give the text both sides agreed";
        Err(check.violated("note", rule::REQUIRED, description))
    } else {
        check.words("note", note, NOTE_MAX)
    };
    let outcome = check.words("outcome", outcome, NOTE_MAX);
    Ok(Action {
        kind: kind?,
        by: by?,
        note: note?,
        outcome: outcome?,
    })
}

pub(super) fn wire_action(action: Action) -> pb::Action {
    let Action {
        kind,
        by,
        note,
        outcome,
    } = action;
    pb::Action {
        kind: kind.number(),
        by,
        note,
        outcome,
    }
}

pub(super) fn referral(check: &mut Check, customer_id: &str, wire: pb::Referral) -> Read<Referral> {
    let pb::Referral {
        referred_customer_id: referred,
        would_have_come_anyway_bps: anyway,
    } = wire;
    let referred = check.id("referred_customer_id", referred);
    let anyway = check.optional_within("would_have_come_anyway_bps", anyway, &BPS);
    if referred
        .as_deref()
        .is_ok_and(|referred| referred == customer_id)
    {
        return Err(check.refused(Error::SelfReferral {
            customer_id: customer_id.to_owned(),
        }));
    }
    Ok(Referral {
        referred_customer_id: referred?,
        would_have_come_anyway_bps: anyway?,
    })
}

pub(super) fn wire_referral(referral: Referral) -> pb::Referral {
    let Referral {
        referred_customer_id,
        would_have_come_anyway_bps,
    } = referral;
    pb::Referral {
        referred_customer_id,
        would_have_come_anyway_bps,
    }
}

pub(super) fn departure(check: &mut Check, wire: pb::Departure) -> Read<Departure> {
    let pb::Departure { ended_by, reason } = wire;
    let ended_by = check.one_of("ended_by", ended_by);
    let reason = check.words("reason", reason, NOTE_MAX);
    Ok(Departure {
        ended_by: ended_by?,
        reason: reason?,
    })
}

pub(super) fn wire_departure(departure: Departure) -> pb::Departure {
    let Departure { ended_by, reason } = departure;
    pb::Departure {
        ended_by: ended_by.number(),
        reason,
    }
}

pub(super) fn comeback(check: &mut Check, wire: pb::Comeback) -> Read<Comeback> {
    let pb::Comeback { reason } = wire;
    let reason = check.words("reason", reason, NOTE_MAX)?;
    Ok(Comeback { reason })
}

pub(super) fn wire_comeback(comeback: Comeback) -> pb::Comeback {
    let Comeback { reason } = comeback;
    pb::Comeback { reason }
}

pub(super) fn merge(check: &mut Check, customer_id: &str, wire: pb::Merge) -> Read<Merge> {
    let pb::Merge {
        into_customer_id: into,
        reason,
    } = wire;
    let into = check.id("into_customer_id", into);
    let reason = check.words("reason", reason, NOTE_MAX);
    if into.as_deref().is_ok_and(|into| into == customer_id) {
        return Err(check.refused(Error::SelfMerge {
            customer_id: customer_id.to_owned(),
        }));
    }
    Ok(Merge {
        into_customer_id: into?,
        reason: reason?,
    })
}

pub(super) fn wire_merge(merge: Merge) -> pb::Merge {
    let Merge {
        into_customer_id,
        reason,
    } = merge;
    pb::Merge {
        into_customer_id,
        reason,
    }
}
