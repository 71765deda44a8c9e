//! Checks: bad input, names, revisions, etags.

use nocturne_proto::api::v1::{self as wire, check};
use prost_types::{Duration, FieldMask};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::fixture::{Fixture, checks};

fn tcp(slug: &str) -> wire::Check {
    wire::Check {
        slug: slug.to_owned(),
        spec: Some(check::Spec::Tcp(wire::TcpCheck { port: 443, read_number: false })),
        targets: vec!["192.0.2.1".to_owned()],
        agent_selector: "site=ams".to_owned(),
        ..wire::Check::default()
    }
}

async fn create(fixture: &Fixture, check: wire::Check) -> Result<wire::Check, Status> {
    let request = fixture.admin(wire::CreateCheckRequest { check: Some(check), request_id: String::new() });
    checks(fixture).create_check(request).await.map(tonic::Response::into_inner)
}

async fn update(fixture: &Fixture, check: wire::Check, paths: &[&str]) -> Result<wire::Check, Status> {
    let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
    let update_mask = (!paths.is_empty()).then_some(FieldMask { paths });
    let request = fixture.admin(wire::UpdateCheckRequest { check: Some(check), update_mask });
    checks(fixture).update_check(request).await.map(tonic::Response::into_inner)
}

async fn get(fixture: &Fixture, check: &str) -> Result<wire::Check, Status> {
    let request = fixture.admin(wire::GetCheckRequest { check: check.to_owned() });
    checks(fixture).get_check(request).await.map(tonic::Response::into_inner)
}

fn fields(status: &Status) -> Vec<String> {
    let details = status.get_error_details();
    let violations = details.bad_request().map(|bad| bad.field_violations.clone()).unwrap_or_default();
    violations.into_iter().map(|violation| violation.field).collect()
}

#[tokio::test]
async fn a_check_is_defined_with_its_defaults_and_wakes_the_reconciler() {
    let fixture = Fixture::new().await;

    let made = create(&fixture, tcp("web")).await.unwrap();

    assert_eq!((made.revision, made.enabled, made.etag.as_str()), (1, Some(true), "v1"));
    assert_eq!(made.interval.unwrap().seconds, 60);
    assert_eq!(made.timeout.unwrap().seconds, 5);
    assert_eq!(made.status_policy.unwrap().window, 3);
    assert_eq!(get(&fixture, "web").await.unwrap(), made);
    assert_eq!(get(&fixture, &made.check_id).await.unwrap(), made);
    fixture.wake.notified().await;
}

#[tokio::test]
async fn everything_wrong_with_a_check_is_listed_at_once() {
    let fixture = Fixture::new().await;
    let bad = wire::Check {
        slug: "Web Shop".to_owned(),
        interval: Some(Duration { seconds: 0, nanos: 0 }),
        targets: vec!["http://example.org/".to_owned(), "10.0.0.300".to_owned()],
        spec: Some(check::Spec::Tcp(wire::TcpCheck { port: 0, read_number: false })),
        agent_selector: "site=".to_owned(),
        ..wire::Check::default()
    };

    let status = create(&fixture, bad).await.unwrap_err();

    assert_eq!(status.code(), Code::InvalidArgument);
    let found = fields(&status);
    for want in ["slug", "interval", "targets[0]", "targets[1]", "tcp.port", "agent_selector"] {
        assert!(found.contains(&want.to_owned()), "{want} is missing in {found:?}");
        assert!(status.message().contains(want), "{want} is missing in {}", status.message());
    }
}

#[tokio::test]
async fn no_check_and_no_kind_are_named() {
    let fixture = Fixture::new().await;

    let request = fixture.admin(wire::CreateCheckRequest::default());
    let nothing = checks(&fixture).create_check(request).await.unwrap_err();
    let no_kind = create(&fixture, wire::Check { spec: None, ..tcp("web") }).await.unwrap_err();

    assert_eq!((nothing.code(), fields(&nothing)), (Code::InvalidArgument, vec!["check".to_owned()]));
    assert_eq!(fields(&no_kind), ["spec"]);
}

#[tokio::test]
async fn a_name_that_exists_is_refused_by_name() {
    let fixture = Fixture::new().await;
    create(&fixture, tcp("web")).await.unwrap();

    let status = create(&fixture, tcp("web")).await.unwrap_err();

    assert_eq!(status.code(), Code::AlreadyExists);
    assert!(status.message().contains("\"web\""), "{}", status.message());
}

