//! Joining: once with the right token, and in every wrong way.

use std::time::Instant;

use nocturne_proto::api::v1 as wire;
use nocturne_tests::{
    Agent, Fleet, PATIENCE, eventually,
    fleet::to_wire,
    process::{self, AGENT},
};
use tokio::{net::TcpListener, task::JoinSet};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_redeemed_by_sixteen_at_once_makes_one_agent() {
    let fleet = Fleet::start().await;
    let token = fleet.api.join_token("", None).await;
    let address = fleet.coordinator.agents.to_string();

    let mut racing = JoinSet::new();
    for number in 0..16 {
        let agent = Agent::new(fleet.folder(), &format!("racer-{number}"));
        let (token, address) = (token.clone(), address.clone());
        racing.spawn(async move {
            // The coordinator certifies a few at a time and asks the others to come again.
            let deadline = Instant::now() + PATIENCE;
            loop {
                let ended = agent.enrol(&address, &token).await;
                if !ended.stderr.contains("try again in a few seconds") || deadline < Instant::now() {
                    return ended;
                }
            }
        });
    }
    let ended = racing.join_all().await;

    let (won, lost): (Vec<_>, Vec<_>) = ended.into_iter().partition(|one| one.code == 0);
    assert_eq!((won.len(), lost.len()), (1, 15), "{lost:?}");
    lost.iter().for_each(|one| one.failed(1, &["was used already", "noctl tokens create"]));
    let row = fleet.database.look().await.query_one("SELECT count(*) FROM agent", &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_token_has_its_own_message() {
    let fleet = Fleet::start().await;
    let address = fleet.coordinator.agents.to_string();
    let good = fleet.api.join_token("spare", None).await;
    let parts: Vec<&str> = good.split('.').collect();
    let used = fleet.api.join_token("first", None).await;
    drop(Agent::new(fleet.folder(), "first").enrol(&address, &used).await.ok());
    let expired = expired_token(&fleet).await;
    let revoked = revoked_token(&fleet).await;
    let cases: &[(&str, String, i32, &[&str])] = &[
        ("empty", String::new(), 64, &["join token is empty"]),
        ("cut", parts[..3].join("."), 64, &["4 parts", "cut while copying"]),
        ("other version", good.replace("noc1", "noc9"), 64, &["noc1."]),
        (
            "short pin",
            format!("noc1.{}.{}.abcd", parts[1], parts[2]),
            64,
            &["CA pin", "64 hexadecimal digits"],
        ),
        ("wrong pin", format!("noc1.{}.{}.{}", parts[1], parts[2], "0".repeat(64)), 1, &["is not trusted"]),
        (
            "wrong secret",
            format!("noc1.{}.{}.{}", parts[1], "A".repeat(parts[2].len()), parts[3]),
            1,
            &["does not know this join token", "noctl tokens create"],
        ),
        ("used", used, 1, &["was used already", "noctl tokens create"]),
        ("expired", expired, 1, &["has expired", "noctl tokens create"]),
        ("revoked", revoked, 1, &["was revoked", "noctl tokens create"]),
    ];

    for (name, token, code, texts) in cases {
        let agent = Agent::new(fleet.folder(), "wrong");
        agent.enrol(&address, token).await.failed(*code, texts);
        assert!(!agent.state.join("identity/agent.pem").exists(), "{name} left an identity");
    }

    // Nothing was used up by the attempts around it.
    drop(Agent::new(fleet.folder(), "right").enrol(&address, &good).await.ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_address_has_its_own_message() {
    let fleet = Fleet::start().await;
    let token = fleet.api.join_token("spare", None).await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let api = fleet.coordinator.api.to_string();
    let cases: &[(&str, i32, &[&str])] = &[
        (&closed, 1, &["refuses the connection", "check the port"]),
        (
            "no-such-host.invalid:7443",
            1,
            &["no-such-host.invalid", "cannot be resolved", "check the spelling"],
        ),
        (&api, 1, &["does not speak TLS", "agent port"]),
        ("127.0.0.1", 64, &["the port is missing", "HOST:PORT"]),
        ("https://127.0.0.1:1", 64, &["without a scheme", "HOST:PORT"]),
    ];

    for (address, code, texts) in cases {
        Agent::new(fleet.folder(), "lost").enrol(address, &token).await.failed(*code, texts);
    }

    // A second identity in one directory is no accident to be had.
    let agent = fleet.enrol("once").await;
    let again = agent.enrol(&fleet.coordinator.agents.to_string(), &token).await;
    again.failed(1, &["already holds the identity of agent once", "noctl agents revoke"]);
    process::run(AGENT, &["enrol", "--coordinator", "a:1"], "").await.failed(64, &["--token"]);
}

async fn expired_token(fleet: &Fleet) -> String {
    let second = to_wire(std::time::Duration::from_secs(1));
    let token = fleet.api.join_token("late", Some(second)).await;
    let (id, state) = (id_of(&token), wire::join_token::State::Expired);
    eventually("the token has expired", PATIENCE, async || {
        let request = fleet.api.request(wire::ListJoinTokensRequest::default());
        let tokens = fleet.api.join_tokens().list_join_tokens(request).await.ok()?.into_inner().join_tokens;
        tokens.iter().any(|one| one.join_token_id == id && one.state() == state).then_some(())
    })
    .await;
    token
}

async fn revoked_token(fleet: &Fleet) -> String {
    let token = fleet.api.join_token("unwanted", None).await;
    let message = wire::RevokeJoinTokenRequest { join_token_id: id_of(&token) };
    fleet.api.join_tokens().revoke_join_token(fleet.api.request(message)).await.unwrap();
    token
}

fn id_of(token: &str) -> String {
    token.split('.').nth(1).unwrap().to_owned()
}
