//! Sample customers for the card.

use commands::{amount, card::Card};
use customer_quality::pb::{
    google_type::{Date, Money},
    v1::{
        Action, ActionKind, AnswerBasis, BillingMode, ClassStep, Classification, CriterionScore,
        Customer, CustomerClass, CustomerKind, CustomerStanding, Economics, EvidenceState, Fact,
        FirstSixMonths, HalfVerdict, NextClass, NextStep, OwnSort, PaymentOutlook, PillarScore,
        PortfolioBasis, PredictionMethod, Question, Reason, RecordedFact, ReferralValue, Score,
        SixMonthAnswer, Standing, SubScores, ThreeAnswers, Trend, Voice, VoiceKind, fact::Body,
    },
};
use prost_types::Timestamp;

use super::card_findings::good_findings;

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
        hour_cost: eur(6_000),
        hour_price: eur(12_000),
        left_out: eur(80_000),
        ..Economics::default()
    }
}

fn date(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

/// Noon of 8 March 2026.
pub(super) const SAID: Timestamp = Timestamp {
    seconds: 1_772_971_200,
    nanos: 0,
};

fn basis() -> AnswerBasis {
    AnswerBasis {
        as_of_time: Some(Timestamp {
            seconds: 1_774_951_200,
            nanos: 0,
        }),
        model_id: "default".into(),
        model_version: 3,
        portfolio: Some(PortfolioBasis {
            boundary_date: Some(date(2026, 3, 1)),
            customer_count: 41,
            ..PortfolioBasis::default()
        }),
        mode: BillingMode::Invoiced.into(),
        standing: CustomerStanding::Active.into(),
        ..AnswerBasis::default()
    }
}

fn standing(standing: CustomerStanding, sentence: &str) -> Standing {
    Standing {
        customer_standing: standing.into(),
        sentence: sentence.into(),
        ..Standing::default()
    }
}

fn money_pillar() -> PillarScore {
    let observed = EvidenceState::Observed;
    let mut money = pillar("Money", (164, 200), 1.0);
    money.criteria = vec![
        criterion(
            "Pays on time",
            (71, 80),
            observed,
            "paid 11 of 12 invoices on time in the last twelve months",
        ),
        criterion("Accounting effort", (15, 30), EvidenceState::Missing, ""),
        criterion(
            "Margin",
            (30, 40),
            observed,
            "72 % of what they pay remains after costs and hours",
        ),
    ];
    money
}

fn good_score() -> Score {
    Score {
        standing: Some(standing(CustomerStanding::Active, "a customer")),
        points: Some(742),
        coverage: 0.86,
        answers: Some(ThreeAnswers {
            want: "yes".into(),
            stay: "probably not: the money does not check out; 12 of your 41 customers were still here six months later".into(),
            how_long: "speaks for long: sends others".into(),
            disagree: "You want them, and they will probably not stay.".into(),
        }),
        pillars: vec![
            money_pillar(),
            pillar("Owner", (96, 160), 0.5),
            pillar("Wallet share", (104, 150), 0.67),
            pillar("Referrals", (171, 190), 1.0),
            pillar("Relationship", (160, 220), 1.0),
            pillar("Effort and cost", (47, 80), 0.75),
        ],
        top_up: vec![
            reason(31, "paid 11 of 12 invoices on time in the last twelve months"),
            reason(
                20,
                "brought 3 customers who pay their way, and one of them brought a school with forty classrooms",
            ),
        ],
        top_down: vec![reason(
            -18,
            "14 of 62 hours not billed in the last twelve months",
        )],
        sub_scores: Some(SubScores {
            six_months: Some(812),
            how_long: None,
            want_them: Some(488),
        }),
        lasts_six_months: Some(SixMonthAnswer {
            money: HalfVerdict::DoesNot.into(),
            owner: HalfVerdict::Unknown.into(),
            still_customer_probability: Some(0.29),
            prediction_method: PredictionMethod::OwnCustomersAll.into(),
            all_count: 41,
            all_stayed_count: 12,
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
        onboard_date: Some(date(2024, 3, 1)),
        acquisition_source: "trade fair".into(),
        ..Customer::default()
    }
}

fn outlook() -> PaymentOutlook {
    PaymentOutlook {
        verdict: HalfVerdict::ChecksOut.into(),
        open: eur(120_000),
        overdue: eur(80_000),
        next_late_probability: Some(0.12),
        sentence: "1 of 12 invoices late in the last twelve months, by 9 days".into(),
        ..PaymentOutlook::default()
    }
}

fn told(body: Body) -> RecordedFact {
    let fact = Fact {
        occur_time: Some(SAID),
        body: Some(body),
        ..Fact::default()
    };
    RecordedFact {
        fact: Some(fact),
        ..RecordedFact::default()
    }
}

pub(crate) fn good() -> Card {
    let step = |sentence: &str| NextStep {
        sentence: sentence.into(),
        ..NextStep::default()
    };
    Card {
        customer: hofmann(),
        score: good_score(),
        classification: Classification {
            standing: Some(standing(CustomerStanding::Active, "a customer")),
            customer_class: CustomerClass::Good.into(),
            sentence: "pays on time, sends others".into(),
            findings: good_findings(),
            payment_outlook: Some(outlook()),
            points: Some(742),
            coverage: 0.86,
            next_class: Some(NextClass {
                customer_class: CustomerClass::Ideal.into(),
                steps: vec![
                    step("they bring good people"),
                    step("they earn you as much as your top fifth"),
                ],
                any_one_is_enough: true,
            }),
            ask_next: vec![Question {
                sentence: "Does the owner know what comes first (1 to 5)?".into(),
                ..Question::default()
            }],
            ..Classification::default()
        },
        referral_value: ReferralValue {
            brought_count: 14,
            total_lifetime_value: eur(21_000_000),
            sentence: "51st by spending, 3rd with all they brought; brought 14 customers".into(),
            rank_by_own_spending: Some(51),
            rank_by_total: Some(3),
            referrer_customer_id: "C-7".into(),
            ..ReferralValue::default()
        },
        recent: vec![
            told(Body::Voice(Voice {
                kind: VoiceKind::Praise.into(),
                words: "Never had it done so well".into(),
            })),
            told(Body::Action(Action {
                kind: ActionKind::Called.into(),
                by: "anna".into(),
                note: "how the new saw is doing".into(),
                outcome: "wants a second one".into(),
            })),
        ],
        sent: vec![
            "Wetherden Windows (C-2001)".into(),
            "Coppinger Eye Clinic (C-2002)".into(),
        ],
        sent_by: "Baker & Co (C-7)".into(),
    }
}

/// The owner sorted them as bad, and the numbers alone say good.
pub(crate) fn sorted_bad() -> Card {
    let mut card = good();
    card.customer = Customer {
        customer_id: "BIG-1".into(),
        name: "Consolidated Instruments International Holding and Sons".into(),
        kind: CustomerKind::Business.into(),
        ..Customer::default()
    };
    let sentence = "your own sort, by anna on 8 March 2025: \u{201c}I run and hide\u{201d}; sorted 12 months ago, look again";
    card.classification = Classification {
        customer_class: CustomerClass::Bad.into(),
        sentence: sentence.into(),
        steps: vec![ClassStep {
            rule_id: "own_sort".into(),
            customer_class: CustomerClass::Bad.into(),
            sentence: sentence.into(),
        }],
        own_sort: Some(OwnSort {
            customer_class: CustomerClass::Bad.into(),
            said_by: "anna".into(),
            why: "I run and hide".into(),
            look_again: true,
            numbers_agree: false,
            sentence: sentence.into(),
            ..OwnSort::default()
        }),
        class_by_numbers: CustomerClass::Good.into(),
        numbers_sentence: "pays on time, sends others".into(),
        next_class: None,
        ..card.classification
    };
    card.referral_value = ReferralValue::default();
    card.score.answers = Some(ThreeAnswers {
        want: "no".into(),
        stay: "probably: the money checks out; 38 of your 41 customers were still here six months later".into(),
        how_long: "not known".into(),
        disagree: "They will probably stay, and you would rather they did not.".into(),
    });
    card
}

/// A prospect of whom nothing is known.
pub(crate) fn unknown_person() -> Card {
    let mut basis = basis();
    basis.standing = CustomerStanding::Prospect.into();
    basis.mode = BillingMode::None.into();
    basis.portfolio = None;
    let prospect = Some(standing(
        CustomerStanding::Prospect,
        "a prospect, no customer yet",
    ));
    Card {
        customer: Customer {
            customer_id: "C-9".into(),
            kind: CustomerKind::Individual.into(),
            ..Customer::default()
        },
        score: Score {
            standing: prospect.clone(),
            pillars: vec![pillar("Money", (0, 0), 0.0)],
            basis: Some(basis),
            ..Score::default()
        },
        classification: Classification {
            standing: prospect,
            ..Classification::default()
        },
        ..Card::default()
    }
}
