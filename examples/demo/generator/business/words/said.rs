//! Phrases that customers say to the firm and about it.

/// Wishes of any customer.
pub(in super::super) const WISHES: [&str; 22] = [
    "A short page with three numbers every month would be plenty",
    "A fixed price for a year would let me sleep better",
    "I wish our suppliers were as easy to reach as you are",
    "Could {keeper} come by once a quarter? Half an hour is enough",
    "One date in the year on which we look at everything together",
    "I would like to see on Monday what happened last week",
    "If we could settle such things by message instead of by mail",
    "A list of what we pay for and no longer need",
    "Tell me earlier when something gets more expensive",
    "I would love to be ready for the holidays a week before, for once",
    "Somebody who explains the contracts of others to me as you explain yours",
    "An evening with your other customers, to hear how they do it",
    "A checklist for new people would save me a morning each time",
    "Show me what others of our size usually spend on this",
    "Once a year I would like to hear what you would do in my place",
    "If all our papers were in one place, I would find them",
    "I would rather pay for an hour of advice than for three of repair",
    "Could we do the yearly talk here, with everybody at the table?",
    "A reminder a week before something is due",
    "I would like to hand over more to you, in small steps",
    "A glossary, please, I never know what the words mean",
    "Tell me what you need from us before you need it",
];
/// Wishes of bookkeeping customers.
pub(in super::super) const WISHES_BOOKS: [&str; 6] = [
    "Could you sit in when we talk to the bank in spring?",
    "Can you show my daughter how the figures are read?",
    "I wish the receipts sorted themselves",
    "I want to know before Christmas what the taxes will be",
    "A warning when an account runs low would help",
    "If the annual accounts were done by March, just once",
];
/// Wishes of IT customers.
pub(in super::super) const WISHES_IT: [&str; 6] = [
    "If only the backups told me themselves that they worked",
    "One password less to remember, please",
    "I would like the old machines gone before they go by themselves",
    "An hour of training for everybody, and I will bring the cake",
    "Could the updates wait until we have closed?",
    "I want to find a file from last year without calling anybody",
];
/// Praise from any customer who likes the firm.
pub(in super::super) const PRAISE: [&str; 15] = [
    "Worth every cent, and you can quote me",
    "Since you do it I have my Sundays back",
    "You told me that I did not need it. That is why I stay",
    "{keeper} explained it to the whole team, and now they all do it right",
    "The handover went so smoothly that nobody noticed",
    "I told {keeper} once, and it was done",
    "You say what it costs before you begin. Nobody else does",
    "{keeper} called back within the hour, on a Friday",
    "I do not think about it any more, and that is the best I can say",
    "You admitted the mistake before I found it",
    "My people ask for {keeper} by name",
    "For once somebody who talks so that I understand it",
    "That was the quietest year we ever had",
    "I showed your page to the bank, and they asked who made it",
    "You remembered what I said in spring",
];
/// Praise for the bookkeeping.
pub(in super::super) const PRAISE_BOOKS: [&str; 5] = [
    "First year in which I looked forward to the annual accounts",
    "The auditor had no question at all",
    "I know on the tenth where I stand. I never did before",
    "You found the deduction that the last ones missed for years",
    "The shoe box is gone, and I do not miss it",
];
/// Praise for the IT care.
pub(in super::super) const PRAISE_IT: [&str; 5] = [
    "You rang before I noticed that anything was wrong",
    "Not one hour of standstill since you came",
    "The new machines were ready on Monday as promised",
    "You got the lost order back, I had given it up",
    "Whatever you did to the network, it works in the cellar now",
];
/// Complaints of customers who look at the price.
pub(in super::super) const DEAR: [&str; 8] = [
    "Why does an hour cost that much when it took you ten minutes?",
    "My nephew would do this for half",
    "I do not see what I pay you for",
    "Nobody told me that this was extra",
    "For that money I expect it to be done twice",
    "The others quote a third less, I have it in writing",
    "You only talk to me to sell me hours",
    "Take a quarter off and we need not discuss it",
];
/// Complaints of customers who press.
pub(in super::super) const PRESSING: [&str; 17] = [
    "I called three times this morning",
    "This has to be finished today, I do not care what was agreed",
    "Your colleague promised something else",
    "Do I have to do everything myself?",
    "If {keeper} is busy, then give me somebody who is not",
    "I want an answer now and not a ticket",
    "You have other customers? That is not my problem",
    "I wrote at eleven last night and nobody has answered",
    "It was your people who broke it, who else",
    "I am not going to read that, just make it work",
    "What do you mean, on Thursday?",
    "I have told you a hundred times",
    "My people are sitting here and waiting for you",
    "Then stay until it runs",
    "Who is your boss?",
    "I do not want to hear why, I want it done",
    "Is there nobody who picks up the phone?",
];
/// Complaints of any customer.
pub(in super::super) const PLAIN: [&str; 7] = [
    "The second reminder for an appointment was one too many",
    "I would rather hear bad news on the phone than by mail",
    "It took a week until somebody told me that it was done",
    "The summary is too long, I stopped on page two",
    "Two of you asked me the same question",
    "The hold music, please",
    "You changed the form, and now nobody finds the field",
];
