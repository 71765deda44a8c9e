use std::{
    io,
    time::{Duration, Instant},
};

use nocturne_lab::{Door, Fail, Fault, Kind, LabError, Scenario, Share};
use tokio::{io::AsyncReadExt as _, net::TcpStream, time::timeout};

use crate::fixture::{LIMIT, SILENCE, door, eventually, one, start};

#[tokio::test]
async fn each_kind_meets_a_connect_in_its_own_way() {
    let scenario = Scenario::default()
        .with("echo", Kind::Echo)
        .with("mute", Kind::Mute)
        .with("numbered", Kind::Numbered { log: None })
        .with("refusing", Kind::Refusing)
        .with("silent", Kind::Silent)
        .with("slow", Kind::Slow { delay: Duration::from_millis(120) });
    let lab = start(scenario).await;

    let doors: Vec<Door> = lab.targets().await.iter().map(|target| target.state).collect();
    use Door::{Closed, Open, Silent};
    assert_eq!(doors, [Open, Open, Open, Closed, Silent, Open]);
    assert_eq!(door(lab.addr("refusing").unwrap()).await, "refused");
    assert_eq!(door(lab.addr("silent").unwrap()).await, "silent");
    for name in ["echo", "numbered"] {
        TcpStream::connect(lab.addr(name).unwrap()).await.unwrap().read_u8().await.unwrap();
    }
    let mut mute = TcpStream::connect(lab.addr("mute").unwrap()).await.unwrap();
    assert!(timeout(SILENCE, mute.read_u8()).await.is_err());
    let begun = Instant::now();
    TcpStream::connect(lab.addr("slow").unwrap()).await.unwrap().read_u8().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn what_was_handed_out_is_known() {
    let (lab, addr) = one(Kind::Numbered { log: None }).await;

    for want in ["1\n", "2\n"] {
        let mut line = String::new();
        TcpStream::connect(addr).await.unwrap().read_to_string(&mut line).await.unwrap();
        assert_eq!(line, want);
    }

    eventually("both are taken", async || lab.numbers("it").unwrap().len() == 2).await;
    assert_eq!(lab.counters()["it"], 2);
}

#[tokio::test]
async fn a_port_closes_falls_silent_and_opens_again() {
    let (lab, addr) = one(Kind::Echo).await;

    for _ in 0..2 {
        lab.set_fault("it", Fault::fail(Fail::Refuse)).await.unwrap();
        assert_eq!(door(addr).await, "refused");
        lab.set_fault("it", Fault::fail(Fail::Silence)).await.unwrap();
        assert_eq!(door(addr).await, "silent");
        lab.clear_fault("it").await.unwrap();
        assert_eq!(door(addr).await, "open");
    }
}

#[tokio::test]
async fn a_reset_and_a_refusal_by_chance_come_after_the_accept() {
    let (lab, addr) = one(Kind::Echo).await;

    for fault in
        [Fault::fail(Fail::Reset), Fault::fail(Fail::Refuse).with_share(Share::Probability(0.999_999_9))]
    {
        lab.set_fault("it", fault).await.unwrap();
        let mut stream = TcpStream::connect(addr).await.unwrap();
        let end = timeout(LIMIT, stream.read_u8()).await.expect("an end");
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset, "{fault:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_done_is_said_and_changes_nothing() {
    let lab = start(Scenario::default().with("echo", Kind::Echo).with("closed", Kind::Refusing)).await;

    let unfit = lab.set_fault("echo", Fault::fail(Fail::Servfail)).await.unwrap_err();
    let always = lab.set_fault("closed", Fault::fail(Fail::Reset)).await.unwrap_err();
    let nobody = lab.set_fault("nobody", Fault::fail(Fail::Reset)).await.unwrap_err();

    assert_eq!(unfit.to_string(), "echo is of kind echo: a TCP target can do refuse, silence and reset");
    assert!(matches!(always, LabError::Unfit { kind: "refusing", .. }), "{always}");
    assert_eq!(nobody.to_string(), "there is no target \"nobody\"; there are: closed, echo");
    assert!(lab.targets().await.iter().all(|target| target.fault.is_none()));
    assert!(lab.addr("nobody").is_err());
}
