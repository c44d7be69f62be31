//! Reads a filled sheet. It finds the columns by their headings and reads the answers row by row.

use std::collections::BTreeMap;

use crate::{
    explain::Refusal,
    failure::Failure,
    import::{
        header, input,
        record::{Content, Form, Record},
        records::Records,
        refused::{Origin, RefusedRow},
    },
    text_encoding::as_utf_8,
    worksheet::answers::{self, OWN_SORT, QUESTIONS, Question, WHY},
};
use client::pb::v1::Trait;

/// A filled sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The person who filled it in, if the sheet names one.
    pub assessor: Option<String>,
    /// The day of the answers, if the sheet gives it.
    pub date: Option<String>,
    /// The answers.
    pub answers: Vec<Filled>,
    /// The cells that cannot be read.
    pub refused: Vec<RefusedRow>,
    /// The reason in each row that gives one, by the row's number.
    pub whys: BTreeMap<u64, String>,
}

/// A filled cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// The customer of the answer. Empty if the sheet has only the name.
    pub customer_id: String,
    /// The customer's name on the sheet.
    pub name: String,
    /// The trait that it rates.
    pub about: Trait,
    /// The rating, 1 to 5.
    pub rating: i32,
    /// The reason for the rating.
    pub note: String,
    /// The place of the cell. Its column is the item.
    pub origin: Origin,
}

/// The places of the columns.
struct Places {
    customer_id: Option<usize>,
    name: Option<usize>,
    own_sort: Option<usize>,
    why: Option<usize>,
    questions: Vec<(usize, Question)>,
}

/// Reads a sheet.
pub fn parse(bytes: &[u8]) -> Result<Sheet, Failure> {
    let failed = |error: std::io::Error| Failure::message(error.to_string());
    let bytes = &*as_utf_8(bytes).map_err(failed)?;
    let form = header::widest(bytes, &input::delimited(bytes));
    let form = form.map_or(Form::Delimited(b','), |(_, form)| form);
    let mut records = Records::new(bytes, form);
    let header = records.header().map_err(failed)?;
    let header = header.ok_or_else(|| Failure::message("the sheet is empty"))?;
    let Content::Cells(headings) = header
        .content
        .map_err(|refusal| Failure::message(refusal.remedy))?
    else {
        return Ok(Sheet::default());
    };
    let headings: Vec<String> = headings
        .iter()
        .map(|heading| heading.trim().to_owned())
        .collect();
    let mut sheet = Sheet {
        assessor: labelled(&headings, "assessor:"),
        date: labelled(&headings, "date:"),
        ..Sheet::default()
    };
    let places = places(&headings)?;
    while let Some(record) = records.read().map_err(failed)? {
        sheet.take(&record, &places);
    }
    Ok(sheet)
}

fn labelled(headings: &[String], label: &str) -> Option<String> {
    let strip = |heading: &String| {
        let (start, rest) = heading.split_at_checked(label.len())?;
        start
            .eq_ignore_ascii_case(label)
            .then(|| rest.trim().to_owned())
    };
    headings
        .iter()
        .find_map(strip)
        .filter(|text| !text.is_empty())
}

fn places(headings: &[String]) -> Result<Places, Failure> {
    let plain = |text: &str| text.trim_end_matches('?').trim().to_lowercase();
    let exactly = |heading: &str| headings.iter().position(|own| plain(own) == plain(heading));
    let starting = |heading: &str| {
        headings
            .iter()
            .position(|own| plain(own).starts_with(heading))
    };
    let (customer_id, name) = (exactly("customer_id"), exactly("name"));
    if customer_id.is_none() && name.is_none() {
        let words =
            "the sheet has no column `name` and no column `customer_id`: is it a worksheet?";
        return Err(Failure::message(words));
    }
    let questions = QUESTIONS.iter();
    let questions = questions.filter_map(|question| Some((exactly(question.heading)?, *question)));
    let questions: Vec<_> = questions.collect();
    let own_sort = starting(OWN_SORT).or_else(|| exactly("own sort"));
    let own_sort = own_sort.or_else(|| exactly("sort"));
    let why = exactly(WHY);
    if why.is_some() && own_sort.is_none() {
        let words = format!(
            "the sheet has a column `{WHY}` and none that says what for: add a column `{OWN_SORT}`"
        );
        return Err(Failure::message(words));
    }
    if questions.is_empty() && own_sort.is_none() {
        return Err(Failure::message(
            "the sheet has none of the questions of a worksheet",
        ));
    }
    Ok(Places {
        customer_id,
        name,
        own_sort,
        why,
        questions,
    })
}

impl Sheet {
    fn take(&mut self, record: &Record, places: &Places) {
        let origin = |column: &str| Origin {
            line: record.line,
            record: record.number,
            item: column.to_owned(),
            text: record.text.as_str().into(),
        };
        let cells = match &record.content {
            Ok(Content::Cells(cells)) => cells,
            Ok(Content::Fields(_)) => return,
            Err(refusal) => {
                self.refused.push(RefusedRow {
                    origin: origin(""),
                    refusal: refusal.clone(),
                });
                return;
            }
        };
        let answers = places.answers(cells);
        let customer_id = places.customer_id.map_or("", |place| cell(cells, place));
        let name = places.name.map_or("", |place| cell(cells, place));
        let why = places.why.map_or("", |place| cell(cells, place));
        if !why.is_empty() {
            self.whys.insert(record.number, why.to_owned());
        }
        for Answer {
            column,
            about,
            rating,
            note,
        } in answers
        {
            let origin = origin(column);
            match rating {
                Ok(None) => {}
                Ok(Some(_)) if customer_id.is_empty() && name.is_empty() => {
                    let words = "whom is this row about? Write the name";
                    let refusal = Refusal::new("customer_id", "MISSING", words);
                    self.refused.push(RefusedRow { origin, refusal });
                }
                Ok(Some(rating)) => self.answers.push(Filled {
                    customer_id: customer_id.to_owned(),
                    name: name.to_owned(),
                    about,
                    rating,
                    note: note.to_owned(),
                    origin,
                }),
                Err(words) => {
                    let refusal = Refusal::new("", "UNKNOWN_WORD", words);
                    self.refused.push(RefusedRow { origin, refusal });
                }
            }
        }
    }
}

/// The raw text of a cell.
struct Answer<'a> {
    column: &'static str,
    about: Trait,
    rating: Result<Option<i32>, String>,
    note: &'a str,
}

impl Places {
    fn answers<'a>(&self, cells: &'a [String]) -> Vec<Answer<'a>> {
        let mut answers = vec![];
        if let Some(place) = self.own_sort {
            let note = self.why.map_or("", |place| cell(cells, place));
            let rating = answers::own_sort(cell(cells, place)).and_then(|sort| match sort {
                None if !note.is_empty() => {
                    Err("there is a why and no sort: write good, OK or bad beside it".to_owned())
                }
                sort => Ok(sort),
            });
            answers.push(Answer {
                column: OWN_SORT,
                about: Trait::OwnSort,
                rating,
                note,
            });
        }
        for (place, question) in &self.questions {
            let rating = answers::rating(*question, cell(cells, *place));
            let Question { heading, about, .. } = *question;
            answers.push(Answer {
                column: heading,
                about,
                rating,
                note: "",
            });
        }
        answers
    }
}

fn cell(cells: &[String], place: usize) -> &str {
    cells.get(place).map_or("", |cell| cell.trim())
}
