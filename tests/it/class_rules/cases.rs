//! The rules of the default model, each with facts that make it hold.

use customer_quality::pb::v1::{
    CostKind, CustomerClass as Class, EffortBilling, EffortKind, NegotiationMoment, Trait,
};

use crate::support::book::{Book, bill, deal, rate, refer, spend, work};

const ON_TIME: [i64; 6] = [-4; 6];
const LATE: [i64; 6] = [12; 6];

/// What is told of a customer.
pub(super) type Tell = fn(&mut Book, &str);

/// A rule with what makes it hold, and the class and the sentence it gives.
pub(super) type Case = (&'static str, Tell, Class, &'static str);

fn nice(book: &mut Book, id: &str) {
    for what in [Trait::GladToHearFrom, Trait::RespectsUs] {
        book.tell("2026-05-01", id, rate(what, 5, "anna"));
    }
}

fn asks_for_a_fifth_off(book: &mut Book, id: &str) {
    let talk = deal(NegotiationMoment::Renewal, 2_000, 2, 3);
    book.tell("2026-02-02", id, talk);
}

fn owner(book: &mut Book, id: &str, rating: i32) {
    for what in [
        Trait::LooksAhead,
        Trait::Delegates,
        Trait::SetsPriorities,
        Trait::HoldsResponsible,
    ] {
        book.tell("2026-05-01", id, rate(what, rating, "anna"));
    }
}

/// Brings somebody who pays `units`.
fn brings(book: &mut Book, id: &str, units: i64) {
    let brought = format!("{id}-brought");
    book.business(&brought);
    book.since("2025-01-06");
    book.tell("2026-02-01", id, refer(&brought, None));
    book.paid_bill("2026-03-10", &brought, units);
}

fn against_them() -> Vec<Case> {
    vec![
        (
            "not_nice",
            |book, id| book.tell("2026-05-01", id, rate(Trait::GladToHearFrom, 1, "anna")),
            Class::Bad,
            "your heart sinks when they call (anna 1)",
        ),
        (
            "owes",
            |book, id| {
                let open = bill("open", 300, "2026-02-20", "2026-03-06");
                book.tell("2026-02-20", id, open);
            },
            Class::Bad,
            "owes you 300.00 EUR, the oldest 117 days overdue",
        ),
        (
            "costs_money_and_more",
            |book, id| {
                book.half_year(id, 50, LATE);
                book.tell("2026-05-02", id, spend(CostKind::Direct, 800));
            },
            Class::Bad,
            "pays late, 12 days as a rule, costs you money",
        ),
        (
            "much_against",
            |book, id| {
                book.half_year(id, 50, LATE);
                asks_for_a_fifth_off(book, id);
                owner(book, id, 1);
            },
            Class::Bad,
            "pays late, 12 days as a rule, does not see the value, the owner lives for today",
        ),
    ]
}

fn wanted() -> Vec<Case> {
    vec![
        (
            "pays_and_sends",
            |book, id| {
                book.half_year(id, 50, ON_TIME);
                brings(book, id, 50);
            },
            Class::Good,
            "pays on time, sends others",
        ),
        (
            "earns_and_pays",
            |book, id| {
                book.half_year(id, 1_000, ON_TIME);
                book.tell("2026-05-01", id, rate(Trait::GladToHearFrom, 3, "anna"));
            },
            Class::Good,
            "pays on time, one of the most profitable",
        ),
        (
            "money_and_owner",
            |book, id| {
                book.half_year(id, 50, ON_TIME);
                owner(book, id, 5);
            },
            Class::Good,
            "the money checks out, and so does the owner",
        ),
        (
            "credentials",
            |book, id| {
                book.half_year(id, 50, ON_TIME);
                for what in [
                    Trait::PutsUsFirst,
                    Trait::ChallengesUs,
                    Trait::PlaysToOurStrengths,
                ] {
                    book.tell("2026-05-01", id, rate(what, 4, "anna"));
                }
            },
            Class::Good,
            "pays on time, has the credentials",
        ),
    ]
}

fn something_against() -> Vec<Case> {
    vec![
        (
            "nice_without_value",
            |book, id| {
                nice(book, id);
                book.half_year(id, 50, ON_TIME);
                asks_for_a_fifth_off(book, id);
            },
            Class::Ok,
            "nice, pays on time, does not see the value: keep",
        ),
        (
            "takes_time",
            |book, id| {
                book.half_year(id, 250, ON_TIME);
                for billing in [EffortBilling::Billed, EffortBilling::Unbilled] {
                    let hours = work(EffortKind::Support, billing, 600);
                    book.tell("2026-05-02", id, hours);
                }
            },
            Class::Ok,
            "takes time you cannot bill: wean them",
        ),
        (
            "no_longer_on_time",
            |book, id| {
                book.half_year(id, 50, [-4, -4, -4, -4, 12, 12]);
                asks_for_a_fifth_off(book, id);
            },
            Class::Ok,
            "does not see the value, no longer pays on time",
        ),
        (
            "something_against",
            |book, id| book.half_year(id, 50, LATE),
            Class::Ok,
            "pays late, 12 days as a rule",
        ),
    ]
}

