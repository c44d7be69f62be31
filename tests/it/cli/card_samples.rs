//! Customers to draw.

use customer_quality::{
    cli::{amount, card::Card},
    pb::{
        google_type::{Date, Money},
        v1::{
            AnswerBasis, BillingMode, ClassRule, Classification, CriterionScore, Customer,
            CustomerClass, CustomerKind, CustomerStatus, DecidedBy, Economics, EvidenceState,
            FirstSixMonths, HalfVerdict, NextClass, NextStep, PillarScore, PortfolioBasis,
            Question, Reason, ReferralValue, Score, SixMonthAnswer, SubScores, Trend,
        },
    },
};
use prost_types::Timestamp;

#[expect(clippy::unnecessary_wraps, reason = "money on the wire may be unset")]
pub(crate) fn eur(cents: i64) -> Option<Money> {
    Some(amount::money(i128::from(cents) * 10_000, "EUR"))
}

fn criterion(name: &str, points: (i32, i32), state: EvidenceState, said: &str) -> CriterionScore {
    CriterionScore {
        name: name.into(),
        state: state.into(),
        points: points.0,
        max_points: points.1,
        sentence: said.into(),
        ..CriterionScore::default()
    }
}

fn pillar(name: &str, points: (i32, i32), coverage: f64) -> PillarScore {
    let (points, max_points) = points;
    PillarScore {
        name: name.into(),
        points,
        max_points,
        coverage,
        ..PillarScore::default()
    }
}

fn reason(points_from_half: i32, sentence: &str) -> Reason {
    Reason {
        points_from_half,
        sentence: sentence.into(),
        ..Reason::default()
    }
}

fn question(question: &str, max_points: i32) -> Question {
    Question {
        sentence: question.into(),
        max_points,
        ..Question::default()
    }
}

fn economics() -> Economics {
    Economics {
        window_start_date: Some(Date {
            year: 2025,
            month: 3,
            day: 1,
        }),
        revenue: eur(2_430_000),
        direct_cost: eur(310_000),
        effort_cost: eur(375_000),
        late_cost: eur(2_140),
        gift_cost: eur(0),
        contribution: eur(1_742_860),
        minutes: 3750.0,
        unbilled_minutes: 840.0,
        contribution_per_hour: eur(27_886),
        realised_value: eur(6_190_000),
        overdue: eur(120_000),
        overdue_days: 43,
        revenue_to_date: eur(9_900_000),
    }
}

fn basis() -> AnswerBasis {
    AnswerBasis {
        as_of_time: Some(Timestamp {
            seconds: 1_774_951_200,
            nanos: 0,
        }),
        model_id: "default".into(),
        model_version: 1,
        portfolio: Some(PortfolioBasis {
            boundary_date: Some(Date {
                year: 2026,
                month: 3,
                day: 1,
            }),
            customer_count: 41,
            ..PortfolioBasis::default()
        }),
        mode: BillingMode::Invoiced.into(),
        status: CustomerStatus::Active.into(),
        ..AnswerBasis::default()
    }
}

fn good_score() -> Score {
    let observed = EvidenceState::Observed;
    let mut money = pillar("Money", (164, 200), 1.0);
    money.criteria = vec![
        criterion(
            "Pays on time",
            (71, 80),
            observed,
            "11 of 12 invoices paid on time",
        ),
        criterion("Accounting effort", (15, 30), EvidenceState::Missing, ""),
        criterion(
            "Margin",
            (30, 40),
            observed,
            "72 % of revenue is left after cost and hours, more than most",
        ),
    ];
    Score {
        points: Some(742),
        coverage: 0.86,
        pillars: vec![
            money,
            pillar("Owner", (96, 160), 0.5),
            pillar("Wallet share", (104, 150), 0.67),
            pillar("Referrals", (171, 190), 1.0),
            pillar("Relationship", (160, 220), 1.0),
            pillar("Effort and cost", (47, 80), 0.75),
        ],
        top_up: vec![
            reason(31, "11 of 12 invoices paid on time"),
            reason(
                20,
                "brought 3 customers who pay their way, and one of them brought a school with forty classrooms",
            ),
        ],
        top_down: vec![reason(
            -18,
            "22 % of the minutes spent on them are given away",
        )],
        ask_next: vec![question("Do they know where their business is going?", 40)],
        sub_scores: Some(SubScores {
            six_months: Some(812),
            how_long: None,
            want_them: Some(488),
            want_and_stay_disagree: true,
        }),
        lasts_six_months: Some(SixMonthAnswer {
            money: HalfVerdict::ChecksOut.into(),
            owner: HalfVerdict::Unknown.into(),
            still_customer_probability: Some(0.5),
            sentence: "The money checks out; about the owner too little is known, so it is 50/50."
                .into(),
            first_six_months: Some(FirstSixMonths {
                day: 760,
                over: true,
                money: HalfVerdict::ChecksOut.into(),
                owner: HalfVerdict::Unknown.into(),
            }),
            ..SixMonthAnswer::default()
        }),
        trend: Some(Trend {
            points_before: Some(730),
            change: Some(12),
            before_time: None,
        }),
        economics: Some(economics()),
        basis: Some(basis()),
        ..Score::default()
    }
}

