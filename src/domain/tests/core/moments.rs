//! The other moments that an evaluation looks at. They give only points or halves, and these are the same as
//! in a whole score of that moment.

use crate::generated::{any_moment, any_told};
use crate::given::{person, shipped, time, usual};
use domain::score::{Halves, Score};
use domain::signal::{Observed, Subject, read};
use domain::time::Month;
use domain::tree::Brought;
use proptest::prelude::*;

fn numbers(observed: Option<Observed>) -> Option<Observed> {
    observed.map(|observed| Observed {
        sentence: String::new(),
        ..observed
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn points_and_halves_alone_are_those_of_the_whole_score(told in any_told(60), at in any_moment()) {
        let history = told.history();
        for model in shipped() {
            let view = history.at(at);
            let basis = usual(Month::at(at), view.mode().peers());
            let subject = Subject::new(view, Brought::default(), &basis, &model.settings);
            let score = Score::of(model, &subject);
            prop_assert_eq!(Score::points_of(model, &subject), score.points);
            prop_assert_eq!(Halves::read(model, &subject), score.halves);
        }
    }

    #[test]
    fn without_words_every_number_is_the_same(told in any_told(60), at in any_moment()) {
        let history = told.history();
        for model in shipped() {
            let view = history.at(at);
            let basis = usual(Month::at(at), view.mode().peers());
            let subject = Subject::new(view, Brought::default(), &basis, &model.settings);
            for (_, criterion) in model.criteria() {
                let bare = read(&criterion.signal, &subject.without_words());
                let said = read(&criterion.signal, &subject);
                prop_assert!(said.as_ref().is_none_or(|said| !said.sentence.is_empty()));
                prop_assert_eq!(bare, numbers(said));
            }
        }
    }
}

#[test]
fn the_first_six_months_are_today_while_they_last_and_their_last_day_afterwards() {
    let told = person()
        .since("2025-01-01")
        .billed("1", "2025-01-10", "2025-01-24", "2025-01-20")
        .billed("2", "2025-02-10", "2025-02-24", "2025-02-20")
        .invoice("3", "2025-08-10", "2025-08-24", 5000);
    let model = &crate::given::model("default");
    let during = told.evaluated(model, "2025-03-10");
    let first = during.first_six_months.unwrap();
    assert!(!first.over);
    assert_eq!(first.halves, during.score.halves);
    let later = told.evaluated(model, "2026-03-10");
    let first = later.first_six_months.unwrap();
    let last_day = told.history();
    let last_day = last_day.at(time("2025-07-02T23:59:59.999999Z"));
    let basis = usual(Month::at(time("2026-03-10")), last_day.mode().peers());
    let subject = Subject::new(last_day, Brought::default(), &basis, &model.settings);
    assert!(first.over);
    assert_eq!(first.halves, Score::of(model, &subject).halves);
}
