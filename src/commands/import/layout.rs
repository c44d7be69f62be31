//! How a file is to be decoded: by its own column names, or by a mapping, and what is known about its form.

use encoding_rs::Encoding;

use crate::{
    import::{mapping::Mapping, record::Form},
    text_encoding,
};

/// How to decode a file.
#[derive(Clone, Debug)]
pub enum Layout {
    /// The columns have the importer's names.
    Native {
        /// The kind of all rows, for a file without a column `kind`.
        kind: Option<String>,
    },
    /// The columns have the meaning that a mapping gives them.
    Mapped(Box<Mapping>),
}

/// What is known about the form of a file before it is read.
#[derive(Clone, Debug)]
pub struct FileForm {
    /// The form of the records. None: found out from the file's name or content.
    pub records: Option<Form>,
    /// Whether the records are rows of cells, even if their delimiter is to be found out.
    pub is_csv: bool,
    /// The encoding of the text. None: found out.
    pub encoding: Option<&'static Encoding>,
    /// The sheet of a spreadsheet. None: the first.
    pub sheet: Option<String>,
    /// Whether the first record names the columns.
    pub header: bool,
    /// The line of the header. None: found out.
    pub header_line: Option<u64>,
}

impl Default for FileForm {
    fn default() -> Self {
        Self {
            records: None,
            is_csv: false,
            encoding: None,
            sheet: None,
            header: true,
            header_line: None,
        }
    }
}

impl FileForm {
    /// The form that a mapping describes.
    pub fn of(mapping: &Mapping) -> Result<Self, String> {
        let encoding = mapping.encoding.as_deref().map(text_encoding::named);
        Ok(Self {
            records: mapping.form()?,
            is_csv: mapping.format.as_deref() == Some("csv"),
            encoding: encoding.transpose()?,
            sheet: mapping.sheet.clone(),
            header: mapping.header,
            header_line: mapping.header_line,
        })
    }
}
