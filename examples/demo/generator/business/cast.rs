//! Names and attributes. All names are invented. Any likeness to a real company is chance.
use super::forest::CUSTOMERS;
use super::line::Customer;
use super::plan::{Billing, Plan, Service};

/// A name, and an industry or occupation.
pub(super) type Part = (&'static str, &'static str);

const FIRMS: [Part; 72] = [
    ("Quillberry Orthodontics", "health"),
    ("Vantreight Millwork", "crafts"),
    ("Osterlund Freight", "logistics"),
    ("Tamsin & Roe Interiors", "crafts"),
    ("Halvening Plastics", "manufacturing"),
    ("Corrigal Optics", "manufacturing"),
    ("Pemberdeen Veterinary", "health"),
    ("Marlowick Kitchens", "crafts"),
    ("Brannoch Roofing", "construction"),
    ("Ellisvane Architects", "professional"),
    ("Dunmarrow Estates", "property"),
    ("Sorrel Lane Bakery", "food"),
    ("Kettleby Garden Centre", "retail"),
    ("Thornquist Engineering", "manufacturing"),
    ("Larkspur Physiotherapy", "health"),
    ("Wexcombe Surveyors", "professional"),
    ("Aldermoss Brewing", "food"),
    ("Fenn & Cray Solicitors", "professional"),
    ("Norbeck Tool Hire", "construction"),
    ("Isaksen Boatyard", "crafts"),
    ("Pellworth Print", "manufacturing"),
    ("Castellane Coffee", "food"),
    ("Redmarle Heating", "construction"),
    ("Bluecoat Nursery School", "education"),
    ("Hollin Grove Dental", "health"),
    ("Tessaly Textiles", "manufacturing"),
    ("Vesterholm Glass", "manufacturing"),
    ("Oakhanger Cycles", "retail"),
    ("Dray & Sons Haulage", "logistics"),
    ("Merrowdown Pharmacy", "health"),
    ("Linnet Street Music School", "education"),
    ("Grantwell Scaffolding", "construction"),
    ("Sablewood Furniture", "crafts"),
    ("Purley Cross Fitness", "leisure"),
    ("Ashdene Catering", "food"),
    ("Tobermill Packaging", "manufacturing"),
    ("Rowanbeck Hotel", "leisure"),
    ("Inkersole Stationers", "retail"),
    ("Callowfield Farms", "food"),
    ("Strand & Abel Media", "professional"),
    ("Heronsgate Property Care", "property"),
    ("Nettlecombe Wines", "retail"),
    ("Umberleigh Ceramics", "crafts"),
    ("Quayside Diving School", "leisure"),
    ("Farthing Hill Opticians", "health"),
    ("Bexwell Machine Parts", "manufacturing"),
    ("Amberline Couriers", "logistics"),
    ("Polruddon Fisheries", "food"),
    ("Tarrant Vale Solar", "construction"),
    ("Cobbleworth Toys", "retail"),
    ("Stannard Lifts", "construction"),
    ("Juniper Row Florists", "retail"),
    ("Maddox Fell Outdoor", "leisure"),
    ("Winterslow Analytics", "professional"),
    ("Greywether Stone", "crafts"),
    ("Elmsbury Day Clinic", "health"),
    ("Hartrow Recycling", "logistics"),
    ("Lowenna Spa", "leisure"),
    ("Penhallow Translations", "professional"),
    ("Skelby Cold Stores", "logistics"),
    ("Arkwell Security", "professional"),
    ("Tidewell Kayaks", "leisure"),
    ("Burnaby Lock & Key", "crafts"),
    ("Oxenhope Cheese", "food"),
    ("Fairlop Driving School", "education"),
    ("Whitlow Signs", "crafts"),
    ("Chandry Textile Care", "crafts"),
    ("Millbrand Pet Supplies", "retail"),
    ("Dovecote Books", "retail"),
    ("Sandling Tutors", "education"),
    ("Harrowgate Minicabs", "logistics"),
    ("Pippin Lane Crafts", "crafts"),
];
const PEOPLE: [Part; 6] = [
    ("Ottilie Brandauer", "landlady"),
    ("Casimir Dovrak", "retired surgeon"),
    ("Philippa Enderby-Moss", "novelist"),
    ("Jorun Sandvik", "concert pianist"),
    ("Emeka Adeyinka-Rowe", "landlord"),
    ("Beatrix Lohmann", "sculptor"),
];
/// The contact persons at the firms.
const CONTACTS: [&str; 41] = [
    "Ingrid", "Marek", "Adaeze", "Tom", "Selma", "Viktor", "Noor", "Hannah", "Piotr", "Lucia",
    "Owen", "Freya", "Dimitri", "Esther", "Kofi", "Greta", "Samir", "Bridget", "Anders", "Rosa",
    "Leander", "Wanda", "Iain", "Carmen", "Milos", "Judith", "Femi", "Astrid", "Rafael", "Nell",
    "Tariq", "Paula", "Sven", "Imogen", "Bela", "Yara", "Conrad", "Agnes", "Hugo", "Thea", "Ravi",
];
/// The prospects.
pub(super) const PROSPECT_PARTS: [Part; 5] = [
    ("Ravensmoor Joinery", "crafts"),
    ("Tallis & Wray Audiology", "health"),
    ("Coldharbour Roastery", "food"),
    ("Vernay Logistics", "logistics"),
    ("Brackenbury Montessori", "education"),
];
/// The origins of the other customers, with the least and the greatest cost of winning one, in euros.
pub(super) const SOURCES: [(&str, i64, i64); 7] = [
    ("trade-fair", 900, 2_600),
    ("search-ads", 500, 1_400),
    ("chamber-evening", 120, 420),
    ("cold-call", 700, 1_900),
    ("website", 60, 260),
    ("tax-adviser", 150, 500),
    ("local-paper", 300, 900),
];
/// The origin of customers that another customer brought, with the same costs.
pub(super) const BROUGHT: (&str, i64, i64) = ("referral", 20, 160);
const REGIONS: [&str; 5] = [
    "harbour",
    "old-town",
    "north-side",
    "river-valley",
    "out-of-town",
];
const EXTRAS: [&str; 6] = [
    "payroll",
    "telephones",
    "web-hosting",
    "insurance",
    "cleaning",
    "leasing",
];

