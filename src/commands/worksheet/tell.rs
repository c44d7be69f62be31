//! Tells the answers of a filled sheet to the service, as assessments.

use std::{collections::BTreeMap, fs, io};

use prost_types::Timestamp;

use crate::{
    day,
    explain::Refusal,
    failure::{Failure, Finish},
    import::{
        interrupt::Interrupt,
        names::Known,
        refused::RefusedRow,
        send::{self, Manner, Part, Told},
    },
    json, out, paper,
    worksheet::{
        Filled, Sheet, TellArgs,
        answers::{OWN_SORT, WHY},
        parse,
    },
};
use client::Client;
use client::pb::{
    google_type::Date,
    v1::{Assessment, Fact, fact::Body},
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
    let client = args.server.connect().await?;
    let mut told = Told {
        refused: std::mem::take(&mut sheet.refused),
        ..Told::default()
    };
    let manner = Manner {
        validate_only: args.check,
        create_customers: false,
    };
    let answers = std::mem::take(&mut sheet.answers);
    let (answers, unknown) = with_ids(&client, answers).await?;
    told.refused.extend(unknown);
    let parts: Vec<Part<Fact>> = answers.into_iter().map(|cell| part(cell, &round)).collect();
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
    for row in &mut told.refused {
        if row.refusal.rule == "FACT_CONFLICT" {
            row.refusal.remedy = round.told_otherwise();
        }
    }
    report(args, told, &sheet.whys)
}

impl Round {
    /// What to do where the same person answered otherwise before.
    fn told_otherwise(&self) -> String {
        format!(
            "`{}` answered otherwise for {} already, and a rating is never changed, only followed by \
             a newer one: give the new answers another --date",
            self.assessor,
            day::show_time(&self.occur_time)
        )
    }
}

fn assessor(args: &TellArgs, sheet: &Sheet) -> Result<String, Failure> {
    let told = args.assessor.clone().or_else(|| sheet.assessor.clone());
    let told = told.map(|name| name.trim().to_owned());
    told.filter(|name| !name.is_empty()).ok_or_else(|| {
        Failure::told(if args.assessor.is_some() {
            "--assessor is empty: give the name of who filled in the sheet"
        } else {
            "the sheet does not say who filled it in: give --assessor NAME"
        })
    })
}

fn date(args: &TellArgs, sheet: &Sheet) -> Result<Date, Failure> {
    let (place, text) = match (&args.date, &sheet.date) {
        (Some(text), _) => ("--date", text.clone()),
        (None, Some(text)) => ("the sheet's heading `date:`", text.clone()),
        (None, None) => ("today", day::today()),
    };
    day::parse_date(&text, &[]).map_err(|_| {
        Failure::told(format!(
            "{place}: `{text}` is no day: write it as in 2026-03-31"
        ))
    })
}

fn round(args: &TellArgs, sheet: &Sheet) -> Result<Round, Failure> {
    let assessor = assessor(args, sheet)?;
    let date = date(args, sheet)?;
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

/// Finds whom the rows are about that have a name and no id.
async fn with_ids(
    client: &Client,
    answers: Vec<Filled>,
) -> Result<(Vec<Filled>, Vec<RefusedRow>), Failure> {
    if answers.iter().all(|cell| !cell.customer_id.is_empty()) {
        return Ok((answers, vec![]));
    }
    let known = Known::ask(client).await?;
    let (mut found, mut refused) = (vec![], vec![]);
    for mut cell in answers {
        if !cell.customer_id.is_empty() {
            found.push(cell);
            continue;
        }
        let id = known.id_of(&cell.name).and_then(|id| {
            let nobody = || format!("nobody is called `{}`: import the name first", cell.name);
            id.ok_or_else(nobody)
        });
        match id {
            Ok(id) => {
                cell.customer_id = id;
                found.push(cell);
            }
            Err(words) => refused.push(RefusedRow {
                origin: cell.origin,
                refusal: Refusal::new("customer_id", "CUSTOMER_NOT_FOUND", words),
            }),
        }
    }
    Ok((found, refused))
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
            assessed_trait: cell.about.into(),
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

/// What is wrong with a cell, and for the owner's own sort the why, so that it is not lost.
fn show(row: &RefusedRow, whys: &BTreeMap<u64, String>) -> String {
    let RefusedRow { origin, refusal } = row;
    let words = if refusal.remedy.is_empty() {
        &refusal.rule
    } else {
        &refusal.remedy
    };
    let line = origin.line;
    let is_sort = origin.item == OWN_SORT;
    match whys.get(&origin.record) {
        Some(why) if is_sort && refusal.field.ends_with("note") => {
            format!("line {line}, {WHY}: {words}; you wrote: {why}")
        }
        Some(why) if is_sort => format!("line {line}, {OWN_SORT}: {words}; your why was: {why}"),
        _ if origin.item.is_empty() => format!("line {line}: {words}"),
        _ => format!("line {line}, {}: {words}", origin.item),
    }
}

fn report(
    args: &TellArgs,
    mut told: Told,
    whys: &BTreeMap<u64, String>,
) -> Result<Finish, Failure> {
    told.refused.sort_by_key(|row| row.origin.record);
    let refused = told.refused.len();
    for row in &told.refused {
        out::remark(&paper::clean(&show(row, whys)));
    }
    if refused > 0 {
        out::remark(&format!(
            "correct {} in {} and import it again: what was told before counts once",
            if refused == 1 {
                "this cell"
            } else {
                "these cells"
            },
            args.file.display()
        ));
    }
    let (new, before) = (told.tally.facts_new, told.tally.facts_duplicate);
    if args.json {
        let counts = serde_json::json!({
            "answers_new": new, "answers_told_before": before, "answers_refused": refused,
        });
        out::answer(&json::document(&counts))?;
    } else {
        let (note, next) = if args.check {
            ("checked only, nothing was written\n", "")
        } else {
            ("", "next: customer-quality sorted\n")
        };
        out::answer(&format!(
            "{note}answers: {new} new, {before} told before, {refused} refused\n{next}"
        ))?;
    }
    Ok(if refused == 0 {
        Finish::Fine
    } else {
        Finish::SomeRefused
    })
}
