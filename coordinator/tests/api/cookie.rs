//! The session of a browser: its refresh token is in a cookie and in nothing else.

use axum::body::Body;
use http::{HeaderMap, Request, StatusCode, header::SET_COOKIE};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::fixture::Fixture;

const SESSION: (&str, &str) = ("x-nocturne-session", "cookie");

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Answered {
    fn set_cookie(&self) -> Option<&str> {
        self.headers.get(SET_COOKIE).map(|value| value.to_str().unwrap())
    }

    /// The token in the cookie, after a look at the cookie.
    fn token(&self) -> String {
        let cookie = self.set_cookie().unwrap_or_else(|| panic!("no cookie: {}", self.body));
        let (token, rest) = cookie.strip_prefix("nocturne_refresh=").unwrap().split_once("; ").unwrap();
        let (flags, age) = rest.split_once("Max-Age=").unwrap();
        assert_eq!(flags, "HttpOnly; SameSite=Strict; Path=/api/v1/auth; ");
        let month = 30 * 24 * 3_600;
        assert!((month - 60..=month).contains(&age.parse::<i32>().unwrap()), "{age}");
        assert!(token.starts_with("noc_rt_"), "{token}");
        assert_eq!(self.body["session"]["refresh_token"], "", "the body has none");
        assert!(!self.body["session"]["access_token"].as_str().unwrap().is_empty());
        token.to_owned()
    }
}

async fn post(fixture: &Fixture, verb: &str, headers: &[(&str, &str)], body: Value) -> Answered {
    let mut request = Request::post(format!("/api/v1/auth/{verb}")).header("host", "console.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = if body.is_null() {
        Body::empty()
    } else {
        request = request.header("content-type", "application/json");
        Body::from(body.to_string())
    };
    let answer = fixture.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answered { status: head.status, headers: head.headers, body: serde_json::from_slice(&body).unwrap() }
}

async fn login(fixture: &Fixture, headers: &[(&str, &str)]) -> Answered {
    post(fixture, "login", headers, json!({"username": "admin", "password": fixture.password})).await
}

fn cookie(token: &str) -> String {
    format!("theme=dark; nocturne_refresh={token}")
}

#[tokio::test]
async fn a_session_is_begun_kept_and_ended_without_its_token_in_a_body() {
    let fixture = Fixture::new().await;
    let same_origin = [SESSION, ("origin", "http://console.example"), ("sec-fetch-site", "same-origin")];

    let first = login(&fixture, &same_origin).await.token();
    let second =
        post(&fixture, "refresh", &[SESSION, ("cookie", &cookie(&first))], Value::Null).await.token();
    assert_ne!(second, first);
    let third = post(&fixture, "refresh", &[SESSION, ("cookie", &cookie(&second))], json!({})).await.token();

    let ended = post(&fixture, "logout", &[SESSION, ("cookie", &cookie(&third))], Value::Null).await;
    assert_eq!((ended.status, &ended.body), (StatusCode::OK, &json!({})));
    assert!(
        ended.set_cookie().unwrap().starts_with("nocturne_refresh=; ")
            && ended.set_cookie().unwrap().contains("Max-Age=0")
    );
    let over = post(&fixture, "refresh", &[SESSION, ("cookie", &cookie(&third))], Value::Null).await;
    assert_eq!(over.status, StatusCode::UNAUTHORIZED);
    assert!(over.set_cookie().unwrap().contains("Max-Age=0"), "a dead session's cookie is cleared");
}

#[tokio::test]
async fn without_the_header_the_cookie_is_nothing_and_the_body_is_as_ever() {
    let fixture = Fixture::new().await;
    let token = login(&fixture, &[SESSION]).await.token();

    let plain = login(&fixture, &[]).await;
    assert!(plain.set_cookie().is_none());
    assert!(plain.body["session"]["refresh_token"].as_str().unwrap().starts_with("noc_rt_"));
    let ignored = post(&fixture, "refresh", &[("cookie", &cookie(&token))], json!({})).await;
    assert_eq!((ignored.status, ignored.set_cookie()), (StatusCode::UNAUTHORIZED, None));
    let ignored = post(&fixture, "logout", &[("cookie", &cookie(&token))], json!({})).await;
    assert_eq!((ignored.status, ignored.set_cookie()), (StatusCode::OK, None));

    // It was neither used nor ended.
    post(&fixture, "refresh", &[SESSION, ("cookie", &cookie(&token))], Value::Null).await.token();
}

