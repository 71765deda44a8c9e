//! Join tokens and sites.

use std::time::Duration;

use nocturne_shared::{id::OrgId, label::Labels};
use nocturne_store::{
    OrgTx,
    join_token::{
        JoinTokenRow, JoinTokenState, NewJoinToken, join_token_create, join_token_get, join_token_page,
        join_token_revoke,
    },
};

use crate::fixture::{Fixture, fresh};

fn token(site: &str, life: Duration) -> NewJoinToken {
    NewJoinToken {
        join_token_id: fresh(),
        site: site.to_owned(),
        site_id_if_new: fresh(),
        labels: Labels::from([("role".to_owned(), "edge".to_owned())]),
        agent_slug: String::new(),
        secret_sha256: [1; 32],
        life,
    }
}

async fn create(fixture: &Fixture, org_id: OrgId, token: &NewJoinToken) -> (JoinTokenRow, bool) {
    fixture.in_tx(org_id, async |tx| join_token_create(tx, token).await.unwrap()).await
}

#[tokio::test]
async fn an_unknown_site_is_made_once() {
    let fixture = Fixture::new().await;
    let hour = Duration::from_hours(1);

    let (first, made) = create(&fixture, fixture.org_id, &token("ams", hour)).await;
    let (second, again) = create(&fixture, fixture.org_id, &token("ams", hour)).await;
    let (_, foreign) = create(&fixture, fixture.foreign, &token("ams", hour)).await;

    assert!(made && !again && foreign);
    assert_eq!((first.site.as_str(), first.state), ("ams", JoinTokenState::Open));
    assert_eq!(first.labels["role"], "edge");
    let listed = join_token_page(&fixture.org, fixture.org_id, None, 10).await.unwrap();
    assert_eq!(listed, [second.clone(), first.clone()]);
    let rest = join_token_page(&fixture.org, fixture.org_id, Some(second.join_token_id), 10).await.unwrap();
    assert_eq!(rest, [first]);
}

#[tokio::test]
async fn the_state_follows_the_database_clock_and_a_redeemed_token_stays_redeemed() {
    let fixture = Fixture::new().await;
    let (open, _) = create(&fixture, fixture.org_id, &token("ams", Duration::from_hours(1))).await;
    let (over, _) = create(&fixture, fixture.org_id, &token("ams", Duration::ZERO)).await;
    let (used, _) = create(&fixture, fixture.org_id, &token("ams", Duration::from_hours(1))).await;
    let agent_id = fixture.agent("edge-1").await;
    fixture
        .sql(&format!(
            "UPDATE join_token SET redeemed_at = now(), redeemed_spki_sha256 = '\\x01', agent_id = '{agent_id}'
             WHERE join_token_id = '{}'",
            used.join_token_id
        ))
        .await;

    let revoke = async |org_id, id| {
        let work = async |tx: &OrgTx| {
            let revoked = join_token_revoke(tx, id).await.unwrap();
            (revoked, join_token_get(tx, id).await.unwrap())
        };
        fixture.in_tx(org_id, work).await
    };
    assert_eq!(over.state, JoinTokenState::Expired);
    assert_eq!(revoke(fixture.foreign, open.join_token_id).await, (false, None));
    for first in [true, false] {
        let (revoked, row) = revoke(fixture.org_id, open.join_token_id).await;
        assert_eq!((revoked, row.unwrap().state), (first, JoinTokenState::Revoked));
    }
    let (revoked, kept) = revoke(fixture.org_id, used.join_token_id).await;
    let kept = kept.unwrap();
    assert_eq!((revoked, kept.state, kept.agent_id), (false, JoinTokenState::Redeemed, Some(agent_id)));
}
