//! gRPC-web: what a browser speaks, over HTTP/1.1, on the same port and behind the same layers.

use axum::body::Body;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use nocturne_proto::api::v1 as wire;
use prost::Message as _;
use tower::ServiceExt as _;

use crate::fixture::Fixture;

const LIST: &str = "/nocturne.api.v1.CheckService/ListChecks";

/// A frame as gRPC and gRPC-web write it: no compression, length, message.
fn frame(message: &impl prost::Message) -> Vec<u8> {
    let body = message.encode_to_vec();
    let mut frame = vec![0];
    frame.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
    frame.extend(body);
    frame
}

async fn post(fixture: &Fixture, token: &str) -> (StatusCode, String, Vec<u8>) {
    let request = Request::post(LIST)
        .header("content-type", "application/grpc-web+proto")
        .header("x-grpc-web", "1")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::from(frame(&wire::ListChecksRequest::default())))
        .unwrap();
    let answer: Response<Body> = fixture.router.clone().oneshot(request).await.unwrap();
    let content_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
    let status = answer.status();
    let in_head = answer
        .headers()
        .get("grpc-status")
        .map(|value| format!("grpc-status:{}\r\n", value.to_str().unwrap()));
    let mut body = answer.into_body().collect().await.unwrap().to_bytes().to_vec();
    body.extend(in_head.unwrap_or_default().into_bytes());
    (status, content_type, body)
}

#[tokio::test]
async fn a_browser_lists_what_there_is_over_http_1() {
    let fixture = Fixture::new().await;

    let (status, content_type, body) = post(&fixture, &fixture.session.access_token).await;

    assert_eq!((status, content_type.as_str()), (StatusCode::OK, "application/grpc-web+proto"));
    assert_eq!(body[0], 0, "the message comes first");
    let n_bytes = usize::try_from(u32::from_be_bytes(body[1..5].try_into().unwrap())).unwrap();
    let (message, trailers) = body[5..].split_at(n_bytes);
    assert!(wire::ListChecksResponse::decode(message).unwrap().checks.is_empty());
    assert_eq!(trailers[0], 0x80, "the trailers come last");
    assert!(String::from_utf8_lossy(trailers).contains("grpc-status:0"), "{trailers:?}");
}

#[tokio::test]
async fn a_browser_without_a_credential_is_refused_in_its_own_language() {
    let fixture = Fixture::new().await;

    let (status, content_type, body) = post(&fixture, "nothing").await;

    assert_eq!((status, content_type.as_str()), (StatusCode::OK, "application/grpc-web+proto"));
    assert!(String::from_utf8_lossy(&body).contains("grpc-status:16"), "{}", String::from_utf8_lossy(&body));
}
