//! Reads the signs and codes of currencies.

/// The currencies of each sign. The first one is meant where nothing else names the currency; a sign that
/// begins with none of its own needs the name.
const SIGNS: [(&str, &[&str]); 17] = [
    ("€", &["EUR"]),
    ("EURO", &["EUR"]),
    ("£", &["GBP"]),
    (
        "$",
        &[
            "USD", "AUD", "BBD", "BMD", "BSD", "BZD", "CAD", "CLP", "COP", "FJD", "GYD", "HKD",
            "JMD", "KYD", "LRD", "MXN", "NAD", "NZD", "SBD", "SGD", "SRD", "TTD", "TWD", "XCD",
        ],
    ),
    ("US$", &["USD"]),
    ("R$", &["BRL"]),
    ("¥", &["", "JPY", "CNY"]),
    ("KR", &["", "DKK", "ISK", "NOK", "SEK"]),
    ("FR", &["CHF"]),
    ("SFR", &["CHF"]),
    ("ZŁ", &["PLN"]),
    ("KČ", &["CZK"]),
    ("FT", &["HUF"]),
    ("₹", &["INR"]),
    ("₺", &["TRY"]),
    ("₪", &["ILS"]),
    ("₩", &["KRW"]),
];

/// The code of a currency that a file names by a code or a sign. A code that belongs to nothing else is
/// given, or must be one that the sign can mean.
pub fn code(word: &str, given: Option<&str>) -> Result<String, String> {
    let upper = word.trim().trim_end_matches('.').to_uppercase();
    let sign = SIGNS.iter().find(|(sign, _)| *sign == upper);
    let codes: &[&str] = match sign {
        Some((_, codes)) => codes,
        None if upper.len() == 3 && upper.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            &[upper.as_str()]
        }
        None => {
            return Err(format!(
                "`{word}` is no currency: write three letters such as EUR, or a sign such as €"
            ));
        }
    };
    let Some(given) = given else {
        let code = codes.first().filter(|code| !code.is_empty());
        return code.map(|code| (*code).to_owned()).ok_or_else(|| {
            let codes = codes[1..].join(" or ");
            format!(
                "`{word}` may be {codes}: say which in the column `currency`, or with --currency"
            )
        });
    };
    if codes.contains(&given) {
        return Ok(given.to_owned());
    }
    Err(format!(
        "the amount is in `{word}`, and the currency is {given}: correct one of them; where amounts name \
         their own currency, leave out --currency"
    ))
}
