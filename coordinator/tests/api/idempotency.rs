//! Creations that are asked for twice.

use std::collections::HashMap;

use nocturne_coordinator::reconcile::retention::{self, Retention};
use nocturne_core::access::Role;
use nocturne_proto::api::v1::{self as wire, check};
use nocturne_store::bootstrap::connect_once;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::fixture::{Fixture, api_tokens, bearer, checks, join_tokens};

fn web(description: &str) -> wire::Check {
    wire::Check {
        slug: "web".to_owned(),
        description: description.to_owned(),
        spec: Some(check::Spec::Tcp(wire::TcpCheck { port: 443, read_number: false })),
        targets: vec!["192.0.2.1".to_owned()],
        ..wire::Check::default()
    }
}

async fn create(fixture: &Fixture, check: wire::Check, request_id: &str) -> Result<wire::Check, Status> {
    let request = wire::CreateCheckRequest { check: Some(check), request_id: request_id.to_owned() };
    checks(fixture).create_check(fixture.admin(request)).await.map(tonic::Response::into_inner)
}

async fn n_checks(fixture: &Fixture) -> usize {
    let request = fixture.admin(wire::ListChecksRequest::default());
    checks(fixture).list_checks(request).await.unwrap().into_inner().checks.len()
}

fn fields(status: &Status) -> Vec<String> {
    let details = status.get_error_details();
    let violations = details.bad_request().map(|bad| bad.field_violations.clone()).unwrap_or_default();
    violations.into_iter().map(|violation| violation.field).collect()
}

#[tokio::test]
async fn the_same_request_is_answered_as_the_first_time_whatever_happened_since() {
    let fixture = Fixture::new().await;

    let first = create(&fixture, web("the shop"), "order-1").await.unwrap();
    let changed = wire::Check { description: "changed".to_owned(), ..first.clone() };
    let request = fixture.admin(wire::UpdateCheckRequest { check: Some(changed), update_mask: None });
    checks(&fixture).update_check(request).await.unwrap();
    let again = create(&fixture, web("the shop"), "order-1").await.unwrap();

    assert_eq!(again, first);
    assert_eq!(n_checks(&fixture).await, 1);
}

#[tokio::test]
async fn an_id_with_another_body_is_refused_by_field_and_makes_nothing() {
    let fixture = Fixture::new().await;
    create(&fixture, web("the shop"), "order-1").await.unwrap();

    let other = wire::Check { slug: "other".to_owned(), ..web("the shop") };
    let status = create(&fixture, other.clone(), "order-1").await.unwrap_err();

    assert_eq!((status.code(), fields(&status)), (Code::InvalidArgument, vec!["request_id".to_owned()]));
    assert!(status.message().contains("another request"), "{}", status.message());
    assert_eq!(n_checks(&fixture).await, 1);
    create(&fixture, other, "order-2").await.unwrap();
}

#[tokio::test]
async fn a_refused_creation_leaves_its_id_free() {
    let fixture = Fixture::new().await;
    create(&fixture, web("the shop"), "").await.unwrap();

    let taken = create(&fixture, web("mine"), "order-1").await.unwrap_err();
    assert_eq!(taken.code(), Code::AlreadyExists);
    let request = fixture.admin(wire::DeleteCheckRequest { check: "web".to_owned(), etag: String::new() });
    checks(&fixture).delete_check(request).await.unwrap();

    assert_eq!(create(&fixture, web("mine"), "order-1").await.unwrap().description, "mine");
}

#[tokio::test]
async fn ten_at_once_make_one_check_and_hear_the_same() {
    let fixture = Fixture::new().await;

    let calls = (0..10).map(|_| create(&fixture, web("the shop"), "order-1"));
    let answers: Vec<wire::Check> =
        futures(calls.collect()).await.into_iter().map(|answer| answer.unwrap()).collect();

    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(n_checks(&fixture).await, 1);
}

