//! Every kind of field, in JSON and in the query.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use axum::body::Body;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use nocturne_rest::{
    Rest, RestOptions, Route,
    json::{message_from_json, message_to_json},
};
use serde_json::{Value, json};

use crate::{
    contract::{contract, kinds},
    fixture::status_of,
};

/// Reads, writes.
fn through(document: &Value) -> Result<Value, Vec<String>> {
    let message = message_from_json(document.to_string().as_bytes(), &kinds());
    let message = message
        .map_err(|found| found.iter().map(|finding| finding.pointer.to_string()).collect::<Vec<_>>())?;
    Ok(serde_json::from_slice(&message_to_json(&message)).unwrap())
}

#[test]
fn every_kind_reads_back_as_it_was_written() {
    let document = json!({
        "a_double": -0.5, "a_float": 1.5, "an_int32": i32::MIN, "an_int64": i64::MIN, "a_uint32": u32::MAX,
        "a_uint64": u64::MAX, "a_sint32": i32::MAX, "a_sint64": i64::MAX, "a_fixed32": 7, "a_fixed64": 8,
        "a_sfixed32": -7, "a_sfixed64": -8, "a_bool": true, "a_string": "ü\u{0}\"\\\u{1f600}", "some_bytes": "AP8=",
        "a_time": "0001-01-01T00:00:00Z", "a_duration": "-0.000000001s", "a_mask": "a_b.c,d", "a_wrapped_int64": 0,
        "a_wrapped_string": "", "a_struct": {"a": [1.0, null, {"b": false}]}, "a_value": null, "a_list": ["x", {}],
        "inner": {"a_bool": true}, "etag_holder": {"etag": "", "name": "n", "colour": "UNSPECIFIED"}, "colour": "DARK_BLUE", "numbers": [1, -2],
        "colours": ["RED", "MINUS"], "inners": [{}], "texts": {"": "empty", "k": "v"},
        "by_number": {"-7": {"a_string": "x"}}, "by_bool": {"true": "RED"}, "right": 0, "maybe": 0,
    });

    let back = through(&document).unwrap();

    for (name, value) in document.as_object().unwrap() {
        match name.as_str() {
            "inner" => assert_eq!(back["inner"]["a_bool"], json!(true)),
            "inners" => assert_eq!(back["inners"][0]["a_string"], json!("")),
            "by_number" => assert_eq!(back["by_number"]["-7"]["a_string"], json!("x")),
            name => assert_eq!(back.get(name), Some(value), "{name}"),
        }
    }
    assert_eq!(through(&back).unwrap(), back);
}

#[test]
fn defaults_are_printed_and_absence_is_not() {
    let back = through(&json!({})).unwrap();

    let object = back.as_object().unwrap();
    assert_eq!(object.len(), 15 + 1 + 6, "{back}");
    assert_eq!(
        (&back["a_uint64"], &back["colour"], &back["texts"], &back["numbers"]),
        (&json!(0), &json!("UNSPECIFIED"), &json!({}), &json!([]))
    );
    for absent in ["maybe", "left", "right", "a_time", "a_wrapped_int64", "inner"] {
        assert!(!object.contains_key(absent), "{absent}");
    }
}

