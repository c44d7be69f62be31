//! Tells the answers of a filled sheet to the service, as assessments.

use std::{fs, io};

use prost_types::Timestamp;

use crate::{
    cli::{
        client::Client,
        day,
        failure::{Failure, Finish},
        import::{
            interrupt::Interrupt,
            refused::RefusedRow,
            send::{self, Manner, Part, Told},
            understand,
        },
        json, out,
        worksheet::{Filled, Sheet, TellArgs, parse},
    },
    pb::v1::{Assessment, Fact, fact::Body},
};

/// Cells told in one call.
const BATCH: usize = 500;
/// The source of all answers.
const SOURCE: &str = "worksheet";

/// Who answered when, and under which name.
struct Round {
    assessor: String,
    occur_time: Timestamp,
    label: String,
}

/// Runs the command.
pub(super) async fn run(args: &TellArgs, interrupt: &mut Interrupt) -> Result<Finish, Failure> {
    let told =
        |error: io::Error| Failure::io(&format!("cannot read {}", args.file.display()), &error);
    let mut sheet = parse(&fs::read(&args.file).map_err(told)?)?;
    let round = round(args, &sheet)?;
    let client = Client::connect(&args.server).await?;
    let mut told = Told {
        refused: std::mem::take(&mut sheet.refused),
        ..Told::default()
    };
    let manner = Manner {
        validate_only: args.check,
        create_customers: false,
    };
    let parts: Vec<Part<Fact>> = sheet
        .answers
        .into_iter()
        .map(|cell| part(cell, &round))
        .collect();
    for batch in parts.chunks(BATCH) {
        if interrupt.is_pressed() {
            return Err(Failure::Interrupted);
        }
        told.add(
            interrupt
                .finish(send::facts(&client, batch.to_vec(), manner))
                .await??,
        );
    }
    report(args, told)
}

fn round(args: &TellArgs, sheet: &Sheet) -> Result<Round, Failure> {
    let assessor = args
        .assessor
        .clone()
        .or_else(|| sheet.assessor.clone())
        .ok_or_else(|| {
            Failure::told("the sheet does not say who filled it in: give --assessor NAME")
        })?;
    let date = args
        .date
        .clone()
        .or_else(|| sheet.date.clone())
        .unwrap_or_else(day::today);
    let date = day::parse_date(&date, &[]).map_err(Failure::Told)?;
    let label = args
        .label
        .clone()
        .unwrap_or_else(|| format!("worksheet {}", day::show_date(&date)));
    let occur_time = day::midnight(&date).ok_or_else(|| Failure::told("the date is no day"))?;
    let length = fact_id(&label, &assessor, "TRAIT_REALISTIC_EXPECTATIONS")
        .chars()
        .count();
    if length > 128 {
        return Err(Failure::told(
            "label and assessor are too long together: give a shorter --label",
        ));
    }
    Ok(Round {
        assessor,
        occur_time,
        label,
    })
}

/// The id of an answer: the same sheet told twice counts once, and two people may fill in the same
/// sheet. The customer is part of a fact's key already.
fn fact_id(label: &str, assessor: &str, about: &str) -> String {
    let about = about.trim_start_matches("TRAIT_").to_lowercase();
    format!("{label}:{assessor}:{about}")
}

fn part(cell: Filled, round: &Round) -> Part<Fact> {
    let fact = Fact {
        customer_id: cell.customer_id,
        source: SOURCE.to_owned(),
        fact_id: fact_id(&round.label, &round.assessor, cell.about.as_str_name()),
        occur_time: Some(round.occur_time),
        author: round.assessor.clone(),
        label: round.label.clone(),
        body: Some(Body::Assessment(Assessment {
            r#trait: cell.about.into(),
            rating: cell.rating,
            assessor: round.assessor.clone(),
            note: cell.note,
            ..Assessment::default()
        })),
        ..Fact::default()
    };
    Part {
        thing: fact,
        origin: cell.origin,
    }
}

fn report(args: &TellArgs, mut told: Told) -> Result<Finish, Failure> {
    told.refused.sort_by_key(|row| row.origin.record);
    let refused = told.refused.len();
    for RefusedRow { origin, refusal } in &told.refused {
        let words = understand::show(refusal);
        out::remark(&format!("line {}, {}: {words}", origin.line, origin.item));
    }
    let (new, before) = (told.tally.facts_new, told.tally.facts_duplicate);
    if args.json {
        let counts = serde_json::json!({
            "answers_new": new, "answers_told_before": before, "answers_refused": refused,
        });
        out::answer(&json::document(&counts))?;
    } else {
        let note = if args.check {
            "checked only, nothing was written\n"
        } else {
            ""
        };
        out::answer(&format!(
            "{note}answers: {new} new, {before} told before, {refused} refused\n"
        ))?;
    }
    Ok(if refused == 0 {
        Finish::Fine
    } else {
        Finish::SomeRefused
    })
}