#[tokio::test]
async fn ids_belong_to_their_caller_and_to_a_day() {
    let fixture = Fixture::new().await;
    let first = create(&fixture, web("the shop"), "order-1").await.unwrap();

    let token = fixture.api_token(Role::Operator).await;
    let request = wire::CreateCheckRequest {
        check: Some(wire::Check { slug: "second".to_owned(), ..web("the shop") }),
        request_id: "order-1".to_owned(),
    };
    let second = checks(&fixture).create_check(bearer(&token, request)).await.unwrap().into_inner();
    assert_ne!(first.check_id, second.check_id);

    fixture.sql("UPDATE idempotency_key SET created_at = now() - interval '24 hours'").await;
    let late = create(&fixture, web("the shop"), "order-1").await.unwrap_err();
    assert_eq!(late.code(), Code::AlreadyExists);

    retention::pass(&fixture.system, Retention { samples_days: 1, events_days: 1 }).await.unwrap();
    let admin = connect_once(&fixture.database.admin()).await.unwrap();
    let left = admin.query("SELECT request_id FROM idempotency_key", &[]).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn a_malformed_id_is_listed_with_everything_else() {
    let fixture = Fixture::new().await;

    for bad in ["ö", "a\tb", &"x".repeat(129)] {
        let check = wire::Check { slug: "Web".to_owned(), ..web("") };
        let status = create(&fixture, check, bad).await.unwrap_err();
        assert_eq!(fields(&status), ["slug", "request_id"], "{bad:?}");
    }
    assert!(create(&fixture, web(""), &"~".repeat(128)).await.is_ok());
}

#[tokio::test]
async fn a_repeated_join_token_is_made_once_and_its_secret_is_not_shown_again() {
    let fixture = Fixture::new().await;
    let labels: HashMap<String, String> =
        (0..20).map(|n| (format!("label_{n}"), format!("value-{n}"))).collect();
    let create = async |site: &str, labels: HashMap<String, String>| {
        let request = wire::CreateJoinTokenRequest {
            site: site.to_owned(),
            labels,
            request_id: "order-1".to_owned(),
            ..wire::CreateJoinTokenRequest::default()
        };
        let answer = join_tokens(&fixture).create_join_token(fixture.admin(request)).await;
        answer.map(tonic::Response::into_inner)
    };

    let made = create("ams", labels.clone()).await.unwrap().join_token.unwrap();
    // A map that was filled in another order is the same request.
    let again = create("ams", labels.clone().into_iter().collect()).await.unwrap_err();
    let other = create("fra", labels.clone()).await.unwrap_err();
    let fewer = create("ams", labels.into_iter().skip(1).collect()).await.unwrap_err();

    assert_eq!(again.code(), Code::FailedPrecondition);
    assert!(again.message().contains(&made.join_token_id), "{}", again.message());
    assert!(again.message().contains("revoke"), "{}", again.message());
    assert_eq!(
        (fields(&other), fields(&fewer)),
        (vec!["request_id".to_owned()], vec!["request_id".to_owned()])
    );
    let request = fixture.admin(wire::ListJoinTokensRequest::default());
    let listed = join_tokens(&fixture).list_join_tokens(request).await.unwrap().into_inner();
    assert_eq!(listed.join_tokens, [made]);
}

#[tokio::test]
async fn a_repeated_api_token_is_made_once_and_its_secret_is_not_shown_again() {
    let fixture = Fixture::new().await;
    let create = async |name: &str| {
        let request = wire::CreateApiTokenRequest {
            name: name.to_owned(),
            role: "viewer".to_owned(),
            request_id: "order-1".to_owned(),
            ..wire::CreateApiTokenRequest::default()
        };
        let answer = api_tokens(&fixture).create_api_token(fixture.admin(request)).await;
        answer.map(tonic::Response::into_inner)
    };

    let made = create("ci").await.unwrap().api_token.unwrap();
    let again = create("ci").await.unwrap_err();
    let other = create("cd").await.unwrap_err();

    assert_eq!(again.code(), Code::FailedPrecondition);
    assert!(again.message().contains(&made.api_token_id), "{}", again.message());
    assert_eq!(fields(&other), ["request_id"]);
    let request = fixture.admin(wire::ListApiTokensRequest::default());
    let listed = api_tokens(&fixture).list_api_tokens(request).await.unwrap().into_inner();
    assert_eq!(listed.api_tokens, [made]);
}

/// All of them at once.
async fn futures<F: Future>(all: Vec<F>) -> Vec<F::Output> {
    let mut all: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, slot) in all.iter_mut().zip(&mut done) {
            if slot.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(context)
            {
                *slot = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}
