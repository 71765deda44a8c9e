//! Every method there is, by every way in, with every kind of credential: read from the descriptors, so that a method
//! cannot be forgotten.

use std::{
    collections::BTreeSet,
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use jsonwebtoken::EncodingKey;
use nocturne_core::access::{Permission, Permissions, Role, Rule, TABLE, rule};
use nocturne_store::signing_key::signing_key_active;
use tonic::Code;
use tower::ServiceExt as _;

use self::annotation::ways;
use crate::fixture::Fixture;

#[path = "sweep/annotation.rs"]
mod annotation;

const PACKAGE: &str = "nocturne.api.v1";
/// Announced, and never sent.
const LENGTH: &str = "10000000";
/// How long a stream may be silent before it counts as begun.
const SILENCE: Duration = Duration::from_secs(2);

#[tokio::test]
async fn every_method_and_route_refuses_no_credential_and_a_wrong_one() {
    let fixture = Fixture::new().await;
    let wrong = wrong_credentials(&fixture).await;

    let ways = ways();
    assert_nothing_is_left_out(&ways);
    // Its age is all that is wrong with the old one.
    let good = Some(bearer(&signed_anew(&fixture, 0).await));
    let asks = ways.iter().find(|way| !way.is_public()).unwrap();
    assert_ne!(asks.call(&fixture, &good).await, Answer::LoginRequired);
    for way in &ways {
        let public = way.is_public();
        let known = if public { Some(way.call(&fixture, &administrator(&fixture)).await) } else { None };
        for (name, credential) in &wrong {
            let answer = way.call(&fixture, credential).await;
            assert!(!answer.is_broken(), "{way} with {name}: {answer:?}");
            match &known {
                // What it answers does not depend on who asks; failed logins are counted.
                Some(known) => {
                    assert!(answer == *known || answer == Answer::Exhausted, "{way} with {name}: {answer:?}");
                }
                None => assert_eq!(answer, Answer::LoginRequired, "{way} with {name}"),
            }
        }
    }
}

#[tokio::test]
async fn every_method_and_route_is_served_to_exactly_the_roles_that_have_its_permission() {
    let fixture = Fixture::new().await;
    let ways = ways();
    assert_nothing_is_left_out(&ways);

    for role in [Role::Viewer, Role::Operator] {
        let credential = bearer(&fixture.api_token(role).await);
        assert_served_to(&fixture, &ways, role.as_str(), role.permissions(), credential).await;
    }
}

#[tokio::test]
async fn every_method_and_route_is_served_to_exactly_the_custom_roles_that_have_its_permission() {
    let fixture = Fixture::new().await;
    let ways = ways();

    let none = Permissions::NONE;
    let reads = Permission::ALL.iter().copied().filter(|permission| permission.as_str().ends_with(".read"));
    let half = Permission::ALL.iter().copied().step_by(2).collect::<Permissions>();
    let roles = [
        ("nothing", none),
        ("reads", reads.collect()),
        ("half", half),
        ("rest", Permissions::ALL.without(half)),
    ];
    for (name, permissions) in roles {
        let credential = bearer(&fixture.api_token_of(name, permissions).await);
        assert_served_to(&fixture, &ways, name, permissions, credential).await;
    }
}

async fn assert_served_to(
    fixture: &Fixture,
    ways: &[Way],
    role: &str,
    permissions: Permissions,
    credential: HeaderValue,
) {
    let credential = Some(credential);
    for way in ways.iter().filter(|way| !way.is_public()) {
        let answer = way.call(fixture, &credential).await;
        assert!(!answer.is_broken(), "{way} as {role}: {answer:?}");
        assert_ne!(answer, Answer::LoginRequired, "{way} as {role}");
        let forbidden = way.is_forbidden_to(permissions);
        assert_eq!(answer == Answer::Forbidden, forbidden, "{way} as {role}: {answer:?}");
    }
}

#[tokio::test]
async fn nothing_of_a_body_is_read_before_the_caller_is_let_in() {
    let fixture = Fixture::new().await;
    let viewer = Some(bearer(&fixture.api_token(Role::Viewer).await));
    let unknown = [None, Some(HeaderValue::from_static("Bearer nothing"))];
    let n_read = Arc::new(AtomicUsize::new(0));

    for way in ways().iter().filter(|way| !way.is_public()) {
        let mut refusals: Vec<_> =
            unknown.iter().map(|credential| (credential, Answer::LoginRequired)).collect();
        if way.is_forbidden_to(Role::Viewer.permissions()) {
            refusals.push((&viewer, Answer::Forbidden));
        }
        for (credential, want) in refusals {
            let mut request = way.request(credential, watched(&n_read));
            request.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static(LENGTH));

            let answer = way.answer(fixture.router.clone().oneshot(request).await.unwrap()).await;

            assert_eq!(answer, want, "{way}");
            assert_eq!(n_read.load(Ordering::SeqCst), 0, "{way} read of the body");
        }
    }
    // The body does notice: who is let in has it read.
    let create = ways().into_iter().find(|way| way.method.ends_with("/CreateCheck")).unwrap();
    let request = create.request(&administrator(&fixture), watched(&n_read));
    create.answer(fixture.router.clone().oneshot(request).await.unwrap()).await;
    assert!(n_read.load(Ordering::SeqCst) > 0);
}

