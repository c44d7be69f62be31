//! The files of an import. An input that cannot be read twice, such as standard input, is first copied to a
//! temporary file. The importer reads it twice because it sends customers before facts.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::{
    failure::Failure,
    import::{
        input::Input,
        layout::{FileForm, Layout},
    },
};

/// A file to import.
#[derive(Debug)]
pub struct Source {
    /// Its name for people.
    pub name: String,
    /// The label of its facts.
    pub label: String,
    /// The path for its refused rows.
    pub refused: PathBuf,
    file: File,
    input: OnceLock<Input>,
    /// The sums whose rows do not stand together, once a decoder has looked for them.
    pub(super) apart: OnceLock<BTreeSet<u64>>,
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
            file,
            input: OnceLock::new(),
            apart: OnceLock::new(),
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
            file,
            input: OnceLock::new(),
            apart: OnceLock::new(),
        })
    }

    /// The file as it is read in this form. The first call decides: an import reads all in one form.
    pub(super) fn input(&self, form: &FileForm, layout: &Layout) -> Result<&Input, Failure> {
        if let Some(input) = self.input.get() {
            return Ok(input);
        }
        let input = Input::new(&self.file, &self.name, form, layout)?;
        Ok(self.input.get_or_init(|| input))
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
