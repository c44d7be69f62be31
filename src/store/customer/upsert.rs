//! Upserts customers' own fields, all or none. Each change is appended to the customer's versions.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::customer::{BuysAs, Customer, CustomerKind};

use super::StoredCustomer;
use super::write::{Draft, known_customers, write};
use crate::error::Error;
use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::unit::{Outcome, Work};
use crate::store::{Store, lock};

/// One field that an upsert may replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are documented at the customer")]
pub enum CustomerField {
    Name,
    Kind,
    OnboardDate,
    AcquisitionSource,
    BuysAs,
    Attributes,
    Prospect,
}

impl CustomerField {
    /// All fields.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Kind,
        Self::OnboardDate,
        Self::AcquisitionSource,
        Self::BuysAs,
        Self::Attributes,
        Self::Prospect,
    ];
}

/// The fields that an upsert replaces.
pub type CustomerFields = BTreeSet<CustomerField>;

/// The input about one customer.
#[derive(Clone, Debug)]
pub struct CustomerUpsert {
    /// The field values; values outside `fields` are ignored.
    pub customer: Customer,
    /// The fields to replace. A new customer has the default values in all others.
    pub fields: CustomerFields,
    /// Whether the kind was given or is to be cleared. If false, a known customer keeps its kind.
    pub kind_given: bool,
}

/// The outcome of an upsert.
#[derive(Clone, Debug)]
pub struct Upserted {
    /// The customers after the upsert, in the order of the input.
    pub customers: Vec<StoredCustomer>,
    /// The number of new customers.
    pub created_count: i32,
    /// The number of known customers that changed.
    pub updated_count: i32,
    /// The number of upserts of known customers that changed nothing.
    pub unchanged_count: i32,
}

impl Store {
    /// Upserts customers' own fields, all or none. With `validate_only` it writes nothing.
    ///
    /// # Errors
    /// Fails if the database does not accept the write in time.
    pub async fn upsert_customers(
        &self,
        upserts: Vec<CustomerUpsert>,
        validate_only: bool,
        budget: Duration,
    ) -> Result<Upserted, Error> {
        self.units
            .run(
                budget,
                Upsert {
                    upserts,
                    validate_only,
                },
            )
            .await
    }
}

struct Upsert {
    upserts: Vec<CustomerUpsert>,
    validate_only: bool,
}

impl Work for Upsert {
    type Output = Upserted;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Upserted>, Fault> {
        let ids: BTreeMap<&str, bool> = self
            .upserts
            .iter()
            .map(|upsert| (upsert.customer.customer_id.as_str(), true))
            .collect();
        let created = lock::customers(transaction, &ids).await?.created;
        let (known, record_time) = known_customers(transaction, &ids).await?;
        let (drafts, unchanged_count) = self.drafts(&known, &created);
        let changed: Vec<&Draft> = drafts.values().filter(|draft| draft.changed).collect();
        let written = write(transaction, &changed, record_time).await?;
        let current = |id: &str| written.get(id).or_else(|| known.get(id)).cloned();
        let customers: Option<Vec<_>> = self
            .upserts
            .iter()
            .map(|upsert| current(&upsert.customer.customer_id))
            .collect();
        let upserted = Upserted {
            customers: customers
                .ok_or_else(|| Error::Internal("an upserted customer is missing".to_owned()))?,
            created_count: created.len() as i32,
            updated_count: changed.iter().filter(|draft| !draft.created).count() as i32,
            unchanged_count,
        };
        if self.validate_only || changed.is_empty() {
            return Ok(Outcome::Discard(upserted));
        }
        Ok(Outcome::Keep(upserted))
    }

    fn concerned(&self) -> Vec<String> {
        let ids = self.upserts.iter().map(|it| &it.customer.customer_id);
        ids.cloned().collect()
    }
}

impl Upsert {
    /// The customers after all upserts, and the number of upserts that changed nothing.
    fn drafts(
        &self,
        known: &BTreeMap<String, StoredCustomer>,
        created: &BTreeSet<String>,
    ) -> (BTreeMap<String, Draft>, i32) {
        let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
        let mut unchanged_count = 0;
        for upsert in &self.upserts {
            let id = &upsert.customer.customer_id;
            let draft = drafts.entry(id.clone()).or_insert_with(|| {
                let created = created.contains(id);
                let customer = known
                    .get(id)
                    .map_or_else(|| blank(id), |row| row.customer.clone());
                Draft {
                    customer,
                    created,
                    changed: created,
                }
            });
            let before = draft.customer.clone();
            upsert.apply(&mut draft.customer);
            if draft.created && upsert.kind_given {
                draft.customer.kind = upsert.customer.kind;
            }
            draft.changed |= draft.customer != before;
            if !draft.created && draft.customer == before {
                unchanged_count += 1;
            }
        }
        (drafts, unchanged_count)
    }
}

impl CustomerUpsert {
    fn apply(&self, customer: &mut Customer) {
        let given = &self.customer;
        for field in &self.fields {
            match field {
                CustomerField::Name => customer.name.clone_from(&given.name),
                CustomerField::Kind if self.kind_given => customer.kind = given.kind,
                CustomerField::Kind => {}
                CustomerField::OnboardDate => customer.onboard_date = given.onboard_date,
                CustomerField::AcquisitionSource => {
                    customer
                        .acquisition_source
                        .clone_from(&given.acquisition_source);
                }
                CustomerField::BuysAs => customer.buys_as = given.buys_as,
                CustomerField::Attributes => customer.attributes.clone_from(&given.attributes),
                CustomerField::Prospect => customer.prospect = given.prospect,
            }
        }
    }
}

/// A customer with an id and default values.
fn blank(customer_id: &str) -> Customer {
    Customer {
        customer_id: customer_id.to_owned(),
        name: String::new(),
        kind: CustomerKind::NotGiven,
        onboard_date: None,
        acquisition_source: String::new(),
        buys_as: BuysAs::EndUser,
        attributes: BTreeMap::new(),
        prospect: false,
    }
}