fn ok() -> Vec<Case> {
    vec![
        (
            "brings_little",
            |book, id| {
                nice(book, id);
                book.half_year(id, 50, ON_TIME);
            },
            Class::Ok,
            "nice, pays on time, brings little: keep",
        ),
        (
            "nice_and_pays",
            |book, id| {
                // Whether somebody new brings little is too early to say.
                book.since("2026-04-01");
                nice(book, id);
                book.paid_bill("2026-04-04", id, 50);
                book.paid_bill("2026-05-04", id, 50);
            },
            Class::Ok,
            "nice, pays on time: keep",
        ),
        (
            "partly",
            |book, id| book.half_year(id, 50, [12, 12, -4, -4, -4, -4]),
            Class::Ok,
            "pays late now and then",
        ),
        (
            "unsure_if_nice",
            |book, id| {
                for (rating, who) in [(5, "anna"), (2, "jonas")] {
                    let word = rate(Trait::GladToHearFrom, rating, who);
                    book.tell("2026-05-01", id, word);
                }
            },
            Class::Ok,
            "you smile when they call (anna 5), your heart sinks when they call (jonas 2)",
        ),
        (
            "little_known",
            |book, id| book.half_year(id, 50, ON_TIME),
            Class::Ok,
            "nothing against them, little known: pays on time",
        ),
        (
            "nothing_against",
            |book, id| {
                for day in ["2026-04-04", "2026-05-04", "2026-06-04"] {
                    book.paid_bill(day, id, 50);
                }
                book.tell("2026-05-01", id, rate(Trait::ValuesOurWork, 4, "anna"));
                owner(book, id, 5);
            },
            Class::Ok,
            "nothing against them: pays on time, sees the value, the owner looks ahead",
        ),
        (
            "not_known",
            |_, _| {},
            Class::InsufficientData,
            "too little is known to sort them",
        ),
    ]
}

fn partly() -> Vec<Case> {
    vec![
        (
            "value_partly",
            |book, id| {
                let talk = deal(NegotiationMoment::Renewal, 1_000, 2, 3);
                book.half_year(id, 50, ON_TIME);
                book.tell("2026-02-02", id, talk);
            },
            Class::Ok,
            "pays on time, sees the value only partly",
        ),
        (
            "sends_debtors",
            |book, id| {
                book.half_year(id, 50, ON_TIME);
                let brought = format!("{id}-brought");
                book.business(&brought);
                book.tell("2026-02-01", id, refer(&brought, None));
                let open = bill("open", 300, "2026-02-20", "2026-03-06");
                book.tell("2026-02-20", &brought, open);
            },
            Class::Ok,
            "pays on time, sends people who do not pay their way",
        ),
        (
            "owner_partly",
            |book, id| {
                book.half_year(id, 50, ON_TIME);
                owner(book, id, 3);
            },
            Class::Ok,
            "pays on time, the owner looks ahead only partly",
        ),
    ]
}

fn ideal() -> Vec<Case> {
    vec![
        (
            "nobody_rated_who_brings",
            |book, id| {
                book.half_year(id, 50, ON_TIME);
                brings(book, id, 9_000);
            },
            Class::Ideal,
            "brings good people. Do you smile when they call?",
        ),
        (
            "nobody_rated_them",
            |book, id| book.half_year(id, 1_000, ON_TIME),
            Class::Ideal,
            "one of the most profitable. Do you smile when they call?",
        ),
        (
            "earns_much_and_brings_good_people",
            |book, id| {
                nice(book, id);
                book.half_year(id, 1_000, ON_TIME);
                brings(book, id, 9_000);
            },
            Class::Ideal,
            "one of the most profitable, and brings good people",
        ),
        (
            "earns_much",
            |book, id| {
                nice(book, id);
                book.half_year(id, 1_000, ON_TIME);
            },
            Class::Ideal,
            "one of the most profitable",
        ),
        (
            "brings_good_people",
            |book, id| {
                nice(book, id);
                book.half_year(id, 50, ON_TIME);
                brings(book, id, 9_000);
            },
            Class::Ideal,
            "brings good people",
        ),
    ]
}

pub(super) fn all() -> Vec<Case> {
    [
        against_them(),
        wanted(),
        something_against(),
        ok(),
        partly(),
        ideal(),
    ]
    .concat()
}
