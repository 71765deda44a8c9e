use std::time::Duration;

use nocturne_lab::{Fail, Fault, Scenario};

use crate::fixture::{door, eventually, start};

#[tokio::test]
async fn things_fail_and_heal_by_themselves_again_and_again() {
    let lab = start(
        Scenario::parse(
            "
            targets: {it: {kind: echo}}
            timeline: [{at: 100ms, every: 400ms, for: 200ms, target: it, fault: {fail: refuse}}]
            ",
        )
        .unwrap(),
    )
    .await;
    let addr = lab.addr("it").unwrap();

    for want in ["open", "refused", "open", "refused", "open"] {
        eventually(want, async || door(addr).await == want).await;
    }
}

#[tokio::test]
async fn a_turn_without_an_end_stays_until_another_heals() {
    let lab = start(
        Scenario::parse(
            "
            targets: {it: {kind: http}}
            timeline:
              - {at: 10ms, target: it, fault: {fail: 'status:500', delay_ms: 1}}
              - {at: 800ms, target: it, fault: {fail: none}}
            ",
        )
        .unwrap(),
    )
    .await;
    let fault = async || lab.targets().await[0].fault;

    eventually("it fails", async || fault().await.is_some()).await;
    assert_eq!(fault().await.unwrap().fail, Some(Fail::Status(500)));
    eventually("it heals", async || fault().await.is_none()).await;
}

#[tokio::test]
async fn what_a_person_set_outlives_the_turn() {
    let lab = start(
        Scenario::parse(
            "
            targets: {it: {kind: echo}, later: {kind: echo}}
            timeline:
              - {at: 10ms, for: 600ms, target: it, fault: {delay_ms: 1}}
              - {at: 900ms, target: later, fault: {delay_ms: 1}}
            ",
        )
        .unwrap(),
    )
    .await;
    let fault = async |index: usize| lab.targets().await[index].fault;
    eventually("the turn begins", async || fault(0).await.is_some()).await;

    let by_hand = Fault::delay(Duration::from_millis(7));
    lab.set_fault("it", by_hand).await.unwrap();
    eventually("the turn is over", async || fault(1).await.is_some()).await;

    assert_eq!(fault(0).await, Some(by_hand));
}
