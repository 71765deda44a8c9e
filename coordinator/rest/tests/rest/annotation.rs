//! Annotations: what is served, and what stops the start.

use http::{Method, StatusCode};
use nocturne_proto::descriptor::FILE_DESCRIPTOR_SET;
use nocturne_rest::{Rest, RestError, RestOptions, Route};

use crate::{
    contract::{Method as Declared, contract},
    fixture::status_of,
};

fn rest(methods: &[Declared<'_>]) -> Result<Rest, RestError> {
    Rest::new(&contract(methods), RestOptions::new("Test", "1", status_of))
}

fn found(rest: &Rest, verb: &Method, path: &str) -> String {
    match rest.route(verb, path) {
        Ok(Route::Call(found)) => {
            let variables = ["a_string", "inner.a_string", "an_int32"]
                .map(|name| found.variable(name).unwrap_or("-").to_owned());
            format!("{} {}", found.method().trim_start_matches("/test.TestService/"), variables.join(","))
        }
        Ok(Route::Options(_)) => "options".to_owned(),
        Err(problem) => problem.status().as_u16().to_string(),
    }
}

#[test]
fn every_form_of_a_template_is_served() {
    let rest = rest(&[
        ("One", "test.Kinds", "test.Kinds", r#"{"get": "/v1/one/{a_string}/x/{an_int32}"}"#),
        ("Deep", "test.Kinds", "test.Kinds", r#"{"get": "/v1/deep/{inner.a_string}"}"#),
        ("Many", "test.Kinds", "test.Kinds", r#"{"get": "/v1/{a_string=shelves/*/books/*}"}"#),
        ("Rest", "test.Kinds", "test.Kinds", r#"{"get": "/v1/files/{a_string=**}"}"#),
        ("Verb", "test.Kinds", "test.Kinds", r#"{"post": "/v1/files/{a_string=**}:go"}"#),
        ("Literal", "test.Kinds", "test.Kinds", r#"{"get": "/v1/one/literal/x/{an_int32}"}"#),
        (
            "Also",
            "test.Kinds",
            "test.Kinds",
            r#"{"get": "/v1/also", "additional_bindings": [{"post": "/v1/also/{a_string}", "body": "*"}, {"put": "/v2/also"}]}"#,
        ),
        ("Silent", "test.Kinds", "test.Kinds", ""),
    ])
    .unwrap();

    for (verb, path, want) in [
        (Method::GET, "/v1/one/a%2Fb/x/7", "One a/b,-,7"),
        (Method::GET, "/v1/one/literal/x/7", "Literal -,-,7"),
        (Method::GET, "/v1/deep/a", "Deep -,a,-"),
        (Method::GET, "/v1/shelves/a/books/b%2Fc", "Many shelves/a/books/b%2Fc,-,-"),
        (Method::GET, "/v1/files/a/b/c", "Rest a/b/c,-,-"),
        (Method::GET, "/v1/files/a", "Rest a,-,-"),
        (Method::GET, "/v1/files", "404"),
        (Method::GET, "/v1/files/", "404"),
        (Method::POST, "/v1/files/a/b:go", "Verb a/b,-,-"),
        (Method::GET, "/v1/files/a/b:go", "405"),
        (Method::GET, "/v1/also", "Also -,-,-"),
        (Method::POST, "/v1/also/a", "Also a,-,-"),
        (Method::PUT, "/v2/also", "Also -,-,-"),
        (Method::GET, "/test.TestService/Silent", "404"),
    ] {
        assert_eq!(found(&rest, &verb, path), want, "{verb} {path}");
    }
}

#[test]
fn what_cannot_be_served_stops_the_start() {
    let cases: &[(&str, &str)] = &[
        (r"{}", "no verb and path"),
        (r#"{"get": "v1/x"}"#, "begin with /"),
        (r#"{"get": "/v1/{moon}"}"#, "no field \"moon\""),
        (r#"{"get": "/v1/{inner.moon}"}"#, "no field \"moon\""),
        (r#"{"get": "/v1/{a_string.x}"}"#, "no message"),
        (r#"{"get": "/v1/{numbers}"}"#, "repeated"),
        (r#"{"get": "/v1/{texts}"}"#, "repeated"),
        (r#"{"get": "/v1/{inner}"}"#, "is a message"),
        (r#"{"get": "/v1/{a_string}/{a_string}"}"#, "bound twice"),
        (r#"{"get": "/v1/x", "body": "*"}"#, "has no body"),
        (r#"{"delete": "/v1/x", "body": "inner"}"#, "has no body"),
        (r#"{"post": "/v1/x", "body": "moon"}"#, "no field \"moon\""),
        (r#"{"post": "/v1/x", "body": "a_string"}"#, "must be one message"),
        (r#"{"post": "/v1/x", "body": "inners"}"#, "must be one message"),
        (r#"{"post": "/v1/x", "body": "a_time"}"#, "must be one message"),
        (r#"{"get": "/v1/x", "response_body": "moon"}"#, "no field \"moon\""),
        (r#"{"get": "/v1/x", "additional_bindings": [{"get": "/v1/x"}]}"#, "are both GET /v1/x"),
        (
            r#"{"get": "/v1/{a_string}", "additional_bindings": [{"get": "/v1/{inner.a_string}"}]}"#,
            "are both GET /v1/*",
        ),
        (
            r#"{"get": "/v1/x", "additional_bindings": [{"get": "/v1/y", "additional_bindings": [{"get": "/v1/z"}]}]}"#,
            "no further ones",
        ),
    ];
    for (rule, want) in cases {
        let error = rest(&[("Method", "test.Kinds", "test.Kinds", rule)]).unwrap_err().to_string();
        assert!(error.contains(want), "{rule}: {error}");
    }
    for (input, output, want) in [
        ("stream test.Kinds", "test.Kinds", "stream of requests"),
        ("test.HasAny", "test.Kinds", "google.protobuf.Any"),
        ("test.Kinds", "stream test.HasAny", "google.protobuf.Any"),
    ] {
        let error = rest(&[("Method", input, output, r#"{"get": "/v1/x"}"#)]).unwrap_err().to_string();
        assert!(error.contains(want), "{error}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let error = rest(&[
        ("One", "test.Kinds", "test.Kinds", r#"{"get": "x"}"#),
        ("Two", "test.Kinds", "test.Kinds", r#"{"get": "/{moon}"}"#),
    ]);

    let text = error.unwrap_err().to_string();
    assert!(text.starts_with("2 annotation(s)") && text.contains("One") && text.contains("Two"), "{text}");
}

#[test]
fn broken_descriptors_are_an_error() {
    assert!(matches!(Rest::new(b"\xff", options()), Err(RestError::Descriptors(_))));
    assert!(matches!(Rest::new(b"", options()), Err(RestError::Annotations(_))));
    let cut = &FILE_DESCRIPTOR_SET[..FILE_DESCRIPTOR_SET.len() / 2];
    assert!(Rest::new(cut, options()).is_err());
}

#[test]
fn what_the_path_cannot_say_is_400() {
    let rest = rest(&[("One", "test.Kinds", "test.Kinds", r#"{"get": "/v1/one/{an_int32}"}"#)]).unwrap();
    // The verb and the path lead here; the value is looked at when the request is read.
    assert_eq!(found(&rest, &Method::GET, "/v1/one/many"), "One -,-,many");
    assert_eq!(found(&rest, &Method::GET, "/v1/one/%e4"), StatusCode::BAD_REQUEST.as_u16().to_string());
}

fn options() -> RestOptions {
    RestOptions::new("Test", "1", status_of)
}
