//! Records the answers of a filled sheet, as assessments.

use std::{collections::BTreeMap, fs, io};

use prost_types::Timestamp;

use crate::{
    date::Dates,
    day,
    explain::Refusal,
    failure::{Failure, Finish},
    import::{
        bundle::{Bundle, Part},
        directory::Directory,
        interrupt::Interrupt,
        outcome::Outcome,
        refused::RefusedRow,
        send::{self, SendMode},
    },
    json, out, terminal,
    worksheet::{
        Filled, RecordArgs, Sheet,
        answers::{OWN_SORT, WHY},
        parse,
    },
};
use client::Client;
use client::pb::{
    google_type::Date,
    v1::{Assessment, Fact, fact::Body},
};

/// Answers recorded in one call.
const BATCH: usize = 500;
/// The source of all answers.
const SOURCE: &str = "worksheet";

/// The person who filled in a sheet, the day, and the label of the answers.
struct Survey {
    assessor: String,
    occur_time: Timestamp,
    label: String,
}

/// Runs the command.
pub(super) async fn run(args: &RecordArgs, interrupt: &mut Interrupt) -> Result<Finish, Failure> {
    let failed =
        |error: io::Error| Failure::io(&format!("cannot read {}", args.file.display()), &error);
    let mut sheet = parse(&fs::read(&args.file).map_err(failed)?)?;
    let survey = survey(args, &sheet)?;
    let client = args.server.connect().await?;
    let mut outcome = Outcome {
        refused: std::mem::take(&mut sheet.refused),
        ..Outcome::default()
    };
    let mode = SendMode {
        validate_only: args.check,
        ..SendMode::default()
    };
    let answers = std::mem::take(&mut sheet.answers);
    let (answers, unknown) = with_ids(&client, answers).await?;
    outcome.refused.extend(unknown);
    let rows: Vec<Bundle<Fact>> = answers
        .into_iter()
        .map(|cell| Bundle::of_one(part(cell, &survey)))
        .collect();
    for batch in rows.chunks(BATCH) {
        if interrupt.is_pressed() {
            return Err(Failure::Interrupted);
        }
        outcome.add(
            interrupt
                .finish(send::facts(&client, batch.to_vec(), mode))
                .await??,
        );
    }
    for row in &mut outcome.refused {
        if row.refusal.rule == "FACT_CONFLICT" {
            row.refusal.remedy = survey.conflict();
        }
    }
    report(args, outcome, &sheet.whys)
}

impl Survey {
    /// The advice if the same person gave another answer before.
    fn conflict(&self) -> String {
        format!(
            "`{}` answered otherwise for {} already, and a rating is never changed, only followed by \
             a newer one: give the new answers another --date",
            self.assessor,
            day::show_time(&self.occur_time)
        )
    }
}

fn assessor(args: &RecordArgs, sheet: &Sheet) -> Result<String, Failure> {
    let name = args.assessor.clone().or_else(|| sheet.assessor.clone());
    let name = name.map(|name| name.trim().to_owned());
    name.filter(|name| !name.is_empty()).ok_or_else(|| {
        Failure::message(if args.assessor.is_some() {
            "--assessor is empty: give the name of who filled in the sheet"
        } else {
            "the sheet does not say who filled it in: give --assessor NAME"
        })
    })
}

fn date(args: &RecordArgs, sheet: &Sheet) -> Result<Date, Failure> {
    let (place, text) = match (&args.date, &sheet.date) {
        (Some(text), _) => ("--date", text.clone()),
        (None, Some(text)) => ("the sheet's heading `date:`", text.clone()),
        (None, None) => ("today", day::today()),
    };
    Dates::default().date(&text).map_err(|_| {
        Failure::message(format!(
            "{place}: `{text}` is no day: write it as in 2026-03-31"
        ))
    })
}

fn survey(args: &RecordArgs, sheet: &Sheet) -> Result<Survey, Failure> {
    let assessor = assessor(args, sheet)?;
    let date = date(args, sheet)?;
    let label = args
        .label
        .clone()
        .unwrap_or_else(|| format!("worksheet {}", day::show_date(&date)));
    let occur_time = day::midnight(&date).ok_or_else(|| Failure::message("the date is no day"))?;
    let length = fact_id(&label, &assessor, "TRAIT_REALISTIC_EXPECTATIONS")
        .chars()
        .count();
    if length > 128 {
        return Err(Failure::message(
            "label and assessor are too long together: give a shorter --label",
        ));
    }
    Ok(Survey {
        assessor,
        occur_time,
        label,
    })
}

/// The id of an answer. A sheet that is imported twice counts once, and two people may fill in the same
/// sheet. The customer is already part of the fact's key.
fn fact_id(label: &str, assessor: &str, about: &str) -> String {
    let about = about.trim_start_matches("TRAIT_").to_lowercase();
    format!("{label}:{assessor}:{about}")
}

/// Finds the customers of the rows that have a name and no id.
async fn with_ids(
    client: &Client,
    answers: Vec<Filled>,
) -> Result<(Vec<Filled>, Vec<RefusedRow>), Failure> {
    if answers.iter().all(|cell| !cell.customer_id.is_empty()) {
        return Ok((answers, vec![]));
    }
    let directory = Directory::fetch(client).await?;
    let (mut found, mut refused) = (vec![], vec![]);
    for mut cell in answers {
        if !cell.customer_id.is_empty() {
            found.push(cell);
            continue;
        }
        let id = directory.id_of(&cell.name).and_then(|id| {
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

fn part(cell: Filled, survey: &Survey) -> Part<Fact> {
    let fact = Fact {
        customer_id: cell.customer_id,
        source: SOURCE.to_owned(),
        fact_id: fact_id(&survey.label, &survey.assessor, cell.about.as_str_name()),
        occur_time: Some(survey.occur_time),
        author: survey.assessor.clone(),
        label: survey.label.clone(),
        body: Some(Body::Assessment(Assessment {
            assessed_trait: cell.about.into(),
            rating: cell.rating,
            assessor: survey.assessor.clone(),
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

/// The problem with a cell. For the owner's own sort it keeps the reason, so that the reason is not lost.
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
    args: &RecordArgs,
    mut outcome: Outcome,
    whys: &BTreeMap<u64, String>,
) -> Result<Finish, Failure> {
    outcome.refused.sort_by_key(|row| row.origin.record);
    let refused = outcome.refused.len();
    for row in &outcome.refused {
        out::remark(&terminal::clean(&show(row, whys)));
    }
    if refused > 0 {
        out::remark(&format!(
            "correct {} in {} and import it again: what was recorded before counts once",
            if refused == 1 {
                "this cell"
            } else {
                "these cells"
            },
            args.file.display()
        ));
    }
    let (new, before) = (outcome.tally.facts_new, outcome.tally.facts_duplicate);
    if args.json {
        let counts = serde_json::json!({
            "answers_new": new, "answers_told_before": before, "answers_refused": refused,
        });
        out::answer(&json::document(&counts))?;
    } else {
        let (note, next) = if args.check {
            ("checked only, nothing was written\n", String::new())
        } else {
            let server = args.server.flag();
            ("", format!("next: customer-quality sorted{server}\n"))
        };
        out::answer(&format!(
            "{note}answers: {new} new, {before} recorded before, {refused} refused\n{next}"
        ))?;
    }
    Ok(if refused == 0 {
        Finish::Fine
    } else {
        Finish::SomeRefused
    })
}
