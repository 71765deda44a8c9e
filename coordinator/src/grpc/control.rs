//! One Control stream: Hello, Welcome, heartbeats up, direction down.

use std::{sync::Arc, time::Duration};

use nocturne_core::{
    certificate::Denied,
    session::{HelloLane, HelloSpool},
};
use nocturne_proto::{
    agent::v1::{self as wire, Refusal},
    convert::time::{duration_to_wire, timestamp_from_wire, timestamp_to_wire},
};
use nocturne_runtime::clock;
use nocturne_shared::outcome::Lane;
use tokio::sync::mpsc;
use tonic::{Status, Streaming};

use super::{
    data::FIRST_CREDIT,
    link::{Link, Peer},
    refusal,
};
use crate::{
    app::session::{HelloFacts, Opened, SessionError, session_open},
    hub::{Desired, Down},
    pki::identity::PeerAgent,
};

/// Messages queued towards one agent before it counts as stuck: a whole desired state of 64 MiB in parts and some.
const DOWN_QUEUE: usize = 320;
/// A peer that connects and says nothing holds a stream no longer than this.
const HELLO_WAIT: Duration = Duration::from_secs(10);
/// Heartbeats missed in a row before the stream is dead.
const MISSED_BEATS: u32 = 4;
/// Longest text and longest list taken from Hello.
const MAX_FACT: usize = 253;

/// Serves the stream in a task of its own; returns what goes to the agent.
pub(super) fn start(
    link: Arc<Link>,
    peer: Peer,
    up: Streaming<wire::Up>,
) -> mpsc::Receiver<Result<wire::Down, Status>> {
    let (down, queue) = mpsc::channel(DOWN_QUEUE);
    let streams = link.streams.clone();
    streams.spawn(async move {
        if let Err(status) = run(&link, peer, up, &down).await {
            down.try_send(Err(status)).ok();
        }
    });
    queue
}

async fn run(
    link: &Link,
    Peer { agent: peer, remote, closing }: Peer,
    mut up: Streaming<wire::Up>,
    down: &Down,
) -> Result<(), Status> {
    let first = tokio::time::timeout(HELLO_WAIT, up.message()).await.map_err(|_| {
        Status::deadline_exceeded("the first message must be Hello and did not come in time")
    })??;
    let Some(wire::Up { kind: Some(wire::up::Kind::Hello(hello)) }) = first else {
        return Err(Status::failed_precondition("the first message must be Hello"));
    };
    if link.hub.is_draining() {
        return Err(Status::unavailable("the coordinator is stopping; connect again in a while"));
    }
    let spool = spool(&hello)?;
    let opened =
        session_open(&link.system, &peer, &spool, &facts(&hello)).await.map_err(|error| denied(&error))?;

    let end = link.hub.join(peer.clone(), opened.fence, down.clone(), remote.clone());
    let running = Desired {
        generation: i64::try_from(hello.generation).unwrap_or(0),
        sha256: hello.desired_state_sha256.clone(),
    };
    link.hub.desired_sent(peer.agent_id, opened.fence, running);
    link.hub.heartbeat(
        peer.agent_id,
        opened.fence,
        wire::Heartbeat::default(),
        offset_us(hello.agent_time.as_ref()),
    );
    let agent = &opened.agent_slug;
    tracing::info!(agent.id = %peer.agent_id, fence = opened.fence, epoch = opened.epoch, peer = %remote, "agent {agent} is online");

    let welcomed = down.send(Ok(welcome(link, &opened))).await;
    if welcomed.is_ok() {
        link.desired.wake();
        tokio::select! {
            () = end.cancelled() => (),
            () = closing.cancelled() => go_away(down),
            // Not cancel safe: the other arms end the stream, so a half-read message does not matter.
            () = listen(link, &peer, opened.fence, &mut up) => (),
        }
    }
    link.hub.leave(peer.agent_id, opened.fence);
    tracing::info!(agent.id = %peer.agent_id, fence = opened.fence, "agent {agent} left");
    Ok(())
}

