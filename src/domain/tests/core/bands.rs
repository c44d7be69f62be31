//! The bands of points: no gap, no overlap.

use crate::given::model;
use domain::class::Class;

#[test]
fn every_number_of_points_lies_in_exactly_one_band() {
    let classes = model("default").classes;
    for points in 0..=1000 {
        let wanted = match points {
            ..400 => Class::Bad,
            400..700 => Class::Ok,
            700.. => Class::Good,
        };
        assert_eq!(Class::by_points(points, &classes), wanted, "{points}");
    }
}

#[test]
fn the_lines_are_where_the_bands_begin() {
    let classes = model("default").classes;
    for class in [Class::Ok, Class::Good] {
        let line = class.line(&classes).unwrap();
        assert_eq!(Class::by_points(line, &classes), class);
        assert!(Class::by_points(line - 1, &classes) < class);
    }
}

#[test]
fn classes_rise_from_insufficient_data_to_ideal() {
    let rising = [
        Class::InsufficientData,
        Class::Bad,
        Class::Ok,
        Class::Good,
        Class::Ideal,
    ];
    assert!(rising.is_sorted());
}
