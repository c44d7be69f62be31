//! How the files of an import are decoded: by a mapping, or by the importer's own names of columns.

use crate::{
    failure::Failure,
    import::{
        item::Defaults,
        layout::{FileForm, Layout},
        mapping::Mapping,
    },
};

/// The decoding options for all files of an import.
#[derive(Clone, Debug)]
pub struct DecodeOptions {
    /// The meaning of the columns.
    pub layout: Layout,
    /// What is known about the form of the files.
    pub file: FileForm,
    /// Defaults for facts that do not set a field themselves.
    pub defaults: Defaults,
    /// Whether unknown columns are refused.
    pub strict: bool,
}

impl DecodeOptions {
    /// The options for a mapping. Without a mapping, the columns carry the importer's names.
    pub fn of(mapping: Option<Mapping>) -> Result<Self, Failure> {
        let mut options = Self {
            layout: Layout::Native { kind: None },
            file: FileForm::default(),
            defaults: Defaults {
                source: "import".to_owned(),
                ..Defaults::default()
            },
            strict: false,
        };
        let Some(mapping) = mapping else {
            return Ok(options);
        };
        options.file = FileForm::of(&mapping).map_err(Failure::Message)?;
        if let Some(source) = &mapping.source {
            options.defaults.source.clone_from(source);
        }
        options.defaults.writing = mapping.writing().map_err(Failure::Message)?;
        options.layout = Layout::Mapped(Box::new(mapping));
        Ok(options)
    }
}
