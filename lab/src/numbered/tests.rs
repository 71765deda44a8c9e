use std::time::Instant;

use tokio::task::JoinSet;

use super::*;

const LIMIT: Duration = Duration::from_secs(10);

#[tokio::test]
async fn numbers_rise_and_are_remembered_with_their_time() {
    let target = start(None).await;
    let before_us = jiff::Timestamp::now().as_microsecond();

    let said = [ask(&target).await, ask(&target).await, ask(&target).await];

    assert_eq!(said, [1, 2, 3]);
    let numbers = taken(&target, 3).await;
    assert!(numbers.iter().all(|(_, said_us)| *said_us >= before_us));
    let mut only: Vec<u64> = numbers.into_iter().map(|(number, _)| number).collect();
    only.sort_unstable();
    assert_eq!(only, [1, 2, 3]);
}

#[tokio::test]
async fn a_number_that_nobody_read_does_not_count() {
    let target = start(None).await;

    let unread = TcpStream::connect(target.addr()).await.unwrap();
    unread.readable().await.unwrap();
    drop(unread);
    let read = ask(&target).await;

    assert_eq!(read, 2);
    assert_eq!(taken(&target, 1).await.first().unwrap().0, 2);
}

#[tokio::test]
async fn the_log_holds_what_was_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("oracle.log");
    let target = start(Some(&path)).await;

    ask(&target).await;
    ask(&target).await;

    let want: String =
        taken(&target, 2).await.iter().map(|(number, said_us)| format!("{number} {said_us}\n")).collect();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), want);
}

#[tokio::test]
async fn many_at_once_get_different_numbers() {
    let target = start(None).await;

    let addr = target.addr();
    let asking: JoinSet<u64> = (0..200).map(|_| ask_at(addr)).collect();
    let mut said = asking.join_all().await;

    said.sort_unstable();
    assert_eq!(said, (1..=200).collect::<Vec<u64>>());
    assert_eq!(taken(&target, 200).await.len(), 200);
}

async fn start(log: Option<&Path>) -> NumberedTarget {
    NumberedTarget::start(([127, 0, 0, 1], 0).into(), log).await.unwrap()
}

async fn ask(target: &NumberedTarget) -> u64 {
    ask_at(target.addr()).await
}

async fn ask_at(addr: SocketAddr) -> u64 {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let mut line = String::new();
    stream.read_to_string(&mut line).await.unwrap();
    line.strip_suffix('\n').unwrap().parse().unwrap()
}

async fn taken(target: &NumberedTarget, n_numbers: usize) -> Vec<(u64, i64)> {
    let begun = Instant::now();
    while target.numbers().len() < n_numbers {
        assert!(begun.elapsed() < LIMIT, "{:?} were taken", target.numbers());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    target.numbers()
}
