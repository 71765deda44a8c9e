//! Servers that send their clients elsewhere.

use super::*;
use crate::probe::Network;

#[tokio::test]
async fn redirects_are_followed_and_their_phases_added_up() {
    let (measurement, requests) = served(RawHttp::default(), "/start", |head| match head {
        _ if head.starts_with("GET /start ") => redirect("302 Found", "next?x=1#part"),
        _ if head.starts_with("GET /next?x=1 ") => redirect("308 Permanent Redirect", "/end"),
        _ => HELLO.to_vec(),
    })
    .await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    assert_eq!(value(&measurement, Metric::HttpRedirects), Some(2.0));
    assert_eq!(requests.len(), 3);
    assert!(measurement.evidence.contains("/start → 302 to http://127.0.0.1"), "{measurement:?}");
}

#[tokio::test]
async fn a_post_becomes_a_get_without_body_and_secrets_stay_at_home() {
    let listener = listener().await;
    let other = format!("http://localhost:{}/there", port(&listener));
    let http = RawHttp {
        method: "POST".to_owned(),
        headers: vec![
            ("Authorization".to_owned(), "Bearer 1".to_owned()),
            ("Cookie".to_owned(), "c=2".to_owned()),
        ],
        body: "payload".to_owned(),
        ..RawHttp::default()
    };
    let url = format!("http://127.0.0.1:{}/here", port(&listener));

    let (measurement, requests) = at(&url, http, PATIENCE, &listener, |head| {
        if head.contains("/here ") { redirect("302 Found", &other) } else { HELLO.to_vec() }
    })
    .await;

    assert_eq!(verdict(&measurement), (Outcome::Success, Reason::None), "{measurement:?}");
    let [first, second] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(first.contains("authorization: Bearer 1\r\n") && first.ends_with("payload"), "{first}");
    assert!(second.starts_with("GET /there ") && !second.contains("Bearer") && !second.contains("c=2"));
    assert!(!second.contains("content-length") && !second.contains("payload"), "{second}");
}

#[tokio::test]
async fn redirects_that_lead_nowhere_fail() {
    let table: [(&str, &str); 4] =
        [("/loop", "in a circle"), ("ftp://a/", "neither http nor https"), ("http://[", "no URL"), ("", "")];
    for (location, why) in table {
        let (measurement, _requests) =
            served(RawHttp::default(), "/loop", |_head| redirect("301 Moved", location)).await;
        assert_eq!(verdict(&measurement), (Outcome::Failure, Reason::HttpRedirect), "{measurement:?}");
        assert!(measurement.evidence.contains(why), "{measurement:?}");
        assert_eq!(value(&measurement, Metric::HttpStatusCode), Some(301.0));
    }
    let (missing, _requests) =
        served(RawHttp::default(), "/", |_head| b"HTTP/1.1 301 Moved\r\n\r\n".to_vec()).await;
    assert_eq!(verdict(&missing), (Outcome::Failure, Reason::HttpRedirect), "{missing:?}");
}

#[tokio::test]
async fn one_redirect_too_many_fails_and_an_expected_one_is_the_answer() {
    let endless = |head: &str| {
        let path = head.split(' ').nth(1).unwrap();
        redirect("302 Found", &format!("{path}x"))
    };
    let limited = RawHttp { max_redirects: Some(2), ..RawHttp::default() };
    let expected = RawHttp { expected_statuses: vec!["302".to_owned()], ..RawHttp::default() };

    let (too_many, requests) = served(limited, "/", endless).await;
    let (wanted, _requests) = served(expected, "/", endless).await;

    assert_eq!(verdict(&too_many), (Outcome::Failure, Reason::HttpRedirect), "{too_many:?}");
    assert_eq!((requests.len(), value(&too_many, Metric::HttpRedirects)), (3, Some(2.0)));
    assert_eq!(verdict(&wanted), (Outcome::Success, Reason::None), "{wanted:?}");
}

#[tokio::test]
async fn a_redirect_to_where_the_policy_forbids_is_not_followed() {
    let listener = listener().await;
    let url = format!("http://127.0.0.1:{}/", port(&listener));
    let egress = Egress::new(vec!["127.0.0.1".parse::<Network>().unwrap()]);
    let prober = Prober::start(clock, egress).unwrap();
    let to = format!("http://127.0.0.2:{}/", port(&listener));

    let (measurement, requests) =
        run(&prober, &url, RawHttp::default(), PATIENCE, &listener, |_| redirect("302 Found", &to)).await;

    assert_eq!(verdict(&measurement), (Outcome::Inconclusive, Reason::LocalPermission), "{measurement:?}");
    assert_eq!(requests.len(), 1);
}

fn redirect(status: &str, location: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 3\r\n\r\nabc").into_bytes()
}
