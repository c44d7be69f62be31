//! Notes beside a rating of 1 or 2, and beside a rating of 5.
use customer_quality::pb::v1::Trait;

/// The notes for a low and for a high rating of a trait.
pub(in super::super) fn notes(rated: Trait) -> (&'static [&'static str], &'static [&'static str]) {
    match rated {
        Trait::LooksAhead => LOOKS_AHEAD,
        Trait::Delegates => DELEGATES,
        Trait::SetsPriorities => SETS_PRIORITIES,
        Trait::HoldsResponsible => HOLDS_RESPONSIBLE,
        Trait::GladToHearFrom => GLAD,
        Trait::RespectsUs => RESPECT,
        Trait::ValuesOurWork => VALUE,
        Trait::PaysFairPrice => PRICE,
        Trait::HasDestination => DESTINATION,
        Trait::OpensDoors => DOORS,
        Trait::RealisticExpectations => REALISTIC,
        Trait::MoodFits => MOOD,
        Trait::PutsUsFirst => FIRST,
        Trait::ChallengesUs => CHALLENGES,
        Trait::PlaysToOurStrengths => STRENGTHS,
        Trait::AbleToPay => ABLE,
        Trait::KnowsTheWay => WAY,
        _ => (&[], &[]),
    }
}

type Notes = (&'static [&'static str], &'static [&'static str]);

const LOOKS_AHEAD: Notes = (
    &[
        "asked about next year, got an answer about next week",
        "the same fire as in spring",
        "{name} laughed when I asked for a plan",
    ],
    &[
        "showed me the plan for the next two years",
        "ordered in March what is needed in September",
        "{name} asked what the new rules will mean before they were passed",
    ],
);
const DELEGATES: Notes = (
    &[
        "{name} signs every delivery note",
        "nobody may answer us while {name} is away",
        "the team waits in the corridor for decisions",
    ],
    &[
        "was on holiday for three weeks, and nothing burned",
        "the one who does the work also decides about it",
        "I talked to the team only, {name} was not needed",
    ],
);
const SETS_PRIORITIES: Notes = (
    &[
        "eleven things, all of them urgent",
        "started a third project before the second was done",
        "what mattered on Monday was forgotten on Thursday",
    ],
    &[
        "crossed out half of our list, and rightly",
        "one thing at a time, and it gets done",
        "said no to a large order because it did not fit",
    ],
);
const HOLDS_RESPONSIBLE: Notes = (
    &[
        "the list from last month was still open, and nobody minded",
        "nobody could say whose job it was",
        "a deadline there is a kind of wish",
    ],
    &[
        "asked everybody at the table what became of it",
        "each task has a name beside it",
        "{name} apologised for a late answer of the team and set it right",
    ],
);
const GLAD: Notes = (
    &[
        "I took a deep breath before I rang back",
        "we were all in a meeting when {name} called, so to speak",
        "my heart sinks when I see the number",
        "glad when it was over",
    ],
    &[
        "we talked for ten minutes about nothing, and I was in a good mood all day",
        "everybody here wants to be the one who calls",
        "I smile when that name comes up",
        "an afternoon there is like half a holiday",
    ],
);
const RESPECT: Notes = (
    &[
        "shouted at us over a form",
        "let us wait for an hour, again",
        "spoke about us as if we were not in the room",
        "no greeting, no thanks, a list of faults",
    ],
    &[
        "took the blame for what was half our fault",
        "introduced us to the team as people, not as a service",
        "cancelled in good time and asked when it suits us",
        "listens until the end",
    ],
);
const VALUE: Notes = (
    &[
        "could not say what we do there",
        "thinks that it is done by pressing a button",
        "only noticed us when something was missing",
    ],
    &[
        "told the bank what we saved them",
        "knows to the hour what we spare them",
        "{name} reads our page each month and asks about it",
    ],
);
const PRICE: Notes = (
    &[
        "compared us with a student",
        "wanted the old price once more",
        "asked for a discount before asking for the offer",
    ],
    &[
        "accepted the offer without a word about the sum",
        "said that we should charge more for the evenings",
        "the new price was fine by return of mail",
    ],
);
const DESTINATION: Notes = (
    &[
        "does not know whether to sell or to grow",
        "{name} shrugged when asked about the year after next",
        "another idea each time we meet",
    ],
    &[
        "it hangs on the wall, with a date",
        "everybody there can say where they want to be in three years",
        "has said the same for a year, and acts on it",
    ],
);
const DOORS: Notes = (
    &[
        "would never say where the books are done",
        "asked us not to mention them",
        "knows everybody and names nobody",
    ],
    &[
        "put our card on the counter",
        "brought a friend along to our open evening",
        "mentioned us to the whole guild",
    ],
);
const REALISTIC: Notes = (
    &[
        "a year of receipts by tomorrow, please",
        "thinks that Sunday is a working day",
        "expected the new system without a single question",
    ],
    &[
        "asked how long it takes before asking when it is done",
        "knows that good things need a week",
        "planned two days of standstill, needed one",
    ],
);
const MOOD: Notes = (
    &[
        "sour from the first minute",
        "the jokes are not ours",
        "tense, as if somebody were listening",
    ],
    &[
        "there is laughter in the next room, always",
        "we speak the same language",
        "coffee first, then work, and both are good",
    ],
);
const FIRST: Notes = (
    &[
        "heard of the move from a neighbour",
        "three others had been asked before us",
        "moved our appointment for the third time",
    ],
    &[
        "asked us before signing the lease",
        "kept the morning free for us",
        "waited two weeks for us instead of taking somebody else",
    ],
);
const CHALLENGES: Notes = (
    &[
        "takes what comes and does not ask",
        "nods at everything, reads nothing",
        "we learn nothing there",
    ],
    &[
        "found a better way than ours, we use it everywhere now",
        "asked why five times, we had no answer to the fifth",
        "the questions there make us better",
    ],
);
const STRENGTHS: Notes = (
    &[
        "wanted us to repair the coffee machine",
        "mostly things that we have to look up",
        "a bit of everything, nothing that we are good at",
    ],
    &[
        "exactly what we do best",
        "the kind of job that we show to others",
        "we enjoy every hour of it",
    ],
);
const ABLE: Notes = (
    &[
        "the overdraft is used up each month",
        "put off the new machines for another year, there is no money",
        "lives from one order to the next",
    ],
    &[
        "money is there, it is a matter of sense",
        "a good year, and they show it",
        "invests without the bank",
    ],
);
const WAY: Notes = (
    &[
        "no idea which step comes first",
        "reads three advisers and follows none",
        "waits for somebody to begin",
    ],
    &[
        "has the next four steps on one page",
        "knows what has to happen by spring",
        "step two began on the day after step one",
    ],
);
