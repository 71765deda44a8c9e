//! Every call that changes something is written down once, and whoever changes what was written is found.

use std::net::SocketAddr;

use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use nocturne_coordinator::reconcile;
use nocturne_core::{access::Role, audit::Action};
use nocturne_proto::api::v1::{self as wire, audit_finding::Kind};
use nocturne_runtime::accept::ConnInfo;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tower::ServiceExt as _;

use crate::fixture::{Fixture, agents, audits, auths, bearer, checks};

#[path = "audit/changes.rs"]
mod changes;

/// A call by REST from 192.0.2.7 as an IPv4 address on a socket for both families, with a request id.
async fn rest(
    fixture: &Fixture,
    token: &str,
    (verb, path): (&str, &str),
    body: &Value,
    request_id: &str,
) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(verb)
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("x-request-id", request_id);
    let body = if matches!(verb, "GET" | "DELETE") { Body::empty() } else { Body::from(body.to_string()) };
    let mut request = request.body(body).unwrap();
    request.extensions_mut().insert(ConnInfo {
        peer_addr: SocketAddr::new("::ffff:192.0.2.7".parse().unwrap(), 40_000),
        peer_certificate: None,
        closing: CancellationToken::new(),
    });
    let answer = fixture.router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

/// All entries, newest first.
async fn entries(fixture: &Fixture) -> Vec<wire::AuditEntry> {
    list(fixture, &fixture.session.access_token).await
}

async fn list(fixture: &Fixture, token: &str) -> Vec<wire::AuditEntry> {
    let request = wire::ListAuditEntriesRequest { page_size: 500, ..Default::default() };
    let page = audits(fixture).list_audit_entries(bearer(token, request)).await.unwrap().into_inner();
    assert_eq!(page.next_page_token, "");
    page.entries
}

async fn verify(fixture: &Fixture, expected_seq: u64, expected_seal: &str) -> wire::VerifyAuditResponse {
    let request = wire::VerifyAuditRequest { expected_seq, expected_seal: expected_seal.to_owned() };
    audits(fixture).verify_audit(fixture.admin(request)).await.unwrap().into_inner()
}

fn kinds(answer: &wire::VerifyAuditResponse) -> Vec<(Kind, u64)> {
    answer.findings.iter().map(|finding| (finding.kind(), finding.seq)).collect()
}

/// Makes so many checks, and seals what was written.
async fn sealed(fixture: &Fixture, n_checks: usize) {
    for n in 0..n_checks {
        let (status, _) = create(fixture, &format!("web-{n}"), "").await;
        assert_eq!(status, StatusCode::OK);
    }
    reconcile::audit::pass(&fixture.system).await.unwrap();
}

async fn create(fixture: &Fixture, slug: &str, request_id: &str) -> (StatusCode, Value) {
    let check = json!({"slug": slug, "tcp": {"port": 443}, "targets": ["192.0.2.1"]});
    let path = format!("/api/v1/checks?request_id={request_id}");
    rest(fixture, &fixture.session.access_token, ("POST", &path), &check, "r").await
}

#[tokio::test]
async fn what_changes_nothing_is_not_written_down() {
    let fixture = Fixture::new().await;
    let admin = fixture.session.access_token.clone();
    let (_, check) = create(&fixture, "web", "once").await;
    let written = entries(&fixture).await.len();

    let (status, again) = create(&fixture, "web", "once").await;
    assert_eq!((status, &again), (StatusCode::OK, &check), "a repetition");
    let path = format!("/api/v1/checks/{}", check["check_id"].as_str().unwrap());
    let (status, _) = rest(&fixture, &admin, ("PATCH", &path), &check, "r").await;
    assert_eq!(status, StatusCode::OK, "the same values");
    let (status, _) = create(&fixture, "web", "").await;
    assert_eq!(status, StatusCode::CONFLICT, "the name is taken");
    let viewer = fixture.api_token(Role::Viewer).await;
    let (status, _) = rest(&fixture, &viewer, ("DELETE", &path), &json!({}), "r").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let refused = json!({"slug": "X"});
    let (status, _) = rest(&fixture, &admin, ("POST", "/api/v1/checks"), &refused, "r").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

    // The viewer's token was made meanwhile.
    assert_eq!(entries(&fixture).await.len(), written + 1);
}