/// As many methods and routes as the table of permissions says there are.
fn assert_nothing_is_left_out(ways: &[Way]) {
    let by = |surface| -> Vec<&str> {
        let ways = ways.iter().filter(|way| way.surface == surface);
        ways.map(|way| way.method.as_str()).collect()
    };
    let listed: BTreeSet<&str> = TABLE.iter().map(|(path, _)| *path).collect();
    let ours: BTreeSet<&str> = listed.iter().copied().filter(|path| path.contains(PACKAGE)).collect();
    for surface in [Surface::Grpc, Surface::Web] {
        let swept = by(surface);
        assert!(swept.len() >= TABLE.len(), "{surface:?}: {} of {}", swept.len(), TABLE.len());
        assert_eq!(swept.into_iter().collect::<BTreeSet<_>>(), listed, "{surface:?}");
    }
    let routes = by(Surface::Rest);
    assert!(routes.len() >= ours.len(), "{} routes for {} methods", routes.len(), ours.len());
    assert_eq!(routes.into_iter().collect::<BTreeSet<_>>(), ours, "each method has a route");
}

fn bearer(token: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("Bearer {token}")).unwrap()
}

fn administrator(fixture: &Fixture) -> Option<HeaderValue> {
    Some(bearer(&fixture.session.access_token))
}

async fn wrong_credentials(fixture: &Fixture) -> Vec<(&'static str, Option<HeaderValue>)> {
    let (signed, signature) = fixture.session.access_token.rsplit_once('.').unwrap();
    // Not the last character: part of its bits are padding.
    let flipped = if signature.starts_with('A') { 'B' } else { 'A' };
    let tampered = format!("{signed}.{flipped}{}", signature.get(1..).unwrap());
    vec![
        ("no credential", None),
        ("another scheme", Some(HeaderValue::from_static("Basic YWRtaW46YWRtaW4="))),
        ("a scheme alone", Some(HeaderValue::from_static("Bearer"))),
        ("no text", Some(HeaderValue::from_bytes(b"Bearer \xff\xfe").unwrap())),
        ("nonsense", Some(HeaderValue::from_static("Bearer nothing"))),
        ("an unknown API token", Some(bearer(&format!("noc_pat_{}", "A".repeat(43))))),
        ("a tampered access token", Some(bearer(&tampered))),
        ("an access token whose time is over", Some(bearer(&signed_anew(fixture, 3_600).await))),
    ]
}

/// The administrator's access token as it would have been so many seconds ago, signed with the right key.
async fn signed_anew(fixture: &Fixture, seconds: i64) -> String {
    let token = &fixture.session.access_token;
    let row = signing_key_active(&fixture.system).await.unwrap().remove(0);
    let place = format!("signing_key|{}|private_wrapped", row.key_id);
    let private = fixture.kek.unwrap(&place, &row.private_wrapped).unwrap();
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let mut claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    for time in ["exp", "nbf", "iat"] {
        claims[time] = (claims[time].as_i64().unwrap() - seconds).into();
    }
    let header = jsonwebtoken::decode_header(token).unwrap();
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&private)).unwrap()
}

/// A body without an end that counts how often it is asked for more.
fn watched(n_read: &Arc<AtomicUsize>) -> Body {
    let n_read = Arc::clone(n_read);
    Body::from_stream(stream::poll_fn(move |_| {
        let before = n_read.fetch_add(1, Ordering::SeqCst);
        // Ends when it is read after all, so that the test does too.
        Poll::Ready((before == 0).then(|| Ok::<_, Infallible>(Bytes::from_static(b"{"))))
    }))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Surface {
    Grpc,
    Web,
    Rest,
}

/// What matters of an answer here.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    LoginRequired,
    Forbidden,
    Exhausted,
    /// Our failure, or a method that is not there.
    Broken(String),
    Served,
}

