//! Turns keys of facts into the arrays that statements take.

use domain::fact::FactKey;

/// The three parts of the keys, as one array each.
pub(super) fn columns<'k>(
    keys: impl Iterator<Item = &'k FactKey>,
) -> (Vec<&'k str>, Vec<&'k str>, Vec<&'k str>) {
    let mut columns = (Vec::new(), Vec::new(), Vec::new());
    for key in keys {
        columns.0.push(key.customer_id.as_str());
        columns.1.push(key.source.as_str());
        columns.2.push(key.fact_id.as_str());
    }
    columns
}