#[tokio::test]
async fn a_change_that_cannot_be_written_down_does_not_happen() {
    let fixture = Fixture::new().await;
    fixture.sql("ALTER TABLE audit ADD CONSTRAINT broken CHECK (object_name <> 'web')").await;

    let (status, _) = create(&fixture, "web", "").await;

    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    let request = fixture.admin(wire::ListChecksRequest::default());
    assert_eq!(checks(&fixture).list_checks(request).await.unwrap().into_inner().checks, []);
    assert_eq!(create(&fixture, "other", "").await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_looks_like_a_secret_in_a_header_of_a_check_is_masked() {
    let fixture = Fixture::new().await;
    let headers =
        json!([{"name": "Authorization", "value": "Bearer hush"}, {"name": "Accept", "value": "a/b"}]);
    let check = json!({"slug": "web", "http": {"headers": headers}, "targets": ["http://192.0.2.1/"]});
    let admin = fixture.session.access_token.clone();
    let (status, _) = rest(&fixture, &admin, ("POST", "/api/v1/checks"), &check, "r").await;
    assert_eq!(status, StatusCode::OK);

    let entry = entries(&fixture).await.remove(0);

    assert!(!entry.after.contains("hush"), "{}", entry.after);
    let after: Value = serde_json::from_str(&entry.after).unwrap();
    assert_eq!(after["http"]["headers"][0], json!({"name": "authorization", "value": "(masked)"}));
    assert_eq!(after["http"]["headers"][1]["value"], "a/b");
}

#[tokio::test]
async fn failed_logins_are_written_down_where_the_name_exists_and_nowhere_else() {
    let fixture = Fixture::new().await;
    let login = |username: &str| wire::LoginRequest {
        username: username.to_owned(),
        password: "wrong".to_owned(),
        ..wire::LoginRequest::default()
    };
    for username in ["nobody", "admin"] {
        let refused = auths(&fixture).login(login(username)).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated);
    }

    let failed = async || -> Vec<wire::AuditEntry> {
        let all = entries(&fixture).await;
        all.into_iter().filter(|entry| entry.action == "auth.login_failed").collect()
    };
    while failed().await.is_empty() {
        tokio::task::yield_now().await;
    }

    let failed = failed().await;
    let found: Vec<_> =
        failed.iter().map(|e| (e.actor_kind.as_str(), e.actor.as_str(), e.object.as_str())).collect();
    assert_eq!(found, [("anonymous", "admin", "admin")]);
}

#[tokio::test]
async fn entries_are_listed_exported_and_got_by_their_organization_only() {
    let fixture = Fixture::new().await;
    sealed(&fixture, 5).await;
    let all = entries(&fixture).await;

    let mut listed = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = wire::ListAuditEntriesRequest { page_size: 2, page_token, ..Default::default() };
        let page = audits(&fixture).list_audit_entries(fixture.admin(request)).await.unwrap().into_inner();
        listed.extend(page.entries);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(listed, all);

    let request = wire::ExportAuditRequest { from_seq: 2, ..Default::default() };
    let exported = audits(&fixture).export_audit(fixture.admin(request)).await.unwrap().into_inner().entries;
    let mut want: Vec<wire::AuditEntry> = all.iter().rev().cloned().collect();
    assert_eq!(want.remove(0).seq, 1);
    assert_eq!(exported, want);

    let request =
        |audit_id: &str| fixture.admin(wire::GetAuditEntryRequest { audit_id: audit_id.to_owned() });
    let got = audits(&fixture).get_audit_entry(request(&all[0].audit_id)).await.unwrap().into_inner();
    assert_eq!(got, all[0]);
    fixture.sql("INSERT INTO organization (org_id, slug, name) VALUES ('00000000-0000-7000-8000-000000000001', 'f', 'F'); SET session_replication_role = replica; UPDATE audit SET org_id = '00000000-0000-7000-8000-000000000001' WHERE object_name = 'web-4'").await;
    for id in [all[0].audit_id.as_str(), "nonsense"] {
        assert_eq!(audits(&fixture).get_audit_entry(request(id)).await.unwrap_err().code(), Code::NotFound);
    }
}

#[tokio::test]
async fn filters_that_cannot_be_are_named() {
    let fixture = Fixture::new().await;
    let request = wire::ListAuditEntriesRequest { action: "checks.explode".to_owned(), ..Default::default() };

    let status = audits(&fixture).list_audit_entries(fixture.admin(request)).await.unwrap_err();

    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains(Action::ChecksUpdate.as_str()), "{}", status.message());
}

