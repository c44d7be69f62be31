//! What customers say.

pub(super) const WISHES: [&str; 8] = [
    "I wish you did our payroll too",
    "Could you sit in when we talk to the bank in spring?",
    "A short page with three numbers every month would be plenty",
    "If only the backups told me themselves that they worked",
    "We would love to have one contact for books and computers",
    "Can you show my daughter how the figures are read? She takes over one day",
    "A fixed price for a year would let me sleep better",
    "I wish our suppliers were as easy to reach as you are",
];
pub(super) const NEEDS: [&str; 8] = [
    "We open a second shop in autumn and need five more workplaces",
    "The tax office wants the last three years by the end of the month",
    "Two people start in May, they need accounts and laptops",
    "We have to be able to work from home without the server falling over",
    "Our auditor asks for a list of all assets",
    "Somebody has to look after the web shop, nobody here can",
    "We need to know which jobs earn money and which do not",
    "The scanner in the workshop has to talk to the books",
];
pub(super) const PRAISE: [&str; 8] = [
    "You rang before I noticed that anything was wrong",
    "First year in which I looked forward to the annual accounts",
    "My brother-in-law will call you, I told him not to look any further",
    "Worth every cent, and you can quote me",
    "Since you do it I have my Sundays back",
    "You told me that I did not need it. That is why I stay",
    "Jonas explained it to the whole team, and now they all do it right",
    "The handover went so smoothly that nobody noticed",
];
pub(super) const COMPLAINTS: [&str; 8] = [
    "Why does an hour cost that much when it took you ten minutes?",
    "I called three times this morning",
    "My nephew would do this for half",
    "This has to be finished today, I do not care what was agreed",
    "I do not see what I pay you for",
    "The invoice is wrong again, I will pay when I have time to look at it",
    "Nobody told me that this was extra",
    "Your colleague promised something else",
];
pub(super) const LEFT_BY_THEM: [&str; 6] = [
    "found somebody cheaper",
    "hired a bookkeeper of their own",
    "the new managing director brought their own people",
    "felt that we did not call often enough",
    "bundled everything with one large supplier",
    "no reason given",
];
pub(super) const DESTINATIONS: [&str; 4] = [
    "Second site running by next summer, books closed by the tenth of each month",
    "The daughter takes over in three years, until then no Friday is spent on paper",
    "Half of the orders through the web shop by the end of next year",
    "Ten people, one language in all systems, and the owner out of the daily work",
];