#[test]
fn other_spellings_are_read() {
    for (document, name, want) in [
        (json!({"anInt64": "-9223372036854775808"}), "an_int64", json!(i64::MIN)),
        (json!({"aUint64": "18446744073709551615"}), "a_uint64", json!(u64::MAX)),
        (json!({"an_int32": 1e3}), "an_int32", json!(1000)),
        (json!({"an_int64": -0.0}), "an_int64", json!(0)),
        (json!({"a_double": 7}), "a_double", json!(7.0)),
        // Off by one in the last place when it is read less than exactly.
        (json!({"a_double": 1.8975071535259998e138}), "a_double", json!(1.8975071535259998e138)),
        (json!({"a_double": "NaN"}), "a_double", json!("NaN")),
        (json!({"a_float": "-Infinity"}), "a_float", json!("-Infinity")),
        (json!({"some_bytes": "_-8"}), "some_bytes", json!("/+8=")),
        (json!({"colour": 2}), "colour", json!("DARK_BLUE")),
        (json!({"colour": "COLOUR_RED"}), "colour", json!("RED")),
        (json!({"aTime": "2025-01-31t08:00:00.5+02:00"}), "a_time", json!("2025-01-31T06:00:00.5Z")),
        (json!({"a_time": "1969-12-31T23:59:59.25Z"}), "a_time", json!("1969-12-31T23:59:59.25Z")),
        (
            json!({"a_time": "9999-12-31T23:59:59.999999999Z"}),
            "a_time",
            json!("9999-12-31T23:59:59.999999999Z"),
        ),
        (json!({"a_duration": "315576000000s"}), "a_duration", json!("315576000000s")),
        (json!({"a_duration": "1.500s"}), "a_duration", json!("1.5s")),
        (json!({"a_mask": "aB.c"}), "a_mask", json!("a_b.c")),
        (json!({"a_mask": ""}), "a_mask", json!("")),
        (json!({"a_wrapped_int64": "7"}), "a_wrapped_int64", json!(7)),
    ] {
        assert_eq!(through(&document).unwrap()[name], want, "{document}");
    }
}

#[test]
fn wrong_values_are_refused_where_they_are() {
    let wrong = [
        ("an_int32", json!(2_147_483_648_i64)),
        ("an_int32", json!("1")),
        ("an_int32", json!(1.5)),
        ("an_int64", json!("9223372036854775808")),
        ("an_int64", json!(9.3e18)),
        ("an_int64", json!(" 1")),
        ("an_int64", json!("0x10")),
        ("an_int64", json!("")),
        ("an_int64", json!("+1")),
        ("a_uint32", json!(-1)),
        ("a_uint64", json!(-1)),
        ("a_uint64", json!(1.8446744073709552e19)),
        ("an_int64", json!(9_007_199_254_740_993.5)),
        ("a_float", json!(1e39)),
        ("a_double", json!("1")),
        ("a_double", json!("inf")),
        ("a_double", json!(true)),
        ("a_bool", json!("true")),
        ("a_bool", json!(0)),
        ("a_string", json!(1)),
        ("some_bytes", json!("A")),
        ("some_bytes", json!("AA*=")),
        ("colour", json!("red")),
        ("colour", json!(9)),
        ("colour", json!(1.5)),
        ("colour", json!(2_147_483_648_i64)),
        ("a_time", json!("2025-02-30T00:00:00Z")),
        ("a_time", json!("0000-12-31T23:59:59Z")),
        ("a_time", json!("0001-01-01T00:00:00+00:01")),
        ("a_time", json!("9999-12-31T23:59:59-00:01")),
        ("a_time", json!("2025-01-31")),
        ("a_time", json!("2025-01-31 08:00:00Z")),
        ("a_time", json!("2025-01-31T08:00Z")),
        ("a_time", json!("2025-01-31T08:00:00")),
        ("a_time", json!("2025-01-31T24:00:00Z")),
        ("a_time", json!("2025-01-31T08:00:60Z")),
        ("a_time", json!("2025-01-31T08:00:00.Z")),
        ("a_time", json!("2025-01-31T08:00:00.1234567890Z")),
        ("a_time", json!("2025-01-31T08:00:00+24:00")),
        ("a_time", json!("2025-01-31T08:00:00+0100")),
        ("a_time", json!("20250-01-31T08:00:00Z")),
        ("a_time", json!("２025-01-31T08:00:00Z")),
        ("a_time", json!("ZZ")),
        ("a_time", json!("TüüüZ")),
        ("a_time", json!(0)),
        ("a_duration", json!("1")),
        ("a_duration", json!("1m")),
        ("a_duration", json!("s")),
        ("a_duration", json!(".5s")),
        ("a_duration", json!("1.s")),
        ("a_duration", json!("--1s")),
        ("a_duration", json!("1.0000000001s")),
        ("a_duration", json!("315576000000.1s")),
        ("a_duration", json!("1e3s")),
        ("a_duration", json!(1)),
        ("a_mask", json!("a,,b")),
        ("a_mask", json!("a b")),
        ("a_mask", json!("a.")),
        ("a_mask", json!(["a"])),
        ("a_wrapped_int64", json!("x")),
        ("a_struct", json!([])),
        ("a_list", json!({})),
        ("inner", json!([])),
        ("inner", json!("x")),
        ("numbers", json!(1)),
        ("numbers", json!({})),
        ("texts", json!([])),
    ];
    for (name, value) in wrong {
        assert_eq!(through(&json!({ name: value })), Err(vec![format!("/{name}")]), "{name}: {value}");
    }
    assert_eq!(
        through(&json!({"inners": [{}, {"numbers": [1, "x"]}]})),
        Err(vec!["/inners/1/numbers/1".to_owned()])
    );
    assert_eq!(through(&json!({"texts": {"a/b": 1}})), Err(vec!["/texts/a~1b".to_owned()]));
    assert_eq!(through(&json!({"by_number": {"x": {}}})), Err(vec!["/by_number/x".to_owned()]));
    assert_eq!(through(&json!({"by_bool": {"yes": "RED"}})), Err(vec!["/by_bool/yes".to_owned()]));
    assert_eq!(through(&json!({"by_number": {"1": {}, "01": {}}})), Err(vec!["/by_number/1".to_owned()]));
    assert_eq!(through(&json!({"left": "", "right": 1})), Err(vec!["/right".to_owned()]));
    assert_eq!(through(&json!({"inner": {"inner": {"moon": 1}}})), Err(vec!["/inner/inner/moon".to_owned()]));
    assert_eq!(through(&json!([])), Err(vec![String::new()]));
}