#[tokio::test]
async fn an_untouched_audit_is_intact_and_an_edited_entry_is_named() {
    let fixture = Fixture::new().await;
    sealed(&fixture, 4).await;
    let intact = verify(&fixture, 0, "").await;
    assert!(intact.intact && intact.findings.is_empty() && intact.pending_count == 0, "{intact:?}");
    let kept = (intact.head_seq, intact.head_seal.clone());
    create(&fixture, "later", "").await;
    assert_eq!(verify(&fixture, 0, "").await.pending_count, 1);
    reconcile::audit::pass(&fixture.system).await.unwrap();
    assert!(verify(&fixture, kept.0, &kept.1).await.intact);

    fixture.sql("UPDATE audit SET actor_name = 'somebody else' WHERE object_name = 'web-1'").await;

    let edited = verify(&fixture, kept.0, &kept.1).await;
    let entry = entries(&fixture).await.into_iter().find(|entry| entry.object == "web-1").unwrap();
    assert_eq!(kinds(&edited), [(Kind::EntryChanged, entry.seq)]);
    assert_eq!((edited.intact, &edited.findings[0].audit_id), (false, &entry.audit_id));
}

#[tokio::test]
async fn what_was_deleted_slipped_in_or_made_again_is_named() {
    let fixture = Fixture::new().await;
    sealed(&fixture, 4).await;
    let intact = verify(&fixture, 0, "").await;
    let (n_seals, head) = (intact.head_seq, intact.head_seal.as_str());
    let around = "SET session_replication_role = replica;";

    let slip = "INSERT INTO audit SELECT org_id, gen_random_uuid(), at, actor_kind, actor_id, actor_name, address,
         request_id, action, object_kind, object_id, 'slipped in', before, after FROM audit WHERE object_name = 'web-1'";
    fixture.sql(&format!("{around} {slip}")).await;
    assert_eq!(kinds(&verify(&fixture, 0, "").await), [(Kind::EntryUnsealed, 0)]);
    fixture.sql(&format!("{around} DELETE FROM audit WHERE object_name = 'slipped in'")).await;

    fixture.sql(&format!("{around} DELETE FROM audit WHERE object_name = 'web-1'")).await;
    assert_eq!(kinds(&verify(&fixture, 0, "").await), [(Kind::EntryMissing, n_seals - 2)]);

    // The end of the chain is cut off: only a seal that was kept shows it.
    let cut = format!(
        "{around} DELETE FROM audit WHERE object_name <> 'admin'; DELETE FROM audit_seal WHERE seq > {}",
        n_seals - 4
    );
    fixture.sql(&cut).await;
    assert!(verify(&fixture, 0, "").await.intact);
    assert_eq!(kinds(&verify(&fixture, n_seals, head).await), [(Kind::UnexpectedSeal, n_seals)]);
}

#[tokio::test]
async fn sealers_at_once_make_one_chain() {
    let fixture = Fixture::new().await;
    let before = verify(&fixture, 0, "").await.head_seq;
    for n in 0..3 {
        create(&fixture, &format!("web-{n}"), "").await;
    }
    let written = entries(&fixture).await.len();

    for n in 3..20 {
        let work = async || reconcile::audit::pass(&fixture.system).await.unwrap();
        let slug = format!("web-{n}");
        tokio::join!(work(), create(&fixture, &slug, ""), work(), work());
    }
    reconcile::audit::pass(&fixture.system).await.unwrap();

    let verified = verify(&fixture, 0, "").await;
    assert!(verified.intact && verified.pending_count == 0, "{verified:?}");
    assert_eq!((before, verified.seal_count), (0, written as u64 + 17));
    assert_eq!(verified.head_seq, verified.seal_count);
}

#[tokio::test]
async fn an_administrator_alone_looks_at_the_audit() {
    let fixture = Fixture::new().await;
    let operator = fixture.api_token(Role::Operator).await;

    let request = bearer(&operator, wire::ListAuditEntriesRequest::default());
    let refused = audits(&fixture).list_audit_entries(request).await.unwrap_err();

    assert_eq!(refused.code(), Code::PermissionDenied);
    assert!(refused.message().contains("audit.read"), "{}", refused.message());
    let request = bearer(&operator, wire::ListAgentsRequest::default());
    assert!(agents(&fixture).list_agents(request).await.is_ok());
}
