use proptest::prelude::*;

use super::*;

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * (1.0 + left.abs().max(right.abs()))
}

#[test]
fn a_known_set_gives_the_known_numbers() {
    let summary = Summary::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();

    let want = Summary { min: 2.0, avg: 5.0, max: 9.0, stddev: 2.0, jitter: 1.0 };
    assert!(close(summary.stddev, want.stddev), "{summary:?}");
    assert_eq!(Summary { stddev: 2.0, ..summary }, want);
}

#[test]
fn one_sample_has_no_spread_and_none_has_no_summary() {
    let want = Summary { min: 0.25, avg: 0.25, max: 0.25, stddev: 0.0, jitter: 0.0 };

    assert_eq!(Summary::of(&[0.25]), Some(want));
    assert_eq!(Summary::of(&[]), None);
}

#[test]
fn a_small_spread_on_a_large_base_is_not_lost() {
    let summary = Summary::of(&[1e6, 1e6 + 1e-3, 1e6, 1e6 + 1e-3]).unwrap();

    assert!((summary.stddev - 5e-4).abs() < 1e-7, "{summary:?}");
}

proptest! {
    #[test]
    fn numbers_keep_their_order(samples in prop::collection::vec(0.0..10.0_f64, 1..30)) {
        let summary = Summary::of(&samples).unwrap();

        prop_assert!(summary.min <= summary.avg + 1e-12 && summary.avg <= summary.max + 1e-12);
        prop_assert!(summary.stddev >= 0.0 && summary.stddev <= (summary.max - summary.min) / 2.0 + 1e-9);
        prop_assert!(summary.jitter >= 0.0 && summary.jitter <= summary.max - summary.min + 1e-12);
    }

    #[test]
    fn a_shift_moves_the_place_and_not_the_spread(
        samples in prop::collection::vec(0.0..10.0_f64, 1..30),
        shift in 0.0..10.0_f64,
    ) {
        let before = Summary::of(&samples).unwrap();
        let shifted: Vec<f64> = samples.iter().map(|sample| sample + shift).collect();

        let after = Summary::of(&shifted).unwrap();

        prop_assert!(close(before.avg + shift, after.avg));
        prop_assert!((before.stddev - after.stddev).abs() < 1e-6);
        prop_assert!(close(before.jitter, after.jitter));
    }
}
