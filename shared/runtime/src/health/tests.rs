use axum::body::Body;
use http::{Request, Response};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::*;
use crate::telemetry::install_metrics;

const MAX_AGE: Duration = Duration::from_secs(10);

async fn get_path(health: &Health, path: &str) -> Response<Body> {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    router(health.clone(), install_metrics()).oneshot(request).await.expect("infallible")
}

async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.expect("a whole body").to_bytes();
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[tokio::test(start_paused = true)]
async fn a_worker_is_late_only_after_its_age() {
    let health = Health::new();
    health.ready(true);
    health.expect("ingest", MAX_AGE);

    tokio::time::advance(MAX_AGE).await;
    assert!(health.report().ready);

    tokio::time::advance(Duration::from_secs(1)).await;
    let late = Late { name: "ingest", age_s: 11.0, max_age_s: 10.0 };
    assert_eq!(health.report(), Report { ready: false, serving: true, late: vec![late] });

    health.beat("ingest");
    assert!(health.report().ready);
}

#[tokio::test(start_paused = true)]
async fn who_is_not_expected_is_never_late() {
    let health = Health::new();
    health.ready(true);
    health.expect("session", MAX_AGE);
    health.forget("session");
    health.beat("stranger");

    tokio::time::advance(MAX_AGE * 2).await;

    assert!(health.report().ready);
}

#[tokio::test]
async fn nothing_is_ready_before_it_says_so() {
    let health = Health::new();

    let response = get_path(&health, "/readyz").await;

    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(text(response).await, r#"{"ready":false,"serving":false,"late":[]}"#);
}

#[tokio::test(start_paused = true)]
async fn unready_names_who_is_late_and_how_much() {
    let health = Health::new();
    health.ready(true);
    health.expect("ingest", MAX_AGE);
    assert_eq!(get_path(&health, "/readyz").await.status(), StatusCode::OK);

    tokio::time::advance(Duration::from_secs(90)).await;
    let response = get_path(&health, "/readyz").await;

    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let late = r#"{"name":"ingest","age_s":90.0,"max_age_s":10.0}"#;
    assert!(text(response).await.contains(late));
}

#[tokio::test]
async fn an_unready_process_is_alive_and_measured() {
    let health = Health::new();
    let metrics = install_metrics();
    metrics::counter!("nocturne_test_scrapes_total").increment(1);

    assert_eq!(get_path(&health, "/healthz").await.status(), StatusCode::OK);
    let response = router(health, metrics)
        .oneshot(Request::get("/metrics").body(Body::empty()).expect("a request"))
        .await
        .expect("infallible");

    assert_eq!(response.headers()[CONTENT_TYPE], PROMETHEUS_TEXT);
    assert!(text(response).await.contains("nocturne_test_scrapes_total 1"));
}
