//! Fields that break rules.

use std::ops::Deref;

/// One field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The path from the request down to the field, such as `facts[17].invoice.amount`; empty means
    /// the whole message.
    pub field: String,
    /// The rule's stable name, `UPPER_SNAKE_CASE`.
    pub rule: &'static str,
    /// The rule in words, with advice on what to do.
    pub description: String,
}

impl Violation {
    /// A field that breaks a rule.
    pub fn new(
        field: impl Into<String>,
        rule: &'static str,
        description: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            rule,
            description: description.into(),
        }
    }
}

/// The violations of one message or item. The first ones are kept, all are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violations {
    kept: Vec<Violation>,
    total: usize,
}

impl Violations {
    /// The number of violations that are kept. It is enough to correct a message, and bounds the memory.
    const KEPT: usize = 100;

    /// Counts one more violation. `make` runs only if the violation is kept.
    pub fn note(&mut self, make: impl FnOnce() -> Violation) {
        self.total += 1;
        if self.kept.len() < Self::KEPT {
            self.kept.push(make());
        }
    }

    /// Adds the violations of another item.
    pub fn append(&mut self, more: Self) {
        self.total += more.total;
        let room = Self::KEPT.saturating_sub(self.kept.len());
        self.kept.extend(more.kept.into_iter().take(room));
    }

    /// The number of all violations, including those that are not kept.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The same violations, each with its field changed by `path`.
    #[must_use]
    pub(super) fn in_field(self, path: impl Fn(&str) -> String) -> Self {
        let moved = |violation: Violation| Violation {
            field: path(&violation.field),
            ..violation
        };
        Self {
            kept: self.kept.into_iter().map(moved).collect(),
            total: self.total,
        }
    }
}

impl Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.kept
    }
}

impl FromIterator<Violation> for Violations {
    fn from_iter<I: IntoIterator<Item = Violation>>(violations: I) -> Self {
        let mut all = Self::default();
        for violation in violations {
            all.note(|| violation);
        }
        all
    }
}
