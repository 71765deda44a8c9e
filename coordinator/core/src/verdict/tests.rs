use nocturne_shared::time;
use proptest::prelude::*;

use super::*;

/// Witnesses from a text: sites apart by spaces; `u`, `g`, `d` and `i` are fresh statuses, upper case ones are stale,
/// `-` has said nothing.
fn witnesses(text: &str) -> Vec<Witness<'_>> {
    const NAMES: [&str; 6] = ["s1", "s2", "s3", "s4", "s5", "s6"];
    let agent = |site, letter: char| {
        let status = match letter.to_ascii_lowercase() {
            'u' => CheckStatus::Up,
            'g' => CheckStatus::Degraded,
            'd' => CheckStatus::Down,
            'i' => CheckStatus::Inconclusive,
            _ => return Witness { site, sight: None },
        };
        let reason = match status {
            CheckStatus::Down => "timeout",
            CheckStatus::Degraded => "icmp.loss",
            CheckStatus::Up | CheckStatus::Inconclusive => "",
        };
        let at = time::from_micros(1);
        let is_fresh = letter.is_ascii_lowercase();
        let sight = Sight { status, is_fresh, reason, since_at: at, confirmed_at: at, believed_until: at };
        Witness { site, sight: Some(sight) }
    };
    let sites = text.split_whitespace().zip(NAMES);
    sites.flat_map(|(letters, site)| letters.chars().map(move |letter| agent(site, letter))).collect()
}

fn heard(witnesses: &[Witness<'_>]) -> Quorum {
    quorum(witnesses, &[])
}

#[test]
fn sites_vote_by_majority_and_the_verdict_is_theirs() {
    use Verdict::{Degraded, Down, Partial, Unknown, Up};
    let cases = [
        ("", Unknown, "no agent runs it"),
        ("-", Unknown, "no status yet from 1 agent"),
        ("U D", Unknown, "no fresh status from 2 agents"),
        ("D -", Unknown, "no fresh status from 1 agent, no status yet from 1 agent"),
        ("i i", Unknown, "2 agents could not look"),
        ("i D", Unknown, "1 agent could not look, no fresh status from 1 agent"),
        ("u", Up, "up from 1 site"),
        ("u u u", Up, "up from 3 sites"),
        ("uuu", Up, "up from 1 site"),
        ("u i", Up, "up from 1 site"),
        ("u D", Up, "up from 1 site, no fresh status from 1 agent"),
        ("u -", Up, "up from 1 site, no status yet from 1 agent"),
        ("g", Degraded, "degraded from 1 of 1 site"),
        ("u g u", Degraded, "degraded from 1 of 3 sites"),
        ("u uud", Degraded, "degraded from 1 of 2 sites"),
        ("ud", Degraded, "degraded from 1 of 1 site"),
        ("u d", Partial, "down from 1 of 2 sites"),
        ("u u d", Partial, "down from 1 of 3 sites"),
        ("g d", Partial, "down from 1 of 2 sites"),
        ("u u d d", Partial, "down from 2 of 4 sites"),
        ("d", Down, "down from 1 of 1 site"),
        ("u d d d", Down, "down from 3 of 4 sites"),
        ("u d d", Down, "down from 2 of 3 sites"),
        ("udd", Down, "down from 1 of 1 site"),
        ("ggddd", Down, "down from 1 of 1 site"),
        ("d i", Down, "down from 1 of 1 site"),
        ("d UU", Down, "down from 1 of 1 site, no fresh status from 2 agents"),
        ("uuuuuuuuuu d d", Down, "down from 2 of 3 sites"),
    ];
    for (text, verdict, summary) in cases {
        let found = heard(&witnesses(text));
        assert_eq!((found.verdict, found.summary.as_str()), (verdict, summary), "{text:?}");
    }
}

#[test]
fn each_agent_is_counted_once_and_sites_that_see_it_down_are_named() {
    let found = heard(&witnesses("uud dd iU gD- d"));

    let want = Tally { n_up: 2, n_degraded: 1, n_down: 4, n_inconclusive: 1, n_stale: 2, n_silent: 1 };
    assert_eq!(found.agents, want);
    assert_eq!(found.down_sites, ["s2", "s5"]);
    assert_eq!((found.n_conclusive_sites, found.verdict), (4, Verdict::Partial));
}

#[test]
fn the_most_frequent_fresh_reason_is_told_and_of_equals_the_first_by_name() {
    let told = |reasons: &[(&'static str, bool)]| {
        let at = time::from_micros(1);
        let witness = |(reason, is_fresh): &(&'static str, bool)| Witness {
            site: "ams",
            sight: Some(Sight {
                status: CheckStatus::Down,
                is_fresh: *is_fresh,
                reason,
                since_at: at,
                confirmed_at: at,
                believed_until: at,
            }),
        };
        heard(&reasons.iter().map(witness).collect::<Vec<_>>()).reason
    };

    assert_eq!(told(&[]), "");
    assert_eq!(told(&[("", true), ("", true), ("timeout", true)]), "timeout");
    assert_eq!(told(&[("timeout", true), ("tcp.refused", true)]), "tcp.refused");
    assert_eq!(told(&[("timeout", true), ("tcp.refused", true), ("timeout", true)]), "timeout");
    assert_eq!(told(&[("timeout", false), ("timeout", false), ("tcp.refused", true)]), "tcp.refused");
    assert_eq!(heard(&witnesses("ggg dd")).reason, "icmp.loss");
}

#[test]
fn the_age_is_that_of_the_latest_status_whatever_it_says() {
    let sight = |status, is_fresh, confirmed| Witness {
        site: "ams",
        sight: Some(Sight {
            status,
            is_fresh,
            reason: "",
            since_at: time::from_micros(1),
            confirmed_at: time::from_micros(confirmed),
            believed_until: time::from_micros(confirmed),
        }),
    };
    let (up, down) = (CheckStatus::Up, CheckStatus::Down);

    let found = heard(&[sight(up, true, 90), sight(down, true, 80), sight(down, false, 60)]);
    let old = heard(&[sight(up, false, 20)]);

    assert_eq!(found.confirmed_at, Some(time::from_micros(90)));
    assert_eq!((old.since_at, old.confirmed_at), (None, Some(time::from_micros(20))));
    assert_eq!(heard(&witnesses("-")).confirmed_at, None);
}

const fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Unknown => 0,
        Verdict::Up => 1,
        Verdict::Degraded => 2,
        Verdict::Partial => 3,
        Verdict::Down => 4,
    }
}

