use super::*;

fn org() -> OrgId {
    OrgId::from_parts(1, &[1; 10])
}

fn entry(n: u64) -> Entry {
    Entry {
        audit_id: AuditId::from_parts(n, &[2; 10]),
        at: nocturne_shared::time::from_micros(1_700_000_000_000_000 + 1_000_000 * i64::try_from(n).unwrap()),
        actor_kind: "user".to_owned(),
        actor_id: Some(Uuid::from_u128(7)),
        actor_name: "admin".to_owned(),
        address: Some("192.0.2.1".to_owned()),
        request_id: format!("r{n}"),
        action: "checks.update".to_owned(),
        object_kind: "check".to_owned(),
        object_id: "c".to_owned(),
        object_name: "web".to_owned(),
        before: Some("{\"enabled\":true}".to_owned()),
        after: Some("{\"enabled\":false}".to_owned()),
    }
}

fn chain(n: u64) -> Vec<Link> {
    let mut previous = SEAL_START;
    (1..=n)
        .map(|seq| {
            let entry = entry(seq);
            previous = seal(&previous, seq, org(), &entry);
            Link { seq, audit_id: entry.audit_id, seal: previous, entry: Some(entry) }
        })
        .collect()
}

fn walk(links: &[Link], expected: Option<Expected>) -> Outcome {
    let mut walk = Walk::new(org(), expected);
    links.iter().for_each(|link| walk.step(link));
    walk.finish()
}

fn found(links: &[Link]) -> Vec<(FindingKind, Option<u64>)> {
    walk(links, None).findings.iter().map(|finding| (finding.kind, finding.seq)).collect()
}

fn edit(link: &mut Link) {
    link.entry.as_mut().unwrap().actor_name = "nobody".to_owned();
}

#[test]
fn the_seal_is_the_one_of_the_documented_recipe() {
    let text = |field: &str| [&u32::try_from(field.len()).unwrap().to_be_bytes(), field.as_bytes()].concat();
    let mut bytes = b"nocturne.audit.1".to_vec();
    bytes.extend([9; 32]);
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 3]);
    for field in [
        "00000000-0001-7101-8101-010101010101",
        "00000000-0003-7202-8202-020202020202",
        "2023-11-14T22:13:23.000000Z",
        "user",
        "00000000-0000-0000-0000-000000000007",
        "admin",
        "192.0.2.1",
        "r3",
        "checks.update",
        "check",
        "c",
        "web",
        "{\"enabled\":true}",
    ] {
        bytes.extend(text(field));
    }
    bytes.extend([0xff; 4]);

    let deleted = Entry { after: None, ..entry(3) };

    assert_eq!(seal(&[9; 32], 3, org(), &deleted), Seal::from(Sha256::digest(&bytes)));
}

#[test]
fn everything_in_an_entry_changes_its_seal() {
    let base = entry(1);
    let of = |entry: &Entry| seal(&SEAL_START, 1, org(), entry);
    let other = || "other".to_owned();
    let changed = [
        Entry { audit_id: AuditId::from_parts(9, &[2; 10]), ..base.clone() },
        Entry { at: nocturne_shared::time::from_micros(1_700_000_000_000_001), ..base.clone() },
        Entry { actor_kind: other(), ..base.clone() },
        Entry { actor_id: None, ..base.clone() },
        Entry { actor_name: other(), ..base.clone() },
        Entry { address: None, ..base.clone() },
        Entry { request_id: other(), ..base.clone() },
        Entry { action: other(), ..base.clone() },
        Entry { object_kind: other(), ..base.clone() },
        Entry { object_id: other(), ..base.clone() },
        Entry { object_name: other(), ..base.clone() },
        Entry { before: None, ..base.clone() },
        Entry { after: Some("{}".to_owned()), ..base.clone() },
        // Letters that move from one field to the next, and an absent field next to an empty one.
        Entry { object_id: "cw".to_owned(), object_name: "eb".to_owned(), ..base.clone() },
        Entry { before: Some(String::new()), ..base.clone() },
    ];

    let mut seals: Vec<Seal> = changed.iter().map(of).collect();
    seals.push(of(&base));
    seals.push(seal(&[1; 32], 1, org(), &base));
    seals.push(seal(&SEAL_START, 2, org(), &base));
    seals.push(seal(&SEAL_START, 1, OrgId::from_parts(2, &[1; 10]), &base));

    let n_seals = seals.len();
    seals.sort_unstable();
    seals.dedup();
    assert_eq!(seals.len(), n_seals);
}

