//! The numbers that a model document may set. Shares, ratings and other numbers with decimals are stored in
//! millionths.

use super::number::numbers;

numbers! {
    /// The numbers for signals, points and the outlook.
    Numbers in "settings" {
        /// What late money costs, a year.
        late_money_rate: Decimal = 0.08, 0..=1;
        /// Days overdue after which money leaves contribution until it is paid.
        written_off_after_days: Whole = 90, 0..=3650;
        /// Months that most signals look back on, beside the current one.
        look_back_months: Whole = 12, 1..=60;
        /// Days of a relationship in which a customer is new.
        new_for_days: Whole = 182, 1..=3650;
        /// Days after which a rating weighs half in points.
        rating_half_life_days: Whole = 180, 1..=3650;
        /// Months after which a rating no longer counts; an own sort always counts.
        rating_max_age_months: Whole = 24, 1..=240;
        /// The rating that points are drawn towards where few people speak.
        rating_prior: Decimal = 3, 1..=5;
        /// How many people's word that is worth.
        rating_prior_weight: Decimal = 1, 0..=100;
        /// Days past the due date that are no lateness yet.
        grace_days: Whole = 5, 0..=90;
        /// Share of an invoice up to which what is left open is a trifle: it counts as paid.
        trifle_share: Decimal = 0.01, 0..=1;
        /// Days past the due date up to which an invoice is a little late.
        little_late_days: Whole = 14, 0..=365;
        /// What an invoice paid within the grace is worth, of one paid on time.
        grace_worth: Decimal = 0.75, 0..=1;
        /// What an invoice paid a little late is worth, of one paid on time.
        little_late_worth: Decimal = 0.5, 0..=1;
        /// Invoices on time that punctuality is drawn towards where few were due.
        punctuality_prior_on_time: Decimal = 0.65, 0..=1000;
        /// How many invoices due that is.
        punctuality_prior_due: Decimal = 1.09, 0..=1000;
        /// Invoices after which one weighs half in the chance that the next is late.
        late_half_life_invoices: Whole = 8, 1..=1000;
        /// Days added to the span of purchases before it is divided by their number: the usual gap.
        gap_prior_days: Whole = 90, 0..=3650;
        /// The shortest usual gap, in days.
        gap_min_days: Whole = 7, 1..=365;
        /// Usual gaps after which who pays on the spot has gone quiet.
        quiet_after_gaps: Decimal = 2, 1..=20;
        /// Usual intervals between invoices after which who is invoiced has gone quiet.
        quiet_after_intervals: Decimal = 3, 1..=20;
        /// Days before which nobody has gone quiet.
        quiet_min_days: Whole = 182, 1..=3650;
        /// Days that must lie between two counts of users and the like that are compared.
        snapshots_apart_days: Whole = 60, 1..=3650;
        /// Months after which an estimate of their wallet no longer counts.
        wallet_max_age_months: Whole = 24, 1..=240;
        /// Months that the trend of points looks back.
        trend_months: Whole = 3, 1..=24;
        /// Worth from which on a half checks out.
        half_checks_out_from: Decimal = 0.6, 0..=1;
        /// Share of a half's weight that must be known.
        half_known_from: Decimal = 0.5, 0..=1;
        /// Invoices due from which on punctuality alone may speak for the money.
        half_from_invoices: Whole = 6, 1..=1000;
        /// Outcomes of customers like them below which all customers speak.
        alike_min: Whole = 10, 1..=100_000;
        /// Customers of all kinds that those like them are drawn towards.
        alike_prior: Whole = 10, 0..=100_000;
        /// Share of a value that is passed up to who brought them.
        referral_passed_up: Decimal = 0.5, 0..=1;
        /// Chance that a referred customer would have come anyway, where not recorded; basis points.
        would_have_come_anyway_bps: Whole = 5000, 0..=10000;
        /// Reasons and questions that are named.
        named: Whole = 3, 1..=20;
        /// Points below the line down to which a class by points is held.
        held_points: Whole = 20, 0..=1000;
        /// Days for which a class by points is held.
        held_days: Whole = 14, 0..=28;
    }
}