proptest! {
    #[test]
    fn a_verdict_is_what_its_definition_says(text in "[ugdiUGDI-]{0,4}( [ugdiUGDI-]{1,4}){0,5}") {
        let given = witnesses(&text);
        let found = heard(&given);

        let n = found.agents;
        prop_assert_eq!(
            n.n_up + n.n_degraded + n.n_down + n.n_inconclusive + n.n_stale + n.n_silent,
            given.len()
        );
        let (n_down, n_sites) = (found.down_sites.len(), found.n_conclusive_sites);
        prop_assert!(n_down <= n_sites);
        prop_assert_eq!(found.verdict == Verdict::Unknown, n_sites == 0);
        prop_assert_eq!(found.verdict == Verdict::Down, 2 * n_down > n_sites);
        prop_assert_eq!(found.verdict == Verdict::Partial, n_down > 0 && 2 * n_down <= n_sites);
        let blemished = n.n_degraded + n.n_down > 0;
        prop_assert_eq!(found.verdict == Verdict::Degraded, n_sites > 0 && n_down == 0 && blemished);
        prop_assert_eq!(found.since_at.is_none(), found.verdict == Verdict::Unknown);
    }

    #[test]
    fn who_is_stale_silent_or_could_not_look_has_no_vote_and_order_does_not_matter(
        text in "[ugdiUGDI-]{0,4}( [ugdiUGDI-]{1,4}){0,5}",
    ) {
        let given = witnesses(&text);
        let found = heard(&given);

        let mut turned = given.clone();
        turned.reverse();
        prop_assert_eq!(&heard(&turned), &found);

        let has_vote = |witness: &Witness<'_>| {
            witness.sight.is_some_and(|sight| sight.is_fresh && sight.status != CheckStatus::Inconclusive)
        };
        let voters: Vec<Witness<'_>> = given.into_iter().filter(has_vote).collect();
        let by_voters = heard(&voters);
        prop_assert_eq!(by_voters.verdict, found.verdict);
        prop_assert_eq!(by_voters.down_sites, found.down_sites);
        prop_assert_eq!(by_voters.reason, found.reason);
    }

    #[test]
    fn nothing_gets_better_when_somebody_who_saw_it_up_sees_it_down(
        text in "[ugd]{1,4}( [ugd]{1,4}){0,5}",
        nth in 0_usize..24,
    ) {
        let before = witnesses(&text);
        let mut after = before.clone();
        let index = nth % after.len();
        if let Some(sight) = &mut after[index].sight {
            sight.status = CheckStatus::Down;
        }

        prop_assert!(rank(heard(&after).verdict) >= rank(heard(&before).verdict));
    }
}
