use nocturne_proto::api::v1::check_verdict::Verdict;
use proptest::prelude::*;

use super::*;

fn verdicts(kinds: &[i32]) -> Vec<CheckVerdict> {
    kinds.iter().map(|verdict| CheckVerdict { verdict: *verdict, ..CheckVerdict::default() }).collect()
}

#[test]
fn verdicts_are_counted_by_kind() {
    let kinds = [Verdict::Up, Verdict::Partial, Verdict::Unspecified, Verdict::Unknown].map(i32::from);

    let counts = verdict_counts(&verdicts(&kinds));

    assert_eq!((counts.up, counts.partial, counts.unknown, counts.total()), (1, 1, 2, 4));
    assert_eq!(counts.of(StatusKind::Offline), 0);
    assert_eq!(counts.worst(), Some(StatusKind::Partial));
    assert_eq!(VerdictCounts::default().worst(), None);
}

proptest! {
    #[test]
    fn nothing_is_lost(kinds in proptest::collection::vec(-2_i32..9, 0..30)) {
        let counts = verdict_counts(&verdicts(&kinds));

        prop_assert_eq!(counts.total(), u64::try_from(kinds.len()).unwrap());
        prop_assert_eq!(StatusKind::ALL.iter().map(|kind| counts.of(*kind)).sum::<u64>(), counts.total());
    }
}
