//! A customer's own fields, and the mask that limits an upsert to some of them.

use chrono::Months;
use domain::customer::{BuysAs, Customer, CustomerKind, Standing};
use prost_types::FieldMask;

use super::{
    attribute,
    check::{Check, Read, shown},
    name::Named,
    rule,
    text::ID_MAX,
    time::{timestamp, wire_date},
};
use crate::{
    pb::v1 as pb,
    store::{CustomerField, CustomerFields, CustomerUpsert, StoredCustomer},
};

pub(crate) const NAME_MAX: usize = 256;
/// The furthest that a relationship may begin ahead of the server's clock.
const ONBOARD_AHEAD: Months = Months::new(10 * 12);
const PATHS: &str =
    "name, kind, onboard_date, acquisition_source, buys_as, attributes and prospect";

/// The fields that an upsert replaces.
#[derive(Debug, Clone)]
pub(crate) struct Mask {
    fields: CustomerFields,
    /// Whether the mask names the kind. A missing kind then means that the kind is unknown.
    names_kind: bool,
}

/// Reads the fields that an upsert replaces: those of the mask, or all fields without a mask.
pub(crate) fn mask(check: &mut Check, wire: Option<FieldMask>) -> Mask {
    let FieldMask { paths } = wire.unwrap_or_default();
    if paths.is_empty() {
        return Mask {
            fields: CustomerFields::from(CustomerField::ALL),
            names_kind: false,
        };
    }
    let mut fields = CustomerFields::new();
    for (index, path) in paths.iter().enumerate() {
        if let Some(field) = field(path) {
            fields.insert(field);
        } else {
            let description = format!(
                "must name one of {PATHS}, and is {}: leave it out",
                shown(path)
            );
            let path = format!("update_mask.paths[{index}]");
            check.violated(&path, rule::UNKNOWN_PATH, description);
        }
    }
    let names_kind = fields.contains(&CustomerField::Kind);
    Mask { fields, names_kind }
}

fn field(path: &str) -> Option<CustomerField> {
    Some(match path {
        "name" => CustomerField::Name,
        "kind" => CustomerField::Kind,
        "onboard_date" => CustomerField::OnboardDate,
        "acquisition_source" => CustomerField::AcquisitionSource,
        "buys_as" => CustomerField::BuysAs,
        "attributes" => CustomerField::Attributes,
        "prospect" => CustomerField::Prospect,
        _ => return None,
    })
}

impl Mask {
    /// `value` if the upsert replaces its field, else the default.
    fn only<T: Default>(&self, field: CustomerField, value: T) -> T {
        if self.fields.contains(&field) {
            value
        } else {
            T::default()
        }
    }
}

/// Reads a customer. Fields outside the mask are neither read nor checked, except for two: the id, and the
/// kind, which a caller may give for a new customer without naming it in the mask.
pub(crate) fn from_wire(
    check: &mut Check,
    mask: &Mask,
    wire: pb::Customer,
) -> Read<CustomerUpsert> {
    let pb::Customer {
        customer_id,
        name,
        kind,
        standing: _,
        onboard_date,
        acquisition_source,
        buys_as,
        attributes,
        revision: _,
        create_time: _,
        update_time: _,
        prospect,
        merged_customer_ids: _,
    } = wire;
    let customer_id = check.id("customer_id", customer_id);
    let name = check.line("name", mask.only(CustomerField::Name, name), NAME_MAX);
    let kind: Read<Option<CustomerKind>> = check.optional_one_of("kind", kind);
    let onboard_date = mask.only(CustomerField::OnboardDate, onboard_date);
    let onboard_date = check.optional_date("onboard_date", onboard_date);
    if let Ok(Some(day)) = onboard_date {
        check.near("onboard_date", day, ONBOARD_AHEAD).ok();
    }
    let source = mask.only(CustomerField::AcquisitionSource, acquisition_source);
    let source = check.line("acquisition_source", source, ID_MAX);
    let buys_as = mask.only(CustomerField::BuysAs, buys_as);
    let buys_as = check.optional_one_of("buys_as", buys_as);
    let attributes = mask.only(CustomerField::Attributes, attributes);
    let attributes = attribute::from_wire(check, attributes);
    let kind = kind?;
    Ok(CustomerUpsert {
        customer: Customer {
            customer_id: customer_id?,
            name: name?,
            kind: kind.unwrap_or(CustomerKind::NotGiven),
            onboard_date: onboard_date?,
            acquisition_source: source?,
            buys_as: buys_as?.unwrap_or(BuysAs::EndUser),
            attributes: attributes?,
            prospect: mask.only(CustomerField::Prospect, prospect),
        },
        fields: mask.fields.clone(),
        kind_given: mask.names_kind || kind.is_some(),
    })
}

/// A customer in wire form, with the further ids of theirs.
pub(crate) fn to_wire(
    stored: StoredCustomer,
    standing: Standing,
    merged_customer_ids: Vec<String>,
) -> pb::Customer {
    let StoredCustomer {
        customer,
        revision,
        create_time,
        update_time,
    } = stored;
    let Customer {
        customer_id,
        name,
        kind,
        onboard_date,
        acquisition_source,
        buys_as,
        attributes,
        prospect,
    } = customer;
    pb::Customer {
        customer_id,
        name,
        kind: kind.number(),
        standing: standing.number(),
        onboard_date: onboard_date.map(wire_date),
        acquisition_source,
        buys_as: buys_as.number(),
        attributes: attribute::to_wire(attributes),
        revision,
        create_time: Some(timestamp(create_time)),
        update_time: Some(timestamp(update_time)),
        prospect,
        merged_customer_ids,
    }
}
