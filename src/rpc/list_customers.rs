//! `ListCustomers`: customers by id, page by page.

use tonic::Request;

use super::{
    Service,
    convert::{Check, Read, customer::NAME_MAX, rule, text::ID_MAX},
    customer_standing::with_standing,
    page::{self, Position, Scope},
};
use crate::{error::Error, pb::v1 as pb, store::CustomerQuery};

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::ListCustomersRequest>,
) -> Result<pb::ListCustomersResponse, Error> {
    let pb::ListCustomersRequest {
        page_size,
        page_token,
        customer_id_prefix: prefix,
        name_contains: words,
        include_merged,
    } = request.into_inner();
    let mut check = service.check();
    let now = check.now();
    let size = page::size(&mut check, page_size, service.limits.page_size);
    let prefix = check.line("customer_id_prefix", prefix, ID_MAX);
    let words = beginnings(&mut check, words);
    let question = size.and_then(|size| Ok((size, prefix?, words?)));
    let (size, prefix, words) = check.finish(question)?;
    let merged = if include_merged { "merged" } else { "" };
    let scope = Scope::of("ListCustomers", &[&prefix, &words, merged]);
    let after = service.page_key.open(&scope, &page_token)?;

    let after = after.as_ref().map(last_id).transpose()?;
    let asked = CustomerQuery {
        prefix: &prefix,
        words: &words,
        include_merged,
        after,
        limit: size + 1,
    };
    let stored = service.store.customers(asked).await?;
    let customers = with_standing(service, stored, now).await?;

    let positioned = customers
        .into_iter()
        .map(|customer| (position(&customer), customer));
    let (customers, end) = page::fill(positioned, size);
    Ok(pb::ListCustomersResponse {
        customers,
        next_page_token: end.map_or_else(String::new, |end| service.page_key.seal(&scope, &end)),
    })
}

/// The beginnings of words to look for. Punctuation begins no word.
fn beginnings(check: &mut Check, text: String) -> Read<String> {
    let field = "name_contains";
    let text = check.line(field, text, NAME_MAX)?;
    if !text.is_empty() && !text.contains(char::is_alphanumeric) {
        let description =
            "has no letter and no digit: give the beginning of a word of the name, or leave it out";
        return Err(check.violated(field, rule::REQUIRED, description.to_owned()));
    }
    Ok(text)
}

fn position(customer: &pb::Customer) -> Position {
    Position {
        numbers: Vec::new(),
        ids: vec![customer.customer_id.clone()],
    }
}

fn last_id(position: &Position) -> Result<&str, Error> {
    match position.ids.as_slice() {
        [customer_id] => Ok(customer_id),
        _ => Err(Error::InvalidPageToken),
    }
}
