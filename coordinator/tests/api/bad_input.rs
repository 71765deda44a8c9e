//! Bad input, over REST and over gRPC: each a clear problem, and nothing half done.

use axum::body::Body;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use nocturne_proto::api::v1 as wire;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::fixture::{Fixture, checks};

#[path = "bad_input/grpc.rs"]
mod grpc;

const CHECKS: &str = "/api/v1/checks";
const TEN_MEGABYTES: usize = 10 << 20;

/// A request that is refused, and how.
struct Bad {
    name: &'static str,
    verb: &'static str,
    uri: String,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
    status: u16,
    /// Last part of the problem's type.
    slug: &'static str,
    /// Where it is wrong: `in pointer`, and `in field` of a header, which has no pointer.
    at: &'static [&'static str],
    /// What the text must say.
    says: &'static [&'static str],
}

impl Bad {
    /// A creation with this document.
    fn create(name: &'static str, document: impl ToString) -> Self {
        Self {
            name,
            verb: "POST",
            uri: CHECKS.to_owned(),
            headers: vec![("content-type", "application/json")],
            body: document.to_string().into_bytes(),
            status: 400,
            slug: "malformed",
            at: &[],
            says: &[],
        }
    }

    /// A request without a body.
    fn bare(name: &'static str, verb: &'static str, uri: impl ToString) -> Self {
        Self { verb, uri: uri.to_string(), headers: Vec::new(), body: Vec::new(), ..Self::create(name, "") }
    }

    fn with(mut self, header: &'static str, value: &'static str) -> Self {
        self.headers.retain(|(name, _)| *name != header);
        self.headers.push((header, value));
        self
    }

    fn is(mut self, status: u16, slug: &'static str) -> Self {
        (self.status, self.slug) = (status, slug);
        self
    }

    fn at(mut self, at: &'static [&'static str]) -> Self {
        self.at = at;
        self
    }

    fn says(mut self, says: &'static [&'static str]) -> Self {
        self.says = says;
        self
    }
}

/// A creation that would succeed, with other members; `null` takes one away.
fn shop(changes: Value) -> Value {
    let mut document = json!({"slug": "shop", "targets": ["192.0.2.1"], "tcp": {"port": 443}});
    let members = document.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            members.remove(name)
        } else {
            members.insert(name.clone(), value.clone())
        };
    }
    document
}

fn http_shop(http: Value) -> Value {
    shop(json!({"tcp": null, "targets": ["http://192.0.2.1/"], "http": http}))
}

