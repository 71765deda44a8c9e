//! Every method of the API on real sockets, read from the descriptors: a method that is added is swept as well.
//!
//! Which credential opens which method is swept in the coordinator's own tests. Here it is what only sockets and a real
//! database tell: that a refusal waits for no body, and that no value of any field is a failure of ours.

mod contract;
mod rpc;
mod value;

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use nocturne_core::access::{Rule, rule};
use nocturne_proto::api::v1 as wire;
use nocturne_tests::{Fleet, fleet::to_wire};
use prost::Message as _;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tonic::Code;

use self::{contract::methods, rpc::Rpc};

/// Announced, and never sent.
const LENGTH: usize = 10 << 20;
/// A refusal needs nothing but the head; a server that waits for the body waits for good.
const WITHIN: Duration = Duration::from_secs(10);
const WRONG: &str = "noc_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_comes_although_the_body_never_does() {
    let fleet = Fleet::start().await;
    let at = fleet.coordinator.api;
    let mut rpc = Rpc::connect(at).await;
    let mut n_routes = 0;

    for method in methods() {
        let path = contract::path(&method);
        if rule(&path) == Some(Rule::Public) {
            continue;
        }
        for token in [None, Some(WRONG)] {
            let refused = tokio::time::timeout(WITHIN, rpc.announce(&path, token, LENGTH)).await;
            assert_eq!(refused, Ok(Code::Unauthenticated), "{path} with {token:?}");
            for (verb, route) in contract::routes(&method) {
                let head = head(verb, &route, token);
                let refused = tokio::time::timeout(WITHIN, first_status(at, &head)).await;
                assert_eq!(refused, Ok(401), "{verb} {route} with {token:?}");
                n_routes += 1;
            }
        }
    }
    assert!(0 < n_routes);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_megabytes_are_refused_while_they_are_sent() {
    let fleet = Fleet::start().await;
    let at = fleet.coordinator.api;
    let token = fleet.api.token();
    let chunk = vec![b'x'; 64 << 10];
    let announced = head("POST", "/api/v1/checks", Some(token));
    let chunked =
        announced.replace(&format!("Content-Length: {LENGTH}"), "Transfer-Encoding: chunked").into_bytes();
    let chunked_part = [format!("{:x}\r\n", chunk.len()).as_bytes(), &chunk, b"\r\n"].concat();

    for (head, part) in [(announced.into_bytes(), chunk.clone()), (chunked, chunked_part)] {
        let (mut from, mut to) = TcpStream::connect(at).await.unwrap().into_split();
        to.write_all(&head).await.unwrap();
        let sending = async {
            for _ in 0..LENGTH / chunk.len() {
                // Who has been answered may be hung up on.
                if to.write_all(&part).await.is_err() {
                    break;
                }
            }
        };
        let reading = async {
            let mut answer = vec![0; 64];
            let n_bytes = from.read(&mut answer).await.unwrap();
            String::from_utf8_lossy(&answer[..n_bytes]).into_owned()
        };
        let (answer, ()) =
            tokio::time::timeout(WITHIN, async { tokio::join!(reading, sending) }).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer:?}");
    }

    let listed = fleet.api.checks().list_checks(fleet.api.request(wire::ListChecksRequest::default())).await;
    assert!(listed.unwrap().into_inner().checks.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_of_any_field_is_a_failure_of_ours() {
    let fleet = Fleet::start().await;
    let check = wire::Check {
        slug: "web".to_owned(),
        targets: vec!["192.0.2.1".to_owned()],
        interval: Some(to_wire(Duration::from_hours(1))),
        spec: Some(wire::check::Spec::Tcp(wire::TcpCheck { port: 443, read_number: false })),
        ..wire::Check::default()
    };
    let check_id = fleet.api.define(check).await.check_id;
    let mut rpc = Rpc::connect(fleet.coordinator.api).await;
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    let mut broken = Vec::new();

    for method in methods() {
        let path = contract::path(&method);
        for (what, message) in messages(&method, &check_id) {
            let code = rpc.call(&path, Some(fleet.api.token()), &message.encode_to_vec()).await;
            *codes.entry(format!("{code:?}")).or_default() += 1;
            let is_ours = matches!(
                code,
                Code::Internal | Code::Unknown | Code::DataLoss | Code::Unavailable | Code::Unimplemented
            );
            if is_ours {
                broken.push(format!("{path} with {what}: {code:?}"));
            }
        }
    }

    assert!(broken.is_empty(), "{} of {codes:?}:\n{}", broken.len(), broken.join("\n"));
    assert!(0 < codes["Ok"] && 0 < codes["InvalidArgument"], "{codes:?}");
    // It lives, and what was there is as it was.
    let get = wire::GetCheckRequest { check: "web".to_owned() };
    let check = fleet.api.checks().get_check(fleet.api.request(get)).await.unwrap().into_inner();
    assert_eq!((check.check_id, check.targets.as_slice()), (check_id, ["192.0.2.1".to_owned()].as_slice()));
}

/// A message that mostly fits, with each value in each field in turn.
fn messages(method: &MethodDescriptor, check_id: &str) -> Vec<(String, DynamicMessage)> {
    let mut messages = vec![("an empty message".to_owned(), DynamicMessage::new(method.input()))];
    for place in value::places(&method.input()) {
        for (name, value) in place.values() {
            let fitting = value::fitting(&method.input(), check_id, messages.len());
            messages.push((format!("{place} = {name}"), place.set(fitting, value)));
        }
    }
    messages
}

/// A request of HTTP/1.1 up to its body.
fn head(verb: &str, route: &str, token: Option<&str>) -> String {
    let credential = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    format!(
        "{verb} {route} HTTP/1.1\r\nHost: sweep\r\n{credential}Content-Type: application/json\r\n\
         Content-Length: {LENGTH}\r\n\r\n"
    )
}

async fn first_status(at: SocketAddr, head: &str) -> u16 {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 64];
    let n_bytes = stream.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..n_bytes]).into_owned();
    answer.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}
