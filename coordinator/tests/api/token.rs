//! API tokens and join tokens.

use std::collections::HashMap;

use nocturne_core::access::Role;
use nocturne_proto::api::v1::{self as wire, join_token::State};
use nocturne_shared::id::JoinTokenId;
use prost_types::{Duration, Timestamp};
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::fixture::{Fixture, PIN, agents, api_tokens, bearer, join_tokens};

#[tokio::test]
async fn an_api_token_works_until_it_is_revoked() {
    let fixture = Fixture::new().await;
    let secret = fixture.api_token(Role::Viewer).await;
    assert!(secret.starts_with("noc_pat_") && secret.len() == 8 + 43, "{}", secret.len());
    let list = || bearer(&secret, wire::ListAgentsRequest::default());
    assert!(agents(&fixture).list_agents(list()).await.is_ok());

    let token = newest(&fixture).await;
    assert_eq!((token.role.as_str(), token.revoke_time), ("viewer", None));
    let request = fixture.admin(wire::RevokeApiTokenRequest { api_token_id: token.api_token_id });
    api_tokens(&fixture).revoke_api_token(request).await.unwrap();

    assert_eq!(agents(&fixture).list_agents(list()).await.unwrap_err().code(), Code::Unauthenticated);
}

#[tokio::test]
async fn nobody_makes_or_ends_a_token_above_their_own_role() {
    let fixture = Fixture::new().await;
    let operator = fixture.api_token(Role::Operator).await;
    let wanted = wire::CreateApiTokenRequest {
        name: "more".to_owned(),
        role: "admin".to_owned(),
        ..Default::default()
    };

    let made = api_tokens(&fixture).create_api_token(bearer(&operator, wanted)).await.unwrap_err();

    fixture.api_token(Role::Admin).await;
    let newest = newest(&fixture).await;
    assert_eq!(newest.role, "admin");
    let end = wire::RevokeApiTokenRequest { api_token_id: newest.api_token_id };
    let ended = api_tokens(&fixture).revoke_api_token(bearer(&operator, end)).await.unwrap_err();
    assert_eq!((made.code(), ended.code()), (Code::PermissionDenied, Code::PermissionDenied));
    assert!(made.message().contains("agents.manage"), "{}", made.message());
}

#[tokio::test]
async fn everything_wrong_with_an_api_token_is_listed() {
    let fixture = Fixture::new().await;
    let bad = wire::CreateApiTokenRequest {
        name: String::new(),
        role: "root".to_owned(),
        expire_time: Some(Timestamp { seconds: 1, nanos: 0 }),
        ..wire::CreateApiTokenRequest::default()
    };

    let status = api_tokens(&fixture).create_api_token(fixture.admin(bad)).await.unwrap_err();

    let details = status.get_error_details();
    let found: Vec<&str> = details
        .bad_request()
        .unwrap()
        .field_violations
        .iter()
        .map(|finding| finding.field.as_str())
        .collect();
    assert_eq!(found, ["name", "role", "expire_time"]);
    let absent = wire::RevokeApiTokenRequest { api_token_id: "nonsense".to_owned() };
    let status = api_tokens(&fixture).revoke_api_token(fixture.admin(absent)).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
}

async fn newest(fixture: &Fixture) -> wire::ApiToken {
    let request = fixture.admin(wire::ListApiTokensRequest::default());
    let answer = api_tokens(fixture).list_api_tokens(request).await.unwrap();
    answer.into_inner().api_tokens.remove(0)
}

fn join(site: &str) -> wire::CreateJoinTokenRequest {
    wire::CreateJoinTokenRequest { site: site.to_owned(), ..wire::CreateJoinTokenRequest::default() }
}

#[tokio::test]
async fn a_join_token_names_id_secret_and_pin_and_makes_its_site_once() {
    let fixture = Fixture::new().await;

    let made =
        join_tokens(&fixture).create_join_token(fixture.admin(join("ams"))).await.unwrap().into_inner();
    let again =
        join_tokens(&fixture).create_join_token(fixture.admin(join("ams"))).await.unwrap().into_inner();

    let token = made.join_token.unwrap();
    let parts: Vec<&str> = made.secret.split('.').collect();
    assert_eq!(parts.len(), 4);
    assert_eq!((parts[0], parts[1], parts[2].len()), ("noc1", token.join_token_id.as_str(), 43));
    assert_eq!(parts[3], hex::encode(PIN));
    assert!(made.site_created && !again.site_created);
    assert_eq!((token.site.as_str(), token.state()), ("ams", State::Open));
    let life = token.expire_time.unwrap().seconds - token.create_time.unwrap().seconds;
    assert_eq!(life, 3_600);
    assert_eq!(made.agent_address, "coordinator.example:7443");
}

#[tokio::test]
async fn everything_wrong_with_a_join_token_is_listed() {
    let fixture = Fixture::new().await;
    let bad = wire::CreateJoinTokenRequest {
        site: "New York".to_owned(),
        labels: HashMap::from([("site".to_owned(), "x".to_owned()), ("1a".to_owned(), "x".to_owned())]),
        ttl: Some(Duration { seconds: 31 * 24 * 3_600, nanos: 0 }),
        agent_slug: "-".to_owned(),
        ..wire::CreateJoinTokenRequest::default()
    };

    let status = join_tokens(&fixture).create_join_token(fixture.admin(bad)).await.unwrap_err();

    let details = status.get_error_details();
    let found: Vec<&str> = details
        .bad_request()
        .unwrap()
        .field_violations
        .iter()
        .map(|finding| finding.field.as_str())
        .collect();
    assert_eq!(found, ["site", "labels.1a", "labels.site", "ttl", "agent_slug"]);
}

#[tokio::test]
async fn a_join_token_is_revoked_until_it_is_redeemed() {
    let fixture = Fixture::new().await;
    let make = async || {
        let made = join_tokens(&fixture).create_join_token(fixture.admin(join("ams"))).await.unwrap();
        made.into_inner().join_token.unwrap().join_token_id
    };
    let revoke = async |id: &str| {
        let request = fixture.admin(wire::RevokeJoinTokenRequest { join_token_id: id.to_owned() });
        join_tokens(&fixture).revoke_join_token(request).await.map(|answer| answer.into_inner().state())
    };
    let (open, used) = (make().await, make().await);
    let agent_id = fixture.agent("edge-1", "{}").await;
    fixture
        .sql(&format!(
            "UPDATE join_token SET redeemed_at = now(), redeemed_spki_sha256 = '\\x01', agent_id = '{agent_id}'
             WHERE join_token_id = '{used}'"
        ))
        .await;

    assert_eq!(revoke(&open).await.unwrap(), State::Revoked);
    assert_eq!(revoke(&open).await.unwrap(), State::Revoked);
    let status = revoke(&used).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert!(status.message().contains(&agent_id.to_string()), "{}", status.message());
    let absent = JoinTokenId::from_parts(1, &[1; 10]).to_string();
    for id in ["nonsense", absent.as_str()] {
        assert_eq!(revoke(id).await.unwrap_err().code(), Code::NotFound);
    }

    let request = fixture.admin(wire::ListJoinTokensRequest::default());
    let listed = join_tokens(&fixture).list_join_tokens(request).await.unwrap().into_inner().join_tokens;
    let states: Vec<State> = listed.iter().map(wire::JoinToken::state).collect();
    assert_eq!(states, [State::Redeemed, State::Revoked]);
}
