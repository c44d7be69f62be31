//! The plan for each customer. It is complete before the first fact.
use super::calendar::workday;
use super::cast::{self, Part};
use super::chance::Chance;
use super::churn::{self, Leaving};
use super::forest::{self, CUSTOMERS, Seedling};
use super::size;
use super::turns;

/// Probabilities of paying late, in thousandths: 26 equally likely values of a beta distribution with a =
/// .44 and b = .65. Most people are nearly always or nearly never late.
const LATE: [i64; 26] = [
    0, 3, 9, 18, 32, 51, 74, 102, 134, 171, 213, 258, 307, 360, 415, 473, 533, 594, 655, 715, 774,
    831, 883, 929, 967, 994,
];
/// The number of squeaky wheels.
const SQUEAKY: usize = 6;

/// How they are billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Billing {
    /// A fixed price every month.
    Fixed,
    /// By the hour, every month.
    Hourly,
    /// A fixed price for a year ahead.
    Yearly,
    /// By the job, every few months, without a contract.
    Jobs,
}

/// How late the late payers pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tardy {
    /// A few days.
    Days,
    /// Mostly a few weeks.
    Weeks,
    /// Often more than a month.
    Months,
}

/// The services that they buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// Bookkeeping.
    Books,
    /// IT care. Only this service has usage to measure.
    It,
    /// Both.
    Both,
}

/// One customer.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) id: String,
    pub(super) part: Part,
    pub(super) seed: u64,
    pub(super) place: usize,
    pub(super) joined: i32,
    pub(super) referrer: Option<usize>,
    /// How pleasant they are to work with: 0 is the worst, 999 the best.
    pub(super) quality: i64,
    /// The monthly fee at the start, in whole euros.
    pub(super) fee: i64,
    /// The yearly change of the fee, in thousandths.
    pub(super) growth: i64,
    /// The cost of paid hours as a share of the fee, in thousandths, once the margin has settled.
    pub(super) labour: i64,
    /// Probability that an invoice is paid late, in thousandths.
    pub(super) late: i64,
    /// How late the late invoices are.
    pub(super) tardy: Tardy,
    pub(super) squeaky: bool,
    /// The day on which a squeaky wheel was successfully weaned.
    pub(super) weaned: Option<i32>,
    /// The day from which they pay no more invoices.
    pub(super) stops_paying: Option<i32>,
    /// The day from which they stay away without a word.
    pub(super) quiet: Option<i32>,
    pub(super) billing: Billing,
    pub(super) service: Service,
    pub(super) leaving: Option<Leaving>,
}

impl Plan {
    /// Whether they are a customer on that day.
    pub(super) fn active(&self, day: i32) -> bool {
        day >= self.joined
            && self.quiet.is_none_or(|quiet| day < quiet)
            && self
                .leaving
                .is_none_or(|l| day < l.day || l.back.is_some_and(|back| day >= back))
    }

    /// Whether they neither left nor went quiet.
    pub(super) const fn stays(&self) -> bool {
        self.leaving.is_none() && self.quiet.is_none()
    }

    /// The day after their last day: the first departure, the silence, or the day after the end of the
    /// data.
    pub(super) fn end(&self) -> i32 {
        let left = self.leaving.map_or(1, |l| l.day);
        left.min(self.quiet.unwrap_or(1))
    }

    /// Whether they have a price that is discussed every year.
    pub(super) const fn has_price(&self) -> bool {
        matches!(self.billing, Billing::Fixed | Billing::Yearly)
    }

    /// The months of work that are done and billed in their month `number`, counted from 0.
    pub(super) fn months_done(&self, number: usize) -> Option<i64> {
        if self.billing != Billing::Jobs {
            return Some(1);
        }
        let every = if self.quiet.is_some() {
            2
        } else {
            2 + self.place % 3
        };
        (number % every == every - 1).then_some(every as i64)
    }

    /// Whether they got an invoice shortly before their month `number`, counted from 0.
    pub(super) fn billed_before(&self, number: usize) -> bool {
        match self.billing {
            Billing::Fixed | Billing::Hourly => number > 0,
            Billing::Yearly => number % 12 == 1,
            Billing::Jobs => number > 0 && self.months_done(number - 1).is_some(),
        }
    }

