//! The table and what is decided by it.

use super::*;

#[test]
fn a_role_of_ones_own_is_decided_by_its_permissions_alone() {
    let held = Permissions::parse(["checks.write"]).unwrap();

    let decided = |method| decide(&format!("/nocturne.api.v1.CheckService/{method}"), Some(held));
    assert_eq!(decided("CreateCheck"), Decision::Allowed);
    assert_eq!(decided("ListChecks"), Decision::Forbidden(Permission::ChecksRead));
}

#[test]
fn what_is_not_listed_is_refused_to_everybody() {
    for held in [None, Some(Permissions::NONE), Some(Role::Admin.permissions())] {
        assert_eq!(decide("/nocturne.api.v1.AgentService/Explode", held), Decision::Unlisted);
    }
}

#[test]
fn each_kind_of_rule_decides_as_it_says() {
    let write = "/nocturne.api.v1.CheckService/CreateCheck";
    let reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

    let cases = [
        ("/nocturne.api.v1.AuthService/Login", None, Decision::Allowed),
        (reflection, None, Decision::LoginRequired),
        (reflection, Some(Role::Viewer), Decision::Allowed),
        (write, None, Decision::LoginRequired),
        (write, Some(Role::Viewer), Decision::Forbidden(Permission::ChecksWrite)),
        (write, Some(Role::Operator), Decision::Allowed),
        (write, Some(Role::Admin), Decision::Allowed),
    ];
    for (method, role, want) in cases {
        assert_eq!(decide(method, role.map(Role::permissions)), want, "{method} as {role:?}");
    }
}

#[test]
fn a_viewer_changes_nothing_and_an_admin_may_do_everything() {
    for permission in Permission::ALL {
        assert!(!Role::Viewer.has(*permission) || permission.as_str().ends_with(".read"), "{permission}");
        assert!(Role::Admin.has(*permission), "{permission}");
    }
}

#[test]
fn the_permissions_of_a_role_are_sorted_and_grow_with_it() {
    let viewer = Role::Viewer.permissions();

    assert_eq!(viewer.texts(), ["agents.read", "checks.read", "system.read", "telemetry.read"]);
    assert_eq!(Role::Admin.permissions(), Permissions::ALL);
    assert!(viewer.is_within(Role::Operator.permissions()));
    assert!(!Role::Operator.permissions().is_within(viewer));
}

#[test]
fn differences_are_named_in_both_directions() {
    let all = TABLE.iter().map(|(path, _)| *path);
    assert_eq!(coverage(all.clone()), Ok(()));

    let differing = all.filter(|path| !path.ends_with("/Login")).chain(["/a.B/C"]);
    let error = coverage(differing).unwrap_err();

    assert_eq!(error.unlisted, ["/a.B/C"]);
    assert_eq!(error.stale, ["/nocturne.api.v1.AuthService/Login"]);
}

#[test]
fn the_table_is_sorted_and_names_each_method_once() {
    assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
}

#[test]
fn texts_round_trip() {
    for role in Role::ALL {
        assert_eq!(Role::from_text(role.as_str()), Some(*role));
    }
    assert_eq!(Role::from_text("root"), None);
}

#[test]
fn the_published_table_is_this_one() {
    assert_eq!(include_str!("../../../../docs/permissions.md"), permissions_markdown());
}