#[tokio::test]
async fn only_another_specification_is_another_revision() {
    let fixture = Fixture::new().await;
    let made = create(&fixture, tcp("web")).await.unwrap();

    let described = wire::Check {
        description: "the shop".to_owned(),
        agent_selector: "site=fra".to_owned(),
        enabled: Some(false),
        targets: vec!["192.0.2.77".to_owned()],
        ..made.clone()
    };
    let described = update(&fixture, described, &["description", "agent_selector", "enabled"]).await.unwrap();
    assert_eq!((described.revision, described.etag.as_str()), (1, "v2"));
    assert_eq!(described.targets, ["192.0.2.1"]);

    let moved = wire::Check { targets: vec!["192.0.2.77".to_owned()], ..described.clone() };
    let moved = update(&fixture, moved, &["targets"]).await.unwrap();
    assert_eq!((moved.revision, moved.etag.as_str()), (2, "v3"));
    assert_eq!((moved.enabled, moved.description.as_str()), (Some(false), "the shop"));

    let same = update(&fixture, moved.clone(), &[]).await.unwrap();
    assert_eq!(same, moved);
}

#[tokio::test]
async fn a_stale_etag_changes_and_deletes_nothing_and_says_why() {
    let fixture = Fixture::new().await;
    let made = create(&fixture, tcp("web")).await.unwrap();
    let changed = wire::Check { description: "first".to_owned(), ..made.clone() };
    update(&fixture, changed, &["description"]).await.unwrap();

    let late = wire::Check { description: "second".to_owned(), ..made.clone() };
    let status = update(&fixture, late, &["description"]).await.unwrap_err();
    let request =
        fixture.admin(wire::DeleteCheckRequest { check: "web".to_owned(), etag: made.etag.clone() });
    let kept = checks(&fixture).delete_check(request).await.unwrap_err();

    assert_eq!((status.code(), kept.code()), (Code::Aborted, Code::Aborted));
    assert!(status.message().contains("read it again"), "{}", status.message());
    assert_eq!(get(&fixture, "web").await.unwrap().description, "first");
    let blind = wire::Check { description: "third".to_owned(), etag: String::new(), ..made };
    assert_eq!(update(&fixture, blind, &["description"]).await.unwrap().description, "third");
}

#[tokio::test]
async fn the_current_etag_changes_and_deletes() {
    let fixture = Fixture::new().await;
    let made = create(&fixture, tcp("web")).await.unwrap();
    assert_eq!(made.etag, "v1");

    let changed = wire::Check { description: "first".to_owned(), etag: "v1".to_owned(), ..made.clone() };
    assert_eq!(update(&fixture, changed, &["description"]).await.unwrap().etag, "v2");
    for (etag, want) in
        [("v1", Code::Aborted), ("2", Code::Aborted), ("\"v2\"", Code::Aborted), ("v2", Code::Ok)]
    {
        let request =
            fixture.admin(wire::DeleteCheckRequest { check: "web".to_owned(), etag: etag.to_owned() });
        let code =
            checks(&fixture).delete_check(request).await.map_or_else(|status| status.code(), |_| Code::Ok);
        assert_eq!(code, want, "{etag}");
    }
}

