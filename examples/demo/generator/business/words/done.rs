//! Phrases for the firm's actions and their outcomes.

/// The agreed pace, beside the terms.
pub(in super::super) const PACE: [&str; 8] = [
    "answers within a working day",
    "one contact on each side",
    "calls before four, mails at any time",
    "what is urgent goes by phone, all else by mail",
    "a fixed hour every other week",
    "papers by the fifth of the month",
    "whoever asks also decides",
    "no work without a word about the price",
];
/// A customer's reaction.
pub(in super::super) const AGREED: [&str; 7] = [
    "agreed",
    "{name} wrote it down as well",
    "both sides signed the page",
    "{name} found that normal",
    "hangs in their office now",
    "asked two good questions, then agreed",
    "suits them",
];
/// The reaction of a customer who would prefer something else.
pub(in super::super) const GRUDGING: [&str; 5] = [
    "nodded, I doubt that {name} listened",
    "agreed in the end",
    "wanted it faster, we did not give in",
    "signed without reading",
    "asked what happens if not",
];
/// The occasion on which the firm asked for their wishes.
pub(in super::super) const ASKED: [&str; 18] = [
    "once a year, over coffee",
    "an hour with {name}, without a computer",
    "asked at the end of the yearly talk",
    "walked through the rooms with {name}",
    "lunch around the corner",
    "asked what we should stop doing",
    "asked {name} and two of the team",
    "asked what would make next year easier",
    "on the way to the train",
    "on the bench behind the building, with {name}",
    "at the fair, standing",
    "asked what they would miss if we were gone",
    "an afternoon with {name} and a large sheet of paper",
    "asked {name} and the one who opens the mail",
    "asked what they buy elsewhere, and why",
    "half an hour before closing time",
    "asked {name} what a good year would look like",
    "by phone, it had to be short",
];
/// The outcome of asking.
pub(in super::super) const ANSWERED: [&str; 12] = [
    "two pages of notes",
    "one wish, and a clear one",
    "more than we can do in a year",
    "{name} had prepared a list",
    "small things, all of them easy",
    "was surprised to be asked",
    "nothing for now, but was glad that we asked",
    "we begin with the first item",
    "{name} wants to think about it over the weekend",
    "one thing we can do at once, one we cannot",
    "the same as last time, we should have done it",
    "a good talk, three points",
];
/// The way in which the firm asked for a referral.
pub(in super::super) const REFERRAL: [&str; 8] = [
    "asked whom else we could help",
    "asked after the yearly talk, when {name} was pleased",
    "asked who in the neighbourhood is short of such help",
    "gave {name} three cards",
    "asked for one name, not for many",
    "asked whether we may mention them",
    "asked who among the suppliers struggles with paper",
    "asked {name} to think of somebody like themselves",
];
/// The answer of a customer who named nobody yet.
pub(in super::super) const THINKS: [&str; 6] = [
    "will think about it",
    "knows somebody, wants to ask first",
    "nobody comes to mind at the moment",
    "took the cards",
    "would gladly speak well of us",
    "after the season",
];
/// Trials that the firm offers to IT customers.
pub(in super::super) const TRIALS_IT: [&str; 6] = [
    "the new dashboard",
    "a copy of all files outside the house, for a month",
    "help by video instead of a visit",
    "the spare server for a month",
    "one login for everything, with two of the team",
    "the weekly health report of the network",
];
/// Trials that the firm offers to bookkeeping customers.
pub(in super::super) const TRIALS_BOOKS: [&str; 4] = [
    "receipts by phone for a month",
    "the forecast of the account three months ahead",
    "the monthly page with three numbers",
    "the new way of doing travel expenses",
];
/// The outcome of a trial.
pub(in super::super) const TRIED: [&str; 5] = [
    "joined",
    "tried it for two weeks and kept it",
    "liked it, has two remarks",
    "wants to begin in the new year",
    "{name} let the team try it, they are for it",
];
/// The reason for a call.
pub(in super::super) const CALLED: [&str; 24] = [
    "asked how things are",
    "asked {name} how the new people are settling in",
    "told {name} about the change in the rules before the papers did",
    "asked whether last month's question is settled",
    "wished a good season",
    "a short call before the holidays",
    "asked whether somebody should come by",
    "asked {name} what has changed since spring",
    "warned that a licence is running out",
    "asked {name} how the summer went",
    "answered the question that {name} had left with the apprentice",
    "told {name} that the form changes next year",
    "asked whether the last bill was clear",
    "asked whether last month is closed",
    "asked {name} who stands in during the holidays",
    "followed up on the talk in the corridor",
    "asked whether the new desk works out",
    "told them about the deadline before it could hurt",
    "asked {name} what the competition is up to",
    "said happy birthday to {name}",
    "checked that the handover at the desk has worked",
    "asked whether the hours suit them",
    "rang on the day of their anniversary",
    "asked for five minutes about the coming quarter",
];
/// The outcome of a call with a customer who likes the firm.
pub(in super::super) const GLAD: [&str; 12] = [
    "{name} was glad of the call",
    "all well",
    "a good talk",
    "one question, answered at once",
    "said that we should do that more often",
    "told me about the plans for autumn",
    "nothing open",
    "laughed a lot",
    "{name} told me how the last week went",
    "two small questions, both answered",
    "asked how we are, and meant it",
    "wants to meet in person next time",
];
/// The outcome of a call with any other customer.
pub(in super::super) const COOL: [&str; 9] = [
    "short",
    "was in a hurry",
    "all right, I think",
    "nothing new",
    "left a message",
    "said that it can wait",
    "a list of small things, noted",
    "{name} had other things to do",
    "yes, no, thank you",
];
/// After the first weeks.
pub(in super::super) const BEGUN: [&str; 9] = [
    "after the first four weeks: is it as we promised?",
    "first month over, asked what surprised {name}",
    "asked what we can do better than in the first weeks",
    "asked whether everybody there knows whom to call",
    "went through the first weeks with {name}",
    "asked {name} what is still missing",
    "is everything as {name} had imagined it?",
    "asked the team there, not only {name}",
    "a call at the end of the first month",
];
/// About open invoices.
pub(in super::super) const OPEN: [&str; 8] = [
    "about {invoice}, which is overdue",
    "asked when {invoice} will be paid",
    "asked whether {invoice} had arrived",
    "reminded {name} of the due date of {invoice}",
    "asked whether something is wrong with {invoice}",
    "a friendly word about {invoice}",
    "offered to send {invoice} once more",
    "about money, sorry to say: {invoice}",
];
/// The customer paid within a few days of the call.
pub(in super::super) const PAID: [&str; 6] = [
    "promised to pay this week",
    "had slipped through, pays at once",
    "asked for the account number and was sorry",
    "was on the pile, pays today",
    "thanked us for the call and paid",
    "{name} had thought that it was done",
];
/// The customer did not pay soon.
pub(in super::super) const PROMISED: [&str; 10] = [
    "promised it for the end of the month",
    "first has to be paid by somebody else",
    "will look for it",
    "{name} was not to be reached",
    "said that it is on its way",
    "asked for two more weeks",
    "{name} will speak to whoever pays the bills",
    "another excuse",
    "had an explanation, a long one",
    "says that the bank is slow",
];
/// The message to a weaned customer.
pub(in super::super) const WEANED: [&str; 4] = [
    "questions are collected and answered once a day, calls by appointment",
    "answers at the agreed pace and no sooner, what is extra is offered with a price first",
    "one call a week, all else by mail",
    "told {name} what the extra hours cost us, and what an hour costs from now on",
];
/// The reaction of a weaned customer.
pub(in super::super) const WEANED_OUTCOME: [&str; 4] = [
    "grumbled, then agreed",
    "was surprised how many hours it had been",
    "tried it on twice, then kept to it",
    "took it better than I thought",
];
/// The message to a customer whom the firm let go.
pub(in super::super) const LET_GO: [&str; 3] = [
    "thanked them and named two firms that suit them better",
    "said in all friendship that we are the wrong ones for this, papers are handed over",
    "told them that our ways part here, with a list of what is open",
];
/// The reaction of a customer whom the firm let go.
pub(in super::super) const LET_GO_OUTCOME: [&str; 3] = [
    "took it well",
    "was short, but polite",
    "had seen it coming",
];
