use std::net::SocketAddr;

use nocturne_lab::{Kind, Lab, LabOptions, Scenario, Zones};
use serde_json::{Value, json};

use crate::fixture::{Reply, door, get, send};

#[tokio::test]
async fn it_shows_what_runs() {
    let (lab, control) = lab().await;
    let web = lab.addr("web").unwrap();
    get(web, "/ok").await.unwrap();

    let overview = json_of(&get(control, "/").await.unwrap());
    let targets = json_of(&get(control, "/targets").await.unwrap());
    let counters = json_of(&get(control, "/counters").await.unwrap());
    let ca = get(control, "/ca.pem").await.unwrap();

    let shown = json!({
        "name": "web", "kind": "http", "address": web.to_string(), "url": format!("http://{web}/"),
        "state": "open", "fault": null, "served": 1,
    });
    assert_eq!(overview["targets"], targets);
    assert_eq!(targets[2], shown);
    assert_eq!(json_of(&get(control, "/targets/web").await.unwrap()), shown);
    assert_eq!(counters, json!({"echo": 0, "names": 0, "web": 1}));
    assert_eq!(ca.body, lab.ca_pem());
}

#[tokio::test]
async fn faults_are_set_and_taken_back() {
    let (lab, control) = lab().await;
    let (web, echo) = (lab.addr("web").unwrap(), lab.addr("echo").unwrap());

    let set = put(control, "web", r#"{"fail":"status:503","delay_ms":1}"#).await;
    assert_eq!(set.status, 200);
    assert_eq!(json_of(&set)["fault"], json!({"fail": "status:503", "delay_ms": 1}));
    assert_eq!(get(web, "/ok").await.unwrap().status, 503);
    assert_eq!(json_of(&put(control, "echo", r#"{"fail":"refuse"}"#).await)["state"], "closed");
    assert_eq!(door(echo).await, "refused");

    assert_eq!(put(control, "web", r#"{"fail":"none"}"#).await.status, 200);
    assert_eq!(get(web, "/ok").await.unwrap().status, 200);
    let cleared = request(control, "DELETE", "/targets/echo/fault", "").await;
    assert_eq!(json_of(&cleared)["state"], "open");
    assert_eq!(door(echo).await, "open");
}

#[tokio::test]
async fn bad_input_is_explained_and_changes_nothing() {
    let (lab, control) = lab().await;

    for (name, body, status, said) in [
        ("web", "not json", 400, "no JSON"),
        ("web", "[]", 400, "expected a fault such as"),
        ("web", "{}", 400, "neither fail nor delay_ms"),
        ("web", r#"{"fail":"explode"}"#, 400, "refuse, silence, reset"),
        ("web", r#"{"fail":"nxdomain"}"#, 400, "a web server can do"),
        ("echo", r#"{"fail":"status:500"}"#, 400, "a TCP target can do"),
        ("names", r#"{"fail":"reset"}"#, 400, "a name server can do"),
        ("web", r#"{"fail":"reset","probability":1.5}"#, 400, "outside 0 to 1"),
        ("web", r#"{"fail":"reset","probability":0.5,"one_in":2}"#, 400, "give one of them"),
        ("web", r#"{"delay_ms":-1}"#, 400, "delay_ms: invalid value"),
        ("nobody", r#"{"fail":"reset"}"#, 404, "there are: echo, names, web"),
        ("web", &format!("\"{}\"", "x".repeat(20_000)), 413, "length limit"),
    ] {
        let reply = put(control, name, body).await;
        assert_eq!(reply.status, status, "{body}: {reply:?}");
        assert_eq!(json_of(&reply)["status"], status);
        assert!(reply.body.contains(said), "{body}: {reply:?}");
    }
    let several = put(control, "web", r#"{"fial":"reset","delay_ms":"x","probability":3}"#).await;
    assert_eq!(json_of(&several)["findings"].as_array().unwrap().len(), 3, "{several:?}");
    assert_eq!(request(control, "POST", "/targets/web/fault", "").await.status, 405);
    assert_eq!(json_of(&get(control, "/nowhere").await.unwrap())["status"], 404);
    assert_eq!(json_of(&request(control, "PUT", "/targets/%ff/fault", "{}").await)["status"], 404);
    let rebound =
        send(control, "GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n", "").await;
    assert_eq!(rebound.unwrap().status, 421);
    assert!(lab.targets().await.iter().all(|target| target.fault.is_none()));
}

async fn lab() -> (Lab, SocketAddr) {
    let zones = Zones::default().with("lab.test", &["www A 192.0.2.1"]).unwrap();
    let scenario = Scenario::default()
        .with("web", Kind::Http)
        .with("echo", Kind::Echo)
        .with("names", Kind::Dns { zones });
    let options = LabOptions { control: Some(([127, 0, 0, 1], 0).into()), ..LabOptions::default() };
    let lab = Lab::start(&scenario, &options).await.unwrap();
    let control = lab.control().unwrap();
    (lab, control)
}

async fn put(control: SocketAddr, name: &str, body: &str) -> Reply {
    request(control, "PUT", &format!("/targets/{name}/fault"), body).await
}

async fn request(control: SocketAddr, method: &str, path: &str, body: &str) -> Reply {
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    send(control, &head, body).await.unwrap()
}

fn json_of(reply: &Reply) -> Value {
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {reply:?}"))
}
