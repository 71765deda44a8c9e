//! What a change would do, and that asking changes nothing.

use nocturne_proto::api::v1::{
    self as wire, check,
    preview_check_response::{Agent, Change},
};
use prost_types::{Duration, FieldMask};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::fixture::{Fixture, checks};

fn tcp(slug: &str, selector: &str) -> wire::Check {
    wire::Check {
        slug: slug.to_owned(),
        spec: Some(check::Spec::Tcp(wire::TcpCheck { port: 443, read_number: false })),
        targets: vec!["192.0.2.1".to_owned(), "192.0.2.2".to_owned()],
        agent_selector: selector.to_owned(),
        interval: Some(Duration { seconds: 10, nanos: 0 }),
        ..wire::Check::default()
    }
}

async fn create(fixture: &Fixture, check: wire::Check) -> wire::Check {
    let request = fixture.admin(wire::CreateCheckRequest { check: Some(check), request_id: String::new() });
    checks(fixture).create_check(request).await.unwrap().into_inner()
}

async fn preview(
    fixture: &Fixture,
    check: wire::Check,
    paths: &[&str],
) -> Result<wire::PreviewCheckResponse, Status> {
    let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
    let update_mask = (!paths.is_empty()).then_some(FieldMask { paths });
    let request = fixture.admin(wire::PreviewCheckRequest { check: Some(check), update_mask });
    checks(fixture).preview_check(request).await.map(tonic::Response::into_inner)
}

fn told(agents: &[Agent]) -> String {
    let told = agents.iter().map(|agent| format!("{}@{} {:?}", agent.agent, agent.site, agent.change()));
    told.collect::<Vec<_>>().join(", ")
}

fn fields(status: &Status) -> Vec<String> {
    let details = status.get_error_details();
    let violations = details.bad_request().map(|bad| bad.field_violations.clone()).unwrap_or_default();
    violations.into_iter().map(|violation| violation.field).collect()
}

/// Agents `a` and `b` at ams, `c` at fra, and a revoked one that nobody counts.
async fn fleet() -> Fixture {
    let fixture = Fixture::new().await;
    fixture.agent("a", r#"{"role": "edge"}"#).await;
    fixture.agent("b", "{}").await;
    fixture.agent_at("fra", "c", "{}").await;
    fixture.agent("gone", "{}").await;
    fixture.sql("UPDATE agent SET revoked_at = now() WHERE slug = 'gone'").await;
    fixture
}

#[tokio::test]
async fn a_fresh_check_is_previewed_without_being_made() {
    let fixture = fleet().await;

    let found = preview(&fixture, tcp("web", "site=ams"), &[]).await.unwrap();

    assert_eq!(told(&found.agents), "a@ams Added, b@ams Added");
    assert_eq!((found.added_agents, found.removed_agents, found.changed_agents), (2, 0, 0));
    assert_eq!(found.added_targets, ["192.0.2.1", "192.0.2.2"]);
    assert_eq!((found.total_executions, found.next_revision), (4, true));
    assert!((found.executions_per_second - 0.4).abs() < 1e-9);
    let list = fixture.admin(wire::ListChecksRequest::default());
    assert!(checks(&fixture).list_checks(list).await.unwrap().into_inner().checks.is_empty());
}

#[tokio::test]
async fn a_change_is_previewed_against_what_is_in_force() {
    let fixture = fleet().await;
    let made = create(&fixture, tcp("web", "site=ams")).await;

    let moved = wire::Check { agent_selector: "site=fra".to_owned(), targets: Vec::new(), ..made.clone() };
    let moved = preview(&fixture, moved, &["agent_selector"]).await.unwrap();
    assert_eq!(told(&moved.agents), "a@ams Removed, b@ams Removed, c@fra Added");
    assert_eq!((moved.kept_targets, moved.next_revision, moved.total_executions), (2, false, 2));

    let other = wire::Check { targets: vec!["192.0.2.2".to_owned(), "192.0.2.3".to_owned()], ..made.clone() };
    let other = preview(&fixture, other, &["targets"]).await.unwrap();
    assert_eq!(told(&other.agents), "a@ams Changed, b@ams Changed");
    assert_eq!(
        (other.added_targets, other.removed_targets),
        (vec!["192.0.2.3".to_owned()], vec!["192.0.2.1".to_owned()])
    );
    assert!(other.next_revision && other.kept_targets == 1 && other.changed_agents == 2);

    let stopped = wire::Check { enabled: Some(false), ..made.clone() };
    let stopped = preview(&fixture, stopped, &[]).await.unwrap();
    assert_eq!((stopped.removed_agents, stopped.total_executions), (2, 0));

    let same = preview(&fixture, made.clone(), &[]).await.unwrap();
    assert_eq!((same.unchanged_agents, same.next_revision), (2, false));
    assert!(same.agents.iter().all(|agent| agent.change() == Change::Unchanged));
    let request = fixture.admin(wire::GetCheckRequest { check: "web".to_owned() });
    assert_eq!(checks(&fixture).get_check(request).await.unwrap().into_inner(), made);
}

#[tokio::test]
async fn a_preview_refuses_what_the_change_itself_would_refuse() {
    let fixture = fleet().await;
    let made = create(&fixture, tcp("web", "")).await;

    let taken = preview(&fixture, tcp("web", ""), &[]).await.unwrap_err();
    assert_eq!(taken.code(), Code::AlreadyExists);

    let bad = wire::Check { targets: vec!["10.0.0.300".to_owned()], ..tcp("Web Shop", "site=") };
    let status = preview(&fixture, bad.clone(), &["targets"]).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let found = fields(&status);
    for want in ["slug", "targets[0]", "agent_selector", "update_mask"] {
        assert!(found.contains(&want.to_owned()), "{want} is missing in {found:?}");
    }

    let stale = wire::Check { etag: "v7".to_owned(), ..made.clone() };
    assert_eq!(preview(&fixture, stale, &[]).await.unwrap_err().code(), Code::Aborted);
    let renamed = wire::Check { slug: "other".to_owned(), ..made };
    let status = preview(&fixture, renamed, &["slug"]).await.unwrap_err();
    assert_eq!(fields(&status), ["update_mask"]);
    let absent = wire::Check { check_id: "nothing".to_owned(), ..tcp("web", "") };
    assert_eq!(preview(&fixture, absent, &[]).await.unwrap_err().code(), Code::NotFound);
    let request = fixture.admin(wire::PreviewCheckRequest::default());
    assert_eq!(fields(&checks(&fixture).preview_check(request).await.unwrap_err()), ["check"]);
}