    /// First and last day of each of their months that is over by day 0 and during which they were a
    /// customer throughout.
    pub(super) fn months(&self) -> impl Iterator<Item = (i32, i32)> + '_ {
        (0..37)
            .map(|k| {
                (
                    self.joined + k * 487 / 16,
                    self.joined + (k + 1) * 487 / 16 - 1,
                )
            })
            .take_while(|(_, last)| *last <= 0)
            .filter(|(first, last)| self.active(*first) && self.active(*last))
    }

    /// The monthly fee on a day, in cents.
    pub(super) fn fee_on(&self, day: i32) -> i64 {
        let days = i64::from(day - self.joined).max(0);
        self.fee * 100 * (365_000 + self.growth * days) / 365_000
    }

    /// The cost of the hours as a share of the fee on a day. Referred customers start cheaper, and the
    /// advantage erodes.
    pub(super) fn labour_on(&self, day: i32) -> i64 {
        let start = if self.referrer.is_some() {
            size::eroding(day - self.joined)
        } else {
            0
        };
        self.labour - start
    }

    /// A random stream of the customer's own for one purpose.
    pub(super) fn chance(&self, purpose: u64) -> Chance {
        Chance::new(self.seed, 1_000 + 20 * self.place as u64 + purpose)
    }

    /// The first name of the contact person.
    pub(super) fn contact(&self) -> &'static str {
        cast::contact(self)
    }

    /// Whether the firm's owner knows them herself.
    pub(super) const fn known_to_boss(&self) -> bool {
        self.place % 5 < 3
    }

    /// The person who keeps the contact.
    pub(super) fn keeper(&self) -> &'static str {
        ["anna", "jonas", "mila"][self.place % 3]
    }
}

/// All customers in the order of joining.
pub(super) fn plans(seed: u64) -> Vec<Plan> {
    let forest = forest::grow(&mut Chance::new(seed, 1));
    let quality = ranks(&forest, |s| s.quality);
    let mut plans: Vec<Plan> = forest
        .iter()
        .enumerate()
        .map(|(place, seedling)| draft(seed, place, seedling, quality[place] as i64))
        .collect();
    size::set_fees(&mut plans, &ranks(&forest, |s| s.size));
    set_lateness(&mut plans, &mut Chance::new(seed, 2));
    set_squeaky(&mut plans, &mut Chance::new(seed, 3));
    turns::set_quiet(&mut plans, &mut Chance::new(seed, 5));
    churn::set_leaving(&mut plans, &mut Chance::new(seed, 4));
    turns::set_owing(&mut plans);
    turns::set_weaned(&mut plans);
    size::set_uplift(&mut plans);
    cast::set_parts(&mut plans);
    plans
}

/// The rank of each customer by a figure, 0 for the smallest.
fn ranks(forest: &[Seedling], figure: fn(&Seedling) -> i64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..forest.len()).collect();
    order.sort_by_key(|place| (figure(&forest[*place]), *place));
    let mut ranks = vec![0; forest.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = rank;
    }
    ranks
}

fn draft(seed: u64, place: usize, seedling: &Seedling, quality_rank: i64) -> Plan {
    let mut chance = Chance::new(seed, 100 + place as u64);
    let quality = quality_rank * 999 / (CUSTOMERS as i64 - 1);
    let billing = match place % 10 {
        4 => Billing::Yearly,
        1 | 3 | 6 | 8 => Billing::Hourly,
        9 => Billing::Jobs,
        _ => Billing::Fixed,
    };
    let service = [Service::Both, Service::It, Service::Books][place % 3];
    Plan {
        id: format!("firm-{:03}", place + 1),
        part: cast::PROSPECT_PARTS[0],
        seed,
        place,
        joined: workday(seedling.joined),
        referrer: seedling.referrer,
        quality,
        fee: 0,
        growth: quality * 200 / 999 - 60 + chance.bell() / 25,
        labour: 590 - quality * 230 / 999 + chance.bell() / 30,
        late: 0,
        tardy: Tardy::Weeks,
        squeaky: false,
        weaned: None,
        stops_paying: None,
        quiet: None,
        billing,
        service,
        leaving: None,
    }
}

/// Gives better customers the lower probabilities of paying late, on the whole.
fn set_lateness(plans: &mut [Plan], chance: &mut Chance) {
    let mut order: Vec<(i64, usize)> = plans
        .iter()
        .map(|p| (p.quality + chance.bell() / 4, p.place))
        .collect();
    order.sort_unstable_by(|a, b| b.cmp(a));
    for (rank, (_, place)) in order.into_iter().enumerate() {
        plans[place].late = LATE[rank * LATE.len() / CUSTOMERS];
        // Pleasant customers are late by days rather than by weeks.
        plans[place].tardy = if chance.hits(200 + plans[place].quality / 2) {
            Tardy::Days
        } else if chance.hits(200) {
            Tardy::Months
        } else {
            Tardy::Weeks
        };
    }
}

/// Makes a few of the worse customers squeaky wheels, but not the largest ones.
fn set_squeaky(plans: &mut [Plan], chance: &mut Chance) {
    let mut fees: Vec<i64> = plans.iter().map(|p| p.fee).collect();
    fees.sort_unstable();
    let large = fees[CUSTOMERS * 2 / 3];
    let mut places: Vec<usize> = plans
        .iter()
        .filter(|p| p.quality < 420 && p.fee < large && p.joined < -240)
        .filter(|p| p.billing != Billing::Jobs)
        .map(|p| p.place)
        .collect();
    chance.shuffle(&mut places);
    for place in places.into_iter().take(SQUEAKY) {
        plans[place].squeaky = true;
        plans[place].labour += 120;
    }
}
