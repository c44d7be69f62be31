//! The files of an import. An input that cannot be read twice, such as standard input, is first copied to a
//! temporary file. The importer reads it twice because it sends customers before facts.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use crate::{failure::Failure, import::record::Form};

/// A file to import.
#[derive(Debug)]
pub struct Source {
    /// Its name for people.
    pub name: String,
    /// The label of its facts.
    pub label: String,
    /// The path for its refused rows.
    pub refused: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    file: File,
}

impl Source {
    /// Opens `path`. The path `-` is standard input and needs a label.
    pub fn open(path: &Path, label: Option<&str>) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let is_stdin = name == "-";
        if !is_stdin && path.is_dir() {
            let words = format!("{name} is a folder; name the files in it");
            return Err(Failure::message(words));
        }
        let file_name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let label = match (label, file_name) {
            (Some(label), _) => label.to_owned(),
            (None, Some(file_name)) if !is_stdin => file_name,
            _ => return Err(Failure::message("standard input has no name: give --label")),
        };
        check_label(&label)?;
        let failed = |error: io::Error| Failure::io(&format!("cannot read {name}"), &error);
        let file = if is_stdin {
            spool(&mut io::stdin().lock()).map_err(failed)?
        } else {
            let mut file = File::open(path).map_err(failed)?;
            let metadata = file.metadata().map_err(failed)?;
            if metadata.is_file() {
                file
            } else {
                spool(&mut file).map_err(failed)?
            }
        };
        let bytes = file.metadata().map_err(failed)?.len();
        let stem = if is_stdin {
            "stdin".to_owned()
        } else {
            name.clone()
        };
        let refused = PathBuf::from(format!("{stem}.refused.csv"));
        Ok(Self {
            name,
            label,
            refused,
            bytes,
            file,
        })
    }

    /// A source from a text without a file. Its refused rows have no path of their own.
    pub fn of_text(name: &str, label: &str, text: &str) -> Result<Self, Failure> {
        let file = spool(&mut text.as_bytes())
            .map_err(|error| Failure::io(&format!("cannot read {name}"), &error))?;
        Ok(Self {
            name: name.to_owned(),
            label: label.to_owned(),
            refused: PathBuf::new(),
            bytes: text.len() as u64,
            file,
        })
    }

    /// Reads from the beginning.
    pub fn rewind(&self) -> Result<BufReader<File>, Failure> {
        let failed = |error: io::Error| Failure::io(&format!("cannot read {}", self.name), &error);
        let mut file = self.file.try_clone().map_err(failed)?;
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(BufReader::with_capacity(128 * 1024, file))
    }

    /// The form of its records, by its name or else by its first line.
    pub fn sniff(&self) -> Result<Form, Failure> {
        let mut head = vec![];
        let failed = |error: io::Error| Failure::io(&format!("cannot read {}", self.name), &error);
        self.rewind()?
            .take(64 * 1024)
            .read_to_end(&mut head)
            .map_err(failed)?;
        let text = String::from_utf8_lossy(&head);
        let line = text
            .trim_start_matches('\u{feff}')
            .lines()
            .find(|line| !line.trim().is_empty());
        let first = line.unwrap_or_default();
        let extension = Path::new(&self.name)
            .extension()
            .map(OsStr::to_ascii_lowercase);
        match extension.as_deref().and_then(|end| end.to_str()) {
            Some("jsonl" | "ndjson" | "json") => Ok(Form::JsonLines),
            Some("tsv") => Ok(Form::Delimited(b'\t')),
            Some("csv") => Ok(Form::Delimited(delimiter_of(first))),
            _ if first.trim_start().starts_with('{') => Ok(Form::JsonLines),
            _ => Ok(Form::Delimited(delimiter_of(first))),
        }
    }
}

/// The delimiter that occurs most in a header.
pub fn delimiter_of(header: &str) -> u8 {
    let count = |byte: u8| header.bytes().filter(|other| *other == byte).count();
    let (comma, semicolon, tab) = (count(b','), count(b';'), count(b'\t'));
    if comma >= semicolon && comma >= tab {
        b','
    } else if semicolon >= tab {
        b';'
    } else {
        b'\t'
    }
}

/// A label is part of the fact ids that the importer makes. The service accepts ids of up to 128
/// characters.
fn check_label(label: &str) -> Result<(), Failure> {
    let length = label.chars().count();
    if !(1..=90).contains(&length) || label.chars().any(char::is_control) {
        return Err(Failure::message(format!(
            "the label `{label}` must have 1 to 90 characters: give another one with --label"
        )));
    }
    Ok(())
}

fn spool(input: &mut impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut input.by_ref(), &mut file)?;
    Ok(file)
}

/// Refuses files whose facts would get the same ids.
pub fn check_labels(sources: &[Source]) -> Result<(), Failure> {
    for (at, source) in sources.iter().enumerate() {
        if let Some(other) = sources[..at]
            .iter()
            .find(|other| other.label == source.label)
        {
            return Err(Failure::message(format!(
                "{} and {} have the same label `{}`, so their facts would get the same ids\n\
                 hint: import them one by one, each with its own --label",
                other.name, source.name, source.label
            )));
        }
    }
    Ok(())
}
