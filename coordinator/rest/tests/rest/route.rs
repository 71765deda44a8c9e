//! Paths and verbs.

use http::{Method, StatusCode};
use nocturne_rest::Route;

use crate::fixture::Fixture;

type Variables<'a> = &'a [(&'a str, &'a str)];

#[test]
fn paths_lead_to_methods_with_their_variables() {
    let fixture = Fixture::new();
    let cases: &[(&str, &str, &str, Variables<'_>)] = &[
        ("GET", "/api/v1/checks", "CheckService/ListChecks", &[]),
        ("HEAD", "/api/v1/checks", "CheckService/ListChecks", &[]),
        ("POST", "/api/v1/checks", "CheckService/CreateCheck", &[]),
        ("POST", "/api/v1/checks:preview", "CheckService/PreviewCheck", &[]),
        ("GET", "/api/v1/checks/web", "CheckService/GetCheck", &[("check", "web")]),
        ("PATCH", "/api/v1/checks/web", "CheckService/UpdateCheck", &[("check.check_id", "web")]),
        ("DELETE", "/api/v1/checks/web", "CheckService/DeleteCheck", &[("check", "web")]),
        ("GET", "/api/v1/checks/web/revisions", "CheckService/ListCheckRevisions", &[("check", "web")]),
        ("GET", "/api/v1/checks/a%2Fb%20c", "CheckService/GetCheck", &[("check", "a/b c")]),
        ("GET", "/api/v1/checks/preview", "CheckService/GetCheck", &[("check", "preview")]),
        ("GET", "/api/v1/checks/a:b", "CheckService/GetCheck", &[("check", "a:b")]),
        ("GET", "/api/v1/checks/a%3Arevisions", "CheckService/GetCheck", &[("check", "a:revisions")]),
        ("GET", "/api/v1/%63hecks/web", "CheckService/GetCheck", &[("check", "web")]),
        ("POST", "/api/v1/agents/a1:revoke", "AgentService/RevokeAgent", &[("agent", "a1")]),
        ("POST", "/api/v1/agents/a:b:revoke", "AgentService/RevokeAgent", &[("agent", "a:b")]),
        ("GET", "/api/v1/telemetry/series/7:range", "TelemetryService/GetSeriesRange", &[("series_id", "7")]),
        ("GET", "/api/v1/watch", "LiveService/Watch", &[]),
    ];

    for (verb, path, method, variables) in cases {
        let verb = Method::from_bytes(verb.as_bytes()).unwrap();
        let Ok(Route::Call(found)) = fixture.rest.route(&verb, path) else { panic!("{verb} {path}") };
        assert_eq!(found.method(), format!("/nocturne.api.v1.{method}"), "{verb} {path}");
        for (name, value) in *variables {
            assert_eq!(found.variable(name), Some(*value), "{verb} {path}");
        }
    }
}

#[test]
fn what_is_not_there_is_404_and_what_is_not_allowed_is_405() {
    let fixture = Fixture::new();
    let cases: &[(&str, &str, StatusCode, &str)] = &[
        ("GET", "/", StatusCode::NOT_FOUND, "nothing at /"),
        ("GET", "/api/v1/checkz", StatusCode::NOT_FOUND, "nothing at"),
        ("GET", "/api/v1/checks/", StatusCode::NOT_FOUND, "slash at its end away: /api/v1/checks"),
        ("GET", "/api/v1/checks//", StatusCode::NOT_FOUND, "slash at its end away"),
        ("GET", "//api/v1/checks", StatusCode::NOT_FOUND, "nothing at"),
        ("GET", "/api/v1//checks", StatusCode::NOT_FOUND, "nothing at"),
        ("GET", "/API/v1/checks", StatusCode::NOT_FOUND, "nothing at"),
        ("GET", "/api/v1/checks/a/b", StatusCode::NOT_FOUND, "nothing at"),
        ("POST", "/api/v1/agents/:revoke", StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD, OPTIONS"),
        ("GET", "/api/v1/checks/%zz", StatusCode::BAD_REQUEST, "%25"),
        ("GET", "/api/v1/checks/%ff", StatusCode::BAD_REQUEST, "UTF-8"),
        ("PUT", "/api/v1/checks/web", StatusCode::METHOD_NOT_ALLOWED, "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("GET", "/api/v1/checks:preview", StatusCode::METHOD_NOT_ALLOWED, "OPTIONS, POST"),
        ("GET", "/api/v1/agents/a1:revoke", StatusCode::METHOD_NOT_ALLOWED, "OPTIONS, POST"),
        ("POST", "/api/v1/agents/a1:explode", StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD, OPTIONS"),
        ("TRACE", "/api/v1/checks", StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD, OPTIONS, POST"),
    ];

    for (verb, path, status, detail) in cases {
        let verb = Method::from_bytes(verb.as_bytes()).unwrap();
        let Err(problem) = fixture.rest.route(&verb, path) else { panic!("{verb} {path}") };
        assert_eq!(problem.status(), *status, "{verb} {path}");
        assert!(problem.detail().contains(detail), "{verb} {path}: {}", problem.detail());
    }
}

#[tokio::test]
async fn a_refused_verb_says_what_is_allowed() {
    let fixture = Fixture::new();

    let answer = fixture.send("PUT", "/api/v1/checks", &[], "").await;

    assert_eq!(answer.problem(), ("method-not-allowed".to_owned(), StatusCode::METHOD_NOT_ALLOWED, vec![]));
    assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS, POST"));
    assert_eq!(answer.json()["instance"], "/api/v1/checks");
}

#[tokio::test]
async fn options_says_what_is_allowed() {
    let fixture = Fixture::new();

    let answer = fixture.send("OPTIONS", "/api/v1/checks/web", &[], "").await;

    assert_eq!((answer.status, answer.body.len()), (StatusCode::NO_CONTENT, 0));
    assert_eq!(answer.header("allow"), Some("DELETE, GET, HEAD, OPTIONS, PATCH"));
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let fixture = Fixture::new();

    let got = fixture.get("/api/v1/checks/web").await;
    let head = fixture.send("HEAD", "/api/v1/checks/web", &[], "").await;

    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("content-length"), Some(got.body.len().to_string().as_str()));
    assert_eq!(head.header("etag"), got.header("etag"));
    let missing = fixture.send("HEAD", "/api/v1/checks/missing", &[], "").await;
    assert_eq!((missing.status, missing.body.len()), (StatusCode::NOT_FOUND, 0));
}
