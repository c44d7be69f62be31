//! The forms that statements may not use. Each rule was found on Citus 13.2. Citus refused the statement or,
//! for the last two rules, returned torn data (parts from different times) or answered too early.

use super::reading::{Node, Select, Statement, collect_selects};
use super::rules::{Kept, kept};

/// Functions whose value a shard may not find out for itself.
const VOLATILE: [&str; 8] = [
    "clock_timestamp",
    "current_timestamp",
    "gen_random_uuid",
    "nextval",
    "now",
    "random",
    "statement_timestamp",
    "transaction_timestamp",
];

/// Functions that FROM makes rows of.
const SETS: [&str; 5] = [
    "generate_series",
    "jsonb_array_elements",
    "jsonb_each",
    "jsonb_to_recordset",
    "unnest",
];

/// What is wrong with a statement.
pub(super) fn faults(statement: &Statement) -> Vec<String> {
    let mut faults = Vec::new();
    conflicts(&statement.nodes, &mut faults);
    empty_rows(&statement.nodes, &mut faults);
    let walks = statement.nodes.iter().any(|node| node.is("recursive"));
    for select in statement.selects() {
        sets(&select, &mut faults);
        locks(&select, &mut faults);
        let strange = |name: &&str| walks && kept(name).is_some() && *name != "referrals";
        let tables = select.tables();
        let strange = tables.iter().map(|table| table.name).filter(strange);
        faults.extend(strange.map(|name| {
            format!("WITH RECURSIVE over `{name}`: walk over `referrals` alone and read the rest after it")
        }));
    }
    let path = &statement.path;
    faults
        .into_iter()
        .map(|fault| format!("{path}: {fault}"))
        .collect()
}

/// Rule 1: what an upsert into a distributed table writes or compares can be found out by any machine.
fn conflicts(nodes: &[Node], faults: &mut Vec<String>) {
    let mut into = None;
    for at in 0..nodes.len() {
        let word = |ahead: usize| nodes.get(at + ahead).and_then(Node::word);
        match (word(0), word(1)) {
            (Some("insert"), Some("into")) => into = word(2),
            (Some("do"), Some("update")) if into.and_then(kept) == Some(Kept::Distributed) => {
                let upsert = nodes[at..].split(|node| node.is("returning")).next();
                volatile(upsert.unwrap_or_default(), faults);
            }
            _ => {}
        }
        if let Some(inside) = nodes[at].group() {
            conflicts(inside, faults);
        }
    }
}

fn volatile(nodes: &[Node], faults: &mut Vec<String>) {
    for (at, node) in nodes.iter().enumerate() {
        if let Some(name) = VOLATILE.iter().find(|name| node.is(name)) {
            faults.push(format!(
                "`{name}` after DO UPDATE: insert the value and take it from `excluded`"
            ));
        }
        let is = |at: usize, words: &[&str]| {
            let word = nodes.get(at).and_then(Node::word);
            word.is_some_and(|word| words.contains(&word))
        };
        let added_to = at > 0 && is(at - 1, &["+", "-"]);
        if node.is("interval") && (added_to || is(at + 2, &["+", "-"])) {
            faults.push(
                "a time plus an interval after DO UPDATE: compare the difference of two times with it"
                    .to_owned(),
            );
        }
        if let Some(inside) = node.group() {
            volatile(inside, faults);
        }
    }
}

/// Rule 2: a CTE has columns.
fn empty_rows(nodes: &[Node], faults: &mut Vec<String>) {
    for (at, node) in nodes.iter().enumerate() {
        let Some(inside) = node.group() else { continue };
        let before = at.checked_sub(1).and_then(|at| nodes[at].word());
        let is_cte = matches!(before, Some("as" | "materialized"));
        if is_cte
            && matches!(inside, [first, second, ..] if first.is("select") && second.is("from"))
        {
            faults.push("a CTE that begins with SELECT FROM: name a column".to_owned());
        }
        empty_rows(inside, faults);
    }
}

/// Rule 3: rows made of parameters are joined in ways that can be given to the shards.
fn sets(select: &Select, faults: &mut Vec<String>) {
    let from = select.from;
    let is_set = |at: &usize| {
        let name = from[*at].word().unwrap_or_default();
        SETS.contains(&name) && from.get(at + 1).is_some_and(|node| node.group().is_some())
    };
    let Some(set) = (0..from.len()).find(is_set) else {
        return;
    };
    for (at, node) in from.iter().enumerate().skip(set) {
        let outer = ["left", "right", "full"].iter().any(|word| node.is(word));
        let mut join = from[at..]
            .iter()
            .skip_while(|node| !node.is("join"))
            .skip(1);
        let how = join.find(|node| ["on", "using", "join"].iter().any(|word| node.is(word)));
        if outer && how.is_some_and(|node| node.is("using")) {
            faults.push(
                "an outer join with USING after unnest: the merged column is that of the set: \
                 join ON the columns of the table"
                    .to_owned(),
            );
        }
    }
    let alone = !from.iter().any(|node| node.is("join") || node.is(","));
    let mut within = Vec::new();
    collect_selects(select.columns, false, &mut within);
    let table = within.iter().find_map(|one| one.distributed().pop());
    if let Some(table) = table.filter(|_| alone) {
        faults.push(format!(
            "a subquery over `{}` among the columns of a set: join it in a CTE",
            table.name
        ));
    }
}

/// Rule 4: rows are locked by SELECT only on the coordinator.
fn locks(select: &Select, faults: &mut Vec<String>) {
    let locks = select.rest.windows(2).any(|pair| {
        let strengths = ["update", "share", "no", "key"];
        pair[0].is("for") && strengths.iter().any(|word| pair[1].is(word))
    });
    let tables = select.tables();
    let spread = |name: &&str| kept(name).is_some_and(|kept| kept != Kept::Local);
    let spread = tables.iter().map(|table| table.name).filter(spread);
    faults.extend(spread.filter(|_| locks).map(|name| {
        format!("FOR UPDATE or FOR SHARE of `{name}`: lock by an upsert that changes nothing")
    }));
}

/// Rule 6: a statement about the customers `$1` that is also one about the customer `$1` names them for
/// each distributed table, or it does not go to the customer's shard whole and is read torn. A table that is
/// only asked whether it has a row gets its customer from there.
pub(super) fn not_of_one(statement: &Statement) -> Vec<String> {
    let mut faults = Vec::new();
    for select in statement.selects() {
        let alone = select.tables().len() == 1;
        for table in select.distributed() {
            let column = format!("{}.customer_id", table.alias);
            let named = [select.from, select.rest].iter().any(|nodes| {
                (0..nodes.len()).any(|at| {
                    let own = nodes[at].is(&column) || (alone && nodes[at].is("customer_id"));
                    own && compared(&nodes[at + 1..], select.under_exists)
                })
            });
            if !named {
                faults.push(format!(
                    "{}: `{}` without its customers: add `{column} = ANY($1)`",
                    statement.path, table.name
                ));
            }
        }
    }
    faults
}

/// Whether nodes go on with `= ANY($1)`, or with any `=` where that is enough.
fn compared(nodes: &[Node], with_anything: bool) -> bool {
    match nodes {
        [equal, ..] if equal.is("=") && with_anything => true,
        [equal, any, Node::Group(of), ..] => {
            equal.is("=") && any.is("any") && matches!(&of[..], [only] if only.is("$1"))
        }
        _ => false,
    }
}