/// The JSON that a service is sent for this request, and the answer.
async fn asked(verb: &str, path: &str, rule: &str) -> Result<Value, Value> {
    let set = contract(&[("Method", "test.Kinds", "test.Kinds", rule)]);
    let rest = Rest::new(&set, RestOptions::new("Test", "1", status_of)).unwrap();
    let method = Method::from_bytes(verb.as_bytes()).unwrap();
    let Ok(Route::Call(matched)) = rest.route(&method, path.split('?').next().unwrap()) else {
        panic!("{path}")
    };
    let seen = Arc::new(Mutex::new(Bytes::new()));
    let remember = Arc::clone(&seen);
    let service = tower::service_fn(move |request: Request<Body>| {
        let remember = Arc::clone(&remember);
        async move {
            assert_eq!(request.headers()["content-type"], "application/grpc");
            let body = request.into_body().collect().await.unwrap().to_bytes();
            *remember.lock().unwrap() = body.slice(5..);
            let mut trailers = http::HeaderMap::new();
            trailers.insert("grpc-status", "0".parse().unwrap());
            let body = http_body_util::Full::new(body).with_trailers(async move { Some(Ok(trailers)) });
            Ok::<_, Infallible>(Response::new(Body::new(body)))
        }
    });
    let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    let response = rest.call(matched, request, service).await;
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let json = serde_json::from_slice(&body).unwrap();
    if status == StatusCode::OK { Ok(json) } else { Err(json) }
}

