//! The needs of each trade, and the destinations of its people.

/// The needs of a trade, and destinations that both sides can agree on.
type Trade = (&'static [&'static str], &'static [&'static str]);

/// The phrases of an industry. Private persons have an occupation instead.
pub(in super::super) fn words(trade: &str) -> Trade {
    match trade {
        "health" => HEALTH,
        "crafts" => CRAFTS,
        "logistics" => LOGISTICS,
        "manufacturing" => MANUFACTURING,
        "construction" => CONSTRUCTION,
        "property" => PROPERTY,
        "food" => FOOD,
        "retail" => RETAIL,
        "professional" => PROFESSIONAL,
        "education" => EDUCATION,
        "leisure" => LEISURE,
        _ => PERSONS,
    }
}

const HEALTH: Trade = (
    &[
        "A second treatment room opens in autumn and needs a workplace",
        "The practice software changes in March, somebody has to hold our hand",
        "Two receptionists start in May, they need accounts",
        "The health office asks how we keep our records",
    ],
    &[
        "A second practice by next summer, and one appointment book for both",
        "No paper records by the end of next year, and everybody home at six",
        "A partner joins in two years, until then the figures of each month are ready on the tenth",
    ],
);
const CRAFTS: Trade = (
    &[
        "We need to know which jobs earn money and which do not",
        "The scanner in the workshop has to talk to the books",
        "Two apprentices start in September and need logins",
        "The big order in spring has to be paid for before it is delivered",
    ],
    &[
        "The daughter takes over in three years, until then no Friday is spent on paper",
        "Every offer out within two days, by the end of next year",
        "A second van and a second pair of hands, paid for by the work of this year",
    ],
);
const LOGISTICS: Trade = (
    &[
        "The drivers' hours have to come in from the road",
        "Six new tablets for the vans before the season",
        "The fuel cards are in a mess, somebody has to sort them out",
        "A customer wants our invoices in their own format from July",
    ],
    &[
        "Twenty vehicles in two years, and still one person in the office",
        "The depot in the north pays for itself by the end of next year",
        "Every tour planned by noon of the day before, by spring",
    ],
);
const MANUFACTURING: Trade = (
    &[
        "Our auditor asks for a list of all assets",
        "The second line goes live in autumn and needs five workplaces",
        "The stock in the books is not the stock on the shelf",
        "The machine's computer is older than the apprentice",
    ],
    &[
        "Second hall running by next summer, books closed by the tenth of each month",
        "Half of the turnover from customers abroad in three years",
        "The owner out of the daily work by the end of next year, with a plant manager in place",
    ],
);
const CONSTRUCTION: Trade = (
    &[
        "The sites need plans on their phones, today they come back for paper",
        "The bank wants the last three years by the end of the month",
        "A foreman starts in May and needs everything",
        "Retentions: who owes us what, and until when?",
    ],
    &[
        "Two foremen who price their own jobs by next winter",
        "No job begun without a signed offer, from next spring on",
        "Half of the work from three steady clients within two years",
    ],
);
const PROPERTY: Trade = (
    &[
        "The yearly statements for forty tenants have to go out by June",
        "A new house with twelve flats comes in January",
        "The keys, the contracts and the deposits have to be in one list",
        "The owners want to see their figures without calling us",
    ],
    &[
        "A hundred flats in three years, with the same three people",
        "Every statement out by the end of March, from next year on",
    ],
);
const FOOD: Trade = (
    &[
        "We open a second shop in autumn and need two tills",
        "The cash book has to survive an inspection",
        "The night shift has no computer, only a sheet of paper",
        "The big chain wants electronic delivery notes from April",
    ],
    &[
        "A second shop by next summer, with its own figures from the first day",
        "Half of the orders placed in advance by the end of next year",
        "One day a week off for the owner, from this autumn on",
    ],
);
const RETAIL: Trade = (
    &[
        "Somebody has to look after the web shop, nobody here can",
        "The till and the books have to agree for once",
        "Stocktaking in January, we need scanners for two days",
        "The card reader drops out on Saturdays, of all days",
    ],
    &[
        "Half of the orders through the web shop by the end of next year",
        "Stock that turns four times a year, and no more sales in June",
        "A manager for the shop within two years, so that the owner can buy",
    ],
);
const PROFESSIONAL: Trade = (
    &[
        "We have to be able to work from home without the server falling over",
        "A client asks how we protect their papers",
        "Three new desks by March, with two screens each",
        "We need to see the hours of a project before it is over",
    ],
    &[
        "Ten people, one way of writing things down, and the owner out of the daily work",
        "Fewer clients and larger ones: twenty instead of fifty in two years",
        "An office in the capital within three years, run by somebody from here",
    ],
);
const EDUCATION: Trade = (
    &[
        "The grant has to be accounted for by the end of the month",
        "Forty parents, forty invoices, every month anew",
        "The term begins on Monday and the timetable is on an old laptop",
        "The teachers need mail that is not their own",
    ],
    &[
        "Two groups more by the autumn after next, and a waiting list that can be trusted",
        "Fees that cover the rent without the grant, within three years",
    ],
);
const LEISURE: Trade = (
    &[
        "The bookings come in by phone, by mail and on napkins",
        "The season starts at Easter and four people need accounts",
        "The guests ask for a network that works, every day",
        "The tax office wants to know what a voucher is",
    ],
    &[
        "Full on weekdays too, by the season after next",
        "Bookings through one page only, from next Easter on",
        "Open all year in two years, with three people who stay through the winter",
    ],
);
const PERSONS: Trade = (
    &[
        "The tax office wants a paper that I have never heard of",
        "The new laptop should look like the old one",
        "I have two boxes of receipts and a bad conscience",
        "Somebody has to tell me which of these letters matter",
        "I am abroad until April and need somebody who opens the mail",
    ],
    &[
        "All papers of the house in one folder by spring, and the return in on time",
        "Everything so ordered in two years that the children find it",
    ],
);
