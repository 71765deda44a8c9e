//! Request ids: claimed once, waited for, freed by a failure and by time.

use std::time::Duration;

use nocturne_store::{
    OrgTx,
    idempotency::{Claim, Claimed, idempotency_claim, idempotency_settle, idempotency_trim},
};

use crate::fixture::Fixture;

fn claim(principal: &str, request: u8) -> Claim {
    Claim {
        principal: principal.to_owned(),
        method: "CreateCheck",
        request_id: "r-1".to_owned(),
        request_sha256: [request; 32],
    }
}

async fn look(tx: &OrgTx, claim: &Claim) -> Claimed {
    idempotency_claim(tx, claim).await.unwrap()
}

#[tokio::test]
async fn an_id_is_answered_for_the_same_request_and_refused_for_another() {
    let fixture = Fixture::new().await;
    let mine = claim("user:1", 1);

    let first = fixture
        .in_tx(fixture.org_id, async |tx| {
            let claimed = look(tx, &mine).await;
            idempotency_settle(tx, &mine, b"answer").await.unwrap();
            claimed
        })
        .await;
    let (again, other, of_another, elsewhere) = fixture
        .in_tx(fixture.org_id, async |tx| {
            let other_method = Claim { method: "CreateJoinToken", ..mine.clone() };
            (
                look(tx, &mine).await,
                look(tx, &claim("user:1", 2)).await,
                look(tx, &claim("user:2", 2)).await,
                look(tx, &other_method).await,
            )
        })
        .await;
    let foreign = fixture.in_tx(fixture.foreign, async |tx| look(tx, &mine).await).await;

    assert_eq!(first, Claimed::Free);
    assert_eq!((again, other), (Claimed::Answered(b"answer".to_vec()), Claimed::Other));
    assert_eq!((of_another, elsewhere, foreign), (Claimed::Free, Claimed::Free, Claimed::Free));
}

#[tokio::test]
async fn a_second_caller_waits_for_the_first_and_gets_its_answer_or_its_turn() {
    for commits in [true, false] {
        let fixture = Fixture::new().await;
        let mine = claim("user:1", 1);
        let first = fixture.org.begin("test", fixture.org_id).await.unwrap();
        assert_eq!(look(&first, &mine).await, Claimed::Free);

        let second = fixture.in_tx(fixture.org_id, async |tx| look(tx, &mine).await);
        tokio::pin!(second);
        let early = tokio::time::timeout(Duration::from_millis(100), second.as_mut()).await;
        assert!(early.is_err(), "the second caller did not wait: {early:?}");
        if commits {
            idempotency_settle(&first, &mine, b"answer").await.unwrap();
            first.commit().await.unwrap();
        } else {
            drop(first);
        }

        let want = if commits { Claimed::Answered(b"answer".to_vec()) } else { Claimed::Free };
        assert_eq!(second.await, want, "{commits}");
    }
}

#[tokio::test]
async fn an_id_is_free_after_a_day_and_trimmed() {
    let fixture = Fixture::new().await;
    let mine = claim("user:1", 1);
    let make = async || {
        fixture
            .in_tx(fixture.org_id, async |tx| {
                let claimed = look(tx, &mine).await;
                idempotency_settle(tx, &mine, b"answer").await.unwrap();
                claimed
            })
            .await
    };
    let age = async |hours: u32| {
        let change = format!("UPDATE idempotency_key SET created_at = now() - interval '{hours} hours'");
        fixture.sql(&change).await;
    };
    assert_eq!(make().await, Claimed::Free);

    age(23).await;
    assert!(matches!(make().await, Claimed::Answered(_)));
    assert_eq!(idempotency_trim(&fixture.system).await.unwrap(), 0);
    age(24).await;
    assert_eq!(make().await, Claimed::Free);
    assert!(matches!(make().await, Claimed::Answered(_)));
    age(24).await;
    assert_eq!(idempotency_trim(&fixture.system).await.unwrap(), 1);
}

#[tokio::test]
async fn what_was_not_claimed_is_not_settled() {
    let fixture = Fixture::new().await;

    let settled = fixture
        .in_tx(fixture.org_id, async |tx| idempotency_settle(tx, &claim("user:1", 1), b"answer").await)
        .await;

    assert!(settled.is_err());
}
