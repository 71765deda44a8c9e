#![allow(clippy::unwrap_used, reason = "tests")]

use nocturne_probe::probe::Egress;
use nocturne_runtime::clock;
use nocturne_shared::check::{CheckSpec, StatusPolicy, TcpSpec};
use nocturne_spool::{Options, Spool};
use tokio::net::TcpListener;

use super::*;

const OPTIONS: Options = Options {
    max_bytes: 32 << 20,
    lane0_max_bytes: 1 << 20,
    max_age_us: 0,
    min_free_bytes: 0,
    segment_bytes: 1 << 20,
};

fn assignment(port: u16) -> Assignment {
    Assignment {
        check_id: CheckId::from_bytes(&[1; 16]).unwrap(),
        revision: 1,
        slug: "numbers".parse().unwrap(),
        spec: CheckSpec {
            kind: CheckKind::Tcp(TcpSpec { port, read_number: true }),
            targets: vec!["127.0.0.1".parse().unwrap()],
            interval: Duration::from_secs(20),
            timeout: Duration::from_secs(15),
            status_policy: StatusPolicy::DEFAULT,
        },
    }
}

/// Accepts and never says its number, so that an execution lasts as long as its timeout.
#[tokio::test]
async fn what_the_stop_cuts_began_no_earlier_than_the_runner_says() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let temp = tempfile::tempdir().unwrap();
    let (open, _) = Spool::open(temp.path(), OPTIONS, 1).unwrap();
    let (spool, _spool_task) = crate::spool::spool(open);
    let prober = Arc::new(Prober::start(clock::now_micros, Egress::with_loopback()).unwrap());
    let (handle, task) = runner(RunnerSetup { prober, spool, max_concurrency: 4, seed: 1 });
    let stop = CancellationToken::new();
    let before_us = now_us();
    let mut running = tokio::task::JoinSet::new();
    running.spawn(task.run(stop.clone()));
    handle.apply(vec![assignment(listener.local_addr().unwrap().port())]).await;

    let (_held, _) = listener.accept().await.unwrap();
    let begun_us = now_us();
    stop.cancel();
    let until_us = running.join_next().await.unwrap().unwrap();

    assert!((before_us..=begun_us).contains(&until_us), "{before_us} {until_us} {begun_us}");
    assert_eq!(handle.longest_timeout(), Duration::from_secs(15));
}
