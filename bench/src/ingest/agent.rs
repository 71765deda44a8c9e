//! One simulated agent: a real identity and real streams, and a spool in memory.

use std::{collections::VecDeque, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, anyhow, bail};
use nocturne_agent::{
    connect::{Connection, connect},
    enrol::enrol,
    identity::IdentityStore,
    link::session::{Ended, Greeted, client, greet},
    state_dir::StateDir,
};
use nocturne_core::chain::{CHAIN_START, Chain, chain_next};
use nocturne_proto::agent::v1::{self as wire, data_down, data_up, down, up};
use nocturne_runtime::{
    clock,
    tls::{CoordinatorVerifier, client_config},
};
use nocturne_shared::outcome::{Lane, RecordKind};
use prost::Message as _;
use tokio::{sync::mpsc, task::JoinSet, time::Instant};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;

use super::{
    orders::Acked,
    workload::{Check, Shape},
};

/// Between two heartbeats.
const BEAT: Duration = Duration::from_secs(2);
/// How long a check may take to arrive.
const ASSIGNED_WITHIN: Duration = Duration::from_secs(15);
/// How long an acknowledgement may take.
const ACKED_WITHIN: Duration = Duration::from_secs(20);
/// Messages between a sender and its stream.
const UP_QUEUE: usize = 16;

/// A connected agent.
pub(crate) struct Agent {
    id: uuid::Uuid,
    epoch: u64,
    check: Check,
    credit: wire::Credit,
    up: mpsc::Sender<wire::DataUp>,
    down: Streaming<wire::DataDown>,
    shape: Shape,
    spool: VecDeque<wire::Batch>,
    /// End of what was made.
    made: (u64, Chain),
    /// End of what was sent.
    sent: (u64, Chain),
    acked_seq: u64,
    unacked: VecDeque<(u64, usize)>,
    unacked_bytes: usize,
    n_late: u64,
}

/// Enrols with a join token, opens both streams and waits for the check.
///
/// # Errors
///
/// What was attempted, with the cause.
pub(crate) async fn join(
    coordinator: &str,
    token: &str,
    state_dir: &Path,
    tasks: &mut JoinSet<()>,
) -> anyhow::Result<Agent> {
    let state = StateDir::new(state_dir.to_owned());
    let address = coordinator.parse().map_err(|error| anyhow!("{coordinator} is no address: {error}"))?;
    let token = token.parse().map_err(|error| anyhow!("not a join token: {error}"))?;
    enrol(&state, &address, &token).await.context("could not enrol an agent")?;
    let identity =
        IdentityStore::new(state.identity()).load()?.context("there is no identity after enrolment")?;
    let verifier = CoordinatorVerifier::with_roots(identity.roots().to_vec(), None)?;
    let tls = client_config(Arc::new(verifier), Some((identity.chain().to_vec(), identity.key())))?;
    let connection = connect(&address, Arc::new(tls)).await.context("could not connect an agent")?;

    let welcomed = match greet(connection.clone(), hello()?).await {
        Ended::Welcomed(greeted) => *greeted,
        Ended::Lost(reason) => bail!("the session was lost: {reason}"),
        Ended::Refused(refusal) => bail!("the session was refused: {refusal:?}"),
        Ended::Done | Ended::Connected(..) | Ended::Renewed => bail!("the session ended before it began"),
    };
    let Greeted { welcome, up: beats, mut down } = welcomed;
    let check = tokio::time::timeout(ASSIGNED_WITHIN, assigned(&mut down))
        .await
        .context("the check did not arrive in time")??;
    tasks.spawn(stay(beats, down));
    let (up, data) = open_data(&connection, welcome.fence).await?;
    Ok(Agent {
        id: identity.agent_id().uuid(),
        epoch: welcome.epoch,
        check,
        credit: welcome.credit.unwrap_or_default(),
        up,
        down: data,
        shape: Shape::new(0, 0),
        spool: VecDeque::new(),
        made: (0, CHAIN_START),
        sent: (0, CHAIN_START),
        acked_seq: 0,
        unacked: VecDeque::new(),
        unacked_bytes: 0,
        n_late: 0,
    })
}

impl Agent {
    /// Id and epoch.
    #[must_use]
    pub(crate) const fn who(&self) -> (uuid::Uuid, u64) {
        (self.id, self.epoch)
    }

    /// Makes messages to be sent later, from the last one that was sent.
    pub(crate) fn fill(&mut self, shape: Shape, n_messages: usize) {
        self.shape = shape;
        self.made = self.sent;
        self.n_late = 0;
        self.spool.clear();
        for _ in 0..n_messages {
            let batch = self.make();
            self.spool.push_back(batch);
        }
    }

    /// Sends until `until` as far as credit allows, then waits until everything is acknowledged; how many messages
    /// were not ready, and what was acknowledged.
    ///
    /// # Errors
    ///
    /// The stream ended, or the coordinator did not take a message.
    pub(crate) async fn drain(&mut self, until: Instant) -> anyhow::Result<(u64, Acked)> {
        let after_seq = self.acked_seq;
        while Instant::now() < until {
            let may_send = self.may_send();
            let up = self.up.clone();
            tokio::select! {
                message = self.down.message() => self.take(message)?,
                permit = up.reserve(), if may_send => {
                    let permit = permit.context("the Data stream is closed")?;
                    permit.send(self.next());
                }
                () = tokio::time::sleep_until(until) => break,
            }
        }
        while !self.unacked.is_empty() {
            let message = tokio::time::timeout(ACKED_WITHIN, self.down.message());
            let message = message.await.context("the last acknowledgement did not come")?;
            self.take(message)?;
        }
        let (through_seq, chain) = self.sent;
        anyhow::ensure!(self.acked_seq == through_seq, "acknowledged {}, sent {through_seq}", self.acked_seq);
        Ok((self.n_late, Acked { after_seq, through_seq, chain }))
    }