/// Makes some smaller customers private persons, and firms of all others.
pub(super) fn set_parts(plans: &mut [Plan]) {
    let mut order: Vec<(i64, usize)> = plans.iter().map(|p| (p.fee, p.place)).collect();
    order.sort_unstable();
    let small: Vec<usize> = order[..CUSTOMERS / 3]
        .iter()
        .step_by(3)
        .map(|(_, place)| *place)
        .collect();
    let mut people = PEOPLE.into_iter();
    let mut firms = FIRMS.into_iter();
    for plan in plans {
        let person = if small.contains(&plan.place) {
            people.next()
        } else {
            None
        };
        plan.part = person.or_else(|| firms.next()).unwrap_or(PEOPLE[0]);
    }
}

/// The first name of the contact person.
pub(super) fn contact(plan: &Plan) -> &'static str {
    if plan.is_person() {
        let name = plan.part.0;
        return name.split_once(' ').map_or(name, |(first, _)| first);
    }
    CONTACTS[(plan.place * 3 + plan.place / CONTACTS.len()) % CONTACTS.len()]
}

impl Plan {
    /// Whether it is a private person.
    pub(super) fn is_person(&self) -> bool {
        PEOPLE.contains(&self.part)
    }

    /// How they found the firm.
    pub(super) fn source(&self) -> (&'static str, i64, i64) {
        match self.referrer {
            Some(_) => BROUGHT,
            None => SOURCES[self.place % SOURCES.len()],
        }
    }

    /// Small, medium or large, by fee.
    pub(super) fn size_word(&self) -> &'static str {
        match self.fee {
            ..300 => "small",
            300..1_200 => "medium",
            _ => "large",
        }
    }

    /// The customer's own fields, as a line.
    pub(super) fn customer(&self) -> String {
        let mut also_buys: Vec<&str> = match self.service {
            Service::Books => vec!["bookkeeping"],
            Service::It => vec!["it-care"],
            Service::Both => vec!["bookkeeping", "it-care"],
        };
        also_buys.extend(EXTRAS.iter().skip(self.place % 6).step_by(4));
        let region = REGIONS[(self.place * 7 + self.place / 11) % REGIONS.len()];
        let mut attributes = vec![
            ("data_set", vec!["service-business"]),
            ("region", vec![region]),
            ("also_buys", also_buys),
        ];
        if !self.is_person() {
            attributes.push(("size", vec![self.size_word()]));
        }
        match self.billing {
            Billing::Yearly => attributes.push(("billing", vec!["yearly"])),
            Billing::Jobs => attributes.push(("billing", vec!["by the job"])),
            Billing::Fixed | Billing::Hourly => {}
        }
        let customer = Customer {
            id: &self.id,
            name: self.part.0,
            person: self.is_person(),
            joined: Some(self.joined),
            source: self.source().0,
            middleman: self.part.1 == "property" || self.place % 26 == 17,
            attributes,
            trade: self.part.1,
        };
        customer.line()
    }
}
