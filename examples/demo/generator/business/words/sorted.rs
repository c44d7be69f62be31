//! Reasons why the owner sorts a customer as good, OK or bad.

/// Good, and has sent somebody. `{brought}` is the last of them.
pub(in super::super) const BRINGS: [&str; 9] = [
    "sent us {brought}, and is a pleasure to talk to",
    "{brought} came through {name}, need I say more",
    "{name} speaks well of us where it counts, ask {brought}",
    "we would not know {brought} without {name}",
    "nice on the phone, and people like {brought} come because of it",
    "{name} brought us {brought} without being asked",
    "I like to go there, and others come to us because of them",
    "sends friends, not just anybody: {brought}, for one",
    "they would be good without it, and then they also sent {brought}",
];
/// Good, and large.
pub(in super::super) const LARGE: [&str; 6] = [
    "a good part of our rent, and still says please",
    "{name} buys a lot and is pleasant about it",
    "large, and easier to work with than most of the small ones",
    "a lot of work, and all of it makes sense",
    "if all large ones were like this we would need no small ones",
    "the work is interesting and there is a lot of it",
];
/// Good, because they are pleasant to work with.
pub(in super::super) const CREDENTIALS: [&str; 10] = [
    "tells us when we are wrong, and is usually right",
    "{name} asks us first and the others afterwards",
    "lets us do what we are good at and keeps out of the rest",
    "I would like ten more like them",
    "we got better at our own work because {name} asks good questions",
    "a call from {name} makes my day",
    "exactly the kind of work that we wanted to do when we began",
    "{name} thanks the one who did the work, by name",
    "{name} knows what we can do and does not ask for the rest",
    "the whole team likes to go there",
];
/// Good, because of the person who runs it.
pub(in super::super) const OWNER: [&str; 8] = [
    "{name} plans a year ahead and lets the team decide",
    "you can see where this is going, and we go with them",
    "{name} says what matters and sticks to it",
    "whoever is in charge of something there really is",
    "growing slowly and on purpose",
    "one talk in spring and the year is clear",
    "{name} has time to think, and it shows",
    "they settle among themselves who asks us what, and it works",
];
/// OK: nice, and cannot afford much.
pub(in super::super) const SHORT: [&str; 6] = [
    "nice people, and every euro is turned twice",
    "would buy more if there were more to spend",
    "{name} is a dear, the budget is not",
    "small and friendly",
    "we like to go there, it just does not bring much",
    "good people in a hard trade",
];
/// OK: the price is an issue every time.
pub(in super::super) const PRICE: [&str; 6] = [
    "friendly until the price comes up, and it always does",
    "{name} would rather have it cheap than right",
    "good to work with, except when a price is about to change",
    "haggles, but keeps to what was agreed",
    "we explain every hour, and then it is fine",
    "thinks that we cost too much and stays all the same",
];
/// OK: they plan nothing.
pub(in super::super) const TODAY: [&str; 7] = [
    "nice people, could do with more of a plan",
    "every talk with {name} is about this week",
    "nothing happens there unless {name} does it",
    "likeable, and always in a hurry",
    "we mend things there, we do not build anything",
    "everything is decided by {name}, on the stairs",
    "they put things off until they burn, then they call",
];
/// OK: neither good nor bad.
pub(in super::super) const PLAIN: [&str; 10] = [
    "fine, nothing more and nothing less",
    "I would not look for them, and I would not send them away",
    "comes, says what is needed, goes",
    "neither a burden nor a joy",
    "we know each other, we are not close",
    "decent people, an ordinary job",
    "I had to look up who that was, which says it all",
    "correct, a bit cool",
    "some days yes, some days no",
    "it works as long as {keeper} looks after it",
];
/// Bad: the firm hides from them.
pub(in super::super) const HIDE: [&str; 12] = [
    "I let it ring when I see the number",
    "{keeper} comes out of every call with {name} in a bad mood",
    "nothing is ever right there, and it is never their own doing",
    "{name} talks to us as if we were late with everything",
    "every call takes an hour and ends in an argument",
    "we draw lots who goes there",
    "I do not want my people to be spoken to like that",
    "polite to everybody else, I am told",
    "it spoils the week when they come on a Monday",
    "good riddance would be the honest word",
    "no amount of money makes up for the tone",
    "we do the work, then {name} tells us how bad it was",
];
/// Bad: they take too much time.
pub(in super::super) const TIME: [&str; 5] = [
    "calls every day and thinks that calls cost nothing",
    "{keeper} spends more time on the phone with {name} than on the work",
    "wants everything at once and pays for half of it",
    "we give away whole afternoons there",
    "three questions a day, and each of them could wait",
];
/// OK again after weaning.
pub(in super::super) const WEANED: [&str; 3] = [
    "much better since we answer once a day and not at once",
    "{name} has learned to collect the questions, and we get our work done",
    "quiet since the talk, let us see whether it lasts",
];
