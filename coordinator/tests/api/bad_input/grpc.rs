//! The same mistakes over gRPC.

use nocturne_proto::api::v1::{self as wire, check};
use prost_types::{Duration, FieldMask};
use serde_json::json;
use tonic::{Code, Response, Status};
use tonic_types::StatusExt as _;

use super::{Bad, TEN_MEGABYTES, everything, prepare, refused, shop};
use crate::fixture::{Fixture, checks, join_tokens};

#[tokio::test]
async fn over_grpc_each_mistake_is_named_and_changes_nothing() {
    let fixture = Fixture::new().await;
    let (check_id, token) = prepare(&fixture).await;
    let before = everything(&fixture).await;
    let good = tcp_shop();
    let dns = wire::DnsCheck {
        query_name: "example.org".to_owned(),
        record_type: 99,
        transport: 9,
        ..wire::DnsCheck::default()
    };
    let http = wire::HttpCheck {
        body_matches: vec!["ok".to_owned()],
        body_forbids: vec!["(".to_owned()],
        ..wire::HttpCheck::default()
    };
    let http = wire::Check {
        spec: Some(check::Spec::Http(http)),
        targets: vec!["http://192.0.2.1/".to_owned()],
        ..good.clone()
    };
    let creations: [(wire::Check, &[&str], &str); 3] = [
        (wire::Check { spec: None, ..good.clone() }, &["spec"], "icmp"),
        (http, &["http.body_forbids[0]"], "does not compile as a regular expression"),
        (
            wire::Check { spec: Some(check::Spec::Dns(dns)), ..good.clone() },
            &["dns.record_type", "dns.transport"],
            "99 is no record type",
        ),
    ];
    for (sent, fields, says) in creations {
        let status = create(&fixture, sent, "").await.unwrap_err();
        assert_refused(&status, Code::InvalidArgument, fields, says);
        assert_eq!(everything(&fixture).await, before, "{status:?}");
    }

    let status = create(&fixture, good.clone(), "order-1").await.unwrap_err();
    assert_refused(&status, Code::InvalidArgument, &["request_id"], "another request");

    let late =
        wire::Check { check_id, description: "late".to_owned(), etag: "v1".to_owned(), ..good.clone() };
    let update_mask = Some(FieldMask { paths: vec!["description".to_owned()] });
    let request = fixture.admin(wire::UpdateCheckRequest { check: Some(late), update_mask });
    let status = checks(&fixture).update_check(request).await.unwrap_err();
    assert_refused(&status, Code::Aborted, &[], "read it again");

    let delete = wire::DeleteCheckRequest { check: "web".to_owned(), etag: "v1".to_owned() };
    let status = checks(&fixture).delete_check(fixture.admin(delete)).await.unwrap_err();
    assert_refused(&status, Code::Aborted, &[], "read it again");

    let garbage = wire::ListChecksRequest { page_token: "garbage".to_owned(), page_size: 0 };
    let status = checks(&fixture).list_checks(fixture.admin(garbage)).await.unwrap_err();
    assert_refused(&status, Code::InvalidArgument, &["page_token"], "start again");
    let foreign = wire::ListJoinTokensRequest { page_token: token, ..Default::default() };
    let status = join_tokens(&fixture).list_join_tokens(fixture.admin(foreign)).await.unwrap_err();
    assert_refused(&status, Code::InvalidArgument, &["page_token"], "start again");

    let large = wire::Check { description: "x".repeat(TEN_MEGABYTES), ..good.clone() };
    let status = create(&fixture, large, "").await.unwrap_err();
    assert_refused(&status, Code::ResourceExhausted, &[], "1048576 bytes");

    assert_eq!(everything(&fixture).await, before);
    create(&fixture, good, "order-2").await.unwrap();
}

#[tokio::test]
async fn an_interval_of_0_is_one_mistake_and_none_of_the_timeout_that_nobody_gave() {
    let fixture = Fixture::new().await;

    let sent = wire::Check { interval: Some(Duration::default()), ..tcp_shop() };
    let status = create(&fixture, sent, "").await.unwrap_err();
    assert_eq!(everything(&fixture).await, []);
    assert_refused(&status, Code::InvalidArgument, &["interval"], "outside 100ms to 24h");

    let bad = Bad::create("interval 0", shop(json!({"interval": "0s"})))
        .is(422, "invalid")
        .at(&["body /interval"])
        .says(&["interval:", "outside 100ms to 24h"]);
    refused(&fixture, bad).await;
    assert_eq!(everything(&fixture).await, []);
}

/// [`shop`] as a message.
fn tcp_shop() -> wire::Check {
    wire::Check {
        slug: "shop".to_owned(),
        spec: Some(check::Spec::Tcp(wire::TcpCheck { port: 443, read_number: false })),
        targets: vec!["192.0.2.1".to_owned()],
        ..wire::Check::default()
    }
}

async fn create(fixture: &Fixture, check: wire::Check, request_id: &str) -> Result<wire::Check, Status> {
    let request = wire::CreateCheckRequest { check: Some(check), request_id: request_id.to_owned() };
    checks(fixture).create_check(fixture.admin(request)).await.map(Response::into_inner)
}

fn assert_refused(status: &Status, code: Code, fields: &[&str], says: &str) {
    let details = status.get_error_details();
    let violations = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
    let found: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!((status.code(), found.as_slice()), (code, fields), "{status:?}");
    assert!(status.message().contains(says), "{says:?} is missing in {:?}", status.message());
    let info = details.error_info().expect("a reason");
    assert_eq!(info.metadata["request_id"].len(), 36, "{info:?}");
}
