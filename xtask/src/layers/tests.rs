use super::*;

#[test]
fn the_table_runs_down() {
    for room in ROOMS {
        let Sees::Only(allowed) = room.sees else {
            assert_eq!(room.layer, 4, "{} sees everything from the top only", room.name);
            continue;
        };
        for name in allowed {
            let below = ROOMS.iter().find(|other| other.name == *name);
            let below =
                below.unwrap_or_else(|| panic!("{} sees {name}, which is not in the table", room.name));
            assert!(below.layer < room.layer, "{} → {name} does not run down", room.name);
        }
    }
}

#[test]
fn the_rules_name_crates_of_the_table() {
    for rule in OUTSIDE {
        let (Place::Only(rooms) | Place::NeverUnder(rooms)) = rule.place;
        for name in rooms {
            assert!(ROOMS.iter().any(|room| room.name == *name), "{name} is not in the table");
        }
    }
}

#[test]
fn a_workspace_like_the_table_has_no_findings() {
    assert_eq!(findings(&house()), Vec::<String>::new());
}

#[test]
fn an_arrow_up_is_found() {
    let found = with("nocturne-core", |core| core.direct.insert("nocturne-store".to_owned()));

    assert!(found.starts_with("nocturne-core (layer 1) → nocturne-store (layer 2) is no arrow"), "{found}");
    assert!(found.contains("it sees nocturne-shared"), "{found}");
}

#[test]
fn the_two_programs_never_see_each_other() {
    for (one, other) in [
        ("nocturne-agent", "nocturne-coordinator"),
        ("nocturne-coordinator", "nocturne-agent"),
        ("noctl", "nocturne-core"),
    ] {
        let found = with(one, |member| member.direct.insert(other.to_owned()));
        assert!(found.starts_with(&format!("{one} (layer 3) → {other} ")), "{found}");
    }
}

#[test]
fn tests_may_use_the_helpers_and_nothing_else_against_the_arrows() {
    let mut house = house();
    member(&mut house, "nocturne-probe").in_tests.insert("nocturne-lab".to_owned());
    member(&mut house, "nocturne-store").in_tests.insert("nocturne-store".to_owned());
    assert!(findings(&house).is_empty());

    let found = with("nocturne-probe", |probe| probe.in_tests.insert("nocturne-spool".to_owned()));
    assert!(found.contains("belongs in tests/"), "{found}");
}

#[test]
fn outside_crates_stay_in_their_rooms() {
    for (room, outside) in [
        ("nocturne-coordinator", "tokio-postgres"),
        ("nocturne-coordinator", "tokio-postgres-rustls"),
        ("nocturne-store", "tonic"),
        ("nocturne-runtime", "prost-types"),
        ("nocturne-agent", "axum"),
        ("nocturne-proto", "tonic-prost-build"),
    ] {
        let found = with(room, |member| member.direct.insert(outside.to_owned()));
        assert!(found.starts_with(&format!("{room} uses {outside}, which only ")), "{found}");

        let found = with(room, |member| member.in_tests.insert(outside.to_owned()));
        assert!(found.contains(outside), "its tests are no way around: {found}");
    }
}

#[test]
fn a_pure_crate_has_no_tokio_however_deep() {
    let found = with("nocturne-core", |core| core.below.insert("tokio".to_owned()));

    assert!(found.starts_with("tokio is in the tree below nocturne-core"), "{found}");
}

#[test]
fn a_crate_outside_the_table_and_a_line_without_a_crate_are_found() {
    let mut house = house();
    member(&mut house, "noctl").name = "nocturne-unknown".to_owned();

    let found = findings(&house);

    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().any(|line| line.starts_with("nocturne-unknown is not in the table")));
    assert!(found.iter().any(|line| line.starts_with("noctl is in the table and not")));
}

/// Every crate of the table with every arrow it may have.
fn house() -> Vec<Member> {
    let sees = |room: &Room| match room.sees {
        Sees::Only(allowed) => allowed.iter().map(|name| (*name).to_owned()).collect(),
        Sees::Everything => BTreeSet::from(["nocturne-agent".to_owned(), "nocturne-coordinator".to_owned()]),
    };
    ROOMS
        .iter()
        .map(|room| Member { name: room.name.to_owned(), direct: sees(room), ..Member::default() })
        .collect()
}

fn member<'a>(house: &'a mut [Member], name: &str) -> &'a mut Member {
    house.iter_mut().find(|member| member.name == name).expect("in the table")
}

/// The one finding that `change` causes.
fn with(name: &str, change: impl FnOnce(&mut Member) -> bool) -> String {
    let mut house = house();
    assert!(change(member(&mut house, name)), "the table allows it already");
    let mut found = findings(&house);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}