#[tokio::test]
async fn revisions_are_listed_newest_first_with_their_specifications() {
    let fixture = Fixture::new().await;
    let mut check = create(&fixture, tcp("web")).await.unwrap();
    create(&fixture, tcp("other")).await.unwrap();
    for target in ["192.0.2.2", "192.0.2.3"] {
        let next = wire::Check { targets: vec![target.to_owned()], ..check.clone() };
        check = update(&fixture, next, &["targets"]).await.unwrap();
    }
    let list = async |check: &str, page_token: &str| {
        let request = wire::ListCheckRevisionsRequest {
            check: check.to_owned(),
            page_size: 2,
            page_token: page_token.to_owned(),
        };
        checks(&fixture).list_check_revisions(fixture.admin(request)).await.map(tonic::Response::into_inner)
    };

    let first = list("web", "").await.unwrap();
    let rest = list(&check.check_id, &first.next_page_token).await.unwrap();
    let revisions: Vec<(u32, &str)> = first
        .revisions
        .iter()
        .chain(&rest.revisions)
        .map(|revision| (revision.revision, revision.check.as_ref().unwrap().targets[0].as_str()))
        .collect();
    assert_eq!(revisions, [(3, "192.0.2.3"), (2, "192.0.2.2"), (1, "192.0.2.1")]);
    assert_eq!(rest.next_page_token, "");
    let kept = rest.revisions[0].check.as_ref().unwrap();
    assert!(kept.spec.is_some() && kept.interval.is_some() && kept.status_policy.is_some());
    assert!(kept.slug.is_empty() && kept.etag.is_empty() && kept.enabled.is_none());

    assert_eq!(fields(&list("other", &first.next_page_token).await.unwrap_err()), ["page_token"]);
    assert_eq!(list("nothing", "").await.unwrap_err().code(), Code::NotFound);
    let request = fixture.admin(wire::DeleteCheckRequest { check: "web".to_owned(), etag: String::new() });
    checks(&fixture).delete_check(request).await.unwrap();
    assert_eq!(list(&check.check_id, "").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn a_mask_names_only_what_can_be_changed_and_the_result_is_checked_as_a_whole() {
    let fixture = Fixture::new().await;
    let made = create(&fixture, tcp("web")).await.unwrap();

    let renamed = wire::Check { slug: "other".to_owned(), ..made.clone() };
    let status = update(&fixture, renamed, &["slug", "nonsense"]).await.unwrap_err();
    assert_eq!(fields(&status), ["update_mask", "update_mask"]);

    let slow = wire::Check { timeout: Some(Duration { seconds: 61, nanos: 0 }), ..made };
    let status = update(&fixture, slow, &["timeout"]).await.unwrap_err();
    assert_eq!(fields(&status), ["timeout"]);
}

#[tokio::test]
async fn a_deleted_check_is_gone_and_its_name_is_free() {
    let fixture = Fixture::new().await;
    create(&fixture, tcp("web")).await.unwrap();

    let delete = || fixture.admin(wire::DeleteCheckRequest { check: "web".to_owned(), etag: String::new() });
    checks(&fixture).delete_check(delete()).await.unwrap();

    assert_eq!(get(&fixture, "web").await.unwrap_err().code(), Code::NotFound);
    assert_eq!(checks(&fixture).delete_check(delete()).await.unwrap_err().code(), Code::NotFound);
    assert!(create(&fixture, tcp("web")).await.is_ok());
}

#[tokio::test]
async fn unknown_and_malformed_ids_are_not_found() {
    let fixture = Fixture::new().await;

    for name in ["web", "", "no id at all", &Uuid::now_v7().to_string()] {
        assert_eq!(get(&fixture, name).await.unwrap_err().code(), Code::NotFound, "{name:?}");
    }
    let absent = wire::Check { check_id: Uuid::now_v7().to_string(), ..tcp("web") };
    assert_eq!(update(&fixture, absent, &[]).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn checks_are_listed_in_pages_and_forged_page_tokens_are_refused() {
    let fixture = Fixture::new().await;
    for slug in ["a", "b", "c"] {
        create(&fixture, tcp(slug)).await.unwrap();
    }
    let list = async |page_size, page_token: &str| {
        let request = wire::ListChecksRequest { page_size, page_token: page_token.to_owned() };
        checks(&fixture).list_checks(fixture.admin(request)).await.map(tonic::Response::into_inner)
    };

    let first = list(2, "").await.unwrap();
    let rest = list(2, &first.next_page_token).await.unwrap();

    let names: Vec<&str> = first.checks.iter().chain(&rest.checks).map(|check| check.slug.as_str()).collect();
    assert_eq!((names, rest.next_page_token.as_str()), (vec!["a", "b", "c"], ""));
    for (size, token, field) in [(0, "forged", "page_token"), (-1, "", "page_size")] {
        assert_eq!(fields(&list(size, token).await.unwrap_err()), [field]);
    }
}

#[tokio::test]
async fn a_character_that_cannot_be_kept_is_the_callers_mistake() {
    let fixture = Fixture::new().await;
    let described = wire::Check { description: "a\0b".to_owned(), ..tcp("web") };

    let created = create(&fixture, described).await.unwrap_err();
    let request = fixture.admin(wire::GetCheckRequest { check: "a\0b".to_owned() });
    let asked = checks(&fixture).get_check(request).await.unwrap_err();

    assert_eq!((created.code(), fields(&created)), (Code::InvalidArgument, vec!["description".to_owned()]));
    assert_eq!(asked.code(), Code::InvalidArgument);
    assert!(asked.message().contains("U+0000"), "{asked}");
}