#[tokio::test]
async fn every_kind_with_a_text_form_is_a_parameter() {
    let query = "a_double=-1.5e3&a_float=Infinity&an_int32=-7&an_int64=-9223372036854775808&a_uint64=18446744073709551615&\
                 a_bool=true&a_string=%C3%BC+x&some_bytes=_-8&a_time=2025-01-31T08%3A00%3A00Z&a_duration=1.5s&a_mask=aB,c&\
                 a_wrapped_int64=7&colour=DARK_BLUE&numbers=1&numbers=-2&colours=RED&colours=2&maybe=0&left=x&\
                 inner.a_string=deep&inner.inner.numbers=5&etagHolder.name=n";

    let answer = asked("GET", &format!("/v1/x?{query}"), r#"{"get": "/v1/x"}"#).await.unwrap();

    for (name, want) in [
        ("a_double", json!(-1500.0)),
        ("a_float", json!("Infinity")),
        ("an_int32", json!(-7)),
        ("an_int64", json!(i64::MIN)),
        ("a_uint64", json!(u64::MAX)),
        ("a_bool", json!(true)),
        ("a_string", json!("ü x")),
        ("some_bytes", json!("/+8=")),
        ("a_time", json!("2025-01-31T08:00:00Z")),
        ("a_duration", json!("1.5s")),
        ("a_mask", json!("a_b,c")),
        ("a_wrapped_int64", json!(7)),
        ("colour", json!("DARK_BLUE")),
        ("numbers", json!([1, -2])),
        ("colours", json!(["RED", "DARK_BLUE"])),
        ("maybe", json!(0)),
        ("left", json!("x")),
    ] {
        assert_eq!(answer[name], want, "{name}");
    }
    assert_eq!(answer["inner"]["a_string"], "deep");
    assert_eq!(answer["inner"]["inner"]["numbers"], json!([5]));
    assert_eq!(answer["etag_holder"]["name"], "n");
}

#[tokio::test]
async fn parameters_that_cannot_be_said_or_contradict_are_refused() {
    for (query, names) in [
        ("left=x&right=1", "right"),
        ("inner.left=x&inner.right=1", "inner.right"),
        ("texts=1", "texts"),
        ("a_struct=1", "a_struct"),
        ("inner=1", "inner"),
        ("inner.inner.inner.inner.a_bool=true", "inner.inner.inner.inner.a_bool"),
        ("a_bool=1", "a_bool"),
        ("a_bool=True", "a_bool"),
        ("a_double=inf", "a_double"),
        ("a_double=1e400", "a_double"),
        ("a_double=", "a_double"),
        ("a_time=2025-01-31T08:00:00+01:00", "a_time"),
        ("a_duration=1", "a_duration"),
        ("colours=RED&colours=GREEN", "colours"),
    ] {
        let problem = asked("GET", &format!("/v1/x?{query}"), r#"{"get": "/v1/x"}"#).await.unwrap_err();
        assert_eq!(problem["errors"][0]["field"], names, "{query}: {problem}");
        assert_eq!(
            (&problem["errors"][0]["in"], &problem["status"]),
            (&json!("query"), &json!(400)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_path_says_values_of_every_kind() {
    let rule = r#"{"get": "/v1/{an_int32}/{inner.a_time}/{colour}"}"#;

    let answer = asked("GET", "/v1/-7/2025-01-31T08:00:00%2B01:00/RED", rule).await.unwrap();
    assert_eq!(
        (&answer["an_int32"], &answer["inner"]["a_time"], &answer["colour"]),
        (&json!(-7), &json!("2025-01-31T07:00:00Z"), &json!("RED"))
    );

    let problem = asked("GET", "/v1/x/y/z", rule).await.unwrap_err();
    let fields: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["an_int32", "a_time", "colour"]);
}

#[tokio::test]
async fn a_field_can_be_the_answer() {
    let list =
        asked("GET", "/v1/x?numbers=1&numbers=2", r#"{"get": "/v1/x", "response_body": "numbers"}"#).await;
    let absent = asked("GET", "/v1/x", r#"{"get": "/v1/x", "response_body": "inner"}"#).await;
    let text = asked("GET", "/v1/x?a_string=ok", r#"{"get": "/v1/x", "response_body": "a_string"}"#).await;

    assert_eq!((list, absent, text), (Ok(json!([1, 2])), Ok(Value::Null), Ok(json!("ok"))));
}
