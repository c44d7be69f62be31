//! The columns of every kind of row, as the protos define them: each field is a column of the same name,
//! read by its type. So a new field or kind of fact needs nothing here; what stands here is what the
//! protos cannot say.

use std::sync::LazyLock;

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind as Type, MessageDescriptor};

use crate::descriptors::{self, comment};

/// The kind of rows that describe customers themselves.
pub const CUSTOMER: &str = "customer";

/// The columns of maps, by field; `<...>` stands for a key of the caller's own.
const MAPS: [(&str, &str); 2] = [
    ("measures", "usage.<measure>"),
    ("attributes", "attribute.<key>"),
];

/// What the importer itself says of a fact, so that no row can.
const SET_BY_THE_IMPORT: &str = "label";

/// How the text of a column is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// As it is.
    Text,
    /// A whole number of 32 bits.
    Whole32,
    /// A whole number of 64 bits.
    Whole64,
    /// Basis points, or per cent as in `12.5%`.
    BasisPoints,
    /// A yes or a no.
    Flag,
    /// One of the words of an enum.
    Word(EnumDescriptor),
    /// A day.
    Day,
    /// A time.
    Time,
    /// A decimal, with its currency in the column `currency`.
    Money,
    /// A length of time, in one of the columns `minutes`, `hours` and `seconds`.
    Duration,
    /// A whole number for each key.
    Counts,
    /// A list for each key.
    Lists,
}

/// A field that rows can fill.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name, as in the header of a file. For a map with the `<...>` of its keys.
    pub name: String,
    /// How its text is read.
    pub form: Form,
    /// The field.
    pub field: FieldDescriptor,
}

/// A kind of row.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its name in the column `kind`.
    pub name: String,
    /// Its own columns, besides those of all facts.
    pub columns: Vec<Column>,
    /// What its rows become.
    pub message: MessageDescriptor,
    /// What a person should know of it.
    pub comment: String,
}

static FACT: LazyLock<Option<Kind>> = LazyLock::new(|| {
    let message = descriptors::message("Fact")?;
    let mut fact = Kind::of("fact", message, String::new());
    fact.columns
        .retain(|column| column.name != SET_BY_THE_IMPORT);
    Some(fact)
});

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let customer = descriptors::message("Customer").map(|message| {
        let path = message.path();
        let comment = comment(message.parent_file_descriptor_proto(), path);
        Kind::of(CUSTOMER, message, comment)
    });
    let fact = descriptors::message("Fact");
    let bodies: Vec<FieldDescriptor> = fact
        .iter()
        .flat_map(MessageDescriptor::oneofs)
        .flat_map(|body| body.fields().collect::<Vec<_>>())
        .collect();
    let bodies = bodies.iter().filter_map(|body| {
        let message = body.kind().as_message()?.clone();
        Some(Kind::of(body.name(), message, comment_of(body)))
    });
    customer.into_iter().chain(bodies).collect()
});

impl Kind {
    fn of(name: &str, message: MessageDescriptor, comment: String) -> Self {
        let columns = message.fields().filter_map(|field| Column::of(name, field));
        Self {
            name: name.to_owned(),
            columns: columns.collect(),
            message,
            comment,
        }
    }

    /// Whether rows of this kind have such a column.
    pub fn takes(&self, name: &str) -> bool {
        let common = if self.name == CUSTOMER {
            &[]
        } else {
            of_all_facts()
        };
        let mut columns = self.columns.iter().chain(common);
        columns.any(|column| column.takes(name))
    }

    /// The column that says when such a fact occurred where its row has no `occur_time`: the first day that
    /// a document carries.
    pub fn own_day(&self) -> Option<&Column> {
        self.columns.iter().find(|column| column.form == Form::Day)
    }
}

impl Column {
    /// None: the service sets the field itself, or no cell can hold it.
    fn of(kind: &str, field: FieldDescriptor) -> Option<Self> {
        let form = Form::of(&field)?;
        if comment_of(&field).starts_with("Output only.") {
            return None;
        }
        let name = match (field.name(), &form) {
            // `kind` is the column that says the kind of the row.
            ("kind", _) => format!("{kind}_kind"),
            (name, Form::Counts | Form::Lists) => {
                let known = MAPS.iter().find(|(map, _)| *map == name);
                known.map_or_else(|| format!("{name}.<key>"), |(_, name)| (*name).to_owned())
            }
            (name, _) => name.to_owned(),
        };
        Some(Self { name, form, field })
    }

    /// What stands before the keys of a map.
    pub fn prefix(&self) -> Option<&str> {
        self.name.split_once('<').map(|(prefix, _)| prefix)
    }

    /// The names in a header that belong to it.
    pub fn names(&self) -> Vec<&str> {
        match self.form {
            Form::Money => vec![&self.name, "currency"],
            Form::Duration => vec!["minutes", "hours", "seconds"],
            _ => vec![&self.name],
        }
    }

    fn takes(&self, name: &str) -> bool {
        match self.prefix() {
            Some(prefix) => name.len() > prefix.len() && name.starts_with(prefix),
            None => self.names().contains(&name),
        }
    }
}

impl Form {
    fn of(field: &FieldDescriptor) -> Option<Self> {
        if field.is_map() {
            let entry = field.kind();
            return match entry.as_message()?.map_entry_value_field().kind() {
                Type::Int64 => Some(Self::Counts),
                Type::Message(values) if values.name() == "AttributeValues" => Some(Self::Lists),
                _ => None,
            };
        }
        Some(match field.kind() {
            _ if field.is_list() => return None,
            Type::String => Self::Text,
            Type::Int32 if field.name().ends_with("_bps") => Self::BasisPoints,
            Type::Int32 => Self::Whole32,
            Type::Int64 => Self::Whole64,
            Type::Bool => Self::Flag,
            Type::Enum(words) => Self::Word(words),
            Type::Message(message) => match message.full_name() {
                "google.type.Date" => Self::Day,
                "google.type.Money" => Self::Money,
                "google.protobuf.Timestamp" => Self::Time,
                "google.protobuf.Duration" => Self::Duration,
                _ => return None,
            },
            _ => return None,
        })
    }
}

/// The comment above a field.
pub fn comment_of(field: &FieldDescriptor) -> String {
    let message = field.parent_message();
    comment(message.parent_file_descriptor_proto(), field.path())
}

/// What all facts have in common.
pub fn fact() -> Option<&'static Kind> {
    FACT.as_ref()
}

/// The columns of every fact.
pub fn of_all_facts() -> &'static [Column] {
    fact().map_or(&[], |fact| &fact.columns)
}

/// All kinds, in the order of the protos.
pub fn kinds() -> &'static [Kind] {
    &KINDS
}

/// The kind of this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    kinds().iter().find(|kind| kind.name == name)
}

/// Whether any kind has such a column.
pub fn is_known(name: &str) -> bool {
    name == "kind" || kinds().iter().any(|kind| kind.takes(name))
}

/// Whether the column of this name holds an id.
pub fn is_id(name: &str) -> bool {
    name.ends_with("_id") && is_known(name)
}

/// What to say about a kind that is none.
pub fn unknown_kind(name: &str) -> String {
    let names: Vec<&str> = kinds().iter().map(|kind| kind.name.as_str()).collect();
    format!(
        "`{name}` is no kind of row; the kinds are {}",
        names.join(", ")
    )
}