async fn listen(link: &Link, peer: &PeerAgent, fence: i64, up: &mut Streaming<wire::Up>) {
    while let Ok(Ok(Some(message))) = tokio::time::timeout(link.heartbeat * MISSED_BEATS, up.message()).await
    {
        match message.kind {
            Some(wire::up::Kind::Heartbeat(beat)) => {
                let offset_us = offset_us(beat.agent_time.as_ref());
                link.hub.heartbeat(peer.agent_id, fence, beat, offset_us);
            }
            Some(wire::up::Kind::Hello(_)) | None => return,
        }
    }
}

/// The connection is about to be closed; the agent need not wait before it makes another.
fn go_away(down: &Down) {
    let message = wire::GoAway { after: None, reason: "the connection has reached its age".to_owned() };
    down.try_send(Ok(wire::Down { kind: Some(wire::down::Kind::GoAway(message)) })).ok();
}

fn welcome(link: &Link, opened: &Opened) -> wire::Down {
    let cursors = Lane::ALL.iter().zip(&opened.cursors).map(|(lane, cursor)| wire::LaneCursor {
        lane: lane.number(),
        acked_seq: cursor.seq,
        acked_chain: cursor.chain.to_vec(),
    });
    wire::Down {
        kind: Some(wire::down::Kind::Welcome(wire::Welcome {
            fence: opened.fence,
            epoch: opened.epoch,
            cursors: cursors.collect(),
            server_time: Some(timestamp_to_wire(clock::now())),
            heartbeat_interval: Some(duration_to_wire(link.heartbeat)),
            sealing_key: Vec::new(),
            sealing_key_id: String::new(),
            agent_slug: opened.agent_slug.clone(),
            site_slug: opened.site_slug.clone(),
            credit: Some(FIRST_CREDIT),
        })),
    }
}

fn spool(hello: &wire::Hello) -> Result<HelloSpool, Status> {
    let malformed = |what: &str| Status::invalid_argument(format!("Hello is malformed: {what}"));
    let chain = |bytes: &[u8]| <[u8; 16]>::try_from(bytes);
    let lane = |wanted: Lane| {
        let lane = hello.lanes.iter().find(|lane| lane.lane == wanted.number());
        let lane = lane.ok_or_else(|| malformed("a lane is missing"))?;
        Ok::<_, Status>(HelloLane {
            last_seq: lane.last_seq,
            last_chain: chain(&lane.last_chain).map_err(|_| malformed("last_chain is not 16 bytes long"))?,
            acked_seq: lane.acked_seq,
            acked_chain: chain(&lane.acked_chain).ok(),
        })
    };
    let [critical, telemetry] = Lane::ALL;
    Ok(HelloSpool {
        spool_id: chain(&hello.spool_id).map_err(|_| malformed("spool_id is not 16 bytes long"))?,
        epoch: hello.epoch,
        lanes: [lane(critical)?, lane(telemetry)?],
    })
}

/// What the agent claims about itself, capped and without control characters: it is shown to people.
fn facts(hello: &wire::Hello) -> HelloFacts {
    let clean =
        |text: &String| -> String { text.chars().filter(|c| !c.is_control()).take(MAX_FACT).collect() };
    HelloFacts {
        version: clean(&hello.agent_version),
        hostname: clean(&hello.hostname),
        capabilities: hello.capabilities.iter().take(64).map(clean).collect(),
    }
}

/// Agent's clock minus ours; 0 when it does not say.
fn offset_us(agent_time: Option<&prost_types::Timestamp>) -> i64 {
    agent_time.map_or(0, |at| timestamp_from_wire(at).as_microsecond() - clock::now().as_microsecond())
}

/// What a refused agent is told.
pub(super) fn denied(error: &SessionError) -> Status {
    match error {
        SessionError::Denied(Denied::Revoked) => refusal::status(Refusal::Revoked),
        SessionError::Denied(Denied::Replaced) => refusal::status(Refusal::MustRecover),
        SessionError::Denied(Denied::Expired) => refusal::status(Refusal::Expired),
        SessionError::Unknown => refusal::status(Refusal::Unknown),
        SessionError::Store(_) => {
            let error = error as &dyn std::error::Error;
            tracing::warn!(error, "a session could not be opened");
            Status::unavailable("the coordinator cannot reach its database; try again")
        }
    }
}
