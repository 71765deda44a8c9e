#![expect(clippy::cast_possible_truncation, reason = "any number does")]

use proptest::prelude::*;

use super::*;

fn sample(series_id: i64, at_us: i64, value: f64) -> Sample {
    Sample { series_id, at_us, value }
}

#[test]
fn probe_numbers_take_a_few_bytes_each() {
    let mut samples: Vec<Sample> = (0..1_000_i64)
        .map(|n| sample(1_000 + n % 100, 1_700_000_000_000_000 + n * 1_013, f64::from(1_234_u32) / 1e6))
        .collect();

    let block = pack(&mut samples);

    assert_eq!(block.n_samples, 1_000);
    assert!(block.data.len() < 6 * 1_000, "{} bytes", block.data.len());
}

#[test]
fn bytes_are_stable() {
    let mut samples = [sample(7, 1_000, 1.0), sample(9, 1_002, 0.5), sample(7, 1_001, f64::INFINITY)];

    let block = pack(&mut samples);

    let head = [1, 2, 0xd0, 0x0f, 7, 2, 2, 1, 0, 2, 4];
    let infinity = [3, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f];
    // 1.0 is 1·10^0; 0.5 is 500·10^-3.
    assert_eq!(block.data, [&head[..], &[8], &infinity, &[0xa1, 0x1f]].concat());
    assert_eq!((block.ts_min_us, block.ts_max_us), (1_000, 1_002));
}

#[test]
fn damaged_bytes_are_refused_or_read_and_never_panic() {
    let mut samples: Vec<Sample> =
        (0..40_i32).map(|n| sample(i64::from(n % 5), i64::from(n), f64::from(n) * 0.37)).collect();
    let block = pack(&mut samples);

    for cut in 0..block.data.len() {
        assert!(unpack(&block.data[..cut]).is_err(), "cut at {cut}");
    }
    for at in 0..block.data.len() {
        for bit in 0..8 {
            let mut flipped = block.data.clone();
            flipped[at] ^= 1 << bit;
            let _either = unpack(&flipped);
            let _either = unpack_series(&flipped, 3);
        }
    }
}

proptest! {
    #[test]
    fn sorting_is_stable_however_far_apart_ids_lie(
        raw in prop::collection::vec((0_i64..9, 0_i64..6), 0..60), step in prop::sample::select(vec![1, 1_000, i64::MAX / 9])
    ) {
        let mut samples: Vec<Sample> =
            (0_u32..).zip(raw).map(|(n, (id, at))| sample(id * step, at, f64::from(n))).collect();
        let mut due = samples.clone();
        due.sort_by_key(|sample| (sample.series_id, sample.at_us));

        sort(&mut samples);

        prop_assert_eq!(samples, due);
    }

    #[test]
    fn what_is_packed_comes_back(
        raw in prop::collection::vec((1_i64..50, any::<i32>(), any::<u64>(), 0_u8..4), 0..200)
    ) {
        let mut samples: Vec<Sample> = raw
            .into_iter()
            .map(|(series_id, at, bits, shape)| {
                let value = match shape {
                    0 => f64::from_bits(bits),
                    1 => f64::from(bits as u32),
                    2 => f64::from(bits as u32) / 1e6,
                    _ => -f64::from(bits as u16) / 1e3,
                };
                sample(series_id, i64::from(at) * 1_000_003, value)
            })
            .collect();

        let block = pack(&mut samples);
        let back = unpack(&block.data).unwrap();

        prop_assert_eq!(back.len(), samples.len());
        for (a, b) in back.iter().zip(&samples) {
            prop_assert_eq!((a.series_id, a.at_us, a.value.to_bits()), (b.series_id, b.at_us, b.value.to_bits()));
        }
        let of_seven: Vec<u64> =
            unpack_series(&block.data, 7).unwrap().into_iter().map(|(_, value)| value.to_bits()).collect();
        let want: Vec<u64> =
            samples.iter().filter(|s| s.series_id == 7).map(|s| s.value.to_bits()).collect();
        prop_assert_eq!(of_seven, want);
    }
}
