//! What keeps a watch alive, what ends it, and how many there may be.

use std::time::Duration;

use nocturne_coordinator::{
    app::auth::{Auth, Principal, Proof},
    live::LiveOptions,
};
use nocturne_core::access::Role;
use nocturne_proto::api::v1::{self as wire, Topic, watch_response::Event as Kind};
use nocturne_runtime::clock;
use tonic::{Code, Status};

use super::{Watch, watch_of};
use crate::fixture::{Fixture, api_tokens, bearer};

#[tokio::test]
async fn an_idle_watch_says_that_it_is_alive_and_keeps_its_position() {
    let options = LiveOptions { alive: Duration::from_millis(50), ..LiveOptions::default() };
    let fixture = Fixture::with_live(options).await;
    let (mut watch, opened, _) = Watch::opened(&fixture, watch_of(&[Topic::Checks])).await;

    for _ in 0..3 {
        let message = watch.next().await.unwrap().unwrap();
        assert_eq!(message.event, Some(Kind::Alive(wire::WatchAlive {})));
        assert_eq!((message.sequence, &message.resume_token), (opened.sequence, &opened.resume_token));
    }
}

#[tokio::test]
async fn a_watch_ends_with_the_credential_it_began_with() {
    let options = LiveOptions { prove: Duration::from_millis(100), ..LiveOptions::default() };
    let fixture = Fixture::with_live(options).await;
    let token = fixture.api_token(Role::Viewer).await;
    let every = [Topic::Agents, Topic::Checks, Topic::CheckEvents, Topic::Values, Topic::Gaps];
    let of_token = Watch::begin(&fixture, bearer(&token, watch_of(&every))).await.unwrap();
    let (of_user, ..) = Watch::opened(&fixture, watch_of(&every)).await;
    let list = fixture.admin(wire::ListApiTokensRequest::default());
    let tokens = api_tokens(&fixture).list_api_tokens(list).await.unwrap().into_inner();

    let revoke = wire::RevokeApiTokenRequest { api_token_id: tokens.api_tokens[0].api_token_id.clone() };
    api_tokens(&fixture).revoke_api_token(fixture.admin(revoke)).await.unwrap();
    let end = of_token.end().await;
    assert_eq!(end.code(), Code::Unauthenticated, "{end:?}");
    assert!(end.message().contains("revoked"), "{}", end.message());

    fixture.sql("UPDATE user_account SET session_version = session_version + 1").await;
    let end = of_user.end().await;
    assert_eq!(end.code(), Code::Unauthenticated, "{end:?}");
}

#[tokio::test]
async fn an_access_token_proves_nothing_once_its_time_is_over() {
    let fixture = Fixture::new().await;
    let auth = Auth::start(fixture.system.clone(), &fixture.kek, fixture.settings.clone()).await.unwrap();
    let principal = auth.principal(&fixture.session.access_token).await.unwrap();
    assert_eq!(auth.prove(&principal).await.unwrap(), principal);
    assert_eq!(
        principal.ends_at().unwrap().as_second(),
        fixture.session.access_expires_at.as_second(),
        "a watch looks again at exactly that time"
    );

    let Proof::Access { session_version, session_id, .. } = principal.proof else { panic!("{principal:?}") };
    let proof = Proof::Access { session_version, session_id, ends_at: clock::now() };
    let late = auth.prove(&Principal { proof, ..principal }).await.unwrap_err();

    assert_eq!(Status::from(late).code(), Code::Unauthenticated);
}

#[tokio::test]
async fn too_many_watches_are_refused_in_plain_words_until_one_ends() {
    let options = LiveOptions { max_per_caller: 2, ..LiveOptions::default() };
    let fixture = Fixture::with_live(options).await;
    let (first, ..) = Watch::opened(&fixture, watch_of(&[Topic::Gaps])).await;
    let _second = Watch::opened(&fixture, watch_of(&[Topic::Gaps])).await;
    let begin = async || Watch::begin(&fixture, fixture.admin(watch_of(&[Topic::Gaps]))).await;

    let refused = begin().await.err().expect("it is refused");
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert!(refused.message().starts_with("2 watches are open with this credential"), "{refused:?}");

    drop(first);
    assert!(begin().await.is_ok());
}
