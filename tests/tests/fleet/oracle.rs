//! The comparison itself: a zero means something only when a difference is seen.

use std::time::Duration;

use nocturne_tests::Fleet;

#[tokio::test(flavor = "multi_thread")]
async fn a_block_that_is_gone_or_there_twice_is_noticed() {
    let mut fleet = Fleet::start().await;
    let _agent = fleet.run_agent("a").await;
    fleet.number("a", "numbers", Duration::from_millis(100)).await;
    fleet.await_stored("numbers", 10).await;
    fleet.settle(&["a"]).await.assert_whole();
    let database = fleet.database.look().await;
    let first = "WHERE last_seq = (SELECT min(last_seq) FROM sample_block)";

    let double = format!("INSERT INTO sample_block SELECT * FROM sample_block {first}");
    database.batch_execute(&double).await.unwrap();
    let doubled = fleet.tally().await;
    database.batch_execute(&format!("DELETE FROM sample_block {first}")).await.unwrap();
    let holed = fleet.tally().await;

    assert!(0 < doubled.dup && doubled.lost == 0 && !doubled.is_sound(), "{doubled:?}");
    assert!(0 < holed.lost && holed.dup == 0 && !holed.is_sound(), "{holed:?}");
}
