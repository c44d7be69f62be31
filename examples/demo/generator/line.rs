//! One line of the file: a JSON object whose members keep their order. Empty members are left out.
use super::calendar;
use serde_json::Value;
use std::fmt::Write as _;

/// A line that is being written.
pub(super) struct Line(String);

impl Line {
    /// Starts a line of this kind.
    pub(super) fn new(kind: &str) -> Self {
        Self(format!("{{\"kind\":{}", Value::from(kind)))
    }

    /// Adds a member. Skips an empty text and none.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.add(name, value);
        self
    }

    /// Like [`Self::with`], for a line that already exists.
    pub(super) fn add(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        if !value.is_null() && value != "" {
            let _ = write!(self.0, ",{}:{value}", Value::from(name));
        }
    }

    /// Adds an amount in cents.
    pub(super) fn amount(mut self, cents: i64) -> Self {
        let _ = write!(self.0, ",\"amount\":{}.{:02}", cents / 100, cents % 100);
        self
    }

    /// Adds a day.
    pub(super) fn date(self, name: &str, day: Option<i32>) -> Self {
        self.with(name, day.map(calendar::date))
    }

    /// Adds a word of an enum: `EFFORT_KIND_SUPPORT` without its prefix becomes `support`.
    pub(super) fn word(self, name: &str, full: &str, prefix: &str) -> Self {
        self.with(name, full.trim_start_matches(prefix).to_lowercase())
    }

    /// The whole line.
    pub(super) fn finish(self) -> String {
        self.0 + "}\n"
    }
}

/// A customer's own fields.
pub(super) struct Customer<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    /// A private person instead of a business.
    pub(super) person: bool,
    /// The first day.
    pub(super) joined: Option<i32>,
    /// How they found the firm.
    pub(super) source: &'a str,
    /// Resells the firm's work.
    pub(super) middleman: bool,
    /// The attributes, besides the industry or occupation.
    pub(super) attributes: Vec<(&'a str, Vec<&'a str>)>,
    /// Industry or occupation.
    pub(super) trade: &'a str,
}

impl Customer<'_> {
    /// The customer as a line.
    pub(super) fn line(self) -> String {
        let mut line = Line::new("customer")
            .with("customer_id", self.id)
            .with("name", self.name)
            .with(
                "customer_kind",
                if self.person {
                    "individual"
                } else {
                    "business"
                },
            )
            .date("onboard_date", self.joined)
            .with("acquisition_source", self.source)
            .with(
                "buys_as",
                if self.middleman {
                    "middleman"
                } else {
                    "end_user"
                },
            );
        let trade = if self.person {
            "occupation"
        } else {
            "industry"
        };
        line.add(&format!("attribute.{trade}"), self.trade);
        for (key, values) in self.attributes {
            line.add(&format!("attribute.{key}"), values.join(";"));
        }
        line.finish()
    }
}