#[test]
fn an_untouched_chain_has_no_findings_and_says_its_head() {
    let links = chain(5);

    let outcome = walk(&links, None);

    assert_eq!((outcome.n_seals, outcome.head_seq, outcome.head), (5, 5, links[4].seal));
    assert_eq!(outcome.findings, []);
    assert_eq!(walk(&[], None).head, SEAL_START);
}

#[test]
fn an_edited_entry_is_named_wherever_it_stands_and_no_other_one() {
    for index in 0..5 {
        let mut links = chain(5);
        edit(&mut links[index]);

        assert_eq!(found(&links), [(FindingKind::EntryChanged, Some(index as u64 + 1))], "{index}");
    }
}

#[test]
fn neighbours_that_are_edited_are_each_named() {
    let mut links = chain(5);
    links[1..4].iter_mut().for_each(edit);

    let all = [2, 3, 4].map(|seq| (FindingKind::EntryChanged, Some(seq)));
    assert_eq!(found(&links), all);
}

#[test]
fn a_removed_entry_is_named_by_its_seal() {
    for index in 0..5 {
        let mut links = chain(5);
        links[index].entry = None;

        assert_eq!(found(&links), [(FindingKind::EntryMissing, Some(index as u64 + 1))], "{index}");
    }
}

#[test]
fn an_edited_seal_is_told_from_an_edited_entry() {
    for index in 0..4 {
        let mut links = chain(5);
        links[index].seal = [0xab; 32];

        assert_eq!(found(&links), [(FindingKind::SealChanged, Some(index as u64 + 1))], "{index}");
    }
}

#[test]
fn a_removed_seal_is_a_gap_in_the_numbers() {
    for index in 0..4 {
        let mut links = chain(5);
        links.remove(index);

        assert_eq!(found(&links), [(FindingKind::SealMissing, Some(index as u64 + 1))], "{index}");
    }
}

#[test]
fn entries_that_change_places_are_named() {
    let mut links = chain(4);
    let (left, right) = (links[1].entry.clone(), links[2].entry.clone());
    (links[1].entry, links[2].entry) = (right, left);

    let both = [2, 3].map(|seq| (FindingKind::EntryChanged, Some(seq)));
    assert_eq!(found(&links), both);
}

#[test]
fn a_seal_kept_elsewhere_shows_a_chain_that_was_made_again_or_cut() {
    let links = chain(5);
    let kept = Expected { seq: 3, seal: links[2].seal };
    assert_eq!(walk(&links, Some(kept)).findings, []);

    let mut again: Vec<Link> = chain(5);
    edit(&mut again[1]);
    let mut previous = again[0].seal;
    for link in &mut again[1..] {
        previous = seal(&previous, link.seq, org(), link.entry.as_ref().unwrap());
        link.seal = previous;
    }
    assert_eq!(found(&again), [], "without the kept seal it looks whole");

    for rewritten in [&again[..], &links[..2], &[]] {
        let outcome = walk(rewritten, Some(kept));
        let kinds: Vec<_> = outcome.findings.iter().map(|found| (found.kind, found.seq)).collect();
        assert_eq!(kinds, [(FindingKind::Unexpected, Some(3))]);
    }
    assert_eq!(walk(&links, Some(Expected { seq: 0, seal: SEAL_START })).findings, []);
    assert_eq!(walk(&links, Some(Expected { seq: 0, seal: [1; 32] })).n_findings, 1);
}

#[test]
fn an_entry_without_a_seal_is_named() {
    let mut walk = Walk::new(org(), None);
    chain(2).iter().for_each(|link| walk.step(link));

    walk.unsealed(entry(9).audit_id);

    let finding = Finding { kind: FindingKind::EntryUnsealed, seq: None, audit_id: Some(entry(9).audit_id) };
    assert_eq!(walk.finish().findings, [finding]);
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    let mut links = chain(MAX_FINDINGS as u64 + 5);
    links.iter_mut().for_each(edit);

    let outcome = walk(&links, None);

    assert_eq!(outcome.findings.len(), MAX_FINDINGS);
    assert_eq!(outcome.n_findings, MAX_FINDINGS as u64 + 5);
}

#[test]
fn kinds_of_actors_are_those_of_the_table() {
    let migration = include_str!("../../../store/database/migrations/V13__audit.sql");

    for kind in ActorKind::ALL {
        assert!(migration.contains(&format!("'{kind}'")), "{kind}");
    }
}

#[test]
fn actions_are_named_by_the_thing_and_what_is_done_to_it() {
    for action in Action::ALL {
        assert_eq!(Action::from_text(action.as_str()), Some(*action));
        assert!(
            action
                .as_str()
                .split_once('.')
                .is_some_and(|(thing, verb)| !thing.is_empty() && !verb.is_empty())
        );
    }
}
