//! SQL as the rules read it: words, groups in brackets, and the SELECTs among them. It knows only the part
//! of the language that our own statements use.

use super::rules::{Kept, kept};

/// A statement that was read.
pub(super) struct Statement {
    pub(super) path: String,
    pub(super) nodes: Vec<Node>,
}

/// A word, a literal or a sign, in lower case; or what stands between brackets.
#[derive(Debug)]
pub(super) enum Node {
    Word(String),
    Group(Vec<Node>),
}

/// One SELECT, without those within it.
pub(super) struct Select<'a> {
    pub(super) columns: &'a [Node],
    pub(super) from: &'a [Node],
    /// What follows FROM and what it joins: WHERE and so on.
    pub(super) rest: &'a [Node],
    /// Whether it is asked only for whether there is a row.
    pub(super) under_exists: bool,
}

/// A table that is read, and what the statement calls it.
pub(super) struct Table<'a> {
    pub(super) name: &'a str,
    pub(super) alias: &'a str,
}

/// Words that end what is read from, where they stand on its level.
const AFTER_FROM: [&str; 11] = [
    "where",
    "group",
    "having",
    "order",
    "limit",
    "for",
    "union",
    "except",
    "intersect",
    "returning",
    // Of an INSERT; the ON of a join is followed by a name.
    "conflict",
];

/// Words that follow a table and are no name for it.
const NO_ALIAS: [&str; 10] = [
    "join", "left", "right", "full", "cross", "inner", "natural", "on", "using", ",",
];

impl Statement {
    pub(super) fn read(path: &str, text: &str) -> Self {
        let mut words = words(text).into_iter();
        Self {
            path: path.to_owned(),
            nodes: group(&mut words),
        }
    }

    /// Every SELECT at any depth.
    pub(super) fn selects(&self) -> Vec<Select<'_>> {
        let mut found = Vec::new();
        collect_selects(&self.nodes, false, &mut found);
        found
    }
}

impl Node {
    pub(super) fn is(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Group(_) => None,
        }
    }

    pub(super) fn group(&self) -> Option<&[Node]> {
        match self {
            Self::Group(nodes) => Some(nodes),
            Self::Word(_) => None,
        }
    }
}

impl<'a> Select<'a> {
    /// The tables that it reads itself.
    pub(super) fn tables(&self) -> Vec<Table<'a>> {
        let mut tables = Vec::new();
        for at in 0..self.from.len() {
            let begins = at == 0 || self.from[at - 1].is("join") || self.from[at - 1].is(",");
            let Some(name) = self.from[at].word().filter(|_| begins) else {
                continue;
            };
            let mut next = self.from[at + 1..].iter().skip_while(|node| node.is("as"));
            let alias = match next.next() {
                // A function, not a table.
                Some(Node::Group(_)) => continue,
                Some(Node::Word(word)) if !NO_ALIAS.contains(&word.as_str()) => word,
                _ => name,
            };
            tables.push(Table { name, alias });
        }
        tables
    }

    /// The distributed tables that it reads itself.
    pub(super) fn distributed(&self) -> Vec<Table<'a>> {
        let mut tables = self.tables();
        tables.retain(|table| kept(table.name) == Some(Kept::Distributed));
        tables
    }
}

/// The words of a text without its comments; names keep their dots, literals their quotes.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let in_name = |next: char| next.is_alphanumeric() || matches!(next, '_' | '.' | '$');
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '\'' | '"' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            _ if in_name(first) => rest.find(|next| !in_name(next)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        if !rest.starts_with("--") {
            words.push(rest[..length].to_lowercase());
        }
        rest = rest[length..].trim_start();
    }
    words
}

/// The words up to the bracket that closes, with a group for each bracket that opens before.
fn group(words: &mut impl Iterator<Item = String>) -> Vec<Node> {
    let mut nodes = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "(" => nodes.push(Node::Group(group(words))),
            ")" => break,
            _ => nodes.push(Node::Word(word)),
        }
    }
    nodes
}

pub(super) fn collect_selects<'a>(
    nodes: &'a [Node],
    under_exists: bool,
    found: &mut Vec<Select<'a>>,
) {
    for (at, node) in nodes.iter().enumerate() {
        if node.is("select") {
            found.push(select(&nodes[at + 1..], under_exists));
        }
        if let Node::Group(inside) = node {
            let after_exists = at > 0 && nodes[at - 1].is("exists");
            collect_selects(inside, after_exists, found);
        }
    }
}

fn select(nodes: &[Node], under_exists: bool) -> Select<'_> {
    let end = nodes.iter().position(|node| node.is("select"));
    let nodes = &nodes[..end.unwrap_or(nodes.len())];
    let is_from = |at: &usize| {
        // In a comparison, IS DISTINCT FROM.
        nodes[*at].is("from") && !(*at > 1 && nodes[at - 1].is("distinct"))
    };
    let from = (0..nodes.len()).find(is_from).unwrap_or(nodes.len());
    let (columns, after) = nodes.split_at(from);
    let after = after.get(1..).unwrap_or_default();
    let ends = |node: &Node| AFTER_FROM.iter().any(|word| node.is(word));
    let (from, rest) = after.split_at(after.iter().position(ends).unwrap_or(after.len()));
    Select {
        columns,
        from,
        rest,
        under_exists,
    }
}