    fn may_send(&self) -> bool {
        self.unacked.len() < usize::try_from(self.credit.records).unwrap_or(usize::MAX)
            && self.unacked_bytes < usize::try_from(self.credit.bytes).unwrap_or(usize::MAX)
    }

    fn next(&mut self) -> wire::DataUp {
        let batch = self.spool.pop_front().unwrap_or_else(|| {
            self.n_late += 1;
            self.make()
        });
        if let Some(record) = batch.records.first() {
            self.unacked.push_back((batch.first_seq, record.payload.len()));
            self.unacked_bytes += record.payload.len();
            let chain = Chain::try_from(record.chain.as_ref()).unwrap_or(CHAIN_START);
            self.sent = (batch.first_seq, chain);
        }
        wire::DataUp { kind: Some(data_up::Kind::Batch(batch)) }
    }

    fn make(&mut self) -> wire::Batch {
        let (last_seq, last_chain) = self.made;
        let seq = last_seq + 1;
        let payload = self.shape.results(&self.check, seq).encode_to_vec();
        let kind = RecordKind::Results.code();
        let chain = chain_next(&last_chain, seq, u8::try_from(kind).unwrap_or(0), &payload);
        self.made = (seq, chain);
        let record = wire::Record {
            kind,
            chain: chain.to_vec().into(),
            payload: payload.into(),
            at_us: u64::try_from(clock::now().as_microsecond()).unwrap_or(0),
        };
        wire::Batch {
            lane: Lane::Telemetry.number(),
            epoch: self.epoch,
            first_seq: seq,
            records: vec![record],
            hole: None,
        }
    }

    fn take(&mut self, message: Result<Option<wire::DataDown>, tonic::Status>) -> anyhow::Result<()> {
        let message = message.context("the Data stream failed")?.context("the Data stream ended")?;
        match message.kind {
            Some(data_down::Kind::Ack(ack)) => {
                while let Some((seq, n_bytes)) = self.unacked.front().copied()
                    && seq <= ack.through_seq
                {
                    self.unacked.pop_front();
                    self.unacked_bytes -= n_bytes;
                }
                self.acked_seq = self.acked_seq.max(ack.through_seq);
                self.credit = ack.credit.unwrap_or(self.credit);
                Ok(())
            }
            Some(data_down::Kind::Busy(_)) => bail!("the coordinator is busy: the run says nothing"),
            Some(data_down::Kind::Rejected(rejected)) => {
                bail!("the coordinator rejects a batch: {rejected:?}")
            }
            None => bail!("the coordinator says something unknown"),
        }
    }
}

fn hello() -> anyhow::Result<wire::Hello> {
    let mut spool_id = [0_u8; 16];
    getrandom::fill(&mut spool_id).map_err(|error| anyhow!("the system gives no random numbers: {error}"))?;
    let lane = |lane: Lane| wire::LaneState {
        lane: lane.number(),
        last_chain: CHAIN_START.to_vec(),
        acked_chain: CHAIN_START.to_vec(),
        ..wire::LaneState::default()
    };
    Ok(wire::Hello {
        agent_version: "bench".to_owned(),
        hostname: "bench".to_owned(),
        capabilities: vec!["icmp.raw".to_owned(), "tcp".to_owned()],
        spool_id: spool_id.to_vec(),
        lanes: Lane::ALL.map(lane).to_vec(),
        ..wire::Hello::default()
    })
}

/// Waits for a desired state that holds a check.
async fn assigned(down: &mut Streaming<wire::Down>) -> anyhow::Result<Check> {
    let mut document = Vec::new();
    loop {
        let message = down.message().await?.context("the Control stream ended")?;
        let Some(down::Kind::DesiredStatePart(part)) = message.kind else { continue };
        if part.part == 0 {
            document.clear();
        }
        document.extend_from_slice(&part.data);
        if part.part + 1 < part.parts {
            continue;
        }
        let desired =
            wire::DesiredState::decode(document.as_slice()).context("an undecodable desired state")?;
        if let Some(check) = desired.checks.into_iter().next() {
            return Ok(Check { check_id: check.check_id, revision: check.revision });
        }
    }
}

/// Keeps the session alive.
async fn stay(up: mpsc::Sender<wire::Up>, mut down: Streaming<wire::Down>) {
    let mut beat = tokio::time::interval(BEAT);
    loop {
        tokio::select! {
            _ = beat.tick() => {
                let kind = up::Kind::Heartbeat(wire::Heartbeat::default());
                if up.send(wire::Up { kind: Some(kind) }).await.is_err() {
                    return;
                }
            }
            // Not cancel safe, and nothing of it is looked at.
            message = down.message() => if !matches!(message, Ok(Some(_))) { return },
        }
    }
}

async fn open_data(
    connection: &Connection,
    fence: i64,
) -> anyhow::Result<(mpsc::Sender<wire::DataUp>, Streaming<wire::DataDown>)> {
    let (up, messages) = mpsc::channel(UP_QUEUE);
    let hello = data_up::Kind::Hello(wire::DataHello { fence });
    up.send(wire::DataUp { kind: Some(hello) }).await.context("the Data stream is closed")?;
    let answer =
        client(connection).data(ReceiverStream::new(messages)).await.context("could not open Data")?;
    Ok((up, answer.into_inner()))
}