fn documents() -> Vec<Bad> {
    vec![
        Bad::create("no kind", shop(json!({"tcp": null})))
            .is(422, "invalid")
            .at(&["- /spec"])
            .says(&["spec:", "icmp"]),
        Bad::create("an unknown kind", shop(json!({"tcp": null, "gopher": {}})))
            .at(&["body /gopher"])
            .says(&["gopher", "icmp", "http"]),
        Bad::create(
            "a regular expression that does not compile",
            http_shop(json!({"body_matches": ["ok", "("]})),
        )
        .is(422, "invalid")
        .at(&["body /http/body_matches/1"])
        .says(&["does not compile as a regular expression", "unclosed group"]),
        Bad::create("an unknown field", shop(json!({"tcp": {"port": 443, "prot": 1}})))
            .at(&["body /tcp/prot"])
            .says(&["prot", "port", "read_number"]),
        Bad::create(
            "an enum that does not exist",
            shop(json!({"tcp": null, "dns": {"query_name": "example.org", "record_type": "WKS"}})),
        )
        .at(&["body /dns/record_type"])
        .says(&["WKS", "AAAA"]),
        Bad::create(
            "several at once",
            shop(json!({"slug": 7, "interval": "soon", "tcp": {"port": "x"}, "color": "red"})),
        )
        .at(&["body /slug", "body /interval", "body /tcp/port", "body /color"])
        .says(&["4 reasons"]),
        Bad::create("no JSON", r#"{"slug": "shop", "targets": ["#)
            .at(&["body /targets/0"])
            .says(&["JSON", "line 1 column"]),
        Bad::create("another document", "[]").at(&["body "]).says(&["object"]),
        Bad::create("nothing", "").at(&["body "]).says(&["is missing", "check"]),
        Bad::create("another media type", shop(json!({})))
            .with("content-type", "application/x-www-form-urlencoded")
            .is(415, "unsupported-media-type")
            .at(&["header Content-Type"])
            .says(&["application/x-www-form-urlencoded", "application/json"]),
        Bad { body: vec![b' '; TEN_MEGABYTES], ..Bad::create("ten megabytes", "") }
            .is(413, "too-large")
            .says(&["1048576 bytes", "nothing was changed"]),
        Bad::create("ten megabytes, announced", "")
            .with("content-length", "10485760")
            .is(413, "too-large")
            .says(&["1048576 bytes", "nothing was changed"]),
    ]
}

fn requests(check_id: &str, foreign_token: &str) -> Vec<Bad> {
    let patch = |document: Value| Bad {
        verb: "PATCH",
        uri: format!("{CHECKS}/{check_id}"),
        ..Bad::create("a stale etag in If-Match", document)
    };
    vec![
        patch(json!({"description": "late"}))
            .with("if-match", "\"v1\"")
            .is(412, "conflict")
            .says(&["web", "read it again"]),
        Bad { name: "a stale etag in the document", ..patch(json!({"description": "late", "etag": "v1"})) }
            .is(412, "conflict")
            .says(&["read it again"]),
        Bad { name: "a malformed etag", ..patch(json!({"description": "late"})) }
            .with("if-match", "\"v1")
            .at(&["header If-Match"])
            .says(&["must be one etag"]),
        Bad::bare("a stale etag of a deletion", "DELETE", format!("{CHECKS}/web?etag=v1"))
            .is(412, "conflict")
            .says(&["web", "read it again"]),
        Bad::create("the key of another creation", shop(json!({})))
            .with("idempotency-key", "order-1")
            .is(422, "invalid")
            .at(&["header Idempotency-Key"])
            .says(&["request_id", "another request"]),
        Bad::create("a malformed key", shop(json!({})))
            .with("idempotency-key", "a b")
            .at(&["header Idempotency-Key"])
            .says(&["printable characters"]),
        Bad::bare("a wrong verb", "PUT", CHECKS).is(405, "method-not-allowed").says(&["PUT", "GET", "POST"]),
        Bad::bare("an unknown path", "GET", "/api/v1/cheques")
            .is(404, "no-such-path")
            .says(&["/api/v1/cheques"]),
        Bad::bare("a slash too many", "GET", "/api/v1/checks/")
            .is(404, "no-such-path")
            .says(&["leave the slash"]),
        Bad::bare("an unknown check", "DELETE", "/api/v1/checks/nothing")
            .is(404, "not-found")
            .says(&["check \"nothing\""]),
        Bad::bare("an unknown parameter", "GET", format!("{CHECKS}?limit=5"))
            .at(&["query /limit"])
            .says(&["limit", "page_size"]),
        Bad::bare("a parameter of another type", "GET", format!("{CHECKS}?page_size=many"))
            .at(&["query /page_size"])
            .says(&["page_size", "many"]),
        Bad::bare("a made-up page token", "GET", format!("{CHECKS}?page_token=garbage"))
            .is(422, "invalid")
            .at(&["query /page_token"])
            .says(&["page_token", "start again"]),
        Bad::bare(
            "a page token of another list",
            "GET",
            format!("/api/v1/join-tokens?page_token={foreign_token}"),
        )
        .is(422, "invalid")
        .at(&["query /page_token"])
        .says(&["page_token", "start again"]),
        Bad::bare("a broken escape", "GET", format!("{CHECKS}/%zz")).says(&["%25"]),
    ]
}

#[tokio::test]
async fn over_rest_each_mistake_is_a_clear_problem_and_changes_nothing() {
    let fixture = Fixture::new().await;
    let (check_id, token) = prepare(&fixture).await;
    let before = everything(&fixture).await;

    for bad in documents().into_iter().chain(requests(&check_id, &token)) {
        let name = bad.name;
        refused(&fixture, bad).await;
        assert_eq!(everything(&fixture).await, before, "{name} changed something");
    }

    // What the mistakes were made in is good otherwise.
    let (status, _, made) = send(&fixture, Bad::create("good", shop(json!({})))).await;
    assert_eq!((status, &made["slug"]), (StatusCode::OK, &json!("shop")), "{made}");
}

#[tokio::test]
async fn a_wrong_verb_is_told_the_right_ones() {
    let fixture = Fixture::new().await;

    let (status, headers, _) = send(&fixture, Bad::bare("", "DELETE", CHECKS)).await;

    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(headers[header::ALLOW], "GET, HEAD, OPTIONS, POST");
}

#[tokio::test]
async fn a_page_token_of_another_installation_is_refused() {
    let (ours, theirs) = (Fixture::new().await, Fixture::new().await);
    let (_, token) = prepare(&theirs).await;

    let uri = format!("{CHECKS}?page_token={token}");
    let bad = Bad::bare("their page token", "GET", &uri).is(422, "invalid").at(&["query /page_token"]);

    refused(&ours, bad).await;
    assert_eq!(send(&theirs, Bad::bare("", "GET", &uri)).await.0, StatusCode::OK);
}

/// Two checks, made with keys; the id of `web`, which was changed since (its etag is `v2`), and a token for the second
/// page of checks.
async fn prepare(fixture: &Fixture) -> (String, String) {
    for (slug, key) in [("web", "order-1"), ("other", "order-0")] {
        let document = shop(json!({"slug": slug}));
        let (status, _, made) = send(fixture, Bad::create("", document).with("idempotency-key", key)).await;
        assert_eq!(status, StatusCode::OK, "{made}");
    }
    let (_, _, web) = send(fixture, Bad::bare("", "GET", format!("{CHECKS}/web"))).await;
    let check_id = web["check_id"].as_str().or_else(|| web["checkId"].as_str()).unwrap().to_owned();
    let change = Bad {
        verb: "PATCH",
        uri: format!("{CHECKS}/{check_id}"),
        ..Bad::create("", json!({"description": "changed"}))
    };
    let (_, headers, changed) = send(fixture, change).await;
    assert_eq!(headers[header::ETAG], "\"v2\"", "{changed}");
    let page = wire::ListChecksRequest { page_size: 1, page_token: String::new() };
    let page = checks(fixture).list_checks(fixture.admin(page)).await.unwrap().into_inner();
    assert!(!page.next_page_token.is_empty());
    (check_id, page.next_page_token)
}

/// Every check there is, with etags and times.
async fn everything(fixture: &Fixture) -> Vec<wire::Check> {
    let request = fixture.admin(wire::ListChecksRequest::default());
    checks(fixture).list_checks(request).await.unwrap().into_inner().checks
}

async fn send(fixture: &Fixture, bad: Bad) -> (StatusCode, HeaderMap, Value) {
    let mut request = Request::builder()
        .method(bad.verb)
        .uri(&bad.uri)
        .header(header::AUTHORIZATION, format!("Bearer {}", fixture.session.access_token));
    for (name, value) in bad.headers {
        request = request.header(name, value);
    }
    let answer = fixture.router.clone().oneshot(request.body(Body::from(bad.body)).unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, head.headers, serde_json::from_slice(&body).unwrap_or_default())
}

/// Sends it, and looks at every part of the problem (RFC 9457).
async fn refused(fixture: &Fixture, bad: Bad) {
    let (name, slug, at, says, want) = (bad.name, bad.slug, bad.at, bad.says, bad.status);
    let path = bad.uri.split('?').next().unwrap_or_default().to_owned();

    let (status, headers, problem) = send(fixture, bad).await;

    assert_eq!(status.as_u16(), want, "{name}: {problem}");
    assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json", "{name}");
    assert_eq!(problem["type"], format!("urn:nocturne:problem:{slug}"), "{name}: {problem}");
    assert_eq!(problem["status"], want, "{name}: {problem}");
    assert_eq!(problem["instance"], path.as_str(), "{name}: {problem}");
    assert_eq!(problem["request_id"], headers["x-request-id"].to_str().unwrap(), "{name}: {problem}");
    assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()), "{name}: {problem}");
    assert_eq!(headers.contains_key(header::ALLOW), want == 405, "{name}");
    let detail = problem["detail"].as_str().unwrap();
    for text in says {
        assert!(detail.contains(text), "{name}: {text:?} is missing in {detail:?}");
    }
    let found: Vec<String> = problem["errors"].as_array().into_iter().flatten().map(place).collect();
    let mut want: Vec<&str> = at.to_vec();
    let mut found: Vec<&str> = found.iter().map(String::as_str).collect();
    want.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, want, "{name}: {problem}");
}

/// `body /interval`; a header has a name and no pointer.
fn place(error: &Value) -> String {
    assert!(error["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{error}");
    let part = error["in"].as_str().unwrap_or("-");
    let pointer = if part == "header" { &error["field"] } else { &error["pointer"] };
    format!("{part} {}", pointer.as_str().unwrap_or_else(|| panic!("no place: {error}")))
}