impl Answer {
    const fn is_broken(&self) -> bool {
        matches!(self, Self::Broken(_))
    }

    fn of_code(code: Code) -> Self {
        match code {
            Code::Unauthenticated => Self::LoginRequired,
            Code::PermissionDenied => Self::Forbidden,
            Code::ResourceExhausted => Self::Exhausted,
            Code::Internal | Code::Unknown | Code::DataLoss | Code::Unimplemented | Code::Unavailable => {
                Self::Broken(format!("{code:?}"))
            }
            _ => Self::Served,
        }
    }

    fn of_http(status: StatusCode, headers: &HeaderMap) -> Self {
        let challenges = headers.contains_key(header::WWW_AUTHENTICATE);
        match status {
            StatusCode::UNAUTHORIZED if challenges => Self::LoginRequired,
            StatusCode::FORBIDDEN if !challenges => Self::Forbidden,
            StatusCode::TOO_MANY_REQUESTS => Self::Exhausted,
            status if status.is_server_error() || status == StatusCode::METHOD_NOT_ALLOWED || challenges => {
                Self::Broken(format!("{status} {headers:?}"))
            }
            StatusCode::UNAUTHORIZED => Self::Broken("401 without WWW-Authenticate".to_owned()),
            _ => Self::Served,
        }
    }
}

/// One way to call one method.
struct Way {
    surface: Surface,
    /// gRPC path.
    method: String,
    verb: &'static str,
    uri: String,
    /// An empty message; empty where there is no body.
    body: &'static [u8],
    streams: bool,
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} {} ({})", self.surface, self.verb, self.uri, self.method)
    }
}

impl Way {
    fn rule(&self) -> Rule {
        rule(&self.method).unwrap_or_else(|| panic!("{} is not in the table", self.method))
    }

    fn is_public(&self) -> bool {
        self.rule() == Rule::Public
    }

    fn is_forbidden_to(&self, permissions: Permissions) -> bool {
        matches!(self.rule(), Rule::Needs(permission) if !permissions.contains(permission))
    }

    fn request(&self, credential: &Option<HeaderValue>, body: Body) -> Request<Body> {
        let mut request = Request::builder().method(self.verb).uri(&self.uri).body(body).unwrap();
        let media_type = match self.surface {
            Surface::Grpc => "application/grpc",
            Surface::Web => "application/grpc-web+proto",
            Surface::Rest => "application/json",
        };
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.extend(credential.clone().map(|value| (header::AUTHORIZATION, value)));
        request
    }

    async fn call(&self, fixture: &Fixture, credential: &Option<HeaderValue>) -> Answer {
        let request = self.request(credential, Body::from(self.body));
        self.answer(fixture.router.clone().oneshot(request).await.unwrap()).await
    }

    async fn answer(&self, response: Response<Body>) -> Answer {
        match self.surface {
            Surface::Rest => Answer::of_http(response.status(), response.headers()),
            Surface::Grpc | Surface::Web => Answer::of_code(self.code(response).await),
        }
    }

    /// The status, wherever it is; of a stream, the first thing that is said.
    async fn code(&self, response: Response<Body>) -> Code {
        assert_eq!(response.status(), StatusCode::OK, "{self}");
        let (head, mut body) = response.into_parts();
        let mut found = code_in(&head.headers);
        while found.is_none() {
            let Ok(frame) = tokio::time::timeout(SILENCE, body.frame()).await else {
                assert!(self.streams, "{self} does not answer");
                return Code::Ok;
            };
            let frame = frame.unwrap_or_else(|| panic!("{self} ends without a status")).unwrap();
            found = match frame.into_data() {
                Ok(data) => {
                    let trailers = (self.surface == Surface::Web).then(|| code_in_text(&data)).flatten();
                    trailers.or(self.streams.then_some(Code::Ok))
                }
                Err(frame) => frame.trailers_ref().and_then(code_in),
            };
        }
        found.unwrap_or(Code::Unknown)
    }
}

fn code_in(headers: &HeaderMap) -> Option<Code> {
    headers.get("grpc-status").map(|value| Code::from_bytes(value.as_bytes()))
}

/// Trailers as gRPC-web writes them.
fn code_in_text(data: &[u8]) -> Option<Code> {
    let text = String::from_utf8_lossy(data);
    let (_, from) = text.split_once("grpc-status:")?;
    Some(Code::from_bytes(from.split('\r').next()?.trim().as_bytes()))
}
