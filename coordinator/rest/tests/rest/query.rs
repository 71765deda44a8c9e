//! Query strings.

use http::StatusCode;
use nocturne_proto::api::v1::Topic;

use crate::fixture::{Call, Fixture};

#[tokio::test]
async fn fields_are_set_from_the_query() {
    let fixture = Fixture::new();

    for query in ["page_size=7&page_token=a+b%2B", "pageSize=7&&pageToken=a%20b%2B"] {
        let answer = fixture.get(&format!("/api/v1/checks?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        let Some(Call::List(request)) = fixture.last() else { panic!() };
        assert_eq!((request.page_size, request.page_token.as_str()), (7, "a b+"));
    }
}

#[tokio::test]
async fn repeated_keys_fill_repeated_fields() {
    let fixture = Fixture::new();

    let answer = fixture.get("/api/v1/watch?topics=AGENTS&topics=TOPIC_GAPS&topics=4&selector=a%3Db").await;

    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let Some(Call::Watch(request)) = fixture.last() else { panic!() };
    assert_eq!(request.topics, [Topic::Agents.into(), Topic::Gaps.into(), i32::from(Topic::Values)]);
    assert_eq!(request.selector, "a=b");
}

#[tokio::test]
async fn every_wrong_parameter_is_named() {
    let fixture = Fixture::new();
    let cases: &[(&str, &[&str], &str)] = &[
        ("page=1", &["query /page"], "there are page_size and page_token"),
        ("page_size=many", &["query /page_size"], "an integer from -2147483648 to 2147483647, not \"many\""),
        ("page_size=", &["query /page_size"], "not \"\""),
        ("page_size", &["query /page_size"], "not \"\""),
        ("page_size=2147483648", &["query /page_size"], "an integer"),
        ("page_size=+1", &["query /page_size"], "an integer"),
        ("page_size=1&page_size=1", &["query /page_size"], "2 times"),
        ("page_size=1&pageSize=2", &["query /page_size"], "2 times"),
        ("page_token=%zz", &["query /page_token"], "%25"),
        ("page_token=%ff", &["query /page_token"], "UTF-8"),
        ("%ff=1", &["query /%ff"], "escape"),
        ("a~/b=1", &["query /a~0~1b"], "no parameter"),
        (
            "page_size=x&foo=1&page_token=%",
            &["query /foo", "query /page_token", "query /page_size"],
            "3 reasons",
        ),
    ];

    for (query, want, detail) in cases {
        let answer = fixture.get(&format!("/api/v1/checks?{query}")).await;
        let (_, status, mut errors) = answer.problem();
        let mut want = want.to_vec();
        want.sort_unstable();
        errors.sort_unstable();
        assert_eq!(
            (status, errors),
            (StatusCode::BAD_REQUEST, want.iter().map(ToString::to_string).collect()),
            "{query}"
        );
        let text = answer.json().to_string().replace("\\\"", "\"");
        assert!(text.contains(detail), "{query}: {text}");
    }
}

#[tokio::test]
async fn what_the_path_or_the_body_says_is_no_parameter() {
    let fixture = Fixture::new();

    let path = fixture.get("/api/v1/checks/web?check=other").await;
    let body = fixture.json("POST", "/api/v1/checks?check.slug=x", "{}").await;
    let whole = fixture.json("POST", "/api/v1/checks:preview?update_mask=slug", "{}").await;

    assert_eq!(path.problem().2, ["query /check"]);
    assert_eq!(body.problem().2, ["query /check.slug"]);
    assert!(whole.json()["detail"].as_str().unwrap().contains("takes everything in its body"));
}
