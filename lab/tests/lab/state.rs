use std::{fs, net::SocketAddr, os::unix::fs::PermissionsExt as _, path::Path};

use nocturne_lab::{Lab, LabOptions, Scenario, StartError};
use nocturne_runtime::fs::replace;
use tokio::net::TcpListener;

use crate::fixture::{door, get};

const SCENARIO: &str = "
targets:
  web: {kind: http}
  tls: {kind: https}
  names: {kind: dns, zones: {lab.test: ['www A 192.0.2.1']}}
  silent: {kind: silent}
";

#[tokio::test]
async fn a_restart_keeps_the_authority_and_every_port() {
    let folder = tempfile::tempdir().unwrap();
    let first = run(folder.path()).await;
    let (before, ca) = (first.announcement(), first.ca_pem().to_owned());
    let web = first.addr("web").unwrap();
    assert_eq!(get(web, "/ok").await.unwrap().status, 200);

    first.stop().await;
    assert_eq!(door(web).await, "refused");
    let second = run(folder.path()).await;

    assert_eq!(second.announcement(), before);
    assert_eq!(second.ca_pem(), ca);
    assert_eq!(get(web, "/ok").await.unwrap().status, 200);
}

#[tokio::test]
async fn the_folder_says_where_everything_listens_while_it_does() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);

    let lab = run(folder.path()).await;
    let said: serde_json::Value = serde_json::from_slice(&fs::read(file("lab.json")).unwrap()).unwrap();

    let web = lab.addr("web").unwrap();
    assert_eq!(said["targets"]["web"]["address"], web.to_string());
    assert_eq!(said["targets"]["web"]["url"], format!("http://{web}/"));
    assert_eq!(said["targets"]["names"]["kind"], "dns");
    assert_eq!(said["control"], format!("http://{}/", lab.control().unwrap()));
    let ca_file = Path::new(said["ca_file"].as_str().unwrap());
    assert_eq!(fs::read_to_string(ca_file).unwrap(), lab.ca_pem());
    assert_eq!(fs::metadata(file("ca.key")).unwrap().permissions().mode() & 0o777, 0o600);
    lab.stop().await;
    assert!(!file("lab.json").exists());
}

#[tokio::test]
async fn a_port_that_was_taken_meanwhile_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let first = run(folder.path()).await;
    let (web, tls) = (first.addr("web").unwrap(), first.addr("tls").unwrap());
    first.stop().await;
    let _stranger = TcpListener::bind(web).await.unwrap();

    let second = run(folder.path()).await;

    assert_ne!(second.addr("web").unwrap(), web);
    assert_eq!(second.addr("tls").unwrap(), tls);
}

#[tokio::test]
async fn a_folder_serves_one_lab() {
    let folder = tempfile::tempdir().unwrap();
    let _first = run(folder.path()).await;

    let second = Lab::start(&Scenario::parse(SCENARIO).unwrap(), &options(folder.path())).await;

    let error = second.unwrap_err().to_string();
    assert!(error.starts_with("another lab uses "), "{error}");
}

#[tokio::test]
async fn what_cannot_start_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = taken.local_addr().unwrap();
    let scenario = format!("targets: {{web: {{kind: http, listen: '{at}'}}}}");

    let occupied =
        Lab::start(&Scenario::parse(&scenario).unwrap(), &LabOptions::default()).await.unwrap_err();
    let open_to_all = LabOptions { control: Some(([0, 0, 0, 0], 0).into()), ..options(folder.path()) };
    let exposed = Lab::start(&Scenario::default(), &open_to_all).await.unwrap_err();
    for name in ["ca.pem", "ca.key"] {
        replace(&folder.path().join(name), b"nonsense", 0o600).unwrap();
    }
    let damaged = Lab::start(&Scenario::default(), &options(folder.path())).await.unwrap_err();

    assert_eq!(occupied.to_string(), format!("web cannot listen at {at}"));
    assert!(matches!(exposed, StartError::ControlAddress(_)), "{exposed}");
    assert!(damaged.to_string().contains("remove ca.pem and ca.key"), "{damaged}");
}

async fn run(folder: &Path) -> Lab {
    Lab::start(&Scenario::parse(SCENARIO).unwrap(), &options(folder)).await.unwrap()
}

fn options(folder: &Path) -> LabOptions {
    LabOptions { state: Some(folder.to_owned()), control: Some(SocketAddr::from(([127, 0, 0, 1], 0))) }
}
