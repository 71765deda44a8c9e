//! Agents: listing, selecting, presence, revocation; how the coordinator is.

use nocturne_proto::api::v1::{self as wire, agent::Presence};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::fixture::{Fixture, agents, systems};

async fn list(
    fixture: &Fixture,
    selector: &str,
    page_size: i32,
    page_token: &str,
) -> Result<(String, String), Status> {
    let request = wire::ListAgentsRequest {
        page_size,
        page_token: page_token.to_owned(),
        selector: selector.to_owned(),
    };
    let answer = agents(fixture).list_agents(fixture.admin(request)).await?.into_inner();
    let names: Vec<String> = answer.agents.into_iter().map(|agent| agent.slug).collect();
    Ok((names.join(" "), answer.next_page_token))
}

async fn seen(fixture: &Fixture, slug: &str, seconds_ago: u32) {
    fixture
        .sql(&format!(
            "INSERT INTO agent_presence (org_id, agent_id, last_seen_at, clock_offset_us)
             SELECT org_id, agent_id, now() - interval '{seconds_ago} seconds', -1500000 FROM agent WHERE slug = '{slug}'"
        ))
        .await;
}

#[tokio::test]
async fn agents_are_listed_by_name_filtered_by_labels_and_paged() {
    let fixture = Fixture::new().await;
    for (slug, role) in [("c", "edge"), ("a", "edge"), ("b", "core"), ("d", "edge")] {
        fixture.agent(slug, &format!("{{\"role\": \"{role}\"}}")).await;
    }

    assert_eq!(list(&fixture, "", 0, "").await.unwrap().0, "a b c d");
    assert_eq!(list(&fixture, "role=core", 0, "").await.unwrap().0, "b");
    assert_eq!(list(&fixture, "site=ams,agent!=a,role=edge", 0, "").await.unwrap().0, "c d");
    let (first, next) = list(&fixture, "role=edge", 2, "").await.unwrap();
    let (rest, end) = list(&fixture, "role=edge", 2, &next).await.unwrap();
    assert_eq!((first.as_str(), rest.as_str(), end.as_str()), ("a c", "d", ""));

    let status = list(&fixture, "role=", 0, "").await.unwrap_err();
    let details = status.get_error_details();
    assert_eq!(details.bad_request().unwrap().field_violations[0].field, "selector");
}

#[tokio::test]
async fn presence_follows_the_latest_heartbeat() {
    let fixture = Fixture::new().await;
    for slug in ["never", "here", "gone", "revoked"] {
        fixture.agent(slug, "{}").await;
    }
    seen(&fixture, "here", 5).await;
    seen(&fixture, "gone", 31).await;
    seen(&fixture, "revoked", 1).await;
    let get = async |name: &str| {
        let request = fixture.admin(wire::GetAgentRequest { agent: name.to_owned() });
        agents(&fixture).get_agent(request).await.map(tonic::Response::into_inner)
    };

    let revoke = || fixture.admin(wire::RevokeAgentRequest { agent: "revoked".to_owned() });
    let revoked = agents(&fixture).revoke_agent(revoke()).await.unwrap().into_inner();
    assert_eq!(agents(&fixture).revoke_agent(revoke()).await.unwrap().into_inner(), revoked);

    assert_eq!(get("never").await.unwrap().presence(), Presence::Pending);
    assert_eq!(get("gone").await.unwrap().presence(), Presence::Offline);
    assert_eq!(revoked.presence(), Presence::Revoked);
    let here = get("here").await.unwrap();
    assert_eq!(here.presence(), Presence::Online);
    assert_eq!(here.labels.len(), 2);
    assert_eq!(here.clock_offset.unwrap(), prost_types::Duration { seconds: -1, nanos: -500_000_000 });
    assert_eq!(get(&here.agent_id).await.unwrap().slug, "here");
    for name in ["nobody", "", &Uuid::now_v7().to_string()] {
        assert_eq!(get(name).await.unwrap_err().code(), Code::NotFound);
    }

    let status =
        systems(&fixture).get_status(fixture.admin(wire::GetStatusRequest {})).await.unwrap().into_inner();
    let want = wire::AgentCounts { online: 1, offline: 1, pending: 1, revoked: 1 };
    assert_eq!(status.agents.unwrap(), want);
    assert!(status.schema_version >= 6 && !status.database_version.is_empty());
    assert_eq!(status.agent_address, "coordinator.example:7443");
}
