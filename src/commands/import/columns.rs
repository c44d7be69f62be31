//! The columns of every kind of row, derived from the protos. Each field is a column of the same name and
//! is read by its type. So a new field or a new kind of fact needs no change here. This file holds only
//! what the protos cannot express.

use std::sync::LazyLock;

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind as Type, MessageDescriptor};

use crate::{
    descriptors::{self, comment},
    import::{fields, meant},
};

/// The kind of the rows that describe customers themselves.
pub const CUSTOMER: &str = "customer";

/// The columns of maps, by field. `<...>` stands for a key that the caller chooses.
const MAPS: [(&str, &str); 2] = [
    ("measures", "usage.<measure>"),
    ("attributes", "attribute.<key>"),
];

/// Other names of columns, with their own names.
pub const ALIASES: [(&str, &str); 1] = [("trait", "assessed_trait")];

/// The column that names the customer by name instead of by id.
pub const CUSTOMER_NAME: &str = "customer_name";

/// The field that the importer sets itself, so that no row can set it.
const SET_BY_THE_IMPORT: &str = "label";

/// The form of a column's text.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Any text, unchanged.
    Text,
    /// A whole number of 32 bits.
    Whole32,
    /// A whole number of 64 bits.
    Whole64,
    /// Basis points, or per cent as in `12.5%`.
    BasisPoints,
    /// A yes or a no.
    Flag,
    /// A word of an enum.
    Word(EnumDescriptor),
    /// A day.
    Day,
    /// A time.
    Time,
    /// A decimal. Its currency is in the column `currency`.
    Money,
    /// A decimal above zero in the notation of the file: an exchange rate.
    Rate,
    /// A duration in one of the columns `duration`, `hours`, `minutes` and `seconds`.
    Duration,
    /// A whole number for each key.
    Counts,
    /// A list for each key.
    Lists,
}

/// A field that rows can fill.
#[derive(Clone, Debug)]
pub struct Column {
    /// The column's name in the header of a file. The name for a map contains `<...>` for its keys.
    pub name: String,
    /// The form of its text.
    pub form: Form,
    /// The proto field that it fills.
    pub field: FieldDescriptor,
}

/// A kind of row.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its name in the column `kind`.
    pub name: String,
    /// Its own columns, besides the columns of all facts.
    pub columns: Vec<Column>,
    /// The message that its rows become.
    pub message: MessageDescriptor,
    /// A description for people.
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

    /// Whether rows of this kind have a column of this name.
    pub fn takes(&self, name: &str) -> bool {
        self.column(name).is_some()
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.all_columns().find(|column| column.takes(name))
    }

    /// Its own columns and the columns of all facts.
    pub fn all_columns(&self) -> impl Iterator<Item = &Column> {
        let common = if self.name == CUSTOMER {
            &[]
        } else {
            of_all_facts()
        };
        self.columns.iter().chain(common)
    }

    /// The column that gives the time of the fact if its row has no `occur_time`. It is the first day in
    /// the document.
    pub fn own_day(&self) -> Option<&Column> {
        self.columns.iter().find(|column| column.form == Form::Day)
    }
}

impl Column {
    /// None if the service sets the field itself, or if no cell can hold it.
    fn of(kind: &str, field: FieldDescriptor) -> Option<Self> {
        let form = Form::of(&field)?;
        if comment_of(&field).starts_with("Output only.") {
            return None;
        }
        let name = match (field.name(), &form) {
            // The column `kind` already names the kind of the row.
            ("kind", _) => format!("{kind}_kind"),
            (name, Form::Counts | Form::Lists) => {
                let known = MAPS.iter().find(|(map, _)| *map == name);
                known.map_or_else(|| format!("{name}.<key>"), |(_, name)| (*name).to_owned())
            }
            (name, _) => name.to_owned(),
        };
        Some(Self { name, form, field })
    }

    /// The part of the name before the keys of a map.
    pub fn prefix(&self) -> Option<&str> {
        self.name.split_once('<').map(|(prefix, _)| prefix)
    }

    /// The names that a header can have for this column.
    pub fn names(&self) -> Vec<&str> {
        match self.form {
            Form::Money => vec![&self.name, "currency"],
            Form::Duration => fields::DURATIONS.to_vec(),
            _ if self.name == "customer_id" => vec![&self.name, CUSTOMER_NAME],
            _ => vec![&self.name],
        }
    }

    /// Whether its amounts are credits, which some programs write with a minus and some without.
    pub fn is_credit(&self) -> bool {
        self.field.parent_message().name() == "CreditNote"
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
            Type::String if field.name() == "exchange_rate" => Self::Rate,
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

/// The proto comment above a field.
pub fn comment_of(field: &FieldDescriptor) -> String {
    let message = field.parent_message();
    comment(message.parent_file_descriptor_proto(), field.path())
}

/// The kind that all facts share.
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

/// The names of all columns.
pub fn names() -> impl Iterator<Item = &'static str> {
    let columns = kinds().iter().flat_map(|kind| &kind.columns);
    let columns = columns.chain(of_all_facts());
    columns.flat_map(Column::names).chain(["kind"])
}

/// The column's own name for a name that may be another one.
pub fn own_name(name: &str) -> &str {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
    alias.map_or(name, |(_, own)| own)
}

/// Whether any kind has such a column.
pub fn is_known(name: &str) -> bool {
    name == "kind" || kinds().iter().any(|kind| kind.takes(name))
}

/// The error text for an unknown kind.
pub fn unknown_kind(name: &str) -> String {
    let names: Vec<&str> = kinds().iter().map(|kind| kind.name.as_str()).collect();
    format!(
        "`{name}` is no kind of row{}; the kinds are {}",
        meant::question(name, names.iter().copied()),
        names.join(", ")
    )
}