#[tokio::test]
async fn a_token_in_the_body_wins_over_the_cookie() {
    let fixture = Fixture::new().await;
    let in_cookie = login(&fixture, &[SESSION]).await.token();
    let in_body = fixture.session.refresh_token.clone();

    let headers = [SESSION, ("cookie", &cookie(&in_cookie))];
    post(&fixture, "logout", &headers, json!({"refresh_token": in_body})).await;

    post(&fixture, "refresh", &headers, Value::Null).await.token();
    let ended = post(&fixture, "refresh", &[], json!({"refresh_token": in_body})).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn another_origins_page_is_refused_before_anything_happens() {
    let fixture = Fixture::new().await;
    let token = login(&fixture, &[SESSION]).await.token();
    let sent = cookie(&token);

    for foreign in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://console.example:8080"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for verb in ["login", "refresh", "logout"] {
            let answer = post(&fixture, verb, &[SESSION, ("cookie", &sent), foreign], json!({})).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{verb} {foreign:?}");
            assert_eq!(answer.body["type"], "urn:nocturne:problem:forbidden");
            assert!(
                answer.body["detail"].as_str().unwrap().contains("pages of this coordinator"),
                "{}",
                answer.body
            );
            assert_eq!(answer.set_cookie(), None);
        }
    }
    post(&fixture, "refresh", &[SESSION, ("cookie", &sent)], Value::Null).await.token();
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_said() {
    let fixture = Fixture::new().await;

    let absent = post(&fixture, "refresh", &[SESSION], Value::Null).await;
    assert_eq!((absent.status, absent.set_cookie()), (StatusCode::UNAUTHORIZED, None));
    assert!(absent.body["detail"].as_str().unwrap().contains("no cookie of one"), "{}", absent.body);
    let nothing = post(&fixture, "logout", &[SESSION], Value::Null).await;
    assert_eq!(nothing.status, StatusCode::OK, "nothing to end is fine");
    let other = login(&fixture, &[("x-nocturne-session", "body")]).await;
    assert_eq!(
        (other.status, &other.body["type"]),
        (StatusCode::BAD_REQUEST, &json!("urn:nocturne:problem:malformed"))
    );
    let wrong = post(
        &fixture,
        "login",
        &[SESSION, ("cookie", "nocturne_refresh=x")],
        json!({"username": "admin", "password": "x"}),
    )
    .await;
    assert_eq!(
        (wrong.status, wrong.set_cookie()),
        (StatusCode::UNAUTHORIZED, None),
        "another session may be there"
    );
}

#[tokio::test]
async fn behind_a_proxy_that_ends_tls_the_cookie_is_for_tls_only() {
    let fixture = Fixture::new().await;

    let answer = login(&fixture, &[SESSION, ("origin", "https://console.example")]).await;

    assert!(answer.set_cookie().unwrap().ends_with("; Secure"), "{:?}", answer.set_cookie());
}

#[tokio::test]
async fn a_page_that_was_reloaded_in_the_middle_of_a_refresh_keeps_its_session() {
    let fixture = Fixture::new().await;
    let first = login(&fixture, &[SESSION]).await.token();
    let refresh = async |token: &str| {
        post(&fixture, "refresh", &[SESSION, ("cookie", &cookie(token))], Value::Null).await
    };

    let lost = refresh(&first).await.token();
    let kept = refresh(&first).await.token();

    let next = refresh(&kept).await.token();
    assert_eq!(refresh(&lost).await.status, StatusCode::UNAUTHORIZED, "a copy of what was lost ends it");
    assert_eq!(refresh(&next).await.status, StatusCode::UNAUTHORIZED);
}
