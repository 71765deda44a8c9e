use super::*;

#[test]
fn a_coordinator_that_says_nothing_is_not_there() {
    let failure = Failure::silent(Duration::from_secs(12));

    assert!(failure.is_unavailable() && failure.is_retryable());
    assert_eq!(failure.title, "The coordinator does not answer");
    assert!(failure.detail.contains("within 12"), "{}", failure.detail);
}

#[test]
fn of_a_change_without_an_answer_nobody_knows_whether_it_happened() {
    for lost in [Failure::silent(Duration::from_secs(30)), Failure::unreachable("TypeError: Failed to fetch")]
    {
        let failure = lost.clone().unconfirmed_if_unanswered();

        assert!(failure.is_unconfirmed() && failure.is_unavailable());
        assert_eq!(failure.detail, lost.detail);
        let told = failure.of_change("web", "changed");
        assert!(told.starts_with("It is not known whether web was changed. "), "{told}");
        assert!(told.ends_with("Look whether it happened before you do it again."), "{told}");
    }
}

#[test]
fn what_was_refused_was_not_done() {
    for kind in FailureKind::ALL {
        let failure = Failure::new(kind, "because").unconfirmed_if_unanswered();

        let unknown =
            matches!(kind, FailureKind::Unreachable | FailureKind::TimedOut | FailureKind::Unconfirmed);
        assert_eq!(failure.is_unconfirmed(), unknown, "{kind:?}");
    }
    let refused = Failure::new(FailureKind::Forbidden, "The role lacks it.");
    assert_eq!(refused.of_change("web", "deleted"), "web was not deleted: The role lacks it.");
}