numbers! {
    /// The lines that findings draw.
    Lines in "findings" {
        /// Mean rating of respect and gladness from which on they are nice.
        nice_from: Decimal = 3.5, 1..=5;
        /// A rating so low or lower speaks against them.
        low_to: Whole = 2, 1..=4;
        /// A rating so low speaks for itself.
        lowest: Whole = 1, 1..=4;
        /// A rating so high or higher speaks for them.
        high_from: Whole = 4, 2..=5;
        /// Days after which one low word alone is asked again.
        ask_again_after_days: Whole = 90, 1..=3650;
        /// Months after which one low word alone no longer decides.
        alone_for_months: Whole = 12, 1..=240;
        /// Share of invoices within the grace from which on they pay.
        pays_from: Decimal = 0.8, 0..=1;
        /// Share of invoices within the grace below which they do not.
        pays_not_below: Decimal = 0.6, 0..=1;
        /// Invoices due that are needed; with fewer in the window the last so many ever speak.
        invoices_min: Whole = 3, 1..=100;
        /// Invoices or purchases that are needed of a new customer.
        invoices_min_new: Whole = 2, 1..=100;
        /// Of the last three invoices due so many late: no longer on time.
        late_of_last_three: Whole = 2, 1..=3;
        /// Days overdue after which they do not pay, if it is much.
        overdue_days: Whole = 60, 0..=3650;
        /// Share of a year's billing from which on that is much.
        overdue_share: Decimal = 0.1, 0..=1;
        /// Days overdue from which on they owe, if it is very much.
        owes_days: Whole = 90, 0..=3650;
        /// Share of a year's billing from which on that is very much.
        owes_share: Decimal = 0.333_333, 0..=1;
        /// Days without any payment of anybody after which nobody is said to owe.
        feed_quiet_after_days: Whole = 45, 1..=3650;
        /// Mean rating of price and value from which on they see the value.
        value_from: Decimal = 3, 1..=5;
        /// Discount asked below which they see the value, in basis points.
        discount_small_bps: Whole = 500, 0..=10000;
        /// Rounds of negotiation up to which they see the value.
        rounds_few: Whole = 2, 1..=100;
        /// Discount asked from which on they do not, in basis points.
        discount_large_bps: Whole = 1500, 0..=10000;
        /// Rounds of negotiation from which on they do not.
        rounds_many: Whole = 5, 1..=100;
        /// Invoices questioned in the window from which on they do not, if it is often.
        questioned_min: Whole = 2, 1..=100;
        /// One invoice questioned of so many is often.
        questioned_one_of: Whole = 3, 1..=100;
        /// Value brought, in values of the median customer, from which on they bring good people.
        brought_times_median: Decimal = 2, 0..=1000;
        /// Days after a weaning in which nothing is said about money and time.
        weaned_days: Whole = 60, 0..=3650;
        /// Share of their hours that is not billed from which on they take too much.
        unbilled_share: Decimal = 0.3, 0..=1;
        /// Hours a year not billed from which on it matters.
        unbilled_hours: Decimal = 5, 0..=10000;
        /// Worth of these hours, as a share of what they pay, from which on it matters.
        unbilled_worth: Decimal = 0.5, 0..=100;
        /// Mean worth of the owner's traits below which the owner lives for today.
        owner_not_below: Decimal = 0.4, 0..=1;
        /// Credentials that must be rated.
        credentials_min: Whole = 3, 1..=5;
        /// Mean rating of the credentials from which on they have them.
        credentials_from: Decimal = 4, 1..=5;
        /// Minutes a month on their invoices up to which that is little.
        accounting_little: Whole = 60, 0..=10000;
        /// Minutes a month on their invoices from which on that is much.
        accounting_much: Whole = 120, 0..=10000;
        /// What they spend or use, against before, from which on they expand.
        expands_from: Decimal = 1.2, 1..=10;
        /// What they spend or use, against before, below which they shrink.
        shrinks_below: Decimal = 0.8, 0..=1;
        /// Months after which an own sort should be looked at again.
        look_again_after_months: Whole = 12, 1..=240;
    }
}