fn hofmann() -> Customer {
    Customer {
        customer_id: "C-1042".into(),
        name: "Hofmann Joinery".into(),
        kind: CustomerKind::Business.into(),
        ..Customer::default()
    }
}

pub(crate) fn good() -> Card {
    let step = |points_gain, sentence: &str| NextStep {
        points_gain,
        sentence: sentence.into(),
        ..NextStep::default()
    };
    Card {
        customer: hofmann(),
        score: good_score(),
        classification: Classification {
            customer_class: CustomerClass::Good.into(),
            raw_class: CustomerClass::Good.into(),
            decided_by: DecidedBy::Points.into(),
            own_sort: CustomerClass::Good.into(),
            points: Some(742),
            coverage: 0.86,
            next_class: Some(NextClass {
                customer_class: CustomerClass::Ideal.into(),
                points_missing: 0,
                steps: vec![
                    step(
                        0,
                        "contribution of EUR 19,200.00 in twelve months would be among the top fifth",
                    ),
                    step(24, "if all invoices were paid on time"),
                ],
            }),
            ..Classification::default()
        },
        referral_value: ReferralValue {
            brought_count: 14,
            total_lifetime_value: eur(21_000_000),
            sentence: "51st by spending, 3rd with all they brought".into(),
            ..ReferralValue::default()
        },
    }
}

pub(crate) fn hidden_from() -> Card {
    let rule = |class: CustomerClass, sentence: &str| ClassRule {
        customer_class: class.into(),
        sentence: sentence.into(),
        ..ClassRule::default()
    };
    let mut card = good();
    card.customer = Customer {
        customer_id: "BIG-1".into(),
        name: "Consolidated Instruments International Holding and Sons".into(),
        kind: CustomerKind::Business.into(),
        ..Customer::default()
    };
    card.score.points = Some(801);
    card.classification = Classification {
        customer_class: CustomerClass::Bad.into(),
        raw_class: CustomerClass::Bad.into(),
        decided_by: DecidedBy::Cap.into(),
        own_sort: CustomerClass::Good.into(),
        points: Some(801),
        caps: vec![rule(
            CustomerClass::Bad,
            "we hide from them: RESPECTS_US is rated 2 or less by anna and ben",
        )],
        floors: vec![rule(CustomerClass::Good, "they bring good people")],
        ..Classification::default()
    };
    card.referral_value = ReferralValue::default();
    card
}

pub(crate) fn unknown_person() -> Card {
    let mut basis = basis();
    basis.status = CustomerStatus::Prospect.into();
    basis.mode = BillingMode::None.into();
    basis.portfolio = None;
    Card {
        customer: Customer {
            customer_id: "C-9".into(),
            kind: CustomerKind::Individual.into(),
            ..Customer::default()
        },
        score: Score {
            coverage: 0.0,
            pillars: vec![pillar("Money", (0, 0), 0.0)],
            ask_next: vec![question("Do you smile when they call?", 40)],
            lasts_six_months: Some(SixMonthAnswer {
                owner: HalfVerdict::NotApplicable.into(),
                money: HalfVerdict::Unknown.into(),
                first_six_months: Some(FirstSixMonths {
                    day: 3,
                    over: false,
                    money: HalfVerdict::Unknown.into(),
                    owner: HalfVerdict::NotApplicable.into(),
                }),
                ..SixMonthAnswer::default()
            }),
            basis: Some(basis),
            ..Score::default()
        },
        classification: Classification {
            customer_class: CustomerClass::InsufficientData.into(),
            decided_by: DecidedBy::Coverage.into(),
            provisional_class: CustomerClass::Ok.into(),
            ..Classification::default()
        },
        referral_value: ReferralValue::default(),
    }
}
