//! Refuses rows that give a known id the name of another customer, because two programs may number two customers
//! alike.

use crate::{
    explain::Refusal,
    failure::Failure,
    import::{directory::Directory, item::CustomerRow},
};
use client::{Client, pb::v1::Customer};

/// The names that the service has for ids, with those of the rows taken so far.
#[derive(Debug, Default)]
pub(super) struct NamesOfIds {
    /// None until a row has a name.
    directory: Option<Directory>,
}

impl NamesOfIds {
    /// The refusal of a customer whose id is known under a name with no word in common. Takes the name otherwise.
    pub(super) async fn refusal(
        &mut self,
        client: &Client,
        row: &CustomerRow,
    ) -> Result<Option<Refusal>, Failure> {
        let Customer {
            customer_id: id,
            name,
            ..
        } = &row.customer;
        if name.is_empty() {
            return Ok(None);
        }
        let directory = match &mut self.directory {
            Some(directory) => directory,
            none => none.insert(Directory::fetch(client).await?),
        };
        if directory.name_of(id) == Some(name) {
            return Ok(None);
        }
        if let Some(known) = directory.stranger(id, name) {
            let words = format!(
                "{id} is called {known}, and this row calls it {name}: if both are one customer, import with \
                 --rename; if not, give the ids of this file a prefix in a mapping"
            );
            return Ok(Some(Refusal::new("name", "OTHER_NAME", words)));
        }
        directory.add(&row.customer);
        Ok(None)
    }
}
